"""Enter a session a second time, blind, and settle where the two entries differ."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from wbp_survey.errors import Problem, RecordError, StoreError
from wbp_survey.instrument.script import load_script
from wbp_survey.model.journal import Event
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import SessionState, fold
from wbp_survey.store.claim import claim
from wbp_survey.store.connect import Store
from wbp_survey.store.drafts import clear_draft
from wbp_survey.store.journal import events_of
from wbp_survey.store.reading import SessionRow, sessions
from wbp_survey.texts import say
from wbp_survey.wizard.after.differences import differences
from wbp_survey.wizard.after.entries import Entry
from wbp_survey.wizard.after.seated import facts_of, taken_over
from wbp_survey.wizard.after.settle import settle
from wbp_survey.wizard.flow import is_open, route
from wbp_survey.wizard.question import Asker
from wbp_survey.wizard.script import rehearse, scripted
from wbp_survey.workflow.after import changing, room_for
from wbp_survey.workflow.record import hold_session, new_session_id
from wbp_survey.workflow.recorder import Now, Recorder, utc_now
from wbp_survey.workflow.request import same_version
from wbp_survey.workflow.sessions import Held, find_session, held_session
from wbp_survey.workflow.study import Place, journal

_ENTERING = ("session_opened", "answer_given", "answer_corrected")
"""The kinds of event by which somebody has seen or made the answers of a session."""

_TAKEN_OVER = ("phase_started", "presence_set")
"""The kinds of event that tell of a second entry who was at the table of the first."""


@dataclass(frozen=True, slots=True)
class Again:
    """Which session to enter again and by whom; with `resume` only to go on with what was begun."""

    session: str
    interviewer: str
    resume: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """How a second entry ended, both entries as they stand, and how many differences are left."""

    how: str
    first: SessionState
    second: SessionState
    left: int


@dataclass(frozen=True, slots=True)
class Settled:
    """How the settling ended, what is left of it, and how many questions have no answer then."""

    how: str
    first: SessionState
    second: str
    left: int
    unanswered: int


def enter_again(place: Place, request: Again, ask: Asker, *, now: Now = utc_now) -> Entered:
    """Enter a closed session a second time, or go on with that, seeing nothing of the first.

    Seats are taken over, so that the same answers lie at the same places; what was agreed to is
    asked again when it stands on paper. Raises RecordError before anything is asked when it cannot
    be entered again.
    """
    with journal(place) as store:
        first = _first(place, store, request.session)
        with claim(store, first.state.id, request.interviewer):
            second = second_entry(store, first.state.id)
            _check(place, store, first, second, request)
            same_version(place, first.state)
            session = second.id if second else _open(store, first.state, request, now)
        with claim(store, session, request.interviewer):
            events = events_of(store, session)
            recorder = Recorder(store, fold(events), request.interviewer, now, events)
            _take_over(first, recorder)
            banner = say("entries.banner", first.state.language, session=first.state.id)
            held = hold_session(place, recorder, first.instrument, ask, banner=banner)
        left = differences(first.instrument, place.study.consent, first.state, held.state)
        return Entered(held.how, first.state, held.state, len(left))


def enter_again_script(
    place: Place, request: Again, script: Path | tuple[ScriptEntry, ...], *, now: Now = utc_now
) -> Entered:
    """Enter a session again from a script; one with something wrong in it records nothing."""
    entries = load_script(script) if isinstance(script, Path) else script
    with journal(place) as store:
        first = _first(place, store, request.session)
        second = second_entry(store, first.state.id)
        _check(place, store, first, second, request)
    if second is None:
        blank = _blank(first)
        rehearse(first.instrument, place.study, blank, entries, blank.language)
    return enter_again(place, request, scripted(entries, first.instrument), now=now)


def settle_entries(
    place: Place, session: str, by: str, ask: Asker, language: str, *, now: Now = utc_now
) -> Settled:
    """Settle the differences between both entries of a session, in the first, as far as one likes.

    Either entry may be named. Raises RecordError when there are no two complete entries.
    """
    with journal(place) as store:
        named = held_session(place, store, find_session(store, session)).state
    with changing(place, named.again or named.id, by, now) as (recorder, first):
        second = _complete(recorder.store, first)
        same_version(place, first.state)
        events = events_of(recorder.store, second.id)
        room = room_for(place, first, recorder, ask, language)
        room.banner = say("entries.settling", language, session=first.state.id)
        how = settle(room, _entry(first.events), _entry(events))
        state = recorder.state
        left = differences(first.instrument, place.study.consent, state, fold(events))
        unanswered = sum(is_open(step, state) for step in route(first.instrument, state))
        with suppress(StoreError):  # what was settled is kept
            clear_draft(recorder.store, state.id)
        return Settled(how, state, second.id, len(left), unanswered)


def second_entry(store: Store, first: str) -> SessionRow | None:
    """Return the second entry of a session, open or closed; None when it was entered once."""
    return next((row for row in sessions(store) if row.again == first), None)


def entered_by(events: Iterable[Event]) -> set[str]:
    """Return by name who has seen or made the answers of a session."""
    return {_name(event.actor) for event in events if event.kind in _ENTERING}


def _first(place: Place, store: Store, session: str) -> Held:
    return held_session(place, store, find_session(store, session))


def _entry(events: Iterable[Event]) -> Entry:
    known = tuple(events)
    return Entry(fold(known), {event.id: event.actor for event in known})


def _check(
    place: Place, store: Store, first: Held, second: SessionRow | None, request: Again
) -> None:
    """Refuse what cannot be entered again, or not by this person."""
    state = first.state
    if state.again:
        raise RecordError.one("RECORD_SECOND_ENTRY", session=state.id, first=state.again)
    if any(event.kind == "responses_imported" for event in first.events):
        raise RecordError.one("RECORD_IMPORTED", session=state.id)
    if not state.closed:
        raise RecordError.one("RECORD_AGAIN_OPEN", session=state.id)
    if second is None and request.resume:
        raise RecordError.one("RECORD_AGAIN_NONE", session=state.id)
    if second is not None and second.closed_at:
        raise RecordError([_done(place, store, first, second)])
    if _name(request.interviewer) in entered_by(first.events):
        raise RecordError.one("RECORD_AGAIN_SAME_PERSON", session=state.id)
    if second and not request.resume and _name(second.interviewer) != _name(request.interviewer):
        raise RecordError.one("RECORD_AGAIN_BEGUN", session=state.id, by=second.interviewer)


def _done(place: Place, store: Store, first: Held, second: SessionRow) -> Problem:
    """Say of a session that was entered twice whether anything is left to be settled."""
    other = fold(events_of(store, second.id))
    left = differences(first.instrument, place.study.consent, first.state, other)
    values = {"session": first.state.id, "second": second.id, "count": len(left)}
    return Problem("RECORD_AGAIN_DONE" if left else "RECORD_AGAIN_SETTLED", values=values)


def _complete(store: Store, first: Held) -> SessionRow:
    """Return the second entry; RecordError unless both are closed."""
    state = first.state
    second = second_entry(store, state.id)
    if second is None:
        raise RecordError.one("RECORD_AGAIN_NONE", session=state.id)
    for row, open_ in ((state.id, not state.closed), (second.id, not second.closed_at)):
        if open_:
            raise RecordError.one("RECORD_AGAIN_UNFINISHED", session=row)
    return second


def _name(name: str) -> str:
    """Write a name so that capitals, spaces and ways of writing an accent make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _open(store: Store, first: SessionState, request: Again, now: Now) -> str:
    """Open the second entry: the same instrument, place and day as the first; return its id.

    `here` is that of the first, since a route may depend on the day a session was held.
    """
    recorder = Recorder(store, SessionState(id=new_session_id(now())), request.interviewer, now)
    payload = {
        "instrument": first.instrument,
        "version": first.version,
        "sha256": first.sha256,
        "kind": first.kind,
        "case": first.case,
        "municipality": first.municipality,
        "language": first.language,
        "synthetic": first.synthetic,
        "here": first.opened_here,
        "again": first.id,
    }
    mode = {"mode": first.mode} if first.mode else {}
    return recorder.save("session_opened", payload | mode).id


def _take_over(first: Held, recorder: Recorder) -> None:
    """Seat everyone as at the first entry, and take over what they agreed to unless it is asked.

    At a table also who was there in which phase: the same seats are asked the same. A crash may
    have come in between: what is there already is left as it is.
    """
    state = first.state
    seated = {one.id for one in recorder.state.participants}
    for person in state.participants:
        if person.id not in seated:
            payload = {
                "participant": person.id,
                "role": person.role,
                "pseudonym": person.pseudonym,
                "case": person.case,
                "municipality": person.municipality,
            }
            recorder.save("participant_seated", payload)
    for participant, scopes in {} if _asks_consent(state) else state.consent.items():
        if participant not in recorder.state.consent:
            said = {"participant": participant, "scopes": dict(scopes)}
            recorder.save("consent_given", said | {"version": state.consent_version})
    for participant in state.withdrawn:
        if participant not in recorder.state.withdrawn:
            gone = {"participant": participant, "all": True, "scopes": []}
            recorder.save("consent_withdrawn", gone)
    # All at once: what whoever enters says otherwise afterwards must not be undone.
    if not any(event.kind in _TAKEN_OVER for event in recorder.events):
        recorder.save_all(list(facts_of(taken_over(first.instrument, state))))


def _asks_consent(first: SessionState) -> bool:
    """Tell whether what was agreed to is entered again: where it can be read from a form."""
    return first.mode == "paper"


def _blank(held: Held) -> SessionState:
    """Return the second entry as it would begin, in memory only."""
    first = held.state
    return replace(
        SessionState("rehearsal", first.instrument, first.version, first.sha256, first.kind),
        case=first.case,
        municipality=first.municipality,
        language=first.language,
        opened_here=first.opened_here,
        mode=first.mode,
        again=first.id,
        participants=first.participants,
        consent={} if _asks_consent(first) else first.consent,
        consent_version=first.consent_version,
        withdrawn=first.withdrawn,
        round_table=taken_over(held.instrument, first),
    )
