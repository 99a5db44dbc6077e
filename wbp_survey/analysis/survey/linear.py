"""Variances by Taylor linearisation: of totals of influence values, per domain or all together.

A domain is part of the sample: rows outside it count as 0 but stay in the design (Lumley 2010,
Complex Surveys, section 2.3), so that a stratum keeps its number of units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbp_survey.analysis.survey.design import Design

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_MOST_MARKS = 100_000_000
"""Pairs for which a mark each is quicker than sorting (100 MB)."""


def totals(values: Floats, domain: Ints, domains: int) -> Floats:
    """Add up values per domain; rows of domain -1 belong to none."""
    import numpy as np

    return np.bincount(domain + 1, values, domains + 1)[1:].astype(np.float64)


def means(design: Design, y: Floats, domain: Ints, domains: int) -> Floats:
    """Return the weighted mean of `y` per domain, NaN where there is nobody (Hajek 1971)."""
    import numpy as np

    weight = totals(design.weight, domain, domains)
    sums = totals(design.weight * y, domain, domains)
    found = np.full(domains, np.nan)
    np.divide(sums, weight, out=found, where=weight > 0)
    return found


def influence(design: Design, y: Floats, domain: Ints, domains: int) -> Floats:
    """Return per row what it adds to the error of its domain's mean: w (y - mean) / sum of w."""
    import numpy as np

    mean = np.append(means(design, y, domain, domains), 0.0)
    weight = np.append(totals(design.weight, domain, domains), np.inf)
    return np.asarray(design.weight * (y - mean[domain]) / weight[domain])


def variances(design: Design, values: Floats, domain: Ints, domains: int) -> Floats:
    """Return per domain the variance of the total of `values`.

    Within each stratum (1 - f) m / (m - 1) times the squares of the unit totals about their mean,
    units outside the domain being 0 (Woodruff 1971, JASA 66:411-414; R: survey::svyrecvar). Strata
    with one unit add nothing; whoever asks must refuse them.
    """
    import numpy as np

    inside = domain >= 0
    value, where, stratum = values[inside], domain[inside], design.stratum[inside]
    if design.clustered:
        pair = design.unit[inside] * domains + where
        found, unit = np.unique(pair, return_inverse=True)
        value = np.bincount(unit, value, len(found)).astype(np.float64)
        where, stratum = found % domains, design.unit_stratum[found // domains]
    cell, shape = stratum * domains + where, (len(design.units), domains)
    sums = np.bincount(cell, value, shape[0] * domains).reshape(shape)
    squares = np.bincount(cell, value**2, shape[0] * domains).reshape(shape)
    spread = np.maximum(squares - sums**2 / design.units[:, None], 0.0)
    return np.asarray(_factor(design) @ spread)


def covariance(design: Design, values: Floats, column: Ints, columns: int) -> Floats:
    """Return the covariance matrix of the totals of `values` per column (-1: in none)."""
    import numpy as np

    inside = column >= 0
    value, where = values[inside], column[inside]
    strata, factor = len(design.units), _factor(design)
    cell = design.stratum[inside] * columns + where
    sums = np.bincount(cell, value, strata * columns).reshape(strata, columns)
    between = (sums * (factor / design.units)[:, None]).T @ sums
    if not design.clustered:  # a row lies in one column, so that no products are left
        squares = np.bincount(where, value**2 * factor[design.stratum[inside]], columns)
        return np.asarray(np.diag(squares) - between)
    unit = design.unit[inside] * columns + where
    units = len(design.unit_stratum)
    per_unit = np.bincount(unit, value, units * columns).reshape(units, columns)
    scaled = per_unit * factor[design.unit_stratum][:, None]
    return np.asarray(scaled.T @ per_unit - between)


def degrees_of_freedom(design: Design, domain: Ints, domains: int) -> Ints:
    """Return per domain its units minus its strata: what is left to estimate a variance from.

    Counted among the rows of the domain, as R's `degf` does after `subset`.
    """
    import numpy as np

    inside = domain >= 0
    where = domain[inside]
    strata = _pairs(design.stratum[inside], where, len(design.units), domains) % domains
    units = where
    if design.clustered:
        units = _pairs(design.unit[inside], where, len(design.unit_stratum), domains) % domains
    return np.bincount(units, minlength=domains) - np.bincount(strata, minlength=domains)


def lonely_strata(design: Design, domain: Ints, domains: int) -> list[tuple[str, ...]]:
    """Return per domain the names of its strata in which only one unit was drawn."""
    alone = design.lonely[design.stratum] & (domain >= 0)
    pairs = _pairs(design.stratum[alone], domain[alone], len(design.units), domains)
    found: list[list[str]] = [[] for _ in range(domains)]
    for pair in pairs.tolist():
        found[pair % domains].append(design.strata[pair // domains])
    return [tuple(names) for names in found]


def _pairs(first: Ints, second: Ints, firsts: int, seconds: int) -> Ints:
    """Return which pairs occur, each once, as first x seconds + second."""
    import numpy as np

    pair = first * seconds + second
    if firsts * seconds > _MOST_MARKS:
        return np.unique(pair)
    seen = np.zeros(firsts * seconds, bool)
    seen[pair] = True
    return np.flatnonzero(seen)


def _factor(design: Design) -> Floats:
    import numpy as np

    return np.where(design.units > 1, design.factor, 0.0)
