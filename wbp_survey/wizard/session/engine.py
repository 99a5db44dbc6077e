"""Hold a session: seats, consent, the questions on the route, the closing. Pure but for its edges.

The edges come in as functions: `ask` puts a question to a person or a script; `save` writes an
event and returns only when it is durable, with the new state. Nothing is asked before the answer
to the question before has been saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from wbp_survey.model.instrument import Instrument, Item, Section, text_in
from wbp_survey.model.moves import Moves
from wbp_survey.model.session import GROUP, SessionState, Slot
from wbp_survey.model.study import Study
from wbp_survey.texts import say
from wbp_survey.wizard.asides import NO, REMARK, close_item
from wbp_survey.wizard.flow import standing, takes_part
from wbp_survey.wizard.leading import quiet_items
from wbp_survey.wizard.points import counts, in_words, remark_at, section_title, spots
from wbp_survey.wizard.question import Asker, Given, Reason, Spot
from wbp_survey.wizard.session.agreeing import agree
from wbp_survey.wizard.session.around import act_beside, stand_still
from wbp_survey.wizard.session.arrange import By, in_ideas, row_of
from wbp_survey.wizard.session.concluded import concluded_before, with_tally
from wbp_survey.wizard.session.feedback import show_feedback
from wbp_survey.wizard.session.ideas import ideas_slot, put_ideas
from wbp_survey.wizard.session.odd import Replied, put_twice, question_slot
from wbp_survey.wizard.session.opening import introduce, seat_payload, take_seats
from wbp_survey.wizard.session.phases import begin_phase, with_clock
from wbp_survey.wizard.session.recording import recording
from wbp_survey.wizard.session.room import (
    NotePosition,
    Paused,
    Room,
    Save,
    SaveAll,
    at_slot,
    build,
    keep,
    numbering,
    put_anywhere,
)
from wbp_survey.wizard.session.rows import put_row, row_slot
from wbp_survey.wizard.session.steps import follow, remark
from wbp_survey.wizard.session.way import Way, set_out
from wbp_survey.wizard.walk import Step
from wbp_survey.wizard.who import who_answers

__all__ = ["Asker", "Outcome", "Save", "hold", "seat_payload"]

Outcome = Literal["closed", "stopped", "refused_consent"]

_LISTED = 4
"""How many doubtful answers the closing lists; the overview has them all."""


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
    drafts: Mapping[Slot, str] | None = None,
    note_position: NotePosition = _nowhere,
    past: Moves | None = None,
    banner: str = "",
    fast: bool = False,
    saved_in: str = "",
    save_all: SaveAll | None = None,
    note_typed: NotePosition | None = None,
    by: By = "form",
) -> Outcome:
    """Hold a session, or go on with one, until it is closed, left or refused.

    A resumed session goes on at `resume_at`, or else at the first question without an answer;
    `drafts` holds what was typed before and not confirmed, `past` the steps that can still be taken
    back.
    `note_position` keeps where the interviewer stands and what is typed so far, at every keystroke;
    `note_typed` what is typed in a line beside that.
    `banner` says on every screen that this is no ordinary session; with `fast` one key answers;
    `saved_in` tells where everything is kept; `save_all` saves facts that belong together, all or
    none. A table is asked `by` form, seat by seat, or by grid: statement by statement, a line each.
    Raises what `save` raises when somebody gives up.
    """
    typed = dict(drafts or {})
    room = Room(instrument, study, ask, save, language, note_position, typed, language)
    room.banner, room.fast, room.saved_in, room.save_all = banner, fast, saved_in, save_all
    room.note_typed, room.quiet = note_typed, quiet_items(instrument)
    try:
        state = agree(room, take_seats(room, state), by)
        if state.participants and not any(takes_part(state, p.id) for p in state.participants):
            keep(room, "session_closed", {"reason": "refused_consent"})
            return "refused_consent"
        introduce(room, state)
        way = set_out(
            instrument, state, resume_at and question_slot(resume_at), past or Moves(), by
        )
        room.act = partial(act_beside, room, way)
        way.notice = "" if state.answers else recording(room, state)
        _go_through(room, way, remarking=bool(resume_at and resume_at.item.endswith(REMARK)))
    except Paused:
        return "stopped"
    keep(room, "session_closed", {"reason": "complete"})
    return "closed"


def _go_through(room: Room, way: Way, *, remarking: bool) -> None:
    """Ask along the route until the closing is confirmed."""
    if remarking:
        remark(room, way)
    while True:
        if _reached(room, way):
            continue
        replied = _put_closing(room, way) if way.here is None else put_step(room, way, way.here)
        way.notice = ""
        if isinstance(replied.reply, Given | Reason) and way.looking and not way.ahead:
            way.looking = False  # whoever answers has come here to stay
            here = way.slot
            if _reached(room, way) and way.slot != here:
                continue
        if way.here is None and isinstance(replied.reply, Given):
            return
        follow(room, way, replied)


def _reached(room: Room, way: Way) -> bool:
    """Begin the phase one has come to, if it is one; tell whether it began."""
    here = way.here
    if here is None or not begin_phase(room, way, here.section):
        return False
    _begin_with_feedback(room, way, here.section)
    stand_still(way)
    return True


def _begin_with_feedback(room: Room, way: Way, section: Section) -> None:
    """Show how the first ratings spread, where the protocol says the discussion begins with it."""
    table = room.instrument.round_table
    if table is not None and table.feedback == section.id:
        show_feedback(room, way.state)


def _put_closing(room: Room, way: Way) -> Replied:
    """Ask whether to close, with what is left to be done; "no" means: later."""
    question = build(room, way.state, "close", close_item(room.instrument))
    question = replace(question, spots=_spots(room, way))
    left = _left(question.spots(), way.state, room.language)
    if left:
        question = replace(question, item=close_item(room.instrument, {room.language: left}))
    while True:
        reply = put_anywhere(room, replace(question, notice=way.notice))
        if reply == Given(NO):
            raise Paused
        must = _still_required(way, room.language)
        if not must or not isinstance(reply, Given):
            return Replied(reply)
        way.notice = say("wizard.left.required", room.language, text=must)


def _left(places: Sequence[Spot], state: SessionState, language: str) -> str:
    """Say how many places still ask for attention, and list the answers that are wrong or odd."""
    points = [
        say(f"wizard.left.{mark}", language, count=count)
        for mark, count in counts(places).items()
        if count and mark in ("open", "parked", "wrong", "odd", "query")
    ]
    waiting = [one for one in state.round_table.points.values() if not one.settled]
    if waiting:
        key = "one" if len(waiting) == 1 else "more"
        points.append(say(f"around.points.left.{key}", language, count=len(waiting)))
    doubted = [place for place in places if {"wrong", "odd"} & set(place.marks)]
    lines = [
        say("wizard.left.doubted", language, text=place.text, words=place.words)
        for place in doubted[:_LISTED]
    ]
    lines += ["…"] if doubted[_LISTED:] else []
    return "\n".join(
        [say("wizard.left.all", language, points="; ".join(points)), *lines] if points else []
    )


def _still_required(way: Way, language: str) -> str:
    """Return the first question on the route that cannot be left without an answer or a reason."""
    for step in way.steps:
        if step.asks and step.item.required and standing(step, way.state) is None:
            return text_in(step.item.text, language)
    return ""


def put_step(room: Room, way: Way, step: Step) -> Replied:
    """Put the question of a step until there is a reply that stands."""
    kind: Literal["item", "note"] = "item" if step.asks else "note"
    row = row_of(way.steps, step) if way.by == "grid" else ()
    item = _with_what_was_said(room, way.state, step, row)
    number, total = numbering(room, way.steps, step)
    question = replace(
        build(room, way.state, kind, item, step.slot.participant),
        section=section_title(step, room.language),
        number=number,
        total=total,
        given=standing(step, way.state),
        answers=step.answers,
        notice=way.notice,
        remark=remark_at(way.state, step.slot),
        parked=step.slot in way.state.parked,
        spots=_spots(room, way),
    )
    question = with_clock(question, way.state, step)
    ideas = way.by == "grid" and in_ideas(room.instrument, step)
    slot = row_slot(row) if row else ideas_slot(step) if ideas else step.slot
    question = at_slot(room, question, slot)
    room.note_position(slot, question.draft)
    if row:
        return put_row(room, way, row, replace(question, who=""))
    if ideas:
        return put_ideas(room, way, step, question)
    return put_twice(room, way.state, way.steps, with_tally(room, way.state, question))


def _spots(room: Room, way: Way) -> Callable[[], tuple[Spot, ...]]:
    return partial(spots, room.instrument, room.study, way.state, room.language)


def _with_what_was_said(room: Room, state: SessionState, step: Step, row: Sequence[Step]) -> Item:
    """Show what was concluded where it is voted on or read back; to the group, what each said."""
    concluded = concluded_before(room, state, step, row)
    if concluded:
        before = text_in(step.item.stem, room.language)
        return replace(step.item, stem={room.language: f"{before}\n{concluded}".strip()})
    if step.item.mode != "individual_then_group" or step.slot.participant != GROUP:
        return step.item
    said = []
    for person in state.participants:
        answer = state.answers.get(Slot(step.slot.item, person.id))
        if answer is not None and takes_part(state, person.id):
            words = in_words(step.item, answer, room.language)
            who = who_answers(room.study, room.instrument, state, person.id, room.language)
            said.append(f"{who}: {words}")
    if not said:
        return step.item
    line = say("wizard.table.said", room.language, answers="; ".join(said))
    before = text_in(step.item.instruction, room.language)
    return replace(step.item, instruction={room.language: f"{before}\n{line}".strip()})
