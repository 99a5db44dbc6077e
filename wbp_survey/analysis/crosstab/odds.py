"""The odds ratio of a 2 x 2 table given its margins: exact at any n, with an empty cell too."""

from __future__ import annotations

from collections.abc import Callable
from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]
    Floats = NDArray[np.float64]

MOST = 2_000
"""Tables with these margins that are gone through; with more, Woolf's interval is as good."""

_TAIL = 0.025
_FURTHEST = 700.0
"""The logarithm of an odds ratio beyond which none lies that can be written down."""
_HALVINGS = 80

Ends = tuple[float | None, float | None, float | None]


def exact_odds_ratio(table: Counts) -> Ends | None:
    """Return the conditional estimate of the odds ratio and its exact 95% interval.

    The estimate makes the count of the first cell what is expected of it given the margins (Fisher
    1935; as R's fisher.test, which stops at four digits); the interval has 2.5% in either tail
    (Cornfield 1956). An infinite end is None. None for more than `MOST` tables with these margins.
    No row or column is empty.
    """
    import numpy as np
    from scipy.special import gammaln

    (a, b), (c, d) = table.tolist()
    low, high = max(0, a - d), a + min(b, c)
    if high - low > MOST:
        return None
    cells = np.arange(low, high + 1.0)  # how many the first cell can hold
    parts = (cells, a + b - cells, a + c - cells, d - a + cells)
    weight = -np.sum([gammaln(part + 1.0) for part in parts], axis=0)

    def chance(log_ratio: float) -> Floats:
        logs = weight + cells * log_ratio
        found = np.exp(np.maximum(logs - logs.max(), -_FURTHEST))
        return np.asarray(found / found.sum())

    at_least, at_most = (cells >= a) * 1.0, (cells <= a) * 1.0
    value = _root(lambda one: float(chance(one) @ cells) - a)
    lower = _root(lambda one: float(chance(one) @ at_least) - _TAIL)
    upper = _root(lambda one: _TAIL - float(chance(one) @ at_most))
    below, above = a == low, a == high
    return (
        0.0 if below else None if above else value,
        0.0 if below else lower,
        None if above else upper,
    )


def _root(rising: Callable[[float], float]) -> float:
    """Return e to the power at which a rising function passes 0, by halving."""
    low, high = -_FURTHEST, _FURTHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return exp((low + high) / 2)
