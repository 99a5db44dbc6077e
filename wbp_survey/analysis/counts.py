"""Answers to count tables: the only place that touches raw answers.

A table has a row per group and a column per code. Every statistic of this package is a function of
it, so that 24 answers and 1,000,000 answers take the same road and the same time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.model.table import OUTSIDE, Column, Factor, Table, Variable
from wbp_survey.model.tally import REASON_COLUMNS, Answers, Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_DENSE = 1_000_000
"""Combinations of levels that are looked up in a list; more are sorted."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The answers to one variable, counted.

    `valid` is groups x codes; `missing` is groups x reasons, where column j counts reason code -j
    (column 0: missing without a reason); `without_group` counts the rows that have no group.
    """

    variable: Variable
    valid: Ints
    missing: Ints
    without_group: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Variables with the same number of codes, counted together.

    `units` is items x units x codes; `valid` items x groups x codes; `missing` items x groups x
    reasons; `without_group` counts per item the rows that have no group. `places` says where each
    variable stood.
    """

    places: tuple[int, ...]
    variables: tuple[Variable, ...]
    units: Ints
    valid: Ints
    missing: Ints
    without_group: Ints


def count(column: Column, by: Factor) -> Counts:
    """Count the answers per group and code, and the missing ones per group and reason."""
    tally = tally_table(Table(len(by.index), (column,), {by.id: by}), by.id)
    (batch,) = batches(tally)
    return Counts(column.variable, batch.valid[0], batch.missing[0], int(batch.without_group[0]))


def tally_table(table: Table, by: str, cluster: str = "", block: str = "") -> Tally:
    """Count every answer of a table per unit: a combination of group, cluster and block.

    Counts in are counts out: per variable `valid` and `missing` add up to the rows whose instrument
    holds it.
    """
    import numpy as np

    nobody = Factor("", (), np.full(table.n, -1, dtype=np.int32))
    factors = [table.factors[name] if name else nobody for name in (by, cluster, block)]
    unit, levels = _units(factors)
    bases: dict[int, Ints] = {}
    nothing = np.zeros((len(levels[0]), REASON_COLUMNS), dtype=np.int64)
    answers = tuple(_answers(column, unit, nothing, bases) for column in table.columns)
    return Tally(
        by=by,
        levels=factors[0].levels,
        group=levels[0],
        cluster=levels[1],
        block=levels[2],
        answers=answers,
        n=table.n,
        cluster_levels=factors[1].levels,
        block_levels=factors[2].levels,
        sha256=table.sha256,
        synthetic=table.synthetic,
        names=(cluster, block),
    )


def batches(tally: Tally) -> Iterator[Batch]:
    """Yield the variables of a tally, those with the same number of codes together."""
    import numpy as np

    together: dict[int, list[int]] = {}
    for place, one in enumerate(tally.answers):
        together.setdefault(one.valid.shape[1], []).append(place)
    for places in together.values():
        chosen = [tally.answers[place] for place in places]
        units = np.stack([one.valid for one in chosen])
        missing = np.stack([one.missing for one in chosen])
        outside = tally.group < 0
        lost = units[:, outside].sum(axis=(1, 2)) + missing[:, outside].sum(axis=(1, 2))
        yield Batch(
            tuple(places),
            tuple(one.variable for one in chosen),
            units,
            sum_by(units, tally.group, len(tally.levels)),
            sum_by(missing, tally.group, len(tally.levels)),
            lost,
        )


def sum_by(units: Ints, group: Ints, groups: int) -> Ints:
    """Add up units (items x units x columns) per group; units without a group (-1) are left out."""
    import numpy as np

    order = np.argsort(group, kind="stable")
    order = order[group[order] >= 0]
    found, starts = np.unique(group[order], return_index=True)
    summed = np.zeros((len(units), groups, units.shape[2]), dtype=np.int64)
    if len(order):
        summed[:, found] = np.add.reduceat(units[:, order], starts, axis=1)
    return summed


def _units(factors: list[Factor]) -> tuple[Ints, list[Ints]]:
    """Return per row its unit and per unit the level of each factor (-1: none)."""
    import numpy as np

    spans = [len(factor.levels) + 1 for factor in factors]
    combined = np.zeros(len(factors[0].index), dtype=np.int64)
    for factor, span in zip(factors, spans, strict=True):
        combined = combined * span + (factor.index.astype(np.int64) + 1)
    size = spans[0] * spans[1] * spans[2]
    if size <= _DENSE:
        found = np.flatnonzero(np.bincount(combined, minlength=size))
        where = np.zeros(size, dtype=np.int64)
        where[found] = np.arange(len(found))
        unit = where[combined]
    else:
        found, unit = np.unique(combined, return_inverse=True)
    levels = []
    for span in reversed(spans):
        levels.append(found % span - 1)
        found = found // span
    return unit, levels[::-1]


def _answers(column: Column, unit: Ints, nothing: Ints, bases: dict[int, Ints]) -> Answers:
    """Count one variable; `nothing` is the table of missing answers when there are none.

    `bases` keeps per number of codes where each row's unit begins.
    """
    import numpy as np

    units, codes = len(nothing), len(column.variable.codes)
    if codes not in bases:
        bases[codes] = unit * (codes + 1) + 1
    cells = np.bincount(bases[codes] + column.index, minlength=units * (codes + 1))
    table = cells.reshape(units, codes + 1)
    if not table[:, 0].any():
        return Answers(column.variable, table[:, 1:], nothing)
    gone = np.flatnonzero((column.index < 0) & (column.reason != OUTSIDE))
    cell = unit[gone] * REASON_COLUMNS - column.reason[gone].astype(np.int64)
    counted = np.bincount(cell, minlength=nothing.size)
    return Answers(column.variable, table[:, 1:], counted.reshape(nothing.shape))
