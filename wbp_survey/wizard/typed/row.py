"""One line of answers for the whole table, in seat order: `4 4 2 . 5 w v 3`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wbp_survey.model.instrument import Item
from wbp_survey.model.session import Answer
from wbp_survey.texts import say
from wbp_survey.wizard.acts import Row, Seat
from wbp_survey.wizard.question import Cell, Understood
from wbp_survey.wizard.typed.cell import (
    Unread,
    Words,
    read_cell,
    row_accepts,
    say_cell,
    single,
    split_run,
    words_for,
    write_cell,
)
from wbp_survey.wizard.typed.clean import clean
from wbp_survey.wizard.typed.seats import Stopped, named, names

OPEN, EMPTY, ALL = ".", "-", "*"
"""Leaves an answer as it is; stands for who is not there; gives all who are left the same."""


@dataclass(frozen=True, slots=True)
class _Token:
    """One answer as typed, where it stands, and whether it is for all who are left."""

    text: str
    at: int
    all: bool = False


def read_row(
    typed: str, item: Item, seats: Sequence[Seat], language: str, *, reasons: bool = True
) -> tuple[Row | None, Understood]:
    """Read a line with one answer per seat: for who is here, or for all with `-` for the others.

    A point leaves the answer of a seat as it is, `*` behind an answer gives it to all who are
    left. Without spaces every character is an answer, where every answer is one character. Without
    `reasons` no missing reason will do.
    """
    words = words_for(item, language, reasons=reasons)
    answers: list[Answer | None] = [None] * len(seats)
    cells = [_unreached(item, seat, language) for seat in seats]
    try:
        for place, token in _placed(typed, words, seats):
            answers[place], cells[place] = _cell(words, seats, place, token)
        _check(answers, seats, len(typed), language)
    except Stopped as stopped:
        if stopped.place >= 0:
            seat = seats[stopped.place]
            cells[stopped.place] = Cell(seat.id, seat.who, stopped.words, "wrong")
        return None, Understood(tuple(cells), "", stopped.sentence, stopped.at)
    sentence = _also(answers, seats, language)
    return Row(tuple(answers)), Understood(tuple(cells), sentence)


def write_row(item: Item, seats: Sequence[Seat], language: str) -> str:
    """Write the answers that stand there already as a line that reads back to them."""
    tokens = [write_cell(item, seat.given, language) for seat in seats]
    if not any(seat.given for seat in seats):
        return ""
    left_behind = any(token for token, seat in zip(tokens, seats, strict=True) if not seat.here)
    return " ".join(
        token or (OPEN if seat.here else EMPTY)
        for token, seat in zip(tokens, seats, strict=True)
        if seat.here or left_behind
    )


def _placed(typed: str, words: Words, seats: Sequence[Seat]) -> Iterator[tuple[int, _Token]]:
    """Yield each token with the place of the seat it is for."""
    language = words.language
    tokens = tuple(_tokens(typed, words))
    places = _places(tokens, seats)
    if not places:
        raise Stopped(_say("nobody", language), 0)
    if not tokens:
        accepts = _accepts(words)
        raise Stopped(_say("nothing", language, accepts=accepts), len(typed))
    for index, token in enumerate(tokens):
        if index == len(places):
            raise Stopped(_too_many(len(tokens) - index, index, language), token.at)
        if token.all:
            yield from ((place, token) for place in places[index:] if seats[place].here)
            if index + 1 < len(tokens):
                raise Stopped(_say("after_all", language), tokens[index + 1].at)
            return
        yield places[index], token
    if len(tokens) < len(places):
        who = named(seats[places[len(tokens)]])
        raise Stopped(_say("too_few", language, who=who), len(typed))


def _check(answers: Sequence[Answer | None], seats: Sequence[Seat], at: int, language: str) -> None:
    """Refuse a line that says nothing of anybody."""
    if not any([*answers, *(seat.given for seat in seats)]):
        raise Stopped(_say("all_open", language), at)


def _places(tokens: Sequence[_Token], seats: Sequence[Seat]) -> Sequence[int]:
    """Return the places that a line is about: all of them, or of who is here."""
    if len(tokens) == len(seats) or any(token.text == EMPTY for token in tokens):
        return range(len(seats))
    return [place for place, seat in enumerate(seats) if seat.here]


def _tokens(typed: str, words: Words) -> Iterator[_Token]:
    """Split a line into answers.

    Once a single character stands between spaces, spaces are what separates: a 12 among them is
    one wrong answer, and no two right ones.
    """
    chunks = list(re.finditer(r"\*|[^\s*]+", typed))
    apart = [chunk[0] for chunk in chunks if chunk[0] != ALL]
    together = single(words.item) and not any(len(chunk) == 1 for chunk in apart[:-1])
    for index, chunk in enumerate(chunks):
        if chunk[0] == ALL and index:
            continue
        parts = [*split_run(words, chunk[0])] if together else [chunk[0]]
        at = chunk.start()
        for number, part in enumerate(parts, start=1):
            starred = [one[0] for one in chunks[index + 1 : index + 2]] == [ALL]
            yield _Token(part, at, starred and number == len(parts))
            at += len(part)


def _cell(
    words: Words, seats: Sequence[Seat], place: int, token: _Token
) -> tuple[Answer | None, Cell]:
    """Return the answer that a token gives to a seat (None: as it is) and how it is shown."""
    seat, item, language = seats[place], words.item, words.language
    if token.text == EMPTY and seat.here:
        who = named(seat)
        raise Stopped(_say("taken", language, who=who), token.at, place, EMPTY)
    if token.text in (OPEN, EMPTY):
        return None, _left(item, seat, language)
    try:
        answer = read_cell(words, token.text)
    except Unread as unread:
        sentence = _unread(unread, words, seat, token)
        raise Stopped(sentence, token.at, place, clean(token.text)[0]) from None
    shown = say_cell(item, answer, language)
    if not seat.here:
        shown = _say("left_behind", language, words=shown)
    return answer, Cell(seat.id, seat.who, shown)


def _unreached(item: Item, seat: Seat, language: str) -> Cell:
    return Cell(seat.id, seat.who, state="open") if seat.here else _left(item, seat, language)


def _left(item: Item, seat: Seat, language: str) -> Cell:
    """Show a seat that is left as it is."""
    if not seat.here:
        words = _say("away", language)
        if seat.given:
            given = say_cell(item, seat.given, language)
            words = _say("left_behind", language, words=given)
        return Cell(seat.id, seat.who, words, "away")
    if seat.given:
        given = say_cell(item, seat.given, language)
        return Cell(seat.id, seat.who, _say("stays", language, words=given))
    return Cell(seat.id, seat.who, _say("open", language), "open")


def _unread(unread: Unread, words: Words, seat: Seat, token: _Token) -> str:
    """Say why a token cannot be read, and what may be typed."""
    who, language = named(seat), words.language
    if unread.why != "wrong":
        return _say(unread.why, language, who=who, **unread.values)
    parts = [*split_run(words, token.text)] if single(words.item) else []
    why = "one_each" if len(parts) > 1 and _all_read(words, parts) else "wrong"
    return _say(why, language, who=who, accepts=_accepts(words), **unread.values)


def _all_read(words: Words, parts: Sequence[str]) -> bool:
    for part in parts:
        try:
            read_cell(words, part)
        except Unread:
            return part in (OPEN, EMPTY)
    return True


def _accepts(words: Words) -> str:
    return row_accepts(words.item, words.language, reasons=bool(words.letters))


def _too_many(count: int, most: int, language: str) -> str:
    key = "one_too_many" if count == 1 else "too_many"
    return _say(key, language, count=count, most=most)


def _also(answers: Sequence[Answer | None], seats: Sequence[Seat], language: str) -> str:
    """Name who is not there and gets an answer all the same: it may be a digit too many."""
    empty = [seat for seat, answer in zip(seats, answers, strict=True) if answer and not seat.here]
    return _say("also_away", language, seats=names(empty)) if empty else ""


def _say(key: str, language: str, **values: object) -> str:
    return say(f"table.row.{key}", language, **values)


def retyped(
    typed: str, item: Item, before: Sequence[Seat], after: Sequence[Seat], language: str
) -> str:
    """Write a line that is being typed anew when who is at the table has changed.

    Every answer stays with its seat; who has left keeps theirs behind their `-`, and who has come
    in between is left open. What stands for all who are left stays at the end.
    """
    tokens = tuple(_tokens(typed, words_for(item, language)))
    places = _places(tokens, before)
    by_seat = {before[place].id: token for place, token in zip(places, tokens, strict=False)}
    last = max((at for at, seat in enumerate(after) if seat.id in by_seat), default=-1)
    behind = any(not seat.here and _says(by_seat.get(seat.id)) for seat in after)
    shown = after if behind else [seat for seat in after[: last + 1] if seat.here]
    words: list[str] = []
    for seat in shown:
        token = by_seat.get(seat.id)
        if token and token.all:
            return " ".join([*words, f"{token.text}{ALL}"])
        text = token.text if token and (token.text != EMPTY or not seat.here) else OPEN
        words.append(text if seat.here or _says(token) else EMPTY)
    return " ".join(words)


def _says(token: _Token | None) -> bool:
    """Tell whether a token gives an answer."""
    return token is not None and token.text not in (OPEN, EMPTY)
