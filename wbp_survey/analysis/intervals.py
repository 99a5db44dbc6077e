"""Intervals of 95%: Wilson, Newcombe's method 5, noncentral F. No resampling anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

Z = 1.959963984540054
"""The 97.5% point of the standard normal distribution."""

_TAIL = 0.025
_HALVINGS = 60
_LARGEST = 1e10
"""Above this noncentrality scipy's distribution function fails without saying so."""


def wilson(hits: Ints | Floats, n: Ints | Floats) -> tuple[Floats, Floats]:
    """Return the score interval of hits out of n (Wilson 1927); n below 1 is read as n = 1.

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


def newcombe5(delta: Floats, first: Floats, second: Floats, z: float = Z) -> tuple[Floats, Floats]:
    """Return the interval of Cliff's delta for groups of `first` and `second` answers.

    Newcombe (2006), Statistics in Medicine 25:559-573, method 5, on theta = (delta + 1) / 2: the
    Hanley-McNeil variance with (m + n) / 2 - 1 in place of m - 1 and n - 1, inverted as a score
    interval. It stands at perfect separation, where delta is -1 or 1. `z` is the normal point of
    the level, that of 95% unless said otherwise.
    """
    theta = (delta + 1) / 2
    low = _bisect(lambda value: _excess(theta, value, first, second, z), theta * 0, theta)
    high = _bisect(lambda value: -_excess(theta, value, first, second, z), theta, theta * 0 + 1)
    return 2 * low - 1, 2 * high - 1


def _excess(theta: Floats, value: Floats, first: Floats, second: Floats, z: float) -> Floats:
    """Return how far `value` lies outside the interval of theta; below 0 is inside."""
    import numpy as np

    weight = (first + second) / 2 - 1
    spread = 1 + weight * (1 - value) / (2 - value) + weight * value / (1 + value)
    variance = value * (1 - value) * spread / (first * second)
    distance = np.abs(theta - value) - z * np.sqrt(np.maximum(variance, 0.0))
    return np.asarray(distance)


def _bisect(function: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Halve towards the point where `function` goes from positive to not positive."""
    import numpy as np

    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        positive = function(middle) > 0
        low, high = np.where(positive, middle, low), np.where(positive, high, middle)
    return (low + high) / 2


def eta_squared_interval(h: Floats, groups: Ints, n: Ints) -> tuple[Floats, Floats]:
    """Return the interval of eta squared from H by inverting the noncentral F distribution.

    F on midranks = (H / (k - 1)) / ((n - 1 - H) / (n - k)); eta squared = lambda / (lambda + n)
    (Steiger 2004). NaN when (next to) nothing varies within the groups, or n is not above k.
    Bisection on the distribution function, because scipy's own inverse is right to three digits
    only.
    """
    import numpy as np

    h, k, size = (np.atleast_1d(np.asarray(one, dtype=np.float64)) for one in (h, groups, n))
    low, high = np.full(h.shape, np.nan), np.full(h.shape, np.nan)
    rest = size - 1 - h
    fine = (size > k) & (k > 1) & (rest * _LARGEST > size**2)  # lambda is about n^2 / rest
    if fine.any():
        between, within = k[fine] - 1, (size - k)[fine]
        f = (h[fine] / between) / (rest[fine] / within)
        bounds = [_noncentrality(f, between, within, level) for level in (1 - _TAIL, _TAIL)]
        low[fine], high[fine] = (one / (one + size[fine]) for one in bounds)
    return low, high


def _noncentrality(f: Floats, between: Floats, within: Floats, level: float) -> Floats:
    """Return the lambda at which the noncentral F distribution function at `f` equals `level`."""
    import numpy as np
    from scipy.special import ncfdtr

    low, high = np.zeros(f.shape), np.ones(f.shape)
    none = ncfdtr(between, within, low, f) <= level
    while (short := (ncfdtr(between, within, high, f) > level) & (high < _LARGEST * 4)).any():
        low, high = np.where(short, high, low), np.where(short, high * 2, high)
    found = _bisect(lambda value: ncfdtr(between, within, value, f) - level, low, high)
    return np.where(none, 0.0, found)
