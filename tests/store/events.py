"""Events for the tests: sessions with made-up people, chained as the tool chains them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from wbp_survey.model.journal import Event, chain
from wbp_survey.model.payloads import answer_payload
from wbp_survey.model.session import Slot
from wbp_survey.store.ids import new_event_id, new_salt

Step = tuple[str, dict | None]

OPENED = {
    "instrument": "wijkagent",
    "version": "1.0.0",
    "sha256": "ab" * 32,
    "kind": "interview",
    "case": "noord",
    "municipality": "tilburg",
}
SEATED = {"participant": "S1", "role": "wijkagent", "pseudonym": "W-01"}


def answered(value, item="leden", participant="S1", round_=0):
    """The step of one answer."""
    return ("answer_given", answer_payload(Slot(item, participant, round_), value))


def missed(reason, item="leden", participant="S1"):
    """The step of an answer that is a missing reason."""
    return ("answer_given", answer_payload(Slot(item, participant), missing=reason))


def imported(participant, answers, **more):
    """The step of one imported row."""
    person = {"participant": participant, "role": "bewoner", "pseudonym": f"B-{participant}"}
    return ("responses_imported", {**person, **more, "answers": answers})


def make(steps: Iterable[Step], session: str = "", after: Event | None = None) -> list[Event]:
    """Chain steps into events of one session, from its beginning or after an event."""
    session = after.session if after else session or str(uuid.uuid4())
    events = [after] if after else []
    for kind, payload in steps:
        last = events[-1] if events else None
        seq = last.seq + 1 if last else 1
        event = Event(
            id=new_event_id(),
            session=session,
            seq=seq,
            kind=kind,
            at=f"2026-03-02T{seq // 3600:02}:{seq // 60 % 60:02}:{seq % 60:02}.000Z",
            monotonic=seq * 1000,
            actor="interviewer-1",
            device="laptop-1",
            payload=payload,
            salt=new_salt() if payload is not None else "",
        )
        events.append(chain(event, last.digest if last else ""))
    return events[1:] if after else events


def interview(*steps: Step, session: str = "") -> list[Event]:
    """A session that was opened, with one participant, and then these steps."""
    return make([("session_opened", OPENED), ("participant_seated", SEATED), *steps], session)
