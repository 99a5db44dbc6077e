"""A line that says who comes and goes: `4 weg`, `4,6 pauze 14.30`, `+ bewoner`. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from wbp_survey.model.round_table import OutReason
from wbp_survey.model.study import Role
from wbp_survey.texts import say
from wbp_survey.wizard.acts import Coming, Seat
from wbp_survey.wizard.question import Understood
from wbp_survey.wizard.typed.beginning import catalogue_words, meant
from wbp_survey.wizard.typed.clean import clean, folded
from wbp_survey.wizard.typed.clock import read_time
from wbp_survey.wizard.typed.refusal import Refused
from wbp_survey.wizard.typed.seats import SEATS, Stopped, find_seats, names, seat_map

_Does = Literal["in", "out", "remove", "restore"]
_DOES: Mapping[str, tuple[_Does, OutReason]] = {
    "in": ("in", "break"),
    "left": ("out", "left"),
    "break": ("out", "break"),
    "late": ("out", "late"),
    "trouble": ("out", "trouble"),
    "remove": ("remove", "break"),
    "restore": ("restore", "break"),
}
_NEW = "+"
_LINE = re.compile(rf"\s*({SEATS})(?![0-9.:])\s*", re.DOTALL)
_SHOWN = 40


def read_presence(
    typed: str,
    seats: Sequence[Seat],
    roles: Sequence[Role],
    language: str,
    gone: Collection[str] = (),
    now: str = "",
) -> tuple[Coming | None, Understood]:
    """Read who comes and goes, and when; a seat alone goes for a break, or comes back.

    `gone` are the seats that were removed and can be put back. With `now` (HH:MM) a time that is
    said as on a clock of twelve hours is the last one that has been.
    """
    away = [Seat(name, "", here=False) for name in gone]
    try:
        if typed.lstrip().startswith(_NEW):
            coming = _new(typed, roles, language, now)
            sentence = _told("add", _role_word(coming.add, roles, language), coming.when, language)
            return coming, Understood(seat_map(seats, language, {}), sentence)
        coming, name = _moving(typed, seats, away, language, now)
    except Stopped as stopped:
        cells = seat_map(seats, language, {})
        return None, Understood(cells, "", stopped.sentence, stopped.at)
    chosen = [seat for seat in (*seats, *away) if seat.id in coming.seats]
    words = _with_time(_say(f"becomes.{name}", language), coming.when, language)
    cells = seat_map(seats, language, dict.fromkeys(coming.seats, words))
    return coming, Understood(cells, _told(name, names(chosen), coming.when, language))


def _moving(
    typed: str, seats: Sequence[Seat], gone: Sequence[Seat], language: str, now: str
) -> tuple[Coming, str]:
    """Read a line about seats there are; return also the name of what happens."""
    line = _LINE.match(typed)
    if line is None:
        raise Stopped(_say("how", language), len(typed) - len(typed.lstrip()))
    chosen = find_seats(line[1], line.start(1), [*seats, *gone], language)
    name, at = _what(typed, line.end(), chosen, gone, language)
    _possible(name, chosen, gone, line.start(1), language)
    does, why = _DOES[name]
    when = _when(typed, at, language, now)
    if when and does in ("remove", "restore"):
        raise Stopped(_say("no_time", language), at)
    return Coming(tuple(seat.id for seat in chosen), does, why, when), name


def _what(
    typed: str, begin: int, chosen: Sequence[Seat], gone: Sequence[Seat], language: str
) -> tuple[str, int]:
    """Return what happens to these seats, and where in the line its time begins."""
    word = re.match(r"[^\W\d_]+", typed[begin:])
    if word is None or _is_at(word[0]):
        return _turned(chosen, gone, begin, language), begin
    found = meant(word[0], catalogue_words("table.presence.words", _DOES), language)
    if len(found) == 1:
        return found[0], begin + word.end()
    shown = clean(word[0])[0][:_SHOWN]
    raise Stopped(_say("unknown", language, typed=shown), begin)


def _turned(
    chosen: Sequence[Seat], gone: Sequence[Seat], at: int, language: str
) -> Literal["in", "break", "restore"]:
    """Return what a seat alone means; several of which some are there could mean two things."""
    if any(seat in gone for seat in chosen):
        return "restore"
    if len({seat.here for seat in chosen}) > 1:
        raise Stopped(_say("mixed", language), at)
    return "break" if chosen[0].here else "in"


def _possible(
    name: str, chosen: Sequence[Seat], gone: Sequence[Seat], at: int, language: str
) -> None:
    """Refuse to let in who is there already, and to move who was removed."""
    for seat in chosen:
        if (seat in gone) != (name == "restore"):
            key = "removed" if seat in gone else "not_removed"
            raise Stopped(_say(key, language, who=names([seat]), seat=seat.id), at)
        if name == "in" and seat.here:
            raise Stopped(_say("here_already", language, who=names([seat])), at)


def _new(typed: str, roles: Sequence[Role], language: str, now: str) -> Coming:
    """Read who sits down on a new seat: the role by its letter or by its word."""
    begin = typed.index(_NEW) + 1
    word = re.match(r"\s*([^\s\d]+)", typed[begin:])
    choices = ", ".join(_role_word(role.id, roles, language) for role in roles)
    if word is None:
        raise Stopped(_say("which_role", language, roles=choices), len(typed))
    found = _role(word[1], roles)
    if len(found) != 1:
        shown = clean(word[1])[0][:_SHOWN]
        sentence = _say("no_such_role", language, typed=shown, roles=choices)
        raise Stopped(sentence, begin + word.start(1))
    when = _when(typed, begin + word.end(), language, now)
    return Coming((), "add", when=when, add=found[0])


def _role(typed: str, roles: Sequence[Role]) -> tuple[str, ...]:
    """Return the roles that a word may mean: by letter, by id or label, or by a beginning."""
    text = folded(typed)
    letters = tuple(role.id for role in roles if folded(role.letter) == text)
    words = [(word, role.id) for role in roles for word in (role.id, *role.label.values())]
    return letters or meant(typed, {"": words}, "")


def _role_word(role_id: str, roles: Sequence[Role], language: str) -> str:
    return next((one.label.get(language, one.id) for one in roles if one.id == role_id), role_id)


def _when(typed: str, at: int, language: str, now: str) -> str:
    """Read the time behind a line; empty when there is none."""
    rest = typed[at:]
    first = re.match(r"\s*([^\W\d_]+)\s", rest)
    skipped = first.end() if first and _is_at(first[1]) else 0
    if not clean(rest)[0]:
        return ""
    try:
        return read_time(rest[skipped:])
    except Refused as refused:
        before = [time for time in _readings(refused) if now and time <= now]
        if before:
            return max(before)
        where = at + len(rest) - len(rest.lstrip())
        accepted = say("wizard.accepts.time", language)
        raise Stopped(f"{refused.sentence(language)} {accepted}", where) from None


def _readings(refused: Refused) -> list[str]:
    if refused.why != "two_readings":
        return []
    return [str(refused.values["one"]), str(refused.values["two"])]


def _is_at(word: str) -> bool:
    words = catalogue_words("table.presence", ["at"])
    return any(folded(word) == said for named in words.values() for said, _ in named)


def _told(name: str, who: str, when: str, language: str) -> str:
    return _with_time(_say(f"told.{name}", language, who=who), when, language)


def _with_time(words: str, when: str, language: str) -> str:
    return _say("with_time", language, words=words, when=when) if when else words


def _say(key: str, language: str, **values: object) -> str:
    return say(f"table.presence.{key}", language, **values)
