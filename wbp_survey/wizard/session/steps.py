"""What each reply does: record an answer, go elsewhere, make a remark, take a step back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from wbp_survey.model.instrument import Item, text_in
from wbp_survey.model.moves import REDO, UNDO, Move, Moves, marked
from wbp_survey.model.payloads import answer_payload, slot_payload
from wbp_survey.model.session import GROUP, ROW, Answer, SessionState, Slot, same_answer
from wbp_survey.texts import say
from wbp_survey.wizard.asides import REMARK, remark_item
from wbp_survey.wizard.flow import Step, is_open, standing
from wbp_survey.wizard.points import in_words, section_title
from wbp_survey.wizard.question import (
    Act,
    Back,
    Given,
    GoTo,
    Note,
    Park,
    Reason,
    Redo,
    Turn,
    Undo,
)
from wbp_survey.wizard.session.around import follow_act, stand_still
from wbp_survey.wizard.session.arrange import in_ideas, row_of
from wbp_survey.wizard.session.concluded import voted_before
from wbp_survey.wizard.session.ideas import record_ideas
from wbp_survey.wizard.session.odd import Replied, as_answer, override
from wbp_survey.wizard.session.recording import recording_changed
from wbp_survey.wizard.session.room import (
    Room,
    at_slot,
    build,
    forget_draft,
    keep,
    keep_all,
    numbering,
    put,
    spoken_in,
)
from wbp_survey.wizard.session.rows import record_row, told_row
from wbp_survey.wizard.session.way import (
    Way,
    arrive,
    go_back,
    go_on,
    go_to,
    note_move,
    step_at,
    take_back,
    turn,
)
from wbp_survey.wizard.typed.parse import TEXTS


def follow(room: Room, way: Way, replied: Replied) -> None:
    """Do what a reply asks for; a sentence about it is left in `way.notice`."""
    _FOLLOWED[type(replied.reply)](room, way, replied)


def remark(room: Room, way: Way, words: str = "") -> None:
    """Ask for a remark on the question one stands at; `words` that are there already are added."""
    step = way.here
    if step is None or not step.asks:
        way.notice = say("wizard.not_here", room.language)
        return
    slot = replace(step.slot, participant=GROUP) if _row(way, step) else step.slot
    before, known = way.state, way.state.remarks.get(slot, "")
    own = replace(slot, item=f"{slot.item}{REMARK}")
    text: object = f"{known}\n{words}".strip()
    if not words:
        question = build(room, before, "remark", remark_item(step.item), slot.participant)
        number, total = numbering(room, way.steps, step)
        question = replace(
            question,
            section=section_title(step, room.language),
            number=number,
            total=total,
            given=Answer(known) if known else None,
        )
        reply = put(room, at_slot(room, question, own))
        if not isinstance(reply, Given):
            return
        text = reply.value
    forget_draft(room, own)
    if (text or "") == known:
        return
    arrive(way, keep(room, "remark_made", slot_payload(slot) | {"text": text or ""}))
    note_move(way, before, slot)
    way.notice = say("wizard.remark_kept" if text else "wizard.remark_gone", room.language)


def _record(room: Room, way: Way, replied: Replied) -> None:
    """Save an answer and go on; the same answer again is no event."""
    step, before, reply = way.here, way.state, replied.reply
    if step is None or not step.asks or not isinstance(reply, Given | Reason):
        go_on(way)
        return
    if _recorded_in_a_line(room, way, step, replied):
        return
    again, state = False, _kept(room, before, step, as_answer(reply))
    if replied.odd and isinstance(reply, Given):
        state, again = override(room, state, step, replied.odd, reply)
    arrive(way, state, replied.steps)
    note_move(way, before, step.slot)
    if replied.aside:
        key = "one" if replied.aside == 1 else "more"
        way.notice = say(f"wizard.set_aside.{key}", room.language, count=replied.aside)
    elif voted_before(room.instrument, before, way.state, step):
        way.notice = say("around.changed", room.language)
    if not again:
        go_on(way)


def _row(way: Way, step: Step) -> tuple[Step, ...]:
    """Return the steps that are answered in one line with this one; none where it stands alone."""
    return row_of(way.steps, step) if way.by == "grid" else ()


def _kept(room: Room, state: SessionState, step: Step, answer: Answer) -> SessionState:
    """Save an answer that is new; one that stood there already is not parked any more."""
    if not same_answer(answer, state.answers.get(step.slot)):
        room.drafts.pop(step.slot, None)  # on disk it goes with the event itself
        payload = answer_payload(step.slot, answer.value, answer.missing)
        return keep(room, "answer_given", payload | spoken_in(room, state))
    if step.slot in room.drafts:
        forget_draft(room, step.slot)
    if step.slot in state.parked:
        return keep(room, "item_unparked", slot_payload(step.slot))
    return state


def _recorded_in_a_line(room: Room, way: Way, step: Step, replied: Replied) -> bool:
    """Save what was typed in one line for a whole table; tell whether this was such a line."""
    row = _row(way, step)
    ideas = way.by == "grid" and in_ideas(room.instrument, step)
    if row:
        record_row(room, way, row, replied)
    elif ideas and isinstance(replied.reply, Given):
        record_ideas(room, way, step, replied.reply)
    return bool(row) or ideas


def _back(room: Room, way: Way, _replied: Replied) -> None:
    back = go_back(way)
    while back and room.fast and way.here is not None and not way.here.asks:
        back = go_back(way)  # what is read aloud is passed over while a form is typed in
    if not back:
        way.notice = say("wizard.first_question", room.language)


def _note(room: Room, way: Way, replied: Replied) -> None:
    remark(room, way, replied.reply.text if isinstance(replied.reply, Note) else "")


def _park(room: Room, way: Way, _replied: Replied) -> None:
    step, before = way.here, way.state
    if step is None or not step.asks:
        way.notice = say("wizard.not_here", room.language)
        return
    row = _row(way, step) or (step,)
    still = [one.slot for one in row if standing(one, before) is None]
    slots = [slot for slot in still or [one.slot for one in row] if slot not in before.parked]
    line = {ROW: f"{step.slot.item}/{step.slot.round}/{before.seq + 1}"} if row[1:] else {}
    arrive(
        way,
        keep_all(room, before, [("item_parked", slot_payload(slot) | line) for slot in slots]),
    )
    note_move(way, before, *slots)
    way.here = row[-1]
    go_on(way)
    way.notice = say("wizard.parked", room.language)


def _go_to(room: Room, way: Way, replied: Replied) -> None:
    slot = replied.reply.slot if isinstance(replied.reply, GoTo) else Slot("")
    here = way.here
    if not go_to(way, slot):
        way.notice = say("wizard.not_on_route", room.language)
    elif here is not None and here.slot != slot:
        number, _ = numbering(room, way.steps, here)
        way.notice = say("wizard.then_back", room.language, number=number)


def _turn(room: Room, way: Way, replied: Replied) -> None:
    by = replied.reply.by if isinstance(replied.reply, Turn) else 0
    if not turn(way, by):
        way.notice = say("wizard.no_section" if by > 0 else "wizard.first_section", room.language)


def _undo(room: Room, way: Way, _replied: Replied) -> None:
    done, undone = way.moves.done, way.moves.undone
    if not done:
        way.notice = say("wizard.nothing_to_undo", room.language)
        return
    _repeat(room, way, done[-1], UNDO)
    way.moves = Moves(done[:-1], (*undone, done[-1]))


def _redo(room: Room, way: Way, _replied: Replied) -> None:
    done, undone = way.moves.done, way.moves.undone
    if not undone:
        way.notice = say("wizard.nothing_to_redo", room.language)
        return
    _repeat(room, way, undone[-1], REDO)
    way.moves = Moves((*done, undone[-1]), undone[:-1])


def _repeat(room: Room, way: Way, move: Move, how: str) -> None:
    """Record what takes a step back, or does it again, and stand where it was made."""
    number = len(way.moves.done) + (how == REDO)
    facts = marked(move.back if how == UNDO else move.forth, how, number)
    state = keep_all(room, way.state, facts)
    if move.slot is None:
        _repeated_around(room, way, state, move, how)
        return
    slot = _asked_at(way, move.slot)
    item = _item_at(way, slot)
    arrive(way, state)
    if item is None or item.type not in TEXTS:  # words that were never confirmed are nobody's slip
        room.drafts.pop(slot, None)
    take_back(way, slot)
    row = _row(way, way.here) if way.here else ()
    row = row if slot in {step.slot for step in row} else ()
    words = in_words(item, state.answers.get(slot), room.language)
    way.notice = _told(room, move, how, item, told_row(room, way, row) if row else words)


def _repeated_around(room: Room, way: Way, state: SessionState, move: Move, how: str) -> None:
    """Say what was taken back around the table; a phase that is open again is gone back to."""
    before, steps = way.state, way.steps
    arrive(way, state)
    reopened = set(before.round_table.skipped) - set(state.round_table.skipped)
    again = [step for step in way.steps if step.section.id in reopened]
    if again:
        if way.here is not None:
            way.path.append(way.here.slot)
        way.ahead, way.here = [], next((one for one in again if is_open(one, state)), again[0])
    else:
        stand_still(way, steps)
    kind = (move.forth or move.back)[0][0]
    told = say(f"around.{how}.{kind}", room.language)
    way.notice = " ".join(filter(None, (told, recording_changed(room, before, state))))


def _told(room: Room, move: Move, how: str, item: Item | None, words: str) -> str:
    """Say what was taken back or done again: an answer, a remark, or putting off."""
    kind = move.forth[0][0] if move.forth else "answer_given"
    about = {"remark_made": "_remark", "item_parked": "_parking", "item_unparked": "_parking"}
    return say(
        f"wizard.{'undone' if how == UNDO else 'redone'}{about.get(kind, '')}",
        room.language,
        text=text_in(item.text, room.language) if item else "-",
        words=words or say("wizard.no_answer_yet", room.language),
    )


def _asked_at(way: Way, slot: Slot) -> Slot:
    """Return where a slot is asked: what was remarked on a line, at its first seat."""
    if slot.participant != GROUP or step_at(way, slot) is not None:
        return slot
    asked = (one.slot for one in way.steps if replace(one.slot, participant=GROUP) == slot)
    return next(asked, slot)


def _item_at(way: Way, slot: Slot) -> Item | None:
    """Return the item of a slot, on the route before or after."""
    step: Step | None = step_at(way, slot)
    return step.item if step else None


_FOLLOWED: Mapping[type, Callable[[Room, Way, Replied], None]] = {
    Given: _record,
    Reason: _record,
    Back: _back,
    Act: follow_act,
    Note: _note,
    Park: _park,
    GoTo: _go_to,
    Turn: _turn,
    Undo: _undo,
    Redo: _redo,
}
