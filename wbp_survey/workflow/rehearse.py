"""Rehearsal: a session as it would be held, in memory only; nothing of it is ever written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wbp_survey.errors import RecordError
from wbp_survey.instrument.load import load_instrument, versions
from wbp_survey.instrument.resolve import DRAFT
from wbp_survey.instrument.script import load_script
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.journal import Event, EventKind, Payload
from wbp_survey.model.session import SessionState, apply
from wbp_survey.texts import say
from wbp_survey.wizard.script import scripted
from wbp_survey.wizard.session.engine import Asker, hold
from wbp_survey.workflow.record import Recorded, here
from wbp_survey.workflow.recorder import Now, utc_now
from wbp_survey.workflow.request import Request, case_problems
from wbp_survey.workflow.study import Place


def rehearse_session(place: Place, request: Request, ask: Asker, *, now: Now = utc_now) -> Recorded:
    """Hold a session with any version, drafts too, and forget it; no case need be named."""
    instrument = _instrument(place, request)
    problems = case_problems(place, request, instrument, required=False)
    if problems:
        raise RecordError(problems)
    state = SessionState(
        "rehearsal",
        kind=instrument.kind,
        case=request.case,
        municipality=place.study.case(request.case).municipality if request.case else "",
        language=request.language,
        interviewer=request.interviewer,
        opened_here=here(now()),
        mode=request.mode,
    )

    def save(kind: EventKind, payload: Payload) -> SessionState:
        nonlocal state
        # Without a moment: a screen must not say that anything was saved at some time.
        event = Event("", state.id, state.seq + 1, kind, "", 0, request.interviewer, "", payload)
        state = apply(state, event)
        return state

    banner = say("wizard.rehearsal", request.language)
    how = hold(
        instrument,
        place.study,
        state,
        ask,
        save,
        request.language,
        banner=banner,
        fast=request.mode == "paper",
        by="form" if request.mode == "paper" else "grid",
    )
    return Recorded(how, state)


def rehearse_script(place: Place, request: Request, script: Path) -> Recorded:
    """Rehearse with the answers in a file."""
    return rehearse_session(place, request, scripted(load_script(script)))


def _instrument(place: Place, request: Request) -> Instrument:
    """Load the version named, else the newest in use, else the draft."""
    there = versions(place.root, request.instrument)
    if not request.version and there == [DRAFT]:
        request = replace(request, version=DRAFT)
    return load_instrument(place.root, request.instrument, request.version)
