"""Look at the sessions of a study."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wbp_survey.errors import Problem, RecordError
from wbp_survey.model.instrument import Instrument, Item, Section
from wbp_survey.model.journal import Event
from wbp_survey.model.repeats import split_instance
from wbp_survey.model.session import Answer, SessionState, Slot, fold
from wbp_survey.store.journal import events_of, verify
from wbp_survey.store.reading import SessionRow, sessions
from wbp_survey.wizard.asides import more_item, other_item, time_title
from wbp_survey.wizard.walk import standing, walk
from wbp_survey.workflow.imports import instrument_of_session
from wbp_survey.workflow.study import Place, journal


@dataclass(frozen=True, slots=True)
class Held:
    """A session as it was held, with the events behind it."""

    state: SessionState
    events: tuple[Event, ...]
    instrument: Instrument


@dataclass(frozen=True, slots=True)
class Told:
    """One answer of a session as it is shown: an answer, a calculation, or one set aside."""

    slot: Slot
    item: Item | None
    answer: Answer
    calculated: bool = False
    aside: bool = False


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


def told(held: Held) -> list[Told]:
    """Return the answers of a session in the order of its route, then those set aside."""
    state, instrument = held.state, held.instrument
    if state.source:  # what was imported was asked elsewhere, along no route of ours
        return [_told(instrument, slot, answer) for slot, answer in state.answers.items()]
    counted = [
        Told(step.slot, step.item, Answer(step.worked_out), calculated=True)
        if answer is None
        else _told(instrument, step.slot, answer)
        for step in walk(instrument, state)
        if (answer := standing(step, state)) is not None or step.worked_out is not None
    ]
    slots = {one.slot for one in counted}
    aside = [
        replace(_told(instrument, slot, answer), aside=True)
        for slot, answer in state.answers.items()
        if slot not in slots
    ]
    return [*counted, *aside]


def time_heading(instrument: Instrument, slot: Slot, language: str) -> str:
    """Name the time of a repeated section an answer belongs to; empty when it was asked once."""
    base, number = split_instance(slot.item)
    section = _section_of(instrument, base) if number else None
    if section is None or base == more_item(section, number).id:
        return ""
    return time_title(section, number, language)


def asked_item(instrument: Instrument, item_id: str) -> Item | None:
    """Return the item an answer belongs to, be it one that no instrument lists."""
    base, number = split_instance(item_id)
    for item in instrument.items:
        if item.id == base:
            return item
        other = other_item(item, list(item.scale.codes) if item.scale else None)
        if other is not None and other.id == base:
            return other
    section = _section_of(instrument, base)
    return more_item(section, number) if section else None


def _told(instrument: Instrument, slot: Slot, answer: Answer) -> Told:
    return Told(slot, asked_item(instrument, slot.item), answer)


def _section_of(instrument: Instrument, base: str) -> Section | None:
    """Return the section of a repeated item, of its words for "other", or of "another one?"."""
    for section in instrument.sections:
        names = {name for item in section.items for name in (item.id, f"{item.id}_other")}
        if base in names or base == more_item(section, 1).id:
            return section
    return None


def verify_journal(place: Place) -> list[Problem]:
    """Recompute every digest of the journal and list what does not hold."""
    with journal(place) as store:
        return verify(store)
