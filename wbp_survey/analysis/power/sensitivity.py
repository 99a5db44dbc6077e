"""Result rows of leaving each case out: lowest, highest, and the case that moves it most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.counts import Batch
from wbp_survey.analysis.facts import Facts, testable
from wbp_survey.analysis.power.influence import (
    Ranges,
    Without,
    leave_each_out,
    of_all_groups,
    of_pairs,
    ranges,
)
from wbp_survey.analysis.power.pairing import pair_facts, pairs_of
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.model.result import Result
from wbp_survey.model.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

ALL_GROUPS = ("eta_squared_h", "kruskal_p")
PAIR = ("cliffs_delta", "agree_difference")
_METHOD = "cases"


def influence_rows(batch: Batch, tally: Tally, facts: Sequence[Facts]) -> list[list[Result]]:
    """Return per variable between what its headlines lie when each case in turn is left out.

    `<stat>_without_one_low` and `_high` over all groups and per pair; of pairs also the difference
    in shares that agree itself. Nothing where people do not share cases, or for variables with more
    groups than are tested.
    """
    rows: list[list[Result]] = [[] for _ in batch.variables]
    if not facts or not facts[0]["clustered"]:
        return rows
    without = leave_each_out(batch.units, tally)
    counted = without.counted.any(axis=2).sum(axis=1).tolist()
    known = [{**one, "cases": count} for one, count in zip(facts, counted, strict=True)]
    if len(without.cases) > threshold("influence_cases"):
        return _too_many(batch, tally, known, len(without.cases))
    _about_all(rows, batch, tally, known, without)
    _about_pairs(rows, batch, tally, known, without)
    return rows


def _too_many(batch: Batch, tally: Tally, facts: Sequence[Facts], cases: int) -> list[list[Result]]:
    numbers = {f"{stat}_without_one_{end}": Number(None, _METHOD)
               for stat in (*ALL_GROUPS, "cliffs_delta") for end in ("low", "high")}  # fmt: skip
    return [
        write_rows(Subject(variable, tally.by), numbers, {**known, "cases": cases})
        for variable, known in zip(batch.variables, facts, strict=True)
    ]


def _about_all(
    rows: list[list[Result]],
    batch: Batch,
    tally: Tally,
    facts: Sequence[Facts],
    without: Without,
) -> None:
    """Add the rows over all groups of every variable that is tested."""
    import numpy as np

    out: Bools = np.asarray(without.counted.any(axis=2))
    whole, left = of_all_groups(without.whole), of_all_groups(without.tables)
    found = {stat: ranges(left[stat], whole[stat], out) for stat in ALL_GROUPS}
    emptied = np.asarray((without.emptied & out[:, :, None]).any(axis=1))
    for at, known in enumerate(facts):
        if known["compared"] > threshold("pair_groups"):
            continue
        numbers = {stat: _ends(stat, one, at, fit=testable(known)) for stat, one in found.items()}
        subject = Subject(batch.variables[at], tally.by)
        for stat, ends in numbers.items():
            rows[at] += write_rows(subject, ends, {
                **known, **_named(found[stat], at, emptied[at], without, tally)
            })  # fmt: skip


def _about_pairs(
    rows: list[list[Result]],
    batch: Batch,
    tally: Tally,
    facts: Sequence[Facts],
    without: Without,
) -> None:
    """Add the rows of every pair of groups."""
    import numpy as np

    pairs = pairs_of(without.whole)
    if not len(pairs.item):
        return
    about = pair_facts(pairs, tally.levels, facts)
    agrees = np.array([_agrees(variable.codes, variable.agree) for variable in batch.variables])
    sides = np.stack([pairs.first, pairs.second], axis=1)[:, None, :]
    counted = np.take_along_axis(without.counted[pairs.item], sides, axis=2)
    out: Bools = np.asarray(counted.any(axis=2))
    gone = np.take_along_axis(without.emptied[pairs.item], sides, axis=2) & out[:, :, None]
    who = (pairs.first, pairs.second, agrees[pairs.item])
    whole = of_pairs(without.whole[pairs.item][:, None], *who)
    left = of_pairs(without.tables[pairs.item], *who)
    found = {stat: ranges(left[stat], whole[stat][:, 0], out) for stat in PAIR}
    emptied = np.zeros((len(about), len(tally.levels)), dtype=bool)
    np.put_along_axis(emptied, sides[:, 0], gone.any(axis=1), axis=1)
    for at, item in enumerate(pairs.item.tolist()):
        variable = batch.variables[item]
        names = about[at]["groups"]
        subject = Subject(variable, tally.by, names[0], names[1])
        for stat, one in found.items():
            numbers = _ends(stat, one, at)
            if stat == "agree_difference":
                if not variable.agree:
                    continue
                numbers = {stat: Number(float(whole[stat][at, 0]))} | numbers
            named = _named(one, at, emptied[at], without, tally)
            rows[item] += write_rows(subject, numbers, {**about[at], **named})


def _agrees(codes: Sequence[str], agree: Sequence[str]) -> list[int]:
    return [int(code in agree) for code in codes]


def _ends(stat: str, found: Ranges, at: int, *, fit: bool = True) -> dict[str, Number]:
    """Return lowest and highest as numbers; None where there is no range."""
    ends = {"low": float(found.low[at]), "high": float(found.high[at])}
    return {
        f"{stat}_without_one_{end}": Number(value if fit and value == value else None, _METHOD)  # noqa: PLR0124 (not NaN)
        for end, value in ends.items()
    }


def _named(
    found: Ranges, at: int, emptied: Bools, without: Without, tally: Tally
) -> dict[str, Any]:
    """Return what the rules look at of a range: names of the case and of groups that were lost."""
    most = int(found.most[at])
    lost = tuple(level for level, gone in zip(tally.levels, emptied.tolist(), strict=True) if gone)
    return {
        "most": without.cases[most] if most >= 0 else "",
        "lost": lost,
        "any_lost": bool(lost),
        "nothing_left": bool(found.low[at] != found.low[at]),
    }
