"""The signed rank test when people share a table: whole tables change sign, not people.

Rosner, Glynn and Lee (2006), Biometrics 62:185-192, by permutation instead of the normal law.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbp_survey.analysis.exact import Permutation, monte_carlo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_EXACT_CLUSTERS = 20
_CHUNK = 2_000_000


def flip_clusters(sums: Ints, resamples: int, rng: np.random.Generator) -> Permutation | None:
    """Return the two-sided p of the total when each cluster's sum keeps or changes its sign.

    `sums` are the signed rank sums per cluster. All signs are gone through up to 20 clusters that
    do not sum to 0; above, (b + 1) / (B + 1). The smallest p is 2 / 2^m. None: all sum to 0.
    """
    import numpy as np

    sizes = np.sort(np.abs(sums[sums != 0]))
    observed, clusters = abs(int(sums.sum())), len(sizes)
    if not clusters:
        return None
    if clusters > _EXACT_CLUSTERS:
        return monte_carlo(_sampled(sizes, observed, resamples, rng), resamples)
    totals = sizes[:1]
    for size in sizes[1:].tolist():
        totals = np.concatenate([totals + size, totals - size])
    ways = len(totals)  # half of all: the other half mirrors them
    return Permutation(
        p=int((np.abs(totals) >= observed).sum()) / ways,
        p_min=1 / ways,
        count=2 * ways,
        method="exact",
    )


def _sampled(sizes: Ints, observed: int, resamples: int, rng: np.random.Generator) -> int:
    import numpy as np

    chunk = max(1, _CHUNK // len(sizes))
    reached = 0
    for begin in range(0, resamples, chunk):
        many = min(chunk, resamples - begin)
        signs = 2 * rng.integers(0, 2, (many, len(sizes))) - 1
        reached += int((np.abs(signs @ sizes) >= observed).sum())
    return reached
