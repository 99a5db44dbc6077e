"""Look at the sessions of a study."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wbp_survey.errors import Problem, RecordError
from wbp_survey.model.instrument import Instrument, Item, text_in
from wbp_survey.model.journal import Event
from wbp_survey.model.missing import BY_ID
from wbp_survey.model.repeats import split_instance
from wbp_survey.model.session import Answer, SessionState, Slot, fold
from wbp_survey.store.connect import Store
from wbp_survey.store.journal import events_of, verify
from wbp_survey.store.reading import SessionRow, sessions
from wbp_survey.texts import say
from wbp_survey.wizard.asides import asked_item, section_of
from wbp_survey.wizard.flow import set_aside
from wbp_survey.wizard.points import finding_in_words, in_words, section_title
from wbp_survey.wizard.typed.number import write_number
from wbp_survey.wizard.walk import Step, standing, walk
from wbp_survey.workflow.imports import instrument_of_session
from wbp_survey.workflow.study import Place, journal

_A_SLIP = 0.85
"""How much alike two ids are, one of which is the other mistyped."""


@dataclass(frozen=True, slots=True)
class Held:
    """A session as it was held, with the events behind it."""

    state: SessionState
    events: tuple[Event, ...]
    instrument: Instrument

    @property
    def imported(self) -> bool:
        """Tell whether it was read from a file: asked elsewhere, along no route of ours."""
        return "definition" in (self.events[0].payload or {})


@dataclass(frozen=True, slots=True)
class Told:
    """One question of a session as it is shown; `answer` is None while there is none.

    `finding` says what is wrong, or odd and not explained; `kept` why an odd answer stayed.
    """

    slot: Slot
    item: Item | None
    answer: Answer | None
    section: str = ""
    calculated: bool = False
    aside: bool = False
    finding: str = ""
    kept: tuple[str, ...] | None = None


def list_sessions(place: Place) -> list[SessionRow]:
    """List every session, oldest first."""
    with journal(place) as store:
        return sessions(store)


def find_session(store: Store, session: str) -> str:
    """Return the id of one session; its start will do when it is the only one."""
    known = [row.id for row in sessions(store)]
    matches = [found for found in known if found.startswith(session)]
    if session in matches:
        return session
    if len(matches) != 1:
        raise unknown_session(session, known)
    return matches[0]


def unknown_session(session: str, known: Sequence[str]) -> RecordError:
    """Say that no session, or more than one, is called so; with the nearest when there is one.

    Ids of one day look alike: near is a slip or two away, and no other session of that day.
    """
    values = {"session": session or "-", "known": ", ".join(known[-5:]) or "-"}
    near = difflib.get_close_matches(session, known, n=1, cutoff=_A_SLIP)
    if near and not any(found.startswith(session) for found in known):
        return RecordError.one("RECORD_UNKNOWN_SESSION_NEAR", near=near[0], **values)
    return RecordError.one("RECORD_UNKNOWN_SESSION", **values)


def show_session(place: Place, session: str) -> Held:
    """Return one session with its events; the start of an id will do when it is the only one."""
    with journal(place) as store:
        return held_session(place, store, find_session(store, session))


def held_session(place: Place, store: Store, session: str) -> Held:
    """Read a session with its events and the instrument it was held with."""
    events = tuple(events_of(store, session))
    return Held(fold(events), events, instrument_of_session(place, events[0]))


def told(held: Held, language: str) -> list[Told]:
    """Return the questions of a session in the order of its route, then what was set aside."""
    state, instrument = held.state, held.instrument
    if held.imported:
        return [_loose(held, slot, language) for slot in state.answers]
    steps = tuple(walk(instrument, state))
    asked = [_asked(held, step, language) for step in steps if _says_something(step)]
    aside = set_aside(steps, state)
    loose = [slot for slot in state.answers if slot in aside]
    return [*asked, *(_loose(held, slot, language, aside=True) for slot in loose)]


def in_lines(item: Item | None, answer: Answer | None, language: str) -> tuple[str, ...]:
    """Say an answer for the record: a line for each choice, a number without its words.

    A point of a scale is told by its number, with its label when it has one.
    """
    value = answer.value if answer else None
    if answer and item and isinstance(value, list):
        several = replace(item, type="select_multiple")  # a rank of one would begin at 1 each time
        words = [in_words(several, replace(answer, value=[one]), language) for one in value]
        places = [f"{at}. " if item.type == "rank" else "" for at, _ in enumerate(words, start=1)]
        return tuple(f"{place}{one}" for place, one in zip(places, words, strict=True))
    if item and item.scale is None and isinstance(value, (int, float)):
        unit = item.unit if item.unit == "%" else f" {item.unit}"
        return (f"{write_number(value, language)}{unit}".rstrip(),)
    said = in_words(item, answer, language)
    point = item is not None and item.scale is not None and item.scale.minimum is not None
    if point and value is not None and said != str(value):
        return (f"{value} ({said})",)
    return (said,)


def verify_journal(place: Place) -> list[Problem]:
    """Recompute every digest of the journal and list what does not hold."""
    with journal(place) as store:
        return verify(store)


def _says_something(step: Step) -> bool:
    """Tell whether a step is a question, or a calculation that comes to something."""
    return step.asks or step.worked_out is not None


def _asked(held: Held, step: Step, language: str) -> Told:
    state = held.state
    answer = standing(step, state)
    worked_out = answer is None and step.worked_out is not None
    return Told(
        step.slot,
        # A list may be shorter here; an answer is told in the words it was given in.
        asked_item(held.instrument, step.slot.item) or step.item,
        Answer(step.worked_out) if worked_out else answer,
        section=section_title(step, language),
        calculated=worked_out,
        finding=finding_in_words(held.instrument, step, state, language),
        kept=_kept(state, step.slot, language) if answer else None,
    )


def _loose(held: Held, slot: Slot, language: str, *, aside: bool = False) -> Told:
    """Tell an answer that stands on no route."""
    section = section_of(held.instrument, split_instance(slot.item)[0])
    return Told(
        slot,
        asked_item(held.instrument, slot.item),
        held.state.answers[slot],
        section=text_in(section.title, language) if section and not aside else "",
        aside=aside,
    )


def _kept(state: SessionState, slot: Slot, language: str) -> tuple[str, ...] | None:
    """Return why an odd answer stayed, each reason once; None when nobody confirmed one."""
    kept = state.overridden.get(slot)
    if kept is None:
        return None
    given = dict.fromkeys(why for why in kept.values() if why)
    return tuple(say(f"missing.{why}", language) if why in BY_ID else why for why in given)
