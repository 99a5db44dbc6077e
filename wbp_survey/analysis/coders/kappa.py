"""Cohen's kappa of two coders, plain and weighted, with its large-sample error."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Literal, get_args

from wbp_survey.analysis.coders.ratings import TWO_SIDED, Coefficient, Ratings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

Weights = Literal["unweighted", "quadratic", "linear"]
WEIGHTS: tuple[Weights, ...] = get_args(Weights)


def pair_table(first: Ints, second: Ints, codes: int) -> Ints:
    """Count the units that both coded: codes of the first x codes of the second."""
    import numpy as np

    both = (first >= 0) & (second >= 0)
    cells = first[both].astype(np.int64) * codes + second[both]
    return np.bincount(cells, minlength=codes**2).reshape(codes, codes)


def pair_tables(ratings: Ratings) -> Iterator[tuple[str, str, Ints]]:
    """Yield every two coders, in order, with the table of what both coded."""
    codes = len(ratings.variable.codes)
    for one, other in combinations(range(len(ratings.coders)), 2):
        table = pair_table(ratings.index[:, one], ratings.index[:, other], codes)
        yield ratings.coders[one], ratings.coders[other], table


def kappa(table: Ints, weights: Floats) -> Coefficient | None:
    """Return kappa of a square table of counts; None when chance alone agrees completely.

    `weights` says how much two codes agree, 1 on the diagonal (Cohen 1960, 1968). The error is
    that of Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72:323-327, for a kappa that
    is not zero, the interval with t of n - 1, which covers more often than the normal one (at 10
    units 82 to 99% instead of 76 to 97%, where no code is rare). statsmodels' cohens_kappa gives
    the same error and takes 2 seconds to import.
    """
    import numpy as np
    from scipy.special import stdtrit

    n = int(table.sum())
    if n == 0:
        return None
    share = table / n
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    observed = float((share * weights).sum())
    by_chance = float(rows @ weights @ columns)
    if np.isclose(by_chance, 1.0, rtol=0.0, atol=1e-12):
        return None
    value = (observed - by_chance) / (1 - by_chance)
    mean = (weights @ columns)[:, None] + (rows @ weights)[None, :]
    # What each cell adds; its mean is the published po pe - 2 pe + po, taken off before squaring.
    own = weights * (1 - by_chance) - mean * (1 - observed)
    spread = float((share * (own - float((share * own).sum())) ** 2).sum())
    error = (spread / n) ** 0.5 / (1 - by_chance) ** 2
    half = float(stdtrit(n - 1, TWO_SIDED)) * error if n > 1 else 0.0
    return Coefficient(value, error, value - half, min(value + half, 1.0))


def weights_of(scores: tuple[float, ...], kind: Weights) -> Floats:
    """Return how much two codes agree: 1 - distance, or its square, over the whole range.

    Distances are those of the scores, so that a code nobody uses moves nothing (Cohen 1968; Fleiss
    and Cohen 1973). Unweighted: 1 for the same code and 0 for any other.
    """
    import numpy as np

    values = np.asarray(scores, dtype=np.float64)
    if kind == "unweighted":
        return np.eye(len(values))
    apart = np.abs(values[:, None] - values[None, :])
    relative = apart / max(float(apart.max(initial=0.0)), np.finfo(float).tiny)
    return np.asarray(1 - (relative if kind == "linear" else relative**2))


def light_kappa(tables: list[Ints], weights: Floats) -> float | None:
    """Return the mean of the kappas of every two coders; None when one cannot be computed.

    Light (1971), Psychological Bulletin 76:365-377.
    """
    found = [kappa(table, weights) for table in tables]
    known = [one.value for one in found if one is not None]
    return sum(known) / len(known) if found and len(known) == len(found) else None
