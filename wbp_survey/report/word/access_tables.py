"""What keeps a table from being read aloud: no header, no name, cells that are merged or nested."""

from __future__ import annotations

from typing import Any

from wbp_survey.report.word.lint_read import Opened, Said
from wbp_survey.report.word.lint_tables import is_header, span_of
from wbp_survey.report.word.stylesheet import value
from wbp_survey.report.word.units import W, cells_of, rows_of

_LONGEST = 250
_VALUES_IN_WIDE_ROW = 2  # a name, and all that is said of it


def header_rows(_opened: Opened, _part: str, root: Any) -> Said:
    """Find tables whose first row is not flagged as a header."""
    for table in root.iter(f"{W}tbl"):
        first = next(rows_of(table), None)
        if first is not None and not is_header(first):
            yield "REPORT_ACCESS_HEADER_ROW", table, {}


def texts(_opened: Opened, _part: str, root: Any) -> Said:
    """Find tables that do not say what is in them, or at more length than anybody can hold."""
    for table in root.iter(f"{W}tbl"):
        said = [value(table.find(f"{W}tblPr/{W}{name}")) for name in _NAMES]
        longest = max(map(len, said))
        if not any(one.strip() for one in said):
            yield "REPORT_ACCESS_TABLE_ALT", table, {}
        if longest > _LONGEST:
            yield "REPORT_ACCESS_ALT_LONG", table, {"length": longest, "most": _LONGEST}


_NAMES = ("tblCaption", "tblDescription")


def merged(_opened: Opened, _part: str, root: Any) -> Said:
    """Find merged cells under the header, but for those that fill the rest of their row."""
    for table in root.iter(f"{W}tbl"):
        for row in rows_of(table):
            if is_header(row):
                continue
            cells = list(cells_of(row))
            wide = [at for at, cell in enumerate(cells) if span_of(cell) > 1]
            fills = wide == [len(cells) - 1] and len(cells) <= _VALUES_IN_WIDE_ROW
            for at, cell in enumerate(cells):
                tall = cell.find(f"{W}tcPr/{W}vMerge") is not None
                if tall or (at in wide and not fills):
                    yield "REPORT_ACCESS_MERGED", cell, {}


def nested(_opened: Opened, _part: str, root: Any) -> Said:
    """Find tables inside tables."""
    for table in root.iter(f"{W}tbl"):
        if next(table.iterancestors(f"{W}tbl"), None) is not None:
            yield "REPORT_ACCESS_TABLE_NESTED", table, {}
