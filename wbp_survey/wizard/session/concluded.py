"""What the table concluded, where it is voted on or read back, and what was counted meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wbp_survey.model.instrument import Instrument
from wbp_survey.model.quoting import QUOTE, may_quote
from wbp_survey.model.session import GROUP, SessionState, Slot, same_answer
from wbp_survey.model.turns import turns_of_roles
from wbp_survey.texts import say
from wbp_survey.wizard.points import in_words
from wbp_survey.wizard.question import Question
from wbp_survey.wizard.session.room import Room
from wbp_survey.wizard.walk import Step


def concluded_before(room: Room, state: SessionState, step: Step, row: Sequence[Step] = ()) -> str:
    """Return the words, or the point on the scale, that a vote or a reading back is about.

    Where somebody says how they may be quoted, it is what they agreed to beforehand: that goes on;
    of a `row` what each of them agreed to.
    """
    table = room.instrument.round_table
    if table is None or step.slot.participant == GROUP:
        return ""
    for one in table.outcomes:
        if step.item.id == one.quote:
            return _agreed(room, state, [other.slot.participant for other in row or (step,)])
        if step.item.id in (one.vote, one.readback, one.dissent):
            said = [_said(room, state, name) for name in (one.text, one.value, one.status) if name]
            words = " · ".join(filter(None, said))
            return say("around.concluded", room.language, words=words) if words else ""
    return ""


def _agreed(room: Room, state: SessionState, seats: Sequence[str]) -> str:
    """Say how these may be quoted by what they agreed to; whose words those are when it differs."""
    found = {
        seat: say(f"around.quoting.{may_quote(state, seat)}", room.language)
        for seat in seats
        if QUOTE in state.consent.get(seat, {})
    }
    words = [f"{seat} {how}" for seat, how in found.items()]
    if len(found) == len(seats) and len({*found.values()}) == 1:
        words = [*found.values()][:1]
    return say("around.agreed", room.language, how="; ".join(words)) if words else ""


def _said(room: Room, state: SessionState, name: str) -> str:
    """Say what the group answered; a point on a scale by its figure too."""
    item, answer = room.instrument.item(name), state.answers.get(Slot(name))
    words = in_words(item, answer, room.language)
    figure = str(answer.value) if answer and item.type == "scale" and answer.value else ""
    return f"{figure} ({words})" if figure and figure != words else words


def with_tally(room: Room, state: SessionState, question: Question) -> Question:
    """Fill in how often a role had the floor, when that was counted, to be confirmed."""
    table = room.instrument.round_table
    roles = {item: role for role, item in (table.turns if table else {}).items()}
    role = roles.get(question.slot.item, "")
    if not role or question.given is not None or question.draft:
        return question
    turns = turns_of_roles(state)
    return replace(question, draft=str(turns.get(role, 0))) if turns else question


def voted_before(
    instrument: Instrument, before: SessionState, now: SessionState, step: Step
) -> bool:
    """Tell whether a conclusion has changed that people had voted on already."""
    table = instrument.round_table
    votes = {
        one.vote
        for one in (table.outcomes if table else ())
        if one.vote and step.slot.item in (one.text, one.value)
    }
    changed = not same_answer(before.answers.get(step.slot), now.answers.get(step.slot))
    return changed and any(slot.item in votes for slot in now.answers)
