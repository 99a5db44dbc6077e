"""Turn blocks into WordprocessingML, each in its content control."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from wbp_survey.errors import ReportError
from wbp_survey.report.blocks import (
    Block,
    Card,
    Contents,
    Figure,
    Grid,
    Heading,
    Line,
    Passage,
    Quotes,
    Ref,
    Running,
    Table,
    Written,
)
from wbp_survey.report.word import ooxml
from wbp_survey.report.word.card import card
from wbp_survey.report.word.grid import grid
from wbp_survey.report.word.labels import Label, bookmark, sequence
from wbp_survey.report.word.package import Package, add_media
from wbp_survey.report.word.page import Page
from wbp_survey.report.word.quoted import quoted
from wbp_survey.report.word.table import is_wide, table
from wbp_survey.texts import say

CaptionPlace = Literal["above", "below"]
_TWIPS_PER_DOT = 1440 / 200  # pictures have 200 dots an inch
_LISTED_LEVEL = 2  # below appendices, the only headings the contents list
_KEEP = "<w:keepNext/>"
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Setting:
    """What writing blocks needs of the document they go into.

    `styles` by role, and by role the `properties` they lack; `labels` by block id, `package` takes
    pictures. `pages` says on which page a bookmark is; without it the contents are links alone.
    """

    styles: Mapping[str, str]
    labels: Mapping[str, Label]
    blocks: tuple[Block, ...]
    language: str
    package: Package
    page: Page
    figure_caption: CaptionPlace = "above"
    pages: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)


def kind_of(block: Written) -> str:
    """Return the word in a tag for what a block is."""
    return type(block).__name__.lower()


def tag_of(block: Written) -> str:
    """Return the tag of the control a block stands in."""
    return ooxml.tag_of(kind_of(block), block.id)


def render(block: Written, setting: Setting) -> str:
    """Write one block in its content control."""
    return ooxml.control(tag_of(block), _WRITERS[type(block)](block, setting))


def lies(block: Block, page: Page, *, always: bool) -> bool:
    """Tell whether a block stands on a page that lies on its side."""
    return always or (isinstance(block, Table) and is_wide(block.table.columns, page))


def always_lying(blocks: Iterable[Block]) -> bool:
    """Tell whether all pages lie on their side."""
    return any(isinstance(one, Running) and one.lying for one in blocks)


def _heading(block: Heading, setting: Setting) -> str:
    role, number = f"heading{block.level}", ooxml.number_of(block.id)
    style, lacks = setting.styles[role], setting.properties.get(role, "")
    if block.id in setting.labels:
        return ooxml.appendix_heading(style, setting.labels[block.id], number, block.text, lacks)
    content = ooxml.bookmarked(bookmark("_Toc", block.id), number, ooxml.run(block.text))
    return ooxml.paragraph(style, content, lacks)


def _passage(block: Passage, setting: Setting) -> str:
    return "".join(_line(line, setting) for line in block.lines)


def _line(line: Line, setting: Setting) -> str:
    content = "".join(
        ooxml.cross_reference(setting.labels[part.target])
        if isinstance(part, Ref)
        else ooxml.written(part)
        for part in line.runs
    )
    lacks = setting.properties.get(line.role, "")
    keep = "" if lacks.startswith(_KEEP) else _KEEP * line.keep
    return ooxml.paragraph(setting.styles[line.role], content, keep + lacks)


def _contents(block: Contents, setting: Setting) -> str:
    lacks = setting.properties
    heading = ooxml.paragraph(
        setting.styles["contents"], ooxml.run(block.title), lacks.get("contents", "")
    )
    if block.of == "headings":
        entries, code = _heading_entries(setting), 'TOC \\o "1-2" \\h \\z \\u'
    else:
        name = sequence(block.of, setting.language)
        entries, code = _list_entries(block.of, setting), f'TOC \\h \\z \\c "{name}"'
    styles = [(setting.styles[role], lacks.get(role, "")) for role, _, _ in entries]
    links = [ooxml.link(anchor, text, setting.pages.get(anchor)) for _, anchor, text in entries]
    return heading + (ooxml.contents(styles, links, code) if links else "")


def _heading_entries(setting: Setting) -> list[tuple[str, str, str]]:
    """Return (style role, bookmark, text) of every heading the contents list."""
    found = []
    for block in setting.blocks:
        if isinstance(block, Heading) and block.level <= _LISTED_LEVEL:
            label = setting.labels.get(block.id)
            text = f"{label.text}  {block.text}" if label else block.text
            found.append((f"toc{block.level}", bookmark("_Toc", block.id), text))
    return found


def _list_entries(of: str, setting: Setting) -> list[tuple[str, str, str]]:
    """Return (style role, bookmark, text) of every table, or of every figure."""
    found = []
    for block in setting.blocks:
        label = setting.labels.get(block.id) if isinstance(block, Table | Figure) else None
        if label and label.sequence == sequence(of, setting.language):
            found.append(("list", label.bookmark, f"{label.text}  {caption_of(block)}"))
    return found


def caption_of(block: Block) -> str:
    """Return the title a table or figure bears, empty for any other block."""
    if isinstance(block, Table):
        return block.table.title
    return block.figure.title if isinstance(block, Figure) else ""


def _table(block: Table, setting: Setting) -> str:
    lying = is_wide(block.table.columns, setting.page)
    styles = setting.styles
    if block.large:
        names = ("table_head", "table_body", "table_item")
        styles = {**styles, **{name: styles[f"large_{name}"] for name in names}}
    return (
        (_caption(block, setting) if block.captioned else "")
        + table(block.table, styles, setting.page, lying=lying, flowing=block.large)
        + _notes(block.table.notes, setting)
    )


def _figure(block: Figure, setting: Setting) -> str:
    """Write a figure with its caption above or below it, notes last."""
    points = _read(block.path)
    relation = add_media(setting.package, points, "png")
    vector = add_media(setting.package, _read(block.vector), "svg") if block.vector else ""
    name = setting.labels[block.id].text
    size, number = _size(points, setting.page), ooxml.number_of(block.id)
    drawing = ooxml.picture((relation, vector), number, name, block.alt, size)
    above = setting.figure_caption == "above"
    keep = "<w:keepNext/>" if block.notes or not above else '<w:keepNext w:val="0"/>'
    picture = ooxml.paragraph(setting.styles["figure"], drawing, keep)
    parts = (_caption(block, setting), picture)
    return "".join(parts if above else reversed(parts)) + _notes(block.notes, setting)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or ""
        raise ReportError.one("REPORT_UNREADABLE", str(path), reason=reason) from error


def _size(png: bytes, page: Page) -> tuple[int, int]:
    """Return width and height of a PNG in twips, no wider than the text."""
    if not png.startswith(_PNG):
        raise ReportError.one("REPORT_NO_PICTURE")
    across, down = struct.unpack(">II", png[16:24])
    scale = min(_TWIPS_PER_DOT, page.text_width() / across)
    return round(across * scale), round(down * scale)


def _caption(block: Table | Figure, setting: Setting) -> str:
    appendix = say("report.appendix", setting.language)
    label, number = setting.labels[block.id], ooxml.number_of(block.id)
    below = isinstance(block, Figure) and setting.figure_caption == "below"
    lacks = setting.properties.get("caption_below" if below else "caption", "")
    words = (appendix, caption_of(block))
    return ooxml.caption(setting.styles["caption"], label, number, words, lacks)


def _notes(notes: Sequence[str], setting: Setting) -> str:
    """Write the notes; the last is kept apart from what follows."""
    style = setting.styles["table_note"]
    last = len(notes) - 1
    return "".join(
        ooxml.paragraph(
            style, ooxml.run(note), "<w:keepNext/>" if at < last else '<w:spacing w:after="240"/>'
        )
        for at, note in enumerate(notes)
    )


_WRITERS: Mapping[type, Callable[[Any, Setting], str]] = {
    Heading: _heading,
    Passage: _passage,
    Contents: _contents,
    Table: _table,
    Figure: _figure,
    Quotes: lambda block, setting: quoted(block, setting.styles, setting.language),
    Card: lambda block, setting: card(block, setting.styles, setting.page),
    Grid: lambda block, setting: grid(block, setting.styles, setting.page),
}
