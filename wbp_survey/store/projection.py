"""The read tables, kept up to date with each event: a fold whose state is in the database.

Every event goes through the same `apply` as a full fold, on a state without participants and
answers: those of earlier events already are in the tables, so that one answer costs one row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from wbp_survey.model.journal import Event, canonical_json
from wbp_survey.model.session import Answer, Participant, SessionState, Slot, apply, slot_of
from wbp_survey.store.connect import run

if TYPE_CHECKING:
    from sqlalchemy import Connection

_READ_SESSION = """
SELECT id, instrument, version, sha256, kind, "case", municipality, interviewer, opened_at,
  closed_at, last_at, mode, again, synthetic, source FROM session WHERE id = :session
"""
_WRITE_SESSION = """
INSERT INTO session (id, instrument, version, sha256, kind, "case", municipality, interviewer,
  opened_at, closed_at, last_at, mode, again, synthetic, source, seq, digest)
VALUES (:id, :instrument, :version, :sha256, :kind, :case, :municipality, :interviewer,
  :opened_at, :closed_at, :last_at, :mode, :again, :synthetic, :source, :seq, :digest)
ON CONFLICT (id) DO UPDATE SET instrument = excluded.instrument, version = excluded.version,
  sha256 = excluded.sha256, kind = excluded.kind, "case" = excluded."case",
  municipality = excluded.municipality, interviewer = excluded.interviewer,
  opened_at = excluded.opened_at, closed_at = excluded.closed_at, last_at = excluded.last_at,
  mode = excluded.mode, again = excluded.again, synthetic = excluded.synthetic,
  source = excluded.source, seq = excluded.seq, digest = excluded.digest
"""
_SEAT = """
INSERT INTO participant (session, id, role, pseudonym, "case", municipality)
VALUES (:session, :id, :role, :pseudonym, :case, :municipality)
ON CONFLICT (session, id) DO NOTHING
"""
_ANSWER = """
INSERT INTO response (session, participant, item, round, value, missing, event)
VALUES (:session, :participant, :item, :round, :value, :missing, :event)
ON CONFLICT (session, participant, item, round) DO UPDATE SET value = excluded.value,
  missing = excluded.missing, event = excluded.event
"""
_CLEAR = """
DELETE FROM response WHERE session = :session AND participant = :participant AND item = :item
  AND round = :round
"""

_MAY_CLEAR = ("answer_cleared", "answer_settled")
"""After these kinds of event there may be no answer left; two entries can be settled on none."""

_ALL = {
    "session": "SELECT * FROM session WHERE id = :session",
    "participant": "SELECT * FROM participant WHERE session = :session",
    "response": "SELECT * FROM response WHERE session = :session",
}


@dataclass(slots=True)
class _Changes:
    """What a run of events changes in the read tables of one session."""

    state: SessionState
    participants: list[Participant] = field(default_factory=list)
    answers: dict[Slot, Answer] = field(default_factory=dict)
    cleared: set[Slot] = field(default_factory=set)


def project(connection: Connection, session: str, events: Iterable[Event]) -> None:
    """Bring the read tables of one session up to date with its next events."""
    changes = _taken_in(_session_state(connection, session), events)
    run(connection, _WRITE_SESSION, _session_row(changes))
    _write(connection, _SEAT, [_seat_row(session, one) for one in changes.participants])
    _write(connection, _CLEAR, [_key(session, slot) for slot in changes.cleared])
    _write(connection, _ANSWER, [_answer_row(session, *one) for one in changes.answers.items()])


def agrees(connection: Connection, session: str, events: Iterable[Event]) -> bool:
    """Tell whether the read tables hold what all events of one session say."""
    changes = _taken_in(SessionState(id=session), events)
    people = {one.id: one for one in reversed(changes.participants)}
    expected = {
        "session": [_session_row(changes)],
        "participant": [_seat_row(session, one) for one in people.values()],
        "response": [_answer_row(session, *one) for one in changes.answers.items()],
    }
    return all(
        _sorted(rows) == _sorted(run(connection, _ALL[table], {"session": session}).mappings())
        for table, rows in expected.items()
    )


def forget_session(connection: Connection, session: str) -> None:
    """Take one session out of the read tables."""
    for table, key in (("response", "session"), ("participant", "session"), ("session", "id")):
        sql = f"DELETE FROM {table} WHERE {key} = :session"  # noqa: S608  constants
        run(connection, sql, {"session": session})


def forget_all(connection: Connection) -> None:
    """Empty the read tables."""
    for table in ("response", "participant", "session"):
        run(connection, f"DELETE FROM {table}")  # noqa: S608  a constant


def _taken_in(state: SessionState, events: Iterable[Event]) -> _Changes:
    changes = _Changes(state)
    for event in events:
        _take_in(changes, event)
    return changes


def _take_in(changes: _Changes, event: Event) -> None:
    state = apply(changes.state, event)
    changes.participants += state.participants
    changes.answers.update(state.answers)
    if event.kind in _MAY_CLEAR and event.payload is not None:
        slot = slot_of(event.payload)
        if slot not in state.answers:
            changes.answers.pop(slot, None)
            changes.cleared.add(slot)
    changes.state = replace(state, participants=(), answers={})


def _session_state(connection: Connection, session: str) -> SessionState:
    found = run(connection, _READ_SESSION, {"session": session}).mappings().one_or_none()
    if found is None:
        return SessionState(id=session)
    return SessionState(**{**found, "synthetic": bool(found["synthetic"])})


def _session_row(changes: _Changes) -> Mapping[str, Any]:
    state = changes.state
    return {
        "id": state.id,
        "instrument": state.instrument,
        "version": state.version,
        "sha256": state.sha256,
        "kind": state.kind,
        "case": state.case,
        "municipality": state.municipality,
        "interviewer": state.interviewer,
        "opened_at": state.opened_at,
        "closed_at": state.closed_at,
        "last_at": state.last_at,
        "mode": state.mode,
        "again": state.again,
        "synthetic": int(state.synthetic),
        "source": state.source,
        "seq": state.seq,
        "digest": state.digest,
    }


def _seat_row(session: str, participant: Participant) -> Mapping[str, Any]:
    return {
        "session": session,
        "id": participant.id,
        "role": participant.role,
        "pseudonym": participant.pseudonym,
        "case": participant.case,
        "municipality": participant.municipality,
    }


def _key(session: str, slot: Slot) -> Mapping[str, Any]:
    return {
        "session": session,
        "participant": slot.participant,
        "item": slot.item,
        "round": slot.round,
    }


def _answer_row(session: str, slot: Slot, answer: Answer) -> Mapping[str, Any]:
    value = None if answer.value is None else canonical_json(answer.value)
    row = {"value": value, "missing": answer.missing, "event": answer.event}
    return {**_key(session, slot), **row}


def _write(connection: Connection, sql: str, rows: list[Mapping[str, Any]]) -> None:
    if rows:
        run(connection, sql, rows)


def _sorted(rows: Iterable[Mapping[Any, Any]]) -> list[tuple[Any, ...]]:
    """Put rows and their columns in an order in which they can be compared."""
    return sorted(tuple(sorted(row.items())) for row in rows)
