"""How few clusters an effect rests on: a single one, or the few of each level of a term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.models.design import scaling_of
from wbp_survey.analysis.models.linear import fit_linear
from wbp_survey.analysis.models.sandwich import BiasReduced, Joint, bias_reduced, wald

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_WHOLE = 1e-9
_AT_ONCE = 4096
"""Clusters whose cross-products are in memory together."""


def reliance(matrix: Floats, weights: Floats, cluster: Ints) -> Floats:
    """Return per parameter how its variance grows without the cluster that it needs most.

    `matrix` (rows x effects) has neither a constant nor collinear columns; the constant comes first
    in what is returned. Infinite where a parameter cannot be estimated without that cluster: its
    residuals then sum to 0 by construction, so that errors by cluster do not see how it varies.
    Variances are those of least squares with independent answers: v = (X'X)^-1, and without a
    cluster (X'X - X_g'X_g)^-1.
    """
    import numpy as np

    scaling = scaling_of(matrix, weights)
    columns = np.column_stack([np.ones(len(matrix)), scaling.apply(matrix)])
    basis, triangle = np.linalg.qr(np.sqrt(weights)[:, None] * columns)
    asked = scaling.back() @ np.linalg.inv(triangle)  # a parameter in terms of the basis, each row
    order = np.argsort(cluster, kind="stable")
    basis, cluster = basis[order], cluster[order]
    worst = np.ones(len(asked))
    for first in range(0, int(cluster[-1]) + 1, _AT_ONCE):
        low, high = np.searchsorted(cluster, [first, first + _AT_ONCE])
        grown = _grown(basis[low:high], cluster[low:high] - first, asked)
        worst = np.maximum(worst, grown)
    return worst


def _grown(basis: Floats, cluster: Ints, asked: Floats) -> Floats:
    """Return the largest growth per parameter over some clusters."""
    import numpy as np

    starts = np.searchsorted(cluster, np.arange(int(cluster[-1]) + 1))
    k = basis.shape[1]
    own = np.empty((len(starts), k, k))
    for one in range(k):
        own[:, one] = np.add.reduceat(basis[:, [one]] * basis, starts)
    leverage, directions = np.linalg.eigh(own)
    length = (asked**2).sum(axis=1)
    share = np.einsum("pk,gkd->gpd", asked, directions) ** 2 / length[:, None]
    alone = leverage > 1 - _WHOLE
    left = np.where(alone, 1.0, 1 - np.clip(leverage, 0, 1))
    grown = (share / left[:, None, :]).sum(axis=2)
    lost = (share * alone[:, None, :]).sum(axis=2) > _WHOLE
    return np.asarray(np.where(lost, np.inf, grown).max(axis=0))


@dataclass(frozen=True, slots=True)
class Steady:
    """Several effects that are the same throughout each cluster: what clusters can say of them.

    `places` are theirs among the effects. `working` is CR2 of least squares of the same columns;
    its degrees of freedom rest on the columns alone, not on the answers.
    """

    places: tuple[int, ...]
    working: BiasReduced

    def freedom(self, clusters: int) -> dict[int, float]:
        """Return degrees of freedom per place: Satterthwaite's, at most G - 1 less the effects.

        Of one effect between two halves of the clusters that is G - 2, of levels that have few of
        the clusters each it is what those few leave.
        """
        most = clusters - 1.0 - len(self.places)
        free = self.working.freedom()
        return {place: min(most, free[1 + place]) for place in self.places}

    def together(self, estimate: Floats, covariance: Floats, places: Sequence[int]) -> Joint | None:
        """Test that the effects at these places are all 0; None when clusters are too few.

        Hotelling's T^2 with the degrees of freedom of Pustejovsky and Tipton (2018).
        """
        q = len(places)
        df = self.working.hotelling([1 + place for place in places])
        plain = wald(estimate, covariance, 1.0)
        if plain is None or df is None or df - q + 1 <= 0:
            return None
        return Joint((df - q + 1) / df * plain.f, q, df - q + 1)


def steady(matrix: Floats, weights: Floats, cluster: Ints) -> Steady | None:
    """Find the effects that are the same throughout each cluster; None of fewer than two.

    And none of thousands of clusters: what few of them leave then hardly matters.
    """
    import numpy as np

    if cluster.max() >= _AT_ONCE:
        return None
    first = np.unique(cluster, return_index=True)[1]
    same = (matrix == matrix[first][cluster]).all(axis=0)
    if same.sum() <= 1:
        return None
    found = fit_linear(np.zeros(len(matrix)), matrix, weights)
    working = bias_reduced(found.columns, found.residuals, found.inverse, found.jacobian, cluster)
    return Steady(tuple(np.flatnonzero(same).tolist()), working)
