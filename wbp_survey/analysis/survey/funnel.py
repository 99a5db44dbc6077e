"""Funnel limits: how far from the overall share a group of n answers comes by chance alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LEVELS = {"95": 0.025, "998": 0.001}
"""The lower tails: about two and about three standard errors (Spiegelhalter 2005)."""

_WINSOR = 0.1
_BY_CHANCE = 0.6786545589528744
"""The mean square of normal distances with 10% at either end pulled in."""


def binomial_point(n: Ints, share: Floats, p: float) -> Floats:
    """Return the share below which a binomial of `n` and `share` lies with probability `p`.

    The exact quantile r, moved towards r - 1 as far as P(X <= r) is above p: Spiegelhalter (2005),
    Statistics in Medicine 24:1185-1202, appendix A.1. Between 0 and 1; n = 0 is read as 1. Shapes
    broadcast.
    """
    import numpy as np
    from scipy.special import bdtr

    n, share = np.broadcast_arrays(np.maximum(n, 1).astype(np.int64), share)
    r = _quantile(n, share, p)
    at, before = bdtr(r, n, share), np.where(r > 0, bdtr(np.maximum(r - 1, 0), n, share), 0.0)
    step = np.divide(at - p, at - before, out=np.zeros(n.shape), where=at > before)
    return np.asarray(np.clip((r - step) / n, 0.0, 1.0))


def limits(n: Ints, share: Floats) -> dict[str, Floats]:
    """Return the limits of each level by name: `low_95`, `high_95`, `low_998`, `high_998`."""
    found = {}
    for level, tail in LEVELS.items():
        found[f"low_{level}"] = binomial_point(n, share, tail)
        found[f"high_{level}"] = binomial_point(n, share, 1 - tail)
    return found


def distances(hits: Floats, n: Floats, share: Floats) -> Floats:
    """Return how many standard errors each group lies from the overall share; 0 if none varies."""
    import numpy as np

    some = np.maximum(n, 1)
    se = np.sqrt(share * (1 - share) / some)
    away = np.where(n > 0, hits / some - share, 0.0)
    return np.divide(away, se, out=np.zeros(np.broadcast(away, se).shape), where=se > 0)


def overdispersion(z: Floats, there: NDArray[np.bool_]) -> Floats:
    """Return per item the variance of the groups over that by chance: 1 is what chance gives.

    The mean square of the distances with the lowest and highest 10% pulled in (Spiegelhalter 2005),
    so that a few groups that stand out do not pass for a spread of all; over what that comes to by
    chance, .68, which he leaves out. `z` and `there` (who answered) are items x groups; fewer than
    two groups give 1.
    """
    import numpy as np

    found = np.ones(len(z))
    for item, (distance, present) in enumerate(zip(z, there, strict=True)):
        if present.sum() > 1:
            known = distance[present]
            low, high = np.quantile(known, [_WINSOR, 1 - _WINSOR])
            found[item] = np.mean(np.clip(known, low, high) ** 2) / _BY_CHANCE
    return found


def most_by_chance(groups: int) -> float:
    """Return the overdispersion that chance seldom passes (Spiegelhalter 2005, section 4)."""
    return float(1 + 2 * (2 / max(groups, 1)) ** 0.5)


def _quantile(n: Ints, share: Floats, p: float) -> Ints:
    """Return the smallest r with P(X <= r) >= p, by halving between 0 and n."""
    import numpy as np
    from scipy.special import bdtr

    low, high = np.zeros(n.shape, np.int64), n.copy()
    while (low < high).any():
        middle = (low + high) // 2
        enough = bdtr(middle, n, share) >= p
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
    return low
