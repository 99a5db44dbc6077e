"""Weighted means and shares per group, with design-based standard errors and intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.intervals import Z
from wbp_survey.analysis.survey.design import Design
from wbp_survey.analysis.survey.linear import influence, means, totals, variances

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_TAIL = 0.975
_NOISE = 1e-24
"""A variance so much below the mean square is what rounding leaves of equal answers."""
_CENSUS = 1e12
"""A group of which everybody was asked is worth so many times its answers."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean per domain, its standard error and the design effect; NaN where there is nobody.

    The design effect is the variance over that of as many rows drawn at random with replacement
    (Kish 1965; R: `deff = "replace"`), NaN where nothing varies.
    """

    value: Floats
    se: Floats
    effect: Floats


def estimate(design: Design, y: Floats, domain: Ints, domains: int) -> Estimate:
    """Estimate the mean of `y` per domain: a ratio of weighted totals (R: survey::svymean)."""
    import numpy as np

    mean = means(design, y, domain, domains)
    variance = variances(design, influence(design, y, domain, domains), domain, domains)
    n = np.bincount(domain + 1, minlength=domains + 1)[1:]
    weight = totals(design.weight, domain, domains)
    away = (y - np.append(mean, 0.0)[domain]) ** 2
    squares = totals(design.weight * away, domain, domains)
    plain = squares / np.where(weight > 0, weight, 1.0) / np.maximum(n - 1, 1)
    # Of equal answers the weighted mean is off by a rounding error, which is no variance.
    level = totals(design.weight * y**2, domain, domains) / np.where(weight > 0, weight, 1.0)
    varies = plain > _NOISE * level
    variance, plain = np.where(varies, variance, 0.0), np.where(varies, plain, 0.0)
    effect = np.divide(variance, plain, out=np.full(domains, np.nan), where=plain > 0)
    return Estimate(mean, np.where(n > 0, np.sqrt(variance), np.nan), effect)


def effective_size(design: Design, domain: Ints, domains: int) -> Floats:
    """Return per domain Kish's n: (sum of weights) squared / sum of squared weights."""
    import numpy as np

    weight = totals(design.weight, domain, domains)
    squares = totals(design.weight**2, domain, domains)
    return np.asarray(weight**2 / np.where(squares > 0, squares, 1.0))


def mean_interval(found: Estimate, df: Ints) -> tuple[Floats, Floats]:
    """Return the 95% interval of a mean from Student's t with the design's degrees of freedom."""
    import numpy as np
    from scipy.special import stdtrit

    half = stdtrit(np.maximum(df, 1), _TAIL) * found.se
    return found.value - half, found.value + half


def drawn_share(design: Design, domain: Ints, domains: int) -> Floats:
    """Return per domain the fraction of it that was drawn, over its strata by weight."""
    import numpy as np

    weight = totals(design.weight, domain, domains)
    drawn = totals(design.weight * design.rate[design.stratum], domain, domains)
    return np.asarray(drawn / np.where(weight > 0, weight, 1.0))


def worth(found: Estimate, n: Ints, kish: Floats, df: Ints, drawn: Floats) -> Floats:
    """Return how many independent answers the share of each domain is worth, at least 1."""
    return worth_of(n, found.effect, kish, drawn, n - 1, df)


def worth_of(n: Ints, effect: Floats, kish: Floats, drawn: Floats, free: Ints, df: Ints) -> Floats:
    """Return how many independent answers `n` are worth by their design effect, at least 1.

    That is n over the design effect, times (t of `free` / t of `df`) squared: the degrees of
    freedom without and with the design (Korn and Graubard 1998). Never more than Kish's n over the
    fraction not drawn: the design effect of few answers is itself a guess.
    """
    import numpy as np
    from scipy.special import stdtrit

    some = np.maximum(n, 1)
    bound = kish / np.maximum(1 - drawn, 1 / _CENSUS)
    known = np.isfinite(effect) & (effect > 0)
    size = np.where(known, some / np.where(known, effect, 1.0), bound)
    narrow = stdtrit(np.maximum(free, 1), _TAIL) / stdtrit(np.maximum(df, 1), _TAIL)
    return np.asarray(np.maximum(np.minimum(size * np.minimum(narrow, 1.0) ** 2, bound), 1.0))


def wilson_of_share(share: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Return the 95% score interval of a share of `size` answers, which need not be whole.

    With `worth` as the size it covers .94 to .97 at 10 to 100 answers per group and shares from .05
    to .9 (strata, unequal weights or clusters), where the logit interval of R's svyciprop covers
    .38 to .98. With all weights 1 and no strata it is Wilson's own interval.
    """
    import numpy as np

    centre = (share + Z**2 / (2 * size)) / (1 + Z**2 / size)
    half = Z * np.sqrt(share * (1 - share) / size + Z**2 / (4 * size**2)) / (1 + Z**2 / size)
    low = np.where(share <= 0, 0.0, np.clip(centre - half, 0.0, share))
    high = np.where(share >= 1, 1.0, np.clip(centre + half, share, 1.0))
    return low, high
