"""Dates as people write them; what cannot be a day is refused, never repaired."""

from __future__ import annotations

import re
from datetime import date, timedelta

from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.clean import folded
from wbp_survey.wizard.refusal import Refused

_EARLIEST, _LATEST = 1900, 2100
_LETTERS = 3
"""How many letters of a month are enough."""


def read_date(typed: str, today: date) -> str:
    """Read a date as ISO 8601: day first, ISO, with a month in words, or today and yesterday."""
    text = folded(typed)
    days_ago = _relative().get(text)
    if days_ago is not None:
        return (today - timedelta(days=days_ago)).isoformat()
    year, month, day = _parts(text)
    if not _EARLIEST <= year <= _LATEST:
        raise Refused("year_far_away", earliest=_EARLIEST, latest=_LATEST)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise Refused("no_such_day", typed=text) from None


def write_date(iso: str) -> str:
    """Write an ISO date as it would be typed: 31-12-2024."""
    day = date.fromisoformat(iso)
    return f"{day.day}-{day.month}-{day.year}"


def say_date(iso: str, language: str) -> str:
    """Say a date in full, with its day of the week: that is where typing errors show."""
    day = date.fromisoformat(iso)
    weekday = say("wizard.weekdays", language).split()[day.weekday()]
    month = say("wizard.months", language).split()[day.month - 1]
    return f"{weekday} {day.day} {month} {day.year}"


def _relative() -> dict[str, int]:
    words = (say("wizard.days_ago", language).split() for language in LANGUAGES)
    return {word: days for three in words for days, word in enumerate(three)}


def _parts(text: str) -> tuple[int, int, int]:
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3])
    numbers = re.fullmatch(r"([0-9]{1,2})\s*[-/. ]\s*([0-9]{1,2})\s*[-/. ]\s*([0-9]{4})", text)
    if numbers:
        return int(numbers[3]), int(numbers[2]), int(numbers[1])
    words = re.fullmatch(r"([0-9]{1,2})[-. ]*([^\W\d_]+)\.?[-. ]*([0-9]{4})", text)
    if words:
        return int(words[3]), _month(words[2]), int(words[1])
    raise Refused("not_a_date")


def _month(word: str) -> int:
    for language in LANGUAGES:
        for number, month in enumerate(say("wizard.months", language).casefold().split(), start=1):
            if len(word) >= _LETTERS and month.startswith(word):
                return number
    if word == "mrt":  # the Dutch abbreviation of maart is no prefix of it
        return 3
    raise Refused("no_such_month", typed=word)
