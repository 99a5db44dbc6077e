"""Soft checks: an answer that looks odd is asked once more, and why it is right after all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from wbp_survey.instrument.expression.evaluate import Repeated, references
from wbp_survey.model.instrument import Constraint, text_in
from wbp_survey.model.session import Answer, SessionState, Slot, override_payload
from wbp_survey.texts import say
from wbp_survey.wizard.asides import WHY, why_item
from wbp_survey.wizard.flow import Step, progress, route
from wbp_survey.wizard.parse import echo, oddities
from wbp_survey.wizard.question import Back, Given, Question, Reason, Reply
from wbp_survey.wizard.room import Room, build, keep_draft, put


def put_twice(
    room: Room, state: SessionState, question: Question
) -> tuple[Reply, tuple[Constraint, ...]]:
    """Put a question until its answer is not odd, or is given twice; return what it still fails.

    An oddity that was explained before, for this same answer, is not brought up again.
    """
    doubted: Reply | None = None
    while True:
        reply = put(room, question)
        odd = _new_oddities(state, question, reply)
        if not odd or reply == doubted:
            return reply, odd
        doubted = reply
        value = reply.value if isinstance(reply, Given) else None
        sentence = _sentence(room, question, odd)
        question = replace(question, given=Answer(value), odd=sentence, notice="", draft="")


def override(
    room: Room, state: SessionState, step: Step, odd: Sequence[Constraint], reply: Given
) -> tuple[SessionState, bool]:
    """Record that an odd answer stays, then ask why; return whether to go back to the question.

    It is recorded before the reason is known: nothing confirmed may wait for a next answer.
    """
    for rule in odd:
        if reply.because or rule.check not in state.overridden.get(step.slot, {}):
            payload = override_payload(step.slot, rule.check, reply.because or "")
            state = room.save("check_overridden", payload)
    if reply.because is not None:
        return state, False
    why = put(room, _why(room, state, step))
    if isinstance(why, Back):
        return state, True
    room.drafts.pop(_why_slot(step.slot), None)
    reason = str(why.value) if isinstance(why, Given) else ""
    missing = why.id if isinstance(why, Reason) else ""
    for rule in odd:
        payload = override_payload(step.slot, rule.check, reason, missing)
        state = room.save("check_overridden", payload)
    return state, False


def question_slot(slot: Slot) -> Slot:
    """Return where a session goes on that was cut off at `slot`: before a reason, at its answer."""
    return replace(slot, item=slot.item.removesuffix(WHY))


def _why(room: Room, state: SessionState, step: Step) -> Question:
    """Build the question why an odd answer is right; what is typed there is kept as anywhere."""
    slot = _why_slot(step.slot)
    question = build(room, state, "why", why_item(step.item), slot.participant)
    number, total = progress(route(room.instrument, state), step.slot)
    return replace(
        question,
        slot=slot,
        section=text_in(step.section.title, room.language),
        number=number,
        total=total,
        draft=room.drafts.get(slot, ""),
        note=partial(keep_draft, room, slot),
    )


def _why_slot(slot: Slot) -> Slot:
    return replace(slot, item=f"{slot.item}{WHY}")


def _new_oddities(state: SessionState, question: Question, reply: Reply) -> tuple[Constraint, ...]:
    if not isinstance(reply, Given) or reply.value is None:
        return ()
    odd = oddities(question.item, reply.value, question.answers)
    before = state.answers.get(question.slot)
    if before is None or before.value != reply.value:
        return odd
    known = state.overridden.get(question.slot, {})
    return tuple(rule for rule in odd if not known.get(rule.check))


def _sentence(room: Room, question: Question, odd: Sequence[Constraint]) -> str:
    """Say what is odd, and what was answered to the other questions it has to do with."""
    words = [text_in(rule.message, room.language) for rule in odd]
    return "\n".join([" ".join(words), *dict.fromkeys(_involved(room, question, odd))])


def _involved(room: Room, question: Question, odd: Sequence[Constraint]) -> Iterator[str]:
    asked = {item.id: item for item in room.instrument.items}
    for name in (name for rule in odd for name in references(rule.check)):
        value = question.answers.get(name)
        if name != question.item.id and name in asked and value is not None:
            item, language = asked[name], room.language
            words = _all(value) if isinstance(value, Repeated) else echo(item, value, language)
            text = text_in(item.text, language)
            yield say("wizard.odd.about", language, text=text, words=words)


def _all(repeated: Repeated) -> str:
    return ", ".join("-" if one is None else str(one) for one in repeated.values)
