"""Say before fielding what a design can and cannot show."""

from __future__ import annotations

import math
from dataclasses import replace

from wbp_survey.analysis.power.plan import Design, plan_rows
from wbp_survey.errors import DataError, Problem
from wbp_survey.model.result import Comparison
from wbp_survey.model.table import Table
from wbp_survey.workflow.comparing import manifest_of

_MOST_PEOPLE = 10_000
_MOST_WAYS_LOG = 690.0
"""More divisions of whole cases than exp(690) are no floating-point number."""


def plan(design: Design) -> Comparison:
    """Work out what a design can show. Raises DataError with everything that is wrong with it."""
    problems = [*_problems(design)]
    if problems:
        raise DataError(problems)
    manifest = manifest_of(Table(0, (), {}), "compare --plan", {}, design.seed)
    filters = {
        "cases": list(design.cases),
        "people": list(design.people),
        "icc": list(design.icc),
        "tests": design.tests,
    }
    manifest = replace(manifest, filters=filters, resamples=design.replications)
    return Comparison(manifest, tuple(plan_rows(design)))


def spread_out(people: tuple[int, ...], cases: tuple[int, ...]) -> tuple[int, ...]:
    """Return the number of people per case; one number holds for every case.

    Raises DataError when there are more people than can be worked out, before they are listed.
    """
    if len(people) == 1 and sum(cases) * max(1, people[0]) > _MOST_PEOPLE:
        raise DataError([_too_large(people[0] * sum(cases), sum(cases))])
    return people * sum(cases) if len(people) == 1 else people


def _problems(design: Design) -> list[Problem]:
    found = []
    if len(design.cases) < 2 or any(one < 1 for one in design.cases):  # noqa: PLR2004
        found.append(Problem("DATA_PLAN_CASES", values={"given": _listed(design.cases)}))
    elif len(design.people) != sum(design.cases) or any(one < 1 for one in design.people):
        values = {"given": _listed(design.people), "cases": sum(design.cases)}
        found.append(Problem("DATA_PLAN_PEOPLE", values=values))
    elif sum(design.people) > _MOST_PEOPLE or _log_ways(design.cases) > _MOST_WAYS_LOG:
        found.append(_too_large(sum(design.people), sum(design.cases)))
    if any(not 0 < one < 1 for one in design.icc):
        found.append(Problem("DATA_PLAN_ICC", values={"given": _listed(design.icc)}))
    return found


def _too_large(people: int, cases: int) -> Problem:
    return Problem("DATA_PLAN_LARGE", values={"people": people, "cases": cases})


def _log_ways(cases: tuple[int, ...]) -> float:
    """Return the logarithm of the number of divisions of whole cases."""
    return math.lgamma(sum(cases) + 1) - sum(math.lgamma(one + 1) for one in cases)


def _listed(values: tuple[float, ...]) -> str:
    return ",".join(f"{one:g}" for one in values[:12])
