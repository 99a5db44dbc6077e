"""The likelihood of answers that share something unseen per group, by adaptive quadrature.

Within a group, answers are independent given u, drawn from the standard normal law; `sigma` x u
comes on top of what the terms say. The integral over u is taken by Gauss-Hermite quadrature around
each group's own top, with its own width (Liu and Pierce 1994, Biometrika 81:624-629; Pinheiro and
Bates 1995, J. Computational and Graphical Statistics 4:12-35). Gradient and second derivatives are
those of the integral itself, as expectations over u (Louis 1982, J. R. Statist. Soc. B 44:226-233).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.models.cumulative import (
    Curve,
    across,
    by_code,
    chances,
    information_of,
    steepness,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_MOST_ROWS = 5000
_POINTS = ((100, 9), (30, 15))
"""From so many answers per group on so many points miss the log-likelihood by less than 1e-8."""

_FEW_POINTS, _MANY_POINTS = 25, 61
"""With two answers per group and a variance of 5, 25 points miss it by 1e-6, 61 by less than 1e-9;
so many are taken while the rows are few."""

_MOST_STEPS = 60
_NEAR = 1e-9
_CELLS = 300_000
"""Rows x points that are taken at once."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """Answers in groups: per row its place, its scaled columns, its weight and its group.

    The rows of a group stand together; `first` is where each of them begins.
    """

    place: Ints
    matrix: Floats
    weights: Floats
    group: Ints
    first: Ints

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self.first)

    def sums(self, rows: Floats, axis: int = -1) -> Floats:
        """Sum per group along one axis."""
        import numpy as np

        return np.asarray(np.add.reduceat(rows, self.first, axis=axis))


@dataclass(frozen=True, slots=True)
class Integral:
    """The log-likelihood at one point, and per group (points x groups) where u was looked at.

    `share` is how much each point counts for, summing to 1 per group; `top` is where the group's
    own likelihood is highest.
    """

    value: float
    points: Floats
    share: Floats
    top: Floats


@dataclass(frozen=True, slots=True)
class Bend:
    """The gradient, minus the second derivatives, and what these would be were u known."""

    gradient: Floats
    information: Floats
    complete: Floats


def grouped(place: Ints, matrix: Floats, weights: Floats, group: Ints) -> Grouped:
    """Put the rows of each group together; `matrix` is scaled, every group 0 to G - 1 occurs."""
    import numpy as np

    order = np.argsort(group, kind="stable")
    first = np.searchsorted(group[order], np.arange(int(group.max()) + 1))
    return Grouped(place[order], matrix[order], weights[order], group[order], first)


def integrate(data: Grouped, at: Floats, top: Floats) -> Integral:
    """Return the log-likelihood at `at`: thresholds, slopes, and last sigma.

    `top` per group says where to begin to look.
    """
    import numpy as np
    from numpy.polynomial.hermite_e import hermegauss

    roots, laws = hermegauss(_points_for(data))
    thresholds, eta, sigma = _told(data, at)
    top, curve = _tops(data, at, top)
    points = top + roots[:, None] / np.sqrt(curve)
    logs = np.log(laws)[:, None] + roots[:, None] ** 2 / 2 - points**2 / 2
    logs = logs - np.log(curve) / 2 - np.log(2 * np.pi) / 2
    for some in _blocks(data, points):
        p = chances(data.place, thresholds, eta + sigma * points[some][:, data.group])
        with np.errstate(divide="ignore"):
            logs[some] += data.sums(data.weights * np.log(p))
    most = logs.max(axis=0)
    if not np.isfinite(most).all():
        return Integral(-np.inf, points, np.zeros_like(logs), top)
    share = np.exp(logs - most)
    total = share.sum(axis=0)
    return Integral(float((most + np.log(total)).sum()), points, share / total, top)


def bend(data: Grouped, at: Floats, here: Integral) -> Bend:
    """Return the derivatives of the log-likelihood where it was integrated."""
    import numpy as np

    codes, total = _codes(data, at), len(at)
    complete = np.zeros((total, total))
    spread = np.zeros((total, total))
    mean = np.zeros((data.groups, total))
    thresholds, eta, sigma = _told(data, at)
    for some in _blocks(data, here.points):
        unseen = here.points[some][:, data.group]
        _, rise, fall, up, down = steepness(data.place, thresholds, eta + sigma * unseen)
        share = here.share[some]
        weights = data.weights * share[:, data.group]
        bends = Curve(weights * (rise**2 - up), weights * (fall**2 + down), -weights * rise * fall)
        complete += _complete(data, bends, unseen, codes)
        for at_point, one in enumerate(share):
            score = _scores(data, rise[at_point], fall[at_point], unseen[at_point], codes)
            weighted = one[:, None] * score
            mean += weighted
            spread += score.T @ weighted
    return Bend(mean.sum(axis=0), complete - (spread - mean.T @ mean), complete)


def _complete(data: Grouped, bends: Curve, unseen: Floats, codes: int) -> Floats:
    """Return the information were u known, from rows that weigh as much as their point of u."""
    import numpy as np

    # the columns of a row are the same at every u, so that the rows are added up over u first
    plain, once = _over(bends, 1.0), _over(bends, unseen)
    size = codes + data.matrix.shape[1]
    found = np.zeros((size + 1, size + 1))
    found[:size, :size] = information_of(data.place, data.matrix, plain, codes)
    found[:codes, size] = across(data.place, once, 1.0, codes)
    found[codes:size, size] = data.matrix.T @ once.along
    found[size, :size] = found[:size, size]
    found[size, size] = (bends.along * unseen**2).sum()
    return found


def _over(bends: Curve, unseen: Floats | float) -> Curve:
    """Add up over the points of u, each times u."""
    return Curve(
        (bends.upper * unseen).sum(axis=0),
        (bends.lower * unseen).sum(axis=0),
        (bends.both * unseen).sum(axis=0),
    )


def _scores(data: Grouped, rise: Floats, fall: Floats, unseen: Floats, codes: int) -> Floats:
    """Return what each group adds to the gradient at one point of u: groups x parameters."""
    import numpy as np

    cell, cells = data.group * (codes + 1) + data.place, data.groups * (codes + 1)
    up = by_code(cell, data.weights * rise, cells - 1).reshape(-1, codes + 1)[:, :-1]
    down = by_code(cell, data.weights * fall, cells - 1).reshape(-1, codes + 1)[:, 1:]
    along = -data.weights * (rise - fall)
    slopes = data.sums(along[:, None] * data.matrix, axis=0)
    return np.column_stack([up - down, slopes, data.sums(along * unseen)])


def _points_for(data: Grouped) -> int:
    for size, points in _POINTS:
        if float(data.weights.sum()) >= size * data.groups:
            return points
    return _MANY_POINTS if len(data.place) < _MOST_ROWS else _FEW_POINTS


def _codes(data: Grouped, at: Floats) -> int:
    """Return the number of thresholds."""
    return int(len(at) - data.matrix.shape[1] - 1)


def _told(data: Grouped, at: Floats) -> tuple[Floats, Floats, float]:
    """Return the thresholds, what the terms say of each row, and sigma."""
    codes = _codes(data, at)
    return at[:codes], data.matrix @ at[codes:-1], float(at[-1])


def _blocks(data: Grouped, points: Floats) -> Iterator[slice]:
    """Yield some points at a time, so that rows x points stay few."""
    size = max(1, _CELLS // max(len(data.place), 1))
    for first in range(0, len(points), size):
        yield slice(first, first + size)


def _tops(data: Grouped, at: Floats, top: Floats) -> tuple[Floats, Floats]:
    """Return where each group's own likelihood is highest, and minus its second derivative there.

    Newton's method; the likelihood is concave in u, and a step that leaves the interval in which
    the top must lie halves it.
    """
    import numpy as np

    thresholds, eta, sigma = _told(data, at)
    furthest = abs(sigma) * data.sums(data.weights) + 1e-6
    low, high = -furthest, furthest
    top = np.clip(top, low, high)
    curve = np.ones(data.groups)
    for _ in range(_MOST_STEPS):
        _, rise, fall, up, down = steepness(data.place, thresholds, eta + sigma * top[data.group])
        slope = data.sums(-sigma * data.weights * (rise - fall)) - top
        curve = 1 + data.sums(sigma**2 * data.weights * ((rise - fall) ** 2 - up + down))
        low, high = np.where(slope > 0, top, low), np.where(slope < 0, top, high)
        moved = top + slope / curve
        moved = np.where((moved < low) | (moved > high), (low + high) / 2, moved)
        if float(np.abs(moved - top).max(initial=0)) < _NEAR:
            break
        top = moved
    return top, np.maximum(curve, 1.0)
