"""How much of the variance lies between groups: one-way random effects, for many items at once.

From each group's number, mean and sum of squares alone, so that it costs the same for 60 people and
for a million. Restricted maximum likelihood over the one ratio that matters (Patterson and Thompson
1971, Biometrika 58:545-554; the model of lme4's `(1 | group)`), exactly 0 at the boundary, where
statsmodels' MixedLM gives 1e-9 or fails to converge on ordinary data. The interval is exact for
groups of any sizes under normality (Wald 1940, Annals of Mathematical Statistics 11:96-99; with
equal groups that of Searle 1971).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.rows import Number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_TAIL = 0.025
_SMALLEST, _LARGEST, _POINTS = 1e-9, 1e9, 91
_HALVINGS = 80
_NOTHING = 1e-20
VARIANCE = ("variance_between", "variance_within", "icc1", "icc1_ci_low", "icc1_ci_high")


@dataclass(frozen=True, slots=True)
class Shares:
    """Per item: variances between and within groups, and the share of the first (ICC1).

    `icc1` by restricted maximum likelihood, `anova` by analysis of variance (below 0 at times),
    `low` and `high` its 95% interval; all NaN where there is nothing to tell. `groups` and `n`
    count the groups with answers and the answers; `within` is 0 where nothing varies within groups.
    """

    between: Floats
    within: Floats
    icc1: Floats
    low: Floats
    high: Floats
    anova: Floats
    groups: NDArray[np.int64]
    n: NDArray[np.float64]
    constant: Bools


@dataclass(frozen=True, slots=True)
class _Data:
    """Numbers and means (items x groups) and the sum of squares within groups (items)."""

    n: Floats
    mean: Floats
    within: Floats


def spread_of(tables: NDArray[np.int64], scores: Floats) -> tuple[Floats, Floats, Floats]:
    """Return number, mean and sum of squares per group, from counts (... groups x codes)."""
    import numpy as np

    n = tables.sum(axis=-1).astype(np.float64)
    mean = (tables * scores).sum(axis=-1) / np.maximum(n, 1)
    squares = (tables * (scores - mean[..., None]) ** 2).sum(axis=-1)
    return n, mean, squares


def variance_shares(n: Floats, mean: Floats, squares: Floats) -> Shares:
    """Return the variance shares of items from items x groups.

    `n` counts the answers of each group (0: it takes no part), `mean` is their mean and `squares`
    the sum of their squared distances from it.
    """
    import numpy as np

    n, mean, squares = (np.atleast_2d(np.asarray(one, np.float64)) for one in (n, mean, squares))
    groups, total = (n > 0).sum(axis=1), n.sum(axis=1)
    data = _Data(n, np.where(n > 0, mean, 0.0), np.where(n > 0, squares, 0.0).sum(axis=1))
    between = _between(data, np.zeros(len(n)))
    size = (n * data.mean**2).sum(axis=1) + data.within
    constant = data.within + between <= _NOTHING * np.maximum(size, _NOTHING)
    flat = data.within <= _NOTHING * np.maximum(data.within + between, _NOTHING)
    fine = (groups > 1) & (total > groups) & ~constant & ~flat
    found = np.full((6, len(n)), np.nan)
    if fine.any():
        kept = _Data(n[fine], data.mean[fine], data.within[fine])
        found[:, fine] = _shares(kept, groups[fine], total[fine])
    found[1, (groups > 1) & flat & (total > groups)] = 0.0
    variance, within, icc1, low, high, anova = found
    return Shares(variance, within, icc1, low, high, anova, groups, total, constant)


def _shares(data: _Data, groups: NDArray[np.int64], total: Floats) -> Floats:
    """Return between, within, icc1, low, high and anova of items for which all are defined."""
    import numpy as np

    ratio = _reml_ratio(data, total)
    within = (data.within + _between(data, ratio)) / (total - 1)
    low, high = _wald_interval(data, groups, total)
    share = ratio / (1 + ratio)
    return np.stack([ratio * within, within, share, low, high, _anova(data, groups, total)])


def _weights(data: _Data, ratio: Floats) -> Floats:
    """Return n / (1 + n x ratio): what each group's mean counts for."""
    return data.n / (1 + data.n * ratio[:, None])


def _between(data: _Data, ratio: Floats) -> Floats:
    """Return the weighted sum of squares of the group means around their weighted mean."""
    import numpy as np

    weights = _weights(data, ratio)
    centre = (weights * data.mean).sum(axis=1) / np.maximum(weights.sum(axis=1), _NOTHING)
    return np.asarray((weights * (data.mean - centre[:, None]) ** 2).sum(axis=1))


def _deviance(data: _Data, total: Floats, ratio: Floats) -> Floats:
    """Return -2 x the restricted log-likelihood at this ratio of variances, up to a constant."""
    import numpy as np

    spread = data.within + _between(data, ratio)
    size = np.log1p(data.n * ratio[:, None]).sum(axis=1)
    return np.asarray((total - 1) * np.log(spread) + size + np.log(_weights(data, ratio).sum(1)))


def _rise(data: _Data, total: Floats, ratio: Floats) -> Floats:
    """Return the derivative of the deviance."""
    import numpy as np

    weights = _weights(data, ratio)
    sums = weights.sum(axis=1)
    centre = (weights * data.mean).sum(axis=1) / sums
    apart = (data.mean - centre[:, None]) ** 2
    falls = (weights**2 * apart).sum(axis=1) / (data.within + (weights * apart).sum(axis=1))
    return np.asarray(sums - (total - 1) * falls - (weights**2).sum(axis=1) / sums)


def _reml_ratio(data: _Data, total: Floats) -> Floats:
    """Return the ratio between / within at which the restricted likelihood is highest.

    The best point of a grid, then bisection of the derivative between its neighbours; 0 where the
    likelihood falls from 0 on.
    """
    import numpy as np

    grid = np.concatenate([[0.0], np.geomspace(_SMALLEST, _LARGEST, _POINTS)])
    items = len(data.n)
    heights = np.stack([_deviance(data, total, np.full(items, point)) for point in grid])
    best = heights.argmin(axis=0)
    low, high = grid[np.maximum(best - 1, 0)], grid[np.minimum(best + 1, _POINTS)]
    found = bisect(lambda ratio: _rise(data, total, ratio) < 0, low, high)
    none = (best == 0) & (_rise(data, total, np.zeros(items)) >= 0)
    return np.where(none, 0.0, found)


def _wald_interval(data: _Data, groups: NDArray[np.int64], total: Floats) -> tuple[Floats, Floats]:
    """Return the interval of ICC1 by inverting F(ratio) = between / (G - 1) over within / (n - G).

    At the true ratio that is F distributed on G - 1 and n - G, whatever the sizes of the groups;
    it falls in the ratio. A limit below 0 is 0.
    """
    import numpy as np
    from scipy.special import fdtri

    top, bottom = groups - 1, total - groups

    def f(share: Floats) -> Floats:
        between = _between(data, share / (1 - share))
        return np.asarray((between / top) / (data.within / bottom))

    zero, one = np.zeros(len(data.n)), np.full(len(data.n), 1 - 1e-15)

    def limit(level: float) -> Floats:
        bound = fdtri(top, bottom, level)
        found = bisect(lambda share: f(share) > bound, zero, one)
        return np.where(f(zero) > bound, found, 0.0)

    return limit(1 - _TAIL), limit(_TAIL)


def _anova(data: _Data, groups: NDArray[np.int64], total: Floats) -> Floats:
    """Return ICC1 by analysis of variance, with n0 for groups of several sizes; not floored.

    (MSB - MSW) / (MSB + (n0 - 1) MSW), n0 = (n - sum n_i^2 / n) / (G - 1) (Searle 1971).
    """
    import numpy as np

    mean_between = _between(data, np.zeros(len(data.n))) / (groups - 1)
    mean_within = data.within / (total - groups)
    size = (total - (data.n**2).sum(axis=1) / total) / (groups - 1)
    return np.asarray((mean_between - mean_within) / (mean_between + (size - 1) * mean_within))


def bisect(below: Callable[[Floats], Bools], low: Floats, high: Floats) -> Floats:
    """Halve towards where `below` (is the answer higher than this?) turns from true to false."""
    import numpy as np

    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        up = below(middle)
        low, high = np.where(up, middle, low), np.where(up, high, middle)
    return (low + high) / 2


def share_numbers(shares: Shares, item: int) -> dict[str, Number]:
    """Return the numbers of one item, as rows spell them."""
    values = {
        "variance_between": (shares.between, "reml"),
        "variance_within": (shares.within, "reml"),
        "icc1": (shares.icc1, "reml"),
        "icc1_ci_low": (shares.low, "wald_exact"),
        "icc1_ci_high": (shares.high, "wald_exact"),
        "icc1_anova": (shares.anova, "anova"),
    }
    return {
        stat: Number(None if column[item] != column[item] else float(column[item]), method)
        for stat, (column, method) in values.items()
    }


def share_facts(shares: Shares, item: int) -> dict[str, Any]:
    """Return what the rules about variance shares look at."""
    groups, n = int(shares.groups[item]), int(shares.n[item])
    constant = bool(shares.constant[item])
    return {
        "n": n,
        "random_groups": groups,
        "singletons": n > 0 and n <= groups,
        "flat": constant,
        "flat_within": not constant and bool(shares.within[item] == 0),
        "at_zero": bool(shares.icc1[item] == 0),
    }
