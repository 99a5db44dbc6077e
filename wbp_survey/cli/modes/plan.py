"""`wbp compare --plan`: what a design can and cannot show."""

from __future__ import annotations

from dataclasses import replace

from wbp_survey.analysis.power.plan import Design
from wbp_survey.analysis.power.shown import reckoned_with
from wbp_survey.cli.compare_modes import Asked, Printed
from wbp_survey.cli.options import words
from wbp_survey.cli.plan import print_plan
from wbp_survey.errors import UsageError
from wbp_survey.model.result import Comparison
from wbp_survey.workflow.plan import plan, spread_out


def run(asked: Asked) -> tuple[Comparison, Printed]:
    """Read the design and work out what it can show."""
    cases = tuple(int(one) for one in _numbers("--cases", asked.cases, whole=True))
    people = tuple(int(one) for one in _numbers("--people", asked.people, whole=True))
    icc = tuple(dict.fromkeys(_numbers("--icc", asked.icc))) or reckoned_with()
    design = Design(cases, spread_out(people, cases), icc, asked.tests or 1, asked.seed or 0)
    if "resamples" in asked.said:
        design = replace(design, replications=asked.resamples)
    return plan(design), print_plan


def _numbers(option: str, text: str | None, *, whole: bool = False) -> tuple[float, ...]:
    try:
        return tuple(int(one) if whole else float(one) for one in words(text))
    except ValueError:
        raise UsageError.one("USAGE_NUMBERS", option=option, given=text) from None
