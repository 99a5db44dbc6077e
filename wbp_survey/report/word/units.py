"""What a block says, piece by piece: a paragraph or a row of a table is a unit.

The same text comes out whether a block was just written or went through Word: who wrote which run,
spelling marks and results of fields, which Word counts anew, are not part of it.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wbp_survey.report.numbers import NBSP
from wbp_survey.report.word.ooxml import clean

Texts = tuple[str, ...]
"""The texts of one unit: of a paragraph one, of a row one per cell."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BREAK, _PICTURE = "\r", "\ufffc"
_DIGITS = 8
_crc = zlib.crc32

_TOKEN = re.compile(
    r'<w:t xml:space="preserve">(?P<text>[^<]*)</w:t>'
    r'|<w:instrText xml:space="preserve">(?P<code>[^<]*)</w:instrText>'
    r'|<wp:docPr [^>]*descr="(?P<alt>[^"]*)"'
    r'|<a:blip r:embed="rIdWbp(?P<picture>[0-9a-f]{8})"'
    r"|<(?P<small>w:tab/|w:br/)>"
    r'|<w:fldChar w:fldCharType="(?P<field>begin|separate|end)"'
    r"|<(?P<row>w:tr)>"
    r"|</(?P<end>w:p|w:tc|w:tr)>"
)


@dataclass(slots=True)
class _Reader:
    """Text as it comes, without what a field shows; its code stands in braces."""

    text: str = ""
    shows: int = 0

    def add(self, text: str) -> None:
        """Take in text, unless a field shows it."""
        if not self.shows:
            self.text += text

    def field(self, kind: str) -> None:
        """Begin, turn or end a field."""
        if kind == "begin":
            self.add("{")
        elif kind == "separate":
            self.add("}")
            self.shows += 1
        else:
            self.shows = max(0, self.shows - 1)

    def taken(self) -> str:
        """Return what was read and begin anew; a field may go on over several paragraphs."""
        text, self.text = self.text, ""
        return text.replace(NBSP, " ")


def texts_of(xml: str) -> list[Texts]:
    """Read the units of a block as this package writes it, without parsing."""
    found: list[Texts] = []
    reader = _Reader()
    cell: list[str] = []
    row: list[str] | None = None
    for token in _TOKEN.finditer(xml):
        kind, value = token.lastgroup or "", token[token.lastindex or 0]
        if kind == "row":
            row = []
        elif kind != "end":
            _take_in(reader, kind, html.unescape(value) if "&" in value else value)
        elif value == "w:p" and row is None:
            found.append((reader.taken(),))
        elif value == "w:p":
            cell.append(reader.taken())
        elif row is not None and value == "w:tc":
            row.append(_BREAK.join(cell))
            cell = []
        elif row is not None:
            found.append(tuple(row))
            row = None
    return found


def _take_in(reader: _Reader, kind: str, value: str) -> None:
    if kind == "text":
        reader.add(value)
    elif kind == "field":
        reader.field(value)
    elif kind == "code":
        reader.add(" ".join(value.split()))
    elif kind == "small":
        reader.add("\t" if value == "w:tab/" else "\n")
    else:
        reader.add(_PICTURE + value)


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph or a row as it stands in a document, its cells (itself for a paragraph)."""

    element: Any
    cells: tuple[Any, ...]
    texts: Texts


def units_of(content: Iterable[Any], pictures: Mapping[str, str]) -> list[Unit]:
    """Read the units of a block from parsed elements; `pictures` as `package.media` gives them."""
    reader, found = _Reader(), []
    for element in _flat(content):
        if element.tag == f"{W}tbl":
            for row in rows_of(element):
                cells = tuple(cells_of(row))
                texts = tuple(_cell(cell, reader, pictures) for cell in cells)
                found.append(Unit(row, cells, texts))
        elif element.tag == f"{W}p":
            found.append(Unit(element, (element,), (_paragraph(element, reader, pictures),)))
    return found


def rows_of(table: Any) -> Iterator[Any]:
    """Yield the rows of a table, also those that somebody put in a control of their own."""
    return (row for row in _flat(table) if row.tag == f"{W}tr")


def cells_of(row: Any) -> Iterator[Any]:
    """Yield the cells of a row."""
    return (cell for cell in _flat(row) if cell.tag == f"{W}tc")


def _flat(elements: Iterable[Any]) -> Iterator[Any]:
    """Look through controls and custom XML that somebody put around things."""
    for element in elements:
        if element.tag == f"{W}sdt":
            for content in element.findall(f"{W}sdtContent"):
                yield from _flat(content)
        elif element.tag in {f"{W}customXml", f"{W}smartTag"}:
            yield from _flat(element)
        else:
            yield element


def _cell(cell: Any, reader: _Reader, pictures: Mapping[str, str]) -> str:
    return _BREAK.join(_paragraph(one, reader, pictures) for one in cell.iter(f"{W}p"))


def _paragraph(paragraph: Any, reader: _Reader, pictures: Mapping[str, str]) -> str:
    _walk(paragraph, reader, pictures)
    return reader.taken()


def _walk(element: Any, reader: _Reader, pictures: Mapping[str, str]) -> None:
    for one in element:
        tag = one.tag
        if not isinstance(tag, str):
            continue
        if tag == f"{W}t":
            reader.add(one.text or "")
        elif tag in _PLAIN and element.tag == f"{W}r":  # a tab stop is no tab
            reader.add(_PLAIN[tag])
        elif tag == f"{W}instrText":
            reader.add(" ".join((one.text or "").split()))
        elif tag == f"{W}fldSimple":
            reader.add("{" + " ".join((one.get(f"{W}instr") or "").split()) + "}")
        elif tag not in _SILENT:
            _note(one, reader, pictures)
            _walk(one, reader, pictures)


def _note(one: Any, reader: _Reader, pictures: Mapping[str, str]) -> None:
    """Take in what has children of its own, or none: turns of a field, a picture."""
    if one.tag in _FOREIGN or one.tag.startswith(_MATH):
        reader.add(_PICTURE + "".join((one.tag.rpartition("}")[2], *one.attrib.values())))
        reader.add(one.text or "")
    elif one.tag == f"{W}fldChar":
        reader.field(one.get(f"{W}fldCharType"))
    elif one.tag == f"{_WP}docPr":
        reader.add(_PICTURE + (one.get("descr") or ""))
    elif one.tag == f"{_A}blip":
        reader.add(_PICTURE + pictures.get(one.get(f"{_R}embed"), ""))


_PLAIN = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}
_FOREIGN = {
    f"{W}{name}"
    for name in ("sym", "object", "pict", "footnoteReference", "endnoteReference", "ptab")
}
"""What we never write: where it stands, somebody wrote."""
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SILENT = {f"{W}{name}" for name in ("pPr", "rPr", "delText", "tblPr", "tcPr", "trPr")}


def prints(texts: Sequence[str]) -> str:
    """Return the prints of a unit's texts one behind the other, eight characters each."""
    return "".join([f"{_crc(text.encode('utf-8', 'surrogatepass')):08x}" for text in texts])


def print_of(text: str) -> str:
    """Return a short print of one text, eight hex digits.

    A checksum is enough, and quick: it tells apart any two texts that differ in a few letters, and
    of others all but one pair in four thousand million.
    """
    return prints((text,))


def plain(text: str) -> str:
    """Return the text of a cell as it is read back from the document."""
    return clean(text).replace(NBSP, " ")


def split_prints(joined: str) -> tuple[str, ...]:
    """Take the prints of a unit apart."""
    return tuple(joined[at : at + _DIGITS] for at in range(0, len(joined), _DIGITS))
