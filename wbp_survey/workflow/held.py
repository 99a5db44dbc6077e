"""The sessions that were held here, walked along their route: what of their answers counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wbp_survey.dataset.responses import VersionKey
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.journal import Event
from wbp_survey.model.session import SessionState, Slot, fold
from wbp_survey.store.connect import Store
from wbp_survey.store.journal import events_of, first_event
from wbp_survey.store.reading import SessionRow, sessions
from wbp_survey.wizard.flow import set_aside
from wbp_survey.wizard.walk import Step, walk
from wbp_survey.workflow.imports import instrument_of_session
from wbp_survey.workflow.study import Place, journal


@dataclass(frozen=True, slots=True)
class Kept:
    """A session as the journal keeps it: how it is listed, its events, how it stands, its version.

    `steps` is its walk; what was imported, or entered a second time, went along no route of ours.
    """

    row: SessionRow
    events: tuple[Event, ...]
    state: SessionState
    instrument: Instrument
    steps: tuple[Step, ...] = ()

    @property
    def imported(self) -> bool:
        """Tell whether it was read from a file."""
        return _imported(self.events)

    @property
    def aside(self) -> frozenset[Slot]:
        """Return the answers that were set aside: in the journal, not in the data."""
        return set_aside(self.steps, self.state)


@dataclass(frozen=True, slots=True)
class Walked:
    """A session with its version, how it stands, and every step of its walk."""

    instrument: Instrument
    state: SessionState
    steps: tuple[Step, ...]

    @property
    def aside(self) -> frozenset[Slot]:
        """Return the answers that were set aside: in the journal, not in the data."""
        return set_aside(self.steps, self.state)


def instruments_used(
    place: Place, store: Store, used: set[VersionKey]
) -> dict[VersionKey, Instrument]:
    """Load the versions that answers were given under."""
    found: dict[VersionKey, Instrument] = {}
    for row in sessions(store):
        key = (row.instrument, row.version)
        if key in used and key not in found:
            opened = first_event(store, row.id)
            if opened is not None:
                found[key] = instrument_of_session(place, opened)
    return found


def kept_sessions(place: Place) -> Iterator[Kept]:
    """Read the sessions of the journal one by one, oldest first; each version is loaded once.

    Whoever needs them more than once keeps them: folding and walking is most of the work.
    """
    with journal(place) as store:
        rows = sessions(store)
        known = instruments_used(place, store, {(row.instrument, row.version) for row in rows})
        for row in rows:
            events, form = tuple(events_of(store, row.id)), known[row.instrument, row.version]
            state = fold(events)
            walks = not row.again and not _imported(events)
            yield Kept(row, events, state, form, tuple(walk(form, state)) if walks else ())


def walked(kept: Iterable[Kept]) -> dict[str, Walked]:
    """Return the sessions that were held here, by id; second entries are none."""
    return {
        one.row.id: Walked(one.instrument, one.state, one.steps)
        for one in kept
        if not one.row.again and not one.imported
    }


def as_held(
    place: Place, store: Store, kept: Iterable[Kept] | None
) -> tuple[tuple[str, ...], dict[VersionKey, Instrument], dict[str, Walked]]:
    """Return the ids of all sessions, every version, and the walks; read when not `kept` yet."""
    if kept is not None:
        sat = tuple(kept)
        known = {(one.row.instrument, one.row.version): one.instrument for one in sat}
        return tuple(one.row.id for one in sat), known, walked(sat)
    rows = sessions(store)
    known = instruments_used(place, store, {(row.instrument, row.version) for row in rows})
    return tuple(row.id for row in rows), known, walked_sessions(store, known)


def _imported(events: Iterable[Event]) -> bool:
    return any(event.kind == "responses_imported" for event in events)


def walked_sessions(
    store: Store, instruments: Mapping[VersionKey, Instrument]
) -> dict[str, Walked]:
    """Walk each session held here; what was imported went along no route of ours."""
    found = {}
    for row in sessions(store):
        form = instruments.get((row.instrument, row.version))
        if form is None or row.again:
            continue
        events = events_of(store, row.id)
        if _imported(events):
            continue
        state = fold(events)
        found[row.id] = Walked(form, state, tuple(walk(form, state)))
    return found
