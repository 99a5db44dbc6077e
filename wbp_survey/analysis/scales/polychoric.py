"""Polychoric correlations: of the normal variables that ordered answers are thought to show.

None of the libraries we depend on has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from wbp_survey.analysis.scales.consistency import cronbach_alpha

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_EDGE = 0.999
_FLAT = 1e-4
"""A likelihood (its logarithm) that is this near to another is no lower."""
_NODES = 64
_FAR = 38.0
"""A normal variable does not come this far; stands for infinity."""
_LEAST = 1e-300


@dataclass(frozen=True, slots=True)
class Polychoric:
    """Correlations between items; `at_edge` when one ran to -1 or 1, so that it says nothing."""

    correlations: Floats
    at_edge: bool


def polychoric(values: Floats) -> Polychoric:
    """Return the polychoric correlations of complete answers (persons x items).

    In two steps (Olsson 1979, Psychometrika 44:443-460): thresholds from each item alone, then per
    pair the correlation that makes its table most likely. Nothing is added to empty cells.
    """
    import numpy as np

    codes = [np.unique(item, return_inverse=True)[1] for item in values.T]
    items = len(codes)
    found, at_edge = np.eye(items), False
    for i, j in combinations(range(items), 2):
        table = np.zeros((codes[i].max() + 1, codes[j].max() + 1))
        np.add.at(table, (codes[i], codes[j]), 1)
        rho, ran_off = _fitted(table)
        at_edge = at_edge or ran_off
        found[i, j] = found[j, i] = rho
    return Polychoric(found, at_edge)


def of_table(table: Floats) -> float:
    """Return the two-step polychoric correlation of a table of counts without empty margins."""
    return _fitted(table)[0]


def _fitted(table: Floats) -> tuple[float, bool]:
    """Return the correlation, and whether -1 or 1 makes the table as likely.

    Two yes-or-no items to which nobody said yes twice are likelier the nearer rho comes to -1, but
    from some -.9 on the numbers no longer tell: the search then stops anywhere.
    """
    import numpy as np
    from scipy.optimize import minimize_scalar

    rows, columns = _thresholds(table.sum(axis=1)), _thresholds(table.sum(axis=0))

    def surprise(rho: float) -> float:
        cells = _cells(rho, rows, columns)
        return -float((table * np.log(np.maximum(cells, _LEAST))).sum())

    found = minimize_scalar(
        surprise, bounds=(-_EDGE, _EDGE), method="bounded", options={"xatol": 1e-9}
    )
    edge = min(surprise(-_EDGE), surprise(_EDGE))
    return float(found.x), edge <= found.fun + _FLAT


def _thresholds(counts: Floats) -> Floats:
    """Return where the normal variable is cut, both far ends included."""
    import numpy as np
    from scipy.special import ndtri

    inner = ndtri(np.cumsum(counts)[:-1] / counts.sum())
    return np.concatenate([[-_FAR], inner, [_FAR]])


def _cells(rho: float, rows: Floats, columns: Floats) -> Floats:
    """Return the probability of each cell of the table."""
    import numpy as np

    below = bivariate_normal(rows[:, None], columns[None, :], rho)
    return np.diff(np.diff(below, axis=0), axis=1)


def bivariate_normal(h: Floats, k: Floats, rho: float) -> Floats:
    """Return P(X < h, Y < k) for standard normal X and Y with correlation `rho`, |rho| < 1.

    Drezner and Wesolowsky (1990), Journal of Statistical Computation and Simulation 35:101-107: the
    product of the two plus an integral over the angle, by Gauss-Legendre. Right to 1e-9 up to .99.
    """
    import numpy as np
    from scipy.special import ndtr

    nodes, weights = _gauss()
    half = np.arcsin(rho) / 2
    angle = half * (1 + nodes)
    sine, cosine = np.sin(angle), np.cos(angle)
    h, k = np.broadcast_arrays(h, k)
    power = (h * h + k * k)[..., None] - 2 * (h * k)[..., None] * sine
    total = (np.exp(-power / (2 * cosine**2)) * weights).sum(axis=-1)
    return np.asarray(ndtr(h) * ndtr(k) + total * half / (2 * np.pi))


@cache
def _gauss() -> tuple[Floats, Floats]:
    import numpy as np

    return np.polynomial.legendre.leggauss(_NODES)


def ordinal_alpha(correlations: Floats) -> float | None:
    """Return alpha of the polychoric correlations (Zumbo, Gadermann and Zeisser 2007).

    It is about the variables behind the answers, not about scores made from the answers.
    """
    return cronbach_alpha(correlations)
