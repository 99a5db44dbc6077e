"""Least squares, with what the sandwich needs of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, pi
from typing import TYPE_CHECKING

from wbp_survey.analysis.models.design import scaling_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_NOTHING = 1e-20
"""A residual sum of squares below this share of the total is rounding: the fit is perfect."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A fitted model; the constant comes first.

    `columns` are the constant and the scaled columns, each row times the root of its weight;
    `residuals` likewise. `inverse` is the inverse of the columns' cross-products, and `jacobian`
    leads from their coefficients to those of the columns as given.
    """

    estimate: Floats
    covariance: Floats
    freedom: float
    residual: float
    total: float
    columns: Floats
    residuals: Floats
    inverse: Floats
    jacobian: Floats

    @property
    def perfect(self) -> bool:
        """Tell whether nothing is left of the outcome."""
        return self.residual <= _NOTHING * max(self.total, _NOTHING)


def fit_linear(outcome: Floats, matrix: Floats, weights: Floats) -> Linear:
    """Fit by least squares through a QR decomposition of centred, scaled columns.

    `matrix` has no constant and no collinear columns; `weights` count the rows. The covariance is
    the usual one, with s^2 = residual sum of squares / (n - parameters); zeros when n is no more.
    """
    import numpy as np

    scaling = scaling_of(matrix, weights)
    root = np.sqrt(weights)
    rows = np.column_stack([np.ones(len(outcome)), scaling.apply(matrix)])
    columns = root[:, None] * rows
    mean = float(weights @ outcome / weights.sum())
    target = root * (outcome - mean)
    basis, triangle = np.linalg.qr(columns)
    scaled = np.linalg.solve(triangle, basis.T @ target)
    residuals = target - columns @ scaled
    residual = float(residuals @ residuals)
    back = np.linalg.inv(triangle)
    inverse = back @ back.T
    jacobian = scaling.back()
    freedom = float(weights.sum()) - columns.shape[1]
    variance = residual / freedom if freedom > 0 else 0.0
    estimate = jacobian @ scaled
    estimate[0] += mean
    return Linear(
        estimate,
        variance * (jacobian @ inverse @ jacobian.T),
        freedom,
        residual,
        float(target @ target),
        columns,
        residuals,
        inverse,
        jacobian,
    )


def influences_linear(fit: Linear) -> Floats:
    """Return how far each row moves each parameter: rows x parameters, summing to 0."""
    moved = fit.columns @ fit.inverse @ fit.jacobian.T
    return fit.residuals[:, None] * moved


def log_likelihood_linear(residual: float, n: float) -> float | None:
    """Return the normal log-likelihood at its maximum (as R's `logLik`); None for a perfect fit."""
    if residual <= 0:
        return None
    return -n / 2 * (log(2 * pi * residual / n) + 1)
