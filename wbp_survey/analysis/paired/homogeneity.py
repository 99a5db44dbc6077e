"""Whether two answers of the same people are spread alike over the categories; order is no matter.

All functions take a square table: the category of the first answer (rows) by that of the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.exact import TIE, Permutation, monte_carlo
from wbp_survey.analysis.movement import sign_test
from wbp_survey.analysis.paired.states import merge, spread_out

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_STATES = 1_000_000


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """A chi-square statistic, its degrees of freedom and its upper tail."""

    chi2: float
    df: int
    p: float


def mcnemar_exact(table: Ints) -> float | None:
    """Return the exact two-sided p of McNemar's test of a 2 x 2 table; None when nobody differs.

    Binomial over those who differ (McNemar 1947; Agresti 2013, section 11.1): the sign test.
    """
    return sign_test(int(table[0, 1]), int(table[1, 0]))[0]


def stuart_maxwell(table: Ints) -> ChiSquare | None:
    """Return the Stuart-Maxwell test of equal margins; None when nobody differs.

    Stuart (1955), Maxwell (1970). Nothing is added to empty cells, as statsmodels does by default.
    Categories that nobody enters or leaves say nothing. The covariance of the differences of the
    margins is the Laplacian of who changed between which two categories, so its rank is the
    categories minus the groups of categories that hang together: one of each group is left out.
    That is the rank coin::mh_test in R takes as degrees of freedom.
    """
    found = _quadratic(table)
    if found is None:
        return None
    kept, inverse = found
    apart = (table.sum(axis=1) - table.sum(axis=0)).astype(float)[kept]
    chi2 = float(apart @ inverse @ apart)
    return ChiSquare(chi2, len(kept), upper_tail(chi2, len(kept)))


def stuart_maxwell_permutation(
    table: Ints, resamples: int, rng: np.random.Generator
) -> Permutation | None:
    """Return the p of Stuart-Maxwell's statistic when everybody's two answers change places freely.

    Given how many changed between each two categories, who went which way is binomial, and the
    covariance stays what it is. All outcomes are gone through while they are few enough; else
    (b + 1) / (B + 1). None when nobody differs. With two categories it is McNemar's exact p.
    """
    found = _quadratic(table)
    if found is None:
        return None
    kept, inverse = found
    apart = table.sum(axis=1) - table.sum(axis=0)
    observed = _forms(apart[None, kept], inverse)[0] * (1 - TIE)
    links = _links(table)
    outcomes = _outcomes(links, kept, len(table))
    if outcomes is None:
        return monte_carlo(_sample(links, kept, inverse, observed, resamples, rng), resamples)
    states, chance = outcomes
    forms = _forms(states, inverse)
    p, smallest = chance[forms >= observed].sum(), chance[forms >= forms.max() * (1 - TIE)].sum()
    return Permutation(min(float(p), 1.0), min(float(smallest), 1.0), len(states), "exact")


def bhapkar(table: Ints) -> ChiSquare | None:
    """Return Bhapkar's test of equal margins, Wald with the variance as observed.

    chi2 / (1 - chi2 / n) of Stuart-Maxwell's (Bhapkar 1966; Keefe 1982). None when nobody differs,
    and when that variance is 0: nobody went back any way others came.
    """
    found, n = stuart_maxwell(table), int(table.sum())
    if found is None or found.chi2 >= n * (1 - 1e-12):
        return None
    chi2 = found.chi2 / (1 - found.chi2 / n)
    return ChiSquare(chi2, found.df, upper_tail(chi2, found.df))


def upper_tail(chi2: float, df: int) -> float:
    """Return the upper tail of the chi-square distribution."""
    from scipy.special import chdtrc

    return float(chdtrc(df, chi2))


def _quadratic(table: Ints) -> tuple[list[int], Floats] | None:
    """Return which categories are kept and the inverse of the covariance of their differences."""
    import numpy as np

    between = (table + table.T).astype(np.float64)
    np.fill_diagonal(between, 0)
    kept = _all_but_one(between > 0)
    if not kept:
        return None
    covariance = (np.diag(between.sum(axis=1)) - between)[np.ix_(kept, kept)]
    return kept, np.asarray(np.linalg.inv(covariance), dtype=np.float64)


def _forms(apart: Ints, inverse: Floats) -> Floats:
    import numpy as np

    return np.asarray(np.einsum("ic,cd,id->i", apart, inverse, apart))


def _links(table: Ints) -> list[tuple[int, int, int]]:
    """Return the pairs of categories between which people changed, and how many."""
    both = table + table.T
    places = range(len(table))
    pairs = [(one, other, int(both[one, other])) for one in places for other in range(one)]
    return [link for link in pairs if link[2]]


def _outcomes(
    links: Sequence[tuple[int, int, int]], kept: Sequence[int], size: int
) -> tuple[Ints, Floats] | None:
    """Return every difference of the margins with its chance; None when there are too many."""
    import numpy as np
    from scipy.special import gammaln

    states, chance = np.zeros((1, size), dtype=np.int64), np.ones(1)
    for one, other, people in links:
        if len(states) * (people + 1) > _STATES:
            return None
        there = np.arange(people + 1)
        steps = np.zeros((people + 1, size), dtype=np.int64)
        steps[:, one], steps[:, other] = 2 * there - people, people - 2 * there
        ways = gammaln(people + 1) - gammaln(there + 1) - gammaln(people - there + 1)
        chances = np.exp(ways - people * np.log(2))
        states, chance = merge(*spread_out(states, chance, steps, chances / chances.sum()))
    return states[:, list(kept)], chance


def _sample(
    links: Sequence[tuple[int, int, int]],
    kept: Sequence[int],
    inverse: Floats,
    observed: float,
    resamples: int,
    rng: np.random.Generator,
) -> int:
    import numpy as np

    apart = np.zeros((resamples, max(max(one, other) for one, other, _ in links) + 1), np.int64)
    for one, other, people in links:
        moved = 2 * rng.binomial(people, 0.5, resamples) - people
        apart[:, one] += moved
        apart[:, other] -= moved
    return int((_forms(apart[:, list(kept)], inverse) >= observed).sum())


def _all_but_one(linked: NDArray[np.bool_]) -> list[int]:
    """Return the categories without the first of each group that hangs together."""
    kept, left = [], set(range(len(linked)))
    while left:
        group, new = set[int](), {min(left)}
        while new:
            group |= new
            new = {int(one) for here in new for one in linked[here].nonzero()[0]} - group
        left -= group
        kept += sorted(group)[1:]
    return sorted(kept)
