"""Two-way tables within strata: what rows and columns have to do with each other, all else equal.

Functions take strata x rows x columns counts; rows and columns are those in use in any stratum.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wbp_survey.analysis.crosstab.fisher import (
    exact_of,
    linear_spread,
    linear_sum,
    sampled,
    unit_scores,
)
from wbp_survey.analysis.crosstab.tables import gathered
from wbp_survey.analysis.exact import Permutation
from wbp_survey.analysis.intervals import Z
from wbp_survey.analysis.omnibus import Sampling
from wbp_survey.analysis.paired.homogeneity import ChiSquare, upper_tail
from wbp_survey.analysis.ranks import doubled_midranks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_RANK = 1e-10
_EQUAL = 1e-9
_WORTHS = 2_000_000
"""Sums of score products gone through when strata are put together."""
_HALVINGS = 200


def cmh(
    strata: Ints, rows: Floats | None = None, columns: Floats | None = None
) -> ChiSquare | None:
    """Return the generalised Cochran-Mantel-Haenszel statistic.

    Landis, Heyman and Koch (1978), Int. Statistical Review 46:237-254: without scores of general
    association; with column scores that the row means differ; with scores of both that they
    correlate. `columns` are one set for all strata, or strata x columns. A stratum of one answer
    says nothing. None when nothing can vary in any stratum. Ours because statsmodels has the 2 x 2
    case only.
    """
    import numpy as np

    apart, spread = [], []
    for place, table in enumerate(strata):
        n = float(table.sum())
        if n <= 1:
            continue
        here = columns if columns is None or columns.ndim == 1 else columns[place]
        by_row, by_column = _contrasts(table.shape[0], rows), _contrasts(table.shape[1], here)
        r, c = table.sum(axis=1).astype(np.float64), table.sum(axis=0).astype(np.float64)
        apart.append((by_row @ (table - np.outer(r, c) / n) @ by_column.T).ravel())
        row_spread = by_row @ (np.diag(r) * n - np.outer(r, r)) @ by_row.T
        column_spread = by_column @ (np.diag(c) * n - np.outer(c, c)) @ by_column.T
        spread.append(np.kron(row_spread, column_spread) / (n**2 * (n - 1)))
    return _quadratic(np.sum(apart, axis=0), np.sum(spread, axis=0)) if apart else None


def _quadratic(apart: Floats, spread: Floats) -> ChiSquare | None:
    """Return the distance of `apart` from 0, with as many degrees of freedom as can vary."""
    import numpy as np

    size = np.linalg.eigvalsh(spread)
    df = int((size > _RANK * size.max()).sum()) if size.max() > 0 else 0
    if not df:
        return None
    chi2 = float(apart @ np.linalg.pinv(spread, rcond=_RANK, hermitian=True) @ apart)
    return ChiSquare(chi2, df, upper_tail(chi2, df))


def van_elteren(strata: Ints) -> ChiSquare | None:
    """Return van Elteren's test of rows, answers ranked within each stratum.

    Van Elteren (1960); for more than two rows as the row mean statistic on midranks divided by
    (n + 1) of the stratum (Landis, Heyman and Koch 1978). Columns are in order.
    """
    totals = strata.sum(axis=1)
    return cmh(strata, None, doubled_midranks(totals) / 2 / (totals.sum(axis=1, keepdims=True) + 1))


def exact_correlation(
    strata: Ints, rows: Floats, columns: Floats, sampling: Sampling
) -> Permutation | None:
    """Return the exact two-sided p of the correlation within strata.

    The permutation distribution of the sum of row score x column score with the margins of every
    stratum held: P(|T - E T| >= |t - E T|). Monte Carlo when the tables are too many; None when
    that takes too long as well. Something can vary in at least one stratum.
    """
    import numpy as np

    parts = list(_parts(strata, unit_scores(rows), unit_scores(columns)))
    away = abs(sum(observed - middle for *_, (observed, middle) in parts))
    every = _every_sum(parts)
    if every is None:
        return sampled(
            [table for table, *_ in parts],
            sampling,
            lambda draws: np.abs(_sums(draws, parts)) >= away - _EQUAL,
        )
    worth, chance = every
    far = np.abs(worth)
    smallest = float(chance[far >= far.max() - _EQUAL].sum())
    reached = float(chance[far >= away - _EQUAL].sum())
    return exact_of(reached, smallest, [table for table, *_ in parts])


_Part = tuple["Ints", "Floats", "Floats", tuple[float, float]]
"""A stratum in which something can vary: counts, scores, the sum of products and what to expect."""


def _parts(strata: Ints, rows: Floats, columns: Floats) -> Iterator[_Part]:
    for table in strata:
        here, there = table.sum(axis=1) > 0, table.sum(axis=0) > 0
        if min(here.sum(), there.sum()) > 1:
            used = table[here][:, there]
            yield used, rows[here], columns[there], linear_sum(used, rows[here], columns[there])


def _every_sum(parts: Sequence[_Part]) -> tuple[Floats, Floats] | None:
    """Return every sum over the strata, about what is expected, and its probability."""
    import numpy as np

    worth, chance = np.zeros(1), np.ones(1)
    for table, rows, columns, (_, middle) in parts:
        spread = linear_spread(table, rows, columns)
        found = None if spread is None else spread.every(_WORTHS)
        if found is None or len(found[0]) * len(worth) > _WORTHS:
            return None
        worth, chance = gathered(
            np.add.outer(worth, found[0] - middle).ravel(), np.outer(chance, found[1]).ravel()
        )
    return worth, chance


def _sums(draws: Sequence[Ints], parts: Sequence[_Part]) -> Floats:
    """Return the sum over the strata of every draw, about what is expected."""
    import numpy as np

    return np.asarray(
        np.sum(
            [
                np.einsum("sij,i,j->s", drawn, rows, columns) - middle
                for drawn, (_, rows, columns, (_, middle)) in zip(draws, parts, strict=True)
            ],
            axis=0,
        )
    )


def common_odds_ratio(strata: Ints) -> tuple[float, float, float] | None:
    """Return the odds ratio common to 2 x 2 tables and its interval (Mantel and Haenszel 1959).

    With the variance of Robins, Breslow and Greenland (1986), Biometrics 42:311-323. None when it
    is 0 or infinite.
    """
    a, b, c, d, n = _cells(strata)
    r, s, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
    if not (r.sum() and s.sum()):
        return None
    variance = (
        (p * r).sum() / (2 * r.sum() ** 2)
        + (p * s + q * r).sum() / (2 * r.sum() * s.sum())
        + (q * s).sum() / (2 * s.sum() ** 2)
    )
    middle, away = math.log(r.sum() / s.sum()), Z * math.sqrt(float(variance))
    return math.exp(middle), math.exp(middle - away), math.exp(middle + away)


def equal_odds(strata: Ints, common: float) -> ChiSquare | None:
    """Return the Breslow-Day test, with Tarone's correction, that all odds ratios are `common`.

    Breslow and Day (1980), Tarone (1985), Biometrika 72:91-95. None for fewer than two strata in
    which anything can vary.
    """
    varying = strata[(strata.sum(axis=1) > 0).all(axis=1) & (strata.sum(axis=2) > 0).all(axis=1)]
    if len(varying) < 2:  # noqa: PLR2004
        return None
    a, b, c, d, _ = _cells(varying)
    fitted = _fitted(a + b, a + c, b + d, common)
    first, second = a + b - fitted, a + c - fitted
    variance = 1 / (1 / fitted + 1 / first + 1 / second + 1 / (b + d - first))
    chi2 = ((a - fitted) ** 2 / variance).sum() - (a - fitted).sum() ** 2 / variance.sum()
    df = len(varying) - 1
    return ChiSquare(float(chi2), df, upper_tail(float(chi2), df))


def _fitted(row: Floats, column: Floats, rest: Floats, ratio: float) -> Floats:
    """Return the first cell that makes the odds ratio of these margins `ratio`, by halving."""
    import numpy as np

    low, high = np.maximum(0.0, row - rest), np.minimum(row, column)
    for _ in range(_HALVINGS):
        cell = (low + high) / 2
        less = cell * (rest - row + cell) < ratio * (row - cell) * (column - cell)
        low, high = np.where(less, cell, low), np.where(less, high, cell)
    return (low + high) / 2


def _cells(strata: Ints) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    counts = strata[strata.sum(axis=(1, 2)) > 0].astype(float)
    a, b, c, d = (counts[:, row, column] for row in (0, 1) for column in (0, 1))
    return a, b, c, d, a + b + c + d


def _contrasts(size: int, scores: Floats | None) -> Floats:
    """Return what is compared: one set of scores, or every category but the last."""
    import numpy as np

    return np.eye(size)[:-1] if scores is None else scores[None, :]
