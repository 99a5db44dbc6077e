"""Proportional odds, or logistic regression, with a random constant per group.

logit P(answer <= j) = threshold_j - slopes . x - sigma u, with u standard normal per group: the
model of R's `clmm(outcome ~ terms + (1 | group))` and, with two codes, of lme4's `glmer`. No
library we could take has it (docs/decisions/0028).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import exp, log, sqrt
from typing import TYPE_CHECKING

from wbp_survey.analysis.models.cumulative import fit_cumulative
from wbp_survey.analysis.models.design import scaling_of
from wbp_survey.analysis.models.mixed import freedom_of
from wbp_survey.analysis.models.quadrature import (
    Bend,
    Grouped,
    Integral,
    bend,
    grouped,
    integrate,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_MOST_STEPS = 100
_MOST_HALVINGS = 30
_NEAR = 1e-10
_CLOSE = 1e-4
"""Gain of a step so near the top that it is taken whole: what quadrature misses of the likelihood
may be more than there is to gain."""

_LARGEST, _LOST = 30.0, 15.0
"""A standard deviation between groups beyond which nobody looks (odds of e^30 to one), and one from
which a climb that is free to go on does not come back."""

_STARTS = (0.5, 1.5, 4.0)
_GAIN = 1e-8
"""A log-likelihood no more than this above that without differences between groups is the same."""

_FAR = 1000.0
_POINT = 1.959963984540054
_STEADY = 1e-6


@dataclass(frozen=True, slots=True)
class MixedCodes:
    """A fitted model; the covariance has the thresholds first and then the slopes.

    `between` is the variance between groups on the scale of the log odds, `low` and `high` its
    interval by the profile likelihood (`high` infinite where that does not fall). `ratio` is twice
    what the log-likelihood gains by it. `freedom` per slope, None where people judge it; `furthest`
    as in the model without groups.
    """

    thresholds: Floats
    slopes: Floats
    covariance: Floats
    freedom: tuple[float | None, ...]
    log_likelihood: float
    between: float
    low: float
    high: float
    ratio: float
    converged: bool
    furthest: float
    scaled: Floats


@dataclass(frozen=True, slots=True)
class _Top:
    """Where a climb ended."""

    at: Floats
    here: Integral
    bend: Bend
    converged: bool


def fit_mixed_codes(
    place: Ints,
    matrix: Floats,
    weights: Floats,
    group: Ints,
    *,
    near: Floats | None = None,
    interval: bool = True,
) -> MixedCodes | None:
    """Fit the model to answers `place` (0 to codes - 1, each of which occurs).

    `matrix` has no constant, `weights` count the rows, every group 0 to G - 1 occurs. `near` is
    where to begin, as `scaled` of a model with more terms. Without `interval`, and where the
    search did not come to an end, `low` and `high` are NaN. None when no group gave two different
    answers: then the likelihood rises with the variance for ever.
    """
    import numpy as np

    if not _some_within(place, group):
        return None
    scaling = scaling_of(matrix, weights)
    data = grouped(place, scaling.apply(matrix), weights, group)
    alone = fit_cumulative(place, matrix, weights)
    codes = len(alone.thresholds)
    starts = [np.append(alone.scaled, one) for one in _STARTS]
    starts = starts if near is None else [near, *starts]
    top = _highest(data, starts, alone.log_likelihood)
    zero = top is None
    if top is None:
        at = np.append(alone.scaled, 0.0)
        top = _Top(at, *_looked_at(data, at), alone.converged)
    covariance = _covariance(top.bend.information, zero=zero)
    errors = np.sqrt(np.maximum(np.diag(covariance)[codes:], 0))
    sigma = abs(float(top.at[-1]))
    slopes = np.abs(top.at[codes:-1]).max(initial=0)
    furthest = max(slopes, errors.max(initial=0), alone.furthest)
    jacobian = np.eye(len(covariance))
    jacobian[:codes, codes:] = scaling.centre / scaling.width
    jacobian[codes:, codes:] = np.diag(1 / scaling.width)
    natural = jacobian @ top.at[:-1]
    columns = np.column_stack([np.ones(len(place)), scaling.apply(matrix)])
    found = MixedCodes(
        natural[:codes],
        natural[codes:],
        jacobian @ covariance @ jacobian.T,
        _freedom(columns, weights, group),
        top.here.value,
        sigma**2,
        float("nan"),
        float("nan"),
        0.0 if zero else 2 * (top.here.value - alone.log_likelihood),
        top.converged,
        float(furthest) if np.isfinite(furthest) else float("inf"),
        top.at,
    )
    if not interval or not top.converged:
        return found
    return _with_interval(found, data, top, alone.log_likelihood)


def _some_within(place: Ints, group: Ints) -> bool:
    """Tell whether some group gave two different answers."""
    import numpy as np

    order = np.lexsort((place, group))
    same = group[order][1:] == group[order][:-1]
    return bool((same & (place[order][1:] != place[order][:-1])).any())


def _freedom(columns: Floats, weights: Floats, group: Ints) -> tuple[float | None, ...]:
    """Return the degrees of freedom of slopes that do not vary within groups; None of others."""
    steady, freedom = freedom_of(columns, weights, group)
    both = zip(steady[1:], freedom[1:], strict=True)
    return tuple(float(df) if one else None for one, df in both)


def _covariance(information: Floats, *, zero: bool) -> Floats:
    """Return the covariance without sigma, which at zero tells nothing about the others."""
    import numpy as np

    kept = information[:-1, :-1] if zero else information
    size = len(information) - 1
    try:
        return np.asarray(np.linalg.inv(kept))[:size, :size]
    except np.linalg.LinAlgError:
        return np.full((size, size), np.inf)


def _looked_at(data: Grouped, at: Floats) -> tuple[Integral, Bend]:
    import numpy as np

    here = integrate(data, at, np.zeros(data.groups))
    return here, bend(data, at, here)


def _highest(data: Grouped, starts: Iterable[Floats], lowest: float) -> _Top | None:
    """Return the top with differences between groups; None when they gain nothing.

    The likelihood is flat at sigma = 0 whatever the data, so that the climb starts elsewhere, and
    from several places when the first leads back.
    """
    for start in starts:
        found = _climb(data, start, free=len(start))
        if found is not None and found.here.value > lowest + _GAIN:
            return found
    return None


def _climb(data: Grouped, at: Floats, *, free: int, top: Floats | None = None) -> _Top | None:
    """Go up in the first `free` parameters by Newton's method.

    Where the likelihood is not concave, by what its second derivatives would be were u known,
    which always leads up (Lange 1995, J. R. Statist. Soc. B 57:425-437). None where it cannot
    start.
    """
    import numpy as np

    here = integrate(data, at, np.zeros(data.groups) if top is None else top)
    if not np.isfinite(here.value):
        return None
    found = bend(data, at, here)
    for _ in range(_MOST_STEPS):
        step = np.zeros(len(at))
        step[:free] = _step(found, free)
        gain = float(step @ found.gradient)
        if not np.isfinite(gain):
            return _Top(at, here, found, converged=False)
        moved = _higher(data, at, step, here, sure=gain < _CLOSE)
        if moved is None:
            return _Top(at, here, found, gain < _NEAR)
        at, here = moved
        found = bend(data, at, here)
        if gain < _NEAR:
            return _Top(at, here, found, converged=True)
        if free == len(at) and abs(at[-1]) > _LOST:
            break
    return _Top(at, here, found, converged=False)


def _step(found: Bend, free: int) -> Floats:
    import numpy as np

    gradient = found.gradient[:free]
    try:
        np.linalg.cholesky(found.information[:free, :free])
        return np.asarray(np.linalg.solve(found.information[:free, :free], gradient))
    except np.linalg.LinAlgError:
        pass
    try:
        return np.asarray(np.linalg.solve(found.complete[:free, :free], gradient))
    except np.linalg.LinAlgError:
        return np.full(free, np.nan)


def _higher(
    data: Grouped, at: Floats, step: Floats, here: Integral, *, sure: bool
) -> tuple[Floats, Integral] | None:
    """Return the first of step, half of it, a quarter … that does not lead down."""
    import numpy as np

    codes = len(at) - data.matrix.shape[1] - 1
    for _ in range(_MOST_HALVINGS):
        there = at + step
        if (np.diff(there[:codes]) > 0).all() and abs(there[-1]) <= _LARGEST:
            found = integrate(data, there, here.top)
            if sure or found.value >= here.value:
                return there, found
        step = step / 2
    return None


def _with_interval(found: MixedCodes, data: Grouped, top: _Top, lowest: float) -> MixedCodes:
    """Add where, on both sides, the likelihood has fallen to the 95% point of chi-square."""
    best, sigma = found.log_likelihood, sqrt(found.between)
    known = top

    def fallen(at_sigma: float) -> float:
        """Tell how many standard errors the top lies above the highest point at this sigma."""
        nonlocal known
        at = known.at.copy()
        at[-1] = at_sigma
        there = _climb(data, at, free=len(at) - 1, top=known.here.top)
        if there is None:
            return _FAR
        known = there
        return sqrt(max(0.0, 2 * (best - there.here.value))) - _POINT

    low = 0.0
    if found.between > 0 and 2 * (best - lowest) > _POINT**2:
        inside = sigma
        outside = sigma / 2
        while fallen(outside) < 0:
            inside, outside = outside, outside / 2
        low = _between(fallen, outside, inside)
    known = top
    inside, outside = sigma, max(1.5 * sigma, 0.5)
    while outside <= _LARGEST and fallen(outside) < 0:
        inside, outside = outside, 2 * outside
    high = float("inf")
    if outside <= _LARGEST:
        high = _between(fallen, max(inside, 1e-3), outside)
    return replace(found, low=low**2, high=high**2)


def _between(function: Callable[[float], float], one: float, other: float) -> float:
    """Return where the function crosses zero between two positive numbers.

    The Illinois method on the logarithm, along which a profile is nearly straight.
    """
    low, high = log(one), log(other)
    at_low, at_high = function(one), function(other)
    last = 0
    for _ in range(_MOST_STEPS):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        value = function(exp(middle))
        if abs(value) < _STEADY or abs(high - low) < _STEADY:
            return exp(middle)
        if (value > 0) == (at_high > 0):
            high, at_high, at_low = middle, value, at_low / (2 if last > 0 else 1)
            last = 1
        else:
            low, at_low, at_high = middle, value, at_high / (2 if last < 0 else 1)
            last = -1
    return exp((low + high) / 2)
