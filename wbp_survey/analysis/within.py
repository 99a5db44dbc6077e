"""How far people in one group agree: rwg, average deviation, van der Eijk's A, consensus.

Everything is a function of counts of codes per item and group, for all of them at once. NaN stands
where an index is not defined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wbp_survey.analysis.critical import CRITICAL, chance_of_variance, critical_values

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

INDICES = ("rwg", "ad_mean", "ad_median", "awg", "agreement_a", "consensus")


def within_numbers(tables: Ints, scores: Sequence[float]) -> dict[str, Floats]:
    """Return every index and its exact 5% bound under random answers: items x groups each.

    `tables` is items x groups x codes; `scores` are the numbers behind the codes, low to high. The
    bounds are there up to 30 people and for evenly spaced scores: agreement is more than chance at
    or above `rwg_critical`, at or below `ad_mean_critical` and `ad_median_critical`. `rwg_p` is how
    likely random answers agree at least as much.
    """
    import numpy as np

    values = np.asarray(scores, dtype=np.float64)
    found = {
        "rwg": rwg(tables, values),
        "ad_mean": ad_mean(tables, values),
        "ad_median": ad_median(tables, values),
        "awg": awg(tables, values),
        "agreement_a": agreement_a(tables),
        "consensus": consensus(tables, values),
    }
    return found | _by_chance(tables, values)


def rwg(tables: Ints, scores: Floats) -> Floats:
    """Return 1 - variance / the variance of random answers, not below 0 (James et al. 1984).

    Journal of Applied Psychology 69:85-98; random is every code equally often. NaN below two
    answers or two codes.
    """
    import numpy as np

    chance = float(scores.var())
    if not chance:
        return np.full(tables.shape[:-1], np.nan)
    return np.maximum(1 - _variance(tables, scores) / chance, 0.0)


def ad_mean(tables: Ints, scores: Floats) -> Floats:
    """Return the mean absolute deviation from the mean (Burke et al. 1999; NaN below two answers).

    Organizational Research Methods 2:49-68.
    """
    n = _sizes(tables)
    centre = (tables @ scores) / n
    return _deviation(tables, scores, centre, n)


def ad_median(tables: Ints, scores: Floats) -> Floats:
    """Return the mean absolute deviation from the median (Burke et al. 1999; NaN below two).

    Every median gives the same deviation: the lower middle answer is taken.
    """
    import numpy as np

    n = _sizes(tables)
    below = np.cumsum(tables, axis=-1)
    middle = (below * 2 >= tables.sum(axis=-1, keepdims=True)).argmax(axis=-1)
    return _deviation(tables, scores, scores[middle], n)


def awg(tables: Ints, scores: Floats) -> Floats:
    """Return 1 - 2 variance / the largest variance at this mean (Brown and Hauenstein 2005).

    Organizational Research Methods 8:165-184; 1 when everybody gives an end of the scale. NaN
    below two answers, and where the mean lies so near an end that the largest variance cannot be
    reached by so few people.
    """
    import numpy as np

    n = _sizes(tables)
    low, high = scores[0], scores[-1]
    total = tables @ scores
    mean = total / n
    with np.errstate(invalid="ignore", divide="ignore"):
        most = ((high + low) * mean - mean**2 - high * low) * n / (n - 1)
        found = 1 - 2 * _variance(tables, scores) / most
        near = (total < low * (n - 1) + high) | (total > high * (n - 1) + low)
    at_end = (tables[..., [0, -1]].max(axis=-1) == n) & (n > 1)
    return np.where(at_end, 1.0, np.where(near & ~at_end, np.nan, found))


def agreement_a(tables: Ints) -> Floats:
    """Return van der Eijk's A: 1 all in one code, 0 all codes alike, -1 half at either end.

    Van der Eijk (2001), Quality and Quantity 35:325-341: the answers are layers of codes that are
    given or not; the A of a layer follows from the triples of codes given, not given, given (two
    tops) and given, given, not given (one top). NaN without answers, and below three codes, for
    which it is not defined.
    """
    import numpy as np

    codes = tables.shape[-1]
    n = tables.sum(axis=-1)
    if codes < 3:  # noqa: PLR2004
        return np.full(n.shape, np.nan)
    levels = np.sort(tables, axis=-1)
    heights = np.diff(levels, axis=-1, prepend=0)
    layers = (tables[..., None, :] >= levels[..., :, None]) & (heights > 0)[..., :, None]
    weight = heights * layers.sum(axis=-1) / np.where(n > 0, n, 1)[..., None]
    found = (weight * _layer_agreement(layers.astype(np.int64))).sum(axis=-1)
    return np.where(n > 0, found, np.nan)


def consensus(tables: Ints, scores: Floats) -> Floats:
    """Return 1 + sum of p log2(1 - |x - mean| / range): 1 all in one code, 0 half at either end.

    Tastle and Wierman (2007), International Journal of Approximate Reasoning 45:531-545. NaN
    without answers.
    """
    import numpy as np

    n = tables.sum(axis=-1, keepdims=True)
    share = tables / np.where(n > 0, n, 1)
    width = float(scores[-1] - scores[0]) or 1.0
    apart = np.abs(scores - (share @ scores)[..., None]) / width
    inside = np.where(share > 0, np.maximum(1 - apart, np.finfo(float).tiny), 1.0)
    found = 1 + (share * np.log2(inside)).sum(axis=-1)
    return np.where(n[..., 0] > 0, found, np.nan)


def _layer_agreement(layers: Ints) -> Floats:
    """Return A of layers of 0 and 1: ... x codes."""
    import numpy as np

    codes = layers.shape[-1]
    left = np.cumsum(layers, axis=-1) - layers
    right = layers.sum(axis=-1, keepdims=True) - left - layers
    gap = 1 - layers
    two_tops = (gap * left * right).sum(axis=-1)
    one_top = (gap * (left * (left - 1) + right * (right - 1)) // 2).sum(axis=-1)
    triples = two_tops + one_top
    top = ((codes - 2) * one_top - (codes - 1) * two_tops) / np.where(
        triples > 0, (codes - 2) * triples, 1
    )
    given = layers.sum(axis=-1)
    return np.asarray(np.where(triples > 0, top, 1.0) * (1 - (given - 1) / (codes - 1)))


def _variance(tables: Ints, scores: Floats) -> Floats:
    import numpy as np

    n = _sizes(tables)
    mean = (tables @ scores) / n
    squares = (tables * (scores - mean[..., None]) ** 2).sum(axis=-1)
    return np.asarray(squares / np.where(n > 1, n - 1, np.nan))


def _deviation(tables: Ints, scores: Floats, centre: Floats, n: Floats) -> Floats:
    import numpy as np

    found = (tables * np.abs(scores - centre[..., None])).sum(axis=-1) / n
    return np.where(n > 1, found, np.nan)


def _sizes(tables: Ints) -> Floats:
    """Return the number of answers; NaN where there are none."""
    import numpy as np

    n = tables.sum(axis=-1).astype(np.float64)
    return np.where(n > 0, n, np.nan)


def _by_chance(tables: Ints, scores: Floats) -> dict[str, Floats]:
    """Return the exact bounds and the chance of rwg; each size of a group is worked out once."""
    import numpy as np

    sizes, codes = tables.sum(axis=-1), len(scores)
    found = {name: np.full(sizes.shape, np.nan) for name in (*CRITICAL, "rwg_p")}
    steps = np.diff(scores)
    if not len(steps) or not np.allclose(steps, steps[0]):
        return found
    variance = _variance(tables, scores) / steps[0] ** 2
    for size in np.unique(sizes).tolist():
        here = sizes == size
        found["rwg_p"][here] = chance_of_variance(size, codes, variance[here])
        for name, bound in critical_values(size, codes).items():
            found[name][here] = bound * steps[0] if name.startswith("ad_") else bound
    return found
