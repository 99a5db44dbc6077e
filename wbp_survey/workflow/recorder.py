"""Turn what the wizard says into journal events, durable before it returns."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from wbp_survey.model.journal import Event, EventKind, Payload, chain
from wbp_survey.model.moves import Fact
from wbp_survey.model.session import SessionState, Slot, apply, fold, slot_of
from wbp_survey.model.withdrawal import who_withdrew, without_withdrawn
from wbp_survey.store.connect import Store
from wbp_survey.store.ids import device_id, new_event_id, new_salt
from wbp_survey.store.journal import append, append_new

Now = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Recorder:
    """The one thing that changes while a session runs: its state, one event further each time.

    `events` are all those of the session as far as they are known to be kept, `unsaved` those
    that could not be, `typed` what is typed and not confirmed that could not be kept either.
    """

    store: Store
    state: SessionState
    actor: str
    now: Now = utc_now
    events: list[Event] = field(default_factory=list)
    unsaved: list[Event] = field(default_factory=list)
    typed: dict[Slot, str] = field(default_factory=dict)

    def save(self, kind: EventKind, payload: Payload) -> SessionState:
        """Record one fact and return the state after it; the fact is on disk when this returns."""
        return self.save_all([(kind, payload)])

    def save_all(self, facts: Sequence[Fact]) -> SessionState:
        """Record facts that belong together, all or none, and return the state after them.

        When they cannot be kept the same facts may be saved again: they are the same events then,
        so that they are kept once even if the first try did arrive and only the word of it was
        lost.
        """
        tried = self.unsaved
        if [(one.kind, one.payload) for one in tried] == list(facts):
            append_new(self.store, tried)
        else:
            tried = self.unsaved = next_events(self, facts)
            append(self.store, tried)
        self.unsaved = []
        for event in tried:
            self._kept(event)
        return self.state

    def _kept(self, event: Event) -> None:
        self.events.append(event)
        if event.payload and "item" in event.payload:
            self.typed.pop(slot_of(event.payload), None)
        self.state = apply(self.state, event)
        if who_withdrew(event):
            self._forget()

    def _forget(self) -> None:
        """Hold no longer in memory what the journal has removed."""
        self.events[:] = without_withdrawn(self.events)
        self.typed.clear()
        self.state = fold(self.events)


def next_event(
    recorder: Recorder, kind: EventKind, payload: Payload, after: Event | None = None
) -> Event:
    """Build the event that continues the recorder's session, or follows one not saved yet."""
    return chain(
        Event(
            id=new_event_id(),
            session=recorder.state.id,
            seq=(after.seq if after else recorder.state.seq) + 1,
            kind=kind,
            at=stamp(recorder.now()),
            monotonic=time.monotonic_ns() // 1_000_000,
            actor=recorder.actor,
            device=device_id(),
            payload=payload,
            salt=new_salt(),
        ),
        after.digest if after else recorder.state.digest,
    )


def next_events(recorder: Recorder, facts: Sequence[Fact]) -> list[Event]:
    """Build the events that continue the recorder's session with facts that belong together."""
    events: list[Event] = []
    for kind, payload in facts:
        events.append(next_event(recorder, kind, payload, events[-1] if events else None))
    return events


def stamp(moment: datetime) -> str:
    """Write a moment as UTC ISO 8601 with milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
