"""How two ordered answers go together: trend, rank correlation, concordance.

Functions take a table of counts without empty rows or columns, with at least two of either, both in
order from low to high.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.intervals import Z
from wbp_survey.analysis.ranks import doubled_midranks, two_sided_normal_p

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_TWO = 2


@dataclass(frozen=True, slots=True)
class Gamma:
    """Goodman and Kruskal's gamma with its asymptotic standard error; the error 0 means perfect."""

    value: float
    error: float


def correlation(table: Ints, rows: Floats, columns: Floats) -> float:
    """Return Pearson's correlation between row scores and column scores over all answers."""
    a = rows - (table.sum(axis=1) @ rows) / table.sum()
    b = columns - (table.sum(axis=0) @ columns) / table.sum()
    spread = (table.sum(axis=1) @ a**2) * (table.sum(axis=0) @ b**2)
    return max(-1.0, min(1.0, float(a @ table @ b) / math.sqrt(float(spread))))


def linear_by_linear(table: Ints, rows: Floats, columns: Floats) -> tuple[float, float]:
    """Return z and two-sided normal p of the linear-by-linear test: z = r x sqrt(n - 1).

    Mantel (1963), JASA 58:690-700; with n - 1, as in Cochran-Mantel-Haenszel. statsmodels adds one
    half to every cell when one is empty, which alters it (z 1.51 for 1.73).
    """
    z = correlation(table, rows, columns) * math.sqrt(int(table.sum()) - 1)
    return z, _normal_p(z)


def midranks(totals: Ints) -> Floats:
    """Return the midrank of every code."""
    import numpy as np

    return np.asarray(doubled_midranks(totals) / 2)


def spearman(table: Ints) -> float:
    """Return Spearman's rank correlation: Pearson's on midranks (Spearman 1904)."""
    return correlation(table, midranks(table.sum(axis=1)), midranks(table.sum(axis=0)))


def spearman_p(rho: float, n: int) -> float | None:
    """Return the two-sided p of Spearman's correlation by Student's t with n - 2 degrees.

    As R's cor.test without `exact`. None for n below 3 or a perfect correlation.
    """
    from scipy.special import stdtr

    if n <= _TWO or abs(rho) >= 1:
        return None
    t = rho * math.sqrt((n - 2) / (1 - rho**2))
    return float(2 * stdtr(n - 2, -abs(t)))


def spearman_interval(rho: float, n: int) -> tuple[float, float] | None:
    """Return the interval of Spearman's correlation on Fisher's z.

    With variance (1 + rho^2 / 2) / (n - 3): Bonett and Wright (2000), Psychometrika 65:23-28. None
    for n below 4 or a perfect correlation.
    """
    return _fisher_z(rho, (1 + rho**2 / 2) / (n - 3)) if n > 3 else None  # noqa: PLR2004


def concordance(table: Ints) -> tuple[Floats, Floats]:
    """Return per cell how many answers lie in the same direction on both, and in opposite ones."""
    import numpy as np

    counts = table.astype(np.float64)
    return _above_left(counts) + _below_right(counts), (
        _above_left(counts[:, ::-1]) + _below_right(counts[:, ::-1])
    )[:, ::-1]


def kendall_tau_b(table: Ints) -> float:
    """Return Kendall's tau-b, corrected for ties (Kendall 1945)."""
    return max(-1.0, min(1.0, _surplus(table) / _untied(table)))


def kendall_p(table: Ints) -> float | None:
    """Return the two-sided normal p of Kendall's tau-b, its variance corrected for ties.

    Kendall (1970), Rank Correlation Methods, 4th ed.; no continuity correction, as R's cor.test
    without `exact`. None for n below 3.
    """
    error = _kendall_error(table)
    return None if error is None else _normal_p(kendall_tau_b(table) / error)


def kendall_interval(table: Ints) -> tuple[float, float] | None:
    """Return the interval of Kendall's tau-b on Fisher's z.

    With Kendall's tie-corrected variance times (1 + tau^2 / 2), as Bonett and Wright (2000) do for
    Spearman: with five-point answers it covers 92 to 96% from n = 10, where the usual variance
    0.437 / (n - 4) covers 88 to 91% at any n and the Wald interval 82 to 94% (docs/tables.md).
    None for n below 3 or a perfect correlation.
    """
    tau, error = kendall_tau_b(table), _kendall_error(table)
    return None if error is None else _fisher_z(tau, error**2 * (1 + tau**2 / 2))


def _kendall_error(table: Ints) -> float | None:
    """Return the standard error of tau-b when nothing goes together; None for n below 3."""
    import numpy as np

    n = float(table.sum())
    if n <= _TWO:
        return None
    x, y = (table.sum(axis=way).astype(np.float64) for way in (1, 0))
    whole = (_fives(np.array([n])).sum() - _fives(x).sum() - _fives(y).sum()) / 18
    pairs = _pairs(x).sum() * _pairs(y).sum() * 2 / (n * (n - 1))
    triples = _triples(x).sum() * _triples(y).sum() / (9 * n * (n - 1) * (n - 2))
    return math.sqrt(float(whole + pairs + triples)) / _untied(table)


def gamma(table: Ints) -> Gamma | None:
    """Return Goodman and Kruskal's gamma, (C - D) / (C + D) over pairs not tied on either.

    With the standard error of Goodman and Kruskal (1972), JASA 67:415-421. None when every pair is
    tied.
    """
    same, opposite = concordance(table)
    c, d = float((table * same).sum()), float((table * opposite).sum())
    if not c + d:
        return None
    value = (c - d) / (c + d)
    if abs(value) == 1:  # or so near that no digit tells
        return Gamma(value, 0.0)
    away = table * (d * same - c * opposite) ** 2
    return Gamma(value, 4 / (c + d) ** 2 * math.sqrt(float(away.sum())))


def gamma_interval(found: Gamma) -> tuple[float, float] | None:
    """Return the interval of gamma on Fisher's z; None when it is perfect.

    With five-point answers it covers 92 to 96% from n = 10, the Wald interval 84 to 99%
    (docs/tables.md).
    """
    return (
        _fisher_z(found.value, (found.error / (1 - found.value**2)) ** 2) if found.error else None
    )


def _surplus(table: Ints) -> float:
    """Return concordant minus discordant pairs."""
    same, opposite = concordance(table)
    return float((table * (same - opposite)).sum()) / 2


def _untied(table: Ints) -> float:
    """Return the geometric mean of the pairs that are not tied on either answer."""
    apart = [float(_pairs(table.sum()) - _pairs(table.sum(axis=way)).sum()) for way in (0, 1)]
    return math.sqrt(apart[0] * apart[1])


def _above_left(counts: Floats) -> Floats:
    """Return per cell how many answers lie in higher rows and columns to the left."""
    import numpy as np

    within = np.zeros((counts.shape[0] + 1, counts.shape[1] + 1))
    within[1:, 1:] = counts.cumsum(axis=0).cumsum(axis=1)
    return within[:-1, :-1]


def _below_right(counts: Floats) -> Floats:
    return _above_left(counts[::-1, ::-1])[::-1, ::-1]


def _pairs(totals: Ints | Floats) -> Floats:
    import numpy as np

    known = np.asarray(totals, dtype=np.float64)
    return known * (known - 1) / 2


def _triples(totals: Floats) -> Floats:
    return totals * (totals - 1) * (totals - 2)


def _fives(totals: Floats) -> Floats:
    return totals * (totals - 1) * (2 * totals + 5)


def _fisher_z(value: float, variance: float) -> tuple[float, float] | None:
    if abs(value) >= 1:
        return None
    middle, away = math.atanh(value), Z * math.sqrt(variance)
    return math.tanh(middle - away), math.tanh(middle + away)


def _normal_p(z: float) -> float:
    import numpy as np

    return float(two_sided_normal_p(np.asarray(z)))
