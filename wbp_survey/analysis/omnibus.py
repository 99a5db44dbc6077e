"""Numbers for all groups at once: whether they differ, how much, and whether it could show."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.blocks import movable, permute_within
from wbp_survey.analysis.clusters import MOST_SHUFFLED, permute_clusters
from wbp_survey.analysis.exact import Permutation, can_enumerate, enumerate_tables
from wbp_survey.analysis.facts import Facts, testable
from wbp_survey.analysis.intervals import eta_squared_interval
from wbp_survey.analysis.names import BLOCKED, CLUSTER, OMNIBUS
from wbp_survey.analysis.ranks import chi_square_p, epsilon_squared, eta_squared_h, kruskal_h
from wbp_survey.analysis.rows import Number, allowed
from wbp_survey.analysis.rules import threshold
from wbp_survey.analysis.sampling import sample_tables
from wbp_survey.analysis.seeds import generator

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

SKIPPED = "skipped"
_SOON = 50_000_000
"""Units times resamples: less than a second."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How often to sample, and in which stream.

    `refined` is how often to sample again, in all, when a first p lies near alpha; 0 for never.
    """

    seed: int
    name: tuple[object, ...]
    resamples: int
    refined: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers of one kind and the facts that decide which of them may be shown."""

    numbers: Mapping[str, Number]
    facts: Facts

    def shown(self, stat: str) -> float | None:
        """Return the value of `stat`, None when it is refused."""
        return self.numbers[stat].value if allowed(stat, self.facts) else None


def compare_groups(valid: Ints, facts: Sequence[Facts], sampling: Sampling) -> list[Block]:
    """Compare the groups of every item (items x groups x codes) by Kruskal-Wallis."""
    import numpy as np

    k = (valid.sum(axis=2) > 0).sum(axis=1)
    n = valid.sum(axis=(1, 2))
    h = kruskal_h(valid)
    low, high = eta_squared_interval(h, k, n)
    eta = eta_squared_h(h, k, n)
    epsilon, by_chance = epsilon_squared(h, k, n)
    p = chi_square_p(h, np.maximum(k - 1, 1))
    can = [place for place, one in enumerate(facts) if testable(one)]
    few = [place for place in can if facts[place]["compared"] <= threshold("pair_groups")]
    permuted: dict[int, Permutation | None] = dict.fromkeys(can)
    permuted |= zip(few, _permuted([valid[place] for place in few], sampling), strict=True)
    blocks = []
    for item, known in enumerate(facts):
        if item not in permuted:
            blocks.append(Block(dict.fromkeys(OMNIBUS, Number(None)), known))
            continue
        found, above = permuted[item], n[item] > k[item]
        interval = [None if math.isnan(end[item]) else float(end[item]) for end in (low, high)]
        numbers = {
            "kruskal_h": Number(float(h[item]), "tie_corrected"),
            "kruskal_df": Number(float(k[item] - 1)),
            "kruskal_p": Number(float(p[item]), "chi_square"),
            **permutation_numbers("permutation", found),
            "eta_squared_h": Number(float(eta[item]) if above else None),
            "eta_squared_h_ci_low": Number(interval[0], "noncentral_f"),
            "eta_squared_h_ci_high": Number(interval[1], "noncentral_f"),
            "epsilon_squared": Number(float(epsilon[item])),
            "epsilon_squared_null": Number(float(by_chance[item])),
        }
        more = {"eta": numbers["eta_squared_h"].value, "separated": interval[0] is None}
        blocks.append(Block(numbers, {**known, **more, **permutation_facts(found, known)}))
    return blocks


def _permuted(tables: Sequence[Ints], sampling: Sampling) -> list[Permutation | None]:
    """Return the permutation p of every table: exact where that is feasible, else sampled."""
    filled = [table[table.sum(axis=1) > 0] for table in tables]
    limit = int(threshold("exact_tables"))
    found = [enumerate_tables(one) if can_enumerate(one, limit) else None for one in filled]
    todo = [place for place, one in enumerate(found) if one is None]
    chosen = [filled[place] for place in todo]
    sampled = sample_tables(chosen, sampling.resamples, sampling.seed, *sampling.name)
    for place, one in zip(todo, sampled, strict=True):
        found[place] = one
    if sampling.refined:
        _refine(filled, found, sampling)
    return found


def _refine(tables: Sequence[Ints], found: list[Permutation | None], sampling: Sampling) -> None:
    """Sample again, and more, where the first sampled p is near what decides."""
    near = [place for place, one in enumerate(found) if one is not None and _is_near(one)]
    again = sample_tables(
        [tables[place] for place in near], sampling.refined, sampling.seed, *sampling.name, "again"
    )
    for place, one in zip(near, again, strict=True):
        found[place] = one or found[place]


def _is_near(found: Permutation) -> bool:
    """Tell whether a sampled p lies where a little more or less decides."""
    near = threshold("near_low") <= found.p <= threshold("near_high")
    return near and found.method == "monte_carlo"


def _moved(
    permute: Callable[[int, np.random.Generator], Permutation | None],
    units: int,
    sampling: Sampling,
) -> Permutation | None:
    """Permute so many units; once more, and more often, near what decides if that is soon done.

    None when there are so many that it would take minutes.
    """
    found = permute(sampling.resamples, generator(sampling.seed, *sampling.name))
    soon = units * sampling.refined <= _SOON
    if found is None or not (sampling.refined and soon and _is_near(found)):
        return found
    return permute(sampling.refined, generator(sampling.seed, *sampling.name, "again"))


def compare_clusters(
    table: Ints, cluster: Ints, group: Ints, facts: Facts, sampling: Sampling
) -> Block:
    """Compare the groups by permuting whole clusters; `table` is units x codes."""
    import numpy as np

    inside = (table.sum(axis=1) > 0) & (group >= 0)
    table, cluster, group = table[inside], cluster[inside], group[inside]
    known, times = np.unique(np.unique([cluster, group], axis=1)[0], return_counts=True)
    split = int((times[known >= 0] > 1).sum())
    facts = {
        **facts,
        "clusters": int((known >= 0).sum()),
        "split": split,
        "unclustered": int(table[cluster < 0].sum()),
    }
    if not testable(facts) or split or facts["unclustered"] or _many(facts):
        return Block(dict.fromkeys(CLUSTER, Number(None)), facts)
    _, first, place = np.unique(cluster, return_index=True, return_inverse=True)
    whole = np.zeros((len(first), table.shape[1]), dtype=np.int64)
    np.add.at(whole, place, table)
    _, labels = np.unique(group[first], return_inverse=True)
    found = _moved(partial(permute_clusters, whole, labels), len(whole), sampling)
    numbers = permutation_numbers("cluster_permutation", found)
    return Block(numbers, {**facts, **permutation_facts(found, facts)})


def compare_blocked(
    table: Ints, block: Ints, group: Ints, facts: Facts, sampling: Sampling
) -> Block:
    """Compare the groups by permuting people inside blocks; `table` is units x codes."""
    import numpy as np

    inside = (table.sum(axis=1) > 0) & (group >= 0)
    table, block, group = table[inside], block[inside], group[inside]
    known, place = np.unique(block[block >= 0], return_inverse=True)
    cube = np.zeros((len(known), int(group.max(initial=0)) + 1, table.shape[1]), dtype=np.int64)
    np.add.at(cube, (place, group[block >= 0]), table[block >= 0])
    cube = cube[:, cube.sum(axis=(0, 2)) > 0]
    facts = {
        **facts,
        "unblocked": int(table[block < 0].sum()),
        "movable": movable(cube) if cube.size else 0,
    }
    if not testable(facts) or facts["unblocked"] or not facts["movable"] or _many(facts):
        return Block(dict.fromkeys(BLOCKED, Number(None)), facts)
    people = int(cube.sum())
    found = None
    if people * sampling.resamples <= MOST_SHUFFLED:
        found = _moved(partial(permute_within, cube), people, sampling)
    numbers = permutation_numbers("blocked_permutation", found)
    return Block(numbers, {**facts, **permutation_facts(found, facts)})


def _many(facts: Facts) -> bool:
    """Tell whether there are so many groups that they are estimated, not tested."""
    return bool(facts["compared"] > threshold("pair_groups"))


def permutation_numbers(name: str, found: Permutation | None) -> dict[str, Number]:
    """Return p, smallest p and count of a permutation under this name."""
    if found is None:
        return {f"{name}_{end}": Number(None, SKIPPED) for end in ("p", "p_min", "count")}
    return {
        f"{name}_p": Number(found.p, found.method),
        f"{name}_p_min": Number(found.p_min, found.method),
        f"{name}_count": Number(float(found.count) if _countable(found) else None, found.method),
    }


def _countable(found: Permutation) -> bool:
    return found.count < sys.float_info.max


def permutation_facts(found: Permutation | None, known: Facts) -> dict[str, Any]:
    """Return what the rules may look at of a permutation."""
    if found is None:
        return {"method": SKIPPED}
    alpha = known.get("alpha", threshold("alpha"))
    error = math.sqrt(found.p * (1 - found.p) / found.count) if _countable(found) else 0.0
    return {
        "method": found.method,
        "p": found.p,
        "p_min": found.p_min,
        "uncountable": not _countable(found),
        "near_alpha": found.method == "monte_carlo" and abs(found.p - alpha) < 2 * error,
    }
