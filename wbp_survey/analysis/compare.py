"""Compare groups: from counted answers to result rows, one statistic each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wbp_survey.analysis.beside import estimates, variance_rows, within_rows
from wbp_survey.analysis.counts import Batch, batches, tally_table
from wbp_survey.analysis.facts import Facts
from wbp_survey.analysis.family import Member, families, family_rows
from wbp_survey.analysis.groups import group_rows, total_facts
from wbp_survey.analysis.omnibus import (
    SKIPPED,
    Block,
    Sampling,
    compare_blocked,
    compare_clusters,
    compare_groups,
)
from wbp_survey.analysis.pairs import pair_rows
from wbp_survey.analysis.power.equivalence import equivalence_rows
from wbp_survey.analysis.power.sensitivity import influence_rows
from wbp_survey.analysis.power.shown import detectable_rows
from wbp_survey.analysis.rows import Subject, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.errors import DataError, Problem
from wbp_survey.model.result import Result
from wbp_survey.model.table import Table, Variable
from wbp_survey.model.tally import Tally

ADJUSTMENTS = ("holm", "bh", "none")
_TWO = 2


@dataclass(frozen=True, slots=True)
class CompareSpec:
    """What to compare, by which factor, and how.

    `items` are ids of variables, none for all; `cluster` is the factor whose levels are the units
    (the case) and `block` the one inside whose levels people change places, empty for none;
    `refined` is how often to sample once more near alpha (0: never); `adjust` is `holm`, `bh` or
    `none`, over the pairs of one variable; `alpha` is the study's unless it is given here.
    """

    by: str
    items: tuple[str, ...] = ()
    cluster: str = ""
    block: str = ""
    resamples: int = 9999
    refined: int = 0
    seed: int = 0
    adjust: str = "holm"
    alpha: float | None = None
    sesoi: float | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    """One variable on its way to rows: what is known of it and the tests of all its groups."""

    place: int
    facts: Facts
    tests: tuple[Block, ...]

    @property
    def headline(self) -> float | None:
        """The p that decides: of whole clusters, else within blocks, else of respondents.

        Where there are too many respondents to permute it is that of chi-square.
        """
        block = self.tests[-1]
        stat = next(name for name in block.numbers if name.endswith("permutation_p"))
        skipped = stat == "permutation_p" and block.facts.get("method") == SKIPPED
        return block.shown("kruskal_p" if skipped else stat)


def compare(table: Table, spec: CompareSpec) -> tuple[Result, ...]:
    """Return every statistic of every variable: per group, over all groups, per pair of groups.

    A statistic that cannot or may not be computed is a row with value None and a note that says
    why. Raises DataError when the spec names a factor or variable the table does not have.
    """
    _check(table, spec)
    columns = [one for one in table.columns if not spec.items or one.variable.id in spec.items]
    chosen = replace(table, columns=tuple(columns))
    return compare_tally(tally_table(chosen, spec.by, spec.cluster, spec.block), spec)


def compare_tally(tally: Tally, spec: CompareSpec) -> tuple[Result, ...]:
    """Compare answers that are counted already; see `compare`."""
    by_place: dict[int, list[Result]] = {}
    found = [(batch, _tested(batch, tally, spec)) for batch in batches(tally)]
    items = sorted((item for _, some in found for item in some), key=lambda item: item.place)
    variables = [tally.answers[item.place].variable for item in items]
    members = families(variables, [item.headline for item in items])
    for batch, some in found:
        own = [members[item.place] for item in some]
        by_place |= zip(batch.places, _rows(batch, some, own, tally, spec), strict=True)
    return tuple(row for place in sorted(by_place) for row in by_place[place])


def _tested(batch: Batch, tally: Tally, spec: CompareSpec) -> list[_Item]:
    """Do the tests of all groups for every variable of a batch."""
    known = {"clustered": bool(spec.cluster)}
    if spec.alpha is not None:
        known["alpha"] = spec.alpha  # type: ignore[assignment]
    facts = [total_facts(batch, item, tally.levels) | known for item in range(len(batch.variables))]
    sampling = Sampling(spec.seed, (tally.by, "permutation_p"), spec.resamples, spec.refined)
    naive = compare_groups(batch.valid, facts, sampling)
    items = []
    for at, place in enumerate(batch.places):
        tests = [naive[at]]
        variable = batch.variables[at]
        if spec.block:
            tests.append(_blocked(batch, at, tally, facts[at], spec))
        if spec.cluster:
            name = (*_name(variable, tally.by), "cluster", spec.cluster)
            own = Sampling(spec.seed, name, spec.resamples, spec.refined)
            units = batch.units[at]
            tests.append(compare_clusters(units, tally.cluster, tally.group, facts[at], own))
        items.append(_Item(place, facts[at], tuple(tests)))
    return items


def _blocked(batch: Batch, at: int, tally: Tally, facts: Facts, spec: CompareSpec) -> Block:
    name = (*_name(batch.variables[at], tally.by), "block", spec.block)
    sampling = Sampling(spec.seed, name, spec.resamples, spec.refined)
    return compare_blocked(batch.units[at], tally.block, tally.group, facts, sampling)


def _rows(
    batch: Batch, items: Sequence[_Item], members: Sequence[Member], tally: Tally, spec: CompareSpec
) -> list[list[Result]]:
    subjects = [Subject(variable, tally.by) for variable in batch.variables]
    groups = group_rows(batch, tally.by, tally.levels)
    behind = [_behind(item, one) for item, one in zip(items, members, strict=True)]
    pairs = pair_rows(subjects, batch.valid, behind, spec.adjust)
    within = within_rows(batch, tally.by, tally.levels)
    many = estimates(batch, tally.by, tally.levels)
    some = bool(spec.cluster) and len(tally.levels) <= threshold("pair_groups")
    shares = variance_rows(batch, tally, behind) if some else [[] for _ in subjects]
    beside = _beside(batch, items, behind, tally, spec)
    written = []
    for at, subject in enumerate(subjects):
        rows = groups[at] + within[at]
        for block in items[at].tests:
            rows += write_rows(subject, block.numbers, block.facts)
        rows += family_rows(subject, members[at], items[at].facts)
        written.append(rows + shares[at] + many[at] + pairs[at] + beside[at])
    return written


def _beside(
    batch: Batch, items: Sequence[_Item], facts: Sequence[Facts], tally: Tally, spec: CompareSpec
) -> list[list[Result]]:
    """Return what the tests could have shown, how much hangs on one case, and equivalence."""
    if len(tally.levels) > threshold("pair_groups"):
        return [[] for _ in facts]
    smallest = [item.tests[0].facts.get("p_min") for item in items]
    tested = [{**one, "p_min": least} for one, least in zip(facts, smallest, strict=True)]
    found = [detectable_rows(batch, tally, tested), influence_rows(batch, tally, facts)]
    if spec.sesoi is not None:
        found.append(equivalence_rows(batch, tally, facts, spec.sesoi))
    return [[row for some in found for row in some[at]] for at in range(len(facts))]


def _behind(item: _Item, member: Member) -> dict[str, Any]:
    """Return the facts for pairs; with two groups and no clusters the pair is the omnibus."""
    facts = dict(item.facts)
    if facts["compared"] > _TWO or facts["clustered"] or len(item.tests) > 1:
        facts["omnibus_p"] = member.p if member.size else item.headline
    return facts


def _name(variable: Variable, by: str) -> tuple[object, ...]:
    return (variable.id, variable.round or 0, by)


def _check(table: Table, spec: CompareSpec) -> None:
    known = {column.variable.id for column in table.columns}
    named = [name for name in (spec.by, spec.cluster, spec.block) if name]
    problems = [
        *_unknown("ANALYSIS_FACTOR_UNKNOWN", named, table.factors),
        *_unknown("ANALYSIS_VARIABLE_UNKNOWN", spec.items, known),
    ]
    if spec.adjust not in ADJUSTMENTS:
        problems += _unknown("ANALYSIS_ADJUSTMENT_UNKNOWN", (spec.adjust,), ADJUSTMENTS)
    if spec.resamples < 1:
        problems.append(Problem("ANALYSIS_RESAMPLES", "", {"resamples": spec.resamples}))
    if spec.alpha is not None and not 0 < spec.alpha < 1:
        problems.append(Problem("ANALYSIS_ALPHA", "", {"alpha": spec.alpha}))
    if problems:
        raise DataError(problems)


def _unknown(code: str, names: Iterable[str], known: Iterable[str]) -> list[Problem]:
    """Return a problem for each name that is not known, with the nearest ones that are."""
    choices = sorted(known)
    return [
        Problem(
            code,
            "",
            {
                "name": name,
                "known": ", ".join(difflib.get_close_matches(name, choices) or choices[:12]),
            },
        )
        for name in names
        if name not in choices
    ]
