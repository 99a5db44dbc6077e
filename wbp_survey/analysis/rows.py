"""Numbers and facts to result rows: where a refused number becomes a null with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from wbp_survey.analysis.facts import Facts
from wbp_survey.analysis.rules import Rule, current_rulebook
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable


@dataclass(frozen=True, slots=True)
class Subject:
    """What a block of rows is about."""

    variable: Variable
    by: str | None
    group: str | None = None
    group2: str | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A computed value with the method it came by; None when it could not be computed."""

    value: float | None
    method: str = ""


def write_rows(subject: Subject, numbers: Mapping[str, Number], facts: Facts) -> list[Result]:
    """Return one row per number, as the rules allow; `facts["n"]` is what each rests on.

    What is not finite, as with answers of 1e200, is no number and says so.
    """
    variable = subject.variable
    spoken = [
        (rule, rule.notes(facts))
        for rule in current_rulebook().about(tuple(numbers))
        if rule.applies(facts)
    ]
    rows = []
    for stat, number in numbers.items():
        refused, notes = _judged(stat, spoken) if spoken else (False, ())
        if number.value is not None and not isfinite(number.value):
            refused, notes = True, (*notes, "not_computable")
        rows.append(
            Result(
                variable.id,
                stat,
                None if refused else number.value,
                facts["n"],
                variable.construct,
                subject.by,
                subject.group,
                subject.group2,
                variable.round,
                number.method,
                _together(notes, variable.notes),
            )
        )
    return rows


def allowed(stat: str, facts: Facts) -> bool:
    """Tell whether no rule refuses this statistic."""
    rules = current_rulebook().about((stat,))
    return not any(rule.what == "refuse" and rule.applies(facts) for rule in rules)


def _judged(stat: str, spoken: list[tuple[Rule, tuple[str, ...]]]) -> tuple[bool, tuple[str, ...]]:
    """Tell whether a statistic is refused, and the notes that go with it."""
    kind = stat.partition(":")[0]
    refused, found = False, dict[str, None]()
    for rule, notes in spoken:
        if kind in rule.stats:
            refused = refused or rule.what == "refuse"
            found |= dict.fromkeys(notes)
    return refused, tuple(found)


def _together(notes: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*notes, *others))) if others else notes
