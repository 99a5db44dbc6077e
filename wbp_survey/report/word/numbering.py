"""The numbers that Word puts before headings and paragraphs of a list, counted as Word does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wbp_survey.report.word.stylesheet import Stylesheet, value
from wbp_survey.report.word.units import W

_LETTERS = 26
_ROMANS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_BEHIND = {"space": " ", "nothing": ""}


def letters(number: int) -> str:
    """Count in letters as Word does: Z is followed by AA, BB, CC."""
    turn, at = divmod(number - 1, _LETTERS)
    return chr(ord("A") + at) * (turn + 1) if number > 0 else ""


def roman(number: int) -> str:
    """Write a number in Roman figures."""
    written = ""
    for worth, figures in _ROMANS:
        times, number = divmod(number, worth)
        written += figures * times
    return written


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "upperLetter": letters,
    "lowerLetter": lambda number: letters(number).lower(),
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "decimalZero": lambda number: f"{number:02d}",
}
_SILENT = {"bullet", "none"}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    behind: str
    legal: bool
    style: str


@dataclass(slots=True)
class _List:
    """A kind of list: its levels and how far each has counted (None: not yet)."""

    levels: Mapping[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)

    def next(self, level: int, starts: dict[int, int]) -> str:
        """Count one paragraph of this level and return what stands before it."""
        if level not in self.levels:
            return ""
        start = starts.pop(level, None)
        if start is not None:
            self.counts[level] = start
        elif level in self.counts:
            self.counts[level] += 1
        for above in range(level + 1):
            if above in self.levels:
                self.counts.setdefault(above, self.levels[above].start)
        for below in [one for one in self.counts if one > level]:
            del self.counts[below]
        return self._written(self.levels[level])

    def _written(self, level: _Level) -> str:
        if level.format in _SILENT:
            return ""
        text = re.sub(r"%(\d)", lambda found: self._figure(int(found[1]) - 1, level), level.text)
        return text + level.behind if text else ""

    def _figure(self, at: int, level: _Level) -> str:
        if at not in self.counts:
            return ""
        known = _FORMATS.get("" if level.legal else self.levels[at].format, str)
        return known(self.counts[at])


@dataclass(frozen=True, slots=True)
class _Numbered:
    """What a `w:num` is: a list, and where it starts anew the first time it is used."""

    list: _List
    starts: dict[int, int]


def list_labels(body: Any, sheet: Stylesheet) -> dict[Any, str]:
    """Return what Word puts before each numbered paragraph, with the tab or blank behind it.

    Bullets count as nothing, and so does what was deleted with changes tracked. The keys are the
    paragraphs themselves.
    """
    if sheet.numbering is None:
        return {}
    numbers = _numbers(sheet.numbering)
    by_style = {one: _of_style(sheet, one, numbers) for one in sheet.styles}
    labels: dict[Any, str] = {}
    for properties in body.iter(f"{W}pPr"):
        paragraph = properties.getparent()
        number, level = _placed(properties, sheet, by_style)
        if paragraph.tag == f"{W}p" and number in numbers and not _is_gone(properties):
            one = numbers[number]
            label = one.list.next(level, one.starts)
            if label:
                labels[paragraph] = label
    return labels


def _is_gone(properties: Any) -> bool:
    """Tell whether a paragraph was deleted or moved away with changes tracked."""
    marks = properties.find(f"{W}rPr")
    return marks is not None and any(one.tag in {f"{W}del", f"{W}moveFrom"} for one in marks)


def _placed(
    properties: Any, sheet: Stylesheet, by_style: Mapping[str, tuple[str, int]]
) -> tuple[str, int]:
    """Return the number and level of a paragraph by its properties; empty for one without."""
    style = value(properties.find(f"{W}pStyle")) or sheet.default
    number, level = by_style.get(style, ("", 0))
    own = properties.find(f"{W}numPr")
    if own is None:
        return number, level
    given = value(own.find(f"{W}ilvl"))
    return value(own.find(f"{W}numId")) or number, int(given) if given.isdigit() else level


def _of_style(sheet: Stylesheet, style: str, numbers: Mapping[str, _Numbered]) -> tuple[str, int]:
    """Return the number and level that a style gives its paragraphs."""
    for one in sheet.chain(style):
        own = one.element.find(f"{W}pPr/{W}numPr")
        number = "" if own is None else value(own.find(f"{W}numId"))
        if number in numbers:
            levels = numbers[number].list.levels
            named = [at for at, level in levels.items() if level.style == style]
            given = value(own.find(f"{W}ilvl"))
            return number, named[0] if named else int(given or 0)
        if own is not None:
            return "", 0
    return "", 0


def _numbers(root: Any) -> dict[str, _Numbered]:
    lists = {
        one.get(f"{W}abstractNumId"): _List(_levels(one))
        for one in root.iterchildren(f"{W}abstractNum")
    }
    found = {}
    for one in root.iterchildren(f"{W}num"):
        kind = lists.get(value(one.find(f"{W}abstractNumId")))
        if kind is not None:
            starts = {
                int(over.get(f"{W}ilvl")): int(value(over.find(f"{W}startOverride")))
                for over in one.iterchildren(f"{W}lvlOverride")
                if value(over.find(f"{W}startOverride")).isdigit()
            }
            found[one.get(f"{W}numId")] = _Numbered(kind, starts)
    return found


def _levels(kind: Any) -> dict[int, _Level]:
    found = {}
    for one in kind.iterchildren(f"{W}lvl"):
        start = value(one.find(f"{W}start"))
        legal = one.find(f"{W}isLgl")
        found[int(one.get(f"{W}ilvl"))] = _Level(
            int(start) if start.isdigit() else 0,
            value(one.find(f"{W}numFmt")) or "decimal",
            value(one.find(f"{W}lvlText")),
            _BEHIND.get(value(one.find(f"{W}suff")), "\t"),
            legal is not None and value(legal) not in {"0", "false", "off"},
            value(one.find(f"{W}pStyle")),
        )
    return found
