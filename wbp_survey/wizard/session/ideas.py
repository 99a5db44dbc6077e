"""Silent ideas, noted as they are told: each in turn names one, round after round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from wbp_survey.model.gathering import idea_key
from wbp_survey.model.instrument import Item, Option, Section, text_in
from wbp_survey.model.moves import Fact
from wbp_survey.model.payloads import answer_payload
from wbp_survey.model.repeats import instance_id, split_instance
from wbp_survey.model.session import ROW, SessionState, Slot, slot_of
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.acts import Idea, Merge, Passed, Seat
from wbp_survey.wizard.asides import NO, YES, more_item
from wbp_survey.wizard.question import Cell, Given, Question, Understood
from wbp_survey.wizard.session.arrange import IDEAS_DRAFT, ideas_items
from wbp_survey.wizard.session.odd import Replied
from wbp_survey.wizard.session.room import Room, forget_draft, keep_all, put_anywhere, spoken_in
from wbp_survey.wizard.session.seats import table_seats
from wbp_survey.wizard.session.way import Way, arrive, next_after, note_move
from wbp_survey.wizard.typed.idea_line import read_idea
from wbp_survey.wizard.walk import Step


@dataclass(frozen=True, slots=True)
class Noted:
    """One idea as it stands: whose, which time of theirs, the words, the code of its kind."""

    seat: str
    time: int
    text: str
    kind: str
    into: str = ""


@dataclass(frozen=True, slots=True)
class _Round:
    """The section as it stands: its ideas in the order they were told, and whose turn it is."""

    section: Section
    item: Item
    kind: Item | None
    seats: tuple[Seat, ...]
    noted: tuple[Noted, ...]
    turn: str


def noted_ideas(item: Item, kind: Item | None, state: SessionState) -> list[Noted]:
    """Return the ideas in the order in which they were told."""
    found: list[tuple[int, Noted]] = []
    for slot, answer in state.answers.items():
        base, time = split_instance(slot.item)
        if base == item.id and time and answer.value is not None:
            said = (
                state.answers.get(replace(slot, item=instance_id(kind.id, time))) if kind else None
            )
            into = state.round_table.merged.get(idea_key(slot.item, slot.participant), "")
            code = str(said.value) if said and said.value is not None else ""
            one = Noted(slot.participant, time, str(answer.value), code, into)
            found.append((answer.order, one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def put_ideas(room: Room, way: Way, step: Step, question: Question) -> Replied:
    """Ask for the next idea: a line, with whose turn it is and what was told before."""
    now = _round(room, way, step)
    if now is None:
        return Replied(Given(""))
    question = replace(
        question,
        kind="line",
        item=_field(room, now),
        given=None,
        who="",
        understand=partial(_understood, room, now),
    )
    reply = put_anywhere(room, question)
    waiting = any(not _has_passed(now.section, way.state, one.id) for one in now.seats if one.here)
    if reply == Given("") and waiting:
        sure = say("around.ideas.sure", room.language)
        reply = put_anywhere(room, replace(question, notice="", odd=sure, draft=""))
    return Replied(reply)


def record_ideas(room: Room, way: Way, step: Step, reply: Given) -> None:
    """Save an idea, a merging or a pass; an empty line ends the round for everybody."""
    now, before = _round(room, way, step), way.state
    typed = str(reply.value or "").strip()
    if now is None:
        return
    if not typed:
        end = {ROW: f"{step.section.id}/{before.seq + 1}"}
        facts: list[Fact] = [
            (kind, {**payload, **end})
            for seat in now.seats
            for kind, payload in _ending(room, now, before, seat.id)
        ]
        arrive(way, keep_all(room, before, facts))
        forget_draft(room, ideas_slot(step))
        note_move(way, before, *(slot_of(payload) for _, payload in facts))
        way.path.append(step.slot)
        way.here = next_after(way, step.section.id)
        return
    said, _ = _read(room, now, typed)
    facts = _facts(room, before, now, said)
    slots = [slot_of(payload) for kind, payload in facts if kind == "answer_given"]
    arrive(way, keep_all(room, before, facts))
    forget_draft(room, ideas_slot(step))
    if not facts:
        way.notice = say("around.ideas.must", room.language)
    note_move(way, before, *slots)
    here = [one for one in way.steps if one.section.id == step.section.id]
    way.here = next((one for one in here if one.slot == step.slot), here[0] if here else None)


def ideas_slot(step: Step) -> Slot:
    """Return where the line is kept while it is typed."""
    return Slot(f"{step.section.id}{IDEAS_DRAFT}")


def _round(room: Room, way: Way, step: Step) -> _Round | None:
    items = ideas_items(room.instrument)
    if items is None:
        return None
    section, (item, kind) = step.section, items
    seats = table_seats(room.study, way.state, room.language)
    noted = tuple(noted_ideas(item, kind, way.state))
    most = section.repeat.maximum if section.repeat else 0
    here = [seat.id for seat in seats if seat.here]
    room_left = [seat for seat in here if _times(noted, seat) < most]
    # Who has passed may still think of something when nobody else does.
    may = [seat for seat in room_left if not _has_passed(section, way.state, seat)]
    may = may or room_left or here
    return _Round(section, item, kind, seats, noted, _whose_turn(seats, noted, may))


def _times(noted: Sequence[Noted], seat: str) -> int:
    return max((one.time for one in noted if one.seat == seat), default=0)


def _has_passed(section: Section, state: SessionState, seat: str) -> bool:
    base = more_item(section, 1).id
    return any(
        split_instance(slot.item)[0] == base and slot.participant == seat and answer.value == NO
        for slot, answer in state.answers.items()
    )


def _whose_turn(seats: Sequence[Seat], noted: Sequence[Noted], may: Sequence[str]) -> str:
    """Return who is next around the table after who spoke last; empty when nobody has more."""
    order = [seat.id for seat in seats]
    last = order.index(noted[-1].seat) + 1 if noted and noted[-1].seat in order else 0
    return next((seat for seat in order[last:] + order[:last] if seat in may), "")


def _kinds(now: _Round) -> tuple[Option, ...]:
    return now.kind.scale.options if now.kind and now.kind.scale else ()


def _read(room: Room, now: _Round, typed: str) -> tuple[Idea | Merge | Passed | None, Understood]:
    """Read a line; an idea without a sign is of the kind of the one before it."""
    kinds, language = _kinds(now), room.language
    said, understood = read_idea(typed, now.seats, now.turn, _merges(now), kinds, language)
    if not isinstance(said, Idea) or understood.trouble:
        return said, understood
    most = now.section.repeat.maximum if now.section.repeat else 0
    if _times(now.noted, said.seat) >= most:
        trouble = say("around.ideas.full", language, seat=said.seat, most=most)
        return None, replace(understood, trouble=trouble)
    if said.kind or not kinds:
        return said, understood
    last = next((one.kind for one in reversed(now.noted) if one.kind), "")
    if not last:
        first, second = (text_in(one.label, language) for one in kinds[:2])
        trouble = say("around.ideas.which", language, first=first, second=second)
        return None, replace(understood, trouble=trouble)
    label = next(text_in(one.label, language) for one in kinds if one.code == last)
    sentence = f"{understood.sentence} · {label}" if understood.sentence else label
    return replace(said, kind=last), replace(understood, sentence=sentence)


def _understood(room: Room, now: _Round, typed: str) -> Understood:
    """Read a line; as long as there is none, show how many ideas each has told."""
    if typed.strip():
        return _read(room, now, typed)[1]
    cells = tuple(
        Cell(seat.id, seat.who, _told(room, now, seat), "given" if seat.here else "away")
        for seat in now.seats
    )
    return Understood(cells)


def _told(room: Room, now: _Round, seat: Seat) -> str:
    count = sum(one.seat == seat.id for one in now.noted)
    key = "one" if count == 1 else "more"
    return say(f"around.ideas.told.{key}", room.language, count=count) if count else ""


def _facts(
    room: Room, state: SessionState, now: _Round, said: Idea | Merge | Passed | None
) -> list[Fact]:
    if isinstance(said, Merge):
        names = _names(now)
        into = names[said.into - 1] if said.into else ""
        return [("idea_merged", {"idea": names[said.idea - 1], "into": into})]
    if isinstance(said, Passed):
        return _ending(room, now, state, said.seat)
    if not isinstance(said, Idea):
        return []
    time = _times(now.noted, said.seat) + 1
    minimum = now.section.repeat.minimum if now.section.repeat else 0
    answers = {instance_id(now.item.id, time): said.text}
    if time > minimum:
        answers[instance_id(more_item(now.section, time).id, time)] = YES
    if now.kind and said.kind:
        answers[instance_id(now.kind.id, time)] = said.kind
    more = spoken_in(room, state) | {ROW: f"{said.seat}/{now.section.id}/{state.seq + 1}"}
    return [
        ("answer_given", answer_payload(Slot(name, said.seat), value) | more)
        for name, value in answers.items()
    ]


def _ending(room: Room, now: _Round, state: SessionState, seat: str) -> list[Fact]:
    """Say that a seat has no more ideas; who is not there says nothing."""
    repeat = now.section.repeat
    here = any(one.here for one in now.seats if one.id == seat)
    time = _times(now.noted, seat) + 1
    if repeat is None or not here or time > repeat.maximum or time <= repeat.minimum:
        return []
    if _has_passed(now.section, state, seat):
        return []
    slot = Slot(instance_id(more_item(now.section, time).id, time), seat)
    return [("answer_given", dict(answer_payload(slot, NO)) | spoken_in(room, state))]


def _field(room: Room, now: _Round) -> Item:
    """Build the field: whose turn it is, above it the last ideas with their numbers."""
    language = room.language
    who = next((seat for seat in now.seats if seat.id == now.turn), Seat(now.turn, ""))
    lines = [_listed(now, at, one) for at, one in enumerate(now.noted, start=1)]
    shown = "\n".join(lines)
    name = " · ".join(filter(None, (who.id, who.who)))
    text = say("around.ideas.turn", language, who=name)
    return replace(
        now.item,
        type="text",
        text=dict.fromkeys(LANGUAGES, text),
        stem=dict.fromkeys(LANGUAGES, shown) if shown else None,
        hint={one: _how(now, one) for one in LANGUAGES},
        missing=(),
        required=False,
        relevant="",
    )


def _how(now: _Round, language: str) -> str:
    kinds = _kinds(now)[:2]
    signs = [
        f"{sign} {text_in(one.label, language)}" for sign, one in zip("+-", kinds, strict=False)
    ]
    return say("around.ideas.hint", language, kinds=", ".join(signs))


def _listed(now: _Round, at: int, one: Noted) -> str:
    codes = [kind.code for kind in _kinds(now)]
    sign = "+-"[codes.index(one.kind)] if one.kind in codes[:2] else "·"
    into = _merges(now)[at - 1]
    merged = f" = {into}" if into else ""
    return f"{at}{merged} {sign} {one.seat}: {one.text}"


def _names(now: _Round) -> list[str]:
    return [idea_key(instance_id(now.item.id, one.time), one.seat) for one in now.noted]


def _merges(now: _Round) -> list[int]:
    """Return for each idea the number of the one it belongs to; 0 for one that stands alone."""
    names = _names(now)
    return [names.index(one.into) + 1 if one.into in names else 0 for one in now.noted]
