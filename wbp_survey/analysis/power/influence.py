"""Every headline once more without each case: how far a comparison hangs on one of them.

Leaving out whole cases is the jackknife over clusters (Quenouille 1956, Biometrika 43:353-360), but
no standard error is made of it: lowest and highest are shown, and which case moves it most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.analysis.ranks import chi_square_p, cliffs_delta, eta_squared_h, kruskal_h
from wbp_survey.model.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_TWO = 2


@dataclass(frozen=True, slots=True)
class Without:
    """Counts with each case left out: `tables` is items x cases x groups x codes.

    `whole` is items x groups x codes with all of them; `counted` is items x cases x groups: whether
    the case has answers there. `cases` are their names.
    """

    tables: Ints
    whole: Ints
    counted: Bools
    cases: tuple[str, ...]

    @property
    def emptied(self) -> Bools:
        """Tell which groups (items x cases x groups) have nobody left without the case."""
        import numpy as np

        empty = self.tables.sum(axis=3) == 0
        return np.asarray(empty & (self.whole.sum(axis=2) > 0)[:, None, :])


@dataclass(frozen=True, slots=True)
class Ranges:
    """Between what each statistic lies when one case is left out, and which case moves it most.

    NaN where no case can be left out; `most` is -1 there, and where none moves it at all.
    """

    low: Floats
    high: Floats
    most: Ints


def leave_each_out(units: Ints, tally: Tally) -> Without:
    """Take every case in turn out of the counts (items x units x codes); answers of none stay."""
    import numpy as np

    grouped = tally.group >= 0
    units, group, cluster = units[:, grouped], tally.group[grouped], tally.cluster[grouped]
    known = np.unique(cluster[cluster >= 0])
    shape = (len(tally.levels), len(units), units.shape[2])
    whole = np.zeros(shape, dtype=np.int64)
    np.add.at(whole, group, np.swapaxes(units, 0, 1))
    inside = cluster >= 0
    own = np.zeros((len(known), *shape), dtype=np.int64)
    place = np.searchsorted(known, cluster[inside])
    np.add.at(own, (place, group[inside]), np.swapaxes(units[:, inside], 0, 1))
    return Without(
        np.moveaxis(whole - own, 2, 0),
        np.swapaxes(whole, 0, 1),
        np.moveaxis(own.sum(axis=3) > 0, 2, 0),
        tuple(tally.cluster_levels[one] for one in known.tolist()),
    )


def of_all_groups(tables: Ints) -> dict[str, Floats]:
    """Return eta squared and the chi-square p of H over the leading axes.

    NaN where fewer than two groups or two codes are left, or (eta squared) no more answers than
    groups.
    """
    import numpy as np

    groups = (tables.sum(axis=-1) > 0).sum(axis=-1)
    used = (tables.sum(axis=-2) > 0).sum(axis=-1)
    n = tables.sum(axis=(-1, -2))
    h = kruskal_h(tables)
    fit = (groups >= _TWO) & (used >= _TWO)
    return {
        "eta_squared_h": np.where(fit & (n > groups), eta_squared_h(h, groups, n), np.nan),
        "kruskal_p": np.where(fit, chi_square_p(h, np.maximum(groups - 1, 1)), np.nan),
    }


def of_pairs(tables: Ints, first: Ints, second: Ints, agrees: Ints) -> dict[str, Floats]:
    """Return delta and the difference in the share that agrees, first minus second.

    `tables` is pairs x cases x groups x codes, `first` and `second` the groups of each pair and
    `agrees` pairs x codes (1: counts as agreeing). NaN where either group is empty.
    """
    import numpy as np

    sides = np.stack([first, second], axis=1)[:, None, :, None]
    own = np.take_along_axis(tables, sides, axis=2)
    sizes = own.sum(axis=3)
    there = (sizes > 0).all(axis=2)
    share = np.einsum("pcgl,pl->pcg", own, agrees) / np.maximum(sizes, 1)
    return {
        "cliffs_delta": np.where(there, cliffs_delta(own)[..., 0, 1], np.nan),
        "agree_difference": np.where(there, share[..., 0] - share[..., 1], np.nan),
    }


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
