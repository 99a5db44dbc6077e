"""What coders said of units, as counts of codes: all that most coefficients look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from wbp_survey.model.table import Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

Scale = Literal["nominal", "ordinal", "interval", "ratio", "set_masi", "set_jaccard"]
"""How far apart two codes are: by being different, by rank, by value, or as sets of codes."""
SCALES: tuple[Scale, ...] = get_args(Scale)

_LARGEST = 2**62
PAIRED = 2
"""A unit counts from two coders on: one code agrees with nothing."""


TWO_SIDED = 0.975


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient with its standard error over units and the ends of its interval of 95%."""

    value: float
    error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ratings:
    """The code each coder gave each unit: units x coders, -1 where there is none.

    A code is its place among `variable.codes`, low to high; on a set scale each code is a set of
    codes, written with `|` between them.
    """

    variable: Variable
    units: tuple[str, ...]
    coders: tuple[str, ...]
    index: Ints
    scale: Scale


@dataclass(frozen=True, slots=True)
class Patterns:
    """The distinct ways in which units were coded, whoever gave which code.

    `counts` is patterns x codes, `times` how many units show each pattern. Units with fewer than
    two codes have no pattern. 500 units with three coders and five codes are at most 35 patterns.
    """

    counts: Ints
    times: Ints

    @property
    def coded(self) -> Ints:
        """How many coders coded a unit of each pattern."""
        found: Ints = self.counts.sum(axis=1)
        return found


def unit_counts(ratings: Ratings) -> Ints:
    """Count how many coders gave each unit each code: units x codes."""
    import numpy as np

    units, codes = len(ratings.units), len(ratings.variable.codes)
    counts = np.zeros((units, codes), dtype=np.int64)
    for column in ratings.index.T:
        given = np.flatnonzero(column >= 0)
        counts[given, column[given]] += 1  # a coder codes a unit once: no place occurs twice
    return counts


def patterns_of(counts: Ints) -> Patterns:
    """Gather the units that can be paired by how they were coded."""
    import numpy as np

    paired = counts[counts.sum(axis=1) >= PAIRED]
    base = int(paired.max(initial=0)) + 1
    if base ** counts.shape[1] > _LARGEST:
        found, times = np.unique(paired, axis=0, return_counts=True)
        return Patterns(found, times)
    # One number per unit, of as many digits as there are codes: faster than comparing rows.
    keys = paired @ base ** np.arange(counts.shape[1], dtype=np.int64)
    _, first, times = np.unique(keys, return_index=True, return_counts=True)
    return Patterns(paired[first], times)
