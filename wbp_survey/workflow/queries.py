"""Questions about an answer, raised after the talk: asked, answered, closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wbp_survey.errors import RecordError, UsageError
from wbp_survey.model.journal import EventKind
from wbp_survey.model.payloads import slot_payload
from wbp_survey.model.session import Query, QueryStatus, SessionState, fold
from wbp_survey.store.journal import events_of
from wbp_survey.store.reading import sessions
from wbp_survey.wizard.typed.clean import clean
from wbp_survey.workflow.after import changing
from wbp_survey.workflow.recorder import Now, utc_now
from wbp_survey.workflow.sessions import find_session
from wbp_survey.workflow.slots import Where, asked_slots, find_slot
from wbp_survey.workflow.study import Place, journal


@dataclass(frozen=True, slots=True)
class Asked:
    """One query with the session it is about."""

    session: str
    query: Query

    @property
    def text(self) -> str:
        """Return what was asked."""
        return self.query.said[0][1]

    @property
    def by(self) -> str:
        """Return who asked."""
        return self.query.said[0][2]

    @property
    def at(self) -> str:
        """Return when it was asked (UTC)."""
        return self.query.said[0][3]

    def days(self, now: datetime) -> int:
        """Return how many whole days ago it was asked."""
        return max((now - datetime.fromisoformat(self.at)).days, 0)


def ask_query(
    place: Place, session: str, where: Where, text: str, by: str, *, now: Now = utc_now
) -> Asked:
    """Ask something about one answer of a session, and return the query with its number."""
    words = _words(text)
    with changing(place, session, by, now) as (recorder, held):
        slot = find_slot(held, where, [*asked_slots(held), *held.state.answers])
        # Counted over the events: a number is not given out again when its words were removed.
        number = 1 + sum(event.kind == "query_raised" for event in held.events)
        query = f"Q{number}"
        state = recorder.save("query_raised", slot_payload(slot) | {"query": query, "text": words})
        return Asked(state.id, state.queries[query])


def answer_query(
    place: Place, session: str, query: str, text: str, by: str, *, now: Now = utc_now
) -> Asked:
    """Answer a query; a closed one takes no answer."""
    return _said(place, session, query, "query_answered", _words(text), by, now)


def close_query(
    place: Place, session: str, query: str, text: str, by: str, *, now: Now = utc_now
) -> Asked:
    """Close a query, with a last word or without."""
    return _said(place, session, query, "query_closed", clean(text)[0], by, now)


def list_queries(place: Place, session: str = "", status: QueryStatus | None = None) -> list[Asked]:
    """List the queries of one session, or of all, oldest first."""
    with journal(place) as store:
        named = [find_session(store, session)] if session else [row.id for row in sessions(store)]
        return queries_of((fold(events_of(store, one)) for one in named), status)


def queries_of(states: Iterable[SessionState], status: QueryStatus | None = None) -> list[Asked]:
    """List the queries of sessions, oldest first."""
    found = (
        Asked(state.id, query)
        for state in states
        for query in state.queries.values()
        if status in (None, query.status)
    )
    return sorted(found, key=lambda one: one.at)


def _said(
    place: Place, session: str, query: str, kind: EventKind, text: str, by: str, now: Now
) -> Asked:
    with changing(place, session, by, now) as (recorder, held):
        wanted = _open_query(held.state, query)
        state = recorder.save(kind, {"query": wanted.id, "text": text})
        return Asked(state.id, state.queries[wanted.id])


def _open_query(state: SessionState, query: str) -> Query:
    found = state.queries.get(query.upper())
    if found is None:
        known = ", ".join(state.queries) or "-"
        raise RecordError.one("RECORD_UNKNOWN_QUERY", query=query, session=state.id, known=known)
    if found.status == "closed":
        raise RecordError.one("RECORD_QUERY_CLOSED", query=found.id, session=state.id)
    return found


def _words(text: str) -> str:
    words = clean(text)[0]
    if not words:
        raise UsageError.one("USAGE_EMPTY_TEXT")
    return words
