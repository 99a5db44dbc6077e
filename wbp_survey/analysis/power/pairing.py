"""Pairs of groups as arrays, the cases behind each group, and what the rules look at of a pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.counts import Batch
from wbp_survey.analysis.facts import Facts, of_sizes
from wbp_survey.analysis.rules import threshold
from wbp_survey.model.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every pair of groups with answers, for all items at once: places in items and in groups.

    `sizes` is pairs x 2 (answers of the first and of the second), `totals` pairs x codes.
    """

    item: Ints
    first: Ints
    second: Ints
    sizes: Ints
    totals: Ints


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases behind the answers, per item and group (items x groups).

    `count` is how many cases gave answers; `size` what the design effect takes for the number of
    people in one: the sum of squared sizes over the sum of sizes (Kish 1965). `split` counts per
    item the cases that lie in several groups, `without` the answers of no case.
    """

    count: Ints
    size: Floats
    split: Ints
    without: Ints


def pairs_of(valid: Ints) -> Pairs:
    """List the pairs of groups that have answers (items x groups x codes), in declared order.

    None for an item with more groups than are compared two by two.
    """
    import numpy as np

    sizes = valid.sum(axis=2)
    one, two = np.triu_indices(sizes.shape[1], 1)
    few = (sizes > 0).sum(axis=1) <= threshold("pair_groups")
    there = (sizes[:, one] > 0) & (sizes[:, two] > 0) & few[:, None]
    item, place = np.nonzero(there)
    first, second = one[place], two[place]
    return Pairs(
        item,
        first,
        second,
        np.stack([sizes[item, first], sizes[item, second]], axis=1),
        valid[item, first] + valid[item, second],
    )


def pair_facts(pairs: Pairs, levels: Sequence[str], facts: Sequence[Facts]) -> list[dict[str, Any]]:
    """Return per pair what is known of its item, with the names and sizes of the pair itself."""
    places = zip(
        pairs.item.tolist(),
        pairs.first.tolist(),
        pairs.second.tolist(),
        pairs.sizes.tolist(),
        pairs.totals.tolist(),
        strict=True,
    )
    found = []
    for item, first, second, sizes, totals in places:
        known = {**facts[item], **of_sizes((levels[first], levels[second]), sizes)}
        known |= {"n": sum(sizes), "used_codes": sum(total > 0 for total in totals)}
        known["largest"] = max(totals) / sum(sizes)
        for gone in ("method", "p", "p_min"):
            known.pop(gone, None)
        found.append(known)
    return found


def cases_of(batch: Batch, tally: Tally) -> Cases:
    """Count the cases behind the answers to each item, per group."""
    import numpy as np

    answers = batch.units.sum(axis=2)
    cells, place = np.unique(np.stack([tally.cluster, tally.group]), axis=1, return_inverse=True)
    summed = np.zeros((len(answers), cells.shape[1]), dtype=np.int64)
    np.add.at(summed.T, place.reshape(-1), answers.T)
    inside = (cells >= 0).all(axis=0)
    count = np.zeros((len(answers), len(tally.levels)), dtype=np.int64)
    squares, n = np.zeros(count.shape), np.zeros(count.shape)
    group = cells[1, inside]
    np.add.at(count.T, group, (summed[:, inside] > 0).T.astype(np.int64))
    np.add.at(squares.T, group, (summed[:, inside] ** 2).T.astype(np.float64))
    np.add.at(n.T, group, summed[:, inside].T.astype(np.float64))
    in_groups = np.zeros((len(answers), max(len(tally.cluster_levels), 1)), dtype=np.int64)
    np.add.at(in_groups.T, cells[0, inside], (summed[:, inside] > 0).T.astype(np.int64))
    return Cases(
        count,
        np.where(n > 0, squares / np.maximum(n, 1), 1.0),
        (in_groups > 1).sum(axis=1),
        summed[:, (cells[0] < 0) & (cells[1] >= 0)].sum(axis=1),
    )


def design_effect(size: Floats, icc: float) -> Floats:
    """Return 1 + (m - 1) x rho, by which sharing a case inflates a variance (Kish 1965)."""
    return 1 + (size - 1) * icc
