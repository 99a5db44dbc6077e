"""The room a session is held in: what it is held with, and one question put to whoever answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from wbp_survey.model.instrument import Instrument, Item, text_in
from wbp_survey.model.journal import EventKind, Payload
from wbp_survey.model.session import GROUP, SessionState, Slot
from wbp_survey.model.study import Study
from wbp_survey.texts import say
from wbp_survey.wizard.parse import accepted, check, check_reason
from wbp_survey.wizard.question import (
    Asker,
    Back,
    Given,
    Pause,
    Question,
    QuestionKind,
    Reason,
    Reply,
)
from wbp_survey.wizard.refusal import Refused

Save = Callable[[EventKind, Payload], SessionState]
NotePosition = Callable[[Slot, str], None]


@dataclass(frozen=True, slots=True)
class Room:
    """What stays the same while a session is held; only `drafts` fills and empties."""

    instrument: Instrument
    study: Study
    ask: Asker
    save: Save
    language: str
    note_position: NotePosition
    drafts: dict[Slot, str]


class Paused(Exception):  # noqa: N818 - a way out, not an error
    """The interviewer leaves; everything confirmed is saved."""


def put(room: Room, question: Question) -> Reply:
    """Ask until the reply is one we can keep; whoever asks may be wrong, the journal may not."""
    while True:
        reply = room.ask(question)
        if isinstance(reply, Pause):
            raise Paused
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
        return _reason_trouble(question, reply)
    try:
        check(question.item, reply.value, language, question.answers)
    except Refused as refused:
        return f"{refused.sentence(language)} {accepted(question.item, language)}"
    return ""


def _reason_trouble(question: Question, reply: Reason) -> str:
    if not question.takes_reason:
        return say("wizard.refused.no_reason_here", question.language)
    try:
        check_reason(question.item, reply.id)
    except Refused as refused:
        return refused.sentence(question.language)
    return ""


def keep_draft(room: Room, slot: Slot, typed: str) -> None:
    """Keep what is typed: on disk for after a crash, and here for who goes back and comes again."""
    room.drafts[slot] = typed
    room.note_position(slot, typed)


def build(
    room: Room,
    state: SessionState,
    kind: QuestionKind,
    item: Item,
    participant: str = GROUP,
) -> Question:
    """Build a question with all that every question shows."""
    return Question(
        kind,
        _for_whom(room, item),
        Slot(item.id, participant),
        room.language,
        title=_title(room, state),
        section=say(f"wizard.part.{kind}", room.language),
        who="" if kind == "seat" else who_answers(room, state, participant),
        saved_at=_saved_at(state),
    )


def _for_whom(room: Room, item: Item) -> Item:
    """Leave out what is meant for an interviewer where there is none."""
    if room.instrument.kind != "self_completion":
        return item
    return replace(item, instruction=None, probes=())


def who_answers(room: Room, state: SessionState, participant: str) -> str:
    """Name the seat that answers, where several people sit at the table."""
    if room.instrument.kind != "round_table":
        return ""
    if participant == GROUP:
        return say("wizard.everyone", room.language)
    role_id = state.participant(participant).role
    roles = (role for role in room.study.roles if role.id == role_id)
    labels = [text_in(role.label, room.language) for role in roles]
    return " · ".join([participant, *labels])


def _saved_at(state: SessionState) -> str:
    """Tell the local time at which the journal last took an answer."""
    last = max((answer.at for answer in state.answers.values()), default=state.opened_at)
    return f"{datetime.fromisoformat(last).astimezone():%H:%M:%S}" if last else ""


def _title(room: Room, state: SessionState) -> str:
    case = next((case.label for case in room.study.cases if case.id == state.case), "")
    return " · ".join(
        part for part in (text_in(room.instrument.title, room.language), case) if part
    )
