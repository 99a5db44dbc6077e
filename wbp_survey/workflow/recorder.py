"""Turn what the wizard says into journal events, durable before it returns."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from wbp_survey.model.journal import Event, EventKind, Payload, chain
from wbp_survey.model.session import SessionState, apply
from wbp_survey.store.connect import Store
from wbp_survey.store.ids import device_id, new_event_id, new_salt
from wbp_survey.store.journal import append

Now = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Recorder:
    """The one thing that changes while a session runs: its state, one event further each time."""

    store: Store
    state: SessionState
    actor: str
    now: Now = utc_now

    def save(self, kind: EventKind, payload: Payload) -> SessionState:
        """Record one fact and return the state after it; the fact is on disk when this returns."""
        event = next_event(self, kind, payload)
        append(self.store, [event])
        self.state = apply(self.state, event)
        return self.state


def next_event(recorder: Recorder, kind: EventKind, payload: Payload) -> Event:
    """Build the event that continues the recorder's session."""
    return chain(
        Event(
            id=new_event_id(),
            session=recorder.state.id,
            seq=recorder.state.seq + 1,
            kind=kind,
            at=stamp(recorder.now()),
            monotonic=time.monotonic_ns() // 1_000_000,
            actor=recorder.actor,
            device=device_id(recorder.store),
            payload=payload,
            salt=new_salt(),
        ),
        recorder.state.digest,
    )


def stamp(moment: datetime) -> str:
    """Write a moment as UTC ISO 8601 with milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
