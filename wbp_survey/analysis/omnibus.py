"""Numbers for all groups at once: whether they differ, how much, and whether it could show."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wbp_survey.analysis.clusters import permute_clusters
from wbp_survey.analysis.counts import Units
from wbp_survey.analysis.exact import (
    Permutation,
    can_enumerate,
    enumerate_tables,
    sample_tables,
)
from wbp_survey.analysis.facts import Facts, testable
from wbp_survey.analysis.intervals import eta_squared_interval
from wbp_survey.analysis.judge import judge
from wbp_survey.analysis.names import CLUSTER, OMNIBUS
from wbp_survey.analysis.ranks import chi_square_p, eta_squared_h, kruskal_h
from wbp_survey.analysis.rows import Number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers of one kind and the facts that decide which of them may be shown."""

    numbers: Mapping[str, Number]
    facts: Facts

    def shown(self, stat: str) -> float | None:
        """Return the value of `stat`, None when it is refused."""
        refused, _ = judge(stat, self.facts)
        return None if refused else self.numbers[stat].value


def compare_groups(table: Ints, facts: Facts, resamples: int, rng: np.random.Generator) -> Block:
    """Compare the groups of a table (groups x codes, no empty group) by Kruskal-Wallis."""
    if not testable(facts):
        return Block(dict.fromkeys(OMNIBUS, Number(None)), facts)
    k, n = len(table), facts.n
    h = kruskal_h(table)
    eta = eta_squared_h(h, k, n) if n > k else None
    interval = eta_squared_interval(h, k, n) if n > k else None
    permutation = enumerate_tables(table) if can_enumerate(table) else None
    permutation = permutation or sample_tables(table, resamples, rng)
    low, high = interval or (None, None)
    numbers = {
        "kruskal_h": Number(h, "tie_corrected"),
        "kruskal_df": Number(float(k - 1)),
        "kruskal_p": Number(chi_square_p(h, k - 1), "chi_square"),
        **_permutation_numbers("permutation", permutation),
        "eta_squared_h": Number(eta),
        "eta_squared_h_ci_low": Number(low, "noncentral_f"),
        "eta_squared_h_ci_high": Number(high, "noncentral_f"),
    }
    facts = replace(facts, eta=eta, separated=interval is None)
    return Block(numbers, _with_permutation(facts, permutation, resamples))


def compare_clusters(
    table: Ints, units: Units, facts: Facts, resamples: int, rng: np.random.Generator
) -> Block:
    """Compare the groups by permuting whole clusters; `table` is units x codes."""
    import numpy as np

    answered = table.sum(axis=1) > 0
    cluster, group = units.cluster[answered], units.group[answered]
    known, times = np.unique(cluster[cluster >= 0], return_counts=True)
    facts = replace(
        facts,
        clusters=len(known),
        split=int((times > 1).sum()),
        unclustered=int(table[answered][cluster < 0].sum()),
    )
    if not testable(facts) or facts.split or facts.unclustered:
        return Block(dict.fromkeys(CLUSTER, Number(None)), facts)
    _, labels = np.unique(group, return_inverse=True)
    permutation = permute_clusters(table[answered], labels, resamples, rng)
    numbers = _permutation_numbers("cluster_permutation", permutation)
    return Block(numbers, _with_permutation(facts, permutation, resamples))


def _permutation_numbers(name: str, found: Permutation | None) -> dict[str, Number]:
    if found is None:
        return {f"{name}_{end}": Number(None, "skipped") for end in ("p", "p_min", "count")}
    return {
        f"{name}_p": Number(found.p, found.method),
        f"{name}_p_min": Number(found.p_min, found.method),
        f"{name}_count": Number(float(found.count) if _countable(found) else None, found.method),
    }


def _countable(found: Permutation) -> bool:
    return found.count < sys.float_info.max


def _with_permutation(facts: Facts, found: Permutation | None, resamples: int) -> Facts:
    if found is None:
        return replace(facts, method="skipped")
    return replace(
        facts,
        method=found.method,
        p=found.p,
        p_min=found.p_min,
        resamples=resamples,
        countable=_countable(found),
    )
