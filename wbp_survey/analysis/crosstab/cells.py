"""Two answers of the same people, counted: the only place that touches raw answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Literal

from wbp_survey.analysis.crosstab.tables import summed
from wbp_survey.model.table import OUTSIDE, Column, Factor, Variable
from wbp_survey.model.tally import REASON_COLUMNS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

Weighting = Literal["none", "frequency", "design"]


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight per row and what it means.

    A `frequency` says how many people the row stands for; a `design` weight how many of the
    population its one person stands for.
    """

    kind: Weighting
    values: Floats


@dataclass(frozen=True, slots=True)
class Cells:
    """How often each pair of answers was given, and who is not among them.

    `counts` is strata x rows x columns (one nameless stratum without a factor). `missing` holds,
    of either variable, per reason how many did not answer it (column j: reason code -j). `lost`
    counts who lack one of both answers, `adrift` who answered both but belong to no stratum.
    `weights` is the sum of the design weights per cell, and `effective` Kish's effective n.
    """

    row: Variable
    column: Variable
    strata: str
    levels: tuple[str, ...]
    counts: Ints
    missing: tuple[Ints, Ints]
    lost: int
    adrift: int
    weighting: Weighting = "none"
    weights: Floats | None = None
    effective: float | None = None

    @property
    def table(self) -> Ints:
        """All strata together."""
        table: Ints = self.counts.sum(axis=0)
        return table

    @property
    def n(self) -> int:
        """How many gave both answers and belong to a stratum."""
        return int(self.counts.sum())


def count_cells(
    row: Column, column: Column, strata: Factor | None = None, weights: Weights | None = None
) -> Cells:
    """Count the pairs of answers. People who were not to be asked either count nowhere.

    Counts in are counts out: `counts`, `lost` and `adrift` add up to the rest, or with frequencies
    to whom they stand for.
    """
    import numpy as np

    asked = (row.reason != OUTSIDE) & (column.reason != OUTSIDE)
    times = np.ones(len(asked))
    if weights is not None and weights.kind == "frequency":
        times = weights.values
    levels = strata.levels if strata is not None else ("",)
    stratum = strata.index if strata is not None else np.zeros(len(asked), dtype=np.int32)
    both = asked & (row.index >= 0) & (column.index >= 0)
    kept = both & (stratum >= 0)
    shape = (len(levels), len(row.variable.codes), len(column.variable.codes))
    cell = np.ravel_multi_index(
        tuple(one[kept].astype(np.int64) for one in (stratum, row.index, column.index)), shape
    )
    found = Cells(
        row=row.variable,
        column=column.variable,
        strata="" if strata is None else strata.id,
        levels=levels,
        counts=_whole(summed(cell, times[kept], prod(shape))).reshape(shape),
        missing=(_reasons(row, asked, times), _reasons(column, asked, times)),
        lost=int(times[asked & ~both].sum()),
        adrift=int(times[both & ~kept].sum()),
    )
    if weights is None or weights.kind == "none":
        return found
    if weights.kind == "frequency":
        return replace(found, weighting="frequency")
    given = weights.values[kept]
    inside = summed(cell, given, prod(shape)).reshape(shape).sum(axis=0)
    effective = float(given.sum() ** 2 / (given**2).sum()) if kept.any() else None
    return replace(found, weighting="design", weights=inside, effective=effective)


def _reasons(column: Column, asked: NDArray[np.bool_], times: Floats) -> Ints:
    """Count per reason who was asked and did not answer."""
    import numpy as np

    gone = asked & (column.index < 0)
    reasons = -column.reason[gone].astype(np.int64)
    return _whole(summed(reasons, times[gone], REASON_COLUMNS))


def _whole(counts: Floats) -> Ints:
    """Return counts that were added up as floats, exact to 2^53."""
    import numpy as np

    return np.rint(counts).astype(np.int64)
