"""Kendall's W: whether coders put units in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.coders.ratings import PAIRED
from wbp_survey.analysis.paired.friedman import friedman_q, kendalls_w

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Concordance:
    """W, corrected for ties, with its chi-square; `n` units were coded by every coder."""

    n: int
    w: float
    chi2: float
    p: float


def concordance(index: Ints) -> Concordance | int:
    """Return W of units x coders codes, or else only how many units all coders coded.

    Kendall and Smith (1939), Annals of Mathematical Statistics 10:275-287; the same as Friedman's
    Q / (coders x (units - 1)), with coders for people and units for conditions. The p is that of
    chi-square with n - 1 degrees of freedom: from 8 units (Siegel and Castellan 1988, chapter 9).
    """
    from scipy.special import chdtrc

    whole = index[(index >= 0).all(axis=1)]
    units, coders = len(whole), index.shape[1]
    if units < PAIRED or coders < PAIRED:
        return units
    q = friedman_q(_ranks(whole))
    if q is None:
        return units
    return Concordance(units, kendalls_w(q, coders, units), q, float(chdtrc(units - 1, q)))


def _ranks(whole: Ints) -> Ints:
    """Return twice the midrank of each unit with each coder, less twice the mean: coders x units.

    From the counts of codes, so that it takes no longer than counting.
    """
    import numpy as np

    rows = []
    for codes in whole.T:
        times = np.bincount(codes)
        below = np.cumsum(times) - times
        rows.append((2 * below + times - len(codes))[codes])
    return np.array(rows, dtype=np.int64)
