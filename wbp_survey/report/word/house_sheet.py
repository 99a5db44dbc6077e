"""The styles of a template, found by what they are called, and how they look in the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from wbp_survey.errors import Problem, ReportError
from wbp_survey.report.word.house_names import SYNONYMS, HouseChoices, nearest
from wbp_survey.report.word.style import ROLES
from wbp_survey.report.word.stylesheet import Stylesheet, stylesheet, value
from wbp_survey.report.word.units import W
from wbp_survey.texts import say

How = Literal["mapping", "name", "alias", "synonym", "created"]
"""How a style was found: named in the mapping file, by its name, by another name it has, by what
it is called in another language or program; or it was not there and is made."""

Kind = Literal["paragraph", "table"]


@dataclass(frozen=True, slots=True)
class StyleOrigin:
    """Where the style of a role comes from; `id` is empty until one that is made is there."""

    role: str
    style: str
    how: How
    id: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A styles part: its root, and its styles by id."""

    root: Any
    styles: Stylesheet
    numbering: Any = None
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def named(self, name: str, kind: Kind) -> str:
        """Return the id of the style with this name, in whatever case; empty when none has."""
        return next((one for one in self._of(kind) if self._name(one) == name.lower()), "")

    def kind_of(self, name: str) -> str:
        """Return the kind of the style with this name, whatever it is; empty when there is none."""
        found = (one for one in self.styles.styles.values() if one.name.lower() == name.lower())
        return next((one.kind for one in found), "")

    def aliased(self, name: str, kind: Kind) -> str:
        """Return the id of the style that also has this name."""
        named = name.lower()
        return next((one for one in self._of(kind) if named in self.aliases.get(one, ())), "")

    def name(self, style: str) -> str:
        """Return what the style with this id is called."""
        return self.styles.styles[style].name

    def names(self, kind: Kind) -> list[str]:
        """Return what the styles of a kind are called."""
        return [self.name(one) for one in self._of(kind)]

    def said(self, style: str, path: str, *, defaults: bool = True) -> Any:
        """Return the property (`rPr/color`) of a style, its own or inherited; None without one."""
        steps = "/".join(f"{W}{step}" for step in path.split("/"))
        for one in self.styles.chain(style):
            found = one.element.find(steps)
            if found is not None:
                return found
        root, part = self.styles.defaults, path.partition("/")[0]
        return root.find(f"{W}{part}Default/{steps}") if defaults and root is not None else None

    def on(self, style: str, path: str) -> bool:
        """Tell whether a switch (`pPr/keepNext`) is on in a style."""
        found = self.said(style, path)
        return found is not None and value(found) not in {"0", "false", "off"}

    def numbered(self, style: str) -> bool:
        """Tell whether Word puts a number or a bullet before paragraphs of a style."""
        found = self.said(style, "pPr/numPr")
        number = "" if found is None else value(found.find(f"{W}numId"))
        if number in {"", "0"} or self.numbering is None:
            return False
        kind = self.numbering.find(f"{W}num[@{W}numId='{number}']/{W}abstractNumId")
        level = value(found.find(f"{W}ilvl")) or "0"
        path = f"{W}abstractNum[@{W}abstractNumId='{value(kind)}']/{W}lvl[@{W}ilvl='{level}']"
        shown = self.numbering.find(f"{path}/{W}lvlText")
        return shown is not None and bool(value(shown))

    def _of(self, kind: Kind) -> Iterator[str]:
        return (key for key, one in self.styles.styles.items() if one.kind == kind)

    def _name(self, style: str) -> str:
        return self.name(style).lower()


def sheet_of(document: Any) -> Sheet:
    """Read the styles of a document as they are now."""
    root = document.styles.element
    parts = (one for one in document.part.rels.values() if one.reltype.endswith("/numbering"))
    numbering = next((one.target_part.element for one in parts), None)
    aliases = {
        one.get(f"{W}styleId"): tuple(
            part.strip().lower() for part in value(one.find(f"{W}aliases")).split(",")
        )
        for one in root.iterchildren(f"{W}style")
    }
    return Sheet(root, stylesheet(root), numbering, aliases)


def origins(sheet: Sheet, choices: HouseChoices) -> tuple[StyleOrigin, ...]:
    """Find the style of every role.

    Raises ReportError with all styles at once that were named and are not there, or are of another
    kind.
    """
    problems, found = [], []
    for role, usual in ROLES.items():
        kind: Kind = "table" if role == "table" else "paragraph"
        named = choices.styles.get(role, "")
        style = _chosen(sheet, named, kind) if named else ""
        if named and not style:
            problems.append(_missing(sheet, role, named, kind))
        elif named:
            found.append(StyleOrigin(role, sheet.name(style), "mapping", style))
        else:
            found.append(_usual(sheet, role, usual, kind))
    if problems:
        raise ReportError(problems)
    return tuple(found)


def _chosen(sheet: Sheet, named: str, kind: Kind) -> str:
    """Find a style somebody named, also by what Word calls it in their own language."""
    lower = named.lower()
    groups = ((ROLES[role].lower(), *names) for role, names in SYNONYMS.items())
    group = next((one for one in groups if lower in one), ())
    ways = (sheet.named(named, kind), sheet.aliased(named, kind),
            *(sheet.named(one, kind) for one in group))  # fmt: skip
    return next(filter(None, ways), "")


def _usual(sheet: Sheet, role: str, usual: str, kind: Kind) -> StyleOrigin:
    """Find the style of a role that nobody named."""
    default = sheet.styles.default if role == "body" else ""
    synonyms = (sheet.named(one, kind) for one in SYNONYMS.get(role, ()))
    ways: tuple[tuple[How, str], ...] = (
        ("name", sheet.named(usual, kind)),
        ("alias", sheet.aliased(usual, kind)),
        ("synonym", next(filter(None, synonyms), default)),
    )
    for how, style in ways:
        if style:
            return StyleOrigin(role, sheet.name(style), how, style)
    return StyleOrigin(role, usual, "created")


def _missing(sheet: Sheet, role: str, named: str, kind: Kind) -> Problem:
    place, other = f"[styles] {role}", sheet.kind_of(named)
    if other:
        words = {"kind": say(f"house.kind.{kind}"), "there": say(f"house.kind.{other}")}
        values = {"name": named, **words}
        return Problem("REPORT_STYLE_KIND", place, values)
    values = {"name": named, "nearest": nearest(named, sheet.names(kind))}
    return Problem("REPORT_STYLE_MISSING", place, values)
