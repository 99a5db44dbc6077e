"""Answers to count tables: the only place that touches raw answers.

A table has a row per group and a column per code. Every statistic of this package is a function of
it, so that 24 answers and 1,000,000 answers take the same road and the same time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wbp_survey.model.missing import REASONS
from wbp_survey.model.table import OUTSIDE, Column, Factor, Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_REASONS = 1 - min(reason.code for reason in REASONS)


@dataclass(frozen=True, slots=True)
class Counts:
    """The answers to one variable, counted.

    `valid` is groups x codes; `missing` is groups x reasons, where column j counts reason code -j
    (column 0: missing without a reason); `without_group` counts the rows that have no group.
    """

    variable: Variable
    valid: NDArray[np.int64]
    missing: NDArray[np.int64]
    without_group: int


@dataclass(frozen=True, slots=True)
class Units:
    """The cells of cluster x group in which rows lie.

    `cluster` and `group` give per unit the level of either factor (cluster -1: none); `index`
    gives per row its unit (-1: the row has no group).
    """

    cluster: NDArray[np.int64]
    group: NDArray[np.int64]
    index: NDArray[np.int64]


def count(column: Column, by: Factor) -> Counts:
    """Count the answers per group and code, and the missing ones per group and reason."""
    column, group = _inside(column, by.index)
    groups, codes = len(by.levels), len(column.variable.codes)
    table = _cross(group, groups, column.index, codes)
    gone = column.index < 0
    reason = -1 - column.reason[gone].astype("int64")
    missing = _cross(group[gone], groups, reason, _REASONS - 1)
    return Counts(
        variable=column.variable,
        valid=table[1:, 1:],
        missing=missing[1:],
        without_group=int(table[0].sum()),
    )


def find_units(by: Factor, cluster: Factor) -> Units:
    """Find the combinations of cluster and group that occur."""
    import numpy as np

    groups = len(by.levels)
    grouped = by.index >= 0
    pair = (cluster.index.astype(np.int64) + 1) * groups + by.index
    found, position = np.unique(pair[grouped], return_inverse=True)
    index = np.full(len(by.index), -1, dtype=np.int64)
    index[grouped] = position
    return Units(cluster=found // groups - 1, group=found % groups, index=index)


def count_units(column: Column, units: Units) -> NDArray[np.int64]:
    """Count the valid answers per unit and code."""
    codes = len(column.variable.codes)
    return _cross(units.index, len(units.cluster), column.index, codes)[1:, 1:]


def _inside(column: Column, group: NDArray[np.int32]) -> tuple[Column, NDArray[np.int32]]:
    """Leave out the rows of people whose instrument does not hold the item."""
    inside = column.reason != OUTSIDE
    if inside.all():
        return column, group
    kept = replace(column, index=column.index[inside], reason=column.reason[inside])
    return kept, group[inside]


def _cross(
    rows: NDArray[np.integer], n_rows: int, columns: NDArray[np.integer], n_columns: int
) -> NDArray[np.int64]:
    """Cross-tabulate two indices that start at -1: that is row and column 0 of the result."""
    import numpy as np

    cell = (rows.astype(np.int64) + 1) * (n_columns + 1) + (columns + 1)
    size = (n_rows + 1) * (n_columns + 1)
    return np.bincount(cell, minlength=size).reshape(n_rows + 1, n_columns + 1)
