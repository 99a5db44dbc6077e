"""Days as people name them from today: gisteren, vorige week dinsdag, 3 dagen geleden."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.typed.refusal import Refused
from wbp_survey.wizard.typed.spell import spelled

_WEEK = 7
_LETTERS = 2
"""How many letters of a day of the week are enough."""


def days_ago(text: str, today: date) -> tuple[date, ...]:
    """Return the days that `text` may mean, the latest last; none when it names no day this way."""
    names = {name: days for language in LANGUAGES for name, days in _named(language)}
    if text in names:
        return (today - timedelta(days=names[text]),)
    counted = _counted(text)
    if counted is not None:
        return (today - timedelta(days=counted),)
    return _weekday_said(text, today)


def weekday_of(word: str) -> int | None:
    """Return the number of the day of the week that `word` names or begins, Monday 0."""
    word = word.removesuffix(".")
    if len(word) < _LETTERS:
        return None
    for language in LANGUAGES:
        for number, name in enumerate(_words("weekdays", language)):
            if name.startswith(word):
                return number
    return None


def refuse_longer(text: str) -> None:
    """Refuse what names a week, a month or a year: one day is asked for."""
    _, _, unit = text.partition(" ")
    for language in LANGUAGES:
        if text in _words("longer", language, "|") or unit in _words("long_ago", language, "|"):
            raise Refused("part_of_date")


def _named(language: str) -> Iterator[tuple[str, int]]:
    for days, names in enumerate(_words("days_ago", language, "|")):
        yield from ((name, days) for name in names.split(","))


def _counted(text: str) -> int | None:
    """Count the days in so many days or weeks ago."""
    count, _, unit = text.partition(" ")
    number = int(count) if re.fullmatch("[0-9]{1,3}", count) else spelled(count)
    if number is None and count in ("a", "an"):
        number = 1
    if number is None or number != int(number):
        return None
    for language in LANGUAGES:
        for days, name in ((1, "days_back"), (_WEEK, "weeks_back")):
            if unit in _words(name, language, "|"):
                return int(number) * days
    return None


def _weekday_said(text: str, today: date) -> tuple[date, ...]:
    """Read a day of the week, alone or with a word for last or last week around it."""
    for how, pattern in _patterns():
        named = pattern.fullmatch(text)
        weekday = weekday_of(named["day"]) if named else None
        if weekday is not None:
            return _on(weekday, how, today)
    return ()


def _on(weekday: int, how: str, today: date) -> tuple[date, ...]:
    """Return the days meant: a bare Monday on a Monday is today or last week.

    "Last Monday" on a Wednesday is two days ago to one person and nine to another.
    """
    monday = today - timedelta(days=today.weekday())
    here, before = (monday + timedelta(days=weekday - back) for back in (0, _WEEK))
    if how == "last_week" or here > today:
        return (before,)
    if how == "past_day":
        return (here if here < today else before,)
    if how == "last_day":
        return (before, here) if here < today else (before,)
    return (before, here) if here == today else (here,)


@cache
def _patterns() -> Sequence[tuple[str, re.Pattern[str]]]:
    """Return each way to name a day of the week; `*` in the catalogue stands for the day."""
    day = r"(?P<day>[^\W\d_]+\.?)"
    said = [
        (how, re.compile(re.escape(pattern).replace(r"\*", day)))
        for language in LANGUAGES
        for how in ("last_week", "past_day", "last_day")
        for pattern in _words(how, language, "|")
    ]
    return (*said, ("bare", re.compile(day)))


def _words(name: str, language: str, between: str = " ") -> list[str]:
    return say(f"wizard.{name}", language).casefold().split(between)
