"""Result rows of leaving each case out: lowest, highest, and the case that moves it most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.counts import Batch
from wbp_survey.analysis.facts import Facts, testable
from wbp_survey.analysis.power.influence import (
    Ranges,
    Without,
    cases_in,
    leave_each_out,
    ranges,
)
from wbp_survey.analysis.power.pairing import pair_facts, pairs_of
from wbp_survey.analysis.rows import Number, Subject, allowed, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.model.result import Result
from wbp_survey.model.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

ALL_GROUPS = ("eta_squared_h", "kruskal_p")
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
    known = [{**one, "cases": len(cases_in(tally))} for one in facts]
    if not allowed("cliffs_delta_without_one_low", {"cases": known[0]["cases"]}):
        return _too_many(batch, tally, known)
    without = leave_each_out(batch, tally, _agreeing(batch))
    _about_all(rows, batch, tally, known, without)
    _about_pairs(rows, batch, tally, known, without)
    return rows


def _too_many(batch: Batch, tally: Tally, facts: Sequence[Facts]) -> list[list[Result]]:
    numbers = {f"{stat}_without_one_{end}": Number(None, _METHOD)
               for stat in (*ALL_GROUPS, "cliffs_delta") for end in ("low", "high")}  # fmt: skip
    return [
        write_rows(Subject(variable, tally.by), numbers, known)
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
    whole, left = without.whole, without.left
    found = dict(zip(ALL_GROUPS, (ranges(left.eta, whole.eta, out), ranges(left.p, whole.p, out)),
                     strict=True))  # fmt: skip
    emptied = np.asarray(without.emptied.any(axis=1))
    for at, known in enumerate(facts):
        if known["compared"] > threshold("pair_groups"):
            continue
        subject = Subject(batch.variables[at], tally.by)
        for stat, one in found.items():
            numbers = _ends(stat, one, at, fit=testable(known))
            about = {**known, **_named(one, at, emptied[at], without, tally)}
            about["nothing_left"] &= testable(known)  # else there was nothing to begin with
            rows[at] += _written(subject, numbers, about)


def _about_pairs(
    rows: list[list[Result]],
    batch: Batch,
    tally: Tally,
    facts: Sequence[Facts],
    without: Without,
) -> None:
    """Add the rows of every pair of groups."""
    import numpy as np

    pairs = pairs_of(batch.valid)
    if not len(pairs.item):
        return
    item, first, second = pairs.item, pairs.first, pairs.second
    out = without.counted[item, :, first] | without.counted[item, :, second]
    whole, left = without.whole, without.left
    agreeing = whole.share[item, first] - whole.share[item, second]
    apart = left.share[item, :, first] - left.share[item, :, second]
    delta = ranges(left.delta[item, :, first, second], whole.delta[item, first, second], out)
    agree = ranges(apart, agreeing, out)
    emptied = np.zeros((len(item), len(tally.levels)), dtype=bool)
    for side in (first, second):
        emptied[np.arange(len(item)), side] = without.emptied[item, :, side].any(axis=1)
    for at, known in enumerate(pair_facts(pairs, tally.levels, facts)):
        variable, names = batch.variables[item[at]], known["groups"]
        subject = Subject(variable, tally.by, names[0], names[1])
        about = {**known, **_named(delta, at, emptied[at], without, tally)}
        rows[item[at]] += _written(subject, _ends("cliffs_delta", delta, at), about)
        if variable.agree:
            numbers = {"agree_difference": Number(float(agreeing[at]))}
            numbers |= _ends("agree_difference", agree, at)
            about = {**known, **_named(agree, at, emptied[at], without, tally)}
            rows[item[at]] += _written(subject, numbers, about)


def _agreeing(batch: Batch) -> Ints:
    """Return items x codes: 1 where a code counts as agreeing."""
    import numpy as np

    return np.array([[int(code in one.agree) for code in one.codes] for one in batch.variables])


def _written(subject: Subject, numbers: dict[str, Number], about: dict[str, Any]) -> list[Result]:
    """Write the rows; no case moves a number most that may not be shown."""
    if not all(allowed(stat, about) for stat in numbers):
        about = {**about, "most": "", "any_lost": about["any_lost"] and about["nothing_left"]}
    return write_rows(subject, numbers, about)


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
