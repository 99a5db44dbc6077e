"""The room a session is held in: what it is held with, and one question put to whoever answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from wbp_survey.errors import StoreError
from wbp_survey.model.instrument import Instrument, Item, text_in
from wbp_survey.model.journal import EventKind, Payload
from wbp_survey.model.keys import numbered
from wbp_survey.model.moves import Fact
from wbp_survey.model.session import GROUP, SessionState, Slot
from wbp_survey.model.study import Study
from wbp_survey.texts import say
from wbp_survey.wizard.asides import trouble_item
from wbp_survey.wizard.flow import Step
from wbp_survey.wizard.question import (
    Act,
    Asker,
    Back,
    Elsewhere,
    Given,
    Pause,
    Question,
    QuestionKind,
    Reason,
    Reply,
    Translate,
)
from wbp_survey.wizard.session.arrange import counted
from wbp_survey.wizard.typed.parse import accepted, check, check_reason
from wbp_survey.wizard.typed.refusal import Refused
from wbp_survey.wizard.who import who_answers

Save = Callable[[EventKind, Payload], SessionState]
SaveAll = Callable[[Sequence[Fact]], SessionState]
NotePosition = Callable[[Slot, str], None]


@dataclass(slots=True)
class Room:
    """What a session is held with.

    `save_all` saves facts that belong together, all or none; without it they go one by one. `act`
    does what is done around a table and says so in a sentence. `note_typed` keeps what is typed
    beside the question where one stands, without moving there; `quiet` names the items of which no
    answer leads anywhere else (none named: any may). Only `drafts`, what is typed and not
    confirmed, `open_line`, the one among them that is being recorded, and `spoken`, the language
    of the questions, change along the way.
    """

    instrument: Instrument
    study: Study
    ask: Asker
    save: Save
    language: str
    note_position: NotePosition
    drafts: dict[Slot, str]
    spoken: str = ""
    banner: str = ""
    fast: bool = False
    saved_in: str = ""
    save_all: SaveAll | None = None
    act: Callable[[Act], str] | None = None
    note_typed: NotePosition | None = None
    open_line: Slot | None = None
    quiet: frozenset[str] = frozenset()


_LASTING = ("STORE_SECOND_WRITER",)
"""What goes wrong again however often one tries."""


class Paused(Exception):  # noqa: N818 - a way out, not an error
    """The interviewer leaves; everything confirmed is saved."""


def put(room: Room, question: Question) -> Given | Reason | Back:
    """Ask until there is an answer we can keep, or one step back; from here one goes nowhere else.

    What is done around the table is done, and the question comes back with what was typed so far.
    Whoever asks may be wrong, the journal may not.
    """
    while True:
        reply = put_anywhere(room, question)
        if isinstance(reply, Given | Reason | Back):
            return reply
        notice = say("wizard.not_here", question.language)
        if isinstance(reply, Act) and room.act is not None:
            notice = room.act(reply)
        draft = room.drafts.get(question.slot, question.draft)
        question = replace(question, notice=notice, draft=draft)


def put_anywhere(room: Room, question: Question) -> Given | Reason | Back | Elsewhere:
    """Ask until the reply is one we can keep or follow; the language may change on the way."""
    if room.fast and question.item.type == "note":  # nobody is there to read it to
        return Given(None)
    while True:
        reply = room.ask(question)
        if isinstance(reply, Pause):
            raise Paused
        if isinstance(reply, Translate):
            room.spoken = _next_language(room, question.tongue)
            question = replace(question, spoken=room.spoken, draft=_drafted(room, question))
            continue
        trouble = _trouble(question, reply)
        if not trouble:
            return reply
        question = replace(question, notice=trouble)


def keep(room: Room, kind: EventKind, payload: Payload) -> SessionState:
    """Save one fact; when that fails, say why and try again until it works or somebody leaves.

    Raises the StoreError itself then: whoever holds the session still has all of it in memory.
    """
    return _insist(room, partial(room.save, kind, payload))


def keep_all(room: Room, state: SessionState, facts: Sequence[Fact]) -> SessionState:
    """Save facts that belong together, as `keep` does; without any the state stays as it is."""
    if not facts:
        return state
    if room.save_all is not None:
        return _insist(room, partial(room.save_all, facts))
    for kind, payload in facts:
        state = keep(room, kind, payload)
    return state


def _insist(room: Room, save: Callable[[], SessionState]) -> SessionState:
    notice = ""
    while True:
        try:
            return save()
        except StoreError as error:
            lasting = any(one.code in _LASTING for one in error.problems)
            item, language = trouble_item(error, again=not lasting), room.language
            question = Question("trouble", item, Slot(item.id), language, banner=room.banner)
            if isinstance(room.ask(replace(question, notice=notice)), Pause) or lasting:
                raise
            at = f"{datetime.now().astimezone():%H:%M:%S}"
            notice = say("wizard.trouble.tried", language, at=at)


def keep_draft(room: Room, slot: Slot, typed: str) -> None:
    """Keep what is typed: on disk for after a crash, and here for who goes back and comes again."""
    room.drafts[slot] = typed
    _note(room, slot, typed)


def spoken_in(room: Room, state: SessionState) -> dict[str, str]:
    """Tell in which language a question was shown, when that is not the session's own."""
    spoken = room.spoken or room.language
    return {"language": spoken} if spoken != state.language else {}


def forget_draft(room: Room, slot: Slot) -> None:
    """Forget what was typed in a field beside a question: it has been recorded.

    What was typed as an answer is forgotten with the event that records it.
    """
    room.drafts.pop(slot, None)
    _note(room, slot, "")


def _note(room: Room, slot: Slot, typed: str) -> None:
    """Keep what is typed; no item's name begins with a colon, so nobody goes on there later."""
    beside = slot.item.startswith(":") and room.note_typed is not None
    note = room.note_typed if beside else room.note_position
    if note is not None:
        note(slot, typed)


def build(
    room: Room,
    state: SessionState,
    kind: QuestionKind,
    item: Item,
    participant: str = GROUP,
) -> Question:
    """Build a question with all that every question shows."""
    seat = participant if kind != "seat" else GROUP
    who = who_answers(room.study, room.instrument, state, seat, room.language)
    return Question(
        kind,
        _for_whom(room, item),
        Slot(item.id, participant),
        room.language,
        spoken=room.spoken,
        title=_title(room, state),
        section=say(f"wizard.part.{kind}", room.language),
        who="" if kind == "seat" else who,
        saved_at=_saved_at(state),
        saved_in=room.saved_in,
        banner=room.banner,
        fast=room.fast,
        session=state.id,
        table=room.instrument.kind == "round_table" and bool(state.participants),
    )


def at_slot(room: Room, question: Question, slot: Slot) -> Question:
    """Give a question its slot, what was typed there before, and where to keep what is typed."""
    note = partial(keep_draft, room, slot)
    return replace(question, slot=slot, draft=room.drafts.get(slot, ""), note=note)


def numbering(room: Room, steps: tuple[Step, ...], step: Step) -> tuple[int, int]:
    """Return x and y of "question x of y": on this route or, typing in a form, as it is printed."""
    if room.fast:
        printed = numbered(room.instrument)
        place = (step.section.id, step.item.id.removesuffix("_other"))
        if place in printed:
            return printed[place], len(printed)
    return counted(steps, step)


def _drafted(room: Room, question: Question) -> str:
    return room.drafts.get(question.slot, question.draft)


def _next_language(room: Room, spoken: str) -> str:
    languages = room.instrument.languages
    at = languages.index(spoken) if spoken in languages else -1
    return languages[(at + 1) % len(languages)]


def _trouble(question: Question, reply: Reply) -> str:
    """Say why a reply will not do; empty when it will."""
    language = question.language
    if isinstance(reply, Given):
        return _answer_trouble(question, reply)
    if isinstance(reply, Reason):
        return _reason_trouble(question, reply)
    may = question.allows(reply.name) if isinstance(reply, Act) else question.moves
    if isinstance(reply, Back) or may:
        return ""
    return say("wizard.not_here", language)


def _answer_trouble(question: Question, reply: Given) -> str:
    language = question.language
    if question.item.type == "note" or (question.kind == "remark" and reply.value == ""):
        return ""
    if question.typed_line or question.kind == "tally":
        return question.understand(str(reply.value or "")).trouble
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


def _for_whom(room: Room, item: Item) -> Item:
    """Leave out what is meant for an interviewer where there is none."""
    if room.instrument.kind != "self_completion":
        return item
    return replace(item, instruction=None, probes=())


def _saved_at(state: SessionState) -> str:
    """Tell the local time at which the journal last took a fact."""
    if not state.last_at:
        return ""
    return f"{datetime.fromisoformat(state.last_at).astimezone():%H:%M:%S}"


def _title(room: Room, state: SessionState) -> str:
    case = next((case.label for case in room.study.cases if case.id == state.case), "")
    return " · ".join(
        part for part in (text_in(room.instrument.title, room.language), case) if part
    )
