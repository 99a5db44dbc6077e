"""Change an answer after the talk: at its question, and with the reason why when it was closed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from wbp_survey.model.instrument import Item, Texts
from wbp_survey.model.payloads import answer_payload, slot_payload
from wbp_survey.model.session import Answer, SessionState, Slot, same_answer
from wbp_survey.texts import say
from wbp_survey.wizard.asides import texts
from wbp_survey.wizard.flow import Step
from wbp_survey.wizard.question import Back, Given, Note, Park, Reason
from wbp_survey.wizard.session.engine import put_step
from wbp_survey.wizard.session.odd import Replied, as_answer, override
from wbp_survey.wizard.session.room import (
    Paused,
    Room,
    at_slot,
    build,
    forget_draft,
    keep,
    put,
    spoken_in,
)
from wbp_survey.wizard.session.steps import remark
from wbp_survey.wizard.session.way import Way, arrive, step_at
from wbp_survey.wizard.typed.parse import write

BECAUSE = ":because"
"""Ends the name of the question why an answer is corrected."""


def correction_payload(slot: Slot, new: Answer, old: Answer | None, because: str) -> dict[str, Any]:
    """Write the payload of `answer_corrected`: what it becomes, what it was, and why."""
    before = {} if old is None else _said(old)
    return slot_payload(slot) | _said(new) | {"old": before, "because": because}


def correct_at_question(room: Room, way: Way, step: Step) -> bool:
    """Put the question of a step and record what is changed there; tell whether anything was.

    Leaving by any other way than an answer changes nothing.
    """
    before = way.state.answers.get(step.slot)
    with suppress(Paused):
        while True:
            way.here = step_at(way, step.slot) or step
            if _corrected(room, way, way.here):
                break
    return not same_answer(before, way.state.answers.get(step.slot))


def _corrected(room: Room, way: Way, step: Step) -> bool:
    """Put the question once; tell whether somebody is done with it."""
    replied = put_step(room, way, step)
    reply, way.notice = replied.reply, ""
    if isinstance(reply, Given | Reason):
        return change(room, way, replied, correcting=True)
    if isinstance(reply, Note):
        remark(room, way, reply.text)
    elif not isinstance(reply, Back | Park):
        way.notice = say("wizard.not_here", room.language)
    return isinstance(reply, Back | Park)


def change(room: Room, way: Way, replied: Replied, *, correcting: bool) -> bool:
    """Record a reply at the question one stands at; tell whether that is done with.

    When correcting, the reason is asked before anything is recorded: an answer that was closed
    with is changed knowingly or not at all.
    """
    step, reply, state = way.here, replied.reply, way.state
    if step is None or not isinstance(reply, Given | Reason):
        return False
    answer = as_answer(reply)
    old = state.answers.get(step.slot)
    if same_answer(old, answer):
        if step.slot in state.parked:
            state = keep(room, "item_unparked", slot_payload(step.slot))
    elif correcting:
        because = _ask_because(room, state, step)
        if because is None:
            room.drafts[step.slot] = _as_typed(step.item, answer, room.language)
            return False
        payload = correction_payload(step.slot, answer, old, because)
        state = keep(room, "answer_corrected", payload | spoken_in(room, state))
    else:
        payload = answer_payload(step.slot, answer.value, answer.missing)
        state = keep(room, "answer_given", payload | spoken_in(room, state))
    forget_draft(room, step.slot)
    again = False
    if replied.odd and isinstance(reply, Given):
        state, again = override(room, state, step, replied.odd, reply)
    arrive(way, state, replied.steps)
    return not again


def ask_words(
    room: Room, state: SessionState, item: Item, slot: Slot, *, notice: str = ""
) -> str | None:
    """Ask for words about the answer at a slot; empty when there are none, None for a step back."""
    own = replace(slot, item=item.id)
    question = at_slot(room, build(room, state, "remark", item, slot.participant), own)
    reply = put(room, replace(question, section="", notice=notice))
    if isinstance(reply, Back):
        return None
    forget_draft(room, own)
    return str(reply.value or "") if isinstance(reply, Given) else ""


def words_item(name: str, words: Texts, stem: Texts | None) -> Item:
    """Build a field for words, below the question they are about."""
    return Item(name, "text", words, stem=stem)


def _ask_because(room: Room, state: SessionState, step: Step) -> str | None:
    """Ask why an answer is changed, until it is said; None for a step back."""
    item = words_item(f"{step.slot.item}{BECAUSE}", texts("after.because"), step.item.text)
    notice = ""
    while True:
        because = ask_words(room, state, item, step.slot, notice=notice)
        if because is None or because:
            return because
        notice = say("wizard.refused.no_reason_here", room.language)


def _as_typed(item: Item, answer: Answer, language: str) -> str:
    return "" if answer.value is None else write(item, answer.value, language)


def _said(answer: Answer) -> dict[str, Any]:
    return {"missing": answer.missing} if answer.missing else {"value": answer.value}
