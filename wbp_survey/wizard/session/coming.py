"""Who comes and goes at the table, and what whoever sits down agrees to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from wbp_survey.model.moves import ROW, Fact
from wbp_survey.model.session import SessionState
from wbp_survey.texts import say
from wbp_survey.wizard.acts import Coming
from wbp_survey.wizard.question import Understood
from wbp_survey.wizard.session.lines import ask_line
from wbp_survey.wizard.session.opening import MOST_SEATS, seat_payload
from wbp_survey.wizard.session.room import Room, keep_all
from wbp_survey.wizard.session.scopes import ask_scopes, has_agreed
from wbp_survey.wizard.session.seats import table_seats
from wbp_survey.wizard.typed.presence_line import read_presence


def come_and_go(
    room: Room, state: SessionState, words: str, *, agreed: bool = True
) -> tuple[SessionState, str]:
    """Record who comes or goes, and say how many are at the table then.

    Whoever sits down without having agreed yet is asked at once; not where everybody is about to
    be asked (`agreed` is False).
    """
    said = ask_line(room, state, "presence", words, partial(_read, room, state))
    if not isinstance(said, Coming):
        return state, ""
    facts = _facts(room, state, said)
    if not facts:
        return state, say("around.presence.full", room.language, most=MOST_SEATS)
    before = {one.id for one in state.participants}
    state = keep_all(room, state, facts)
    come = [one.id for one in state.participants if one.id not in before] or said.seats
    if agreed and said.does in ("in", "restore", "add"):
        state = _agreed(room, state, come)
    seats = table_seats(room.study, state, room.language)
    here = sum(one.here for one in seats)
    return state, say("around.presence.now", room.language, here=here, seats=len(seats))


def _agreed(room: Room, state: SessionState, come: Sequence[str]) -> SessionState:
    for seat in come:
        if not has_agreed(room.study.consent, state, seat):
            state = ask_scopes(room, state, seat)
    return state


def _read(room: Room, state: SessionState, typed: str) -> tuple[Coming | None, Understood]:
    seats = table_seats(room.study, state, room.language)
    removed = state.round_table.removed
    gone = tuple(one.id for one in state.participants if one.id in removed)
    now = f"{datetime.now().astimezone():%H:%M}"
    roles = [role for role in room.study.roles if role.id in room.instrument.roles]
    return read_presence(typed, seats, roles, room.language, gone, now)


def _facts(room: Room, state: SessionState, said: Coming) -> list[Fact]:
    when = {"when": _moment(said.when)} if said.when else {}
    if said.does == "add":
        if len(state.participants) >= MOST_SEATS:
            return []
        seat = f"S{len(state.participants) + 1}"
        payload = seat_payload(room.study, state, seat, said.add)
        return [("participant_seated", {**payload, **when})]
    # Who comes or goes together is one step, to be taken back as one.
    together = {ROW: f"presence/{state.seq + 1}"} if said.seats[1:] else {}
    return [_fact(said, seat, when | together) for seat in said.seats]


def _fact(said: Coming, seat: str, more: dict[str, Any]) -> Fact:
    if said.does == "in":
        return "participant_in", {"participant": seat, **more}
    if said.does == "out":
        return "participant_out", {"participant": seat, "why": said.why, **more}
    if said.does == "remove":
        return "participant_removed", {"participant": seat, **more}
    return "participant_restored", {"participant": seat, **more}


def _moment(clock: str) -> str:
    """Return the last time it was this o'clock here, as UTC."""
    now = datetime.now().astimezone()
    hour, minute = (int(part) for part in clock.split(":"))
    moment = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    moment = moment - timedelta(days=1) if moment > now else moment
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
