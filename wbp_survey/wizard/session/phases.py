"""The phases of a round table: when each began, and which are passed over for lack of time."""

from __future__ import annotations

from dataclasses import replace

from wbp_survey.model.instrument import Section, text_in
from wbp_survey.model.session import SessionState
from wbp_survey.texts import say
from wbp_survey.wizard.question import Question
from wbp_survey.wizard.session.room import Room, keep
from wbp_survey.wizard.session.way import Way, arrive, note_move
from wbp_survey.wizard.walk import Step


def begin_phase(room: Room, way: Way, section: Section) -> bool:
    """Record that a phase begins, the first time one comes to it; tell whether it did.

    Whoever only looks ahead or back begins none: not before they answer there. A form that is typed
    in says nothing about when.
    """
    table = way.instrument.kind == "round_table" and bool(way.state.participants)
    known = section.id in way.state.round_table.phases
    if not table or known or room.fast or way.looking or (way.state.again and way.state.mode):
        return False
    arrive(way, keep(room, "phase_started", {"section": section.id}))
    return True


def with_clock(question: Question, state: SessionState, step: Step) -> Question:
    """Give a question when its phase began and how long it was planned to take."""
    began = state.round_table.phases.get(step.section.id)
    if began is None:
        return question
    return replace(question, began=began.at, minutes=step.section.minutes)


def skip_phase(room: Room, way: Way) -> None:
    """Pass over what is left of this phase for lack of time; what was answered stays."""
    step = way.here
    if step is None or way.instrument.kind != "round_table":
        way.notice = say("wizard.not_here", room.language)
        return
    section, before = step.section, way.state
    if section.id in before.round_table.skipped:
        way.notice = say("around.skip.already", room.language)
        return
    behind = _first_behind(way, step)
    arrive(way, keep(room, "phase_skipped", {"section": section.id}))
    note_move(way, before)
    way.path.append(step.slot)
    way.here = next((one for one in way.steps if behind and one.slot == behind.slot), None)
    title = text_in(section.title, room.language)
    way.notice = say("around.skip.done", room.language, title=title)


def resume_phase(room: Room, way: Way) -> None:
    """Take up again the phase that was passed over last, and go to where it begins."""
    skipped = way.state.round_table.skipped
    if not skipped:
        way.notice = say("around.skip.none", room.language)
        return
    before, section = way.state, skipped[-1]
    arrive(way, keep(room, "phase_resumed", {"section": section}))
    note_move(way, before)
    first = next((one for one in way.steps if one.section.id == section), None)
    if first is not None:
        if way.here is not None:
            way.path.append(way.here.slot)
        way.ahead, way.here = [], first
        title = text_in(first.section.title, room.language)
        way.notice = say("around.skip.resumed", room.language, title=title)


def _first_behind(way: Way, step: Step) -> Step | None:
    """Return the first step of the section after this one; None at the end."""
    found = [one.section.id for one in way.steps]
    last = len(found) - 1 - found[::-1].index(step.section.id)
    return way.steps[last + 1] if last + 1 < len(found) else None
