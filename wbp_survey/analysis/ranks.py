"""Rank statistics as pure functions of count tables (groups x codes, codes low to high)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def doubled_midranks(totals: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return twice the midrank of each code: whole numbers, so that ties compare exactly."""
    import numpy as np

    return 2 * np.cumsum(totals) - totals + 1


def kruskal_h(table: NDArray[np.int64]) -> float:
    """Return Kruskal-Wallis H, corrected for ties; at least two codes must occur.

    H = (n - 1) x between sum of squares / total sum of squares of the midranks (Conover 1999,
    section 5.2), which loses no digits at large n.
    """
    import numpy as np

    totals, sizes = table.sum(axis=0), table.sum(axis=1)
    n = int(totals.sum())
    centred = doubled_midranks(totals) - (n + 1.0)
    sums = table @ centred
    return float((n - 1) * np.sum(sums**2 / sizes) / np.sum(totals * centred**2))


def chi_square_p(h: float, df: int) -> float:
    """Return the upper tail of the chi-square distribution."""
    from scipy.special import chdtrc

    return float(chdtrc(df, h))


def eta_squared_h(h: float, groups: int, n: int) -> float:
    """Return eta squared from H = (H - k + 1) / (n - k), not floored at 0 (Cohen 2008)."""
    return (h - groups + 1) / (n - groups)


def mann_whitney_u(pair: NDArray[np.int64]) -> float:
    """Return U of the first of two groups: pairs in which it is higher, ties counting half."""
    import numpy as np

    first, second = pair
    return float(first @ (2 * np.cumsum(second) - second)) / 2


def cliffs_delta(table: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return Cliff's delta of every group (row) against every other (column).

    P(first > second) - P(first < second), Cliff (1993); positive when the row's group is higher.
    """
    import numpy as np

    sizes = table.sum(axis=1)
    below = np.cumsum(table, axis=1) - table
    above = sizes[:, None] - below - table
    delta: NDArray[np.float64] = (table @ (below - above).T) / np.outer(sizes, sizes)
    return delta


def dunn_z(table: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return Dunn's z of every group (row) minus every other (column), Dunn (1964).

    The variance is that of the pooled midranks, corrected for ties.
    """
    import numpy as np

    totals, sizes = table.sum(axis=0), table.sum(axis=1)
    n = int(totals.sum())
    centred = (doubled_midranks(totals) - (n + 1.0)) / 2
    means = (table @ centred) / sizes
    variance = np.sum(totals * centred**2) / (n - 1)
    width = np.sqrt(variance * (1 / sizes[:, None] + 1 / sizes[None, :]))
    z: NDArray[np.float64] = (means[:, None] - means[None, :]) / width
    return z


def two_sided_normal_p(z: float) -> float:
    """Return the two-sided p of a standard normal z."""
    from scipy.special import ndtr

    return float(min(1.0, 2 * ndtr(-abs(z))))


def mann_whitney_normal_p(pair: NDArray[np.int64]) -> float:
    """Return the normal p of Mann-Whitney's U, corrected for ties, without continuity correction.

    z squared is Kruskal-Wallis H of the two groups.
    """
    return two_sided_normal_p(kruskal_h(pair) ** 0.5)


def adjust_p(values: list[float], method: str) -> list[float]:
    """Return p-values adjusted by `holm`, `bh` (Benjamini-Hochberg) or `none`."""
    m = len(values)
    order = sorted(range(m), key=values.__getitem__)
    adjusted = list(values)
    running = 0.0 if method == "holm" else 1.0
    if method == "holm":
        for position, index in enumerate(order):
            running = max(running, min(1.0, (m - position) * values[index]))
            adjusted[index] = running
    elif method == "bh":
        for position in reversed(range(m)):
            running = min(running, m / (position + 1) * values[order[position]])
            adjusted[order[position]] = running
    return adjusted
