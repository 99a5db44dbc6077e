"""What somebody asks to record, and every reason why that cannot be."""

from __future__ import annotations

from dataclasses import dataclass

from wbp_survey.dataset.reading import nearest
from wbp_survey.errors import Problem, RecordError
from wbp_survey.instrument.load import load_instrument, lock_problems, versions
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.session import SessionState
from wbp_survey.workflow.study import Place


@dataclass(frozen=True, slots=True)
class Request:
    """What to record: which instrument, in which case, by whom, and whether to go on.

    `resume` is the beginning of the id of a session, empty for the one that was left open, None
    for a new session. `version` is the newest in use unless somebody names another; `mode` is
    "paper" when a filled form is typed in.
    """

    instrument: str
    case: str = ""
    interviewer: str = ""
    resume: str | None = None
    language: str = "nl"
    version: str = ""
    mode: str = ""


def recordable(place: Place, request: Request) -> Instrument:
    """Return the instrument to record with, or raise every reason why that cannot be."""
    instrument = load_instrument(place.root, request.instrument, _version(place, request))
    problems = [
        *_version_problems(instrument, request),
        *lock_problems(place.root, instrument),
        *case_problems(place, request, instrument),
    ]
    if problems:
        raise RecordError(problems)
    return instrument


def needs_case(place: Place, request: Request) -> bool:
    """Tell whether a case must be named yet: not for a session that goes on."""
    if request.case or request.resume is not None:
        return False
    return load_instrument(place.root, request.instrument, request.version).referent == "case"


def same_version(place: Place, state: SessionState) -> Instrument:
    """Load the version the session began with; a session never changes version."""
    instrument = load_instrument(place.root, state.instrument, state.version)
    problems = lock_problems(place.root, instrument)
    if instrument.sha256 != state.sha256:
        values = {"instrument": state.instrument, "version": state.version}
        problems.append(Problem("RECORD_VERSION_CHANGED", values=values))
    if problems:
        raise RecordError(problems)
    return instrument


def case_problems(
    place: Place, request: Request, instrument: Instrument, *, required: bool = True
) -> list[Problem]:
    """Refuse an unknown case, and a new session without a case where one is `required`."""
    known = [case.id for case in place.study.cases]
    if request.case and request.case not in known:
        near = nearest(request.case, known) or "-"
        values = {"case": request.case, "known": ", ".join(known), "nearest": near}
        return [Problem("RECORD_UNKNOWN_CASE", values=values)]
    new = required and request.resume is None
    if new and not request.case and instrument.referent == "case":
        values = {"instrument": instrument.id, "known": ", ".join(known)}
        return [Problem("RECORD_CASE_NEEDED", values=values)]
    return []


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
