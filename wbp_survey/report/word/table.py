"""Write tables as WordprocessingML: three rules, fixed widths, a header that is repeated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wbp_survey.report.gate.release import Column, ReleasedTable, Row
from wbp_survey.report.word.ooxml import Styles, attribute, content, paragraph, run
from wbp_survey.report.word.page import Page
from wbp_survey.report.word.style import INK, TEXT_WIDTH, TWIPS_PER_MM

_MIN_STUB_MM = 45
_GIVES = 1.15
_KEEP_TOGETHER_ROWS = 15
_KEEP_ENDS = 2
_RULE = (
    f'<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="{INK}"/></w:tcBorders>'
    '<w:vAlign w:val="bottom"/>'
)
_ROW = "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
_TEXT, _END = '<w:r><w:t xml:space="preserve">', "</w:t></w:r></w:p></w:tc>"
_NUMBER = re.compile(r"[\u2212+]?[\d.,]*\d")
_POINT = {",": "\u2008", ".": "\u2008"}
_DIGIT_WIDE = "\u2007"


def table(
    draft: ReleasedTable, styles: Styles, page: Page, *, lying: bool, flowing: bool = False
) -> str:
    """Write a three-rule table: repeated header row, rows that do not break, fixed widths.

    A `flowing` one may break between any two rows.
    """
    columns = draft.columns
    widths = column_widths(columns, page.text_width(lying=lying))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    noted = len(draft.rows) if draft.notes else len(draft.rows) - 1
    plain, kept = (_openings(columns, widths, styles, keep=keep) for keep in (False, True))
    stays = [False] * len(draft.rows) if flowing else _staying(draft.rows)
    rows = []
    for at, row in enumerate(aligned(draft.rows, columns)):
        keep = stays[at] and at < noted
        if row.kind == "body":
            rows.append(_body(row.cells, kept if keep else plain))
        else:
            rows.append(_special(row, columns, widths, styles, keep=keep))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{styles["table"]}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0"'
        ' w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={attribute(draft.title)}/>"
        f"<w:tblDescription w:val={attribute(draft.alt)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{_header(columns, widths, styles)}"
        f"{''.join(rows)}</w:tbl>"
    )


def is_wide(columns: Iterable[Column], page: Page) -> bool:
    """Tell whether a table needs a page on its side.

    On a page narrower than ours, what would stand upright on ours gives way a little first.
    """
    taken = sum(column.width or _MIN_STUB_MM for column in columns)
    room = page.text_width()
    return round(taken * TWIPS_PER_MM) > max(room, min(TEXT_WIDTH[False], room * _GIVES))


def column_widths(columns: Sequence[Column], room: int) -> list[int]:
    """Return widths in twips that sum to `room`; columns of width 0 share what is left.

    Where the others leave them nothing, all give way alike.
    """
    fixed = [round(column.width * TWIPS_PER_MM) for column in columns]
    open_columns = [at for at, column in enumerate(columns) if not column.width] or [0]
    stub = round(_MIN_STUB_MM * TWIPS_PER_MM) // 2
    least = sum(fixed) + stub * sum(not column.width for column in columns)
    if least > room:
        fixed = [width * room // least for width in fixed]
    left = room - sum(fixed)
    for at, column in enumerate(open_columns):
        fixed[column] += left // len(open_columns) + (left % len(open_columns) if at == 0 else 0)
    return fixed


def _staying(rows: Sequence[Row]) -> list[bool]:
    """Tell of each row whether it stays on the page of the next one.

    A short table stays whole; so do the rows of one item; of any other table only the first two
    and the last two rows.
    """
    last = len(rows) - 1
    if last < _KEEP_TOGETHER_ROWS:
        return [True] * len(rows)
    if any(row.kind == "item" for row in rows):
        return [at < last and rows[at + 1].kind != "item" for at in range(len(rows))]
    return [at < _KEEP_ENDS or at > last - _KEEP_ENDS for at in range(len(rows))]


def aligned(rows: Sequence[Row], columns: Sequence[Column]) -> Sequence[Row]:
    """Pad the numbers of decimal columns, so that their decimals stand under each other."""
    decimal = [at for at, column in enumerate(columns) if column.align == "decimal"]
    if not decimal:
        return rows
    cells = [list(row.cells) for row in rows]
    for at in decimal:
        tails = [_tail(row[at]) if at < len(row) else "" for row in cells]
        longest = max((len(tail) for tail in tails), default=0)
        for row, tail in zip(cells, tails, strict=True):
            if at < len(row) and _NUMBER.fullmatch(row[at]):
                row[at] += _blank(longest, tail)
    return [Row(tuple(padded), row.kind) for padded, row in zip(cells, rows, strict=True)]


def _tail(text: str) -> str:
    """Return the decimals of a number with their sign; nothing of what is no number."""
    found = re.search(r"[.,]\d{1,2}$", text) if _NUMBER.fullmatch(text) else None
    return found[0] if found else ""


def _blank(longest: int, tail: str) -> str:
    """Return blanks as wide as the digits, and the sign, that a number has fewer than others."""
    missing = longest - len(tail)
    sign = _POINT[","] if not tail and longest else ""
    return sign + _DIGIT_WIDE * (missing - len(sign))


def _openings(
    columns: Sequence[Column], widths: Sequence[int], styles: Styles, *, keep: bool
) -> list[str]:
    """Write what stands before the text of each cell of a row: the same for all rows."""
    held = "<w:keepNext/>" * keep
    return [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{styles["table_body"]}"/>{held}{_jc(column)}</w:pPr>'
        for column, width in zip(columns, widths, strict=True)
    ]


def _body(cells: Sequence[str], openings: Sequence[str]) -> str:
    written = [
        f"{opening}{_TEXT}{content(text)}{_END}" if text else f"{opening}</w:p></w:tc>"
        for opening, text in zip(openings, cells, strict=True)
    ]
    return f"{_ROW}{''.join(written)}</w:tr>"


def _special(
    row: Row, columns: Sequence[Column], widths: Sequence[int], styles: Styles, *, keep: bool
) -> str:
    """Write a row that opens a run of rows, or a total."""
    style = styles["table_item"]
    if row.kind == "item":
        return f"{_ROW}{_spanning(row.cells[0], sum(widths), len(widths), style)}</w:tr>"
    cells = "".join(
        _cell(run(text) if text else "", width, style, column, keep=keep)
        for text, column, width in zip(row.cells, columns, widths, strict=True)
    )
    return f"{_ROW}{cells}</w:tr>"


def _header(columns: Sequence[Column], widths: Sequence[int], styles: Styles) -> str:
    cells = "".join(
        _cell(run(column.header), width, styles["table_head"], column, keep=True, head=True)
        for column, width in zip(columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _spanning(text: str, width: int, columns: int, style: str) -> str:
    """Write the cell that opens a run of rows, over the whole width."""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{columns}"/></w:tcPr>'
        f"{paragraph(style, run(text), '<w:keepNext/>')}</w:tc>"
    )


def _cell(
    inside: str, width: int, style: str, column: Column, *, keep: bool, head: bool = False
) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{_RULE if head else ""}</w:tcPr>'
        f"{paragraph(style, inside, '<w:keepNext/>' * keep + _jc(column))}</w:tc>"
    )


def _jc(column: Column) -> str:
    align = "right" if column.align == "decimal" else column.align
    return f'<w:jc w:val="{align}"/>'
