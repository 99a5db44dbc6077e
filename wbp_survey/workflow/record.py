"""Hold a session: at the keyboard, or by replaying a script through the same engine."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wbp_survey.dataset.reading import nearest
from wbp_survey.errors import Problem, RecordError, StoreError
from wbp_survey.instrument.load import load_instrument, lock_problems, versions
from wbp_survey.instrument.script import load_script
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import SessionState, Slot, fold
from wbp_survey.store.connect import Store
from wbp_survey.store.drafts import clear_draft, read_draft, save_draft
from wbp_survey.store.journal import events_of
from wbp_survey.store.reading import SessionRow, sessions
from wbp_survey.wizard.engine import Asker, hold
from wbp_survey.wizard.script import rehearse, scripted
from wbp_survey.workflow.recorder import Now, Recorder, utc_now
from wbp_survey.workflow.study import Place, journal

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: ids are read aloud


@dataclass(frozen=True, slots=True)
class Request:
    """What to record: which instrument, in which case, by whom, and whether to go on.

    `version` is the newest in use unless somebody names another.
    """

    instrument: str
    case: str = ""
    interviewer: str = ""
    resume: str | None = None
    language: str = "nl"
    version: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """How it ended: closed, stopped or refused_consent; and the session as it stands."""

    how: str
    state: SessionState


def record(place: Place, request: Request, ask: Asker, *, now: Now = utc_now) -> Recorded:
    """Open or resume a session and hold it until it is closed, stopped or refused.

    Raises RecordError before anything is asked when the session cannot be held.
    """
    instrument = recordable(place, request)
    with journal(place, create=True) as store:
        state = _resumed(store, request) if request.resume is not None else None
        if state is not None:
            instrument = _same_version(place, state)
        recorder = Recorder(store, state or SessionState(), request.interviewer, now)
        if state is None:
            _open(place, request, instrument, recorder)
        return _hold(place, recorder, instrument, ask)


def record_script(
    place: Place, request: Request, script: Path | tuple[ScriptEntry, ...], *, now: Now = utc_now
) -> Recorded:
    """Replay a script of answers through the engine the keyboard uses.

    A new session is rehearsed first: a script with something wrong in it records nothing.
    """
    entries = load_script(script) if isinstance(script, Path) else script
    if request.resume is None:
        instrument = recordable(place, request)
        opened = _here(now())
        blank = SessionState(
            "rehearsal", kind=instrument.kind, case=request.case, opened_here=opened
        )
        rehearse(instrument, place.study, blank, entries, request.language)
    return record(place, request, scripted(entries), now=now)


def recordable(place: Place, request: Request) -> Instrument:
    """Return the instrument to record with, or raise every reason why that cannot be."""
    instrument = load_instrument(place.root, request.instrument, _version(place, request))
    problems = [
        *_version_problems(instrument, request),
        *lock_problems(place.root, instrument),
        *_case_problems(place, request, instrument),
    ]
    if problems:
        raise RecordError(problems)
    return instrument


def needs_case(place: Place, request: Request) -> bool:
    """Tell whether the instrument asked for is about a case."""
    return load_instrument(place.root, request.instrument, request.version).referent == "case"


def open_sessions(place: Place, request: Request) -> list[SessionRow]:
    """List the sessions of this instrument and case that were begun and not closed."""
    if not place.study.store and not Path(place.store_url).exists():
        return []
    with journal(place) as store:
        return _unfinished(store, request)


def _version(place: Place, request: Request) -> str:
    """Return which version to look at; to go on with a session a retired one will do."""
    there = versions(place.root, request.instrument)[-1:]
    return request.version or ("" if request.resume is None else "".join(there))


def _version_problems(instrument: Instrument, request: Request) -> list[Problem]:
    """Refuse a draft, which may still change, and to begin with a version that was retired."""
    values = {"instrument": instrument.id, "version": instrument.version}
    if instrument.status == "draft":
        return [Problem("RECORD_DRAFT", values=values)]
    if instrument.status == "retired" and request.resume is None:
        return [Problem("RECORD_RETIRED", values=values)]
    return []


def _case_problems(place: Place, request: Request, instrument: Instrument) -> list[Problem]:
    known = [case.id for case in place.study.cases]
    if request.case and request.case not in known:
        near = nearest(request.case, known) or "-"
        values = {"case": request.case, "known": ", ".join(known), "nearest": near}
        return [Problem("RECORD_UNKNOWN_CASE", values=values)]
    if not request.case and instrument.referent == "case" and request.resume is None:
        values = {"instrument": instrument.id, "known": ", ".join(known)}
        return [Problem("RECORD_CASE_NEEDED", values=values)]
    return []


def _resumed(store: Store, request: Request) -> SessionState:
    """Return the session to go on with: the one named, else the last one left open."""
    named = request.resume or ""
    waiting = [row for row in _unfinished(store, request) if row.id.startswith(named)]
    if not waiting:
        raise RecordError.one(
            "RECORD_NOTHING_TO_RESUME", instrument=request.instrument, case=request.case or "-"
        )
    return fold(events_of(store, waiting[-1].id))


def _unfinished(store: Store, request: Request) -> list[SessionRow]:
    return [
        row
        for row in sessions(store)
        if not row.closed_at
        and row.instrument == request.instrument
        and request.case in {"", row.case}
    ]


def _same_version(place: Place, state: SessionState) -> Instrument:
    """Load the version the session began with; a session never changes version."""
    instrument = load_instrument(place.root, state.instrument, state.version)
    problems = lock_problems(place.root, instrument)
    if instrument.sha256 != state.sha256:
        values = {"instrument": state.instrument, "version": state.version}
        problems.append(Problem("RECORD_VERSION_CHANGED", values=values))
    if problems:
        raise RecordError(problems)
    return instrument


def _open(place: Place, request: Request, instrument: Instrument, recorder: Recorder) -> None:
    case = request.case
    moment = recorder.now()
    suffix = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    recorder.state = SessionState(id=f"{moment:%Y%m%d}-{suffix}")
    recorder.save(
        "session_opened",
        {
            "instrument": instrument.id,
            "version": instrument.version,
            "sha256": instrument.sha256,
            "kind": instrument.kind,
            "case": case,
            "municipality": place.study.case(case).municipality if case else "",
            "language": request.language,
            "synthetic": place.study.synthetic,
            "here": _here(moment),
        },
    )


def _here(moment: datetime) -> str:
    """Write a moment on the clock of this place, with its distance from UTC."""
    return moment.astimezone().isoformat(timespec="milliseconds")


def _hold(place: Place, recorder: Recorder, instrument: Instrument, ask: Asker) -> Recorded:
    session = recorder.state.id
    draft = read_draft(recorder.store, session)

    def note_position(slot: Slot, text: str) -> None:
        # A draft is a kindness: when it cannot be kept, confirming the answer will say why.
        with suppress(StoreError):
            save_draft(recorder.store, session, slot, text)

    how = hold(
        instrument,
        place.study,
        recorder.state,
        ask,
        recorder.save,
        recorder.state.language,
        resume_at=draft.slot if draft else None,
        draft=draft.text if draft else "",
        note_position=note_position,
    )
    if recorder.state.closed:
        clear_draft(recorder.store, session)
    return Recorded(how, recorder.state)
