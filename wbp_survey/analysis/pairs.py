"""Result rows per pair of groups, first minus second in declared order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.exact import EXACT_PAIR_TABLES
from wbp_survey.analysis.facts import Facts, of_sizes, testable
from wbp_survey.analysis.intervals import newcombe5
from wbp_survey.analysis.names import DUNN, PAIR
from wbp_survey.analysis.ranks import (
    adjust_p,
    brunner_munzel,
    cliffs_delta,
    dunn_z,
    mann_whitney_normal_p,
    mann_whitney_u,
    two_sided_normal_p,
)
from wbp_survey.analysis.rows import Number, Subject, allowed, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.analysis.two_groups import exact_pairs
from wbp_survey.model.result import Result

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

Numbers = dict[str, Number]
_TWO = 2


@dataclass(slots=True)
class _Pair:
    """The places of two groups in the table, what was computed and the facts to judge it by."""

    item: int
    first: int
    second: int
    facts: dict[str, Any]
    numbers: Numbers = field(default_factory=dict)


def pair_rows(
    subjects: Sequence[Subject], valid: Ints, facts: Sequence[Facts], adjust: str
) -> list[list[Result]]:
    """Compare every pair of groups that have answers, for every item (items x groups x codes).

    p-values are adjusted over the pairs of one variable that have one. Dunn's test ranks all
    groups together, so what decides about it are the facts of all groups.
    """
    few = [one["compared"] <= threshold("pair_groups") for one in facts]
    pairs = _pairs(valid, facts, few)
    _mann_whitney(pairs, valid)
    _deltas(pairs, valid)
    rows: list[list[Result]] = []
    for item, subject in enumerate(subjects):
        if not few[item]:
            rows.append(write_rows(subject, dict.fromkeys(PAIR, Number(None)), facts[item]))
            continue
        own = [pair for pair in pairs if pair.item == item]
        _adjust(own, adjust)
        rows.append(
            _written(
                subject, own, _dunn(own, valid[item], facts[item], adjust), facts[item], adjust
            )
        )
    return rows


def _pairs(valid: Ints, facts: Sequence[Facts], few: Sequence[bool]) -> list[_Pair]:
    """List the pairs of groups that have answers, with what is known of each."""
    sizes = valid.sum(axis=2).tolist()
    pairs = []
    for item, known in enumerate(facts):
        filled = [place for place, size in enumerate(sizes[item]) if size] if few[item] else []
        for one, two in combinations(filled, 2):
            totals = (valid[item, one] + valid[item, two]).tolist()
            n = sizes[item][one] + sizes[item][two]
            names = (known["groups"][one], known["groups"][two])
            about = {
                **known,
                **of_sizes(names, (sizes[item][one], sizes[item][two])),
                "n": n,
                "used_codes": sum(total > 0 for total in totals),
                "largest": max(totals) / n,
            }
            for gone in ("method", "p", "p_min"):
                about.pop(gone, None)
            pairs.append(_Pair(item, one, two, about))
    return pairs


def _mann_whitney(pairs: Sequence[_Pair], valid: Ints) -> None:
    """Test every pair: exactly, ties and all, while that is feasible, else by the normal law."""
    nothing = dict.fromkeys(
        ("mann_whitney_u", "mann_whitney_p", "mann_whitney_p_min", "brunner_munzel_p"), Number(None)
    )
    for pair in pairs:
        pair.numbers |= nothing
    fit = [pair for pair in pairs if testable(pair.facts)]
    if not fit:
        return
    u = mann_whitney_u(valid)
    tables = [valid[pair.item, [pair.first, pair.second]] for pair in fit]
    alone = all(pair.facts["compared"] <= _TWO for pair in fit)
    limit = int(threshold("exact_tables")) if alone else EXACT_PAIR_TABLES
    for pair, table, exact in zip(fit, tables, exact_pairs(tables, limit), strict=True):
        p = exact.p if exact else float(mann_whitney_normal_p(table))
        p_min = exact.p_min if exact else None
        method = "exact" if exact else "normal"
        pair.numbers |= {
            "mann_whitney_u": Number(float(u[pair.item, pair.first, pair.second])),
            "mann_whitney_p": Number(p, method),
            "mann_whitney_p_min": Number(p_min, method),
        }
        pair.facts |= {"method": method, "p": p, "p_min": p_min}
        _brunner_munzel(pair, table)


def _brunner_munzel(pair: _Pair, table: Ints) -> None:
    """Add the test that does not assume equal spread, where there are enough answers for it."""
    if not allowed("brunner_munzel_p", pair.facts):
        return
    p = float(brunner_munzel(table)[2])
    apart = p != p  # noqa: PLR0124 (only NaN differs from itself)
    pair.facts["apart"] = apart
    pair.numbers["brunner_munzel_p"] = Number(None if apart else p, "student_t")


def _adjust(pairs: Sequence[_Pair], method: str) -> None:
    """Add p adjusted over the pairs whose p is not refused."""
    family = [pair for pair in pairs if allowed("mann_whitney_p", pair.facts)]
    values = [pair.numbers["mann_whitney_p"].value for pair in family]
    known = [value for value in values if value is not None]
    for pair in pairs:
        pair.numbers["mann_whitney_p_adjusted"] = Number(None, method)
    for pair, value in zip(family, adjust_p(known, method), strict=True):
        pair.numbers["mann_whitney_p_adjusted"] = Number(value, method)


def _deltas(pairs: Sequence[_Pair], valid: Ints) -> None:
    """Add Cliff's delta with its interval to every pair at once."""
    import numpy as np

    if not pairs:
        return
    where = np.array([(pair.item, pair.first, pair.second) for pair in pairs]).T
    sizes = valid.sum(axis=2).astype(np.float64)
    delta = cliffs_delta(valid)[where[0], where[1], where[2]]
    low, high = newcombe5(delta, sizes[where[0], where[1]], sizes[where[0], where[2]])
    for pair, value, below, above in zip(
        pairs, delta.tolist(), low.tolist(), high.tolist(), strict=True
    ):
        pair.numbers = {
            "cliffs_delta": Number(value),
            "cliffs_delta_ci_low": Number(below, "newcombe_5"),
            "cliffs_delta_ci_high": Number(above, "newcombe_5"),
        } | pair.numbers


def _dunn(pairs: Sequence[_Pair], table: Ints, facts: Facts, adjust: str) -> list[Numbers]:
    """Return Dunn's z and p for every pair; nothing when there are only two groups."""
    if facts["compared"] <= _TWO:
        return [{} for _ in pairs]
    if not testable(facts) or not allowed("dunn_z", facts):
        return [dict.fromkeys(DUNN, Number(None)) for _ in pairs]
    z = dunn_z(table)
    values = [float(z[pair.first, pair.second]) for pair in pairs]
    p = [float(two_sided_normal_p(z[pair.first, pair.second])) for pair in pairs]
    return [
        {
            "dunn_z": Number(one, "tie_corrected"),
            "dunn_p": Number(two, "normal"),
            "dunn_p_adjusted": Number(three, adjust),
        }
        for one, two, three in zip(values, p, adjust_p(p, adjust), strict=True)
    ]


def _written(
    subject: Subject,
    pairs: Sequence[_Pair],
    dunns: Sequence[Numbers],
    facts: Facts,
    adjust: str,
) -> list[Result]:
    rows: list[Result] = []
    for pair, dunn in zip(pairs, dunns, strict=True):
        names = pair.facts["groups"]
        about = Subject(subject.variable, subject.by, names[0], names[1])
        rows += write_rows(about, pair.numbers, pair.facts)
        if dunn:
            rows += write_rows(about, dunn, facts)
    if facts["compared"] > _TWO:
        family = sum(pair.numbers["mann_whitney_p_adjusted"].value is not None for pair in pairs)
        rows += write_rows(subject, {"pairs_tested": Number(float(family), adjust)}, facts)
    return rows
