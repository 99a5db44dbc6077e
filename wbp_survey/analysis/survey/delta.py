"""Cliff's delta between two groups of a weighted sample, with the error that its design gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.intervals import newcombe5
from wbp_survey.analysis.survey.design import Design
from wbp_survey.analysis.survey.estimates import drawn_share, effective_size, worth_of
from wbp_survey.analysis.survey.linear import degrees_of_freedom, totals, variances

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_NOISE = 1e-24
"""A variance below this is what is left of sums of weights that should have been equal."""


@dataclass(frozen=True, slots=True)
class Delta:
    """Cliff's delta of one group against another, its standard error and 95% interval.

    `effect` is the design effect: the variance over that of as many rows of each group drawn at
    random with replacement; None where nothing varies. `df` are the first-stage units of both
    groups minus their strata.
    """

    value: float
    se: float
    effect: float | None
    low: float
    high: float
    df: int


def weighted_delta(design: Design, code: Ints, group: Ints) -> Delta:
    """Compare group 0 with group 1: the chance that the first is higher minus that it is lower.

    Per row `code` is the place of its answer, low to high, `group` 0, 1 or -1 for a row outside
    both, which stays in the design. Both groups have answers. A ratio of weighted totals over pairs
    of rows; linearised, a row adds w / W (own - delta), its own delta being that of its answer
    against the other group, or of the other group against its answer (Cliff 1993; as ranks in
    Lumley and Scott 2013, Biometrika 100:831-842). With two groups delta is twice the difference of
    their mean rank scores in R's survey::svyranktest. The interval is Newcombe's (2006) method 5
    for groups of as many answers as theirs are worth; with all weights 1 and no strata it is his.
    """
    import numpy as np

    codes = int(code[group >= 0].max()) + 1
    cell = np.where(group >= 0, group * codes + code, -1)
    share = totals(design.weight, cell, 2 * codes).reshape(2, codes)
    weight = share.sum(axis=1)
    share = share / weight[:, None]
    ahead = _ahead(share)
    delta = float(np.clip(share[0] @ ahead[0], -1.0, 1.0))
    away = np.zeros(len(group))
    inside = group >= 0
    side = group[inside]
    away[inside] = ahead[side, code[inside]] - delta
    moved = np.zeros(len(group))
    moved[inside] = design.weight[inside] * away[inside] / weight[side]
    domain = np.where(inside, 0, -1)
    variance = float(variances(design, moved, domain, 1)[0])
    n = np.bincount(side, minlength=2)
    plain = float((totals(moved * away, group, 2) / np.maximum(n - 1, 1)).sum())
    effect: float | None = variance / plain if plain > _NOISE else None
    if effect is None:  # equal answers, or no overlap: sums of weights are not exact
        delta, variance = float(round(delta)), 0.0
    df = int(degrees_of_freedom(design, domain, 1)[0])
    low, high = newcombe5(np.array(delta), *_worth(design, group, n, effect, df))
    return Delta(delta, variance**0.5, effect, float(low), float(high), df)


def _ahead(share: Floats) -> Floats:
    """Return per group and code how far group 0 is ahead where one of that group has that code.

    Of group 0: the share of group 1 below the code minus that above; of group 1: the share of group
    0 above it minus that below.
    """
    import numpy as np

    other = share[::-1]
    below = np.cumsum(other, axis=1) - other
    return np.asarray((2 * below + other - 1) * np.array([[1.0], [-1.0]]))


def _worth(
    design: Design, group: Ints, n: Ints, effect: float | None, df: int
) -> tuple[Floats, Floats]:
    """Return how many independent answers those of either group are worth."""
    import numpy as np

    effects = np.full(2, np.nan if effect is None else effect)
    free = np.full(2, int(n.sum()) - 2)
    kish, drawn = effective_size(design, group, 2), drawn_share(design, group, 2)
    size = worth_of(n, effects, kish, drawn, free, np.full(2, df))
    return size[:1].reshape(()), size[1:].reshape(())
