"""Permutation of whole clusters over the groups: the test when respondents share a case.

With an intraclass correlation of .10 the test that ignores clusters rejects a true null hypothesis
in 18% of the studies; this one in 5% (docs/statistics.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbp_survey.analysis.exact import TIE, Permutation, assignments, monte_carlo
from wbp_survey.analysis.ranks import doubled_midranks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

EXACT_ASSIGNMENTS = 1_000_000
MOST_SHUFFLED = 1_000_000_000
"""Labels to shuffle in all: about half a minute."""

_CHUNK = 2_000_000


def permute_clusters(
    table: Ints, groups: Ints, resamples: int, rng: np.random.Generator
) -> Permutation | None:
    """Return the p of H when clusters, not respondents, are divided over the groups.

    `table` is clusters x codes, `groups` the group (0, 1, …) of each cluster; each group keeps its
    number of clusters. Every distinct assignment is gone through when there are at most 1e6. None
    when that many clusters cannot be shuffled so often in reasonable time.
    """
    import numpy as np

    totals = table.sum(axis=0)
    sums = table @ (doubled_midranks(totals) - (int(totals.sum()) + 1))
    sizes = table.sum(axis=1)
    held = np.bincount(groups)
    observed = _statistic(groups[None, :], sums, sizes, len(held))[0] * (1 - TIE)
    ways = assignments(held)
    if ways > EXACT_ASSIGNMENTS:
        if len(groups) * resamples > MOST_SHUFFLED:
            return None
        reached = _sample(groups, sums, sizes, observed, resamples, rng)
        return monte_carlo(reached, resamples)
    statistic = _enumerate(held, sums, sizes)
    reached = int((statistic >= observed).sum())
    highest = int((statistic >= statistic.max() * (1 - TIE)).sum())
    return Permutation(reached / ways, highest / ways, ways, "exact")


def _statistic(labels: Ints, sums: Ints, sizes: Ints, groups: int) -> Floats:
    """Return sum S^2 / n for each row of cluster labels."""
    import numpy as np

    statistic = np.zeros(len(labels))
    for group in range(groups):
        inside = (labels == group).astype(np.float64)
        statistic += (inside @ sums) ** 2 / (inside @ sizes)
    return statistic


def _sample(
    groups: Ints,
    sums: Ints,
    sizes: Ints,
    observed: float,
    resamples: int,
    rng: np.random.Generator,
) -> int:
    """Count the random assignments of clusters whose statistic reaches the observed one."""
    import numpy as np

    chunk = max(1, _CHUNK // len(groups))
    reached = 0
    labels = np.sort(groups)
    for begin in range(0, resamples, chunk):
        rows = min(chunk, resamples - begin)
        shuffled = rng.permuted(np.tile(labels, (rows, 1)), axis=1)
        statistic = _statistic(shuffled, sums, sizes, int(groups.max()) + 1)
        reached += int((statistic >= observed).sum())
    return reached


def _enumerate(held: Ints, sums: Ints, sizes: Ints) -> Floats:
    """Return the statistic of every distinct assignment of clusters to groups."""
    import numpy as np

    room = held[None, :].copy()
    s, n = np.zeros((1, len(held)), dtype=np.int64), np.zeros((1, len(held)), dtype=np.int64)
    for cluster_sum, size in zip(sums.tolist(), sizes.tolist(), strict=True):
        origin, group = np.nonzero(room > 0)
        row = np.arange(len(origin))
        room, s, n = room[origin], s[origin], n[origin]
        room[row, group] -= 1
        s[row, group] += cluster_sum
        n[row, group] += size
    return np.asarray((np.square(s.astype(np.float64)) / n).sum(axis=1))
