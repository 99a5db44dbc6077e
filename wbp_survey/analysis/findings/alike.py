"""Duplicates: rows that are the same, and rows that are nearly so.

Kuriakose and Robbins (2016), Statistical Journal of the IAOS 32:283-291, look at the share of equal
answers; Simmons et al. (2016), in the same volume, pp. 327-338, show that honest people with few
questions or much agreement are alike too. Hence a number of answers, and what chance alone gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SEED = 20160223  # of the multipliers of a hash: it decides speed, never the result


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows with so many equal answers among so many that both gave."""

    first: int
    second: int
    equal: int
    both: int


def same_rows(columns: Sequence[NDArray[np.integer]]) -> list[NDArray[np.int64]]:
    """Return the groups of rows with the same value in every column, by their first row.

    Rows are sorted by a hash and compared with their neighbour: n log n, never pair by pair.
    """
    import numpy as np

    if not columns or not len(columns[0]):
        return []
    dice = np.random.default_rng(_SEED)
    factors = dice.integers(1, 1 << 63, len(columns), np.uint64) | np.uint64(1)
    key = np.zeros(len(columns[0]), np.uint64)
    for column, factor in zip(columns, factors, strict=True):
        key = (key ^ (key >> np.uint64(29))) + column.astype(np.uint64) * factor
    order = np.argsort(key, kind="stable")
    alike = np.ones(len(order) - 1, bool)
    for column in columns:
        alike &= column[order[1:]] == column[order[:-1]]
    # A group begins where a row differs from the one before and the next does not.
    edges = np.diff(np.concatenate([[0], alike.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    groups = [order[start : end + 1] for start, end in zip(starts, ends, strict=True)]
    return sorted(groups, key=lambda group: int(group[0]))


def expected_pairs(columns: Sequence[NDArray[np.integer]]) -> float:
    """Return how many pairs of equal rows there would be, were all columns independent.

    n (n - 1) / 2 times the product over columns of the chance that two rows agree.
    """
    import numpy as np

    n = len(columns[0]) if columns else 0
    pairs = n * (n - 1) / 2
    for column in columns:
        counts = np.bincount(column - column.min()).astype(float) if n else np.zeros(0)
        agree = float((counts * (counts - 1)).sum()) / (n * (n - 1)) if n > 1 else 0.0
        pairs *= agree
    return pairs


def alike_pairs(answers: NDArray[np.integer], share: float, least: int) -> list[Pair]:
    """Return the pairs of rows that agree on a share of the answers both gave (-1: none).

    Pair by pair, n squared: for groups of people, not for files.
    """
    import numpy as np

    found = []
    for first in range(len(answers) - 1):
        others = answers[first + 1 :]
        both = ((others >= 0) & (answers[first] >= 0)).sum(axis=1)
        equal = ((others == answers[first]) & (others >= 0)).sum(axis=1)
        places = np.flatnonzero((both >= least) & (equal >= share * both)).tolist()
        found += [
            Pair(first, first + 1 + place, int(equal[place]), int(both[place])) for place in places
        ]
    return found
