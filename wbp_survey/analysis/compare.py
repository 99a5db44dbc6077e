"""Compare groups: from a table of coded answers to result rows, one statistic each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from wbp_survey.analysis.counts import Units, count, count_units, find_units
from wbp_survey.analysis.facts import Facts
from wbp_survey.analysis.groups import group_rows, total_facts
from wbp_survey.analysis.omnibus import compare_clusters, compare_groups
from wbp_survey.analysis.pairs import pair_rows
from wbp_survey.analysis.rows import Subject, write_rows
from wbp_survey.analysis.seeds import generator
from wbp_survey.errors import DataError, Problem
from wbp_survey.model.result import Result
from wbp_survey.model.table import Column, Factor, Table, Variable

ADJUSTMENTS = ("holm", "bh", "none")


@dataclass(frozen=True, slots=True)
class CompareSpec:
    """What to compare, by which factor, and how.

    `items` are ids of variables, none for all; `cluster` is the factor whose levels are the units
    (the case), empty for none; `adjust` is `holm`, `bh` or `none`, over the pairs of one variable.
    """

    by: str
    items: tuple[str, ...] = ()
    cluster: str = ""
    resamples: int = 9999
    seed: int = 0
    adjust: str = "holm"
    alpha: float = 0.05


def compare(table: Table, spec: CompareSpec) -> tuple[Result, ...]:
    """Return every statistic of every variable: per group, over all groups, per pair of groups.

    A statistic that cannot or may not be computed is a row with value None and a note that says
    why. Raises DataError when the spec names a factor or variable the table does not have.
    """
    _check(table, spec)
    by = table.factors[spec.by]
    units = find_units(by, table.factors[spec.cluster]) if spec.cluster else None
    columns = [one for one in table.columns if not spec.items or one.variable.id in spec.items]
    return tuple(row for column in columns for row in _compare_one(column, by, units, spec))


def _compare_one(
    column: Column, by: Factor, units: Units | None, spec: CompareSpec
) -> list[Result]:
    counts = count(column, by)
    subject = Subject(counts.variable, by.id)
    facts = replace(total_facts(counts, by.levels), alpha=spec.alpha, clustered=units is not None)
    filled = counts.valid[counts.valid.sum(axis=1) > 0]
    rng = generator(spec.seed, *_name(counts.variable, by), "permutation_p")
    block = compare_groups(filled, facts, spec.resamples, rng)
    rows = group_rows(counts, by.id, by.levels)
    rows += write_rows(subject, block.numbers, block.facts)
    omnibus = block.shown("permutation_p")
    if units is not None:
        rng = generator(spec.seed, *_name(counts.variable, by), "cluster", spec.cluster)
        block = compare_clusters(count_units(column, units), units, facts, spec.resamples, rng)
        rows += write_rows(subject, block.numbers, block.facts)
        omnibus = block.shown("cluster_permutation_p")
    return rows + pair_rows(subject, filled, _behind(facts, omnibus), spec.adjust)


def _behind(facts: Facts, omnibus: float | None) -> Facts:
    """Return the facts for pairs; with two groups and no clusters the pair is the omnibus."""
    two = 2
    if facts.compared <= two and not facts.clustered:
        return facts
    return replace(facts, omnibus_p=omnibus)


def _name(variable: Variable, by: Factor) -> tuple[object, ...]:
    return (variable.id, variable.round or 0, by.id)


def _check(table: Table, spec: CompareSpec) -> None:
    known = {column.variable.id for column in table.columns}
    problems = [
        *_unknown("ANALYSIS_FACTOR_UNKNOWN", (spec.by,), table.factors),
        *_unknown(
            "ANALYSIS_FACTOR_UNKNOWN", (spec.cluster,) if spec.cluster else (), table.factors
        ),
        *_unknown("ANALYSIS_VARIABLE_UNKNOWN", spec.items, known),
    ]
    if spec.adjust not in ADJUSTMENTS:
        problems += _unknown("ANALYSIS_ADJUSTMENT_UNKNOWN", (spec.adjust,), ADJUSTMENTS)
    if spec.resamples < 1:
        problems.append(Problem("ANALYSIS_RESAMPLES", "", {"resamples": spec.resamples}))
    if not 0 < spec.alpha < 1:
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
