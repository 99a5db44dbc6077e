"""The proportional-odds model, by Newton's method with analytic derivatives.

logit P(answer <= j) = threshold_j - slopes . x (McCullagh 1980, J. R. Statist. Soc. B 42:109-142;
sign and parameters as in R's `polr`): a positive slope goes with higher answers. With two codes it
is logistic regression, whose constant is minus the threshold.

We do not call statsmodels' OrderedModel: its default method stops before it has converged, an
unused code sets every coefficient to 0, separation passes for convergence, and its numeric second
derivatives take a hundred times longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.models.design import scaling_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_MOST_STEPS = 50
_MOST_HALVINGS = 30
_NEAR = 1e-10
"""What is left to gain, as a squared distance in standard errors, when one more step will do."""


@dataclass(frozen=True, slots=True)
class Cumulative:
    """A fitted model; the covariance has the thresholds first and then the slopes.

    `furthest` is the largest slope or error of a slope, per scaled unit: past 10 the likelihood has
    no maximum but a ridge, because something separates the answers.
    """

    thresholds: Floats
    slopes: Floats
    covariance: Floats
    log_likelihood: float
    converged: bool
    furthest: float
    jacobian: Floats
    scaled: Floats


@dataclass(frozen=True, slots=True)
class _Slope:
    """Log-likelihood, gradient and information (minus the second derivatives) at one point."""

    value: float
    gradient: Floats
    information: Floats


def null_log_likelihood(place: Ints, weights: Floats) -> float:
    """Return the log-likelihood of a model with thresholds only."""
    import numpy as np

    counts = np.bincount(place, weights)
    counts = counts[counts > 0]
    return float((counts * np.log(counts / counts.sum())).sum())


def fit_cumulative(place: Ints, matrix: Floats, weights: Floats) -> Cumulative:
    """Fit the model to answers `place` (0 to codes - 1, each of which occurs).

    `matrix` has a row per answer and no constant; `weights` count the rows. Starts at the marginal
    logits; a step that does not help is halved. The log-likelihood is concave (Pratt 1981, JASA
    76:103-106), so that what is found is the maximum.
    """
    import numpy as np

    scaling = scaling_of(matrix, weights)
    scaled = scaling.apply(matrix)
    at = np.concatenate([_marginal_logits(place, weights), np.zeros(matrix.shape[1])])
    at, converged = _climb(place, scaled, weights, at)
    there = _slope(place, scaled, weights, at)
    covariance = _inverse(there.information)
    codes = len(at) - matrix.shape[1]
    errors = np.sqrt(np.maximum(np.diag(covariance)[codes:], 0))
    furthest = float(max(np.abs(at[codes:]).max(initial=0), errors.max(initial=0)))
    jacobian = np.eye(len(at))
    jacobian[:codes, codes:] = scaling.centre / scaling.width
    jacobian[codes:, codes:] = np.diag(1 / scaling.width)
    natural = jacobian @ at
    return Cumulative(
        natural[:codes],
        natural[codes:],
        jacobian @ covariance @ jacobian.T,
        there.value,
        converged,
        furthest if np.isfinite(furthest) else float("inf"),
        jacobian,
        at,
    )


def influences(fit: Cumulative, place: Ints, matrix: Floats, weights: Floats) -> Floats:
    """Return how far each row moves each parameter: covariance x weight x score.

    Rows x parameters. The sum over rows is 0; their squares, summed by cluster, are the sandwich.
    """
    import numpy as np

    scaled = scaling_of(matrix, weights).apply(matrix)
    codes = len(fit.thresholds)
    rise, fall = steepness(place, fit.scaled[:codes], scaled @ fit.scaled[codes:])[1:3]
    scores = np.zeros((len(place), len(fit.scaled)))
    rows = np.arange(len(place))
    below, above = place < codes, place > 0
    scores[rows[below], place[below]] = (weights * rise)[below]
    scores[rows[above], place[above] - 1] = -(weights * fall)[above]
    scores[:, codes:] = -(weights * (rise - fall))[:, None] * scaled
    inverse = np.linalg.inv(fit.jacobian)
    return np.asarray(scores @ (inverse @ fit.covariance @ inverse.T) @ fit.jacobian.T)


def _marginal_logits(place: Ints, weights: Floats) -> Floats:
    import numpy as np

    share = np.cumsum(np.bincount(place, weights))[:-1] / weights.sum()
    return np.asarray(np.log(share / (1 - share)))


def _climb(place: Ints, matrix: Floats, weights: Floats, at: Floats) -> tuple[Floats, bool]:
    """Go up by Newton's method; tell whether the top was reached."""
    import numpy as np

    codes = len(at) - matrix.shape[1]
    here = _slope(place, matrix, weights, at)
    for _ in range(_MOST_STEPS):
        try:
            step = np.linalg.solve(here.information, here.gradient)
        except np.linalg.LinAlgError:
            return at, False
        gain = float(step @ here.gradient)
        if not np.isfinite(gain):
            return at, False
        for _ in range(_MOST_HALVINGS):
            there = at + step
            if (np.diff(there[:codes]) > 0).all():
                found = _slope(place, matrix, weights, there)
                if found.value >= here.value - 1e-12 * abs(here.value):
                    break
            step = step / 2
        else:
            return at, gain < _NEAR
        at, here = there, found
        if gain < _NEAR:
            return at, True
    return at, False


def chances(place: Ints, thresholds: Floats, eta: Floats) -> Floats:
    """Return P(answer); `eta` is what the terms say, per row in its last axis."""
    import numpy as np
    from scipy.special import expit

    upper, lower = _around(place, thresholds, eta)
    flip = lower > 0  # in the far tail the difference of two numbers near 1 has no digits
    high = expit(np.where(flip, -lower, upper))
    return np.asarray(high - expit(np.where(flip, -upper, lower)))


def _around(place: Ints, thresholds: Floats, eta: Floats) -> tuple[Floats, Floats]:
    """Return how far the thresholds above and below an answer lie from what the terms say."""
    import numpy as np

    edges = np.concatenate([[-np.inf], thresholds, [np.inf]])
    return edges[place + 1] - eta, edges[place] - eta


def steepness(
    place: Ints, thresholds: Floats, eta: Floats
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return P(answer), and the first and second derivatives at both of its thresholds.

    As `chances`. The first ones and second ones are divided by P.
    """
    import numpy as np
    from scipy.special import expit

    upper, lower = _around(place, thresholds, eta)
    above, below = expit(upper), expit(lower)
    not_above, not_below = expit(-upper), expit(-lower)
    p = np.where(lower > 0, not_below - not_above, above - below)
    rise, fall = above * not_above, below * not_below
    with np.errstate(divide="ignore", invalid="ignore"):
        return (
            p,
            rise / p,
            fall / p,
            rise * (1 - 2 * above) / p,
            fall * (1 - 2 * below) / p,
        )


def _slope(place: Ints, matrix: Floats, weights: Floats, at: Floats) -> _Slope:
    """Return the log-likelihood and its derivatives."""
    import numpy as np

    codes, total = len(at) - matrix.shape[1], len(at)
    p, rise, fall, bend_up, bend_down = steepness(place, at[:codes], matrix @ at[codes:])
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float((weights * np.log(p)).sum())
    if not np.isfinite(value):
        return _Slope(-np.inf, np.zeros(total), np.eye(total))
    curve = Curve(
        weights * (rise**2 - bend_up), weights * (fall**2 + bend_down), -weights * rise * fall
    )
    gradient = np.concatenate(
        [
            by_code(place, weights * rise, codes)[:-1] - by_code(place, weights * fall, codes)[1:],
            -matrix.T @ (weights * (rise - fall)),
        ]
    )
    return _Slope(value, gradient, information_of(place, matrix, curve, codes))


@dataclass(frozen=True, slots=True)
class Curve:
    """Minus the second derivatives per row: at its upper threshold, its lower one, and across."""

    upper: Floats
    lower: Floats
    both: Floats

    @property
    def along(self) -> Floats:
        """In the direction of what the terms say."""
        return self.upper + self.lower + 2 * self.both


def information_of(place: Ints, matrix: Floats, curve: Curve, codes: int) -> Floats:
    """Add the rows up to the information, thresholds first."""
    import numpy as np

    total = codes + matrix.shape[1]
    information = np.zeros((total, total))
    ends = by_code(place, curve.upper, codes)[:-1] + by_code(place, curve.lower, codes)[1:]
    information[range(codes), range(codes)] = ends
    beside = by_code(place, curve.both, codes)[1:-1]
    information[range(codes - 1), range(1, codes)] = beside
    information[range(1, codes), range(codes - 1)] = beside
    for number, column in enumerate(matrix.T, start=codes):
        cross = across(place, curve, column, codes)
        information[:codes, number] = information[number, :codes] = cross
    information[codes:, codes:] = matrix.T @ (curve.along[:, None] * matrix)
    return information


def across(place: Ints, curve: Curve, column: Floats | float, codes: int) -> Floats:
    """Return the information between the thresholds and one column."""
    high = by_code(place, (curve.upper + curve.both) * column, codes)[:-1]
    return -high - by_code(place, (curve.lower + curve.both) * column, codes)[1:]


def by_code(place: Ints, rows: Floats, codes: int) -> Floats:
    """Sum rows per answer; `codes` counts the thresholds."""
    import numpy as np

    return np.bincount(place, rows, codes + 1).astype(np.float64)


def _inverse(information: Floats) -> Floats:
    """Return the inverse; infinite variances where there is none."""
    import numpy as np

    try:
        return np.asarray(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        return np.full(information.shape, np.inf)
