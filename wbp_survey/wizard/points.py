"""The points of a session that ask for attention: open, parked, wrong, odd, remarked on. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from wbp_survey.instrument.expression.evaluate import Repeated, references
from wbp_survey.model.instrument import Constraint, Instrument, Item, text_in
from wbp_survey.model.session import GROUP, Answer, SessionState, Slot
from wbp_survey.model.study import Study
from wbp_survey.texts import say
from wbp_survey.wizard.apart import apart_in_words
from wbp_survey.wizard.asides import asked_item, time_title
from wbp_survey.wizard.flow import Step, route, set_aside, standing
from wbp_survey.wizard.known import Answers
from wbp_survey.wizard.question import Mark, Spot
from wbp_survey.wizard.typed.parse import check, echo, oddities
from wbp_survey.wizard.typed.refusal import Refused
from wbp_survey.wizard.who import who_answers

MARKS: tuple[Mark, ...] = get_args(Mark)


@dataclass(frozen=True, slots=True)
class Findings:
    """What an answer fails as things stand: the hard check in words, the unexplained soft ones."""

    wrong: str = ""
    odd: tuple[Constraint, ...] = ()


def findings(step: Step, state: SessionState, language: str) -> Findings:
    """Return what the answer at a step fails now; other answers may have changed since it came."""
    answer = standing(step, state)
    if answer is None or answer.value is None:
        return Findings()
    known = state.overridden.get(step.slot, {})
    odd = oddities(step.item, answer.value, step.answers)
    unexplained = tuple(rule for rule in odd if not known.get(rule.check))
    try:
        check(step.item, answer.value, language, step.answers)
    except Refused as refused:
        return Findings(refused.sentence(language), unexplained)
    return Findings("", unexplained)


def spots(
    instrument: Instrument, study: Study, state: SessionState, language: str
) -> tuple[Spot, ...]:
    """Return every question on the route, then every answer set aside, with what is to be known."""
    steps = [step for step in route(instrument, state) if step.asks]
    queried = {query.slot for query in state.queries.values() if query.status == "open"}
    aside = set_aside(steps, state)
    return (
        *(_on_route(instrument, study, state, step, language, queried) for step in steps),
        *(_aside(instrument, state, slot, language) for slot in state.answers if slot in aside),
    )


def _on_route(
    instrument: Instrument,
    study: Study,
    state: SessionState,
    step: Step,
    language: str,
    queried: set[Slot],
) -> Spot:
    found = findings(step, state, language)
    who = who_answers(study, instrument, state, step.slot.participant, language)
    apart = list(apart_in_words(instrument, state, step.slot, language))
    marks = [*_marks(step, state, found, queried), *(["odd"] if apart else [])]
    return Spot(
        slot=step.slot,
        text=text_in(step.item.text, language),
        section=section_title(step, language),
        who=" · ".join(filter(None, (who, f"R{step.slot.round}" if step.slot.round else ""))),
        words=in_words(step.item, standing(step, state), language),
        marks=tuple(mark for mark in MARKS if mark in marks),
        remark=remark_at(state, step.slot),
        finding="\n".join(filter(None, [_in_words(instrument, step, found, language), *apart])),
    )


def _aside(instrument: Instrument, state: SessionState, slot: Slot, language: str) -> Spot:
    """Tell of an answer that was set aside; its question is named as it was asked."""
    item = asked_item(instrument, slot.item)
    return Spot(
        slot,
        text_in(item.text, language) if item else slot.item,
        words=in_words(item, state.answers[slot], language),
        marks=("aside",),
        remark=remark_at(state, slot),
    )


def remark_at(state: SessionState, slot: Slot) -> str:
    """Return what was remarked on a question, or on the line with all answers to it."""
    line = replace(slot, participant=GROUP)
    found = (state.remarks.get(one, "") for one in dict.fromkeys((line, slot)))
    return "\n".join(filter(None, found))


def counts(places: Sequence[Spot]) -> Mapping[Mark, int]:
    """Count how many places carry each mark, in the order of `Mark`."""
    counted = Counter(mark for place in places for mark in place.marks)
    return {mark: counted[mark] for mark in MARKS}


def in_words(item: Item | None, answer: Answer | None, language: str) -> str:
    """Say an answer, or why there is none; empty when there is neither."""
    if answer is None:
        return ""
    if answer.value is None:
        return say(f"missing.{answer.missing}", language)
    fits = item is not None and (
        item.scale is None
        or set(answer.value if isinstance(answer.value, list) else [str(answer.value)])
        <= set(item.scale.codes)
    )
    return echo(item, answer.value, language) if item and fits else str(answer.value)


def section_title(step: Step, language: str) -> str:
    """Name the section and, when it is repeated, which time it is: "Ideeën · idee 2"."""
    title = text_in(step.section.title, language)
    if not step.time:
        return title
    return f"{title} · {time_title(step.section, step.time, language)}"


def finding_in_words(instrument: Instrument, step: Step, state: SessionState, language: str) -> str:
    """Say what is wrong or odd about the answer at a step, and what it has to do with."""
    words = _in_words(instrument, step, findings(step, state, language), language)
    return "\n".join(filter(None, [words, *apart_in_words(instrument, state, step.slot, language)]))


def _in_words(instrument: Instrument, step: Step, found: Findings, language: str) -> str:
    lines = [found.wrong] if found.wrong else []
    if found.odd:
        lines.append(odd_in_words(instrument, step.item.id, found.odd, step.answers, language))
    return "\n".join(lines)


def odd_in_words(
    instrument: Instrument,
    item_id: str,
    odd: Sequence[Constraint],
    answers: Answers,
    language: str,
) -> str:
    """Say what is odd, and what was answered to the other questions it has to do with."""
    words = [text_in(rule.message, language) for rule in odd]
    involved = _involved(instrument, item_id, odd, answers, language)
    return "\n".join([" ".join(words), *dict.fromkeys(involved)])


def _involved(
    instrument: Instrument,
    item_id: str,
    odd: Sequence[Constraint],
    answers: Answers,
    language: str,
) -> Iterator[str]:
    asked = {item.id: item for item in instrument.items}
    for name in (name for rule in odd for name in references(rule.check)):
        value = answers.get(name)
        if name != item_id and name in asked and value is not None:
            item = asked[name]
            words = _all(value) if isinstance(value, Repeated) else echo(item, value, language)
            text = text_in(item.text, language)
            yield say("wizard.odd.about", language, text=text, words=words)


def _all(repeated: Repeated) -> str:
    return ", ".join("-" if one is None else str(one) for one in repeated.values)


def _marks(step: Step, state: SessionState, found: Findings, queried: set[Slot]) -> Iterator[Mark]:
    if standing(step, state) is None:
        yield "open"
    if step.slot in state.parked:
        yield "parked"
    if found.wrong:
        yield "wrong"
    if found.odd:
        yield "odd"
    if remark_at(state, step.slot):
        yield "remark"
    if step.slot in queried:
        yield "query"
