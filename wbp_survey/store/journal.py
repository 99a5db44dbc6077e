"""The journal: append events durably, read them back, verify their chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from wbp_survey.errors import Problem, StoreError
from wbp_survey.model.journal import Event, commit_to, digest_of
from wbp_survey.store.connect import Store, reading, run, writing
from wbp_survey.store.drafts import forget_confirmed
from wbp_survey.store.failures import translated
from wbp_survey.store.projection import agrees, project
from wbp_survey.store.removal import kept_against_will, take_away, wipe
from wbp_survey.store.rows import (
    head,
    insert_events,
    known_ids,
    read_events,
    read_session_ids,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection


_SESSIONS_EVER = "SELECT session FROM event UNION SELECT id FROM session ORDER BY 1"


def append(store: Store, events: Sequence[Event]) -> None:
    """Add events in one transaction; on return they survive a crash and a power cut.

    By one that says that somebody withdraws altogether, what they said is removed with it. Raise
    StoreError when the events do not continue the chain of their session: somebody else wrote to
    it. Then nothing is added.
    """
    if not events:
        return
    with writing(store) as connection:
        removed = _add(connection, events, store.url)
    if removed:
        wipe(store)


def append_new(store: Store, events: Sequence[Event]) -> int:
    """Add the events whose id the journal does not hold yet, and return how many those were."""
    if not events:
        return 0
    with writing(store) as connection:
        known = known_ids(connection, [event.id for event in events])
        fresh = [event for event in events if event.id not in known]
        removed = bool(fresh) and _add(connection, fresh, store.url)
    if removed:
        wipe(store)
    return len(fresh)


def events_of(store: Store, session: str) -> list[Event]:
    """Return the events of a session in order; an unknown session has none."""
    with reading(store) as connection:
        return list(read_events(connection, session))


def first_event(store: Store, session: str) -> Event | None:
    """Return the event that opened a session; None for an unknown session."""
    with reading(store) as connection:
        return next(read_events(connection, session), None)


def session_ids(store: Store) -> list[str]:
    """Return the ids of all sessions, in order."""
    with reading(store) as connection:
        return read_session_ids(connection)


def verify(store: Store) -> list[Problem]:
    """Recompute every digest, commitment, link and read table; return what does not hold.

    So is it when something is still there of somebody who withdrew altogether.
    """
    with reading(store) as connection:
        problems = _damage(connection, store.url)
        for session in run(connection, _SESSIONS_EVER).scalars().all():
            problems += _session_faults(connection, session)
    return problems


def chain_problems(events: Iterable[Event], seq: int = 0, digest: str = "") -> Iterator[Problem]:
    """Yield what is wrong with events that should follow the head `seq`, `digest`."""
    for event in events:
        place = f"{event.session}:{event.seq}"
        if (event.seq, event.previous) != (seq + 1, digest):
            yield Problem("STORE_CHAIN_BROKEN", place)
        if event.digest != digest_of(event) or not _payload_holds(event):
            yield Problem("STORE_EVENT_CHANGED", place)
        seq, digest = event.seq, event.digest


def _add(connection: Connection, events: Sequence[Event], place: str) -> bool:
    """Add events to their sessions; tell whether anything was removed by it."""
    sessions: dict[str, list[Event]] = {}
    for event in events:
        sessions.setdefault(event.session, []).append(event)
    for session, own in sessions.items():
        _check_next(own, *head(connection, session), place)
    insert_events(connection, events)
    for session, own in sessions.items():
        project(connection, session, own)
        forget_confirmed(connection, session, own)
    removed = [session for session, own in sessions.items() if take_away(connection, session, own)]
    return bool(removed)


def _check_next(events: Sequence[Event], seq: int, digest: str, place: str) -> None:
    """Refuse events that do not follow the head of their session, or are not what they seal."""
    first = events[0]
    if (first.seq, first.previous) != (seq + 1, digest):
        raise StoreError.one("STORE_SECOND_WRITER", place)
    problems = list(chain_problems(events, seq, digest))
    if problems:
        raise StoreError(problems)


def _payload_holds(event: Event) -> bool:
    """Tell whether the payload is the one committed to, or was removed with its salt."""
    if event.payload is None:
        return not event.salt
    return event.commitment == commit_to(event.payload, event.salt)


def _session_faults(connection: Connection, session: str) -> list[Problem]:
    """Return what is wrong with one session; one that cannot be read does not hide the others."""
    try:
        with translated(session):
            return _chain_faults(connection, session)
    except StoreError as error:
        return list(error.problems)


def _chain_faults(connection: Connection, session: str) -> list[Problem]:
    events = list(read_events(connection, session))
    problems = list(chain_problems(events))
    end = (events[-1].seq, events[-1].digest) if events else None
    listed = run(
        connection, "SELECT seq, digest FROM session WHERE id = :id", {"id": session}
    ).one_or_none()
    if listed is None or tuple(listed) != end:
        problems.append(Problem("STORE_CHAIN_SHORT", session))
    elif not problems and not agrees(connection, session, events):
        problems.append(Problem("STORE_TABLES_DIFFER", session))
    left = kept_against_will(events)
    if left:
        problems.append(Problem("STORE_WITHDRAWN_KEPT", session, {"count": len(left)}))
    return problems


def _damage(connection: Connection, place: str) -> list[Problem]:
    """Ask SQLite whether the file itself is whole; a server watches over its own pages."""
    if connection.dialect.name != "sqlite":
        return []
    verdict = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    return [] if verdict == "ok" else [Problem("STORE_DAMAGED", place)]
