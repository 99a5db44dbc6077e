"""The smallest p that numbers of people or of whole cases allow, in closed form."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wbp_survey.analysis.exact import assignments
from wbp_survey.analysis.ranks import centred_ranks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_NEARLY = 1e-9
_FINE = 1e-9  # steps of this size change no level


def smallest_pair_p(first: Ints, totals: Ints) -> Floats:
    """Return the smallest exact two-sided Mann-Whitney p of each pair, ties and all.

    `first` is how many answers the one group has, `totals` (pairs x codes) how often each code was
    given by both. The most extreme division gives the group the lowest codes or the highest, so
    that only one code can be divided in more than one way; where both lie equally far out, both
    count.
    """
    import numpy as np
    from scipy.special import gammaln

    n = totals.sum(axis=1)
    ranks = centred_ranks(totals)
    fills = [_from_the_end(first, totals), _from_the_end(first, totals[:, ::-1])[:, ::-1]]
    apart = [np.abs((fill * ranks).sum(axis=1)) for fill in fills]
    logs = [
        (gammaln(totals + 1) - gammaln(fill + 1) - gammaln(totals - fill + 1)).sum(axis=1)
        for fill in fills
    ]
    ways = gammaln(n + 1) - gammaln(first + 1) - gammaln(n - first + 1)
    chances = [np.exp(log - ways) for log in logs]
    furthest = np.maximum(*apart)
    p = sum(
        np.where(far == furthest, chance, 0.0) for far, chance in zip(apart, chances, strict=True)
    )
    return np.where(furthest > 0, np.minimum(1.0, p), 1.0)


def _from_the_end(size: Ints, totals: Ints) -> Ints:
    """Give `size` answers out of the first codes of `totals`."""
    import numpy as np

    before = np.cumsum(totals, axis=1) - totals
    return np.clip(size[:, None] - before, 0, totals)


def smallest_case_p(cases: Sequence[int]) -> float:
    """Return the smallest p when whole cases are divided over groups of so many cases.

    One over the number of divisions, times the ways in which groups with equally many cases can
    change names, which changes nothing: 4/180 for 2, 2, 1, 1.
    """
    import numpy as np

    held = [one for one in cases if one]
    alike = math.prod(math.factorial(times) for times in Counter(held).values())
    return float(alike / assignments(np.array(held))) if held else 1.0


def attainable(alpha: float, smallest: float) -> float:
    """Return the level a permutation test really has: the largest multiple of its smallest p.

    `alpha` itself where nothing is attainable, or steps are too small to matter.
    """
    if not _FINE < smallest <= alpha:
        return alpha
    return math.floor(alpha / smallest + _NEARLY) * smallest
