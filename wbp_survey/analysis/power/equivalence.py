"""Equivalence on Cliff's delta: two one-sided tests against the smallest effect that would matter.

The interval of level 1 - 2 alpha (90%) lies wholly between minus and plus that effect: equivalent;
wholly beyond it: not equivalent; else it cannot be decided, which at 10 v. 10 people (an interval
.79 wide) it hardly ever can. Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics
15:657-680, with Newcombe's (2006) method 5 for the interval; pingouin's `tost` is about means.

Where people share cases the interval is that of as many strangers as they tell as much as, at the
higher intraclass correlation of `judgement.toml`: n / (1 + (m - 1) x rho), Kish (1965). An interval
that ignores cases would call groups equivalent too easily.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wbp_survey.analysis.counts import Batch
from wbp_survey.analysis.facts import Facts
from wbp_survey.analysis.intervals import newcombe5
from wbp_survey.analysis.power.pairing import (
    Pairs,
    cases_of,
    design_effect,
    pair_facts,
    pairs_of,
)
from wbp_survey.analysis.power.shown import alpha_of
from wbp_survey.analysis.ranks import cliffs_delta
from wbp_survey.analysis.rows import Number, Subject, allowed, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.model.result import Result
from wbp_survey.model.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EQUIVALENCE = ("equivalence_ci_low", "equivalence_ci_high", "equivalent")


def equivalent(low: Floats, high: Floats, sesoi: float) -> Floats:
    """Return 1 where the interval lies within -sesoi to sesoi, 0 where beyond it, else NaN."""
    import numpy as np

    inside = (low > -sesoi) & (high < sesoi)
    beyond = (low >= sesoi) | (high <= -sesoi)
    return np.where(inside, 1.0, np.where(beyond, 0.0, np.nan))


def equivalence_rows(
    batch: Batch, tally: Tally, facts: Sequence[Facts], sesoi: float
) -> list[list[Result]]:
    """Return per variable whether each pair of groups is equivalent; `sesoi` is the smallest delta.

    Without a declared smallest effect nothing is equivalent to anything: do not call this then.
    """
    import numpy as np
    from scipy.special import ndtri

    rows: list[list[Result]] = [[] for _ in batch.variables]
    pairs = pairs_of(batch.valid)
    known = pair_facts(pairs, tally.levels, facts)
    if not known:
        return rows
    level = alpha_of(known[0])
    interval = f"newcombe_5_{100 * (1 - 2 * level):g}"
    sizes = pairs.sizes.astype(np.float64)
    if known[0]["clustered"]:
        icc = threshold("icc_high")
        sizes, interval = _strangers(batch, tally, pairs, icc), f"{interval}_icc_{icc:g}"
    delta = cliffs_delta(batch.valid)[pairs.item, pairs.first, pairs.second]
    low, high = newcombe5(delta, sizes[:, 0], sizes[:, 1], z=float(ndtri(1 - level)))
    decided = equivalent(low, high, sesoi)
    for at, item in enumerate(pairs.item.tolist()):
        undecided = bool(np.isnan(decided[at])) and allowed("equivalent", known[at])
        numbers = {
            EQUIVALENCE[0]: Number(float(low[at]), interval),
            EQUIVALENCE[1]: Number(float(high[at]), interval),
            EQUIVALENCE[2]: Number(
                None if np.isnan(decided[at]) else float(decided[at]), f"sesoi_{sesoi:g}"
            ),
        }
        names = known[at]["groups"]
        subject = Subject(batch.variables[item], tally.by, names[0], names[1])
        rows[item] += write_rows(subject, numbers, {**known[at], "undecided": undecided})
    return rows


def _strangers(batch: Batch, tally: Tally, pairs: Pairs, icc: float) -> Floats:
    """Return how many people who share nothing tell as much as each group of a pair (pairs x 2)."""
    import numpy as np

    size = cases_of(batch, tally).size
    shared = np.stack([size[pairs.item, pairs.first], size[pairs.item, pairs.second]], axis=1)
    return np.asarray(pairs.sizes / design_effect(shared, icc))
