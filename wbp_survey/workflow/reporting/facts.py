"""Set what several kinds of source say of one fact beside each other, case by case.

A difference is counted, never resolved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wbp_survey.model.instrument import Texts
from wbp_survey.model.study import Study
from wbp_survey.model.table import Column, Table, Variable
from wbp_survey.report.fact_record import DOCUMENTS, CaseRecord, DeskFact, ToldBy, ToldFact
from wbp_survey.report.sentence_rules import SameFact, rules
from wbp_survey.texts import LANGUAGES, has, say

_CASE = "case"


@dataclass(slots=True)
class _Heard:
    """What was said of one fact: per case and kind of source the answers, and who gave them."""

    answers: dict[tuple[str, str], list[str | float]] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)
    variables: list[Variable] = field(default_factory=list)

    def add(self, case: str, source: str, answer: str | float) -> None:
        self.answers.setdefault((case, source), []).append(answer)

    def of_case(self, case: str) -> list[str | float]:
        return [one for (where, _), said in self.answers.items() if where == case for one in said]


def told_facts(study: Study, table: Table, desks: Sequence[CaseRecord]) -> tuple[ToldFact, ...]:
    """Gather the facts that more than one kind of source was asked for, in the order of the rules.

    Of numbers only whether sources agree is kept; what somebody told the desk researcher is no
    document.
    """
    found = (_fact(study, rule, _heard(rule, table, desks)) for rule in rules().facts)
    return tuple(one for one in found if one and len(one.sources) > 1)


def _heard(rule: SameFact, table: Table, desks: Sequence[CaseRecord]) -> _Heard:
    heard = _Heard()
    for column in table.columns:
        variable = column.variable
        about = variable.construct == rule.construct and variable.referent == _CASE
        if about and not variable.round:
            heard.variables.append(variable)
            for case, role, answer in _said(column, table):
                heard.add(case, role, rule.answer(answer) if isinstance(answer, str) else answer)
                heard.persons[role] = heard.persons.get(role, 0) + 1
    for desk in desks:
        found = _documented(rule, desk)
        if found is not None:
            heard.add(desk.case, DOCUMENTS, found)
    return heard


def _said(column: Column, table: Table) -> Iterator[tuple[str, str, str | float]]:
    """Yield per person who answered the case, the role and the code, or the number."""
    cases, roles = table.factors[_CASE], table.factors["role"]
    variable = column.variable
    for row in range(table.n):
        at, case, role = (int(one[row]) for one in (column.index, cases.index, roles.index))
        if min(at, case, role) >= 0:
            coded = variable.declared
            answer = variable.codes[at] if coded else float(variable.scores[at])
            yield cases.levels[case], roles.levels[role], answer


def _documented(rule: SameFact, desk: CaseRecord) -> str | float | None:
    """Return what the documents say: of a series, what its last row says."""
    series = (row.values for one in desk.series for row in one.rows[-1:] if not row.told)
    every: Iterable[DeskFact] = (*desk.facts, *(fact for row in series for fact in row))
    for one in every:
        if one.item.construct != rule.construct or one.told or one.value is None:
            continue
        if isinstance(one.value, int | float) and one.item.type == "integer":
            return float(one.value)
        if one.item.type in ("select_one", "scale"):
            return rule.answer(str(one.value))
    return None


def _fact(study: Study, rule: SameFact, heard: _Heard) -> ToldFact | None:
    if not heard.answers:
        return None
    order = (DOCUMENTS, *(role.id for role in study.roles))
    labels = _labels(rule, heard.variables)
    cases = [case.id for case in study.cases if heard.of_case(case.id)]
    verdicts = [_verdict(rule, heard.of_case(case)) for case in cases]
    return ToldFact(
        id=rule.construct,
        name=study.constructs.get(rule.construct, {"nl": rule.construct}),
        labels=labels,
        sources=tuple(
            _told_by(rule, heard, source, cases, labels)
            for source in order
            if any(kind == source for _, kind in heard.answers)
        ),
        documents={
            case: str(said[0])
            for (case, source), said in heard.answers.items()
            if source == DOCUMENTS and labels
        },
        same=verdicts.count("same"),
        differ=verdicts.count("differ"),
        alone=verdicts.count("alone"),
        tolerance=rule.share,
    )


def _labels(rule: SameFact, variables: Sequence[Variable]) -> Mapping[str, Texts]:
    """Word the answers; numbers have no words."""
    if rule.answers:
        keys = {
            one: f"cases.answer.{rule.construct.replace('.', '_')}.{one}" for one in rule.answers
        }
        return {
            name: {language: say(key, language) for language in LANGUAGES} if has(key) else {}
            for name, key in keys.items()
        }
    declared = [one for one in variables if one.declared]
    return {code: texts for one in declared[:1] for code, texts in one.code_labels.items()}


def _verdict(rule: SameFact, said: Sequence[str | float]) -> str:
    if len(said) == 1:
        return "alone"
    return "same" if _agree(rule, said) else "differ"


def _agree(rule: SameFact, said: Sequence[str | float]) -> bool:
    numbers = [one for one in said if isinstance(one, float)]
    if len(numbers) == len(said):
        return max(numbers) - min(numbers) <= rule.share * max(numbers)
    return len(set(said)) == 1


def _told_by(
    rule: SameFact,
    heard: _Heard,
    source: str,
    cases: Sequence[str],
    labels: Mapping[str, Texts],
) -> ToldBy:
    here = [heard.answers[case, source] for case in cases if (case, source) in heard.answers]
    agreed = [str(said[0]) for said in here if _agree(rule, said)]
    return ToldBy(
        source,
        len(here),
        {code: agreed.count(code) for code in labels},
        len(here) - len(agreed),
        0 if source == DOCUMENTS else heard.persons.get(source, 0),
    )
