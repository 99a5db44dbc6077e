"""Hold a session: at the keyboard, or by replaying a script through the same engine."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from wbp_survey.errors import RecordError, StoreError
from wbp_survey.instrument.script import load_script
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.moves import Fact, history
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import SessionState, Slot, fold
from wbp_survey.store.claim import claim
from wbp_survey.store.connect import Store
from wbp_survey.store.drafts import clear_draft, read_draft, read_drafts, save_draft, save_typed
from wbp_survey.store.journal import events_of
from wbp_survey.texts import say
from wbp_survey.wizard.editing import editing_name, forget_texts, left_behind
from wbp_survey.wizard.script import rehearse, scripted
from wbp_survey.wizard.session.engine import Asker, hold
from wbp_survey.workflow.recorder import Now, Recorder, utc_now
from wbp_survey.workflow.request import Request, recordable, same_version
from wbp_survey.workflow.rescue import rescue
from wbp_survey.workflow.resume import to_resume
from wbp_survey.workflow.study import Place, journal

__all__ = ["Recorded", "Request", "begin", "hold_session", "record", "record_script", "recordable"]

Keep = Callable[[Store, str, Slot, str], None]

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: ids are read aloud


@dataclass(frozen=True, slots=True)
class Recorded:
    """How it ended: closed, stopped or refused_consent; and the session as it stands."""

    how: str
    state: SessionState


def record(place: Place, request: Request, ask: Asker, *, now: Now = utc_now) -> Recorded:
    """Open or resume a session and hold it until it is closed, stopped or refused.

    Raises RecordError before anything is asked when the session cannot be held, StoreError when
    somebody else holds it, and RecordError that names an emergency copy when it could not be kept.
    """
    instrument = recordable(place, request)
    with journal(place, create=True) as store:
        if request.resume is not None:
            session = to_resume(store, request).id
            with claim(store, session, request.interviewer):
                return _go_on(place, store, session, request, ask, now)
        session = new_session_id(now())
        with claim(store, session, request.interviewer):
            recorder = Recorder(store, SessionState(id=session), request.interviewer, now)
            begin(place, recorder, instrument, request)
            return hold_session(place, recorder, instrument, ask)


def record_script(
    place: Place, request: Request, script: Path | tuple[ScriptEntry, ...], *, now: Now = utc_now
) -> Recorded:
    """Replay a script of answers through the engine the keyboard uses.

    A new session is rehearsed first: a script with something wrong in it records nothing.
    """
    entries = load_script(script) if isinstance(script, Path) else script
    instrument = recordable(place, request)
    if request.resume is None:
        opened = here(now())
        blank = SessionState(
            "rehearsal",
            kind=instrument.kind,
            case=request.case,
            opened_here=opened,
            mode=request.mode,
        )
        rehearse(instrument, place.study, blank, entries, request.language)
    return record(place, request, scripted(entries, instrument), now=now)


def begin(
    place: Place, recorder: Recorder, instrument: Instrument, request: Request, **more: Any
) -> None:
    """Record that a session is opened; `more` goes into the event as it is."""
    case = request.case
    payload = {
        "instrument": instrument.id,
        "version": instrument.version,
        "sha256": instrument.sha256,
        "kind": instrument.kind,
        "case": case,
        "municipality": place.study.case(case).municipality if case else "",
        "language": request.language,
        "synthetic": place.study.synthetic,
        "here": here(recorder.now()),
    }
    mode = {"mode": request.mode} if request.mode else {}
    recorder.save("session_opened", {**payload, **mode, **more})


def hold_session(
    place: Place, recorder: Recorder, instrument: Instrument, ask: Asker, *, banner: str = ""
) -> Recorded:
    """Hold the recorder's session until it is closed, left or refused; whoever calls claims it.

    Raises RecordError that names an emergency copy when somebody leaves with a fact unsaved.
    """
    store, session = recorder.store, recorder.state.id
    save_all = partial(_save_all, place, recorder)
    note_position = partial(_note, recorder, save_draft)
    stood, drafts = read_draft(store, session), read_drafts(store, session)
    if stood is not None:
        name, keep = editing_name(session, stood.slot), partial(note_position, stood.slot)
        edited = left_behind(place.editing, name, keep)
        drafts |= {} if edited is None else {stood.slot: edited}
    paper = recorder.state.mode == "paper"
    try:
        how = hold(
            instrument,
            place.study,
            recorder.state,
            ask,
            lambda kind, payload: save_all([(kind, payload)]),
            recorder.state.language,
            resume_at=stood.slot if stood else None,
            drafts=drafts,
            note_position=note_position,
            past=history(recorder.events),
            banner=banner or (say("wizard.paper_banner", recorder.state.language) if paper else ""),
            fast=paper,
            saved_in=store.url if place.study.store else "data/study.db",
            save_all=save_all,
            note_typed=partial(_note, recorder, save_typed),
            by="form" if paper else "grid",
        )
        _keep_typed(recorder)
    except StoreError as error:
        raise RecordError([*error.problems, rescue(recorder)]) from error
    if recorder.state.closed:
        with suppress(StoreError):  # the closing itself is kept
            clear_draft(store, session)
    return Recorded(how, recorder.state)


def _save_all(place: Place, recorder: Recorder, facts: Sequence[Fact]) -> SessionState:
    """Save facts; what an editor left behind goes when somebody withdraws altogether."""
    state = recorder.save_all(facts)
    if any(kind == "consent_withdrawn" and said.get("all") for kind, said in facts):
        forget_texts(place.editing, state.id)
    return state


def _note(recorder: Recorder, keep: Keep, slot: Slot, text: str) -> None:
    """Keep what is typed; when that fails, in memory until the answer itself is to be saved."""
    recorder.typed.pop(slot, None)
    try:
        keep(recorder.store, recorder.state.id, slot, text)
    except StoreError:  # confirming the answer will say why; who leaves will be told as well
        recorder.typed[slot] = text


def _keep_typed(recorder: Recorder) -> None:
    """Try once more to keep what is typed and not confirmed, before anybody is told that it is."""
    for slot, text in recorder.typed.items():
        if text:
            save_typed(recorder.store, recorder.state.id, slot, text)


def new_session_id(moment: datetime) -> str:
    """Return the id of a new session: its day, and six letters that can be read aloud."""
    return f"{moment:%Y%m%d}-" + "".join(secrets.choice(_ALPHABET) for _ in range(6))


def here(moment: datetime) -> str:
    """Write a moment on the clock of this place, with its distance from UTC."""
    return moment.astimezone().isoformat(timespec="milliseconds")


def _go_on(
    place: Place, store: Store, session: str, request: Request, ask: Asker, now: Now
) -> Recorded:
    """Go on with a claimed session in the version it began with."""
    events = events_of(store, session)
    state = fold(events)
    if state.closed:  # between looking and claiming
        raise RecordError.one("RECORD_SESSION_CLOSED", session=session)
    recorder = Recorder(store, state, request.interviewer, now, events)
    return hold_session(place, recorder, same_version(place, state), ask)
