"""A row: the answers of a whole table to one statement, typed in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from wbp_survey.model.instrument import Constraint, Item, text_in
from wbp_survey.model.moves import Fact
from wbp_survey.model.payloads import answer_payload, override_payload, slot_payload
from wbp_survey.model.session import ROW, Answer, SessionState, Slot, same_answer
from wbp_survey.texts import say
from wbp_survey.wizard.acts import Seat
from wbp_survey.wizard.flow import route, set_aside, standing
from wbp_survey.wizard.leading import leads_nowhere
from wbp_survey.wizard.points import in_words
from wbp_survey.wizard.question import Given, Question, Reason, Understood
from wbp_survey.wizard.session.arrange import row_of
from wbp_survey.wizard.session.odd import ROW_DRAFT, Replied
from wbp_survey.wizard.session.room import (
    Room,
    forget_draft,
    keep_all,
    keep_draft,
    put_anywhere,
    spoken_in,
)
from wbp_survey.wizard.session.seats import table_seats
from wbp_survey.wizard.session.way import Way, arrive, go_on, note_move
from wbp_survey.wizard.typed.parse import check, oddities
from wbp_survey.wizard.typed.refusal import Refused
from wbp_survey.wizard.typed.row import read_row, retyped, write_row
from wbp_survey.wizard.walk import Step, was_expected


def row_slot(row: Sequence[Step]) -> Slot:
    """Return where the line of a row is kept while it is typed."""
    return replace(row[0].slot, item=f"{row[0].slot.item}{ROW_DRAFT}")


def row_seats(room: Room, state: SessionState, row: Sequence[Step]) -> tuple[Seat, ...]:
    """Return the seats of a row with what they answered, and those that are empty.

    Who sits there and is not asked this is no part of the row; who was not there when it was
    answered is, since their form may turn up.
    """
    asked = {step.slot.participant: step for step in row}
    return tuple(
        replace(
            seat,
            here=seat.id in asked,
            given=standing(asked[seat.id], state) if seat.id in asked else None,
        )
        for seat in table_seats(room.study, state, room.language)
        if seat.id in asked or not seat.here or not was_expected(state, row[0], seat.id)
    )


def put_row(room: Room, way: Way, row: Sequence[Step], question: Question) -> Replied:
    """Put the row until its line can be kept; one that takes answers off the route comes twice."""
    seats, item = row_seats(room, way.state, row), row[0].item
    written = write_row(item, seats, room.language)
    question = replace(
        question,
        kind="row",
        item=as_line(question.item),
        given=Answer(written) if written else None,
        understand=partial(_understood, row, seats, room.language),
    )
    doubted: Given | Reason | None = None
    while True:
        reply = put_anywhere(room, question)
        if not isinstance(reply, Given | Reason):
            return Replied(reply)
        replied, doubts = _foreseen(room, way, row, reply)
        if not doubts or reply == doubted:
            return replied
        doubted = reply
        typed = str(reply.value) if isinstance(reply, Given) else written
        odd = "\n".join(doubts)
        question = replace(question, given=Answer(typed), draft=typed, odd=odd, notice="")


def record_row(room: Room, way: Way, row: Sequence[Step], replied: Replied) -> None:
    """Save what is new in a line, all of it or nothing, and go on past the row."""
    before, reply = way.state, replied.reply
    if not isinstance(reply, Given | Reason):
        return
    answers = row_answers(room, before, row, reply)
    line = f"{row[0].slot.item}/{row[0].slot.round}/{before.seq + 1}"
    spoken = spoken_in(room, before)
    new = {
        slot: one for slot, one in answers.items() if not same_answer(before.answers.get(slot), one)
    }
    facts: list[Fact] = [
        ("answer_given", answer_payload(slot, one.value, one.missing) | spoken | {ROW: line})
        for slot, one in new.items()
    ]
    facts += [
        ("item_unparked", slot_payload(step.slot) | {ROW: line})
        for step in row
        if step.slot in before.parked and step.slot not in new
    ]
    facts += [
        ("check_overridden", override_payload(step.slot, rule.check) | {ROW: line})
        for step, rule in _odd(before, row, answers)
    ]
    state = keep_all(room, before, facts)
    if row_slot(row) in room.drafts:
        forget_draft(room, row_slot(row))
    arrive(way, state, replied.steps if replied.steps is way.steps else None)
    # A form that was left behind by who is away is part of the line, and of the step.
    note_move(way, before, *dict.fromkeys([*(step.slot for step in row), *answers]))
    if replied.aside:
        key = "one" if replied.aside == 1 else "more"
        way.notice = say(f"wizard.set_aside.{key}", room.language, count=replied.aside)
    elif isinstance(reply, Reason) and not answers:
        way.notice = say("around.row_complete", room.language)
    way.here = row[-1]
    go_on(way)


def retype_row(room: Room, way: Way, before: SessionState, row: Sequence[Step]) -> None:
    """Keep each answer of a half-typed line with its seat when somebody has come or gone."""
    typed = room.drafts.get(row_slot(row), "")
    here = row_of(way.steps, way.here)
    if not typed.strip() or not here or here[0].slot.item != row[0].slot.item:
        return
    seats = row_seats(room, before, row), row_seats(room, way.state, here)
    line = retyped(typed, row[0].item, *seats, room.language)
    forget_draft(room, row_slot(row))
    keep_draft(room, row_slot(here), line)


def row_answers(
    room: Room, state: SessionState, row: Sequence[Step], reply: Given | Reason
) -> dict[Slot, Answer]:
    """Return what a line answers, seat by seat; a reason is that of all who have no answer yet."""
    if isinstance(reply, Reason):
        return {
            step.slot: Answer(missing=reply.id) for step in row if standing(step, state) is None
        }
    seats = row_seats(room, state, row)
    read, _ = read_row(str(reply.value or ""), row[0].item, seats, room.language)
    slot = row[0].slot
    answers = read.answers if read else ()
    return {
        replace(slot, participant=seat.id): answer
        for seat, answer in zip(seats, answers, strict=False)
        if answer is not None
    }


def as_line(item: Item) -> Item:
    """Return an item as a line is typed below it: its words and keys, each seat checked apart."""
    return replace(item, constraints=(), missing=(), required=False)


def told_row(room: Room, way: Way, row: Sequence[Step]) -> str:
    """Say the answers of a row in one line, for who takes them back."""
    return "; ".join(
        f"{step.slot.participant} {in_words(step.item, standing(step, way.state), room.language)}"
        for step in row
        if standing(step, way.state)
    )


def _understood(
    row: Sequence[Step], seats: Sequence[Seat], language: str, typed: str
) -> Understood:
    """Read a line, and check what each seat may answer against what was answered before."""
    read, understood = read_row(typed, row[0].item, seats, language)
    steps = {step.slot.participant: step for step in row}
    for seat, answer in zip(seats, read.answers if read else (), strict=False):
        if seat.id in steps and answer is not None and answer.value is not None:
            step = steps[seat.id]
            try:
                check(step.item, answer.value, language, step.answers)
            except Refused as refused:
                return replace(understood, trouble=f"{seat.id}: {refused.sentence(language)}")
    return understood


def _foreseen(
    room: Room, way: Way, row: Sequence[Step], reply: Given | Reason
) -> tuple[Replied, list[str]]:
    """Return what a line would do before it is kept, and what is surprising about it."""
    answers = row_answers(room, way.state, row, reply)
    steps, aside = _route_then(room, way, row, answers)
    doubts = list(dict.fromkeys(_odd_in_words(room, way.state, row, answers)))
    if aside:
        key = "one" if aside == 1 else "more"
        doubts.append(say(f"wizard.will_set_aside.{key}", room.language, count=aside))
    if isinstance(reply, Given):
        seats = row_seats(room, way.state, row)
        read = read_row(str(reply.value or ""), row[0].item, seats, room.language)[1]
        doubts += [read.sentence] if read.sentence else []
    return Replied(reply, steps=steps, aside=aside), doubts


def _route_then(
    room: Room, way: Way, row: Sequence[Step], answers: Mapping[Slot, Answer]
) -> tuple[tuple[Step, ...], int]:
    """Return the route as it will be, and how many other answers no longer lie on it."""
    own, table = {step.slot for step in row}, room.instrument.kind == "round_table"
    if answers.keys() <= own and leads_nowhere(room.quiet, way.state, own, table=table):
        return way.steps, 0
    then = replace(way.state, answers={**way.state.answers, **answers})
    steps = route(way.instrument, then)
    gone = set_aside(steps, then) - set_aside(way.steps, way.state)
    return steps, len(gone - own)


def _odd(
    state: SessionState, row: Sequence[Step], answers: Mapping[Slot, Answer]
) -> Iterator[tuple[Step, Constraint]]:
    """Yield the soft checks that new answers fail."""
    for step in row:
        answer = answers.get(step.slot)
        new = answer and not same_answer(answer, state.answers.get(step.slot))
        if answer and new and answer.value is not None:
            for rule in oddities(step.item, answer.value, step.answers):
                yield step, rule


def _odd_in_words(
    room: Room, state: SessionState, row: Sequence[Step], answers: Mapping[Slot, Answer]
) -> Iterator[str]:
    for step, rule in _odd(state, row, answers):
        yield f"{step.slot.participant}: {text_in(rule.message, room.language)}"
