"""The gate for a two-way table: of few persons in a cell nothing tells which answers they gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from wbp_survey.model.result import Result
from wbp_survey.model.study import Profile
from wbp_survey.report.release import THRESHOLDS

_PER_CELL = ("count", "row_share", "table_share", "residual")
_OF_CELLS = ("expected_min", "agree_both", "agree_first_only", "agree_second_only", "agree_neither")
_PEOPLE = ("n_valid", "n_missing", "n_without_stratum", "n_effective")
_NAMING = ("unused_rows", "unused_columns", "constant_of")
"""Notes that tell which answers nobody, or everybody, gave."""


def is_crossed(rows: Sequence[Result]) -> bool:
    """Tell whether these are the rows of a two-way table."""
    return any(row.stat.startswith("count:") and "|" in row.stat for row in rows)


def release_crossed(rows: Sequence[Result], profile: Profile) -> Iterator[Result]:
    """Empty what tells too much of too few.

    Nothing leaves of fewer persons than the threshold. Of more, no cell leaves when one of them, or
    of the totals, holds fewer without being empty, or when a row or column lies in one cell, which
    tells what everybody in it answered; of two rows and two columns then no statistic either, for
    it gives the cells away.
    """
    least = THRESHOLDS[profile]
    cells = [row for row in rows if row.stat.startswith("count:")]
    few = any(row.stat == "n_valid" and (row.value or 0) < least for row in rows)
    telling = few or _tells(cells, least)
    four = any(row.stat == "phi" for row in rows)
    for row in rows:
        kind = row.stat.partition(":")[0]
        if kind == "missing":
            if not few and (row.value or 0) >= least:
                yield row
        elif few or (telling and (kind in _OF_CELLS or (four and kind not in _PEOPLE))):
            if kind not in _PER_CELL:
                yield replace(row, value=None, n=0, note=("suppressed",))
        elif not telling or kind not in _PER_CELL:
            notes = [one for one in row.note if one.partition(":")[0] not in _NAMING]
            yield replace(row, note=tuple(notes)) if telling else row


def _tells(cells: Sequence[Result], least: int) -> bool:
    """Tell whether some cell or total is small, or some row or column lies in one cell."""
    rows, columns = Counter[str](), Counter[str]()
    filled_rows, filled_columns = Counter[str](), Counter[str]()
    numbers = []
    for cell in cells:
        one, _, other = cell.stat.partition(":")[2].partition("|")
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
