"""Krippendorff's alpha and its interval, for every scale and any number of coders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.coders.distances import distances
from wbp_survey.analysis.coders.ratings import PAIRED, TWO_SIDED, Patterns, Ratings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_TAILS = (1 - TWO_SIDED, TWO_SIDED)
_AT_ONCE = 1 << 22  # numbers in a block of resamples: 32 MB


def alpha(ratings: Ratings, patterns: Patterns) -> float | None:
    """Return alpha = 1 - observed / expected disagreement; None when only one code occurs.

    Krippendorff (2019), Content Analysis, 4th ed., ch. 12. Units with one code do not count; a
    unit with m codes has weight m. R's irr 0.84.1 forgets to divide by m - 1 when nothing is
    missing, and is wrong for more than two coders.
    """
    if not len(patterns.times):
        return None
    (found,) = _alphas(ratings, patterns, patterns.times[None, :]).tolist()
    return None if found != found else float(found)  # noqa: PLR0124 (not a number)


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of an interval of 95%, how it was found, and the share of resamples without one."""

    low: float | None
    high: float | None
    method: str
    without: float = 0.0


def bootstrap(
    ratings: Ratings, patterns: Patterns, resamples: int, random: np.random.Generator
) -> Interval:
    """Return percentiles of alpha over resamples of whole units (Zapf et al. 2016).

    BMC Medical Research Methodology 16:93. Krippendorff's own resampling of pairs of codes takes
    the pairs of a unit for independent and holds the expected disagreement fixed: with three
    coders his intervals cover 70 to 94%, these 90 to 97% from 20 units
    (benchmarks/agreement_coverage.py). Resamples in which one code occurs have no alpha and are
    left out. Units that were coded alike are drawn together, so that the cost depends on the
    number of patterns.
    """
    import numpy as np

    found = np.concatenate(_resampled(ratings, patterns, resamples, random))
    known = found[~np.isnan(found)]
    without = 1 - len(known) / resamples
    if not len(known):
        return Interval(None, None, "bootstrap_units", without)
    low, high = np.quantile(known, _TAILS)
    return Interval(float(low), float(high), "bootstrap_units", without)


def jackknife(ratings: Ratings, patterns: Patterns) -> Interval:
    """Return alpha -+ t times its error from leaving out each unit once (Hughes 2022).

    arXiv:2210.13265. For few units: no bootstrap below 20. None when alpha without some unit
    cannot be computed.
    """
    import numpy as np
    from scipy.special import stdtrit

    units = int(patterns.times.sum())
    kinds = len(patterns.times)
    weights = patterns.times[None, :] - np.eye(kinds, dtype=np.int64)
    without = _alphas(ratings, patterns, weights)
    if units <= PAIRED or np.isnan(without).any():
        return Interval(None, None, "jackknife_units")
    centre = float(_alphas(ratings, patterns, patterns.times[None, :])[0])
    mean = (patterns.times @ without) / units
    spread = patterns.times @ (without - mean) ** 2
    half = float(stdtrit(units - 1, TWO_SIDED) * np.sqrt((units - 1) / units * spread))
    return Interval(centre - half, min(centre + half, 1.0), "jackknife_units")


def _resampled(
    ratings: Ratings, patterns: Patterns, resamples: int, random: np.random.Generator
) -> list[Floats]:
    units = int(patterns.times.sum())
    block = max(_AT_ONCE // max(patterns.counts.shape), 1)
    sizes = [min(block, resamples - done) for done in range(0, resamples, block)]
    share = patterns.times / units
    return [
        _alphas(ratings, patterns, random.multinomial(units, share, size=size)) for size in sizes
    ]


def _alphas(ratings: Ratings, patterns: Patterns, weights: NDArray[np.int64]) -> Floats:
    """Return alpha for each row of `weights`, how often each pattern counts; NaN: no variation."""
    import numpy as np

    counts = patterns.counts.astype(np.float64)
    times = weights.astype(np.float64)
    values = times @ counts
    total = values.sum(axis=1)
    parts = _ordinal if ratings.scale == "ordinal" else _fixed
    observed, expected = parts(ratings, counts, times, values)
    varied = (values > 0).sum(axis=1) > 1
    chance = np.where(varied, expected / (total - 1), 1.0)
    return np.where(varied & (chance > 0), 1 - observed / np.where(chance > 0, chance, 1), np.nan)


def _fixed(
    ratings: Ratings, counts: Floats, times: Floats, values: Floats
) -> tuple[Floats, Floats]:
    """Return observed and (times the total less one) expected disagreement of fixed distances."""
    apart = distances(ratings)
    within = ((counts @ apart) * counts).sum(axis=1) / (counts.sum(axis=1) - 1)
    return times @ within, ((values @ apart) * values).sum(axis=1)


def _ordinal(
    _ratings: Ratings, counts: Floats, times: Floats, values: Floats
) -> tuple[Floats, Floats]:
    """Return the same for ordinal codes.

    The ordinal difference of two codes, the squared number of codes between them with half of
    either, is the squared difference of their midranks. The squared differences within a unit add
    up to 2 (m sum x^2 - (sum x)^2), and the midranks of all codes to half their squared number.
    """
    import numpy as np

    ranks = np.cumsum(values, axis=1) - values / 2
    coded = counts.sum(axis=1)
    own = times / (coded - 1)
    squares = ((own * coded) @ counts * ranks**2).sum(axis=1)
    sums = (own * (ranks @ counts.T) ** 2).sum(axis=1)
    total = values.sum(axis=1)
    expected = total * (values * ranks**2).sum(axis=1) - (total**2 / 2) ** 2
    return 2 * (squares - sums), 2 * expected
