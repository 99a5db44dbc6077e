"""Intervals of Cliff's delta that `simulation.py` sets beside Newcombe's method 5.

Tables are replications x 2 groups x codes; an interval is (low, high) of delta of the second group
against the first, NaN where it cannot be computed.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from wbp_survey.analysis.intervals import Z, newcombe5
from wbp_survey.analysis.ranks import cliffs_delta


def newcombe(tables):
    """Return the interval that is shipped."""
    sizes = tables.sum(axis=2).astype(float)
    return newcombe5(delta_of(tables), sizes[:, 1], sizes[:, 0])


def cliff_feng(tables):
    """Return the asymmetric interval of Feng and Cliff (2004), from the unbiased variance."""
    m, n = tables.sum(axis=2).astype(float)[0, ::-1]
    delta = delta_of(tables)
    rows, columns, squares = dominances(tables)
    spread_rows = (tables[:, 1] * (rows - delta[:, None]) ** 2).sum(axis=1)
    spread_columns = (tables[:, 0] * (columns - delta[:, None]) ** 2).sum(axis=1)
    cells = squares - m * n * delta**2
    variance = (n**2 * spread_rows + m**2 * spread_columns - cells) / (m * n * (m - 1) * (n - 1))
    variance = np.where((variance > 0) & (np.abs(delta) < 1), variance, np.nan)
    width = Z * np.sqrt(variance) * np.sqrt((1 - delta**2) ** 2 + Z**2 * variance)
    below = 1 - delta**2 + Z**2 * variance
    return (delta - delta**3 - width) / below, (delta - delta**3 + width) / below


def brunner_munzel_t(tables):
    """Return the interval by t with Brunner and Munzel's (2000) variance and freedom."""
    theta, error, bound = _placements(tables)
    return 2 * (theta - bound * error) - 1, 2 * (theta + bound * error) - 1


def brunner_munzel_logit(tables):
    """Return the same on the logit of theta."""
    theta, error, bound = _placements(tables)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, width = np.log(theta / (1 - theta)), bound * error / (theta * (1 - theta))
        ends = [2 / (1 + np.exp(-(middle + side * width))) - 1 for side in (-1, 1)]
    return tuple(np.where((theta > 0) & (theta < 1), end, np.nan) for end in ends)


def percentile(tables, rng, resamples=1000):
    """Return the percentile interval of a bootstrap within groups."""
    sizes = tables.sum(axis=2)
    shares = tables / sizes[..., None]
    ends = []
    for own, n in zip(shares, sizes, strict=True):
        drawn = rng.multinomial(np.broadcast_to(n, (resamples, 2)), own)
        ends.append(np.quantile(delta_of(drawn), (0.025, 0.975)))
    low, high = np.array(ends).T
    return low, high


def delta_of(tables):
    """Return delta of the second group against the first."""
    return cliffs_delta(tables)[:, 1, 0]


def dominances(tables):
    """Return per code of either group its dominance over the other group, and the untied pairs."""
    first, second = tables[:, 0], tables[:, 1]
    m, n = second.sum(axis=1, keepdims=True), first.sum(axis=1, keepdims=True)
    rows = (2 * np.cumsum(first, axis=1) - first - n) / n
    columns = (m - 2 * np.cumsum(second, axis=1) + second) / m
    return rows, columns, (m * n)[:, 0] - (first * second).sum(axis=1)


def _placements(tables):
    """Return theta, its standard error and the bound of t."""
    rows, columns, _ = dominances(tables)
    delta = delta_of(tables)[:, None]
    m, n = (tables[:, side].sum(axis=1).astype(float) for side in (1, 0))
    of_rows = (tables[:, 1] * (rows - delta) ** 2).sum(axis=1) / (m - 1) / 4 / m
    of_columns = (tables[:, 0] * (columns - delta) ** 2).sum(axis=1) / (n - 1) / 4 / n
    variance = of_rows + of_columns
    with np.errstate(divide="ignore", invalid="ignore"):
        df = variance**2 / (of_rows**2 / (m - 1) + of_columns**2 / (n - 1))
    error = np.where(variance > 0, np.sqrt(variance), np.nan)
    return (delta[:, 0] + 1) / 2, error, stdtrit(np.where(variance > 0, df, 1.0), 0.975)
