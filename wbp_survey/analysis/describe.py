"""What each group answered: quantiles, means and shares, from count tables (... groups x codes)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


def quantile(table: Ints, scores: Floats, p: float) -> Floats:
    """Return the type 7 quantile per group (Hyndman and Fan 1996; numpy's and R's default).

    `scores` is codes, or ... x codes beside several tables. Groups without answers give some score
    or 0: whoever asks must not print it.
    """
    import numpy as np

    sizes = table.sum(axis=-1)
    if not scores.shape[-1]:
        return np.zeros(sizes.shape)
    place = np.maximum(sizes - 1, 0) * p
    whole = np.floor(place)
    passed = np.cumsum(table, axis=-1)
    low, high = _at(passed, scores, whole), _at(passed, scores, np.ceil(place))
    return np.asarray(low + (place - whole) * (high - low))


def _at(passed: Ints, scores: Floats, place: Floats) -> Floats:
    """Return per group the score at this place (0 = lowest) among the sorted answers."""
    import numpy as np

    number = np.minimum((passed <= place[..., None]).sum(axis=-1), scores.shape[-1] - 1)
    if scores.ndim == 1:
        return np.asarray(scores[number])
    return np.take_along_axis(scores, number, axis=-1)


def mean_and_sd(table: Ints, scores: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard deviation (n - 1) per group; groups below 2 are read as 2."""
    import numpy as np

    sizes = table.sum(axis=-1)
    scores = scores[..., None, :]
    mean = (table * scores).sum(axis=-1) / np.maximum(sizes, 1)
    squares = (table * (scores - mean[..., None]) ** 2).sum(axis=-1)
    return mean, np.sqrt(squares / np.maximum(sizes - 1, 1))


def mean_interval(mean: Floats, sd: Floats, sizes: Ints) -> tuple[Floats, Floats]:
    """Return the 95% interval of a mean from Student's t; groups below 2 are read as 2."""
    import numpy as np
    from scipy.special import stdtrit

    df = np.maximum(sizes - 1, 1)
    half = stdtrit(df, 0.975) * sd / np.sqrt(np.maximum(sizes, 1))
    return mean - half, mean + half
