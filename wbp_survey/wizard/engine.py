"""Hold a session: seats, consent, the questions on the route, the closing. Pure but for its edges.

The edges come in as functions: `ask` puts a question to a person or a script; `save` writes an
event and returns only when it is durable, with the new state. Nothing is asked before the answer
to the question before has been saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from wbp_survey.model.instrument import Constraint, Instrument, Item, text_in
from wbp_survey.model.session import GROUP, SessionState, Slot, answer_payload
from wbp_survey.model.study import Study
from wbp_survey.texts import say
from wbp_survey.wizard.asides import NO, close_item, time_title
from wbp_survey.wizard.flow import (
    Step,
    next_step,
    path_so_far,
    progress,
    resume_step,
    route,
    standing,
    takes_part,
)
from wbp_survey.wizard.odd import override, put_twice, question_slot
from wbp_survey.wizard.opening import agree, introduce, seat_payload, take_seats
from wbp_survey.wizard.parse import echo
from wbp_survey.wizard.question import Asker, Back, Given, Reason, Reply
from wbp_survey.wizard.room import (
    NotePosition,
    Paused,
    Room,
    Save,
    build,
    keep_draft,
    put,
    who_answers,
)

__all__ = ["Asker", "Outcome", "Save", "hold", "seat_payload"]

_Standing = tuple[SessionState, tuple[Step, ...]]
Outcome = Literal["closed", "stopped", "refused_consent"]


def _nowhere(_slot: Slot, _typed: str) -> None:
    """Keep no position: a script has none."""


def hold(  # noqa: PLR0913 - a session has this many edges
    instrument: Instrument,
    study: Study,
    state: SessionState,
    ask: Asker,
    save: Save,
    language: str,
    *,
    resume_at: Slot | None = None,
    draft: str = "",
    note_position: NotePosition = _nowhere,
) -> Outcome:
    """Hold a session, or go on with one, until it is closed, left or refused.

    A resumed session goes on at `resume_at`, with `draft` already typed, or else at the first
    question without an answer. `note_position` keeps where the interviewer stands and what is
    typed so far, at every keystroke.
    """
    drafts = {resume_at: draft} if resume_at and draft else {}
    room = Room(instrument, study, ask, save, language, note_position, drafts)
    try:
        state = agree(room, take_seats(room, state))
        if state.participants and not any(takes_part(state, p.id) for p in state.participants):
            save("session_closed", {"reason": "refused_consent"})
            return "refused_consent"
        introduce(room, state)
        _go_through(room, state, resume_at and question_slot(resume_at))
    except Paused:
        return "stopped"
    save("session_closed", {"reason": "complete"})
    return "closed"


def _go_through(room: Room, state: SessionState, resume_at: Slot | None) -> None:
    """Ask along the route until the closing is confirmed."""
    steps = route(room.instrument, state)
    step = resume_step(steps, state, resume_at)
    path = path_so_far(steps, state, step.slot if step else None)
    notice = ""
    while True:
        reply, odd = _put_step(room, state, steps, step, notice)
        notice = ""
        if isinstance(reply, Back):
            step, notice = _step_back(room, steps, path, step)
        elif step is None:
            return
        else:
            before = (state, steps)
            state, again = _record(room, state, step, reply, odd)
            if state is not before[0]:
                steps = route(room.instrument, state)
                notice = _set_aside(room, before, (state, steps))
            if not again:
                path.append(step.slot)
                step = next_step(steps, state, step.slot)


def _put_step(
    room: Room, state: SessionState, steps: tuple[Step, ...], step: Step | None, notice: str
) -> tuple[Reply, tuple[Constraint, ...]]:
    """Put the question of a step, with the soft checks that the reply fails and was kept to.

    None is the closing, where "no" means: later.
    """
    if step is None:
        question = build(room, state, "close", close_item(room.instrument))
        reply = put(room, replace(question, notice=notice))
        if reply == Given(NO):
            raise Paused
        return reply, ()
    number, total = progress(steps, step.slot)
    kind: Literal["item", "note"] = "item" if step.asks else "note"
    item = _with_what_was_said(room, state, step)
    question = build(room, state, kind, item, step.slot.participant)
    question = replace(
        question,
        slot=step.slot,
        section=_section_title(step, room.language),
        number=number,
        total=total,
        given=standing(step, state),
        answers=step.answers,
        notice=notice,
        draft=room.drafts.get(step.slot, ""),
        note=partial(keep_draft, room, step.slot),
    )
    room.note_position(step.slot, question.draft)
    return put_twice(room, state, question)


def _section_title(step: Step, language: str) -> str:
    """Name the section and, when it is repeated, which time it is: "Ideeën · idee 2"."""
    title = text_in(step.section.title, language)
    if not step.time:
        return title
    return f"{title} · {time_title(step.section, step.time, language)}"


def _with_what_was_said(room: Room, state: SessionState, step: Step) -> Item:
    """Show the group, at what it answers after its members, what each of them said."""
    if step.item.mode != "individual_then_group" or step.slot.participant != GROUP:
        return step.item
    said = []
    for person in state.participants:
        answer = state.answers.get(Slot(step.slot.item, person.id))
        if answer is not None and takes_part(state, person.id):
            words = (
                say(f"missing.{answer.missing}", room.language)
                if answer.value is None
                else echo(step.item, answer.value, room.language)
            )
            said.append(f"{who_answers(room, state, person.id)}: {words}")
    if not said:
        return step.item
    line = say("wizard.table.said", room.language, answers="; ".join(said))
    before = text_in(step.item.instruction, room.language)
    return replace(step.item, instruction={room.language: f"{before}\n{line}".strip()})


def _step_back(
    room: Room, steps: tuple[Step, ...], path: list[Slot], here: Step | None
) -> tuple[Step | None, str]:
    """Take the last visited step that is still on the route off the path."""
    on_route = {step.slot: step for step in steps}
    while path:
        slot = path.pop()
        if slot in on_route and (here is None or slot != here.slot):
            return on_route[slot], ""
    return here, say("wizard.first_question", room.language)


def _record(
    room: Room, state: SessionState, step: Step, reply: Reply, odd: Sequence[Constraint]
) -> tuple[SessionState, bool]:
    """Save an answer; the same answer again is no event. Tell whether to stay at the question."""
    if not step.asks:
        return state, False
    value = reply.value if isinstance(reply, Given) else None
    missing = reply.id if isinstance(reply, Reason) else ""
    room.drafts.pop(step.slot, None)
    given = state.answers.get(step.slot)
    if not given or (given.value, given.missing) != (value, missing):
        state = room.save("answer_given", answer_payload(step.slot, value, missing))
    if odd and isinstance(reply, Given):
        return override(room, state, step, odd, reply)
    return state, False


def _set_aside(room: Room, before: _Standing, after: _Standing) -> str:
    """Say how many answers this answer took off the route, when it did."""
    count = len(_aside(*after) - _aside(*before))
    key = "one" if count == 1 else "more"
    return say(f"wizard.set_aside.{key}", room.language, count=count) if count else ""


def _aside(state: SessionState, steps: tuple[Step, ...]) -> frozenset[Slot]:
    counted = (step.slot for step in steps if standing(step, state))
    return frozenset(state.answers).difference(counted)
