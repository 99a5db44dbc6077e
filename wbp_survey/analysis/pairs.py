"""Result rows per pair of groups, first minus second in declared order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from wbp_survey.analysis.exact import (
    EXACT_PAIR_TABLES,
    EXACT_TABLES,
    can_enumerate,
    enumerate_tables,
)
from wbp_survey.analysis.facts import Facts, testable, too_many_pairs
from wbp_survey.analysis.intervals import newcombe5
from wbp_survey.analysis.judge import judge
from wbp_survey.analysis.names import DUNN, PAIR
from wbp_survey.analysis.ranks import (
    adjust_p,
    cliffs_delta,
    dunn_z,
    mann_whitney_normal_p,
    mann_whitney_u,
    two_sided_normal_p,
)
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.model.result import Result

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Numbers = dict[str, Number]


@dataclass(frozen=True, slots=True)
class _Pair:
    """The places of two groups in the table, what was computed and the facts to judge it by."""

    first: int
    second: int
    numbers: Numbers
    facts: Facts


def pair_rows(subject: Subject, table: Ints, facts: Facts, adjust: str) -> list[Result]:
    """Compare every pair of the groups in `table` (groups x codes, no empty group).

    p-values are adjusted over the pairs of this variable that have one. Dunn's test ranks all
    groups together, so what decides about it are the facts of all groups.
    """
    names = [name for name, size in zip(facts.groups, facts.sizes, strict=True) if size]
    if too_many_pairs(facts):
        return write_rows(subject, dict.fromkeys(PAIR, Number(None)), facts)
    pairs = _adjust(_mann_whitney(table, names, facts), adjust)
    deltas, dunns = _deltas(table), _dunn(table, facts, adjust)
    rows: list[Result] = []
    for pair, delta, dunn in zip(pairs, deltas, dunns, strict=True):
        about = replace(subject, group=names[pair.first], group2=names[pair.second])
        rows += write_rows(about, delta | pair.numbers, pair.facts)
        rows += write_rows(about, dunn, facts)
    if len(names) > 2:  # noqa: PLR2004
        family = sum(pair.numbers["mann_whitney_p_adjusted"].value is not None for pair in pairs)
        rows += write_rows(subject, {"pairs_tested": Number(float(family), adjust)}, facts)
    return rows


def _places(groups: int) -> list[tuple[int, int]]:
    return list(combinations(range(groups), 2))


def _mann_whitney(table: Ints, names: list[str], facts: Facts) -> list[_Pair]:
    """Test every pair: exactly, ties and all, while that is feasible, else by the normal law."""
    pairs = []
    for first, second in _places(len(table)):
        two = table[[first, second]]
        known = _pair_facts(two, (names[first], names[second]), facts)
        numbers, known = _test(two, known)
        pairs.append(_Pair(first, second, numbers, known))
    return pairs


def _pair_facts(two: Ints, names: tuple[str, str], facts: Facts) -> Facts:
    totals, sizes = two.sum(axis=0), two.sum(axis=1)
    return replace(
        facts,
        n=int(totals.sum()),
        groups=names,
        sizes=tuple(sizes.tolist()),
        used_codes=int((totals > 0).sum()),
        largest=float(totals.max() / totals.sum()),
        method="",
        p=None,
        p_min=None,
    )


def _test(two: Ints, facts: Facts) -> tuple[Numbers, Facts]:
    """Return U of the first group and its two-sided p, by absolute deviation."""
    if not testable(facts):
        nothing = Number(None)
        return {
            "mann_whitney_u": nothing,
            "mann_whitney_p": nothing,
            "mann_whitney_p_min": nothing,
        }, facts
    limit = EXACT_PAIR_TABLES if facts.compared > 2 else EXACT_TABLES  # noqa: PLR2004
    exact = enumerate_tables(two) if can_enumerate(two, limit) else None
    p, p_min = (exact.p, exact.p_min) if exact else (mann_whitney_normal_p(two), None)
    method = "exact" if exact else "normal"
    return {
        "mann_whitney_u": Number(mann_whitney_u(two)),
        "mann_whitney_p": Number(p, method),
        "mann_whitney_p_min": Number(p_min, method),
    }, replace(facts, method=method, p=p, p_min=p_min)


def _adjust(pairs: list[_Pair], method: str) -> list[_Pair]:
    """Add p adjusted over the pairs whose p is not refused."""
    values = {
        place: pair.numbers["mann_whitney_p"].value
        for place, pair in enumerate(pairs)
        if not judge("mann_whitney_p", pair.facts)[0]
    }
    family = {place: value for place, value in values.items() if value is not None}
    adjusted = dict(zip(family, adjust_p(list(family.values()), method), strict=True))
    return [
        replace(
            pair,
            numbers=pair.numbers | {"mann_whitney_p_adjusted": Number(adjusted.get(place), method)},
        )
        for place, pair in enumerate(pairs)
    ]


def _deltas(table: Ints) -> list[Numbers]:
    """Return Cliff's delta with its interval for every pair at once."""
    import numpy as np

    first, second = np.triu_indices(len(table), k=1)
    sizes = table.sum(axis=1).astype(np.float64)
    delta = cliffs_delta(table)[first, second]
    low, high = newcombe5(delta, sizes[first], sizes[second])
    return [
        {
            "cliffs_delta": Number(value),
            "cliffs_delta_ci_low": Number(below, "newcombe_5"),
            "cliffs_delta_ci_high": Number(above, "newcombe_5"),
        }
        for value, below, above in zip(delta.tolist(), low.tolist(), high.tolist(), strict=True)
    ]


def _dunn(table: Ints, facts: Facts, adjust: str) -> list[Numbers]:
    """Return Dunn's z and p for every pair; nothing when there are only two groups."""
    places = _places(len(table))
    if len(table) <= 2:  # noqa: PLR2004
        return [{} for _ in places]
    if not testable(facts):
        return [dict.fromkeys(DUNN, Number(None)) for _ in places]
    z = dunn_z(table)
    values = [float(z[place]) for place in places]
    p = [two_sided_normal_p(value) for value in values]
    return [
        {
            "dunn_z": Number(one, "tie_corrected"),
            "dunn_p": Number(two, "normal"),
            "dunn_p_adjusted": Number(three, adjust),
        }
        for one, two, three in zip(values, p, adjust_p(p, adjust), strict=True)
    ]
