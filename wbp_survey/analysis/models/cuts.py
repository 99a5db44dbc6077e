"""Whether the proportional-odds assumption holds: a logistic regression at each threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.models.cumulative import fit_cumulative

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cuts:
    """Slopes and their errors per threshold: thresholds x effects; NaN where separated."""

    slopes: Floats
    errors: Floats

    def against(self, effect: int) -> float:
        """Return how many standard errors the weaker of two opposite signs lies from 0.

        0 when all thresholds agree on the sign.
        """
        import numpy as np

        z = self.slopes[:, effect] / self.errors[:, effect]
        z = z[np.isfinite(z)]
        return max(0.0, min(float(z.max(initial=0)), float(-z.min(initial=0))))


def fit_cuts(place: Ints, matrix: Floats, weights: Floats, furthest: float) -> Cuts:
    """Fit each "above this threshold" apart; `furthest` says where a fit counts as separated.

    Under proportional odds all thresholds have the same slopes (Brant 1990, Biometrics
    46:1171-1178).
    """
    import numpy as np

    codes = int(place.max())
    slopes = np.full((codes, matrix.shape[1]), np.nan)
    errors = slopes.copy()
    for cut in range(codes):
        found = fit_cumulative((place > cut).astype(np.int64), matrix, weights)
        if found.converged and found.furthest <= furthest:
            slopes[cut] = found.slopes
            errors[cut] = np.sqrt(np.diag(found.covariance)[1:])
    return Cuts(slopes, errors)
