"""Result rows beside each test: the smallest effect that these numbers could have shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.counts import Batch
from wbp_survey.analysis.facts import Facts, testable
from wbp_survey.analysis.power.detectable import (
    detectable_delta,
    detectable_eta_squared,
    eta_of_delta,
    tie_factor,
)
from wbp_survey.analysis.power.floors import attainable, smallest_case_p, smallest_pair_p
from wbp_survey.analysis.power.pairing import (
    Cases,
    Pairs,
    cases_of,
    design_effect,
    pair_facts,
    pairs_of,
)
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.model.result import Result
from wbp_survey.model.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ETA, DELTA = "detectable_eta_squared", "detectable_delta"
_TWO = 2


def detectable_rows(batch: Batch, tally: Tally, facts: Sequence[Facts]) -> list[list[Result]]:
    """Return per variable the smallest eta squared, and per pair of groups the smallest delta.

    First as if people were independent; where they share cases also for each intraclass correlation
    of `judgement.toml`, with whole cases as the units (`detectable_delta:0.05`). `facts` are those
    of each variable; `p_min` among them is the smallest p of the test of all groups. Nothing for
    variables with more groups than are tested.
    """
    shared = facts[0]["clustered"] if facts else False
    cases = cases_of(batch, tally) if shared else None
    pairs = pairs_of(batch.valid)
    deltas = _delta_rows(batch, tally, facts, pairs, cases)
    found = _eta_rows(batch, tally, facts, cases)
    for item, rows in zip(pairs.item.tolist(), deltas, strict=True):
        found[item] += rows
    return found


def reckoned_with() -> tuple[float, ...]:
    """Return the intraclass correlations that are reckoned with where people share cases."""
    return (threshold("icc_low"), threshold("icc_high"))


def alpha_of(facts: Facts) -> float:
    """Return the level that decides."""
    return float(facts.get("alpha", threshold("alpha")))


def power_method(kind: str = "") -> str:
    """Name the method: `power_80`, or `power_80_whole_cases`."""
    name = f"power_{100 * threshold('power'):g}"
    return f"{name}_{kind}" if kind else name


def as_numbers(values: Floats, method: str) -> list[Number]:
    """Return the values with their method; None for what is NaN."""
    return [Number(None if one != one else one, method) for one in values.tolist()]  # noqa: PLR0124


def _delta_rows(
    batch: Batch, tally: Tally, facts: Sequence[Facts], pairs: Pairs, cases: Cases | None
) -> list[list[Result]]:
    """Return per pair its rows."""
    import numpy as np

    known = pair_facts(pairs, tally.levels, facts)
    ties = tie_factor(pairs.totals)
    sizes = pairs.sizes.astype(np.float64)
    alpha = np.array([alpha_of(one) for one in known])
    floors = smallest_pair_p(pairs.sizes[:, 0], pairs.totals).tolist() if len(known) else []
    values = detectable_delta(sizes[:, 0], sizes[:, 1], ties, alpha, threshold("power"))
    rows: list[list[Result]] = []
    for at, number in enumerate(as_numbers(values, power_method())):
        about = _judged({**known[at], "p_min": floors[at]}, number, 0.0)
        rows.append(write_rows(_pair_subject(batch, tally, pairs, at), {DELTA: number}, about))
    if cases is not None and known:
        _with_cases(rows, batch, tally, pairs, known, cases)
    return rows


def _with_cases(
    rows: list[list[Result]],
    batch: Batch,
    tally: Tally,
    pairs: Pairs,
    known: Sequence[Facts],
    cases: Cases,
) -> None:
    """Add to every pair what it shows when whole cases are the units."""
    import numpy as np

    held = np.stack([cases.count[pairs.item, side] for side in (pairs.first, pairs.second)], axis=1)
    size = np.stack([cases.size[pairs.item, side] for side in (pairs.first, pairs.second)], axis=1)
    floors = [smallest_case_p(pair) for pair in held.tolist()]
    alpha = [attainable(alpha_of(one), low) for one, low in zip(known, floors, strict=True)]
    ties = tie_factor(pairs.totals)
    for icc in reckoned_with():
        n = pairs.sizes / design_effect(size, icc)
        values = detectable_delta(
            n[:, 0], n[:, 1], ties, np.array(alpha), threshold("power"), held.sum(axis=1) - _TWO
        )
        for at, number in enumerate(as_numbers(values, power_method("whole_cases"))):
            known_here = {**known[at], "p_min": floors[at]}
            beyond = int(held[at].sum()) - _TWO
            about = _of_cases(cases, pairs.item[at], known_here, beyond)
            about = _judged(about, number, icc)
            subject = _pair_subject(batch, tally, pairs, at)
            rows[at] += write_rows(subject, {f"{DELTA}:{icc:g}": number}, about)


def _pair_subject(batch: Batch, tally: Tally, pairs: Pairs, at: int) -> Subject:
    variable = batch.variables[pairs.item[at]]
    return Subject(
        variable, tally.by, tally.levels[pairs.first[at]], tally.levels[pairs.second[at]]
    )


def _eta_rows(
    batch: Batch, tally: Tally, facts: Sequence[Facts], cases: Cases | None
) -> list[list[Result]]:
    """Return per variable the rows about all its groups."""
    import numpy as np

    few = np.array([one["compared"] <= threshold("pair_groups") for one in facts], dtype=bool)
    values = _etas(batch, facts, None, 0.0)
    rows: list[list[Result]] = []
    for at, number in enumerate(as_numbers(values, power_method())):
        about = _judged(facts[at], number, 0.0)
        subject = Subject(batch.variables[at], tally.by)
        rows.append(write_rows(subject, {ETA: number}, about) if few[at] else [])
    if cases is None:
        return rows
    for icc in reckoned_with():
        values = _etas(batch, facts, cases, icc)
        for at, number in enumerate(as_numbers(values, power_method("whole_cases"))):
            if few[at]:
                smallest = smallest_case_p(cases.count[at].tolist())
                count = cases.count[at]
                beyond = int(count.sum() - (count > 0).sum())
                about = _of_cases(cases, at, {**facts[at], "p_min": smallest}, beyond)
                about = _judged(about, number, icc)
                subject = Subject(batch.variables[at], tally.by)
                rows[at] += write_rows(subject, {f"{ETA}:{icc:g}": number}, about)
    return rows


def _of_cases(cases: Cases, item: int, known: Facts, beyond: int) -> dict[str, Any]:
    """Add why whole cases may not be units at all, and how many there are beyond one per group."""
    split, without = int(cases.split[item]), int(cases.without[item])
    return {**known, "split": split, "unclustered": without, "beyond_groups": beyond}


def _judged(known: Facts, number: Number, icc: float) -> dict[str, Any]:
    """Return what the rules look at; where nothing is tested nothing is said about power."""
    tested = testable(known) and not (icc and (known["split"] or known["unclustered"]))
    return {
        **known,
        "p_min": known.get("p_min") if tested else None,
        "undetectable": tested and number.value is None,
        "reckoned_icc": icc,
    }


def _etas(batch: Batch, facts: Sequence[Facts], cases: Cases | None, icc: float) -> Floats:
    """Return the smallest eta squared per variable, of people or of whole cases.

    Variables with as many groups and answers share one search.
    """
    import numpy as np

    sizes = batch.valid.sum(axis=2)
    groups, n = (sizes > 0).sum(axis=1), sizes.sum(axis=1).astype(np.float64)
    level = np.array([alpha_of(one) for one in facts])
    if cases is None:
        effect, freedom = np.ones(len(n)), n - groups
    else:
        weight = sizes / np.maximum(n, 1)[:, None]
        effect = design_effect((cases.size * weight).sum(axis=1), icc)
        freedom = (cases.count.sum(axis=1) - groups).astype(np.float64)
        floors = [smallest_case_p(one) for one in cases.count.tolist()]
        level = np.array([attainable(*one) for one in zip(level.tolist(), floors, strict=True)])
    keys = np.stack([groups, n, level, effect, freedom], axis=1)
    known, place = np.unique(keys, axis=0, return_inverse=True)
    k, people, alpha, inflated, left = known.T
    found = detectable_eta_squared(k, people, alpha, threshold("power"), inflated, left)
    values = found[place.reshape(-1)]
    return _of_two(batch, values, level, effect, None if cases is None else freedom)


def _of_two(
    batch: Batch, values: Floats, alpha: Floats, effect: Floats, freedom: Floats | None
) -> Floats:
    """Take what two groups show from delta, which is more exact than F."""
    import numpy as np

    sizes = batch.valid.sum(axis=2)
    two = np.flatnonzero((sizes > 0).sum(axis=1) == _TWO)
    if not len(two):
        return values
    own = np.sort(sizes[two], axis=1)[:, -2:] / effect[two, None]
    ties = tie_factor(batch.valid[two].sum(axis=1))
    df = None if freedom is None else freedom[two]
    delta = detectable_delta(own[:, 0], own[:, 1], ties, alpha[two], threshold("power"), df)
    values[two] = eta_of_delta(delta, own[:, 0], own[:, 1], ties)
    return values
