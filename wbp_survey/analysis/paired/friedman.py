"""Friedman's test with ties: Q, Kendall's W, and its permutation p within people.

A block is a person: a row of as many numbers as there are conditions. With clusters it is the sum
of the rows of those who share one, so that a whole cluster changes its conditions together.
"""

from __future__ import annotations

from itertools import permutations
from math import factorial
from typing import TYPE_CHECKING

from wbp_survey.analysis.exact import Permutation, monte_carlo
from wbp_survey.analysis.paired.states import merge, spread_out

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_STATES = 1_000_000
_WORK = 5_000_000
_ORDERS = 720
_CHUNK = 2_000_000
_DRAWS = 200_000_000


def ranks_within(answers: Ints) -> Ints:
    """Return twice the midrank of each answer within its row, minus twice the mean rank.

    `answers` is people x conditions, all of them known.
    """
    import numpy as np

    ranks = np.zeros(answers.shape, dtype=np.int64)
    for condition in range(answers.shape[1]):
        one = answers[:, [condition]]
        ranks[:, condition] = (answers < one).sum(axis=1) - (answers > one).sum(axis=1)
    return ranks


def friedman_q(ranks: Ints) -> float | None:
    """Return Friedman's Q corrected for ties; None when everybody answered the same throughout.

    (k - 1) x the sum of squared rank sums / the total sum of squares (Friedman 1937; Conover 1999,
    5.8). `ranks` are centred.
    """
    total = int((ranks**2).sum())
    if not total:
        return None
    sums = ranks.sum(axis=0).astype(float)
    return float((ranks.shape[1] - 1) * (sums @ sums) / total)


def kendalls_w(q: float, people: int, conditions: int) -> float:
    """Return Kendall's coefficient of concordance, Q / (n (k - 1)) (Kendall and Smith 1939)."""
    return q / (people * (conditions - 1))


def permute_rows(blocks: Ints, resamples: int, rng: np.random.Generator) -> Permutation | None:
    """Return the p of the sum of squared column sums when each block's numbers change places.

    Every arrangement is gone through while there are few enough different outcomes; else
    (b + 1) / (B + 1) over random ones. None when even that would take too long. `blocks` are
    centred; neither their order nor that of the columns matters.
    """
    import numpy as np

    observed = int((blocks.sum(axis=0) ** 2).sum())
    rows = np.sort(blocks, axis=1)
    rows = rows[np.lexsort(rows.T)]
    outcomes = _outcomes(rows)
    if outcomes is None:
        return _sample(rows, observed, resamples, rng)
    sums, chance = outcomes
    reached = (sums**2).sum(axis=1)
    p = float(chance[reached >= observed].sum())
    smallest = float(chance[reached == reached.max()].sum())
    ways = factorial(blocks.shape[1]) ** len(blocks)
    return Permutation(min(p, 1.0), min(smallest, 1.0), ways, "exact")


def _outcomes(rows: Ints) -> tuple[Ints, Floats] | None:
    """Return every set of column sums, sorted, with its chance; None when there are too many.

    Columns change places freely: the statistic is the same.
    """
    import numpy as np

    conditions, work = rows.shape[1], 0
    if factorial(conditions) > _ORDERS:
        return None
    sums, chance = np.zeros((1, conditions), dtype=np.int64), np.ones(1)
    for row in rows.tolist():
        orders = np.array(sorted(set(permutations(row))), dtype=np.int64)
        size = len(orders) * len(sums)
        work += size
        if size > _STATES or work > _WORK:
            return None
        sums, chance = spread_out(sums, chance, orders, np.full(len(orders), 1 / len(orders)))
        sums, chance = merge(np.sort(sums, axis=1), chance)
    return sums, chance


def _sample(
    rows: Ints, observed: int, resamples: int, rng: np.random.Generator
) -> Permutation | None:
    import numpy as np

    if rows.size * resamples > _DRAWS:
        return None
    chunk = max(1, _CHUNK // rows.size)
    reached = 0
    for begin in range(0, resamples, chunk):
        many = min(chunk, resamples - begin)
        shuffled = rng.permuted(np.broadcast_to(rows, (many, *rows.shape)).copy(), axis=2)
        reached += int(((shuffled.sum(axis=1) ** 2).sum(axis=1) >= observed).sum())
    return monte_carlo(reached, resamples)
