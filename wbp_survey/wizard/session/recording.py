"""Whether the conversation may be recorded: one voice is on the same tape as all others."""

from __future__ import annotations

from wbp_survey.model.session import SessionState
from wbp_survey.texts import say
from wbp_survey.wizard.session.room import Room
from wbp_survey.wizard.session.seats import table_seats

RECORD = "record"
"""The scope that allows it."""


def recording(room: Room, state: SessionState) -> str:
    """Say who is against a recording; that it is fine when nobody at the table is."""
    asked = any(scope.id == RECORD for scope in room.study.consent.scopes)
    if room.instrument.kind != "round_table" or not asked or state.again:
        return ""
    against = _against(room, state)
    if not against:
        return say("around.recording.yes", room.language)
    key = "one" if len(against) == 1 else "more"
    return say(f"around.recording.no.{key}", room.language, seats=", ".join(against))


def recording_changed(room: Room, before: SessionState, after: SessionState) -> str:
    """Say it again when who is against it is not the same any more; else nothing."""
    return recording(room, after) if _against(room, before) != _against(room, after) else ""


def _against(room: Room, state: SessionState) -> list[str]:
    seats = [seat.id for seat in table_seats(room.study, state, room.language) if seat.here]
    return [seat for seat in seats if not state.consent.get(seat, {}).get(RECORD)]
