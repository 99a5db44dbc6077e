"""In how many ways so many answers can be chosen from all, by the sum of their ranks.

What two groups without many ties need: scores on a scale have hundreds of tables but few rank sums.
"""

from __future__ import annotations

from math import gcd, inf, lgamma
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_LARGEST = 700.0
"""The logarithm of a number that floating point can just hold."""


def additions(size: int, totals: Ints, ranks: Ints) -> float:
    """Return how many additions it takes to choose `size` answers in every way.

    Infinite where the ways are more than a floating-point number can hold.
    """
    n = int(totals.sum())
    if lgamma(n + 1) - lgamma(size + 1) - lgamma(n - size + 1) > _LARGEST:
        return inf
    steps, _ = _steps(ranks)
    return float(n) * (size + 1) * (_most(size, totals, steps) + 1)


def subset_sums(size: int, totals: Ints, ranks: Ints) -> tuple[Ints, Floats]:
    """Return every sum of ranks that `size` of the answers can have, and its number of ways.

    `totals` says how many answers have each of `ranks`, which rise and are whole. Streitberg and
    Röhmel (1986), Statistical Software Newsletter 12:10-17: answers are added one at a time to what
    up to `size` of those before can sum to. Ways are floating-point numbers, right to some 13
    digits.
    """
    import numpy as np

    steps, unit = _steps(ranks)
    ways = np.zeros((size + 1, _most(size, totals, steps) + 1))
    ways[0, 0] = 1.0
    each = np.repeat(steps, totals)
    sums = np.concatenate([[0], np.cumsum(each)]).tolist()
    for number, step in enumerate(each.tolist(), start=1):
        # Only what can have been chosen so far, and can still become `size`.
        fewest, most = max(1, size - len(each) + number), min(number, size)
        end = sums[number] - sums[number - most] + 1
        ways[fewest : most + 1, step:end] += ways[fewest - 1 : most, : end - step].copy()
    found = np.flatnonzero(ways[size])
    return found * unit + size * int(ranks[0]), ways[size, found]


def _steps(ranks: Ints) -> tuple[Ints, int]:
    """Return how far each rank lies above the lowest, in the largest unit that divides them all."""
    above = ranks - ranks[0]
    unit = gcd(*above.tolist()) or 1
    return above // unit, unit


def _most(size: int, totals: Ints, steps: Ints) -> int:
    """Return the largest sum that `size` of the answers can have."""
    import numpy as np

    later = np.cumsum(totals[::-1])[::-1] - totals
    return int((np.clip(size - later, 0, totals) * steps).sum())
