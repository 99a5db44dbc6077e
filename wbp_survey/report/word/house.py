"""The house a document is written in: its styles by role, its page, its properties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any

from wbp_survey.report.word.house_fields import say_title
from wbp_survey.report.word.house_looks import create, house_look
from wbp_survey.report.word.house_names import HouseChoices
from wbp_survey.report.word.house_sheet import Kind, Sheet, StyleOrigin, origins, sheet_of
from wbp_survey.report.word.labels import Lettering
from wbp_survey.report.word.ooxml import clean, parsed
from wbp_survey.report.word.page import Page
from wbp_survey.report.word.render import CaptionPlace
from wbp_survey.report.word.scrub import chosen, put_setting
from wbp_survey.report.word.style import DEFAULTS, LANGUAGE_TAGS, LOOKS, ROLES
from wbp_survey.report.word.stylesheet import value
from wbp_survey.report.word.units import W

_LINES = frozenset({"toc1", "toc2", "list"})
_EXTRA = ("pgBorders", "pgNumType", "docGrid")
_AT_THE_EDGE = 200  # twips
_NUMBERLESS = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
_TIGHT, _ROOM = 120, 200  # twips above a caption: too few, enough
_KEEPS = frozenset(look.name for look in LOOKS if look.keep_next)
_DECLARED = re.compile(r' xmlns:\w+="[^"]*"')


@dataclass(frozen=True, slots=True)
class House:
    """Style ids by role, the page, how appendices and captions are done, where styles come from.

    `properties` are, by role, properties of paragraphs that its style has not and we need: a
    heading of the house that counts does not count ours. `caption_below` are those of the caption
    of a figure when that stands below it.
    """

    styles: Mapping[str, str]
    page: Page = field(default_factory=Page)
    appendix: Lettering = "letters"
    figure_caption: CaptionPlace = "above"
    origins: tuple[StyleOrigin, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)


def dress(document: Any, language: str, *, own: bool, choices: HouseChoices) -> House:
    """Find the style of every role, and make those the document has not, in its fonts and colours.

    Raises ReportError with all styles at once that were named and are not there, or are of another
    kind.
    """
    root = document.styles.element
    if own:
        for child in list(root):
            root.remove(child)
        root.append(parsed(DEFAULTS.replace("{tag}", LANGUAGE_TAGS[language])))
    page = Page() if own else page_of(document)
    sheet = sheet_of(document)
    found = {one.role: one for one in origins(sheet, choices)}
    create(sheet, found, None if own else house_look(sheet, found, page.text_width()))
    dressed = sheet_of(document)
    told = tuple(_there(dressed, one) for one in found.values())
    return House(
        {one.role: one.id for one in told},
        page,
        choices.appendix,
        choices.figure_caption,
        told,
        {} if own else dict(_properties(dressed, told, page.text_width())),
    )


def describe(document: Any, title: str, language: str, created: date) -> None:
    """Set title, language and the given date; clear what a template says about its makers."""
    moment = datetime.combine(created, time(), UTC).replace(tzinfo=None)
    core = document.core_properties
    core.title, core.language = clean(title)[:255], LANGUAGE_TAGS[language]
    core.created = core.modified = moment
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = ""
    core.category = core.content_status = core.identifier = core.version = ""
    core.revision = 1
    for one in document.part.rels.values():
        if one.reltype.endswith(("/header", "/footer")):
            say_title(one.target_part.element, core.title)
    _speak(document.styles.element, language)
    _settings(document.settings.element, language)


def page_of(document: Any) -> Page:
    """Return the page of a document: that of its last section that stands upright."""
    ours, section = Page(), chosen(document.element)
    size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    across, down = (_length(size, name, 0) for name in ("w", "h"))
    width, height = sorted((across, down)) if across and down else (ours.width, ours.height)
    names = ("top", "right", "bottom", "left", "header", "footer", "gutter")
    margins = {name: _length(margin, name, getattr(ours, name)) for name in names}
    for name, edge in (("header", "top"), ("footer", "bottom")):
        if margins[name] < _AT_THE_EDGE:  # LibreOffice says 0 where there is no header
            margins[name] = min(getattr(ours, name), abs(margins[edge]) // 2)
    return Page(width, height, **margins, extra="".join(_extra(section)))


def _extra(section: Any) -> Iterator[str]:
    """Write what else a section says and every section may repeat."""
    from lxml import etree

    for name in _EXTRA:
        one = section.find(f"{W}{name}")
        if one is None or (name == "pgNumType" and not one.get(f"{W}fmt")):
            continue
        if name == "pgNumType":
            yield f'<w:pgNumType w:fmt="{one.get(f"{W}fmt")}"/>'
        else:
            yield _DECLARED.sub("", etree.tostring(one, encoding="unicode")).strip()


def _length(element: Any, name: str, otherwise: int) -> int:
    said = "" if element is None else (element.get(f"{W}{name}") or "")
    return int(float(said)) if re.fullmatch(r"-?\d+(\.\d+)?", said) else otherwise


def _there(sheet: Sheet, origin: StyleOrigin) -> StyleOrigin:
    """Say of a style that was made under which id, and name, it is there."""
    if origin.id:
        return origin
    kind: Kind = "table" if origin.role == "table" else "paragraph"
    style = sheet.named(origin.style, kind) or sheet.named(f"{origin.style} WBP", kind)
    return replace(origin, style=sheet.name(style), id=style)


def _properties(
    sheet: Sheet, told: tuple[StyleOrigin, ...], width: int
) -> Iterator[tuple[str, str]]:
    """Yield per role the properties that the style of a house has not.

    Word writes them so too: beside a style, which stays as the house made it.
    """
    for one in told:
        if one.how == "created" or one.role == "table":
            continue
        parts = _lacking(sheet, one, width)
        if parts:
            yield one.role, "".join(parts)
        if one.role == "caption" and _NUMBERLESS in parts:
            yield "caption_below", _NUMBERLESS


def _lacking(sheet: Sheet, one: StyleOrigin, width: int) -> list[str]:
    """Write what a style has not, in the order of the schema."""
    opens = one.role == "heading1" and one.how != "mapping"
    tight = one.role == "caption" and _above(sheet, one.id) < _TIGHT
    stop = f'<w:tab w:val="right" w:leader="dot" w:pos="{width}"/>'
    asked = (
        (ROLES[one.role] in _KEEPS and not sheet.on(one.id, "pPr/keepNext"), "<w:keepNext/>"),
        (opens and not sheet.on(one.id, "pPr/pageBreakBefore"), "<w:pageBreakBefore/>"),
        (sheet.numbered(one.id), _NUMBERLESS),
        (one.role in _LINES and not _leads(sheet, one.id), f"<w:tabs>{stop}</w:tabs>"),
        (tight, f'<w:spacing w:before="{_ROOM}"/>'),
    )
    return [properties for needed, properties in asked if needed]


def _above(sheet: Sheet, style: str) -> int:
    """Return how much room a style leaves above a paragraph."""
    spacing = sheet.said(style, "pPr/spacing")
    said = "" if spacing is None else (spacing.get(f"{W}before") or "")
    return int(said) if said.isdigit() else 0


def _leads(sheet: Sheet, style: str) -> bool:
    """Tell whether a style of contents has a place for the number of the page."""
    tabs = sheet.said(style, "pPr/tabs")
    return tabs is not None and any(value(one) in {"right", "end"} for one in tabs)


def _speak(root: Any, language: str) -> None:
    """Let text be in the language of the report; styles for words in another stay as they are."""
    tag = LANGUAGE_TAGS[language]
    defaults = root.find(f"{W}docDefaults")
    if defaults is None:
        defaults = parsed("<w:docDefaults/>")
        root.insert(0, defaults)
    if defaults.find(f"{W}rPrDefault") is None:
        defaults.insert(0, parsed("<w:rPrDefault/>"))
    usual = defaults.find(f"{W}rPrDefault")
    if usual.find(f"{W}rPr") is None:
        usual.append(parsed("<w:rPr/>"))
    characters = usual.find(f"{W}rPr")
    if characters.find(f"{W}lang") is None:
        characters.append(parsed(f'<w:lang w:val="{tag}"/>'))
    for lang in root.iter(f"{W}lang"):
        style = next(lang.iterancestors(f"{W}style"), None)
        if style is None or style.get(f"{W}type") != "character":
            lang.set(f"{W}val", tag)


def _settings(settings: Any, language: str) -> None:
    """Set language and separators, and drop what tells of earlier revisions."""
    values = {
        "themeFontLang": LANGUAGE_TAGS[language],
        "decimalSymbol": "," if language == "nl" else ".",
        "listSeparator": ";" if language == "nl" else ",",
    }
    for name in ("rsids", "updateFields"):
        for element in settings.findall(f"{W}{name}"):
            settings.remove(element)
    for name, said in values.items():
        element = put_setting(settings, name)
        for key in list(element.attrib):
            del element.attrib[key]
        element.set(f"{W}val", said)
