"""From one rating of a person to the next: a table of codes x codes, and what follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

from wbp_survey.analysis.rows import Number
from wbp_survey.model.spread import HIGH, LOW, percentile
from wbp_survey.model.table import Factor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_COUNTABLE = 1000


def movements(
    first: NDArray[np.int32], last: NDArray[np.int32], by: Factor, codes: int
) -> NDArray[np.int64]:
    """Count per group who went from which code (row) to which (column); both must be known."""
    import numpy as np

    both = (first >= 0) & (last >= 0) & (by.index >= 0)
    cell = (by.index[both].astype(np.int64) * codes + first[both]) * codes + last[both]
    size = len(by.levels) * codes * codes
    return np.bincount(cell, minlength=size).reshape(len(by.levels), codes, codes)


def change(cells: Ints, scores: Sequence[float]) -> dict[str, Number]:
    """Return who moved, how far, with what sign test, and whether the middle 40% drew together."""
    up, down = _triangle(cells, 1), _triangle(cells, -1)
    p, smallest = sign_test(up, down)
    return {
        "n_pairs": Number(float(cells.sum())),
        "n_up": Number(float(up)),
        "n_equal": Number(float(cells.trace())),
        "n_down": Number(float(down)),
        "median_shift": Number(_median_shift(cells, scores), "type_7"),
        "sign_p": Number(p, "exact"),
        "sign_p_min": Number(smallest, "exact"),
        "ipr_change": Number(
            drawn_together(cells.sum(axis=1), cells.sum(axis=0), scores), "type_7"
        ),
    }


def sign_test(up: int, down: int) -> tuple[float | None, float | None]:
    """Return the exact two-sided p of the sign test and the smallest it can be; ties are left out.

    Both are None when nobody moved. As many up as down, or one apart, is 1 to the letter.
    """
    moved, fewer = up + down, min(up, down)
    if not moved:
        return None, None
    return _two_sided(moved, fewer), 2 * 0.5**moved


def _two_sided(moved: int, fewer: int) -> float:
    """Return the chance of a split at least this uneven, with whole numbers while that is quick."""
    if moved - 2 * fewer <= 1:
        return 1.0
    if moved <= _COUNTABLE:
        tail = sum(comb(moved, count) for count in range(fewer + 1))
        return float(Fraction(2 * tail, 2**moved))
    from scipy.special import bdtr

    return 2 * float(bdtr(fewer, moved, 0.5))


def drawn_together(first: Ints, last: Ints, scores: Sequence[float]) -> float | None:
    """Return by how much the distance from P30 to P70 grew; None when a round has no ratings."""
    if not (first.sum() and last.sum()):
        return None
    return float(_ipr(last.tolist(), scores) - _ipr(first.tolist(), scores))


def _ipr(counted: Sequence[int], scores: Sequence[float]) -> Fraction:
    return percentile(scores, counted, HIGH) - percentile(scores, counted, LOW)


def _triangle(cells: Ints, side: int) -> int:
    import numpy as np

    return int(np.triu(cells, 1).sum() if side > 0 else np.tril(cells, -1).sum())


def _median_shift(cells: Ints, scores: Sequence[float]) -> float | None:
    """Return the median of what each person's rating changed by, last minus first."""
    shifts: Counter[float] = Counter()
    for row, column in zip(*cells.nonzero(), strict=True):
        shifts[scores[column] - scores[row]] += int(cells[row, column])
    if not shifts:
        return None
    sizes = sorted(shifts)
    return float(percentile(sizes, [shifts[size] for size in sizes], 50))
