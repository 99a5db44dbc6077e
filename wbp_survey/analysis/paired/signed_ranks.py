"""Wilcoxon's signed ranks with Pratt's zeros, exact with ties at every n that people can be.

Differences come as whole numbers, first minus second, each with how often it occurs. scipy turns
to the normal law as soon as there is a tie or zero above n = 13, and pingouin adds a continuity
correction; neither is used (docs/statistics.md).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wbp_survey.analysis.ranks import doubled_midranks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

TINY = sys.float_info.min
"""An exact p too small to write down is this, not 0."""
_SIGNS = 512


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """Per distance other than 0, near to far: its size, twice its midrank, who is on which side.

    `higher` counts those whose first answer is the higher one, `lower` the others.
    """

    distances: Ints
    ranks: Ints
    higher: Ints
    lower: Ints

    @property
    def moved(self) -> int:
        """How many differ at all."""
        return int(self.higher.sum() + self.lower.sum())

    @property
    def sums(self) -> tuple[int, int]:
        """Twice the rank sums of the higher and of the lower ones."""
        return int(self.ranks @ self.higher), int(self.ranks @ self.lower)


@dataclass(frozen=True, slots=True)
class PairedP:
    """A p, the smallest p attainable (None: not known) and how it was found."""

    p: float
    p_min: float | None
    method: Literal["exact", "normal"]


def signed_ranks(differences: Ints, times: Ints, *, zeros: bool = True) -> SignedRanks:
    """Rank the distances; with `zeros` those of 0 take the lowest ranks (Pratt 1959), else none."""
    import numpy as np

    sizes, place = np.unique(np.abs(differences), return_inverse=True)
    higher = _counted(place, np.where(differences > 0, times, 0), len(sizes))
    lower = _counted(place, np.where(differences < 0, times, 0), len(sizes))
    equal = _counted(place, np.where(differences == 0, times, 0), len(sizes))
    ranks = doubled_midranks(higher + lower + (equal if zeros else 0))
    some = sizes > 0
    return SignedRanks(sizes[some], ranks[some], higher[some], lower[some])


def wilcoxon(ranked: SignedRanks, most: int) -> PairedP | None:
    """Return the two-sided p of the signed rank sum, P(|T - E T| >= observed); None: all zero.

    Exact over all signs of those who differ, up to `most` of them; by the normal law with ties and
    without continuity correction above. Wilcoxon (1945); Pratt (1959); Conover (1999), 5.7.
    """
    higher, lower = ranked.sums
    if not ranked.moved:
        return None
    if ranked.moved > most:
        return PairedP(_normal(ranked, higher - lower), None, "normal")
    smallest = max(2.0 ** (1 - ranked.moved), TINY)
    return PairedP(_exact(ranked, min(higher, lower), balanced=higher == lower), smallest, "exact")


def rank_biserial(ranked: SignedRanks) -> float | None:
    """Return the matched-pairs rank-biserial correlation, first minus second; None: all zero.

    (R+ - R-) / (R+ + R-), Kerby (2014). `ranked` without zeros, as effectsize (R) and pingouin.
    """
    higher, lower = ranked.sums
    return (higher - lower) / (higher + lower) if ranked.moved else None


def signed_sums(ranked: SignedRanks, apart: Ints, cluster: Ints, clusters: int) -> Ints:
    """Return per cluster the sum of twice the signed midranks of its people.

    `apart` is first minus second per person, `cluster` the place of the person's cluster.
    """
    import numpy as np

    moved = apart != 0
    rank = ranked.ranks[np.searchsorted(ranked.distances, np.abs(apart[moved]))]
    sums = np.zeros(clusters, dtype=np.int64)
    np.add.at(sums, cluster[moved], np.sign(apart[moved]) * rank)
    return sums


def _counted(place: Ints, times: Ints, size: int) -> Ints:
    import numpy as np

    counted = np.zeros(size, dtype=np.int64)
    np.add.at(counted, place, times)
    return counted


def _normal(ranked: SignedRanks, apart: int) -> float:
    from scipy.special import ndtr

    squares = float(ranked.ranks.astype(float) ** 2 @ (ranked.higher + ranked.lower))
    return float(min(2 * ndtr(-abs(apart) / squares**0.5), 1.0))


def _exact(ranked: SignedRanks, smaller: int, *, balanced: bool) -> float:
    """Return twice the chance of a rank sum up to `smaller`: subset sums, one sign at a time."""
    import numpy as np

    if balanced:
        return 1.0
    unit = int(np.gcd.reduce(ranked.ranks))
    last = smaller // unit
    ways = np.zeros(last + 1)
    ways[0], reach, signs = 1.0, 1, 0
    for rank in np.repeat(ranked.ranks // unit, ranked.higher + ranked.lower).tolist():
        reach = min(reach + rank, last + 1)
        ways[rank:reach] += ways[: max(reach - rank, 0)]
        signs += 1
        if signs == _SIGNS:  # before the numbers grow too large to hold
            ways *= 0.5**_SIGNS
            signs = 0
    return float(min(max(2 * ways.sum() * 0.5**signs, TINY), 1.0))
