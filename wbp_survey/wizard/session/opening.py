"""Before the first question: who sits where, the words of welcome."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from wbp_survey.model.instrument import Item, Texts
from wbp_survey.model.journal import Payload
from wbp_survey.model.moves import Fact
from wbp_survey.model.session import SessionState, Slot
from wbp_survey.model.study import Study
from wbp_survey.texts import say
from wbp_survey.wizard.asides import SEATED, intro_item, seat_item, texts
from wbp_survey.wizard.question import Back, Given, Reply
from wbp_survey.wizard.session.room import (
    Room,
    build,
    forget_draft,
    keep_all,
    keep_draft,
    put,
)
from wbp_survey.wizard.who import role_of

MOST_SEATS = 10

_SEATS = Slot(":seats")
"""Where the roles are kept that have been chosen so far."""

_PERSONS = ("interview", "round_table", "self_completion")
"""The kinds of session in which a person answers and must consent."""

# No 0/O, 1/I/L, U: a pseudonym is also read aloud and written on paper.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def take_seats(room: Room, state: SessionState) -> SessionState:
    """Seat everyone, unless the session is already under way."""
    under_way = state.participants or state.consent or state.answers or state.again
    if under_way or room.instrument.kind not in _PERSONS:
        return state
    return _seat(room, state)


def introduce(room: Room, state: SessionState) -> None:
    """Read the introduction, once: after consent, before the first question."""
    under_way = state.answers or state.parked or state.remarks
    if room.instrument.intro and not under_way:
        read_aloud(room, state, [intro_item(room.instrument.intro)], "note")


def read_aloud(
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
    """Ask who sits where; going back takes the last seat away again, since nothing is saved yet.

    What was chosen so far is kept as what is typed is: whoever is cut off goes on with it.
    """
    table = room.instrument.kind == "round_table"
    known = [one for one in room.drafts.get(_SEATS, "").split() if one in room.instrument.roles]
    roles = known[:MOST_SEATS] if table else []
    while len(roles) < (MOST_SEATS if table else 1):
        reply = _ask_seat(room, state, roles)
        if isinstance(reply, Back):
            del roles[-1:]
        elif reply == Given(SEATED):
            break
        elif isinstance(reply, Given):
            roles.append(str(reply.value))
        if table:
            keep_draft(room, _SEATS, " ".join(roles))
    facts: list[Fact] = [
        ("participant_seated", seat_payload(room.study, state, f"S{number}", role))
        for number, role in enumerate(roles, start=1)
    ]
    state = keep_all(room, state, facts)  # all or none: whoever goes on finds the whole table
    if table:
        forget_draft(room, _SEATS)
    return state


def _ask_seat(room: Room, state: SessionState, roles: Sequence[str]) -> Reply:
    """Ask for the role on a seat; a single possible role at an interview needs no question."""
    item = seat_item(room.study, room.instrument, f"S{len(roles) + 1}", first=not roles)
    if room.instrument.kind != "round_table" and len(room.instrument.roles) == 1:
        return Given(room.instrument.roles[0])
    return put(room, build(room, state, "seat", replace(item, stem=_so_far(room, roles))))


def _so_far(room: Room, roles: Sequence[str]) -> Texts | None:
    """List who sits at the table already."""
    if not roles:
        return None
    names = (role_of(room.study, role, room.language) for role in roles)
    seats = ", ".join(f"S{at} {name}" for at, name in enumerate(names, start=1))
    return texts("around.seated", seats=seats)


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
