"""Every headline once more without each case: how far a comparison hangs on one of them.

Leaving out whole cases is the jackknife over clusters (Quenouille 1956, Biometrika 43:353-360), but
no standard error is made of it: lowest and highest are shown, and which case moves it most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.counts import Batch, sum_by
from wbp_survey.analysis.ranks import chi_square_p, cliffs_delta, eta_squared_h, kruskal_h
from wbp_survey.model.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_TWO = 2
_CELLS = 2_000_000
"""Counts held at a time: what leaving out 200 cases of 20 groups would else take is gigabytes."""


@dataclass(frozen=True, slots=True)
class Headlines:
    """What a comparison comes to, over the leading axes; NaN where it cannot be computed.

    `eta` and `p` are of all groups (eta squared H and the chi-square p of H), `delta` is groups x
    groups (row against column) and `share` per group the share that agrees.
    """

    eta: Floats
    p: Floats
    delta: Floats
    share: Floats


@dataclass(frozen=True, slots=True)
class Without:
    """The headlines with everybody, and with each case left out (items x cases ...).

    `counted` is items x cases x groups: whether the case has answers there; `emptied` whether
    nobody else has. `cases` are their names.
    """

    whole: Headlines
    left: Headlines
    counted: Bools
    emptied: Bools
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Between what each statistic lies when one case is left out, and which case moves it most.

    NaN where no case can be left out; `most` is -1 there, and where none moves it at all.
    """

    low: Floats
    high: Floats
    most: Ints


def cases_in(tally: Tally) -> Ints:
    """Return the places of the cases that have people in a group."""
    import numpy as np

    return np.unique(tally.cluster[(tally.cluster >= 0) & (tally.group >= 0)])


def leave_each_out(batch: Batch, tally: Tally, agrees: Ints) -> Without:
    """Take every case in turn out of the counts; answers of no case stay.

    `agrees` is items x codes, 1 for a code that counts as agreeing.
    """
    import numpy as np

    known, groups = cases_in(tally), len(tally.levels)
    items, _, codes = batch.units.shape
    step = max(1, _CELLS // max(1, items * groups * (groups + codes)))
    place = np.where(tally.cluster >= 0, np.searchsorted(known, tally.cluster), -1)
    parts, counted = [], [np.zeros((items, 0, groups), dtype=np.int64)]
    for start in range(0, len(known), step):
        size = min(step, len(known) - start)
        inside = (place >= start) & (place < start + size) & (tally.group >= 0)
        cell = np.where(inside, (place - start) * groups + tally.group, -1)
        own = sum_by(batch.units, cell, size * groups).reshape(items, size, groups, codes)
        parts.append(headlines(batch.valid[:, None] - own, agrees[:, None]))
        counted.append(own.sum(axis=3))
    answers = np.concatenate(counted, axis=1)
    return Without(
        headlines(batch.valid, agrees),
        _together(parts) if parts else headlines(batch.valid[:, None][:, :0], agrees[:, None]),
        np.asarray(answers > 0),
        np.asarray((answers > 0) & (answers == batch.valid.sum(axis=2)[:, None])),
        tuple(tally.cluster_levels[one] for one in known.tolist()),
    )


def headlines(tables: Ints, agrees: Ints) -> Headlines:
    """Return the headlines of tables (... x groups x codes); `agrees` is ... x codes."""
    import numpy as np

    sizes = tables.sum(axis=-1)
    there = sizes > 0
    groups, n = there.sum(axis=-1), sizes.sum(axis=-1)
    used = (tables.sum(axis=-2) > 0).sum(axis=-1)
    h = kruskal_h(tables)
    fit = (groups >= _TWO) & (used >= _TWO)
    both = there[..., :, None] & there[..., None, :]
    share = np.einsum("...gc,...c->...g", tables, agrees) / np.maximum(sizes, 1)
    return Headlines(
        np.where(fit & (n > groups), eta_squared_h(h, groups, n), np.nan),
        np.where(fit, chi_square_p(h, np.maximum(groups - 1, 1)), np.nan),
        np.where(both, cliffs_delta(tables), np.nan),
        np.where(there, share, np.nan),
    )


def ranges(values: Floats, whole: Floats, out: Bools) -> Ranges:
    """Return the ranges of statistics (rows x cases) over the cases that are to be left `out`.

    `whole` is the statistic with all cases, per row.
    """
    import numpy as np

    seen = out & ~np.isnan(values)
    some = seen.any(axis=1)
    low = np.where(seen, values, np.inf).min(axis=1, initial=np.inf)
    high = np.where(seen, values, -np.inf).max(axis=1, initial=-np.inf)
    moved = np.where(seen, np.abs(values - whole[:, None]), -1.0)
    most = moved.argmax(axis=1) if values.shape[1] else np.zeros(len(values), dtype=np.int64)
    furthest = moved.max(axis=1, initial=0.0)
    return Ranges(
        np.where(some, low, np.nan),
        np.where(some, high, np.nan),
        np.where(some & (furthest > 0), most, -1),
    )


def _together(parts: list[Headlines]) -> Headlines:
    """Join what was computed of some cases at a time."""
    import numpy as np

    return Headlines(
        np.concatenate([one.eta for one in parts], axis=1),
        np.concatenate([one.p for one in parts], axis=1),
        np.concatenate([one.delta for one in parts], axis=1),
        np.concatenate([one.share for one in parts], axis=1),
    )
