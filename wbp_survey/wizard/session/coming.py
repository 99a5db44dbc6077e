"""Who comes and goes at the table, and what whoever sits down agrees to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from wbp_survey.model.gathering import round_table_facts
from wbp_survey.model.moves import Fact
from wbp_survey.model.session import ROW, SessionState
from wbp_survey.texts import say
from wbp_survey.wizard.acts import Coming
from wbp_survey.wizard.question import Understood
from wbp_survey.wizard.session.lines import ask_line
from wbp_survey.wizard.session.opening import MOST_SEATS, seat_payload
from wbp_survey.wizard.session.room import Room, keep_all
from wbp_survey.wizard.session.scopes import ask_scopes, has_agreed
from wbp_survey.wizard.session.seats import table_seats
from wbp_survey.wizard.session.when import moment_of, order_at, time_trouble
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
    before = state
    state = keep_all(room, state, facts)
    known = {one.id for one in before.participants}
    come = [one.id for one in state.participants if one.id not in known] or said.seats
    if agreed and said.does in ("in", "restore", "add"):
        state = _agreed(room, before, state, come)
    seats = table_seats(room.study, state, room.language)
    here = sum(one.here for one in seats)
    return state, say("around.presence.now", room.language, here=here, seats=len(seats))


def _agreed(
    room: Room, before: SessionState, state: SessionState, come: Sequence[str]
) -> SessionState:
    """Ask who has come what they agree to; going back from the first question takes it all back."""
    for seat in come:
        if not has_agreed(room.study.consent, state, seat):
            state = ask_scopes(room, state, seat, leave=True)
            if not state.consent.get(seat):
                return _gone_again(room, before, state)
    return state


def _gone_again(room: Room, before: SessionState, state: SessionState) -> SessionState:
    """Put the table back as it was before somebody came in by mistake."""
    known = {one.id for one in before.participants}
    facts: list[Fact] = list(round_table_facts(state.round_table, before.round_table))
    new = [one.id for one in state.participants if one.id not in known]
    facts = [("participant_removed", {"participant": seat}) for seat in new] or facts
    return keep_all(room, state, facts)


def _read(room: Room, state: SessionState, typed: str) -> tuple[Coming | None, Understood]:
    seats = table_seats(room.study, state, room.language)
    removed = state.round_table.removed
    gone = tuple(one.id for one in state.participants if one.id in removed)
    now = datetime.now().astimezone()
    roles = [role for role in room.study.roles if role.id in room.instrument.roles]
    clock = f"{now:%H:%M}"
    said, understood = read_presence(typed, seats, roles, room.language, gone, clock)
    trouble = time_trouble(state, said, now, room.language) if said else ""
    return (None, replace(understood, trouble=trouble)) if trouble else (said, understood)


def _facts(room: Room, state: SessionState, said: Coming) -> list[Fact]:
    when: dict[str, Any] = {}
    if said.when:
        at = moment_of(state, said.when, datetime.now().astimezone())
        when = {"when": at, "order": order_at(state, at)}
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
