"""How far apart two codes are, and how much a near miss still agrees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wbp_survey.analysis.coders.ratings import Ratings, Scale

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SET_MARK = "|"
_OVERLAP, _INSIDE = 1 / 3, 2 / 3


def distances(ratings: Ratings) -> Floats:
    """Return the difference function of every pair of codes, 0 on the diagonal: codes x codes.

    Nominal 0 or 1, interval (a - b)^2, ratio ((a - b) / (a + b))^2 (Krippendorff 2019, ch. 12);
    sets one minus their MASI (Passonneau 2006) or Jaccard overlap. Not for ordinal codes, whose
    differences depend on how often each code occurs.
    """
    import numpy as np

    scores = np.asarray(ratings.variable.scores, dtype=np.float64)
    apart = scores[:, None] - scores[None, :]
    if ratings.scale == "nominal":
        return (~np.eye(len(scores), dtype=bool)).astype(np.float64)
    if ratings.scale == "interval":
        return np.asarray(apart**2)
    if ratings.scale == "ratio":
        both = scores[:, None] + scores[None, :]
        return np.asarray((apart / np.where(both == 0, 1.0, both)) ** 2)
    return _between_sets(ratings.variable.codes, ratings.scale)


def members(code: str) -> frozenset[str]:
    """Return the codes in a set that is written as one code; an empty one holds nothing."""
    return frozenset(part for part in code.split(SET_MARK) if part)


def set_distance(one: frozenset[str], other: frozenset[str], scale: Scale) -> float:
    """Return how far two sets are apart, from 0 (the same) to 1 (nothing in common).

    MASI weighs the Jaccard overlap: 2/3 when one set lies inside the other, 1/3 when they only
    overlap (Passonneau 2006, LREC). Two empty sets are the same.
    """
    if one == other:
        return 0.0
    common = one & other
    jaccard = len(common) / len(one | other)
    if scale == "set_jaccard":
        return 1 - jaccard
    return 1 - jaccard * (_INSIDE if common in {one, other} else _OVERLAP)


def _between_sets(codes: Sequence[str], scale: Scale) -> Floats:
    import numpy as np

    sets = [members(code) for code in codes]
    return np.array([[set_distance(one, other, scale) for other in sets] for one in sets])
