"""Go on with a session: which ones are open, where they stand, and which one is meant."""

from __future__ import annotations

from pathlib import Path

from wbp_survey.errors import RecordError, WbpError
from wbp_survey.instrument.load import load_by_hash
from wbp_survey.model.instrument import text_in
from wbp_survey.store.claim import Writer, busy, local_time
from wbp_survey.store.connect import Store
from wbp_survey.store.drafts import read_draft
from wbp_survey.store.reading import SessionRow, sessions
from wbp_survey.wizard.asides import asked_item
from wbp_survey.wizard.choose import Waiting
from wbp_survey.wizard.session.odd import question_slot
from wbp_survey.workflow.request import Request
from wbp_survey.workflow.sessions import unknown_session
from wbp_survey.workflow.study import Place, journal


def open_sessions(place: Place, request: Request) -> list[SessionRow]:
    """List the sessions of this instrument and case that were begun and not closed."""
    if not _has_journal(place):
        return []
    with journal(place, create=True) as store:
        return unfinished(store, request)


def waiting_sessions(place: Place, request: Request) -> tuple[Waiting, ...]:
    """Tell of each session left open by whom, since when, where it stands and who holds it now."""
    if not _has_journal(place):
        return ()
    with journal(place, create=True) as store:
        rows = unfinished(store, request)
        held = busy(store, [row.id for row in rows])
        return tuple(_waiting(place, store, request, row, held.get(row.id)) for row in rows)


def unfinished(store: Store, request: Request) -> list[SessionRow]:
    """Return the open sessions that a request may mean; a second entry is no session of its own."""
    return [
        row
        for row in sessions(store)
        if not row.closed_at
        and not row.again
        and row.instrument == request.instrument
        and request.case in {"", row.case}
        and request.version in {"", row.version}
    ]


def to_resume(store: Store, request: Request) -> SessionRow:
    """Return the session to go on with: the one named, else the only one left open."""
    if request.resume:
        return _named(store, request, request.resume)
    waiting = unfinished(store, request)
    values = {"instrument": request.instrument, "case": request.case or "-"}
    if not waiting:
        raise RecordError.one("RECORD_NOTHING_TO_RESUME", **values)
    if len(waiting) > 1:
        listed = ", ".join(f"{row.id} ({local_time(row.last_at)})" for row in waiting)
        raise RecordError.one("RECORD_SEVERAL_OPEN", **values, sessions=listed)
    return waiting[0]


def _named(store: Store, request: Request, named: str) -> SessionRow:
    """Return the session with this id, or whose id begins so; refuse one of something else."""
    rows = sessions(store)
    found = [row for row in rows if row.id == named] or [
        row for row in rows if row.id.startswith(named)
    ]
    if len(found) != 1:
        raise unknown_session(named, [row.id for row in rows])
    (row,) = found
    _check_same(request, row)
    if row.closed_at:
        raise RecordError.one("RECORD_SESSION_CLOSED", session=row.id)
    return row


def _check_same(request: Request, row: SessionRow) -> None:
    """Refuse to go on with a session of another instrument, version or case than was asked for."""
    asked = (request.instrument, request.version or row.version, request.case or row.case)
    if asked != (row.instrument, row.version, row.case):
        raise RecordError.one(
            "RECORD_OTHER_SESSION",
            session=row.id,
            instrument=f"{row.instrument} {row.version}",
            case=row.case or "-",
            command=resume_command(row.instrument, row.id),
        )
    if row.again:
        raise RecordError.one("RECORD_SECOND_ENTRY", session=row.id, first=row.again)


def resume_command(instrument: str, session: str) -> str:
    """Return the command that goes on with one session."""
    return f"wbp record {instrument} --session {session}"


def _waiting(
    place: Place, store: Store, request: Request, row: SessionRow, writer: Writer | None
) -> Waiting:
    return Waiting(
        row.id,
        "" if request.case else row.case,
        row.interviewer,
        row.opened_at,
        row.last_at,
        row.answers,
        _question(place, store, request, row),
        (writer.owner, writer.device, local_time(writer.at)) if writer else (),
    )


def _question(place: Place, store: Store, request: Request, row: SessionRow) -> str:
    """Return the question a session stands at; empty where its items have not begun."""
    draft = read_draft(store, row.id)
    if draft is None:
        return ""
    try:
        instrument = load_by_hash(place.root, row.instrument, row.version, row.sha256)
    except WbpError:  # going on with it will say what is wrong with that version
        return ""
    item = asked_item(instrument, question_slot(draft.slot).item)
    return text_in(item.text, request.language) if item else ""


def _has_journal(place: Place) -> bool:
    """Tell whether there is a file; a crash at the very first start may have left it empty."""
    return bool(place.study.store) or Path(place.store_url).exists()
