"""Withdraw what a participant agreed to: for some purposes, or altogether.

Altogether means that everything they said is removed, wherever this journal holds it. What stays
is that they sat there, in which role, what they had agreed to, and that they withdrew it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from wbp_survey.errors import RecordError, UsageError
from wbp_survey.model.journal import Event
from wbp_survey.model.session import SessionState, fold
from wbp_survey.model.study import Study
from wbp_survey.model.withdrawal import said_by
from wbp_survey.store.claim import claim
from wbp_survey.store.connect import Store
from wbp_survey.store.journal import append, events_of
from wbp_survey.store.reading import sessions
from wbp_survey.store.removal import is_wiped
from wbp_survey.wizard.editing import forget_texts
from wbp_survey.wizard.typed.clean import clean
from wbp_survey.workflow.recorder import Now, Recorder, next_event, utc_now
from wbp_survey.workflow.scopes import check_scope, known_scopes
from wbp_survey.workflow.seats import find_seat, known_seats
from wbp_survey.workflow.sessions import find_session
from wbp_survey.workflow.study import Place, journal


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who withdraws in which session, from which scopes (none named: altogether), and why."""

    session: str
    participant: str
    because: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal does.

    `entries` are the sessions it is recorded in: the one meant, and others of the same talk.
    `removed` counts per kind of event what is removed; `unknown` statements of which nobody knows
    who made them stay. `wiped` tells that what was removed is not in the bytes of `store` either.
    """

    session: str
    participant: str
    scopes: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    removed: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0
    wiped: bool = False
    store: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One record of the talk: the session itself, a second entry, the record of somebody else."""

    state: SessionState
    events: tuple[Event, ...]


def withdraw(place: Place, request: Withdrawal, by: str, *, now: Now = utc_now) -> Withdrawn:
    """Record the withdrawal in every record of the session, and remove what goes with it.

    All of it happens in one transaction. Raises RecordError when there is nobody, no such scope, or
    nothing left to withdraw, StoreError when somebody else is writing to one of the records.
    """
    because = clean(request.because)[0]
    if not because:
        raise UsageError.one("USAGE_EMPTY_TEXT")
    with _holding(place, request.session, by) as (store, entries):
        done, concerned = _planned(place.study, entries, request)
        payload = _payload(done) | {"because": because}
        append(store, [_event(store, entry, payload, by, now) for entry in concerned])
        if done.scopes:
            return done
        for entry in entries:
            forget_texts(place.editing, entry.state.id)
        return replace(done, wiped=is_wiped(store), store=store.url)


def foresee(place: Place, request: Withdrawal) -> Withdrawn:
    """Return what a withdrawal would do; it raises what the withdrawal itself would."""
    with journal(place) as store:
        ids = _records(store, request.session)
        return _planned(place.study, [_entry(store, one) for one in ids], request)[0]


@contextmanager
def _holding(place: Place, session: str, by: str) -> Iterator[tuple[Store, list[_Entry]]]:
    """Hold every record of a talk for one writer."""
    with journal(place) as store, ExitStack() as claims:
        ids = _records(store, session)
        for one in ids:
            claims.enter_context(claim(store, one, by))
        yield store, [_entry(store, one) for one in ids]


def _records(store: Store, session: str) -> list[str]:
    """Return the ids of all records of the talk that one of them is of, the first one first."""
    again = {row.id: row.again for row in sessions(store)}
    found = find_session(store, session)
    first = again[found] or found
    return sorted(
        (one for one in again if first in (one, again[one])), key=lambda one: one != first
    )


def _entry(store: Store, session: str) -> _Entry:
    events = tuple(events_of(store, session))
    return _Entry(fold(events), events)


def _planned(
    study: Study, entries: Sequence[_Entry], request: Withdrawal
) -> tuple[Withdrawn, list[_Entry]]:
    """Return what a withdrawal does, and the records in which there is something to do."""
    first = entries[0].state
    seat = find_seat(first, request.participant)
    sat = [one for one in entries if seat in known_seats(one.state)]
    values = {"session": first.id, "participant": seat}
    if request.scopes:
        scopes = _scopes(study, first, request.scopes)
        concerned = [one for one in sat if _agreed(one.state, seat, scopes)]
        if not concerned:
            raise RecordError.one("RECORD_SCOPE_REFUSED", scopes=", ".join(scopes), **values)
        done = Withdrawn(first.id, seat, scopes, _ids(concerned))
        return done, concerned
    concerned = [one for one in sat if seat not in one.state.withdrawn or said_by(one.events, seat)]
    if not concerned:
        raise RecordError.one("RECORD_WITHDRAWN_BEFORE", at=first.withdrawn[seat][:10], **values)
    gone = [event.kind for one in concerned for event in said_by(one.events, seat)]
    unknown = sum(not said.who for said in first.round_table.statements.values())
    return Withdrawn(first.id, seat, (), _ids(concerned), dict(Counter(gone)), unknown), concerned


def _ids(entries: Sequence[_Entry]) -> tuple[str, ...]:
    return tuple(one.state.id for one in entries)


def _scopes(study: Study, state: SessionState, named: Sequence[str]) -> tuple[str, ...]:
    """Return the scopes named and those that cannot do without them, in the order of the study."""
    asked = {one.id: one for one in study.consent.scopes}
    known = known_scopes(study, [state])
    for scope in named:
        check_scope(scope, known)
        if scope in asked and asked[scope].required:
            raise RecordError.one("RECORD_SCOPE_REQUIRED", scope=scope, session=state.id)
    gone = set(named)
    for one in asked.values():  # what a scope needs is asked before it
        gone |= {one.id} if one.needs in gone else set()
    return tuple(scope for scope in known if scope in gone)


def _agreed(state: SessionState, seat: str, scopes: Sequence[str]) -> bool:
    given = state.consent.get(seat, {})
    return seat not in state.withdrawn and any(given.get(scope) for scope in scopes)


def _payload(done: Withdrawn) -> dict[str, Any]:
    who = {"participant": done.participant, "scopes": list(done.scopes)}
    return who if done.scopes else who | {"all": True}


def _event(store: Store, entry: _Entry, payload: Mapping[str, Any], by: str, now: Now) -> Event:
    recorder = Recorder(store, entry.state, by, now, list(entry.events))
    return next_event(recorder, "consent_withdrawn", payload)
