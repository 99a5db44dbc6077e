"""Before the first question: who sits where, what they agree to, the words of welcome."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Literal

from wbp_survey.model.instrument import Item
from wbp_survey.model.journal import Payload
from wbp_survey.model.session import Answer, SessionState
from wbp_survey.model.study import ConsentScope, Study
from wbp_survey.texts import say
from wbp_survey.wizard.asides import (
    NO,
    SEATED,
    YES,
    consent_item,
    consent_pages,
    intro_item,
    seat_item,
)
from wbp_survey.wizard.question import Back, Given, Reply
from wbp_survey.wizard.session.room import Room, build, keep, put

MOST_SEATS = 10

_PERSONS = ("interview", "round_table", "self_completion")
"""The kinds of session in which a person answers and must consent."""

# No 0/O, 1/I/L, U: a pseudonym is also read aloud and written on paper.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def take_seats(room: Room, state: SessionState) -> SessionState:
    """Seat everyone, unless the session is already under way."""
    under_way = state.consent or state.answers or state.again
    if under_way or room.instrument.kind not in _PERSONS:
        return state
    return _seat(room, state)


def introduce(room: Room, state: SessionState) -> None:
    """Read the introduction, once: after consent, before the first question."""
    under_way = state.answers or state.parked or state.remarks
    if room.instrument.intro and not under_way:
        _read(room, state, [intro_item(room.instrument.intro)], "note")


def _read(
    room: Room, state: SessionState, notes: list[Item], part: Literal["consent", "note"]
) -> None:
    """Have notes read aloud, page by page; going back turns back a page."""
    at = 0
    while at < len(notes):
        question = build(room, state, "note", notes[at])
        question = replace(question, section=say(f"wizard.part.{part}", room.language))
        reply = put(room, question)
        at = max(at - 1, 0) if isinstance(reply, Back) else at + 1


def _seat(room: Room, state: SessionState) -> SessionState:
    """Ask who sits where; going back takes the last seat away again, since nothing is saved yet."""
    table = room.instrument.kind == "round_table"
    if state.participants and not table:
        return state
    seated, roles = len(state.participants), list[str]()
    while len(roles) + seated < (MOST_SEATS if table else 1):
        reply = _ask_seat(room, state, f"S{seated + len(roles) + 1}", first=not seated + len(roles))
        if isinstance(reply, Back):
            del roles[-1:]
        elif reply == Given(SEATED):
            break
        elif isinstance(reply, Given):
            roles.append(str(reply.value))
    for number, role in enumerate(roles, start=seated + 1):
        state = keep(
            room, "participant_seated", seat_payload(room.study, state, f"S{number}", role)
        )
    return state


def _ask_seat(room: Room, state: SessionState, seat: str, *, first: bool) -> Reply:
    """Ask for the role on a seat; a single possible role at an interview needs no question."""
    item = seat_item(room.study, room.instrument, seat, first=first)
    if room.instrument.kind != "round_table" and len(room.instrument.roles) == 1:
        return Given(room.instrument.roles[0])
    return put(room, build(room, state, "seat", item))


def seat_payload(study: Study, state: SessionState, seat: str, role: str) -> Payload:
    """Write the payload of `participant_seated`.

    The pseudonym follows from session and seat, so that no list of names has to be kept and two
    laptops never give out the same one: five of thirty letters, and a participant is known by
    session and seat anyhow.
    """
    number = int.from_bytes(hashlib.sha256(f"{state.id}/{seat}".encode()).digest()[:8])
    tail = "".join(_LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(5))
    letter = study.role(role).letter
    return {"participant": seat, "role": role, "pseudonym": f"{letter}-{tail}"}


def agree(room: Room, state: SessionState) -> SessionState:
    """Read what consent is for, then ask every participant, scope by scope, and save that."""
    if not all(_has_agreed(room, state, participant.id) for participant in state.participants):
        _read(room, state, consent_pages(room.study.consent, room.language), "consent")
    for participant in state.participants:
        if not _has_agreed(room, state, participant.id):
            state = _ask_scopes(room, state, participant.id)
    return state


def _has_agreed(room: Room, state: SessionState, participant: str) -> bool:
    """Tell whether every scope was answered, with yes or with no."""
    given = state.consent.get(participant, {})
    return all(scope.id in given for scope in room.study.consent.scopes)


def _ask_scopes(room: Room, state: SessionState, participant: str) -> SessionState:
    """Ask for each scope and save it; refusing a required one refuses them all."""
    consent = room.study.consent
    given = dict(state.consent.get(participant, {}))
    said = dict(given)
    while len(given) < len(consent.scopes):
        scope = consent.scopes[len(given)]
        reply = _ask_scope(room, state, scope, participant, said.get(scope.id))
        if isinstance(reply, Back):
            given = dict(list(given.items())[:-1])
            continue
        said[scope.id] = given[scope.id] = reply == Given(YES)
        if reply == Given(NO) and scope.required:
            given = {one.id: False for one in consent.scopes}
        payload = {"participant": participant, "scopes": dict(given), "version": consent.version}
        state = keep(room, "consent_given", payload)
    return state


def _ask_scope(
    room: Room,
    state: SessionState,
    scope: ConsentScope,
    participant: str,
    said: bool | None,  # noqa: FBT001 - the answer itself
) -> Reply:
    """Ask for one scope, with what was `said` before; the "no" that ends it all is asked twice."""
    question = build(room, state, "consent", consent_item(scope), participant)
    if said is not None:
        question = replace(question, given=Answer(YES if said else NO))
    reply = put(room, question)
    if not scope.required or reply != Given(NO):
        return reply
    sure = say("wizard.consent.sure", room.language)
    return put(room, replace(question, given=Answer(NO), odd=sure))
