"""Numbers and facts to result rows: where a refused number becomes a null with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wbp_survey.analysis.facts import Facts
from wbp_survey.analysis.judge import judge
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable


@dataclass(frozen=True, slots=True)
class Subject:
    """What a block of rows is about."""

    variable: Variable
    by: str
    group: str | None = None
    group2: str | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A computed value with the method it came by; None when it could not be computed."""

    value: float | None
    method: str = ""


def write_rows(subject: Subject, numbers: Mapping[str, Number], facts: Facts) -> list[Result]:
    """Return one row per number, as the rules allow."""
    return [_row(subject, stat, number, facts) for stat, number in numbers.items()]


def _row(subject: Subject, stat: str, number: Number, facts: Facts) -> Result:
    refused, notes = judge(stat, facts)
    return Result(
        variable=subject.variable.id,
        construct=subject.variable.construct,
        by=subject.by,
        group=subject.group,
        group2=subject.group2,
        round=subject.variable.round,
        stat=stat,
        value=None if refused else number.value,
        n=facts.n,
        method=number.method,
        note=tuple(dict.fromkeys((*notes, *subject.variable.notes))),
    )
