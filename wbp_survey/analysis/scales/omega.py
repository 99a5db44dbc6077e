"""McDonald's omega: the share of the variance of the sum that one common factor explains."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_LEAST_UNIQUE = 0.005
_PART = 0.8
_SETTLED = 1e-9
_FLAT = 1e-5
_FEWEST_ITEMS = 3


@dataclass(frozen=True, slots=True)
class OneFactor:
    """One factor fitted to items: loadings in the units of the items, and what is left per item.

    `improper` when the fit did not settle, or explains an item altogether (a Heywood case).
    """

    loadings: Floats
    unique: Floats
    improper: bool


def one_factor(covariance: Floats, n: int) -> OneFactor | None:
    """Fit one factor by maximum likelihood; None below three items or when one does not vary.

    statsmodels' `Factor` on correlations: its loadings times the standard deviations are those that
    lavaan and semTools find. Left to itself it begins somewhere by chance; here it always begins at
    the first principal component, so that the same answers give the same digits.
    """
    import numpy as np

    own = np.diag(covariance)
    if len(covariance) < _FEWEST_ITEMS or not (own > 0).all():
        return None
    from statsmodels.multivariate.factor import Factor

    sd = np.sqrt(own)
    correlations = covariance / np.outer(sd, sd)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what does not settle is told by `improper`
        try:
            fit = Factor(corr=correlations, n_factor=1, method="ml", nobs=n).fit(
                start=_begin(correlations), opt={"gtol": _SETTLED}
            )
        except (np.linalg.LinAlgError, ValueError):  # two items that are the same
            return OneFactor(np.zeros(len(sd)), own, improper=True)
    loadings, unique = np.asarray(fit.loadings)[:, 0], np.asarray(fit.uniqueness)
    slope = float(np.abs(fit.mle_retvals.jac).max())
    fine = np.isfinite(loadings).all() and slope < _FLAT and unique.min() >= _LEAST_UNIQUE
    return OneFactor(loadings * sd, unique * own, improper=not fine)


def _begin(correlations: Floats) -> tuple[Floats, Floats]:
    """Return loadings and unique variances to begin from: a fair part of the first component."""
    import numpy as np

    sizes, vectors = np.linalg.eigh(correlations)
    common = np.minimum(sizes[-1] * vectors[:, -1] ** 2, 1.0) * _PART
    return (np.sqrt(common) * np.sign(vectors[:, -1]))[:, None], 1 - common


def omega_total(found: OneFactor) -> float | None:
    """Return (sum of loadings)^2 / ((sum of loadings)^2 + sum of unique variances).

    McDonald (1999); the denominator is the variance of the sum that the model implies, as semTools'
    `omega` has it (Bollen), not the observed one, nor that of several factors as in psych's omega.
    """
    common = float(found.loadings.sum()) ** 2
    whole = common + float(found.unique.sum())
    return common / whole if whole > 0 else None
