"""Rank statistics as pure functions of count tables.

A table is groups x codes, codes low to high; every function takes one table or an array of them
(... x groups x codes) and answers with an array of the leading shape. A group without answers takes
no part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


def doubled_midranks(totals: Ints) -> Ints:
    """Return twice the midrank of each code: whole numbers, so that ties compare exactly."""
    import numpy as np

    return np.asarray(2 * np.cumsum(totals, axis=-1) - totals + 1)


def centred_ranks(totals: Ints) -> Ints:
    """Return twice the midrank of each code minus twice the mean rank, as whole numbers."""
    import numpy as np

    return np.asarray(doubled_midranks(totals) - (totals.sum(axis=-1, keepdims=True) + 1))


def rank_sums(table: Ints) -> Ints:
    """Return per group the sum of `centred_ranks` of its answers."""
    import numpy as np

    ranks = centred_ranks(table.sum(axis=-2))
    return np.asarray(np.einsum("...gc,...c->...g", table, ranks))


def kruskal_h(table: Ints) -> Floats:
    """Return Kruskal-Wallis H, corrected for ties; 0 where fewer than two codes occur.

    H = (n - 1) x between sum of squares / total sum of squares of the midranks (Conover 1999,
    section 5.2), which loses no digits at large n.
    """
    import numpy as np

    totals, sizes = table.sum(axis=-2), table.sum(axis=-1)
    centred = centred_ranks(totals).astype(np.float64)
    between = (rank_sums(table).astype(np.float64) ** 2 / np.maximum(sizes, 1)).sum(axis=-1)
    within_all = (totals * centred**2).sum(axis=-1)
    n = totals.sum(axis=-1)
    return np.asarray((n - 1) * between / np.where(within_all > 0, within_all, 1.0))


def chi_square_p(h: Floats, df: Ints) -> Floats:
    """Return the upper tail of the chi-square distribution."""
    import numpy as np
    from scipy.special import chdtrc

    return np.asarray(chdtrc(df, h))


def eta_squared_h(h: Floats, groups: Ints, n: Ints) -> Floats:
    """Return eta squared from H = (H - k + 1) / (n - k), not floored at 0 (Cohen 2008).

    Where n is not above k: divided by 1, and not to be printed.
    """
    import numpy as np

    return np.asarray((h - groups + 1) / np.maximum(n - groups, 1))


def epsilon_squared(h: Floats, groups: Ints, n: Ints) -> tuple[Floats, Floats]:
    """Return epsilon squared, H / (n - 1), and what it is on average when nothing differs.

    Tomczak and Tomczak (2014), Trends in Sport Sciences 1(21):19-25; the mean is (k - 1) / (n - 1),
    .20 for four groups of four. Where n is 1: divided by 1.
    """
    import numpy as np

    rest = np.maximum(n - 1, 1)
    return np.asarray(h / rest), np.asarray((groups - 1) / rest)


def cliffs_delta(table: Ints) -> Floats:
    """Return Cliff's delta of every group (row) against every other (column).

    P(first > second) - P(first < second), Cliff (1993); positive when the row's group is higher; 0
    where one of the two has no answers.
    """
    import numpy as np

    counts, sizes = table.astype(np.float64), np.maximum(table.sum(axis=-1), 1).astype(np.float64)
    below = np.cumsum(counts, axis=-1) - counts
    above = counts.sum(axis=-1, keepdims=True) - below - counts
    delta = counts @ np.swapaxes(below - above, -1, -2)
    return np.asarray(delta / (sizes[..., :, None] * sizes[..., None, :]))


def mann_whitney_u(table: Ints) -> Floats:
    """Return U of every group (row) against every other: pairs it wins, ties counting half."""
    import numpy as np

    sizes = table.sum(axis=-1)
    pairs = sizes[..., :, None] * sizes[..., None, :]
    doubled = (cliffs_delta(table) * pairs).round() + pairs
    return np.asarray(doubled / 2)


def dunn_z(table: Ints) -> Floats:
    """Return Dunn's z of every group (row) minus every other (column), Dunn (1964).

    The variance is that of the pooled midranks, corrected for ties; 0 where nothing varies.
    """
    import numpy as np

    totals, sizes = table.sum(axis=-2), np.maximum(table.sum(axis=-1), 1)
    n = totals.sum(axis=-1)
    means = rank_sums(table) / 2 / sizes
    squares = (totals * (centred_ranks(totals) / 2) ** 2).sum(axis=-1)
    variance = (squares / np.maximum(n - 1, 1))[..., None, None]
    width = np.sqrt(variance * (1 / sizes[..., :, None] + 1 / sizes[..., None, :]))
    difference = means[..., :, None] - means[..., None, :]
    return np.asarray(difference / np.where(width > 0, width, 1.0))


def two_sided_normal_p(z: Floats) -> Floats:
    """Return the two-sided p of a standard normal z."""
    import numpy as np
    from scipy.special import ndtr

    return np.asarray(np.minimum(1.0, 2 * ndtr(-np.abs(z))))


def mann_whitney_normal_p(pair: Ints) -> Floats:
    """Return the normal p of Mann-Whitney's U, corrected for ties, without continuity correction.

    z squared is Kruskal-Wallis H of the two groups.
    """
    import numpy as np

    return two_sided_normal_p(np.sqrt(kruskal_h(pair)))


def brunner_munzel(pair: Ints) -> tuple[Floats, Floats, Floats]:
    """Return Brunner-Munzel's statistic, its degrees of freedom and its two-sided p.

    For two groups of a table: second against first, Brunner and Munzel (2000), Biometrical Journal
    42:17-25, from placements: the midrank among all minus the midrank within the own group. NaN
    where the groups do not overlap, so that the variance is 0.
    """
    import numpy as np
    from scipy.special import stdtr

    counts, sizes = pair.astype(np.float64), pair.sum(axis=-1).astype(np.float64)
    other = counts[..., ::-1, :]
    placements = np.cumsum(other, axis=-1) - other / 2
    mean = (counts * placements).sum(axis=-1) / sizes
    spread = (counts * (placements - mean[..., None]) ** 2).sum(axis=-1) / (sizes - 1)
    share = spread / sizes[..., ::-1] ** 2 / sizes
    variance = share.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = mean[..., 1] / sizes[..., 0] - 0.5
        statistic = effect / np.sqrt(variance)
        df = variance**2 / (share**2 / (sizes - 1)).sum(axis=-1)
        p = 2 * stdtr(df, -np.abs(statistic))
    return np.asarray(statistic), np.asarray(df), np.asarray(p)


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
