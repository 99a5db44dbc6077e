"""Checks of tables: cells without a paragraph, rows and widths that do not fit the grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wbp_survey.report.word.lint_read import Opened, Said
from wbp_survey.report.word.stylesheet import value
from wbp_survey.report.word.units import W, cells_of, rows_of

_CLOSE = 20
"""How many twips widths may differ without anybody seeing it: Word rounds, so do others."""

_BLOCKS = (f"{W}p", f"{W}tbl", f"{W}sdt", f"{W}customXml")


def bare_cells(_opened: Opened, _part: str, root: Any) -> Said:
    """Find cells without a paragraph, or with a table as the last thing: Word repairs the file."""
    for cell in root.iter(f"{W}tc"):
        blocks = list(blocks_of(cell))
        if not any(one.tag == f"{W}p" for one in blocks):
            yield "REPORT_LINT_CELL", cell, {}
        elif blocks[-1].tag == f"{W}tbl":
            yield "REPORT_LINT_CELL_END", cell, {}


def blocks_of(parent: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables in something, looking through controls."""
    for one in parent:
        if one.tag == f"{W}sdt":
            for content in one.iterchildren(f"{W}sdtContent"):
                yield from blocks_of(content)
        elif one.tag == f"{W}customXml":
            yield from blocks_of(one)
        elif one.tag in {f"{W}p", f"{W}tbl"}:
            yield one


def grids(_opened: Opened, _part: str, root: Any) -> Said:
    """Find rows with more or fewer cells than the grid has columns, spans counted."""
    for table in root.iter(f"{W}tbl"):
        columns = len(_grid(table))
        for row in rows_of(table):
            taken = _number(row, "gridBefore") + _number(row, "gridAfter")
            taken += sum(span_of(cell) for cell in cells_of(row))
            if taken < columns:
                yield "REPORT_LINT_ROW_SHORT", row, {"cells": taken, "columns": columns}
            elif taken > columns:
                yield "REPORT_LINT_ROW_LONG", row, {"cells": taken, "columns": columns}


def span_of(cell: Any) -> int:
    """Return over how many columns a cell goes."""
    given = value(cell.find(f"{W}tcPr/{W}gridSpan"))
    return int(given) if given.isdigit() else 1


def _number(row: Any, name: str) -> int:
    given = value(row.find(f"{W}trPr/{W}{name}"))
    return int(given) if given.isdigit() else 0


def _grid(table: Any) -> list[int]:
    return [int(one.get(f"{W}w") or 0) for one in table.iterfind(f"{W}tblGrid/{W}gridCol")]


def widths(_opened: Opened, _part: str, root: Any) -> Said:
    """Find tables of fixed widths in which grid, cells and table do not agree, or wider than text.

    Word and LibreOffice then draw different tables.
    """
    rooms = _rooms(root)
    for table in root.iter(f"{W}tbl"):
        layout = table.find(f"{W}tblPr/{W}tblLayout")
        if layout is None or layout.get(f"{W}type") != "fixed":
            continue
        grid, stated = _grid(table), _width(table.find(f"{W}tblPr/{W}tblW"))
        if stated and abs(sum(grid) - stated) > _CLOSE:
            values = {"grid": sum(grid), "stated": stated}
            yield "REPORT_LINT_WIDTH_TABLE", table, values
        yield from _cells(table, grid)
        room = _room(table, rooms)
        if room and sum(grid) > room + _CLOSE:
            yield "REPORT_LINT_WIDTH_PAGE", table, {"grid": sum(grid), "room": room}


def _cells(table: Any, grid: Sequence[int]) -> Said:
    """Find the first cell of each row that is not as wide as its columns."""
    for row in rows_of(table):
        at = _number(row, "gridBefore")
        for cell in cells_of(row):
            span, stated = span_of(cell), _width(cell.find(f"{W}tcPr/{W}tcW"))
            wide = sum(grid[at : at + span])
            if stated and abs(stated - wide) > _CLOSE:
                yield "REPORT_LINT_WIDTH_CELL", cell, {"grid": wide, "stated": stated}
                break
            at += span


def _width(element: Any) -> int:
    """Return a width in twips, 0 for one that is not given in them."""
    if element is None or element.get(f"{W}type") != "dxa":
        return 0
    given = (element.get(f"{W}w") or "").partition(".")[0]
    return int(given) if given.isdigit() else 0


def _rooms(root: Any) -> dict[Any, int]:
    """Return how wide the text is around each block of the body: its section says so at its end."""
    rooms: dict[Any, int] = {}
    room = 0
    for child in root.iterfind(f"{W}body/*"):
        for section in child.iter(f"{W}sectPr"):
            rooms |= {before: _text_width(section) for before, width in rooms.items() if not width}
            room = _text_width(section)
        rooms[child] = 0
    return {child: width or room for child, width in rooms.items()}


def _room(table: Any, rooms: Mapping[Any, int]) -> int:
    """Return how wide the text is where a table stands, 0 in a cell or where that is not known."""
    if next(table.iterancestors(f"{W}tc"), None) is not None:
        return 0
    around = (table, *table.iterancestors())
    return next((rooms[one] for one in around if one in rooms), 0)


def _text_width(section: Any) -> int:
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    columns = section.find(f"{W}cols")
    if size is None or margins is None or _several(columns):
        return 0
    taken = sum(int(margins.get(f"{W}{side}") or 0) for side in ("left", "right", "gutter"))
    return int(size.get(f"{W}w") or 0) - taken


def headers(_opened: Opened, _part: str, root: Any) -> Said:
    """Find header rows that Word does not repeat, and cells in them that name nothing."""
    for table in root.iter(f"{W}tbl"):
        top = True
        for row in rows_of(table):
            flagged = is_header(row)
            if flagged and not top:
                yield "REPORT_LINT_HEADER_LATE", row, {}
            for cell in cells_of(row) if flagged and top else ():
                if not is_continued(cell) and not says(cell):
                    yield "REPORT_LINT_HEADER_EMPTY", cell, {}
            top = top and flagged


def is_header(row: Any) -> bool:
    """Tell whether a row is flagged as a header."""
    flag = row.find(f"{W}trPr/{W}tblHeader")
    return flag is not None and value(flag) not in {"0", "false", "off"}


def is_continued(cell: Any) -> bool:
    """Tell whether a cell goes on from the one above it."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    return merged is not None and value(merged) != "restart"


def says(element: Any) -> bool:
    """Tell whether there is text or a drawing in something."""
    if any((one.text or "").strip() for one in element.iter(f"{W}t")):
        return True
    return next(element.iter(f"{W}drawing", f"{W}sym", f"{W}object"), None) is not None


def adjacent(_opened: Opened, _part: str, root: Any) -> Said:
    """Find tables right behind another: Word makes them one."""
    for parent in (root, *root.iter(f"{W}body", f"{W}tc")):
        before = None
        for one in blocks_of(parent):
            if one.tag == f"{W}tbl" and before is not None and before.tag == f"{W}tbl":
                yield "REPORT_LINT_TABLES_JOINED", one, {}
            before = one


def _several(columns: Any) -> bool:
    """Tell whether text runs in columns."""
    return columns is not None and columns.get(f"{W}num") not in {None, "1"}
