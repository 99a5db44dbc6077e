"""Ratings in two rounds, before and after a discussion: result rows per statement.

Per round where the ratings lie and how far apart (RAND/UCLA), between the rounds who moved. Whether
ratings drew together and whether people agree are two things, in rows of their own. The unit is
the table: nothing here tests one against another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.counts import Counts, count
from wbp_survey.analysis.facts import Facts, of_sizes
from wbp_survey.analysis.groups import MAX_SHARE_CODES, count_rows, group_facts, missing_shares
from wbp_survey.analysis.movement import change, drawn_together, movements
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.analysis.within_rows import within_rows
from wbp_survey.dataset.narrow import occurring
from wbp_survey.model.result import Result
from wbp_survey.model.spread import HIGH, LOW, percentile
from wbp_survey.model.study import MedianRule, RoundTablePolicy
from wbp_survey.model.table import OUTSIDE, Column, Factor, Table, Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

DISAGREES, UNDECIDED, AGREES = 1, 2, 3
"""The classes: median 1-3, 4-6 or any median with disagreement, 7-9."""
_BETWEEN = {"higher": (3.5, 6.5), "lower": (4.0, 7.0)}
_ONE_TO_NINE = tuple(float(point) for point in range(1, 10))
_ROLE, _TABLE = "role", "session"


@dataclass(frozen=True, slots=True)
class RoundsSpec:
    """What ratings to describe, by which factor, and how they are judged; no items: all."""

    by: str = _TABLE
    items: tuple[str, ...] = ()
    policy: RoundTablePolicy = field(default_factory=RoundTablePolicy)


@dataclass(frozen=True, slots=True)
class _Block:
    """One grouping of the people: `totals` says whether all groups together have rows as well."""

    by: Factor
    name: str
    totals: bool = True
    role: bool = False


def compare_rounds(table: Table, spec: RoundsSpec) -> tuple[Result, ...]:
    """Return every statistic of every statement rated in rounds.

    Per group of `by` and all together; then the same per role: over everybody (`by` is "role") and
    within each group (`by` is "role@GROUP"). What changed has round null.
    """
    rated: dict[str, list[Column]] = {}
    for column in table.columns:
        name = column.variable.id
        if column.variable.round and (not spec.items or name in spec.items):
            rated.setdefault(name, []).append(column)
    return tuple(
        row
        for columns in rated.values()
        for block in _blocks(table, spec)
        for row in _rows(table, columns, block, spec.policy)
    )


def ipras(p30: Fraction, p70: Fraction) -> Fraction:
    """Return the spread from P30 to P70 above which ratings from 1 to 9 disagree.

    2.35 + 1.5 x |5 - centre|, the centre being halfway P30 and P70 (Fitch et al. 2001).
    """
    return Fraction("2.35") + Fraction("1.5") * abs(5 - (p30 + p70) / 2)


def class_of(median: Fraction, disagreement: Fraction, between: MedianRule) -> int:
    """Return the class of a statement rated from 1 to 9.

    A disagreement index above 1 is undecided, whatever the median; `between` says where the
    medians 3.5 and 6.5 go.
    """
    if disagreement > 1:
        return UNDECIDED
    undecided, agrees = _BETWEEN[between]
    return DISAGREES + (median >= undecided) + (median >= agrees)


def _blocks(table: Table, spec: RoundsSpec) -> Iterator[_Block]:
    by = table.factors[spec.by]
    yield _Block(by, spec.by, role=spec.by == _ROLE)
    if spec.by == _ROLE:
        return
    roles = table.factors[_ROLE]
    yield _Block(roles, _ROLE, totals=False, role=True)
    for place, level in enumerate(by.levels):
        yield _Block(_within(roles, by, place), f"{_ROLE}@{level}", totals=False, role=True)


def _within(roles: Factor, by: Factor, place: int) -> Factor:
    """Return the roles that occur in one group of `by`; who is elsewhere has none."""
    import numpy as np

    return occurring(replace(roles, index=np.where(by.index == place, roles.index, -1)))


def _rows(
    table: Table, columns: Sequence[Column], block: _Block, policy: RoundTablePolicy
) -> list[Result]:
    rows = []
    for column in columns:
        counts = count(column, block.by)
        if block.role:
            counts = replace(counts, without_group=0)  # they are counted elsewhere
        tables = _tables(table, column, block)
        for group, facts, place in _groups(counts, block, tables, policy):
            rows += _placed(counts, block, group, facts, place, policy.median_between)
    if len(columns) > 1:
        rows += _changed(table, columns, block)
    return rows


def _groups(
    counts: Counts, block: _Block, tables: Sequence[int], policy: RoundTablePolicy
) -> Iterator[tuple[str | None, Facts, list[int]]]:
    """Yield each group with its facts and its rows of the count table; last, all together."""
    known = {
        "other_scale": counts.variable.scores != _ONE_TO_NINE,
        "indicative_below": policy.indicative_below,
        "of_role": block.role,
    }
    for place, group in enumerate(block.by.levels):
        facts = group_facts(counts.valid[place], counts.missing[place], counts.variable, group)
        yield group, facts | known | {"tables": tables[place]}, [place]
    if block.totals:
        facts = _everybody(counts, block.by.levels)
        yield None, facts | known | {"tables": tables[-1]}, list(range(len(block.by.levels)))


def _everybody(counts: Counts, levels: tuple[str, ...]) -> dict[str, Any]:
    """Return the facts about all groups together."""
    sizes = counts.valid.sum(axis=1).tolist()
    nonresponse, dont_know = missing_shares(sum(sizes), counts.missing.sum(axis=0))
    return {
        **of_sizes(levels, sizes),
        "n": sum(sizes),
        "level": counts.variable.level,
        "total": True,
        "nonresponse": nonresponse,
        "dont_know": dont_know,
        "without_group": counts.without_group,
    }


def _placed(
    counts: Counts,
    block: _Block,
    group: str | None,
    facts: Facts,
    place: list[int],
    between: MedianRule,
) -> list[Result]:
    """Return the rows of one group in one round."""
    variable = counts.variable
    subject = Subject(variable, block.name, group)
    answers = counts.valid[place].sum(axis=0)
    rows = count_rows(subject, counts.missing[place].sum(axis=0), facts)
    numbers: dict[str, Number] = {}
    if len(variable.codes) <= MAX_SHARE_CODES:
        pairs = list(zip(variable.codes, answers.tolist(), strict=True))
        numbers |= {f"count:{code}": Number(float(times)) for code, times in pairs if times}
        if not block.role:
            some = max(facts["n"], 1)
            numbers |= {f"share:{code}": Number(times / some) for code, times in pairs}
    numbers |= _spread(answers, variable, between)
    rows += write_rows(subject, numbers, facts)
    return rows if block.role else rows + within_rows(subject, answers, facts)


def _spread(answers: Ints, variable: Variable, between: MedianRule) -> dict[str, Number]:
    """Return where the ratings lie and how far apart; None where nobody rated."""
    names = ("median", "p30", "p70", "ipr")
    rule = f"median_{between}"
    if not answers.sum():
        nothing = {name: Number(None, "type_7") for name in names}
        fitted = {name: Number(None, "rand_ucla") for name in ("ipras", "disagreement_index")}
        return nothing | fitted | {"class": Number(None, rule)}
    counted = answers.tolist()
    median, p30, p70 = (percentile(variable.scores, counted, one) for one in (50, LOW, HIGH))
    bound = ipras(p30, p70)
    index = (p70 - p30) / bound
    found = zip(names, (median, p30, p70, p70 - p30), strict=True)
    return {name: Number(float(value), "type_7") for name, value in found} | {
        "ipras": Number(float(bound), "rand_ucla"),
        "disagreement_index": Number(float(index), "rand_ucla"),
        "class": Number(float(class_of(median, index, between)), rule),
    }


def _changed(table: Table, columns: Sequence[Column], block: _Block) -> list[Result]:
    """Return what moved between the first round and the last, per group and all together."""
    first, last = columns[0], columns[-1]
    variable = replace(first.variable, round=None)
    groups: list[str | None] = [*block.by.levels, *([None] if block.totals else [])]
    moved = movements(first.index, last.index, block.by, len(variable.codes))
    seen = [count(column, block.by).valid for column in (first, last)]
    rows: list[Result] = []
    for place, group in enumerate(groups):
        here = [place] if group is not None else list(range(len(block.by.levels)))
        cells, sides = moved[here].sum(axis=0), [one[here].sum(axis=0) for one in seen]
        facts = {
            "n": int(cells.sum()),
            "level": variable.level,
            "of_role": block.role and group is not None,
            "tables": _tables(table, first, block)[place],
            "at_a_table": True,
            "twice": True,
            "unpaired": int(sum(side.sum() for side in sides) - 2 * cells.sum()),
            "moved": int(cells.sum() - cells.trace()),
        }
        subject = Subject(variable, block.name, group)
        numbers = change(cells, variable.scores)
        smallest = numbers["sign_p_min"].value
        rows += write_rows(subject, numbers, {**facts, "sign_p_min": smallest})
        everybody = Number(drawn_together(sides[0], sides[1], variable.scores), "type_7")
        fewest = {**facts, "n": int(min(side.sum() for side in sides))}
        rows += write_rows(subject, {"ipr_change_all": everybody}, fewest)
    return rows


def _tables(table: Table, column: Column, block: _Block) -> list[int]:
    """Count the tables at which the people of each group sat; last, of all groups together."""
    import numpy as np

    sat = table.factors[_TABLE].index
    asked = column.reason != OUTSIDE
    groups = [asked & (block.by.index == place) for place in range(len(block.by.levels))]
    return [len(np.unique(sat[one])) for one in [*groups, asked & (block.by.index >= 0)]]
