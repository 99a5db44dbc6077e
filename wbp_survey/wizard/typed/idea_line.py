"""A line in the round of ideas: an idea, two that say the same, or nothing more. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wbp_survey.model.instrument import Option, text_in
from wbp_survey.texts import say
from wbp_survey.wizard.acts import Idea, Merge, Passed, Seat
from wbp_survey.wizard.question import Understood
from wbp_survey.wizard.typed.clean import clean
from wbp_survey.wizard.typed.seats import SEATS, Stopped, find_seats, named, seat_map
from wbp_survey.wizard.typed.words import short_enough

KINDS = "+-"
"""In front of an idea: the first kind, the second kind."""
NO_MORE = "-"
"""Alone: this seat has no more ideas."""

_MERGE = re.compile(r"\s*([0-9]{1,4})\s*=\s*([0-9]{1,4})?\s*")
_SIGN_FIRST = re.compile(r"^\s*([+-])\s*([sS]?[0-9]+)\s*:\s*")
"""A sign before the seat, where it means the same as behind it."""
_HEAD = re.compile(rf"\s*({SEATS})\s*:\s*")


def read_idea(
    typed: str,
    seats: Sequence[Seat],
    turn: str,
    merged: Sequence[int],
    kinds: Sequence[Option],
    language: str,
) -> tuple[Idea | Merge | Passed | None, Understood]:
    """Read an idea of the seat whose `turn` it is, or of the one named in front.

    `7=2` says that idea 7 says the same as idea 2, `7=` that it does not after all. `merged` holds
    for each idea the number of the one it belongs to already (0: to none). A sign in front of an
    idea says of which of the first two `kinds` it is.
    """
    try:
        line = _MERGE.fullmatch(typed)
        if line:
            merge = _merge(line, merged, language)
            key = "merged" if merge.into else "apart"
            sentence = _say(key, language, idea=merge.idea, into=merge.into)
            return merge, Understood(seat_map(seats, language, {}), sentence)
        found = _idea(_SIGN_FIRST.sub(r"\2: \1 ", typed), seats, turn, kinds, language)
    except Stopped as stopped:
        cells = seat_map(seats, language, {})
        return None, Understood(cells, "", stopped.sentence, min(stopped.at, len(typed)))
    words = _say("passes" if isinstance(found, Passed) else "speaks", language)
    cells = seat_map(seats, language, {found.seat: words})
    return found, Understood(cells, _in_words(found, seats, len(merged), kinds, language))


def _merge(line: re.Match[str], merged: Sequence[int], language: str) -> Merge:
    idea, into = int(line[1]), int(line[2] or 0)
    for place, number in ((1, idea), (2, into)):
        if line[place] and not 1 <= number <= len(merged):
            sentence = _say("unknown", language, number=number, ideas=len(merged))
            raise Stopped(sentence, line.start(place))
    if idea == into:
        raise Stopped(_say("itself", language), line.start(2))
    last = _last(into, merged)
    if last == idea:
        raise Stopped(_say("already", language, idea=into, into=idea), line.start(2))
    return Merge(idea, last)


def _last(idea: int, merged: Sequence[int]) -> int:
    """Return the idea that an idea belongs to in the end: one that belongs to none itself."""
    passed = {idea}
    while idea and merged[idea - 1] and merged[idea - 1] not in passed:
        idea = merged[idea - 1]
        passed.add(idea)
    return idea


def _idea(
    typed: str, seats: Sequence[Seat], turn: str, kinds: Sequence[Option], language: str
) -> Idea | Passed:
    head = _HEAD.match(typed)
    begin = head.end() if head else 0
    seat = _seat(head, seats, turn, language)
    text, _ = clean(typed[begin:])
    if text == NO_MORE:
        return Passed(seat)
    kind = ""
    if text[:1] and text[0] in KINDS[: len(kinds)]:
        kind, text = kinds[KINDS.index(text[0])].code, text[1:].strip()
    if not text:
        raise Stopped(_say("empty", language), len(typed))
    short_enough(text, begin, language)
    return Idea(seat, text, kind)


def _seat(head: re.Match[str] | None, seats: Sequence[Seat], turn: str, language: str) -> str:
    """Return whose idea it is; an idea is of one person."""
    if head is None:
        if turn not in {seat.id for seat in seats}:
            raise Stopped(_say("whose", language), 0)
        return turn
    chosen = find_seats(head[1], head.start(1), seats, language)
    if len(chosen) > 1:
        raise Stopped(_say("one_seat", language), head.start(1))
    return chosen[0].id


def _in_words(
    found: Idea | Passed,
    seats: Sequence[Seat],
    ideas: int,
    kinds: Sequence[Option],
    language: str,
) -> str:
    who = next(named(seat) for seat in seats if seat.id == found.seat)
    if isinstance(found, Passed):
        return _say("passed", language, who=who)
    label = next((text_in(one.label, language) for one in kinds if one.code == found.kind), "")
    return " · ".join(filter(None, (who, _say("number", language, number=ideas + 1), label)))


def _say(key: str, language: str, **values: object) -> str:
    return say(f"table.idea.{key}", language, **values)
