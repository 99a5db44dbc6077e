"""The sessions that were held here, walked along their route: what of their answers counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wbp_survey.dataset.responses import VersionKey
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.session import SessionState, Slot, fold
from wbp_survey.store.connect import Store
from wbp_survey.store.journal import events_of
from wbp_survey.store.reading import sessions
from wbp_survey.wizard.flow import set_aside
from wbp_survey.wizard.walk import Step, walk
from wbp_survey.workflow.imports import instrument_of_session
from wbp_survey.workflow.study import Place


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
            found[key] = instrument_of_session(place, events_of(store, row.id)[0])
    return found


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
        if any(event.kind == "responses_imported" for event in events):
            continue
        state = fold(events)
        found[row.id] = Walked(form, state, tuple(walk(form, state)))
    return found
