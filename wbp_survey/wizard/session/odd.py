"""Answers that are asked once more: odd ones, and those that take others off the route."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wbp_survey.model.instrument import Constraint, text_in
from wbp_survey.model.payloads import override_payload
from wbp_survey.model.session import Answer, SessionState, Slot, same_answer
from wbp_survey.texts import say
from wbp_survey.wizard.asides import REMARK, WHY, why_item
from wbp_survey.wizard.flow import Step, route, set_aside
from wbp_survey.wizard.leading import leads_nowhere
from wbp_survey.wizard.points import odd_in_words
from wbp_survey.wizard.question import Back, Elsewhere, Given, Question, Reason
from wbp_survey.wizard.session.room import (
    Room,
    at_slot,
    build,
    forget_draft,
    keep,
    numbering,
    put,
    put_anywhere,
)
from wbp_survey.wizard.typed.parse import oddities

ROW_DRAFT = ":row"
"""Ends the name of the place where the line of a row is kept while it is typed."""


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply that stands, with the soft checks it fails and the route as it will be."""

    reply: Given | Reason | Back | Elsewhere
    odd: tuple[Constraint, ...] = ()
    steps: tuple[Step, ...] | None = None
    aside: int = 0


def put_twice(
    room: Room, state: SessionState, steps: tuple[Step, ...], question: Question
) -> Replied:
    """Put a question until its answer surprises nobody, or is given twice.

    An answer surprises when it is odd, or takes earlier answers off the route. An oddity that was
    explained before, for this same answer, is not brought up again.
    """
    doubted: Given | Reason | None = None
    while True:
        reply = put_anywhere(room, question)
        if not isinstance(reply, Given | Reason) or question.item.type == "note":
            return Replied(reply)
        replied = _foreseen(room, state, steps, question, reply)
        doubts = list(_doubts(room, question, replied))
        if not doubts or reply == doubted:
            return replied
        doubted = reply
        question = replace(
            question, given=as_answer(reply), odd="\n".join(doubts), notice="", draft=""
        )


def override(
    room: Room, state: SessionState, step: Step, odd: Sequence[Constraint], reply: Given
) -> tuple[SessionState, bool]:
    """Record that an odd answer stays, then ask why; return whether to go back to the question.

    It is recorded before the reason is known: nothing confirmed may wait for a next answer.
    """
    for rule in odd:
        if reply.because or rule.check not in state.overridden.get(step.slot, {}):
            payload = override_payload(step.slot, rule.check, reply.because or "")
            state = keep(room, "check_overridden", payload)
    if reply.because is not None:
        return state, False
    why = put(room, _why(room, state, step))
    if isinstance(why, Back):
        return state, True
    forget_draft(room, _why_slot(step.slot))
    reason = str(why.value) if isinstance(why, Given) else ""
    missing = why.id if isinstance(why, Reason) else ""
    for rule in odd:
        payload = override_payload(step.slot, rule.check, reason, missing)
        state = keep(room, "check_overridden", payload)
    return state, False


def question_slot(slot: Slot) -> Slot:
    """Return where a session goes on that was cut off at `slot`: at its question itself."""
    item = slot.item.removesuffix(WHY).removesuffix(REMARK).removesuffix(ROW_DRAFT)
    return replace(slot, item=item)


def _foreseen(
    room: Room,
    state: SessionState,
    steps: tuple[Step, ...],
    question: Question,
    reply: Given | Reason,
) -> Replied:
    """Look what an answer would do, before it is recorded."""
    odd = _new_oddities(state, question, reply)
    answer, before = as_answer(reply), state.answers.get(question.slot)
    if same_answer(before, answer) or _stays_as_it_is(room, state, steps, question.slot):
        return Replied(reply, odd, steps)
    then = replace(state, answers={**state.answers, question.slot: answer})
    steps_then = route(room.instrument, then)
    gone = set_aside(steps_then, then) - set_aside(steps, state)
    return Replied(reply, odd, steps_then, len(gone - {question.slot}))


def _stays_as_it_is(room: Room, state: SessionState, steps: tuple[Step, ...], slot: Slot) -> bool:
    """Tell whether the route stays as it is whatever is answered here."""
    table = room.instrument.kind == "round_table"
    on_route = any(step.slot == slot for step in steps)
    return on_route and leads_nowhere(room.quiet, state, [slot], table=table)


def _doubts(room: Room, question: Question, replied: Replied) -> Iterator[str]:
    """Say what is surprising about an answer."""
    if replied.odd:
        yield odd_in_words(
            room.instrument, question.item.id, replied.odd, question.answers, room.language
        )
    if replied.aside:
        key = "one" if replied.aside == 1 else "more"
        yield say(f"wizard.will_set_aside.{key}", room.language, count=replied.aside)


def as_answer(reply: Given | Reason) -> Answer:
    """Return what a reply says as an answer."""
    return Answer(reply.value) if isinstance(reply, Given) else Answer(missing=reply.id)


def _new_oddities(
    state: SessionState, question: Question, reply: Given | Reason
) -> tuple[Constraint, ...]:
    if not isinstance(reply, Given) or reply.value is None:
        return ()
    odd = oddities(question.item, reply.value, question.answers)
    before = state.answers.get(question.slot)
    if before is None or before.value != reply.value:
        return odd
    known = state.overridden.get(question.slot, {})
    return tuple(rule for rule in odd if not known.get(rule.check))


def _why(room: Room, state: SessionState, step: Step) -> Question:
    """Build the question why an odd answer is right; what is typed there is kept as anywhere."""
    question = build(room, state, "why", why_item(step.item), step.slot.participant)
    number, total = numbering(room, route(room.instrument, state), step)
    section = text_in(step.section.title, room.language)
    question = replace(question, section=section, number=number, total=total)
    return at_slot(room, question, _why_slot(step.slot))


def _why_slot(slot: Slot) -> Slot:
    return replace(slot, item=f"{slot.item}{WHY}")
