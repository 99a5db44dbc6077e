"""The coefficients of a set of ratings, under the names of the result rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wbp_survey.analysis.coders.chance import (
    fleiss_kappa,
    fleiss_z,
    gwet_ac,
    gwet_weights,
    per_code,
)
from wbp_survey.analysis.coders.concordance import Concordance
from wbp_survey.analysis.coders.distances import members
from wbp_survey.analysis.coders.kappa import WEIGHTS, kappa, weights_of
from wbp_survey.analysis.coders.ratings import PAIRED, Coefficient, Ratings
from wbp_survey.analysis.intervals import wilson
from wbp_survey.analysis.rows import Number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

Numbers = dict[str, Number]

ORDERED = ("ordinal", "interval", "ratio")
_MEASURED = ("interval", "ratio")
_PARTS = ("", "_se", "_ci_low", "_ci_high")


def spelled(stat: str, found: Coefficient | None, method: str) -> Numbers:
    """Return a coefficient with its standard error and the ends of its interval."""
    values = (None,) * 4 if found is None else (found.value, found.error, found.low, found.high)
    pairs = zip(_PARTS, values, strict=True)
    return {f"{stat}{part}": Number(value, method) for part, value in pairs}


def beyond_chance(ratings: Ratings, counts: Ints) -> Iterator[Numbers]:
    """Yield Fleiss' kappa and Gwet's AC1 and, with an order, AC2."""
    import numpy as np

    same = np.eye(counts.shape[1])
    whole = fleiss_kappa(counts, same)
    z = None if whole is None else fleiss_z(counts, whole.value)
    yield spelled("fleiss_kappa", whole, "unweighted") | {"fleiss_z": Number(z, "chance_agreement")}
    yield spelled("gwet_ac1", gwet_ac(counts, same), "unweighted")
    if ratings.scale in ORDERED:
        weights = gwet_weights(ratings.variable.scores, ratings.scale)
        yield spelled("gwet_ac2", gwet_ac(counts, weights), ratings.scale)


def of_codes(ratings: Ratings, counts: Ints) -> Numbers:
    """Return kappa of each code being given or not; of a set, of each of its codes.

    None for a code that all or none gave; nothing for numbers, which are no codes.
    """
    import numpy as np

    names, given = ratings.variable.codes, counts
    if ratings.scale in _MEASURED:
        return {}
    if ratings.scale.startswith("set"):
        sets = [members(code) for code in names]
        names = tuple(sorted(frozenset[str]().union(*sets)))
        inside = np.array([[name in one for name in names] for one in sets], dtype=np.int64)
        given = counts @ inside.reshape(len(sets), len(names))
    found = per_code(given, counts.sum(axis=1))
    pairs = zip(names, found, strict=True)
    return {f"fleiss_kappa:{name}": Number(value, "one_against_all") for name, value in pairs}


def agreed(hits: int, n: int, method: str) -> Numbers:
    """Return the share that agrees, with the score interval of independent units."""
    import numpy as np

    low, high = wilson(np.array([hits]), np.array([n]))
    return {
        "percent_agreement": Number(hits / n if n else None, method),
        "percent_agreement_ci_low": Number(float(low[0]) if n else None, "wilson"),
        "percent_agreement_ci_high": Number(float(high[0]) if n else None, "wilson"),
    }


def of_two(ratings: Ratings, table: Ints) -> Iterator[Numbers]:
    """Yield Cohen's kappa of two coders and, with an order, its weighted forms.

    These go under one name: the method tells how near misses count.
    """
    for kind in WEIGHTS if ratings.scale in ORDERED else WEIGHTS[:1]:
        stat = "cohen_kappa" if kind == "unweighted" else "weighted_kappa"
        yield spelled(stat, kappa(table, weights_of(ratings.variable.scores, kind)), kind)


def in_order(found: Concordance | int) -> Numbers:
    """Return Kendall's W with its chi-square; None when nothing was put in order."""
    if isinstance(found, int):
        values: tuple[float | None, ...] = (None, None, None)
    else:
        values = (found.w, found.chi2, found.p)
    names = ("kendalls_w", "kendalls_w_chi2", "kendalls_w_p")
    return {
        name: Number(value, "chi_square" if name != "kendalls_w" else "ties")
        for name, value in zip(names, values, strict=True)
    }


def counted(ratings: Ratings, counts: Ints) -> Numbers:
    """Return how much there is: units, coders, units that can be paired, codes not given."""
    many = counts.sum(axis=1)
    found = {
        "n_units": len(ratings.units),
        "n_coders": len(ratings.coders),
        "n_pairable": int((many >= PAIRED).sum()),
        "n_unpairable": int((many == 1).sum()),
        "n_missing": int(ratings.index.size - many.sum()),
        "n_pairs": int((many * (many - 1) // 2).sum()),
    }
    return {stat: Number(float(value)) for stat, value in found.items()}
