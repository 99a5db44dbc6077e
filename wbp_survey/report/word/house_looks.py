"""Make the styles a template has not: ours, in its fonts, sizes and colours."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from wbp_survey.report.contrast import ratio
from wbp_survey.report.word.access_colours import LEAST, LEAST_LARGE
from wbp_survey.report.word.house_sheet import Kind, Sheet, StyleOrigin
from wbp_survey.report.word.ooxml import parsed
from wbp_survey.report.word.style import ACCENT, INK, LOOKS, ROLES, Ground, Look, definitions
from wbp_survey.report.word.stylesheet import value
from wbp_survey.report.word.units import W

_OUR_SIZE = 11.0
_SMALLEST = 7.5
_WORDS_SIZE = 20  # half points, where nothing says how large text is
_COLOUR_DIGITS = 6
_WHITE, _BLACK = "FFFFFF", "000000"
_LARGE, _LARGE_BOLD = 36, 28  # half points
_AS_HEADINGS = frozenset({"Title", "Subtitle", "TOC Heading"})
_HEADS = {ROLES["table_head"], ROLES["large_table_head"]}


@dataclass(frozen=True, slots=True)
class HouseLook:
    """How a house looks: its size of text against ours, fonts and colour of its headings.

    `largest` is how large a heading below its first one may be, in points. `fonts` and `color` are
    elements, None where a heading has none of its own or its colour cannot be read; `head` is the
    colour of words in the head of its tables, empty when that is as usual.
    """

    scale: float
    largest: float
    fonts: Any
    color: Any
    width: int
    head: str = ""


def house_look(sheet: Sheet, found: Mapping[str, StyleOrigin], width: int) -> HouseLook:
    """Read how a house looks from its headings, its text and the style of its tables."""
    body, heading = found["body"].id, found["heading1"].id
    size = half_points(sheet, body)
    color = sheet.said(heading, "rPr/color") if heading else None
    if not _readable(color):
        color = None
    fonts = sheet.said(heading, "rPr/rFonts", defaults=False) if heading else None
    head = _head_colour(sheet, found["table"].id, body)
    largest = half_points(sheet, heading) / 2 if heading else 0.0
    return HouseLook(size / 2 / _OUR_SIZE, largest, fonts, color, width, head)


def create(sheet: Sheet, found: Mapping[str, StyleOrigin], look: HouseLook | None) -> None:
    """Put the styles in the sheet that are not there; `look` None is our own house."""
    taken = {ROLES[role].lower(): one.id for role, one in found.items() if one.id}
    ids = {one.id for one in sheet.styles.styles.values()}
    for name, xml in _definitions(look).items():
        kind: Kind = "table" if "<w:tblPr>" in xml else "paragraph"
        there = taken.get(name.lower()) or sheet.named(name, kind) or _basic(sheet, name)
        if there:
            taken[name.lower()] = there
            continue
        element = parsed(xml)
        if look:
            _furnish(element, name, look)
        _settle(element, sheet, taken, ids)
        sheet.root.append(element)
        taken[name.lower()] = element.get(f"{W}styleId")


def half_points(sheet: Sheet, style: str) -> int:
    """Return how large the text of a style is."""
    said = value(sheet.said(style, "rPr/sz"))
    return int(said) if said.isdigit() else _WORDS_SIZE


def faint(sheet: Sheet, style: str) -> float:
    """Return the contrast of a style with white when that is too little, else 0."""
    color = sheet.said(style, "rPr/color")
    if color is None or _readable(color):
        return 0
    large = _LARGE_BOLD if sheet.on(style, "rPr/b") else _LARGE
    found = ratio(value(color), _WHITE)
    return 0 if half_points(sheet, style) >= large and found >= LEAST_LARGE else found


def _readable(color: Any) -> bool:
    """Tell whether text of a colour can be read on white; what is no colour cannot be told."""
    said = value(color)
    return len(said) != _COLOUR_DIGITS or ratio(said, _WHITE) >= LEAST


def _definitions(look: HouseLook | None) -> dict[str, str]:
    if look is None:
        return definitions()
    accent = value(look.color) or "auto"
    ground = Ground(look.width, accent, foreign=True)
    return definitions([_adapted(one, look) for one in LOOKS], ground)


def _adapted(one: Look, look: HouseLook) -> Look:
    """Give a look of ours the size of the house; its fonts come with Normal."""
    size = max(round(one.size * look.scale * 2) / 2, _SMALLEST) if one.size else 0
    if one.outline > 0 and look.largest:
        size = min(size, look.largest)
    color = {INK: "", ACCENT: value(look.color)}.get(one.color, one.color)
    if one.name in _HEADS:
        color = look.head
    return replace(one, size=0 if one.name == "Normal" else size, font="", color=color)


def _furnish(element: Any, name: str, look: HouseLook) -> None:
    """Give a style the fonts of headings when it is one, and colours as the theme has them."""
    outlined = element.find(f"{W}pPr/{W}outlineLvl") is not None
    if look.fonts is not None and (outlined or name in _AS_HEADINGS):
        element.find(f"{W}rPr").insert(0, deepcopy(look.fonts))
    for color in element.iter(f"{W}color"):
        if look.color is not None and value(color) == value(look.color):
            color.attrib.update(look.color.attrib)


def _settle(element: Any, sheet: Sheet, taken: Mapping[str, str], ids: set[str]) -> None:
    """Let a new style follow the right one, under an id and a name that are free."""
    based = element.find(f"{W}basedOn")
    if based is not None:
        based.set(f"{W}val", taken[value(based).lower()])
    key = element.get(f"{W}styleId")
    while key in ids:
        key += "W"
    ids.add(key)
    element.set(f"{W}styleId", key)
    name = element.find(f"{W}name")
    while sheet.kind_of(value(name)):
        name.set(f"{W}val", f"{value(name)} WBP")


def _basic(sheet: Sheet, name: str) -> str:
    """Return the id of a style of characters or lists with this name."""
    found = sheet.styles.styles.values()
    return next((one.id for one in found if one.name.lower() == name.lower()
                 and one.kind in {"character", "numbering"}
                 and name in {"Default Paragraph Font", "No List"}), "")  # fmt: skip


def _head_colour(sheet: Sheet, table: str, body: str) -> str:
    """Return the colour that can be read in the head of a style of tables, empty for the usual.

    The colour of a paragraph style wins from that of a table style; so ours must say it.
    """
    for one in sheet.styles.chain(table):
        head = one.element.find(f"{W}tblStylePr[@{W}type='firstRow']")
        if head is not None:
            said = value(head.find(f"{W}rPr/{W}color"))
            shade = head.find(f"{W}tcPr/{W}shd")
            fill = "" if shade is None else (shade.get(f"{W}fill") or "")
            usual = value(sheet.said(body, "rPr/color"))
            return _on(fill, [said, usual, _BLACK, _WHITE])
    return ""


def _on(fill: str, colours: list[str]) -> str:
    """Return the first colour that can be read on a fill; empty when the fill is none."""
    wanted = [one for one in colours if len(one) == _COLOUR_DIGITS]
    if len(fill) != _COLOUR_DIGITS:
        return wanted[0] if len(colours[0]) == _COLOUR_DIGITS else ""
    return next((one for one in wanted if ratio(one, fill) >= LEAST), wanted[0])
