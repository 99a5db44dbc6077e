"""Times of day as people write and say them; one that can be two moments is refused with both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.clean import folded
from wbp_survey.wizard.refusal import Refused

_NOON = 12
_HOURS, _MINUTES = 24, 60
_QUARTERS = (0, 15, 30, 45)

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
    words = f"{_spoken(hour, minute, language)} {part}".strip()
    return f"{value} ({words})"


def _without_part(text: str) -> tuple[str, Sequence[int]]:
    """Take the part of the day off the end, and return the hours it may mean; none without."""
    for language in LANGUAGES:
        for hours, words in zip(_PARTS, _day_parts(language), strict=True):
            for word in words:
                rest = text.removesuffix(word)
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
    if text not in (sayings := _sayings()):
        raise Refused("not_a_time")
    return *sayings[text], False


def _sayings() -> Mapping[str, tuple[int, int]]:
    """Return every quarter of an hour as it is said, with the hour in words or as a number."""
    return {
        words.replace(name, written): (hour, minute)
        for language in LANGUAGES
        for hour in range(_NOON)
        for minute in _QUARTERS
        for words in (_spoken(hour, minute, language),)
        for name, written in _written(words, language)
    }


def _written(words: str, language: str) -> Iterator[tuple[str, str]]:
    hours = say("wizard.time.hours", language).split()
    name = next(hour for hour in hours if hour in words.split())
    yield name, name
    yield name, str(hours.index(name) or _NOON)


def _spoken(hour: int, minute: int, language: str) -> str:
    hours = say("wizard.time.hours", language).split()
    if minute not in _QUARTERS:
        return ""
    if minute == _QUARTERS[2]:
        return say("wizard.time.half", language).split("|")[hour % _NOON]
    name = hours[(hour + (minute == _QUARTERS[3])) % _NOON]
    which = ("whole", "past", "half", "to")[_QUARTERS.index(minute)]
    return say(f"wizard.time.{which}", language, hour=name)


def _day_parts(language: str) -> list[list[str]]:
    return [words.split(",") for words in say("wizard.time.parts", language).split("|")]
