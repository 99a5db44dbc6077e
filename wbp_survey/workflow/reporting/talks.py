"""Gather the conversations with one person: when, how long, with which version, if at all."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from wbp_survey.model.journal import Event
from wbp_survey.model.profile import Profile
from wbp_survey.model.quoting import FUNCTION
from wbp_survey.model.session import SessionState
from wbp_survey.model.study import Study
from wbp_survey.report.talk_record import TalkRecord
from wbp_survey.workflow.held import Kept, kept_sessions
from wbp_survey.workflow.study import Place

_LONGEST = 6 * 60  # minutes; longer than that is a talk in parts
_SIGNS = 4  # of a code: a million of them


def talk_records(
    place: Place, profile: Profile, kept: Iterable[Kept] | None = None
) -> tuple[TalkRecord, ...]:
    """Gather the conversations with one person each, in an order that says nothing of them.

    What was imported, entered a second time or is about a place the study does not know is left
    out, and so is whoever withdrew.
    """
    read = kept_sessions(place) if kept is None else kept
    return tuple(sorted(_talks(place.study, read, profile), key=lambda one: one.code))


def _talks(study: Study, kept: Iterable[Kept], profile: Profile) -> Iterator[TalkRecord]:
    cases = {case.id for case in study.cases} | {""}
    for one in kept:
        row, state = one.row, one.state
        if row.kind != "interview" or row.again or row.case not in cases:
            continue
        if state.again or state.withdrawn or not state.participants or one.imported:
            continue
        yield _talk(study, state, one.events, profile)


def _talk(
    study: Study, state: SessionState, events: Sequence[Event], profile: Profile
) -> TalkRecord:
    person = state.participants[0]
    consent = state.consent.get(person.id, {})
    required = {scope.id for scope in study.consent.scopes if scope.required}
    return TalkRecord(
        code=code_of(study.seed, profile, state.id),
        instrument=state.instrument,
        version=state.version,
        role=person.role,
        case=person.case or state.case,
        held=date.fromisoformat((state.opened_here or state.opened_at)[:10]),
        minutes=None if state.mode == "paper" else _minutes(state),
        paper=state.mode == "paper",
        open=not state.closed,
        named=bool(consent.get(FUNCTION)),
        refused=any(consent.get(scope) is False for scope in required),
        corrected=sum(event.kind == "answer_corrected" for event in events),
    )


def code_of(seed: int, profile: Profile, session: str) -> str:
    """Make the code of a conversation in a report: always the same, of use nowhere else."""
    digest = hashlib.sha256(f"{seed}/{profile}/{session}".encode()).digest()
    return base64.b32encode(digest).decode("ascii")[:_SIGNS]


def _minutes(state: SessionState) -> float | None:
    """Return how long a talk took, from opening to the last answer; None when it was in parts."""
    moments = [one.first_at for one in state.answers.values() if one.first_at]
    if not moments:
        return None
    spent = datetime.fromisoformat(max(moments)) - datetime.fromisoformat(state.opened_at)
    minutes = spent.total_seconds() / 60
    return minutes if 0 <= minutes <= _LONGEST else None
