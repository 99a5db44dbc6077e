"""Paired comparisons to result rows: per condition, per pair of conditions, over all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from wbp_survey.analysis.omnibus import Sampling
from wbp_survey.analysis.paired.conditions import condition_rows
from wbp_survey.analysis.paired.matched import Matched
from wbp_survey.analysis.paired.omnibus import omnibus_rows
from wbp_survey.analysis.paired.pair import PAIR, Pair, pair_of
from wbp_survey.analysis.ranks import adjust_p
from wbp_survey.analysis.rows import Number, Subject, allowed, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.model.result import Result

_TWO = 2


@dataclass(frozen=True, slots=True)
class PairedSpec:
    """How to compare: random divisions, the study's seed, and how p is adjusted over pairs.

    `refined` is how often to sample again when a sampled p lies near alpha; 0 for never.
    """

    resamples: int = 9999
    refined: int = 0
    seed: int = 0
    adjust: str = "holm"


def paired_rows(matched: Matched, spec: PairedSpec) -> list[Result]:
    """Return every statistic of one variable answered by the same people under conditions.

    Per condition (`group`) what was answered; per pair of conditions (`group`, `group2`, first
    minus second in declared order) who moved and the tests; with three conditions or more, over
    all (no group) Friedman's test, and Wilcoxon's p adjusted over the pairs. Whoever lacks one of
    two answers is counted and takes no part in that pair; who lacks any, none in Friedman's test.
    """
    variable = matched.variable
    subject = Subject(variable, matched.by)
    name = (variable.id, variable.round or 0, matched.by)
    sampling = Sampling(spec.seed, name, spec.resamples, spec.refined)
    rows = write_rows(subject, {"n_subjects": Number(float(matched.people))}, _counted(matched))
    rows += condition_rows(matched, subject)
    conditions = len(matched.conditions)
    if conditions < _TWO or conditions > threshold("pair_groups"):
        facts = {"n": 0, "conditions": conditions}
        return rows + write_rows(subject, dict.fromkeys(PAIR, Number(None)), facts)
    known: dict[str, Any] = {"conditions": conditions}
    if conditions > _TWO:
        found, known["omnibus_p"] = omnibus_rows(matched, subject, sampling)
        rows += found
    pairs = [
        pair_of(matched, (first, second), known, sampling)
        for first, second in combinations(range(conditions), 2)
    ]
    return rows + _written(pairs, subject, spec.adjust)


def _counted(matched: Matched) -> dict[str, Any]:
    return {
        "n": matched.people,
        "people_without_group": matched.without_group,
        "without_person": matched.without_person,
    }


def _written(pairs: list[Pair], subject: Subject, adjust: str) -> list[Result]:
    """Return the rows of all pairs; p is adjusted over the pairs whose p is not refused."""
    if len(pairs) == 1:
        return _rows(pairs[0], subject)
    tested = [
        (place, pair.numbers["wilcoxon_p"].value)
        for place, pair in enumerate(pairs)
        if allowed("wilcoxon_p", pair.facts)
    ]
    family = {place: value for place, value in tested if value is not None}
    adjusted = dict(zip(family, adjust_p(list(family.values()), adjust), strict=True))
    rows: list[Result] = []
    for place, pair in enumerate(pairs):
        more = {"wilcoxon_p_adjusted": Number(adjusted.get(place), adjust)}
        rows += _rows(replace(pair, numbers=pair.numbers | more), subject)
    size = {"pairs_tested": Number(float(len(family)), adjust)}
    return rows + write_rows(subject, size, {"n": max(pair.facts["n"] for pair in pairs)})


def _rows(pair: Pair, subject: Subject) -> list[Result]:
    about = replace(subject, group=pair.first, group2=pair.second)
    rows = write_rows(about, pair.numbers, pair.facts)
    for numbers, facts in pair.more:
        rows += write_rows(about, numbers, facts)
    return rows
