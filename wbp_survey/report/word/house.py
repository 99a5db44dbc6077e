"""The house a document is written in: its styles by role, its page, its properties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal

from wbp_survey.errors import Problem, ReportError
from wbp_survey.report.word.house_names import SYNONYMS, HouseChoices, nearest
from wbp_survey.report.word.labels import Lettering
from wbp_survey.report.word.ooxml import clean, parsed
from wbp_survey.report.word.page import Page
from wbp_survey.report.word.render import CaptionPlace
from wbp_survey.report.word.style import (
    ACCENT,
    DEFAULTS,
    LANGUAGE_TAGS,
    ROLES,
    SANS,
    SERIF,
    definitions,
)
from wbp_survey.report.word.template import open_template

How = Literal["mapping", "name", "alias", "synonym", "created"]
"""How a style was found: named in the mapping file, by its name, by another name it has, by what
it is called in another language or program; or it was not there and is made."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ENOUGH = 4.5  # contrast of text against white, WCAG 2.1, 1.4.3
_LEFT_OUT = {"titlePg", "type", "pgSz", "pgMar", "headerReference", "footerReference"}


@dataclass(frozen=True, slots=True)
class StyleOrigin:
    """Where the style of a role comes from."""

    role: str
    style: str
    how: How


@dataclass(frozen=True, slots=True)
class House:
    """Style ids by role, the page, how appendices and captions are done, where styles come from."""

    styles: Mapping[str, str]
    page: Page = field(default_factory=Page)
    appendix: Lettering = "letters"
    figure_caption: CaptionPlace = "above"
    origins: tuple[StyleOrigin, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The styles of a document: id by lower-case name, other names, kind by id."""

    element: Any
    ids: dict[str, str]
    aliases: dict[str, str]
    kinds: dict[str, str]
    names: list[str]


def dress(document: Any, language: str, *, own: bool, choices: HouseChoices) -> House:
    """Find the style of every role, and make those the document has not, in its fonts and colours.

    Raises ReportError with all styles at once that were named and are not there, or are of another
    kind.
    """
    sheet_element = document.styles.element
    if own:
        for child in list(sheet_element):
            sheet_element.remove(child)
        tag = LANGUAGE_TAGS[language]
        sheet_element.append(parsed(DEFAULTS.replace("{tag}", tag)))
    else:
        _speak(sheet_element, language)
    sheet = _sheet(sheet_element)
    found = dict(_found(sheet, choices))
    _create(sheet, found, own=own)
    origins = tuple(StyleOrigin(role, *found[role]) for role in ROLES)
    styles = {role: sheet.ids[found[role][0].lower()] for role in ROLES}
    page = Page() if own else _page(document)
    return House(styles, page, choices.appendix, choices.figure_caption, origins)


def preflight(template: Path, language: str, choices: HouseChoices) -> House:
    """Dress a template without writing anything, to see where the styles come from."""
    return dress(open_template(template), language, own=False, choices=choices)


def describe(document: Any, title: str, language: str, created: date) -> None:
    """Set title, language and the given date; clear what a template says about its makers."""
    moment = datetime.combine(created, time(), UTC).replace(tzinfo=None)
    core = document.core_properties
    core.title, core.language = clean(title)[:255], LANGUAGE_TAGS[language]
    core.created = core.modified = moment
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = ""
    core.category = core.content_status = core.identifier = core.version = ""
    core.revision = 1
    _settings(document.settings.element, language)


def _sheet(element: Any) -> _Sheet:
    ids: dict[str, str] = {}
    aliases: dict[str, str] = {}
    kinds: dict[str, str] = {}
    names: list[str] = []
    for style in element.iterchildren(f"{_W}style"):
        name = _value(style.find(f"{_W}name"))
        key = style.get(f"{_W}styleId") or ""
        kinds[key] = style.get(f"{_W}type") or "paragraph"
        names.append(name)
        ids.setdefault(name.lower(), key)
        for other in _value(style.find(f"{_W}aliases")).split(","):
            if other.strip():
                aliases.setdefault(other.strip().lower(), name)
        aliases.setdefault(key.lower(), name)
    return _Sheet(element, ids, aliases, kinds, names)


def _value(element: Any) -> str:
    return "" if element is None else (element.get(f"{_W}val") or "")


def _found(sheet: _Sheet, choices: HouseChoices) -> Iterator[tuple[str, tuple[str, How]]]:
    """Yield the name of the style of each role and how it was found."""
    problems = []
    for role, usual in ROLES.items():
        named = choices.styles.get(role, "")
        mapped: tuple[str, How] = (named, "mapping")
        name, how = mapped if named else _looked_up(sheet, role, usual)
        kind = "table" if role == "table" else "paragraph"
        real = name if name.lower() in sheet.ids else sheet.aliases.get(name.lower(), name)
        if named and real.lower() not in sheet.ids:
            values = {"role": role, "name": named, "nearest": nearest(named, sheet.names)}
            problems.append(Problem("REPORT_STYLE_MISSING", "", values))
        elif how != "created" and sheet.kinds[sheet.ids[real.lower()]] != kind:
            values = {"role": role, "name": real, "kind": kind}
            problems.append(Problem("REPORT_STYLE_KIND", "", values))
        yield role, (real, how)
    if problems:
        raise ReportError(problems)


def _looked_up(sheet: _Sheet, role: str, usual: str) -> tuple[str, How]:
    lower = usual.lower()
    if lower in sheet.ids:
        return usual, "name"
    if lower in sheet.aliases:
        return sheet.aliases[lower], "alias"
    for name in SYNONYMS.get(role, ()):
        if name in sheet.ids:
            return name, "synonym"
    default = sheet.element.xpath("w:style[@w:default='1'][@w:type='paragraph']/w:name/@w:val")
    if role == "body" and default:
        return str(default[0]), "synonym"
    return usual, "created"


def _create(sheet: _Sheet, found: Mapping[str, tuple[str, How]], *, own: bool) -> None:
    """Make the styles that are not there; in a house of somebody's own they look like its own."""
    roles = {name.lower(): role for role, name in ROLES.items()}
    taken = {one: found[role][0] for one, role in roles.items()}
    look = {} if own else _own_look(sheet, found)
    for name, definition in definitions().items():
        if name.lower() in sheet.ids or taken.get(name.lower(), name).lower() in sheet.ids:
            continue
        for ours, theirs in look.items():
            definition = definition.replace(ours, theirs)  # noqa: PLW2901
        element = parsed(definition)
        based = _value(element.find(f"{_W}basedOn")).lower()
        if based:
            base = taken.get(based, based).lower()
            element.find(f"{_W}basedOn").set(f"{_W}val", sheet.ids.get(base, based))
        key = element.get(f"{_W}styleId")
        while key in sheet.kinds:
            key += "W"
        element.set(f"{_W}styleId", key)
        sheet.element.append(element)
        sheet.ids[name.lower()], sheet.kinds[key] = key, element.get(f"{_W}type")


def _own_look(sheet: _Sheet, found: Mapping[str, tuple[str, How]]) -> dict[str, str]:
    """Return what of our looks to replace by what: the fonts and heading colour of the house."""
    fonts = {
        SERIF: _fonts(sheet, found["body"]) or _fonts_of(sheet.element.find(f"{_W}docDefaults")),
        SANS: _fonts(sheet, found["heading1"]),
    }
    names = ("ascii", "hAnsi", "eastAsia", "cs")
    ours = {
        font: "<w:rFonts {}/>".format(" ".join(f'w:{name}="{font}"' for name in names))
        for font in fonts
    }
    look = {ours[font]: theirs or "" for font, theirs in fonts.items()}
    color = _color(sheet, found["heading1"])
    if color and contrast(color) >= _ENOUGH:
        look[f'<w:color w:val="{ACCENT}"/>'] = f'<w:color w:val="{color}"/>'
    return look


def _fonts(sheet: _Sheet, found: tuple[str, How]) -> str:
    """Return the fonts of a style as XML; empty when it has none of its own."""
    return "" if found[1] == "created" else _fonts_of(_style(sheet, found[0]))


def _fonts_of(element: Any) -> str:
    fonts = None if element is None else next(element.iter(f"{_W}rFonts"), None)
    if fonts is None:
        return ""
    values = " ".join(f'w:{key.rpartition("}")[2]}="{value}"' for key, value in fonts.items())
    return f"<w:rFonts {values}/>"


def _color(sheet: _Sheet, found: tuple[str, How]) -> str:
    style = None if found[1] == "created" else _style(sheet, found[0])
    value = "" if style is None else _value(next(style.iter(f"{_W}color"), None))
    return value.upper() if re.fullmatch("[0-9A-Fa-f]{6}", value) else ""


def _style(sheet: _Sheet, name: str) -> Any:
    key = sheet.ids.get(name.lower())
    return next((one for one in sheet.element if one.get(f"{_W}styleId") == key), None)


def contrast(color: str) -> float:
    """Return the contrast of a colour (six hex digits) with white, as WCAG 2.1 defines it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]  # noqa: PLR2004
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _speak(element: Any, language: str) -> None:
    """Let every style say the language of the document."""
    for lang in element.iter(f"{_W}lang"):
        lang.set(f"{_W}val", LANGUAGE_TAGS[language])
    defaults = element.find(f"{_W}docDefaults")
    if defaults is None:
        defaults = parsed("<w:docDefaults><w:rPrDefault><w:rPr/></w:rPrDefault></w:docDefaults>")
        element.insert(0, defaults)
    for properties in defaults.iter(f"{_W}rPr"):
        if properties.find(f"{_W}lang") is None:
            properties.append(parsed(f'<w:lang w:val="{LANGUAGE_TAGS[language]}"/>'))


def _page(document: Any) -> Page:
    """Take the page of the last section; one on its side is turned upright."""
    from lxml import etree

    ours = Page()
    section = document.element.body.find(f"{_W}sectPr")
    if section is None:
        return ours
    size, margin = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    across, down = (_length(size, name, 0) for name in ("w", "h"))
    width, height = (min(across, down), max(across, down)) if across and down else (0, 0)
    names = ("top", "right", "bottom", "left", "header", "footer", "gutter")
    margins = {name: abs(_length(margin, name, getattr(ours, name))) for name in names}
    extra = "".join(
        re.sub(r' xmlns:\w+="[^"]*"', "", etree.tostring(one, encoding="unicode"))
        for one in section
        if etree.QName(one).localname not in _LEFT_OUT
        and not (one.tag == f"{_W}cols" and one.get(f"{_W}num", "1") != "1")
    )
    return Page(width or ours.width, height or ours.height, **margins, extra=extra)


def _length(element: Any, name: str, otherwise: int) -> int:
    value = "" if element is None else (element.get(f"{_W}{name}") or "")
    return int(float(value)) if re.fullmatch(r"-?\d+(\.\d+)?", value) else otherwise


def _settings(settings: Any, language: str) -> None:
    """Drop revision ids and set language and separators where the settings hold them."""
    values = {
        "themeFontLang": LANGUAGE_TAGS[language],
        "decimalSymbol": "," if language == "nl" else ".",
        "listSeparator": ";" if language == "nl" else ",",
    }
    for name in ("rsids", "updateFields"):
        for element in settings.findall(f"{_W}{name}"):
            settings.remove(element)
    for name, value in values.items():
        element = settings.find(f"{_W}{name}")
        if element is not None:
            for key in list(element.attrib):
                del element.attrib[key]
            element.set(f"{_W}val", value)
