"""What the table concluded, where it is voted on or read back, and what was counted meanwhile."""

from __future__ import annotations

from dataclasses import replace

from wbp_survey.model.session import GROUP, SessionState, Slot
from wbp_survey.texts import say
from wbp_survey.wizard.points import in_words
from wbp_survey.wizard.question import Question
from wbp_survey.wizard.session.room import Room
from wbp_survey.wizard.walk import Step


def concluded_before(room: Room, state: SessionState, step: Step) -> str:
    """Return the words, or the point on the scale, that a vote or a reading back is about."""
    table = room.instrument.round_table
    if table is None or step.slot.participant == GROUP:
        return ""
    for one in table.outcomes:
        if step.item.id in (one.vote, one.readback, one.dissent):
            said = [
                in_words(room.instrument.item(name), state.answers.get(Slot(name)), room.language)
                for name in (one.text, one.value, one.status)
                if name
            ]
            words = " · ".join(filter(None, said))
            return say("around.concluded", room.language, words=words) if words else ""
    return ""


def with_tally(room: Room, state: SessionState, question: Question) -> Question:
    """Fill in how often a role had the floor, when that was counted, to be confirmed."""
    table = room.instrument.round_table
    roles = {item: role for role, item in (table.turns if table else {}).items()}
    role = roles.get(question.slot.item, "")
    if not role or question.given is not None or question.draft:
        return question
    turns = state.round_table.turns
    count = turns.get(role, 0) + sum(
        turns.get(one.id, 0) for one in state.participants if one.role == role
    )
    return replace(question, draft=str(count)) if turns else question
