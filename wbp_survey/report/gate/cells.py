"""The gate for a two-way table: of few persons in a cell nothing tells which answers they gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from wbp_survey.model.labels import codes_of
from wbp_survey.model.profile import Profile
from wbp_survey.model.result import Result
from wbp_survey.report.gate.kinds import CROSSED, CROSSED_PERSONS
from wbp_survey.report.gate.notes import emptied, kind_of, noted, unknown
from wbp_survey.report.gate.release import THRESHOLDS

_PER_CELL = ("count", "row_share", "table_share", "residual")
_REASON = "missing"


def release_crossed(rows: Sequence[Result], profile: Profile) -> Iterator[Result]:
    """Let a two-way table through whole, or only how many persons it holds.

    Nothing leaves of fewer persons than the threshold. Of more, only their number when a cell or a
    total holds fewer without being empty, or when a row or column lies in one cell, which tells
    what everybody in it answered. Then no statistic leaves either: together they give the cells
    away, and one of them does to whoever goes through all tables of so many persons.
    """
    least = THRESHOLDS[profile]
    few = any(row.stat == "n_valid" and (row.value or 0) < least for row in rows)
    telling = few or _tells([row for row in rows if kind_of(row) == "count"], least)
    rare = {row.variable for row in rows if kind_of(row) == _REASON and (row.value or 0) < least}
    for row in rows:
        kind = kind_of(row)
        if kind not in CROSSED:
            yield from unknown(row)
        elif kind == _REASON:
            if not few and row.variable not in rare:
                yield noted(row, least)
        elif few or (telling and kind not in CROSSED_PERSONS):
            if kind not in _PER_CELL:
                yield emptied(row)
        else:
            yield noted(row, least)


def _tells(cells: Sequence[Result], least: int) -> bool:
    """Tell whether some cell or total is small, or some row or column lies in one cell."""
    rows, columns = Counter[str](), Counter[str]()
    filled_rows, filled_columns = Counter[str](), Counter[str]()
    numbers = []
    for cell in cells:
        one, other = codes_of(cell.stat.partition(":")[2], "|")
        value = int(cell.value or 0)
        numbers.append(value)
        rows[one] += value
        columns[other] += value
        if value:
            filled_rows[one] += 1
            filled_columns[other] += 1
    if any(0 < number < least for number in (*numbers, *rows.values(), *columns.values())):
        return True
    return 1 in filled_rows.values() or 1 in filled_columns.values()
