"""Exact Mann-Whitney p-values, ties and all, for many pairs of groups at once.

The count vectors that a group of n answers over L codes can have are the same for every pair with
that n and L: they are listed once, and each pair weighs them by its own totals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import TYPE_CHECKING

from wbp_survey.analysis.exact import TINY, can_enumerate, enumerate_tables
from wbp_survey.analysis.ranks import centred_ranks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_LISTED = 12_000
"""Up to this many count vectors are gone through for every pair; above, states are merged."""
_CELLS = 100_000
"""Chances at a time: what fits in the cache goes faster."""


@dataclass(frozen=True, slots=True)
class ExactPair:
    """The two-sided p, P(|U - E U| >= observed), and the smallest it can be."""

    p: float
    p_min: float


def exact_pairs(pairs: Sequence[Ints], limit: int) -> list[ExactPair | None]:
    """Return the exact p per pair (2 x codes); None where it takes more than `limit` tables."""
    found: list[ExactPair | None] = [None] * len(pairs)
    together: dict[tuple[int, int], list[int]] = {}
    trimmed = [pair[:, pair.sum(axis=0) > 0] for pair in pairs]
    for place, pair in enumerate(trimmed):
        fewest, codes = int(pair.sum(axis=1).min()), pair.shape[1]
        if comb(fewest + codes - 1, codes - 1) <= _LISTED:
            together.setdefault((fewest, codes), []).append(place)
        elif can_enumerate(pair, limit):
            exact = enumerate_tables(pair)
            found[place] = ExactPair(exact.p, exact.p_min) if exact else None
    for (fewest, codes), places in together.items():
        vectors = _vectors(fewest, codes)
        step = max(1, _CELLS // len(vectors))
        for begin in range(0, len(places), step):
            some = places[begin : begin + step]
            for place, one in zip(some, _listed([trimmed[i] for i in some], vectors), strict=True):
                found[place] = one
    return found


@lru_cache(maxsize=64)
def _vectors(n: int, codes: int) -> NDArray[np.int16]:
    """List every way of giving n answers to so many codes, one a row."""
    import numpy as np

    rows = np.zeros((1, 0), dtype=np.int16)
    left = np.array([n])
    for _ in range(codes - 1):
        choices = left + 1
        origin = np.repeat(np.arange(len(left)), choices)
        starts = np.cumsum(choices) - choices
        given = np.arange(len(origin)) - starts[origin]
        rows = np.column_stack([rows[origin], given]).astype(np.int16)
        left = left[origin] - given
    return np.column_stack([rows, left]).astype(np.int16)


def _listed(pairs: Sequence[Ints], vectors: NDArray[np.int16]) -> list[ExactPair]:
    import numpy as np
    from scipy.special import gammaln

    tables = np.stack(pairs)
    totals = tables.sum(axis=1)
    # The smaller group is dealt out; of equal groups either gives the same p.
    smaller = (tables[:, 1].sum(axis=1) < tables[:, 0].sum(axis=1)).astype(np.int64)
    own = tables[np.arange(len(tables)), smaller]
    ranks = centred_ranks(totals)
    # Doubled ranks are whole numbers far below 2^53: products of floats are exact.
    deviation = np.abs(ranks.astype(np.float64) @ vectors.T.astype(np.float64))
    observed = np.abs((own * ranks).sum(axis=1))
    weights = _weights(totals, vectors, gammaln)
    whole = weights.sum(axis=1)
    reached = np.where(deviation >= observed[:, None], weights, 0.0).sum(axis=1) / whole
    furthest = np.where(weights > 0, deviation, -1.0).max(axis=1)
    most = np.where(deviation >= furthest[:, None], weights, 0.0).sum(axis=1) / whole
    # Of thousands against thousands the outermost chances are smaller than any number.
    return [
        ExactPair(min(1.0, max(p, p_min, TINY)), min(1.0, max(p_min, TINY)))
        for p, p_min in zip(reached.tolist(), most.tolist(), strict=True)
    ]


def _weights(totals: Ints, vectors: NDArray[np.int16], gammaln: np.ufunc) -> Floats:
    """Return per pair the relative chance of each count vector; 0 for one that does not fit."""
    import numpy as np

    fewest = int(vectors[0].sum())
    given = np.arange(fewest + 1)
    over = totals[:, :, None] - given
    ways = (
        gammaln(totals + 1.0)[:, :, None]
        - gammaln(given + 1.0)
        - gammaln(np.maximum(over, 0) + 1.0)
    )
    ways = np.where(over >= 0, ways, -np.inf)
    logs = np.zeros((len(totals), len(vectors)))
    for code in range(vectors.shape[1]):
        logs += ways[:, code, vectors[:, code]]
    return np.asarray(np.exp(logs - logs.max(axis=1, keepdims=True)))
