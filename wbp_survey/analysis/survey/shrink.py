"""Shares of many groups drawn towards the overall share, by as much as chance explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_TAIL = 0.025
_HALVINGS = 50
_MOST = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Shrunken:
    """Per item (rows) and group: the shrunken share with its interval; per item the rest.

    `mean` is the share of a typical group, `correlation` the intraclass correlation: the share of
    the variance of one answer that lies between groups, 0 when the groups vary no more than by
    chance.
    """

    share: Floats
    low: Floats
    high: Floats
    mean: Floats
    correlation: Floats


def shrink(hits: Floats, n: Floats) -> Shrunken:
    """Shrink the share of every group: (hits + a) / (n + a + b), a beta-binomial model.

    `hits` and `n` are items x groups. The share of a group comes from a beta distribution with mean
    m = a / (a + b) and 1 / (a + b + 1) = rho; m and rho solve the moment equations of Williams
    (1982), Applied Statistics 31:144-148: Pearson's chi-square, each group weighed by what its n is
    worth, equals groups - 1. The interval is that of the beta posterior and takes m and rho as
    known (Carlin and Louis 2009, section 5.2): a little narrow when there are few groups.
    """
    import numpy as np
    from scipy.special import betaincinv

    there = n > 0
    raw = hits / np.where(there, n, 1)
    correlation = _correlation(raw, n, there)
    mean = _mean(raw, n, there, correlation)
    known = (correlation > 0) & (mean > 0) & (mean < 1)
    size = np.where(known, 1 / np.where(known, correlation, 0.5) - 1, 1.0)[:, None]
    a, b = hits + mean[:, None] * size, n - hits + (1 - mean[:, None]) * size
    a, b = np.where(known[:, None], a, 1.0), np.where(known[:, None], b, 1.0)
    flat = np.broadcast_to(mean[:, None], n.shape)
    drawn = a / (a + b)
    # A posterior that piles up at 0 or 1 can have its mean outside its own middle 95%.
    below = np.minimum(betaincinv(a, b, _TAIL), drawn)
    above = np.maximum(betaincinv(a, b, 1 - _TAIL), drawn)
    share, low, high = (np.where(known[:, None], one, flat) for one in (drawn, below, above))
    return Shrunken(share, low, high, mean, correlation)


def _correlation(share: Floats, n: Floats, there: NDArray[np.bool_]) -> Floats:
    """Halve towards the correlation that solves the moment equation; 0 if chance explains all."""
    import numpy as np

    low, high = np.zeros(len(n)), np.full(len(n), _MOST)
    none = _excess(share, n, there, low) <= 0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        more = _excess(share, n, there, middle) > 0
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return np.where(none, 0.0, (low + high) / 2)


def _worth(n: Floats, correlation: Floats) -> Floats:
    """Return what n answers of one group are worth, in independent ones: n / (1 + (n - 1) rho)."""
    import numpy as np

    return np.asarray(n / (1 + np.maximum(n - 1, 0) * correlation[:, None]))


def _mean(share: Floats, n: Floats, there: NDArray[np.bool_], correlation: Floats) -> Floats:
    import numpy as np

    worth = np.where(there, _worth(n, correlation), 0.0)
    total = worth.sum(axis=1)
    return np.asarray((worth * share).sum(axis=1) / np.where(total > 0, total, 1.0))


def _excess(share: Floats, n: Floats, there: NDArray[np.bool_], correlation: Floats) -> Floats:
    """Return Pearson's chi-square minus its expectation under this correlation."""
    import numpy as np

    mean = _mean(share, n, there, correlation)[:, None]
    variance = np.where(mean * (1 - mean) > 0, mean * (1 - mean), np.inf)
    worth = np.where(there, _worth(n, correlation), 0.0)
    chi = (worth * (share - mean) ** 2 / variance).sum(axis=1)
    return np.asarray(chi - (there.sum(axis=1) - 1))
