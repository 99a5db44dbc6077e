"""What everybody agrees to: read aloud once, asked scope by scope, and saved at once.

At a table each scope is one line with the answer of every seat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from wbp_survey.model.moves import Fact
from wbp_survey.model.presence import is_in
from wbp_survey.model.session import Answer, SessionState, Slot
from wbp_survey.model.study import ConsentScope
from wbp_survey.texts import say
from wbp_survey.wizard.acts import Seat
from wbp_survey.wizard.asides import NO, YES, consent_item, consent_pages
from wbp_survey.wizard.question import Act, Back, Given, Question, Understood
from wbp_survey.wizard.session.arrange import By
from wbp_survey.wizard.session.coming import come_and_go
from wbp_survey.wizard.session.lines import close_line
from wbp_survey.wizard.session.odd import ROW_DRAFT
from wbp_survey.wizard.session.opening import read_aloud
from wbp_survey.wizard.session.room import (
    Room,
    at_slot,
    build,
    forget_draft,
    keep_all,
    put_anywhere,
)
from wbp_survey.wizard.session.rows import as_line
from wbp_survey.wizard.session.scopes import ask_scopes, has_agreed, may_ask, scopes_payload
from wbp_survey.wizard.session.seats import table_seats
from wbp_survey.wizard.typed.row import read_row, write_row


def agree(room: Room, state: SessionState, by: By) -> SessionState:
    """Read what consent is for, then ask every participant who is there, and save that."""
    if not _unasked(room, state):
        return state
    read_aloud(room, state, consent_pages(room.study.consent, room.language), "consent")
    if by == "grid" and _unasked(room, state)[1:]:
        state = _in_rows(room, state)
    for participant in _unasked(room, state):
        state = ask_scopes(room, state, participant)
    return state


def _unasked(room: Room, state: SessionState) -> list[str]:
    """Return who is at the table and was not asked for every scope yet."""
    return [
        one.id
        for one in state.participants
        if is_in(state.round_table, one.id) and not has_agreed(room.study.consent, state, one.id)
    ]


def _in_rows(room: Room, state: SessionState) -> SessionState:
    """Ask the scopes one after another, of all at once; going back turns back a scope."""
    scopes, at, notice = room.study.consent.scopes, 0, ""
    while at < len(scopes):
        scope = scopes[at]
        seats = _asked(room, state, scope)
        if not any(seat.here for seat in seats):
            state = _refuse_the_rest(room, state, scope)
            at += 1
            continue
        question = replace(_row(room, state, scope, seats), notice=notice)
        notice = ""
        reply = put_anywhere(room, question)
        if isinstance(reply, Back):
            at = max(at - 1, 0)
        elif isinstance(reply, Act) and reply.name == "presence":
            state, notice = come_and_go(room, state, reply.words, agreed=False)
            close_line(room)
            at = min(at, _first_unasked(room, state))
        elif isinstance(reply, Given):
            said = _said(room, scope, seats, reply)
            if scope.required and not _sure(room, question, said, reply):
                continue
            state = _refuse_the_rest(room, _save(room, state, scope, said), scope)
            forget_draft(room, question.slot)
            at += 1
        else:
            notice = say("wizard.not_here", room.language)
    return state


def _first_unasked(room: Room, state: SessionState) -> int:
    """Return the place of the first scope that somebody who is there was not asked for yet."""
    consent = room.study.consent
    given = [state.consent.get(seat, {}) for seat in _unasked(room, state)]
    places = enumerate(consent.scopes)
    open_ = [at for at, scope in places if any(scope.id not in one for one in given)]
    return min(open_, default=len(consent.scopes))


def _asked(room: Room, state: SessionState, scope: ConsentScope) -> tuple[Seat, ...]:
    """Return the seats, of which those are here who may still be asked for this scope."""
    required = [one.id for one in room.study.consent.scopes if one.required]
    seats = []
    for seat in table_seats(room.study, state, room.language, everyone=True):
        given = state.consent.get(seat.id, {})
        refused = any(given.get(one) is False for one in required)
        here = is_in(state.round_table, seat.id) and may_ask(scope, given)
        here = here and (scope.id in required or not refused)
        said = given.get(scope.id)
        answer = None if said is None else Answer(YES if said else NO)
        if here or not is_in(state.round_table, seat.id):
            seats.append(replace(seat, here=here, given=answer if here else None))
    return tuple(seats)


def _row(room: Room, state: SessionState, scope: ConsentScope, seats: Sequence[Seat]) -> Question:
    item = consent_item(scope)
    first = next(seat.id for seat in seats if seat.here)
    written = write_row(item, seats, room.language)
    question = build(room, state, "row", as_line(item), first)
    question = replace(
        question,
        section=say("wizard.part.consent", room.language),
        who="",
        given=Answer(written) if written.strip(" .") else None,
        understand=partial(_understood, room, scope, seats),
    )
    return at_slot(room, question, Slot(f"{scope.id}{ROW_DRAFT}", first))


def _understood(room: Room, scope: ConsentScope, seats: Sequence[Seat], typed: str) -> Understood:
    """Read a line of yes and no: consent knows no missing reasons, and leaves nobody out."""
    row, understood = read_row(typed, consent_item(scope), seats, room.language, reasons=False)
    if understood.trouble or row is None:
        return understood
    for seat, answer in zip(seats, row.answers, strict=True):
        if seat.here and (answer is None or answer.missing) and seat.given is None:
            trouble = say("around.consent.yes_or_no", room.language, seat=seat.id, who=seat.who)
            return replace(understood, trouble=trouble)
    return understood


def _said(room: Room, scope: ConsentScope, seats: Sequence[Seat], reply: Given) -> dict[str, bool]:
    row, _ = read_row(
        str(reply.value or ""), consent_item(scope), seats, room.language, reasons=False
    )
    answers = row.answers if row else ()
    said = {
        seat.id: (answer or seat.given)
        for seat, answer in zip(seats, answers, strict=False)
        if seat.here
    }
    return {seat: answer.value == YES for seat, answer in said.items() if answer is not None}


def _sure(room: Room, question: Question, said: dict[str, bool], reply: Given) -> bool:
    """Ask for the same line once more when somebody refuses to take part at all."""
    refusing = [seat for seat, yes in said.items() if not yes]
    if not refusing:
        return True
    sure = say("around.consent.refuse", room.language, seats=", ".join(refusing))
    again = replace(question, given=Answer(reply.value), odd=sure, notice="", draft="")
    return put_anywhere(room, again) == reply


def _save(
    room: Room, state: SessionState, scope: ConsentScope, said: dict[str, bool]
) -> SessionState:
    """Save what is new for each seat; who refuses to take part refuses everything."""
    facts: list[Fact] = []
    for seat, yes in said.items():
        before = dict(state.consent.get(seat, {}))
        given = {**before, scope.id: yes}
        if scope.required and not yes:
            given = {one.id: False for one in room.study.consent.scopes}
        elif scope.required and before.get(scope.id) is False:
            given = {scope.id: yes}  # asked for the others after all
        if given != before:
            facts.append(("consent_given", scopes_payload(room, state, seat, given)))
    return keep_all(room, state, facts)


def _refuse_the_rest(room: Room, state: SessionState, scope: ConsentScope) -> SessionState:
    """Save that a scope was not asked of those who refused the one it needs: that is a no."""
    facts: list[Fact] = []
    for seat in table_seats(room.study, state, room.language):
        given = dict(state.consent.get(seat.id, {}))
        there = given and is_in(state.round_table, seat.id)
        if there and not may_ask(scope, given) and given.get(scope.id) is not False:
            payload = scopes_payload(room, state, seat.id, {**given, scope.id: False})
            facts.append(("consent_given", payload))
    return keep_all(room, state, facts)
