"""What stands beside the tests of groups: agreement within them, the cases' share of the variance.

And for very many groups, which are estimated and not tested, the estimates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wbp_survey.analysis.counts import Batch, sum_by
from wbp_survey.analysis.facts import Facts
from wbp_survey.analysis.groups import MAX_SHARE_CODES, group_facts
from wbp_survey.analysis.models.variance import (
    VARIANCE,
    share_facts,
    share_numbers,
    spread_of,
    variance_shares,
)
from wbp_survey.analysis.rows import Number, Subject, allowed, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.analysis.within import within_numbers
from wbp_survey.model.result import Result
from wbp_survey.model.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def within_rows(batch: Batch, by: str, levels: Sequence[str]) -> list[list[Result]]:
    """Return per variable how far each of its groups agrees; nothing for long or unordered scales.

    With very many groups too: they are a matter of estimates, not of teams or tables.
    """
    fit = [
        place
        for place, variable in enumerate(batch.variables)
        if variable.level == "ordinal" and 1 < len(variable.codes) <= MAX_SHARE_CODES
    ]
    rows: list[list[Result]] = [[] for _ in batch.variables]
    if len(levels) > threshold("within_groups"):
        return rows
    together: dict[tuple[float, ...], list[int]] = {}
    for place in fit:
        together.setdefault(batch.variables[place].scores, []).append(place)
    for scores, places in together.items():
        found = within_numbers(batch.valid[places], scores)
        listed = {stat: values.tolist() for stat, values in found.items()}
        for at, place in enumerate(places):
            own = {stat: values[at] for stat, values in listed.items()}
            rows[place] = _of_groups(batch, place, by, levels, own)
    return rows


def _of_groups(
    batch: Batch, place: int, by: str, levels: Sequence[str], found: dict[str, list[float]]
) -> list[Result]:
    variable = batch.variables[place]
    rows: list[Result] = []
    for group, level in enumerate(levels):
        numbers = {
            stat: Number(None if values[group] != values[group] else values[group])
            for stat, values in found.items()
        }
        valid, missing = batch.valid[place, group], batch.missing[place, group]
        facts = group_facts(valid, missing, variable, level)
        facts |= {
            "codes": len(variable.codes),
            "rwg": numbers["rwg"].value,
            "awg_undefined": numbers["awg"].value is None,
        }
        rows += write_rows(Subject(variable, by, level), _known(numbers, facts), facts)
    return rows


def _known(numbers: dict[str, Number], facts: Facts) -> dict[str, Number]:
    """Leave out bounds for more people than were worked out: no statistic failed there."""
    return {
        stat: number
        for stat, number in numbers.items()
        if number.value is not None or not allowed(stat, facts)
    }


def variance_rows(batch: Batch, tally: Tally, facts: Sequence[Facts]) -> list[list[Result]]:
    """Return per variable which share of the variance of its scores lies between the clusters."""
    import numpy as np

    whole = sum_by(batch.units, tally.cluster, len(tally.cluster_levels))
    scores = np.array([variable.scores for variable in batch.variables], dtype=np.float64)
    n, mean, squares = spread_of(whole, scores[:, None, :])
    shares = variance_shares(n, mean, squares)
    rows: list[list[Result]] = []
    for place, variable in enumerate(batch.variables):
        if variable.level == "nominal":
            rows.append([])
            continue
        numbers = share_numbers(shares, place)
        known = {**facts[place], **share_facts(shares, place)}
        subject = Subject(variable, tally.by)
        rows.append(write_rows(subject, {stat: numbers[stat] for stat in VARIANCE}, known))
    return rows


def estimates(batch: Batch, by: str, levels: Sequence[str]) -> list[list[Result]]:
    """Return per variable what can be said of very many groups; nothing where there are few."""
    if len(levels) <= threshold("pair_groups"):
        return [[] for _ in batch.variables]
    # Few comparisons are of very many groups.
    from wbp_survey.analysis.survey.national import (  # noqa: PLC0415 - see above
        Grouped,
        national_rows,
    )

    items = [
        Grouped(variable, batch.valid[place], batch.valid[place].sum(axis=1))
        for place, variable in enumerate(batch.variables)
    ]
    return national_rows(by, levels, items)
