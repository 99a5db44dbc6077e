"""Cluster-robust covariance: whole clusters are what varies, not the people in them.

`CR0` is the plain sandwich; `CR1` multiplies it by G / (G - 1) x (n - 1) / (n - k) (as `vcovCL` of
R's sandwich and Stata do); `CR2` corrects each cluster's residuals for their leverage (Bell and
McCaffrey 2002, Survey Methodology 28:169-181), with degrees of freedom after Satterthwaite and, for
several coefficients together, the approximate Hotelling test of Pustejovsky and Tipton (2018),
J. Business and Economic Statistics 36:672-683, as R's clubSandwich.

statsmodels gives CR0 and CR1, and with them a normal p, which rejects 15% at .05 with six clusters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.integer]

_WHOLE = 1e-9
"""A leverage this near 1 is one: the cluster decides a coefficient alone."""

_MOST_WORK = 3e9
"""Sum of cubes of cluster sizes up to which matrices of people x people are turned: some ten
seconds."""


@dataclass(frozen=True, slots=True)
class Joint:
    """A test that several coefficients are 0 together: F with its degrees of freedom."""

    f: float
    df: float
    df2: float


def sum_by(rows: Floats, cluster: Ints) -> Floats:
    """Sum rows per cluster: clusters x columns."""
    import numpy as np

    clusters = int(cluster.max()) + 1 if len(cluster) else 0
    return np.column_stack([np.bincount(cluster, column, clusters) for column in rows.T])


def sandwich(influence: Floats, cluster: Ints) -> Floats:
    """Return the plain sandwich (CR0) of influences (rows x parameters)."""
    moved = sum_by(influence, cluster)
    return moved.T @ moved


def first_correction(clusters: int, n: float, parameters: int) -> float:
    """Return the factor of CR1."""
    return clusters / (clusters - 1) * (n - 1) / (n - parameters)


def wald(estimate: Floats, covariance: Floats, df2: float) -> Joint | None:
    """Return Wald's F for some coefficients; None where their covariance has no inverse.

    F = W / q on q and `df2` degrees of freedom.
    """
    found = _quadratic(estimate, covariance)
    return None if found is None or df2 <= 0 else Joint(found / len(estimate), len(estimate), df2)


def _quadratic(estimate: Floats, covariance: Floats) -> float | None:
    import numpy as np

    try:
        found = float(estimate @ np.linalg.solve(covariance, estimate))
    except np.linalg.LinAlgError:
        return None
    return found if np.isfinite(found) and found >= 0 else None


@dataclass(frozen=True, slots=True)
class BiasReduced:
    """CR2 of a least-squares fit, in the parameters as given.

    Per cluster, T turns its residuals into what it contributes: `outer` is T T', `inner` T times
    its columns; `root` turns the inverse of all cross-products into a square.
    """

    covariance: Floats
    outer: Floats
    inner: Floats
    root: Floats
    jacobian: Floats

    def freedom(self) -> list[float]:
        """Return Satterthwaite's degrees of freedom per parameter: 2 E^2 / Var of its variance.

        Under the working model of independent answers with one variance; NaN where that is 0.
        """
        own, shared = self._patterns(self.jacobian @ self.root)
        found = []
        for at in range(len(self.jacobian)):
            expected = float((own[at, at] - (shared[at] ** 2).sum(axis=-1)).sum())
            spread = _both(own, shared, (at, at), (at, at))
            found.append(expected**2 / spread if spread > 0 else float("nan"))
        return found

    def together(self, estimate: Floats, places: list[int]) -> Joint | None:
        """Test that the coefficients at these places are all 0; None when nothing can be said."""
        covariance = self.covariance[places][:, places]
        found, df = _quadratic(estimate[places], covariance), self.hotelling(places)
        q = len(places)
        if found is None or df is None or df - q + 1 <= 0:
            return None
        return Joint((df - q + 1) / (df * q) * found, q, df - q + 1)

    def hotelling(self, places: list[int]) -> float | None:
        """Return the degrees of freedom of the Wishart that matches the covariance's moments."""
        import numpy as np

        contrasts = self.jacobian[places] @ self.root  # q x k; its square is the model covariance
        try:
            whiten = np.linalg.inv(np.linalg.cholesky(contrasts @ contrasts.T))
        except np.linalg.LinAlgError:
            return None
        own, shared = self._patterns(whiten @ contrasts)
        q, total = len(places), 0.0
        for s in range(q):
            for t in range(q):
                total += _both(own, shared, (s, t), (t, s)) + _both(own, shared, (s, s), (t, t))
        return q * (q + 1) / total if total > 0 else None

    def _patterns(self, contrasts: Floats) -> tuple[Floats, Floats]:
        """Return what a contrast takes from each cluster: its own part and what all share.

        Contrasts are rows in units of `root`. Own: contrasts x contrasts x clusters, shared:
        contrasts x clusters x k, so that the covariance of what clusters g and h contribute to
        contrasts s and t is own[s, t, g] (when g is h) minus shared[s, g] . shared[t, h].
        """
        import numpy as np

        moved = contrasts @ self.root.T
        own = np.einsum("si,gij,tj->stg", moved, self.outer, moved)
        shared = np.einsum("ci,gij,jk->cgk", moved, self.inner, self.root)
        return own, shared


def _both(own: Floats, shared: Floats, one: tuple[int, int], other: tuple[int, int]) -> float:
    """Sum over all pairs of clusters the product of two covariances, without writing them out."""
    import numpy as np

    (a, b), (c, d) = one, other
    first = np.einsum("gk,gk->g", shared[a], shared[b])
    second = np.einsum("gk,gk->g", shared[c], shared[d])
    same = own[a, b] * own[c, d] - own[a, b] * second - own[c, d] * first
    return float(same.sum() + ((shared[a].T @ shared[c]) * (shared[b].T @ shared[d])).sum())


def bias_reduced(
    columns: Floats, residuals: Floats, inverse: Floats, jacobian: Floats, cluster: Ints
) -> BiasReduced:
    """Return CR2.

    `columns` (rows x k, the constant among them) and `residuals` are those of the fit, `inverse`
    the inverse of columns' x columns, `jacobian` (parameters x k) what is asked of them. The
    working model is that of independent answers with one variance. A cluster's adjustment is
    (I - H)^(-1/2), symmetric, as I + X C X' with C of k x k, so that a cluster may be of any size;
    where a cluster decides a coefficient alone, the Moore-Penrose inverse.
    """
    import numpy as np

    root = np.asarray(np.linalg.cholesky(inverse), np.float64)
    cross = _cross_products(columns, cluster)
    leverage, directions = np.linalg.eigh(np.einsum("ia,gij,jb->gab", root, cross, root))
    rest = np.sqrt(np.clip(1 - leverage, 0, 1))
    alone = leverage > 1 - _WHOLE
    safe = np.where(alone, 1.0, rest)
    # ((1 - d)^(-1/2) - 1) / d, written so that it stands at d = 0
    factor = np.where(alone, -1.0, 1 / (safe * (1 + safe)))
    spread = np.einsum("ij,gjk->gik", root, directions)
    change = np.einsum("gik,gk,gjk->gij", spread, factor, spread)
    adjusted = np.eye(len(inverse)) + np.einsum("gij,gjk->gik", change, cross)
    sums = sum_by(residuals[:, None] * columns, cluster)
    moved = np.einsum("gji,gj->gi", adjusted, sums) @ inverse @ jacobian.T
    inner = np.einsum("gji,gjk->gik", adjusted, cross)
    outer = np.einsum("gij,gjk->gik", inner, adjusted)
    return BiasReduced(moved.T @ moved, outer, inner, root, jacobian)


def bias_reduced_unequal(
    columns: Floats,
    residuals: Floats,
    variance: Floats,
    times: Floats,
    jacobian: Floats,
    cluster: Ints,
) -> BiasReduced:
    """Return CR2 of weighted least squares in which each row has a variance of its own.

    As `bias_reduced`, of columns and residuals as they are; `times` says how many people have a
    row. Which root of a cluster's adjustment is taken now matters a little: that of clubSandwich,
    in people as they are, while that is done in seconds; else the one of equal variances.
    """
    import numpy as np

    sizes = np.bincount(cluster, times)
    root = np.sqrt(variance)
    scaled, rest = root[:, None] * columns, residuals / root
    inverse = np.asarray(np.linalg.inv(scaled.T @ (times[:, None] * scaled)), np.float64)
    if (sizes**3).sum() > _MOST_WORK:
        often = np.sqrt(times)
        return bias_reduced(often[:, None] * scaled, often * rest, inverse, jacobian, cluster)
    k, clusters = columns.shape[1], len(sizes)
    outer, inner, moved = np.empty((clusters, k, k)), np.empty((clusters, k, k)), []
    people = np.repeat(np.arange(len(cluster)), times.astype(np.int64))
    people = people[np.argsort(cluster[people], kind="stable")]
    for one, rows in enumerate(np.split(people, np.cumsum(sizes.astype(np.int64))[:-1])):
        own, phi = scaled[rows], variance[rows]
        left = phi[:, None] * (np.eye(len(rows)) - own @ inverse @ own.T) * phi
        turned = own.T @ _inverse_root(left) * phi
        outer[one], inner[one] = turned @ turned.T, turned @ own
        moved.append(jacobian @ inverse @ (turned @ rest[rows]))
    found = np.stack(moved)
    half = np.asarray(np.linalg.cholesky(inverse), np.float64)
    return BiasReduced(found.T @ found, outer, inner, half, jacobian)


def _inverse_root(matrix: Floats) -> Floats:
    """Return the symmetric inverse root; of a matrix without inverse that of Moore and Penrose."""
    import numpy as np

    values, directions = np.linalg.eigh((matrix + matrix.T) / 2)
    held = values > _WHOLE * values.max()
    powers = np.where(held, 1 / np.sqrt(np.where(held, values, 1.0)), 0.0)
    return np.asarray((directions * powers) @ directions.T)


def _cross_products(columns: Floats, cluster: Ints) -> Floats:
    """Return columns' x columns within each cluster: clusters x k x k."""
    import numpy as np

    clusters, k = int(cluster.max()) + 1, columns.shape[1]
    found = np.empty((clusters, k, k))
    for one in range(k):
        for other in range(one + 1):
            sums = np.bincount(cluster, columns[:, one] * columns[:, other], clusters)
            found[:, one, other] = found[:, other, one] = sums
    return found
