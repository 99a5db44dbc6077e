"""Undo and redo: what one step changed, how to take it back, and how to do it again. Pure.

Taking back is recording again: the journal only grows, and tells by `undo` or `redo` in a payload
that an event takes back or repeats the step with that number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wbp_survey.model.gathering import STEPS as _AROUND
from wbp_survey.model.gathering import round_table_facts
from wbp_survey.model.journal import Event, EventKind, Payload
from wbp_survey.model.payloads import answer_payload, override_payload, slot_payload
from wbp_survey.model.session import ORDER, ROW, SessionState, Slot, apply, same_answer, slot_of
from wbp_survey.model.withdrawal import who_withdrew

Fact = tuple[EventKind, Payload]

UNDO, REDO = "undo", "redo"
_STEPS = ("answer_given", "answer_cleared", "remark_made", "item_parked", "item_unparked")
"""The events that begin a step; a soft check that is overridden belongs to the step before it, and
answers that were given in one line are one step."""

_ENDS = (
    "session_closed",
    "session_reopened",
    "answer_corrected",
    "answer_settled",
)
"""What was done before these is no slip of the fingers any more: it is corrected, with a reason.

Nor may what somebody who withdrew altogether said come back by taking back a step.
"""


@dataclass(frozen=True, slots=True)
class Move:
    """One step: the facts that take it back and those that do it again.

    `slot` is where it was made; None when it was no answer but something around the table.
    """

    slot: Slot | None
    back: tuple[Fact, ...]
    forth: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """The steps that can be taken back, last one last, and those that can be done again."""

    done: tuple[Move, ...] = ()
    undone: tuple[Move, ...] = ()


def moved(moves: Moves, before: SessionState, after: SessionState, *slots: Slot) -> Moves:
    """Add the step from `before` to `after`, if it changed anything; nothing can be redone then.

    `slots` are those it may have changed; without one it was made around the table.
    """
    at = next((slot for slot in slots if facts(before, after, slot)), None)
    move = Move(at, _facts(after, before, slots), _facts(before, after, slots))
    return Moves((*moves.done, move), ()) if move.back or move.forth else moves


def facts(here: SessionState, there: SessionState, slot: Slot) -> tuple[Fact, ...]:
    """Return what must be recorded to bring one slot from the state `here` to `there`."""
    return (*_answer(here, there, slot), *_remark(here, there, slot), *_parking(here, there, slot))


def _facts(here: SessionState, there: SessionState, slots: Iterable[Slot]) -> tuple[Fact, ...]:
    at_slots = tuple(fact for slot in slots for fact in facts(here, there, slot))
    return at_slots or tuple(round_table_facts(here.round_table, there.round_table))


def marked(move: tuple[Fact, ...], how: str, number: int) -> list[Fact]:
    """Say in each fact that it takes back, or does again, step `number`."""
    return [(kind, {**payload, how: number}) for kind, payload in move]


def history(events: Iterable[Event]) -> Moves:
    """Return the steps of a session so far, from its events in order."""
    moves, state = Moves(), SessionState()
    begun, group = state, list[Event]()
    for event in events:
        if not (group and _belongs(event, group[0])):
            moves = _after(moves, group, begun, state)
            begun, group = state, []
        group.append(event)
        state = apply(state, event)
    return _after(moves, group, begun, state)


def _belongs(event: Event, first: Event) -> bool:
    """Tell whether an event belongs to the step that another one began."""
    mark = _mark(first)
    if mark:
        return _mark(event) == mark
    if _mark(event):
        return False
    row = (first.payload or {}).get(ROW)
    same_row = row is not None and (event.payload or {}).get(ROW) == row
    return same_row or event.kind == "check_overridden"


def _mark(event: Event) -> tuple[str, int] | None:
    payload = event.payload or {}
    return next(((how, payload[how]) for how in (UNDO, REDO) if how in payload), None)


def _after(moves: Moves, group: list[Event], before: SessionState, after: SessionState) -> Moves:
    """Take in a group of events that belong together; what is no step changes nothing."""
    first = group[0] if group else None
    if first is not None and (first.kind in _ENDS or who_withdrew(first)):
        return Moves()
    if first is None or first.payload is None:
        return moves
    if UNDO in first.payload and moves.done:
        return Moves(moves.done[:-1], (*moves.undone, moves.done[-1]))
    if REDO in first.payload and moves.undone:
        return Moves((*moves.done, moves.undone[-1]), moves.undone[:-1])
    if first.kind not in (*_STEPS, *_AROUND):
        return moves
    here = [one for one in group if one.payload and first.kind in _STEPS]
    slots = dict.fromkeys(slot_of(one.payload) for one in here if one.payload)
    return moved(moves, before, after, *slots)


def _answer(here: SessionState, there: SessionState, slot: Slot) -> Iterator[Fact]:
    """Yield the answer as it must become, with the soft checks it fails knowingly."""
    now, then = here.answers.get(slot), there.answers.get(slot)
    if same_answer(now, then) and here.overridden.get(slot) == there.overridden.get(slot):
        return
    if then is None:
        yield "answer_cleared", slot_payload(slot)
        return
    # Who is expected to have answered hangs on when it was first asked: that comes back as well.
    first = {} if now or not then.order else {ORDER: then.order}
    row = {ROW: then.row} if then.row else {}
    yield "answer_given", answer_payload(slot, then.value, then.missing) | first | row
    for check, reason in there.overridden.get(slot, {}).items():
        yield "check_overridden", override_payload(slot, check, reason)


def _remark(here: SessionState, there: SessionState, slot: Slot) -> Iterator[Fact]:
    if here.remarks.get(slot) != there.remarks.get(slot):
        yield "remark_made", slot_payload(slot) | {"text": there.remarks.get(slot, "")}


def _parking(here: SessionState, there: SessionState, slot: Slot) -> Iterator[Fact]:
    """Yield what parks the slot or takes it out: an answer given again takes it out by itself."""
    answered = any(kind == "answer_given" for kind, _ in _answer(here, there, slot))
    parked = slot in here.parked and not answered
    if slot in there.parked and not parked:
        yield "item_parked", slot_payload(slot)
    if slot not in there.parked and parked:
        yield "item_unparked", slot_payload(slot)
