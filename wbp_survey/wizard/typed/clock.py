"""Times of day as people write and say them; one that can be two moments is refused with both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.typed.clean import folded
from wbp_survey.wizard.typed.refusal import Refused
from wbp_survey.wizard.typed.spell import spell

_NOON = 12
_HOURS, _MINUTES = 24, 60
_STEP = 5
"""The minutes that have a way of saying."""

# Which hours a word for a part of the day may mean: night, morning, afternoon, evening.
_PARTS: tuple[Sequence[int], ...] = (
    (22, 23, 0, 1, 2, 3, 4, 5),
    range(_NOON),
    range(_NOON, _HOURS),
    range(17, _HOURS),
)
_CLOCK = re.compile(r"(?:([0-9]{1,2})[:.]|([0-9]{2}))([0-9]{2})(?: ?(?:uur|u|h))?")
_HOUR = re.compile(r"([0-9]{1,2}) ?(?:uur|u|h)(?: ?([0-9]{2}))?")
_BARE = re.compile(r"([0-9]{1,2})()")


def read_time(typed: str) -> str:
    """Read a time of day as HH:MM: by the clock of 24 hours, or as it is said.

    What is said counts to twelve: without a part of the day it is refused with both readings.
    """
    text, part = _without_part(folded(typed).replace("\u2019", "'"))
    hour, minute, exact = _read(text, bare=bool(part))
    if hour >= _HOURS or minute >= _MINUTES:
        raise Refused("no_such_time", typed=typed[:40])
    twice = not exact or part
    readings = [hour % _NOON, hour % _NOON + _NOON] if hour <= _NOON and twice else [hour]
    fitting = [f"{one:02}:{minute:02}" for one in readings if not part or one in part]
    if not fitting:
        raise Refused("no_such_time", typed=typed[:40])
    if len(fitting) > 1:
        raise Refused("two_readings", typed=typed[:40], one=fitting[0], two=fitting[1])
    return fitting[0]


def is_time(value: str) -> bool:
    """Tell whether a value is a time as we keep it: HH:MM."""
    return re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value) is not None


def say_time(value: str, language: str) -> str:
    """Say a time with its part of the day: that is where typing errors show."""
    hour, minute = (int(part) for part in value.split(":"))
    part = _day_parts(language)[hour // 6][0]
    words = [*_spoken(hour, minute, language)[:1], part]
    return f"{value} ({' '.join(words)})"


def _without_part(text: str) -> tuple[str, Sequence[int]]:
    """Take the part of the day off the end, and return the hours it may mean; none without."""
    for language in LANGUAGES:
        for hours, words in zip(_PARTS, _day_parts(language), strict=True):
            for word in words:
                for written in (word, word.removeprefix("'"), word.replace("'s ", "s")):
                    rest = text.removesuffix(written)
                    if rest != text and rest.rstrip():
                        return rest.rstrip(), hours
    return text, ()


def _read(text: str, *, bare: bool) -> tuple[int, int, bool]:
    """Return hour, minute and whether the clock of 24 hours is meant: 14:30, 1430, 08 uur.

    Next to a part of the day a bare hour will do.
    """
    clock = _CLOCK.fullmatch(text)
    if clock:
        return int(clock[1] or clock[2]), int(clock[3]), True
    hour = _HOUR.fullmatch(text) or (bare and _BARE.fullmatch(text))
    if hour:
        return int(hour[1]), int(hour[2] or 0), text.startswith("0")
    for language in LANGUAGES:
        said = _sayings(language).get(_in_words(text, language))
        if said:
            return *said, False
    raise Refused("not_a_time")


def _in_words(text: str, language: str) -> str:
    """Write the numbers in words, as in the sayings: 10 over 2."""
    words = re.sub("[0-9]{1,2}", lambda number: spell(int(number[0]), language), text)
    return words.replace("é", "e")


@cache
def _sayings(language: str) -> Mapping[str, tuple[int, int]]:
    """Return every five minutes as they are said, with the hour and minute they mean."""
    return {
        words: (hour, minute)
        for hour in range(_NOON)
        for minute in range(0, _MINUTES, _STEP)
        for words in _spoken(hour, minute, language)
    }


def _spoken(hour: int, minute: int, language: str) -> Sequence[str]:
    """Return the ways to say a time of twelve hours, the usual one first; none at odd minutes."""
    if minute % _STEP:
        return ()
    now, then = (spell(one % _NOON or _NOON, language) for one in (hour, hour + 1))
    sayings = say("wizard.time.sayings", language, hour=now, next=then).split("|")
    return sayings[minute // _STEP].split(",")


def _day_parts(language: str) -> list[list[str]]:
    return [words.split(",") for words in say("wizard.time.parts", language).split("|")]
