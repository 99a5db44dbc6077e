"""A linear model with a random constant per group, by restricted maximum likelihood.

The model of lme4's `outcome ~ terms + (1 | group)`, fitted over the one ratio that matters (Bates
et al. 2015, J. Statistical Software 67(1), section 3). See `variance` for why not statsmodels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.models.design import scaling_of
from wbp_survey.analysis.models.sandwich import sum_by
from wbp_survey.analysis.models.variance import bisect

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_SMALLEST, _LARGEST, _POINTS = 1e-9, 1e9, 91
_DROP = 3.841458820694124
"""The 95% point of chi-square on 1 degree of freedom."""

_STEADY = 1e-9


@dataclass(frozen=True, slots=True)
class Mixed:
    """A fitted model, the constant first.

    `freedom` per parameter: a column that varies within groups is judged by the people, one that
    does not (and the constant) by the groups (Pinheiro and Bates 2000, section 2.4.2).
    `icc1` is the share of what the terms leave that lies between groups, with the interval in which
    the restricted likelihood is near its top.
    """

    estimate: Floats
    covariance: Floats
    freedom: Floats
    between: float
    within: float
    icc1: float
    low: float
    high: float
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class _Sums:
    """Everything the likelihood needs: cross-products overall and sums per group."""

    columns: Floats
    with_outcome: Floats
    outcome: float
    sizes: Floats
    group_columns: Floats
    group_outcome: Floats
    n: float


@dataclass(frozen=True, slots=True)
class _Point:
    """The fit at one ratio of variances."""

    deviance: float
    rise: float
    estimate: Floats
    inverse: Floats
    spread: float


def fit_mixed(outcome: Floats, matrix: Floats, weights: Floats, group: Ints) -> Mixed | None:
    """Fit; `matrix` has no constant, `weights` count the rows, every group 0 to G - 1 occurs.

    None when fewer answers than parameters, or when nothing varies within the groups.
    """
    import numpy as np

    scaling = scaling_of(matrix, weights)
    columns = np.column_stack([np.ones(len(outcome)), scaling.apply(matrix)])
    mean = float(weights @ outcome / weights.sum())
    sums = _sums(columns, outcome - mean, weights, group)
    if sums.n <= columns.shape[1] or not _some_within(columns, outcome - mean, weights, group):
        return None
    ratio = _best_ratio(sums)
    here = _at(sums, ratio)
    low, high = _profile(sums, ratio, here.deviance)
    jacobian = scaling.back()
    estimate = jacobian @ here.estimate
    estimate[0] += mean
    within = here.spread / (sums.n - columns.shape[1])
    # the deviance is that of the scaled columns; lme4's is that of the columns as they are
    unscaled = here.deviance + 2 * float(np.log(scaling.width).sum())
    return Mixed(
        estimate,
        within * (jacobian @ here.inverse @ jacobian.T),
        freedom_of(columns, weights, group)[1],
        ratio * within,
        within,
        ratio / (1 + ratio),
        low / (1 + low),
        high / (1 + high),
        -unscaled / 2,
    )


def _sums(columns: Floats, outcome: Floats, weights: Floats, group: Ints) -> _Sums:
    import numpy as np

    weighted = weights[:, None] * columns
    return _Sums(
        columns.T @ weighted,
        weighted.T @ outcome,
        float(weights @ outcome**2),
        np.bincount(group, weights).astype(np.float64),
        sum_by(weighted, group),
        np.bincount(group, weights * outcome).astype(np.float64),
        float(weights.sum()),
    )


def _some_within(columns: Floats, outcome: Floats, weights: Floats, group: Ints) -> bool:
    """Tell whether anything is left of the outcome within groups, beyond what the terms explain."""
    import numpy as np

    sizes = np.bincount(group, weights)
    root = np.sqrt(weights)[:, None]
    rows = np.column_stack([columns, outcome])
    rows = root * (rows - (sum_by(weights[:, None] * rows, group) / sizes[:, None])[group])
    rest = rows[:, -1] - rows[:, :-1] @ np.linalg.lstsq(rows[:, :-1], rows[:, -1], rcond=1e-9)[0]
    return bool(rest @ rest > 1e-20 * max(float(weights @ outcome**2), 1e-300))


def _at(sums: _Sums, ratio: float) -> _Point:
    """Return -2 x the restricted log-likelihood at this ratio, its derivative, and the fit."""
    import numpy as np

    shrink = ratio / (1 + sums.sizes * ratio)
    slope = 1 / (1 + sums.sizes * ratio) ** 2
    k, means = len(sums.with_outcome), sums.group_columns
    cross = sums.columns - means.T @ (shrink[:, None] * means)
    inverse = np.asarray(np.linalg.inv(cross), np.float64)
    estimate = inverse @ (sums.with_outcome - means.T @ (shrink * sums.group_outcome))
    rest = sums.group_outcome - means @ estimate
    spread = (
        sums.outcome
        - 2 * float(estimate @ sums.with_outcome)
        + float(estimate @ sums.columns @ estimate)
        - float(shrink @ rest**2)
    )
    freedom = sums.n - k
    deviance = (
        freedom * (1 + np.log(2 * np.pi * spread / freedom))
        + np.log1p(sums.sizes * ratio).sum()
        + np.linalg.slogdet(cross)[1]
    )
    rise = (
        -freedom * float(slope @ rest**2) / spread
        + float((sums.sizes / (1 + sums.sizes * ratio)).sum())
        - float((slope[:, None] * (means @ inverse) * means).sum())
    )
    return _Point(float(deviance), rise, estimate, inverse, spread)


def _best_ratio(sums: _Sums) -> float:
    """Return the ratio between / within at which the restricted likelihood is highest; 0 if none.

    The best point of a grid, then bisection of the derivative between its neighbours.
    """
    import numpy as np

    grid = np.concatenate([[0.0], np.geomspace(_SMALLEST, _LARGEST, _POINTS)])
    best = int(np.argmin([_at(sums, float(point)).deviance for point in grid]))
    if best == 0 and _at(sums, 0.0).rise >= 0:
        return 0.0
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, _POINTS)]
    return float(bisect(lambda at: np.asarray(_at(sums, float(at)).rise < 0), low, high))


def _profile(sums: _Sums, ratio: float, lowest: float) -> tuple[float, float]:
    """Return the ratios on both sides at which the deviance has risen to the 95% point."""
    import numpy as np

    def inside(at: Floats) -> NDArray[np.bool_]:
        return np.asarray(_at(sums, float(at)).deviance - lowest < _DROP)

    one = np.asarray(ratio)
    low = 0.0
    if ratio > 0 and not inside(np.asarray(0.0)):
        low = float(bisect(lambda at: ~inside(at), np.asarray(0.0), one))
    top = max(ratio, 1e-6)
    while inside(np.asarray(top)) and top < _LARGEST:
        top *= 2
    return low, float(bisect(inside, one, np.asarray(top)))


def freedom_of(columns: Floats, weights: Floats, group: Ints) -> tuple[NDArray[np.bool_], Floats]:
    """Tell which columns are the same throughout each group, and return degrees of freedom.

    Per parameter, by where its column varies; the first column is the constant.
    """
    import numpy as np

    sizes = np.bincount(group, weights)
    means = sum_by(weights[:, None] * columns, group) / sizes[:, None]
    inner = np.abs(columns - means[group]).max(axis=0) > _STEADY
    groups = len(sizes)
    within = float(weights.sum()) - groups - int(inner.sum())
    return ~inner, np.where(inner, within, float(groups - int((~inner).sum())))
