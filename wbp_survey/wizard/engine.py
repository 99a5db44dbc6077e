"""Hold a session: seats, consent, the questions on the route, the closing. Pure but for its edges.

The edges come in as functions: `ask` puts a question to a person or a script; `save` writes an
event and returns only when it is durable, with the new state. Nothing is asked before the answer
to the question before has been saved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal

from wbp_survey.model.instrument import Instrument, Item, text_in
from wbp_survey.model.journal import EventKind, Payload
from wbp_survey.model.missing import BY_ID
from wbp_survey.model.session import GROUP, SessionState, Slot, answer_payload
from wbp_survey.model.study import Study
from wbp_survey.texts import say
from wbp_survey.wizard.asides import (
    NO,
    SEATED,
    YES,
    close_item,
    consent_item,
    consent_pages,
    intro_item,
    seat_item,
)
from wbp_survey.wizard.flow import (
    Step,
    next_step,
    path_so_far,
    progress,
    resume_step,
    route,
    takes_part,
)
from wbp_survey.wizard.parse import accepted, check
from wbp_survey.wizard.question import Asker, Back, Given, Pause, Question, Reason, Reply
from wbp_survey.wizard.refusal import Refused

__all__ = ["Asker", "Outcome", "Save", "hold", "seat_payload"]

Save = Callable[[EventKind, Payload], SessionState]
NotePosition = Callable[[Slot, str], None]
_Standing = tuple[SessionState, tuple[Step, ...]]
Outcome = Literal["closed", "stopped", "refused_consent"]
MOST_SEATS = 10

_PERSONS = ("interview", "round_table", "self_completion")
"""The kinds of session in which a person answers and must consent."""

# No 0/O, 1/I/L, U: a pseudonym is also read aloud and written on paper.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class _Room:
    """What stays the same while a session is held; only `drafts` fills and empties."""

    instrument: Instrument
    study: Study
    ask: Asker
    save: Save
    language: str
    note_position: NotePosition
    drafts: dict[Slot, str]


def _nowhere(_slot: Slot, _typed: str) -> None:
    """Keep no position: a script has none."""


class _Paused(Exception):  # noqa: N818 - a way out, not an error
    """The interviewer leaves; everything confirmed is saved."""


def hold(  # noqa: PLR0913 - a session has this many edges
    instrument: Instrument,
    study: Study,
    state: SessionState,
    ask: Asker,
    save: Save,
    language: str,
    *,
    resume_at: Slot | None = None,
    draft: str = "",
    note_position: NotePosition = _nowhere,
) -> Outcome:
    """Hold a session, or go on with one, until it is closed, left or refused.

    A resumed session goes on at `resume_at`, with `draft` already typed, or else at the first
    question without an answer. `note_position` keeps where the interviewer stands and what is
    typed so far, at every keystroke.
    """
    drafts = {resume_at: draft} if resume_at and draft else {}
    room = _Room(instrument, study, ask, save, language, note_position, drafts)
    try:
        state = _agree(room, _take_seats(room, state))
        if state.participants and not any(takes_part(state, p.id) for p in state.participants):
            save("session_closed", {"reason": "refused_consent"})
            return "refused_consent"
        _introduce(room, state)
        _go_through(room, state, resume_at)
    except _Paused:
        return "stopped"
    save("session_closed", {"reason": "complete"})
    return "closed"


def _take_seats(room: _Room, state: SessionState) -> SessionState:
    """Seat everyone, unless the session is already under way."""
    if state.consent or state.answers or room.instrument.kind not in _PERSONS:
        return state
    return _seat(room, state)


def _introduce(room: _Room, state: SessionState) -> None:
    """Read the introduction, once: after consent, before the first question."""
    if room.instrument.intro and not state.answers:
        _read(room, state, [intro_item(room.instrument.intro)], "note")


def _read(
    room: _Room, state: SessionState, notes: list[Item], part: Literal["consent", "note"]
) -> None:
    """Have notes read aloud, page by page; going back turns back a page."""
    at = 0
    while at < len(notes):
        question = _question(room, state, "note", notes[at])
        question = replace(question, section=say(f"wizard.part.{part}", room.language))
        reply = _put(room, question)
        at = max(at - 1, 0) if isinstance(reply, Back) else at + 1


def _seat(room: _Room, state: SessionState) -> SessionState:
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
        state = room.save("participant_seated", seat_payload(room.study, state, f"S{number}", role))
    return state


def _ask_seat(room: _Room, state: SessionState, seat: str, *, first: bool) -> Reply:
    """Ask for the role on a seat; a single possible role at an interview needs no question."""
    item = seat_item(room.study, room.instrument, seat, first=first)
    if room.instrument.kind != "round_table" and len(room.instrument.roles) == 1:
        return Given(room.instrument.roles[0])
    return _put(room, _question(room, state, "seat", item))


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


def _agree(room: _Room, state: SessionState) -> SessionState:
    """Read what consent is for, then ask every participant, scope by scope, and save that."""
    if not all(_has_agreed(room, state, participant.id) for participant in state.participants):
        _read(room, state, consent_pages(room.study.consent, room.language), "consent")
    for participant in state.participants:
        if not _has_agreed(room, state, participant.id):
            state = _ask_scopes(room, state, participant.id)
    return state


def _has_agreed(room: _Room, state: SessionState, participant: str) -> bool:
    """Tell whether every scope was answered, with yes or with no."""
    given = state.consent.get(participant, {})
    return all(scope.id in given for scope in room.study.consent.scopes)


def _ask_scopes(room: _Room, state: SessionState, participant: str) -> SessionState:
    """Ask for each scope and save it; refusing a required one refuses them all."""
    consent = room.study.consent
    given = dict(state.consent.get(participant, {}))
    while len(given) < len(consent.scopes):
        scope = consent.scopes[len(given)]
        reply = _put(room, _question(room, state, "consent", consent_item(scope), participant))
        if isinstance(reply, Back):
            given = dict(list(given.items())[:-1])
            continue
        given[scope.id] = reply == Given(YES)
        if reply == Given(NO) and scope.required:
            given = {one.id: False for one in consent.scopes}
        payload = {"participant": participant, "scopes": dict(given), "version": consent.version}
        state = room.save("consent_given", payload)
    return state


def _go_through(room: _Room, state: SessionState, resume_at: Slot | None) -> None:
    """Ask along the route until the closing is confirmed."""
    steps = route(room.instrument, state)
    step = resume_step(steps, state, resume_at)
    path = path_so_far(steps, state, step.slot if step else None)
    notice = ""
    while True:
        reply = _put_step(room, state, steps, step, notice)
        notice = ""
        if isinstance(reply, Back):
            step, notice = _step_back(room, steps, path, step)
        elif step is None:
            return
        else:
            before, state = (state, steps), _record(room, state, step, reply)
            if state is not before[0]:
                steps = route(room.instrument, state)
                notice = _set_aside(room, before, (state, steps))
            path.append(step.slot)
            step = next_step(steps, state, step.slot)


def _put_step(
    room: _Room, state: SessionState, steps: tuple[Step, ...], step: Step | None, notice: str
) -> Reply:
    """Put the question of a step; None is the closing, where "no" means: later."""
    if step is None:
        question = _question(room, state, "close", close_item(room.instrument))
        reply = _put(room, replace(question, notice=notice))
        if reply == Given(NO):
            raise _Paused
        return reply
    number, total = progress(steps, step.slot)
    kind: Literal["item", "note"] = "item" if step.asks else "note"
    question = _question(room, state, kind, step.item, step.slot.participant)
    question = replace(
        question,
        slot=step.slot,
        section=text_in(step.section.title, room.language),
        number=number,
        total=total,
        given=state.answers.get(step.slot),
        answers=step.answers,
        notice=notice,
        draft=room.drafts.get(step.slot, ""),
        note=partial(_keep_draft, room, step.slot),
    )
    room.note_position(step.slot, question.draft)
    return _put(room, question)


def _keep_draft(room: _Room, slot: Slot, typed: str) -> None:
    """Keep what is typed: on disk for after a crash, and here for who goes back and comes again."""
    room.drafts[slot] = typed
    room.note_position(slot, typed)


def _step_back(
    room: _Room, steps: tuple[Step, ...], path: list[Slot], here: Step | None
) -> tuple[Step | None, str]:
    """Take the last visited step that is still on the route off the path."""
    on_route = {step.slot: step for step in steps}
    while path:
        slot = path.pop()
        if slot in on_route and on_route[slot] != here:
            return on_route[slot], ""
    return here, say("wizard.first_question", room.language)


def _record(room: _Room, state: SessionState, step: Step, reply: Reply) -> SessionState:
    """Save an answer; the same answer again is no event."""
    if not step.asks:
        return state
    value = reply.value if isinstance(reply, Given) else None
    missing = reply.id if isinstance(reply, Reason) else ""
    room.drafts.pop(step.slot, None)
    given = state.answers.get(step.slot)
    if given and (given.value, given.missing) == (value, missing):
        return state
    return room.save("answer_given", answer_payload(step.slot, value, missing))


def _set_aside(room: _Room, before: _Standing, after: _Standing) -> str:
    """Say how many answers this answer took off the route, when it did."""
    count = len(_aside(*after) - _aside(*before))
    key = "one" if count == 1 else "more"
    return say(f"wizard.set_aside.{key}", room.language, count=count) if count else ""


def _aside(state: SessionState, steps: tuple[Step, ...]) -> frozenset[Slot]:
    return frozenset(state.answers).difference(step.slot for step in steps)


def _question(
    room: _Room,
    state: SessionState,
    kind: Literal["item", "note", "seat", "consent", "close"],
    item: Item,
    participant: str = GROUP,
) -> Question:
    return Question(
        kind,
        item,
        Slot(item.id, participant),
        room.language,
        title=_title(room, state),
        section=say(f"wizard.part.{kind}", room.language),
        who=_who(room, state, participant),
        saved_at=_saved_at(state),
    )


def _saved_at(state: SessionState) -> str:
    """Tell the local time at which the journal last took an answer."""
    last = max((answer.at for answer in state.answers.values()), default=state.opened_at)
    return f"{datetime.fromisoformat(last).astimezone():%H:%M:%S}" if last else ""


def _title(room: _Room, state: SessionState) -> str:
    case = next((case.label for case in room.study.cases if case.id == state.case), "")
    return " · ".join(
        part for part in (text_in(room.instrument.title, room.language), case) if part
    )


def _who(room: _Room, state: SessionState, participant: str) -> str:
    """Name the seat that answers, where several people sit at the table."""
    if room.instrument.kind != "round_table":
        return ""
    if participant == GROUP:
        return say("wizard.everyone", room.language)
    role_id = state.participant(participant).role
    roles = (role for role in room.study.roles if role.id == role_id)
    labels = [text_in(role.label, room.language) for role in roles]
    return " · ".join([participant, *labels])


def _put(room: _Room, question: Question) -> Reply:
    """Ask until the reply is one we can keep; whoever asks may be wrong, the journal may not."""
    while True:
        reply = room.ask(question)
        if isinstance(reply, Pause):
            raise _Paused
        if isinstance(reply, Back):
            return reply
        trouble = _trouble(question, reply)
        if not trouble:
            return reply
        question = replace(question, notice=trouble)


def _trouble(question: Question, reply: Given | Reason) -> str:
    language = question.language
    if question.item.type == "note":
        return ""
    if isinstance(reply, Reason):
        allowed = question.kind == "item" and reply.id in BY_ID and BY_ID[reply.id].typed
        return "" if allowed else say("wizard.refused.no_reason_here", language)
    try:
        check(question.item, reply.value, language, question.answers)
    except Refused as refused:
        return f"{refused.sentence(language)} {accepted(question.item, language)}"
    return ""
