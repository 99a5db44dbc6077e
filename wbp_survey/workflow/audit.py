"""The whole history of a session: what happened, when, by whom, and how long everything took.

Time is measured on the clock of the device that nobody can set; a clock put back an hour in the
middle of a talk changes nothing about how long a question took.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wbp_survey.model.instrument import Instrument
from wbp_survey.model.journal import Event
from wbp_survey.model.repeats import base_id
from wbp_survey.model.session import Answer, SessionState, Slot, apply, slot_of
from wbp_survey.wizard.asides import section_of
from wbp_survey.wizard.flow import off_route

IDLE = 10 * 60 * 1000
"""Milliseconds without an event after which nobody was at work."""

_APART = 12 * 60 * 60 * 1000
"""Milliseconds that the calendar may be ahead of the device's own clock, which starts anew with
the computer: beyond that it was switched off or slept, and tells nothing."""

_LEADS = ("answers", "participants", "consent", "withdrawn")
"""What of a session decides which answers count, besides the seats that were removed."""

_AT_A_QUESTION = (
    "answer_given",
    "answer_cleared",
    "check_overridden",
    "remark_made",
    "item_parked",
    "item_unparked",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as the history tells it.

    `elapsed` is the number of milliseconds since the event before; None for the first, and when
    another computer, or the same one started anew, leaves nothing to measure with. `before` and
    `after` are the answers at its slot; `during` tells that the session was open. `aside` other
    answers stopped counting by it, `back` count again; `agreed` is what somebody consented to, as
    far as that is new.
    """

    event: Event
    elapsed: int | None
    slot: Slot | None
    before: Answer | None
    after: Answer | None
    during: bool
    aside: int = 0
    back: int = 0
    agreed: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Times:
    """How long a session took, in milliseconds: in all, without an event, per item and section.

    Items and sections go by their ids; what belongs to no section is under "-". Only the time that
    it was open counts; what nobody was at work is in no item.
    """

    total: int = 0
    idle: int = 0
    items: Mapping[str, int] = field(default_factory=dict)
    sections: Mapping[str, int] = field(default_factory=dict)


def trail(events: Iterable[Event], instrument: Instrument | None = None) -> tuple[Entry, ...]:
    """Return the history of a session, event by event.

    With its instrument, also how many other answers an event put aside or brought back.
    """
    return tuple(_entries(events, instrument))


def times(entries: Iterable[Entry], instrument: Instrument) -> Times:
    """Add up how long everything took; what lies before the first question is no section."""
    total = idle = 0
    items, sections = Counter[str](), Counter[str]()
    for entry in entries:
        if not entry.during or entry.elapsed is None:
            continue
        total += entry.elapsed
        if entry.elapsed > IDLE:
            idle += entry.elapsed
        elif entry.slot is not None and entry.event.kind in _AT_A_QUESTION:
            base = base_id(entry.slot.item)
            items[base] += entry.elapsed
            section = section_of(instrument, base)
            sections[section.id if section else "-"] += entry.elapsed
    return Times(total, idle, dict(items), dict(sections))


def _entries(events: Iterable[Event], instrument: Instrument | None) -> Iterator[Entry]:
    state, last, off = SessionState(), None, frozenset[Slot]()
    for event in events:
        slot = _slot(event, state)
        then = apply(state, event)
        off_now = off_route(instrument, then) if instrument and _may_lead(state, then) else off
        yield Entry(
            event,
            _elapsed(last, event),
            slot,
            state.answers.get(slot) if slot else None,
            then.answers.get(slot) if slot else None,
            during=bool(last) and not state.closed,
            aside=len(off_now - off - {slot}),
            back=len(off - off_now - {slot}),
            agreed=_agreed(event, state),
        )
        state, last, off = then, event, off_now


def _may_lead(before: SessionState, after: SessionState) -> bool:
    """Tell whether an event may have changed which questions are asked."""
    changed = any(getattr(before, name) is not getattr(after, name) for name in _LEADS)
    return changed or before.round_table.removed != after.round_table.removed


def _agreed(event: Event, before: SessionState) -> dict[str, bool]:
    """Return what is new in what somebody consented to."""
    payload = event.payload or {}
    if event.kind != "consent_given" or not payload:
        return {}
    said: dict[str, bool] = payload["scopes"]
    known = before.consent.get(payload["participant"], {})
    return {scope: given for scope, given in said.items() if known.get(scope) is not given}


def _slot(event: Event, state: SessionState) -> Slot | None:
    payload = event.payload or {}
    if "item" in payload:
        return slot_of(payload)
    query = state.queries.get(str(payload.get("query", "")))
    return query.slot if query else None


def _elapsed(last: Event | None, event: Event) -> int | None:
    if last is None or last.device != event.device:
        return None
    elapsed = event.monotonic - last.monotonic
    apart = datetime.fromisoformat(event.at) - datetime.fromisoformat(last.at)
    if elapsed < 0 or apart.total_seconds() * 1000 - elapsed > _APART:
        return None
    return elapsed
