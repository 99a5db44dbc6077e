"""Permutation p-values of Kruskal-Wallis H by going through every table with the same margins.

H is monotone in sum S^2 / n over the groups, where S is a group's sum of centred midranks; only
that is compared. For two groups its upper tail is the two-sided p by absolute deviation of
Mann-Whitney's U. scipy's permutation_test doubles the smaller tail and its "exact" Mann-Whitney
ignores ties; neither is used (docs/statistics.md).
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wbp_survey.analysis.ranks import centred_ranks, doubled_midranks
from wbp_survey.analysis.subset_sums import additions, subset_sums

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_DIGITS = 400
TIE = 1e-10
"""Statistics that differ relatively by less than this are equal."""

EXACT_TABLES = 1_000_000
EXACT_PAIR_TABLES = 200_000
"""Above about 90 v. 90 on five points, and 50 v. 50 on a fine scale; pairs come in numbers and
above 40 the normal law holds its level."""

_KEYS = 2**62
_STATES = 2_000_000
_SYMMETRY = 120
_TWO = 2
_PER_TABLE = 200
"""Additions that are reckoned as one table."""
TINY = sys.float_info.min
"""Where a chance is too small to write down: a p is never 0."""


@dataclass(frozen=True, slots=True)
class Permutation:
    """A permutation p, the smallest p attainable, how many assignments or samples, and how.

    For a Monte Carlo p the smallest is what its number of samples allows, 1 / (B + 1).
    """

    p: float
    p_min: float
    count: int
    method: Literal["exact", "monte_carlo"]


def assignments(sizes: Ints) -> int:
    """Return in how many ways units can be divided over groups of these sizes.

    What no float can hold by far is 1e400: to work out a million digits would take minutes.
    """
    left, ways = int(sizes.sum()), 1
    log_ways = math.lgamma(left + 1) - sum(math.lgamma(size + 1) for size in sizes.tolist())
    if log_ways > math.log(10) * _DIGITS:
        return int(10**_DIGITS)
    for size in sizes.tolist():
        ways *= math.comb(left, size)
        left -= size
    return ways


def estimate_tables(table: Ints) -> float:
    """Estimate how many tables share the margins of `table` (Diaconis and Efron 1985).

    Never more than the number of assignments, which is what it comes to without ties.
    """
    import numpy as np
    from scipy.special import gammaln

    rows, columns = table.sum(axis=1), table.sum(axis=0)
    i, j, n = len(rows), len(columns), float(rows.sum())
    w = 1 / (1 + i * j / (2 * n))
    r, c = (1 - w) / i + w * rows / n, (1 - w) / j + w * columns / n
    k = (j + 1) / (j * float(np.sum(r**2))) - 1 / j
    log_tables = (
        (i - 1) * (j - 1) * math.log((2 * n + i * j) / 2)
        + (j - 1) * np.log(r).sum()
        + (k - 1) * np.log(c).sum()
        + gammaln(j * k)
        - i * gammaln(j)
        - j * gammaln(k)
    )
    log_ways = gammaln(n + 1) - gammaln(rows + 1).sum()
    return float(np.exp(min(log_tables, log_ways, 700.0)))


def can_enumerate(table: Ints, limit: int = EXACT_TABLES) -> bool:
    """Tell whether the exact p is within reach.

    Groups of equal size change places freely, which saves work; two groups without ties have many
    tables but few rank sums, and those are what is gone through.
    """
    table = table[:, table.sum(axis=0) > 0]
    return min(_tables(table), _sums(table)) <= limit


def _tables(table: Ints) -> float:
    """Return about how many tables have to be gone through."""
    import numpy as np

    _, equal = np.unique(table.sum(axis=1), return_counts=True)
    symmetry = math.prod(math.factorial(times) for times in equal.tolist())
    return estimate_tables(table) / min(symmetry, _SYMMETRY)


def _sums(table: Ints) -> float:
    """Return how many tables as much work is as all rank sums of two groups; infinite for more."""
    if len(table) != _TWO:
        return math.inf
    totals = table.sum(axis=0)
    smallest = int(table.sum(axis=1).min())
    return additions(smallest, totals, doubled_midranks(totals)) / _PER_TABLE


def enumerate_tables(table: Ints) -> Permutation | None:
    """Return the exact p of H by going through every table with the margins of `table`.

    None when there turn out to be too many after all.
    """
    import numpy as np

    table = table[:, table.sum(axis=0) > 0]
    sizes = table.sum(axis=1)
    few = _sums(table) < _tables(table)
    distribution = (_of_two if few else _distribution)(sizes, table.sum(axis=0))
    if distribution is None:
        return None
    statistic, weight = distribution
    observed = statistic_of(table @ centred_ranks(table.sum(axis=0)), sizes)
    total = weight.sum()
    p = weight[statistic >= observed * (1 - TIE)].sum() / total
    p_min = weight[statistic >= statistic.max() * (1 - TIE)].sum() / total
    return Permutation(
        p=float(np.clip(p, TINY, 1.0)),
        p_min=float(np.clip(p_min, TINY, 1.0)),
        count=assignments(sizes),
        method="exact",
    )


def monte_carlo(reached: int, resamples: int) -> Permutation:
    """Return the p of `reached` samples at least as extreme as what was observed."""
    return Permutation(
        p=(reached + 1) / (resamples + 1),
        p_min=1 / (resamples + 1),
        count=resamples,
        method="monte_carlo",
    )


def statistic_of(sums: NDArray[np.integer] | Floats, sizes: NDArray[np.integer] | Floats) -> Floats:
    """Return sum S^2 / n over the last axis, to which H is proportional."""
    import numpy as np

    return np.asarray((np.square(sums.astype(np.float64)) / sizes).sum(axis=-1))


def _distribution(sizes: Ints, totals: Ints) -> tuple[Floats, Floats] | None:
    """Return the statistic of every table with these margins and its relative probability."""
    n = int(totals.sum())
    found = every_table(sizes, totals, doubled_midranks(totals))
    if found is None:
        return None
    return statistic_of(found.codes - sizes * (n + 1), sizes), found.weight


def _of_two(sizes: Ints, totals: Ints) -> tuple[Floats, Floats]:
    """Return the statistic of every rank sum that the smaller of two groups can have, and its ways.

    The other group's sum is the same on the other side of 0.
    """
    import numpy as np

    sums, ways = subset_sums(int(sizes.min()), totals, centred_ranks(totals))
    return statistic_of(np.stack([sums, -sums], axis=1), sizes), ways


def every_table(sizes: Ints, totals: Ints, ranks: Ints, *, swap: bool = True) -> State | None:
    """Return the rank sums per group of every table with these margins, and their weights.

    Codes are dealt out one after the other; partial tables that have left the same room and
    collected the same rank sums go on as one. `ranks` are not negative. A table's weight is
    proportional to a product of Poisson probabilities, one per cell, which neither overflows nor
    vanishes. None when there are too many.
    """
    import numpy as np
    from scipy.special import gammaln

    n = int(totals.sum())
    span = int(ranks.max(initial=0)) * int(sizes.max()) + 1
    state = State(sizes[None, :] * span, np.ones(1))
    for total, rank in zip(totals.tolist(), ranks.tolist(), strict=True):
        dealt = np.arange(total + 1)
        mean = sizes[:, None] / n * total
        chances = np.exp(dealt * np.log(mean) - gammaln(dealt + 1) - mean)
        dealt_out = _deal(state, total, rank, span, chances)
        if dealt_out is None:
            return None
        state = _merge(dealt_out, sizes, swap=swap)
    return state


@dataclass(frozen=True, slots=True)
class State:
    """Partial tables and their weight; per group room left x span + rank sum so far.

    Once every code is dealt out no room is left: `codes` are the rank sums.
    """

    codes: Ints
    weight: Floats


def _deal(state: State, total: int, rank: int, span: int, chances: Floats) -> State | None:
    """Deal `total` answers of one code out over the groups in every possible way."""
    import numpy as np

    codes, weight = state.codes, state.weight
    left = np.full(len(weight), total)
    behind = (codes // span).sum(axis=1)
    for group in range(codes.shape[1] - 1):
        room = codes[:, group] // span
        behind = behind - room
        low = np.maximum(left - behind, 0)
        choices = np.minimum(left, room) - low + 1
        if choices.sum() > _STATES:
            return None
        origin = np.repeat(np.arange(len(left)), choices)
        dealt = np.arange(len(origin)) + (low - np.cumsum(choices) + choices)[origin]
        left, behind = left[origin] - dealt, behind[origin]
        weight = weight[origin] * chances[group, dealt]
        codes = codes[origin]
        codes[:, group] += dealt * (rank - span)
    codes[:, -1] += left * (rank - span)
    return State(codes, weight * chances[-1, left])


def _merge(state: State, sizes: Ints, *, swap: bool = True) -> State:
    """Put partial tables with equal room and equal rank sums together.

    With `swap` groups of equal size change places freely: the statistic is the same. The last group
    follows from the others, so its code is no part of the key.
    """
    import numpy as np

    codes = state.codes
    for size in np.unique(sizes) if swap else ():
        codes[:, sizes == size] = np.sort(codes[:, sizes == size], axis=1)
    base = int(codes.max()) + 1
    if base ** (len(sizes) - 1) >= _KEYS:
        return state
    key = codes[:, :-1] @ base ** np.arange(len(sizes) - 1)
    _, first, position = np.unique(key, return_index=True, return_inverse=True)
    weight = np.bincount(position, weights=state.weight).astype(np.float64)
    return State(codes[first], weight)
