"""From what was typed to a value, and back to words. Pure.

Used by every way of answering: the screen, the plain mode and answer scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import cast

from wbp_survey.model.instrument import WITH_OPTIONS, Constraint, Item, Value
from wbp_survey.model.missing import BY_ID, TYPED
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.known import Answers, holds, with_own
from wbp_survey.wizard.typed.choice import (
    in_order,
    in_places,
    key_of,
    letters,
    listed,
    most_places,
    read_one,
    read_rank,
    read_several,
    scale_of,
    yes_or_no,
)
from wbp_survey.wizard.typed.clean import LONGEST, clean, folded
from wbp_survey.wizard.typed.clock import is_time, read_time, say_time
from wbp_survey.wizard.typed.day import read_date, say_date, write_date
from wbp_survey.wizard.typed.number import read_decimal, read_integer, say_number, write_number
from wbp_survey.wizard.typed.refusal import Refused

Typed = str | Sequence[str]
CHOICES = WITH_OPTIONS
LISTS = ("select_multiple", "rank")
NOT_ASKED = "not_asked"
TEXTS = ("text", "long_text")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value, and in words what was understood."""

    value: Value
    echo: str


def parse(
    item: Item,
    typed: Typed,
    language: str,
    today: date,
    answers: Answers | None = None,
) -> Parsed:
    """Read `typed` as an answer to `item`; raise Refused when it is none.

    `answers` are the values that the constraints of the item may name.
    """
    if not typed or (isinstance(typed, str) and not clean(typed)[0]):
        raise Refused("nothing_chosen" if item.type in CHOICES else "empty")
    value = _READERS[item.type](item, typed, language, today)
    check(item, value, language, answers)
    return Parsed(value, echo(item, value, language, today))


def check(item: Item, value: object, language: str, answers: Answers | None = None) -> None:
    """Raise Refused unless `value` is an acceptable answer: type, codes, range, constraints."""
    if not _fits(item, value):
        raise Refused("nothing_chosen" if item.type in CHOICES else "empty")
    if isinstance(value, list):
        (in_places if item.type == "rank" else in_order)(item, value)
    if item.type in ("integer", "decimal"):
        _within(item, cast("float", value), language)
    for rule in _failed(item, cast("Value", value), answers or {}):
        if not rule.soft:
            raise Refused("constraint", message=rule.message)


def oddities(item: Item, value: Value, answers: Answers) -> tuple[Constraint, ...]:
    """Return the soft checks that an answer fails: it may be right, and is asked once more."""
    return tuple(rule for rule in _failed(item, value, answers) if rule.soft)


def check_reason(item: Item, reason: str) -> None:
    """Raise Refused unless a person may give this missing reason here."""
    if reason not in BY_ID or not BY_ID[reason].typed:
        raise Refused("no_such_reason", typed=reason)
    if item.required and reason == NOT_ASKED:
        raise Refused("required")


def read_missing(typed: str) -> str:
    """Return the id of the missing reason that `typed` names, in any language; else empty."""
    wanted = folded(typed).lstrip("/")
    for reason in TYPED:
        names = [reason.id, *(say(f"missing.{reason.id}", language) for language in LANGUAGES)]
        if wanted in (folded(name) for name in names):
            return reason.id
    return ""


def echo(item: Item, value: Value, language: str, today: date | None = None) -> str:
    """Say an answer in words; with `today`, also that a date is still to come."""
    if item.type in CHOICES:
        codes = value if isinstance(value, list) else [str(value)]
        labels = [scale_of(item).label(code, language) for code in codes]
        if item.type == "rank":
            labels = [f"{place}. {label}" for place, label in enumerate(labels, start=1)]
        return ", ".join(labels)
    if item.type == "date":
        return say_date(str(value), language, today)
    if item.type == "time":
        return say_time(str(value), language)
    if isinstance(value, (int, float)):
        return say_number(value, language, item.unit)
    return str(value)


def write(item: Item, value: Value, language: str) -> str:
    """Write an answer as it would be typed: `parse` reads it back to the same value."""
    if isinstance(value, list):
        return " ".join(key_of(item, code) for code in value)
    if item.type in CHOICES:
        return key_of(item, str(value))
    if item.type == "date":
        return write_date(str(value))
    if isinstance(value, (int, float)):
        return write_number(value, language)
    return value


def accepted(item: Item, language: str) -> str:
    """Say what an item accepts, with an example."""
    if item.type in ("scale", "select_one") and scale_of(item).minimum is not None:
        codes = scale_of(item).codes
        return say("wizard.accepts.points", language, low=codes[0], high=codes[-1])
    if yes_or_no(item):
        return say("wizard.accepts.yes_no", language, **letters(language))
    if item.type in CHOICES:
        keys = [key for key, _ in listed(item)]
        ends = {"low": keys[0], "high": keys[-1], "example": _example_keys(item)}
        if item.type == "rank":
            return say("wizard.accepts.rank", language, most=most_places(item), **ends)
        return say(f"wizard.accepts.{item.type}", language, **ends)
    if item.type in ("integer", "decimal"):
        return say(f"wizard.accepts.{item.type}", language, **_limits(item, language))
    return say(f"wizard.accepts.{item.type}", language, most=LONGEST)


def _fits(item: Item, value: object) -> bool:
    """Tell whether the type is right and, for choices, every code exists. A bool is no number."""
    if isinstance(value, bool) or value in ("", []):
        return False
    if item.type in CHOICES:
        codes = [str(code) for code in value] if isinstance(value, list) else [str(value)]
        right = isinstance(value, _TYPES[item.type])
        return right and set(codes) <= set(scale_of(item).codes)
    if item.type == "time":
        return isinstance(value, str) and is_time(value)
    return isinstance(value, _TYPES[item.type])


def _failed(item: Item, value: Value, answers: Answers) -> Iterator[Constraint]:
    """Yield the checks that fail; one may name its own item for the answer being judged."""
    known = with_own(answers, item.id, value)
    return (rule for rule in item.constraints if not holds(rule.check, known, value))


def _within(item: Item, value: float, language: str) -> None:
    below = item.minimum is not None and value < item.minimum
    above = item.maximum is not None and value > item.maximum
    if below or above:
        raise Refused("out_of_range", value=write_number(value, language))


def _limits(item: Item, language: str) -> dict[str, str]:
    """Say the range: from a to b, at least a, at most b, or nothing; and a number within it."""
    low, high = (
        None if limit is None else write_number(limit, language)
        for limit in (item.minimum, item.maximum)
    )
    which = {(False, False): "none", (True, False): "least", (False, True): "most"}
    key = which.get((low is not None, high is not None), "between")
    return {
        "range": say(f"wizard.range.{key}", language, low=low, high=high),
        "example": write_number(_example(item), language),
    }


def _example_keys(item: Item) -> str:
    """Return keys that go together; in a rank the order of the list would look like a rule."""
    pairs = listed(item)
    keys = [key for key, option in pairs if not option.exclusive] or [pairs[0][0]]
    if item.type == "rank":
        return " ".join([*keys[-1:], *keys[:1]][: min(most_places(item), len(keys))])
    return " ".join(keys[:3:2])


def _example(item: Item) -> float:
    whole = item.type == "integer"
    number: float = 12 if whole else 3.5
    if item.maximum is not None and number > item.maximum:
        number = floor(item.maximum) if whole else item.maximum
    if item.minimum is not None and number < item.minimum:
        number = ceil(item.minimum) if whole else item.minimum
    return number


def _read_text(item: Item, typed: Typed, _language: str, _today: date) -> str:
    text, _ = clean(_one(typed), lines=item.type == "long_text")
    if len(text) > LONGEST:
        raise Refused("too_long", length=len(text), most=LONGEST)
    return text


def _one(typed: Typed) -> str:
    return typed if isinstance(typed, str) else " ".join(typed)


_TYPES: Mapping[str, type] = {
    "select_one": str,
    "select_multiple": list,
    "rank": list,
    "scale": int,
    "integer": int,
    "decimal": float,
    "date": str,
    "text": str,
    "long_text": str,
}
_READERS: Mapping[str, Callable[[Item, Typed, str, date], Value]] = {
    "select_one": lambda item, typed, _language, _today: read_one(item, _one(typed)),
    "scale": lambda item, typed, _language, _today: int(read_one(item, _one(typed))),
    "select_multiple": lambda item, typed, _language, _today: read_several(item, typed),
    "rank": lambda item, typed, _language, _today: read_rank(item, typed),
    "integer": lambda item, typed, language, _: read_integer(_one(typed), language, item.unit),
    "decimal": lambda item, typed, language, _: read_decimal(_one(typed), language, item.unit),
    "date": lambda _item, typed, _language, today: read_date(_one(typed), today),
    "time": lambda _item, typed, _language, _today: read_time(_one(typed)),
    "text": _read_text,
    "long_text": _read_text,
}
