"""Write WordprocessingML as text: runs, fields, captions, tables, drawings, content controls.

Everything is built as strings with the prefix `w:` and parsed once per block by word.py.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from wbp_survey.report.blocks import Text
from wbp_survey.report.gate.release import Column, ReleasedTable, Row
from wbp_survey.report.numbers import NBSP
from wbp_survey.report.word.labels import Label
from wbp_survey.report.word.style import (
    GREY,
    INK,
    MARGIN,
    PAGE_LONG,
    PAGE_SHORT,
    TEXT_WIDTH,
    TWIPS_PER_MM,
)

NAMESPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.{rest}"'
    for prefix, rest in (
        ("w", "openxmlformats.org/wordprocessingml/2006/main"),
        ("r", "openxmlformats.org/officeDocument/2006/relationships"),
        ("wp", "openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("a", "openxmlformats.org/drawingml/2006/main"),
        ("pic", "openxmlformats.org/drawingml/2006/picture"),
        ("w15", "microsoft.com/office/word/2012/wordml"),
    )
)

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MIN_STUB_MM = 45
_KEEP_TOGETHER_ROWS = 15
_KEEP_ENDS = 2
_TAG_LIMIT = 64
_EMU_PER_TWIP = 635
_SIZES = {
    "": "",
    "small": f'<w:color w:val="{GREY}"/><w:sz w:val="15"/><w:szCs w:val="15"/>',
    "large": '<w:sz w:val="36"/><w:szCs w:val="36"/>',
}

# Without a gallery LibreOffice 7.4 takes the control for one inside the first paragraph and prints
# the codes of the fields there.
_GALLERY = '<w:docPartObj><w:docPartGallery w:val="Quick Parts"/></w:docPartObj>'

Styles = Mapping[str, str]
"""Role → style id in the document at hand."""


def clean(text: str) -> str:
    """Drop the characters XML cannot hold (chat exports have them)."""
    return _ILLEGAL.sub("", text)


def run(text: str, properties: str = "") -> str:
    """Write a run; tabs and line breaks in the text become their elements."""
    body = escape(clean(text)).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    body = body.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{body}</w:t></w:r>'


def written(part: Text) -> str:
    """Write a run of text as it is meant to look."""
    bold, italic = "<w:b/><w:bCs/>" * part.bold, "<w:i/><w:iCs/>" * part.italic
    return run(part.text, bold + italic + _SIZES[part.size])


def field(code: str, cached: str) -> str:
    """Write a complex field around XML that shows until somebody updates it."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{cached}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(style: str, content: str, properties: str = "") -> str:
    """Write a paragraph; `properties` are what follows pStyle in its pPr."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def bookmarked(name: str, number: int, content: str) -> str:
    """Put a bookmark around runs."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def appendix_heading(style: str, label: Label, mark: int, text: str) -> str:
    """Write `Bijlage A  Title`; the letter is a SEQ field that Word and LibreOffice both count.

    It says itself which letter it is: an appendix that is printed alone keeps its own.
    """
    code = f"SEQ {label.word} \\* {label.part.format} \\r {label.part.at}"
    content = run(label.word + NBSP) + field(code, run(label.part.text)) + run("  " + text)
    return paragraph(style, bookmarked(label.bookmark, mark, content))


def caption(style: str, label: Label, mark: int, appendix: str, title: str) -> str:
    """Write `Tabel B.2  Title`: the letter repeats the heading, the number restarts there."""
    restart = " \\r 1" if label.first else ""
    number = field(f"SEQ {label.sequence} \\* ARABIC{restart}", run(str(label.number)))
    named = run(label.word + NBSP + label.part.prefix) + _part(label, appendix) + number
    content = bookmarked(label.bookmark, mark, named)
    return paragraph(style, content + run("  " + title, '<w:b w:val="0"/><w:bCs w:val="0"/>'))


def _part(label: Label, appendix: str) -> str:
    """Write the appendix as a field that repeats its heading, a chapter as plain text."""
    part = label.part
    if not part.format:
        return run(f"{part.text}.") if part.text else ""
    return field(f"SEQ {appendix} \\c \\* {part.format}", run(part.text)) + run(".")


def cross_reference(label: Label) -> str:
    """Write a REF field that prints `Tabel B.2`."""
    return field(f"REF {label.bookmark} \\h", run(label.text))


def link(anchor: str, text: str) -> str:
    """Write a link to a bookmark."""
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{run(text)}</w:hyperlink>'


def contents(styles: Sequence[str], bodies: Sequence[str], code: str) -> str:
    """Write paragraphs as the cached result of one field, such as a table of contents."""
    begin, end = field(code, "\0").split("\0")
    bodies = (
        [begin + bodies[0], *bodies[1:-1], bodies[-1] + end]
        if len(bodies) > 1
        else [begin + bodies[0] + end]
    )
    return "".join(paragraph(style, body) for style, body in zip(styles, bodies, strict=True))


def table(draft: ReleasedTable, styles: Styles, *, lying: bool, flowing: bool = False) -> str:
    """Write a three-rule table: repeated header row, rows that do not break, fixed widths.

    A `flowing` one may break between any two rows.
    """
    widths = column_widths(draft.columns, lying=lying)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    noted = len(draft.rows) if draft.notes else len(draft.rows) - 1
    rows = (
        _row(row, draft.columns, widths, styles, keep=keeps and at < noted)
        for at, row in enumerate(draft.rows)
        for keeps in [not flowing and _stays(draft.rows, at)]
    )
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{styles["table"]}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0"'
        ' w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={_attribute(draft.title)}/>"
        f"<w:tblDescription w:val={_attribute(draft.alt)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{_header(draft.columns, widths, styles)}"
        f"{''.join(rows)}</w:tbl>"
    )


def _stays(rows: Sequence[Row], at: int) -> bool:
    """Tell whether a row stays on the page of the next one.

    A short table stays whole; so do the rows of one item; of any other table only the first two
    and the last two rows.
    """
    last = len(rows) - 1
    if last < _KEEP_TOGETHER_ROWS:
        return True
    if any(row.kind == "item" for row in rows):
        return at < last and rows[at + 1].kind != "item"
    return at < _KEEP_ENDS or at > last - _KEEP_ENDS


def is_wide(columns: Iterable[Column]) -> bool:
    """Tell whether a table needs a page on its side."""
    taken = sum(column.width or _MIN_STUB_MM for column in columns)
    return round(taken * TWIPS_PER_MM) > TEXT_WIDTH[False]


def column_widths(columns: Sequence[Column], *, lying: bool) -> list[int]:
    """Return widths in twips that sum to the text width; columns of width 0 share what is left."""
    fixed = [round(column.width * TWIPS_PER_MM) for column in columns]
    open_columns = [at for at, column in enumerate(columns) if not column.width] or [0]
    left = TEXT_WIDTH[lying] - sum(fixed)
    for at, column in enumerate(open_columns):
        fixed[column] += left // len(open_columns) + (left % len(open_columns) if at == 0 else 0)
    return fixed


def picture(relation: str, number: int, name: str, alt: str, size: tuple[int, int]) -> str:
    """Write an inline picture; `size` in twips."""
    width, height = (length * _EMU_PER_TWIP for length in size)
    label = f"name={_attribute(name)} descr={_attribute(alt)}"
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" {label}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" {label}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def control(kind: str, block_id: str, content: str) -> str:
    """Put a block in a content control, by whose tag it is found and replaced later."""
    tag = f"wbp:{kind}:{block_id}"
    digest = hashlib.sha256(tag.encode("utf-8"))
    if len(tag) > _TAG_LIMIT:
        tag = f"{tag[: _TAG_LIMIT - 9]}-{digest.hexdigest()[:8]}"
    number = int.from_bytes(digest.digest()[:4], "big") >> 1 or 1
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={_attribute(block_id[:_TAG_LIMIT])}/>"
        f'<w:tag w:val={_attribute(tag)}/><w:id w:val="{number}"/>'
        f'{_GALLERY}<w15:appearance w15:val="hidden"/></w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def section_break(section: str) -> str:
    """Close a section: the paragraph that holds its properties."""
    spacing = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return f"<w:p><w:pPr>{spacing}{section}</w:pPr></w:p>"


def section(*, lying: bool, references: str = "") -> str:
    """Write the properties of a section that starts on a new page."""
    size = (PAGE_LONG, PAGE_SHORT) if lying else (PAGE_SHORT, PAGE_LONG)
    turned = ' w:orient="landscape"' if lying else ""
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{size[0]}" w:h="{size[1]}"{turned}/>'
        f'<w:pgMar w:top="{MARGIN}" w:right="{MARGIN}" w:bottom="{MARGIN}" w:left="{MARGIN}"'
        ' w:header="680" w:footer="680" w:gutter="0"/>'
        "</w:sectPr>"
    )


def _header(columns: Sequence[Column], widths: Sequence[int], styles: Styles) -> str:
    cells = "".join(
        _cell(run(column.header), width, styles["table_head"], column, keep=True, head=True)
        for column, width in zip(columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(
    row: Row, columns: Sequence[Column], widths: Sequence[int], styles: Styles, *, keep: bool
) -> str:
    style = styles["table_body" if row.kind == "body" else "table_item"]
    if row.kind == "item":
        cells = _spanning(row.cells[0], sum(widths), len(widths), style)
    else:
        cells = "".join(
            _cell(run(text) if text else "", width, style, column, keep=keep)
            for text, column, width in zip(row.cells, columns, widths, strict=True)
        )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _spanning(text: str, width: int, columns: int, style: str) -> str:
    """Write the cell that opens a run of rows, over the whole width."""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{columns}"/></w:tcPr>'
        f"{paragraph(style, run(text), '<w:keepNext/>')}</w:tc>"
    )


def _cell(
    content: str, width: int, style: str, column: Column, *, keep: bool, head: bool = False
) -> str:
    properties = "<w:keepNext/>" * keep + f'<w:jc w:val="{column.align}"/>'
    rule = (
        '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="'
        + INK
        + '"/></w:tcBorders>'
        '<w:vAlign w:val="bottom"/>'
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{rule if head else ""}</w:tcPr>'
        f"{paragraph(style, content, properties)}</w:tc>"
    )


def _attribute(text: str) -> str:
    return quoteattr(clean(text))
