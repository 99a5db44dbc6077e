"""Participants' check of the record: whether they find it right when shown it afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from wbp_survey.errors import RecordError
from wbp_survey.model.round_table import RecordCheck
from wbp_survey.model.session import SessionState
from wbp_survey.wizard.typed.clean import clean
from wbp_survey.workflow.after import changing
from wbp_survey.workflow.recorder import Now, utc_now
from wbp_survey.workflow.seats import find_seat
from wbp_survey.workflow.sessions import Held
from wbp_survey.workflow.study import Place


@dataclass(frozen=True, slots=True)
class Checked:
    """One participant's check of one session; `again` tells that it takes the place of another."""

    session: str
    participant: str
    check: RecordCheck
    again: bool = False


def check_record(
    place: Place,
    session: str,
    participant: str,
    by: str,
    *,
    agrees: bool,
    remark: str = "",
    now: Now = utc_now,
) -> Checked:
    """Record whether a participant finds the record right; a later check replaces an earlier one.

    Raises RecordError when the session is still open, was not held here, or is a second record, and
    for a participant who withdrew or was never there.
    """
    with changing(place, session, by, now) as (recorder, held):
        _refuse(held)
        state = held.state
        seat = find_seat(state, participant)
        _refuse_seat(state, seat)
        payload = {"participant": seat, "agrees": agrees, "text": clean(remark)[0]}
        again = seat in state.round_table.checked
        after = recorder.save("record_checked", payload)
        return Checked(after.id, seat, after.round_table.checked[seat], again)


def _refuse(held: Held) -> None:
    """Refuse what is no record to be shown: not finished, from a file, or one to compare with."""
    state = held.state
    if held.imported:
        raise RecordError.one("RECORD_IMPORTED", session=state.id)
    if state.again:
        raise RecordError.one("RECORD_SECOND_STAYS", session=state.id, first=state.again)
    if not state.closed:
        raise RecordError.one("RECORD_CHECK_OPEN", session=state.id)


def _refuse_seat(state: SessionState, seat: str) -> None:
    values = {"participant": seat, "session": state.id}
    if seat in state.withdrawn:
        raise RecordError.one("RECORD_WITHDRAWN_BEFORE", at=state.withdrawn[seat][:10], **values)
    if seat in state.round_table.removed:
        raise RecordError.one("RECORD_SEAT_REMOVED", **values)
