"""Generalised estimating equations with one correlation between any two people of a cluster.

By statsmodels, which is right here: the exchangeable working correlation of Liang and Zeger (1986),
Biometrika 73:13-22, with the plain robust covariance and a normal p, as R's geepack. It holds its
level from about 40 clusters on.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.models.design import scaling_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Exchangeable:
    """A fitted model, the constant first; `correlation` is that between two of a cluster."""

    estimate: Floats
    covariance: Floats
    correlation: float
    converged: bool
    furthest: float


def fit_gee(outcome: Floats, matrix: Floats, cluster: Ints, *, binary: bool) -> Exchangeable | None:
    """Fit a logistic (`binary`, outcome 0 or 1) or linear mean; None where the library gives up.

    `matrix` has a row per answer and no constant; `furthest` is as in the proportional-odds model.
    """
    import numpy as np
    from statsmodels.genmod.cov_struct import Exchangeable as Equal
    from statsmodels.genmod.families import Binomial, Gaussian
    from statsmodels.genmod.generalized_estimating_equations import GEE

    scaling = scaling_of(matrix, np.ones(len(outcome)))
    columns = np.column_stack([np.ones(len(outcome)), scaling.apply(matrix)])
    family = Binomial() if binary else Gaussian()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say is looked at below
        try:
            model = GEE(outcome, columns, cluster, family=family, cov_struct=Equal())
            found = model.fit(maxiter=_MOST_STEPS)
            covariance, scaled = np.asarray(found.cov_robust), np.asarray(found.params)
        except (ValueError, FloatingPointError, np.linalg.LinAlgError):
            return None
    if not (np.isfinite(covariance).all() and np.isfinite(scaled).all()):
        return None
    jacobian = scaling.back()
    errors = np.sqrt(np.maximum(np.diag(covariance), 0))
    return Exchangeable(
        jacobian @ scaled,
        jacobian @ covariance @ jacobian.T,
        float(model.cov_struct.dep_params),
        bool(found.converged),
        float(max(np.abs(scaled[1:]).max(initial=0), errors[1:].max(initial=0))),
    )
