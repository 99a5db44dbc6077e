"""What each group answered: quantiles, means and shares, from count tables (groups x codes)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def quantile(table: NDArray[np.int64], scores: Floats, p: float) -> Floats:
    """Return the type 7 quantile per group (Hyndman and Fan 1996; numpy's and R's default).

    Groups without answers give some score or 0: whoever asks must not print it.
    """
    import numpy as np

    if not scores.size:
        return np.zeros(len(table))
    sizes = table.sum(axis=1)
    place = np.maximum(sizes - 1, 0) * p
    whole = np.floor(place)
    low, high = _at(table, scores, whole), _at(table, scores, np.ceil(place))
    return np.asarray(low + (place - whole) * (high - low))


def _at(table: NDArray[np.int64], scores: Floats, place: Floats) -> Floats:
    """Return per group the score at this place (0 = lowest) among the sorted answers."""
    import numpy as np

    passed = (np.cumsum(table, axis=1) <= place[:, None]).sum(axis=1)
    return np.asarray(scores[np.minimum(passed, len(scores) - 1)])


def mean_and_sd(table: NDArray[np.int64], scores: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard deviation (n - 1) per group; groups below 2 are read as 2."""
    import numpy as np

    sizes = table.sum(axis=1)
    mean = (table @ scores) / np.maximum(sizes, 1)
    squares = (table * (scores[None, :] - mean[:, None]) ** 2).sum(axis=1)
    return mean, np.sqrt(squares / np.maximum(sizes - 1, 1))
