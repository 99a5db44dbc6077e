"""A line that says who said what: `3: "Dat werkt bij ons niet."`, or `!` and a point. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from wbp_survey.model.round_table import MODERATOR, How, Stance
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.acts import Parked, Said, Seat
from wbp_survey.wizard.question import Understood
from wbp_survey.wizard.typed.clean import clean, folded
from wbp_survey.wizard.typed.seats import SEATS, Stopped, find_seats, named, seat_map
from wbp_survey.wizard.typed.words import words_from

PARK, UNKNOWN, WITHHELD = "!", "?", "#"
"""Begins a point to park; stands for a speaker nobody knows; ends what may not be quoted."""

STANCES: dict[str, Stance] = {"+": "agrees", "-": "disagrees", "?": "asks", "&": "adds"}
"""Behind the seats: agrees, disagrees, asks, or adds to what was said."""

_HEAD = re.compile(rf"\s*(?P<who>{SEATS}|[?gGmM])\s*(?P<stance>[-+?&])?\s*:")
_ALMOST = re.compile(rf"\s*{SEATS}\s*(?:[-+?&]\s*)?(?:\s|:|$)")
_BEFORE = re.compile(r"(?:[^:]|(?<=[0-9]):(?=[0-9]))*+(?=:)")
"""What stands before the first colon; that of a time of day is none."""
_DOUBLE = '"\u201c\u201d\u201e\u00ab\u00bb'
_SINGLE = "'\u2018\u2019\u201a"
_SHORTENED = re.compile(rf"[{_SINGLE}][a-z]{{1,2}}\b", re.IGNORECASE)
"""'t, 's and 'n begin no quotation."""

_SHOWN = 40

Quoting = Callable[[tuple[str, ...]], str]


def read_statement(
    typed: str, seats: Sequence[Seat], language: str, quoting: Quoting | None = None
) -> tuple[Said | Parked | None, Understood]:
    """Read what was said, by whom, and how it is meant; or a point that is parked.

    Without a seat in front nobody knows who said it. `quoting` says what may be done with the
    words of these speakers.
    """
    try:
        if typed.lstrip().startswith(PARK):
            parked = Parked(_words(typed, typed.index(PARK) + 1, language))
            understood = Understood(seat_map(seats, language, {}), _say("parked", language))
            return parked, understood
        said = _said(typed, seats, language)
    except Stopped as stopped:
        cells = seat_map(seats, language, {})
        return None, Understood(cells, "", stopped.sentence, stopped.at)
    chosen = dict.fromkeys(said.who, _say("speaks", language))
    cells = seat_map(seats, language, chosen)
    return said, Understood(cells, _in_words(said, seats, language, quoting))


def _said(typed: str, seats: Sequence[Seat], language: str) -> Said:
    head = _HEAD.match(typed)
    if head is None:
        _forgotten(typed, language)
        _unclear(typed, seats, language)
    who = _who(head, seats, language) if head else ()
    stance = (head["stance"] or "") if head else ""
    begin = head.end() if head else 0
    text = _words(typed, begin, language)
    withheld = text.endswith(WITHHELD)
    how, words = _how(text.rstrip(f"{WITHHELD} "))
    if not words:
        raise Stopped(_say("empty", language), len(typed))
    return Said(who, words, how, STANCES.get(stance, ""), withheld)


def _who(head: re.Match[str], seats: Sequence[Seat], language: str) -> tuple[str, ...]:
    who = head["who"]
    if who == UNKNOWN:
        return ()
    if who.casefold() in ("g", "m"):
        return (MODERATOR,)
    return tuple(seat.id for seat in find_seats(who, head.start("who"), seats, language))


def _forgotten(typed: str, language: str) -> None:
    """Refuse a line that begins with a seat but lacks the colon: it would be nobody's."""
    almost = _ALMOST.match(typed)
    if almost is None:
        return
    raise Stopped(_say("colon", language, typed=clean(almost[0])[0]), len(almost[0].rstrip()))


def _unclear(typed: str, seats: Sequence[Seat], language: str) -> None:
    """Refuse a line that seems to say who speaks, but not so that it can be read."""
    before = _BEFORE.match(typed)
    head = clean(before[0])[0] if before else ""
    if not head or head[0] in _DOUBLE + _SINGLE:
        return
    roles = {folded(word) for seat in seats for word in (seat.who, seat.letter) if word}
    roles |= {folded(_say("moderator", one)) for one in LANGUAGES}
    name = folded(head.rstrip("".join(STANCES)))
    if re.search("[0-9]", head) or name in roles or name.partition(" ")[2] in roles:
        sentence = _say("head", language, typed=head[:_SHOWN])
        raise Stopped(sentence, len(typed) - len(typed.lstrip()))


def _words(typed: str, begin: int, language: str) -> str:
    return words_from(typed, begin, _say("empty", language), language)


def _how(text: str) -> tuple[How, str]:
    """Tell what is literal: all of it between quotation marks; the last one may be forgotten."""
    inner = text[1:].rstrip()
    if text[:1] and text[0] in _DOUBLE:
        inner = inner.removesuffix(inner[-1:]) if inner[-1:] and inner[-1] in _DOUBLE else inner
        whole = not any(mark in inner for mark in _DOUBLE)
        return ("literal", inner.strip()) if whole else ("paraphrase", text)
    closed = len(inner) > 1 and inner[-1] in _SINGLE
    if text[:1] and text[0] in _SINGLE and closed and not _SHORTENED.match(text):
        return "literal", inner[:-1].strip()
    return "paraphrase", text


def _in_words(said: Said, seats: Sequence[Seat], language: str, quoting: Quoting | None) -> str:
    who = [_name(one, seats, language) for one in said.who] or [_say("unknown", language)]
    parts = [", ".join(who), _say(said.how, language)]
    if said.stance:
        parts.append(_say(said.stance, language))
    if said.withheld:
        parts.append(_say("withheld", language))
    elif quoting is not None:
        parts.append(quoting(said.who))
    return " · ".join(part for part in parts if part)


def _name(one: str, seats: Sequence[Seat], language: str) -> str:
    if one == MODERATOR:
        return _say("moderator", language)
    return next((named(seat) for seat in seats if seat.id == one), one)


def _say(key: str, language: str, **values: object) -> str:
    return say(f"table.said.{key}", language, **values)
