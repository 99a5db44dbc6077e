"""Each group against everybody else: one difference per group instead of one per pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbp_survey.analysis.intervals import newcombe5

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


def delta_rest(table: Ints) -> tuple[Floats, Floats, Floats]:
    """Return Cliff's delta of each group against the rest, and its 95% interval.

    `table` is ... x groups x codes, codes low to high; positive when the group is higher (Cliff
    1993; interval: Newcombe 2006, method 5). 0 from -1 to 1 where the group or the rest is empty.
    """
    import numpy as np

    group = table.astype(np.float64)
    rest = group.sum(axis=-2, keepdims=True) - group
    below = np.cumsum(rest, axis=-1) - rest
    m, n = group.sum(axis=-1), rest.sum(axis=-1)
    above = n[..., None] - below - rest
    pairs = m * n
    delta = (group * (below - above)).sum(axis=-1) / np.where(pairs > 0, pairs, 1.0)
    delta = np.clip(delta, -1.0, 1.0)
    low, high = newcombe5(delta, np.maximum(m, 1), np.maximum(n, 1))
    empty = pairs == 0
    return delta, np.where(empty, -1.0, low), np.where(empty, 1.0, high)
