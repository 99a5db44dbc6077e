"""Look at the sessions of a study."""

from __future__ import annotations

from dataclasses import dataclass

from wbp_survey.errors import Problem, RecordError
from wbp_survey.model.instrument import Instrument, Item
from wbp_survey.model.journal import Event
from wbp_survey.model.session import SessionState, fold
from wbp_survey.store.journal import events_of, verify
from wbp_survey.store.reading import SessionRow, sessions
from wbp_survey.wizard.asides import other_item
from wbp_survey.workflow.imports import instrument_of_session
from wbp_survey.workflow.study import Place, journal


@dataclass(frozen=True, slots=True)
class Held:
    """A session as it was held, with the events behind it."""

    state: SessionState
    events: tuple[Event, ...]
    instrument: Instrument


def list_sessions(place: Place) -> list[SessionRow]:
    """List every session, oldest first."""
    with journal(place) as store:
        return sessions(store)


def show_session(place: Place, session: str) -> Held:
    """Return one session with its events; the start of an id will do when it is the only one."""
    with journal(place) as store:
        known = [row.id for row in sessions(store)]
        matches = [found for found in known if found.startswith(session)]
        if len(matches) != 1:
            raise RecordError.one(
                "RECORD_UNKNOWN_SESSION", session=session, known=", ".join(known[-5:]) or "-"
            )
        events = tuple(events_of(store, matches[0]))
        return Held(fold(events), events, instrument_of_session(place, events[0]))


def asked_item(instrument: Instrument, item_id: str) -> Item | None:
    """Return the item an answer belongs to, be it the question for words behind "other"."""
    for item in instrument.items:
        if item.id == item_id:
            return item
        other = other_item(item, list(item.scale.codes) if item.scale else None)
        if other is not None and other.id == item_id:
            return other
    return None


def verify_journal(place: Place) -> list[Problem]:
    """Recompute every digest of the journal and list what does not hold."""
    with journal(place) as store:
        return verify(store)
