"""Intervals of 95%: Wilson, Newcombe's method 5, noncentral F. No resampling anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Z = 1.959963984540054
"""The 97.5% point of the standard normal distribution."""

_TAIL = 0.025
_HALVINGS = 60
_LARGEST = 1e10
"""Above this noncentrality scipy's distribution function fails without saying so."""


def wilson(hits: NDArray[np.int64], n: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return the score interval of hits out of n (Wilson 1927); n = 0 is read as n = 1.

    Exactly 0 when nothing hits and exactly 1 when all do.
    """
    import numpy as np

    size = np.maximum(n, 1).astype(np.float64)
    share = hits / size
    centre = (share + Z**2 / (2 * size)) / (1 + Z**2 / size)
    half = Z * np.sqrt(share * (1 - share) / size + Z**2 / (4 * size**2)) / (1 + Z**2 / size)
    low = np.where(hits == 0, 0.0, np.clip(centre - half, 0.0, share))
    high = np.where(hits == size, 1.0, np.clip(centre + half, share, 1.0))
    return low, high


def newcombe5(delta: Floats, first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Return the interval of Cliff's delta for groups of `first` and `second` answers.

    Newcombe (2006), Statistics in Medicine 25:559-573, method 5, on theta = (delta + 1) / 2: the
    Hanley-McNeil variance with (m + n) / 2 - 1 in place of m - 1 and n - 1, inverted as a score
    interval. It stands at perfect separation, where delta is -1 or 1.
    """
    theta = (delta + 1) / 2
    low = _bisect(lambda value: _excess(theta, value, first, second), theta * 0, theta)
    high = _bisect(lambda value: -_excess(theta, value, first, second), theta, theta * 0 + 1)
    return 2 * low - 1, 2 * high - 1


def _excess(theta: Floats, value: Floats, first: Floats, second: Floats) -> Floats:
    """Return how far `value` lies outside the interval of theta; below 0 is inside."""
    import numpy as np

    weight = (first + second) / 2 - 1
    spread = 1 + weight * (1 - value) / (2 - value) + weight * value / (1 + value)
    variance = value * (1 - value) * spread / (first * second)
    distance = np.abs(theta - value) - Z * np.sqrt(np.maximum(variance, 0.0))
    return np.asarray(distance)


def _bisect(function: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Halve towards the point where `function` goes from positive to not positive."""
    import numpy as np

    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        positive = function(middle) > 0
        low, high = np.where(positive, middle, low), np.where(positive, high, middle)
    return (low + high) / 2


def eta_squared_interval(h: float, groups: int, n: int) -> tuple[float, float] | None:
    """Return the interval of eta squared from H by inverting the noncentral F distribution.

    F on midranks = (H / (k - 1)) / ((n - 1 - H) / (n - k)); eta squared = lambda / (lambda + n)
    (Steiger 2004). None when (next to) nothing varies within the groups. Bisection on the
    distribution function, because scipy's own inverse is right to three digits only.
    """
    between, within = groups - 1, n - groups
    rest = n - 1 - h
    if rest * _LARGEST <= n**2:  # lambda is about n squared / rest
        return None
    f = (h / between) / (rest / within)
    low, high = (
        _noncentrality(f, between, within, 1 - _TAIL),
        _noncentrality(f, between, within, _TAIL),
    )
    return low / (low + n), high / (high + n)


def _noncentrality(f: float, between: int, within: int, level: float) -> float:
    """Return the lambda at which the noncentral F distribution function at `f` equals `level`."""
    from scipy.special import ncfdtr

    def above(value: float) -> bool:
        return bool(ncfdtr(between, within, value, f) > level)

    low, high = 0.0, 1.0
    if not above(low):
        return 0.0
    while above(high) and high < _LARGEST * 4:
        low, high = high, high * 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if above(middle) else (low, middle)
    return (low + high) / 2
