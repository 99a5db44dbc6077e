"""Dates as people write them; what cannot be a day is refused, never repaired."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.typed.ago import days_ago, refuse_longer, weekday_of
from wbp_survey.wizard.typed.clean import folded
from wbp_survey.wizard.typed.refusal import Refused

_EARLIEST, _LATEST = 1900, 2100
_LETTERS = 3
"""How many letters of a month are enough."""

_SOON = 60
"""A day without a year that comes again within so many days may be meant either way."""

_NEAR, _FAR = 1, 20
"""How many years from now 31-12-27 is surely of this century, and how many it may still be."""

_LEAP = 8
"""The longest stretch of years without a 29th of February."""

_CENTURY, _MONTHS = 100, 12
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))
_YEAR = r"'?(?P<year>[0-9]{4}|[0-9]{2})"
_WORD = r"(?P<month>[^\W\d_]+)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
        rf"(?P<day>[0-9]{{1,2}}) ?[-/. ] ?(?P<month>[0-9]{{1,2}})(?: ?[-/. ] ?{_YEAR})?",
        rf"(?P<day>[0-9]{{1,2}})[-. ]*{_WORD}\.?(?:[-. ]*{_YEAR})?",
        rf"{_WORD}\.? (?P<day>[0-9]{{1,2}}),? (?P<year>[0-9]{{4}})",
    )
)
_PART = re.compile(
    rf"(?:{_WORD}\.?|[0-9]{{1,2}}[-/])? ?'?(?:[0-9]{{4}}|[0-9]{{2}})?|[0-9]{{4}}-[0-9]+"
)


def read_date(typed: str, today: date) -> str:
    """Read a date as ISO 8601: day first, ISO, with a month in words, or as it is said from today.

    Without a year it is the last such day; where the next one is about as likely, and wherever
    else two days may be meant, it is refused with both.
    """
    text = folded(typed).replace("\u2019", "'").translate(_DASHES)
    weekday, rest = _without_weekday(text)
    days = days_ago(text, today) or _days(rest, today)
    if len(days) > 1:
        one, two = (write_date(day.isoformat()) for day in days)
        raise Refused("two_readings", typed=text[:40], one=one, two=two)
    if weekday is not None and days[0].weekday() != weekday:
        raise Refused("other_weekday", **_told(days[0]))
    return days[0].isoformat()


def write_date(iso: str) -> str:
    """Write an ISO date as it would be typed: 31-12-2024."""
    day = date.fromisoformat(iso)
    return f"{day.day}-{day.month}-{day.year}"


def say_date(iso: str, language: str, today: date | None = None) -> str:
    """Say a date in full, with its day of the week: that is where typing errors show.

    With `today`, what is still to come is said to be so.
    """
    day = date.fromisoformat(iso)
    weekday = say("wizard.weekdays", language).split()[day.weekday()]
    month = say("wizard.months", language).split()[day.month - 1]
    said = f"{weekday} {day.day} {month} {day.year}"
    return say("wizard.to_come", language, day=said) if today and day > today else said


def _without_weekday(text: str) -> tuple[int | None, str]:
    """Take a day of the week off the front of a date: di 31-12-2024."""
    word, _, rest = text.partition(" ")
    weekday = weekday_of(word.removesuffix(","))
    return (weekday, rest) if weekday is not None and re.match("[0-9]", rest) else (None, text)


def _told(day: date) -> dict[str, object]:
    weekdays = {
        language: say("wizard.weekdays", language).split()[day.weekday()] for language in LANGUAGES
    }
    return {"day": write_date(day.isoformat()), "weekday": weekdays}


def _days(text: str, today: date) -> Sequence[date]:
    """Return the days that a written date may mean."""
    refuse_longer(text)
    form = next((found for form in _FORMS if (found := form.fullmatch(text))), None)
    if form is None:
        raise Refused("part_of_date" if _is_part(text) else "not_a_date")
    day, month = int(form["day"]), form["month"]
    number = int(month) if month.isdecimal() else _month(month)
    written = form["year"]
    _check_month(day, number, written)
    years = _years(written, today) if written else _around(day, number, today)
    days = [one for year in years if (one := _day(year, number, day))]
    if not days:
        raise Refused("no_such_day", typed=text[:40])
    return days if written else _without_year(days, today)


def _is_part(text: str) -> bool:
    """Tell whether text is a month or a year, or both, without a day."""
    part = _PART.fullmatch(text) if text else None
    return part is not None and (not part["month"] or _month_named(part["month"]) > 0)


def _check_month(day: int, month: int, year: str | None) -> None:
    """Refuse a month beyond December; with the month in front, say how it is written here."""
    if 1 <= month <= _MONTHS:
        return
    if 1 <= day <= _MONTHS < month:
        turned = "-".join(filter(None, (str(month), str(day), year)))
        raise Refused("month_first", typed=month, turned=turned)
    raise Refused("no_such_month", typed=month)


def _years(written: str, today: date) -> Sequence[int]:
    """Return the years meant; of two digits those of this century unless far ahead."""
    if len(written) == len(str(_EARLIEST)):
        year = int(written)
        if not _EARLIEST <= year <= _LATEST:
            raise Refused("year_far_away", earliest=_EARLIEST, latest=_LATEST)
        return (year,)
    year = today.year // _CENTURY * _CENTURY + int(written)
    if year <= today.year + _NEAR:
        return (year,)
    older = year - _CENTURY
    return (older, year) if year <= today.year + _FAR else (older,)


def _around(day: int, month: int, today: date) -> Sequence[int]:
    """Return the years in which a day was last, and comes next; a 29 February has few of them."""
    found = [_day(year, month, day) for year in range(today.year - _LEAP, today.year + _LEAP + 1)]
    real = [one for one in found if one]
    past, ahead = ([one for one in real if one <= today], [one for one in real if one > today])
    return [one.year for one in (*past[-1:], *ahead[:1])]


def _without_year(days: Sequence[date], today: date) -> Sequence[date]:
    """Return the day before today, and the one after it too when that is soon."""
    past, ahead = days
    return days if past != today and (ahead - today).days <= _SOON else (past,)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(word: str) -> int:
    number = _month_named(word)
    if not number:
        raise Refused("no_such_month", typed=word[:40])
    return number


def _month_named(word: str) -> int:
    """Return the number of the month that a word names or begins; 0 when it is none."""
    for language in LANGUAGES:
        for number, month in enumerate(say("wizard.months", language).casefold().split(), start=1):
            if len(word) >= _LETTERS and month.startswith(word):
                return number
    return 3 if word == "mrt" else 0  # the Dutch abbreviation of maart is no prefix of it
