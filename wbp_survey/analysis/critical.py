"""From where agreement within a group is more than chance: exact, under random answers.

Random means that each person gives every code equally often. As many people as there are in a group
can then answer in a limited number of ways, and each has a known chance.
"""

from __future__ import annotations

from functools import cache
from math import comb, nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

CRITICAL = ("rwg_critical", "ad_mean_critical", "ad_median_critical")
LEVEL = 0.05
_MOST_PEOPLE = 30
_MOST_CODES = 11
_EQUAL = 1e-9


@cache
def critical_values(people: int, codes: int) -> dict[str, float]:
    """Return the 5% bound of each index for so many people and evenly spaced codes.

    The value that is reached with a chance of at most 5%, and no more easily (Dunlap, Burke and
    Smith-Crowe 2003, Journal of Applied Psychology 88:356-362, whose values are simulated; these
    are exact). NaN where no value is so unlikely, above 30 people or above 11 codes.
    """
    if not 1 < people <= _MOST_PEOPLE or not 1 < codes <= _MOST_CODES:
        return dict.fromkeys(CRITICAL, nan)
    spread = variance_chances(people, codes)
    chance = (codes**2 - 1) / 12
    bound = _largest(spread)
    return {
        "rwg_critical": max(1 - bound / chance, 0.0),
        "ad_mean_critical": _largest(mean_deviation_chances(people, codes)),
        "ad_median_critical": _largest(median_deviation_chances(people, codes)),
    }


def chance_of_variance(people: int, codes: int, variances: Floats) -> Floats:
    """Return how likely random answers vary at most so much; NaN where that is not known.

    For evenly spaced codes one apart.
    """
    import numpy as np

    if not 1 < people <= _MOST_PEOPLE or not 1 < codes <= _MOST_CODES:
        return np.full(variances.shape, nan)
    values, chances = variance_chances(people, codes)
    place = np.searchsorted(values, variances + _EQUAL, side="right")
    return np.asarray(np.minimum(np.concatenate([[0.0], np.cumsum(chances)])[place], 1.0))


@cache
def variance_chances(people: int, codes: int) -> tuple[Floats, Floats]:
    """Return every variance that so many random answers can have, and its chance.

    By adding one answer at a time to the sum and to the sum of squares, which is kept as the pairs
    x (x - 1) / 2: that takes less than half the room.
    """
    import numpy as np

    top = codes - 1
    chance = np.ones((1, 1))
    for done in range(people):
        longer = np.zeros((top * (done + 1) + 1, comb(top, 2) * (done + 1) + 1))
        rows, columns = chance.shape
        share = chance / codes
        for code in range(codes):
            start = comb(code, 2)
            longer[code : code + rows, start : start + columns] += share
        chance = longer
    sums, pairs = np.nonzero(chance)
    squares = 2 * pairs + sums
    whole = people * squares - sums**2  # variance x n (n - 1), in whole numbers
    return _gathered(whole, chance[sums, pairs], people * (people - 1))


@cache
def mean_deviation_chances(people: int, codes: int) -> tuple[Floats, Floats]:
    """Return every mean deviation from the mean of random answers, and its chance.

    It is 2 / n times what lies above the mean, less as often the mean. Of so many answers above
    and so many below a code, the sums are independent.
    """
    import numpy as np

    whole, chances = [], []
    for cut in range(codes):
        low, high = _ways(people, range(cut + 1)), _ways(people, range(cut + 1, codes))
        for above in range(people + 1):
            split = comb(people, above) * np.outer(high[above], low[people - above])
            over, under = np.nonzero(split)
            total = over + under
            here = total // people == cut  # the mean lies from this code up to the next
            whole.append(2 * (people * over - above * total)[here])
            chances.append(split[over, under][here] / float(codes) ** people)
    return _gathered(np.concatenate(whole), np.concatenate(chances), people**2)


@cache
def median_deviation_chances(people: int, codes: int) -> tuple[Floats, Floats]:
    """Return every mean deviation from the median of random answers, and its chance.

    The lower middle answer is the code with fewer than half below it and at least half up to it.
    With so many answers below, what lies above adds up apart from what lies below.
    """
    import numpy as np

    middle = (people + 1) // 2
    chances = np.zeros(people * (codes - 1) + 1)
    for code in range(codes):
        low = _ways(people, [code - one for one in range(code)])
        high = _ways(people, [one - code for one in range(code + 1, codes)])
        for below in range(middle):
            above = range(people - middle + 1)
            times = np.array([comb(people - below, some) for some in above], dtype=np.float64)
            found = comb(people, below) * np.convolve(low[below], times @ high[: len(above)])
            chances[: len(found)] += found[: len(chances)]
    values = np.flatnonzero(chances)
    return values / people, chances[values] / float(codes) ** people


def _ways(most: int, values: range | list[int]) -> Floats:
    """Count in how many ways 0 to `most` answers of these values add up to a sum: times x sum."""
    import numpy as np

    largest = max(values, default=0)
    found = np.zeros((most + 1, most * largest + 1))
    found[0, 0] = 1
    for times in range(1, most + 1):
        for value in values:
            found[times, value:] += found[times - 1, : found.shape[1] - value]
    return found


def _gathered(whole: Ints, chances: Floats, unit: int) -> tuple[Floats, Floats]:
    """Add up the chances of equal values; values come from low to high, in units of 1 / `unit`."""
    import numpy as np

    values, place = np.unique(whole, return_inverse=True)
    return values / unit, np.bincount(place, weights=chances).astype(np.float64)


def _largest(distribution: tuple[Floats, Floats]) -> float:
    """Return the largest value that is not exceeded downwards with more than the level."""
    import numpy as np

    values, chances = distribution
    unlikely = np.cumsum(chances) <= LEVEL + _EQUAL
    return float(values[unlikely][-1]) if unlikely.any() else nan
