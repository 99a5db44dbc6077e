"""Find the one participant of a session that somebody names on the command line."""

from __future__ import annotations

from wbp_survey.dataset.reading import nearest
from wbp_survey.errors import RecordError
from wbp_survey.model.session import SessionState


def known_seats(state: SessionState) -> list[str]:
    """Return the participants of a session; who was removed from it altogether is still known."""
    return list(dict.fromkeys([*(one.id for one in state.participants), *state.withdrawn]))


def same_seat(typed: str, seat: str) -> bool:
    """Tell whether somebody means this seat: in small letters, or by its number alone."""
    return seat.casefold() in (typed.strip().casefold(), f"s{typed.strip()}")


def find_seat(state: SessionState, name: str) -> str:
    """Return the participant somebody means; RecordError, with the nearest one, without any."""
    known, typed = known_seats(state), name.strip()
    if typed in known:
        return typed
    found = [one for one in known if same_seat(typed, one)]
    if len(found) == 1:
        return found[0]
    values = {"participant": typed or "-", "known": ", ".join(known) or "-"}
    near = nearest(typed.upper(), known)
    if near and len(known) > 1:
        raise RecordError.one("RECORD_UNKNOWN_SEAT_NEAR", near=near, **values)
    raise RecordError.one("RECORD_UNKNOWN_SEAT", **values)
