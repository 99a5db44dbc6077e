"""How two categorical answers hang together, whatever their order: chi-square and its relatives.

Functions take a table of counts without empty rows or columns, with at least two of either.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wbp_survey.analysis.intervals import Z

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.int64] | NDArray[np.float64]
    Floats = NDArray[np.float64]


def expected_counts(table: Counts) -> Floats:
    """Return what each cell would hold if rows and columns had nothing to do with each other."""
    import numpy as np

    rows, columns = (table.sum(axis=way).astype(np.float64) for way in (1, 0))
    return np.asarray(np.outer(rows, columns) / table.sum())  # as whole numbers too large


def pearson_chi2(table: Counts) -> float:
    """Return Pearson's chi-square, without Yates' correction (Agresti 2013, section 3.2)."""
    expected = expected_counts(table)
    return float(((table - expected) ** 2 / expected).sum())


def degrees(table: Counts) -> int:
    """Return (rows - 1) x (columns - 1)."""
    rows, columns = table.shape
    return int((rows - 1) * (columns - 1))


def adjusted_residuals(table: Counts) -> Floats:
    """Return per cell (count - expected) / its standard error if nothing hung together.

    Haberman (1973), Biometrics 29:205-220; about standard normal, so that beyond 2 or 3 stands out.
    """
    import numpy as np

    expected, n = expected_counts(table), table.sum()
    rest = np.outer(1 - table.sum(axis=1) / n, 1 - table.sum(axis=0) / n)
    return np.asarray((table - expected) / np.sqrt(expected * rest))


def cramers_v(table: Counts) -> float:
    """Return Cramer's V, from 0 to 1 (Cramer 1946). Above 0 even when nothing hangs together."""
    smaller = min(table.shape) - 1
    return min(1.0, math.sqrt(pearson_chi2(table) / (float(table.sum()) * smaller)))


def cramers_v_corrected(table: Counts) -> float | None:
    """Return Cramer's V corrected for its bias (Bergsma 2013, J. Korean Stat. Soc. 42:323-328).

    0 where the correction would make it negative; None for a single answer.
    """
    n, (rows, columns) = float(table.sum()), table.shape
    if n <= 1:
        return None
    phi2 = max(0.0, pearson_chi2(table) / n - degrees(table) / (n - 1))
    smaller = min(size - (size - 1) ** 2 / (n - 1) for size in (rows, columns)) - 1
    return min(1.0, math.sqrt(phi2 / smaller)) if smaller > 0 else None


def phi(table: Counts) -> float:
    """Return phi of a 2 x 2 table: Pearson's correlation, with its sign."""
    (a, b), (c, d) = table.tolist()
    return float((a * d - b * c) / math.sqrt((a + b) * (c + d) * (a + c) * (b + d)))


def odds_ratio(table: Counts) -> tuple[float, float, float] | None:
    """Return the odds ratio of a 2 x 2 table and its interval; None when a cell is empty.

    Cross-product ratio with the interval of Woolf (1955), Annals of Human Genetics 19:251-253.
    """
    (a, b), (c, d) = table.tolist()
    if not min(a, b, c, d):
        return None
    middle = math.log(a * d / (b * c))
    away = Z * math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return math.exp(middle), math.exp(middle - away), math.exp(middle + away)
