"""The functions an expression may use: XLSForm's as ODK documents them, and what is refused.

Each row says how many arguments a function takes, of which kind, what it gives and how it works.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any, Literal

from wbp_survey.instrument.expression.moments import date_of, format_moment, moment_of
from wbp_survey.instrument.expression.values import (
    NAN,
    day_of,
    empty,
    guarded,
    number,
    part_of_day,
    several,
    string,
    truth,
)

Kind = Literal[
    "number", "days", "text", "code", "codes", "date", "time", "moment", "boolean", "any", "own"
]
"""What a value is. `days` is a number that counts days; `own` as an argument stands for no check
at all, as a result for the kind of the arguments."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function: the kinds it takes (the last one may go on), what it gives, how it works.

    `gathers` means that an argument may be an item of a repeated section, seen from outside.
    """

    least: int
    most: int | None
    takes: tuple[Kind, ...]
    gives: Kind
    work: Callable[..., Any]
    gathers: bool = False

    def kind_of(self, place: int) -> Kind:
        """Return the kind of the argument at `place`, from 0."""
        return self.takes[min(place, len(self.takes) - 1)] if self.takes else "any"


def _round(value: Any, places: Any = None) -> Decimal:
    """Round halves up, as XPath does."""
    exact, digits = number(value), 0 if places is None else number(places)
    if exact.is_nan() or Decimal(digits).is_nan():
        return NAN
    if not digits:
        return Decimal(math.floor(exact + Decimal("0.5")))
    return guarded(
        lambda one: one.quantize(Decimal(1).scaleb(-int(digits)), rounding=ROUND_HALF_UP)
    )(exact)


def _selected_at(chosen: Any, place: Any) -> str:
    codes, index = string(chosen).split(), number(place)
    return codes[int(index)] if not index.is_nan() and 0 <= index < len(codes) else ""


def _part(text: Any, start: Any, end: Any = None) -> str:
    whole, first = string(text), number(start)
    last = Decimal(len(whole)) if end is None else number(end)
    if first.is_nan() or last.is_nan():
        return ""
    return whole[_place(first, whole) : _place(last, whole)]


def _place(index: Decimal, text: str) -> int:
    """Return an index within `text`; a negative one counts from its end."""
    place = int(index)
    return min(max(place + len(text) if place < 0 else place, 0), len(text))


def _before(text: Any, target: Any) -> str:
    before, found, _ = string(text).partition(string(target)) if string(target) else ("", "", "")
    return before if found else ""


def _after(text: Any, target: Any) -> str:
    return string(text).partition(string(target))[2] if string(target) else string(text)


def _translate(text: Any, old: Any, new: Any) -> str:
    table: dict[int, str | None] = {}
    put = string(new)
    for place, letter in enumerate(string(old)):
        table.setdefault(ord(letter), put[place] if place < len(put) else None)
    return string(text).translate(table)


def _matches(text: Any, pattern: Any) -> bool:
    """Match the whole text; a pattern that cannot be read matches nothing."""
    try:
        return re.fullmatch(string(pattern), string(text)) is not None
    except (re.error, RecursionError, OverflowError):
        return False


def _numbers(values: tuple[Any, ...]) -> list[Decimal]:
    return [number(value) for value in several(values)]


def _sum(*values: Any) -> Decimal:
    """Add; one answer that is missing makes the sum unknown, as in ODK."""
    return guarded(lambda *_: sum(_numbers(values), Decimal(0)))()


def _extreme(pick: Callable[[list[Decimal]], Decimal]) -> Callable[..., Decimal]:
    def work(*values: Any) -> Decimal:
        numbers = _numbers(values)
        return NAN if not numbers or any(map(Decimal.is_nan, numbers)) else pick(numbers)

    return work


def _non_empty(*values: Any) -> Decimal:
    return Decimal(sum(not empty(value) for value in several(values)))


def _indexed(values: Any, _group: Any, place: Any) -> Any:
    found, index = several((values,)), number(place)
    return found[int(index) - 1] if not index.is_nan() and 1 <= index <= len(found) else ""


def _within(total: Decimal, least: Any, most: Any) -> bool:
    """Hold a total against limits; -1 is no limit."""
    low, high = number(least), number(most)
    return (low == -1 or total >= low) and (high == -1 or total <= high)


def _checklist(least: Any, most: Any, *values: Any) -> bool:
    return _within(Decimal(sum(string(value) == "yes" for value in values)), least, most)


def _weighted(least: Any, most: Any, *values: Any) -> bool:
    pairs = list(pairwise(values))[::2]
    total = sum((number(weight) for value, weight in pairs if string(value) == "yes"), Decimal(0))
    return not total.is_nan() and _within(total, least, most)


def _days(value: Any) -> Decimal:
    """Count the days since 1970, the time of a moment as a part of the day."""
    day = day_of(value)
    if day is None:
        return number(value)
    part = part_of_day(value) if "T" in value else Decimal(0)
    return number(value) + (Decimal(0) if part.is_nan() else part)


def _of_floats(work: Callable[..., float]) -> Callable[..., Decimal]:
    """Compute with floating point what decimals cannot."""
    return guarded(lambda *values: Decimal(repr(float(work(*map(float, values))))))


def _math(work: Callable[..., float], arguments: int = 1) -> Function:
    return Function(arguments, arguments, ("number",), "number", _of_floats(work))


def _whole(work: Callable[[Decimal], int]) -> Function:
    return Function(1, 1, ("number",), "number", guarded(work))


def _text(least: int, work: Callable[..., Any], gives: Kind = "text") -> Function:
    return Function(least, least, ("any",), gives, work)


FUNCTIONS: Mapping[str, Function] = {
    # choices
    "selected": Function(
        2, 2, ("codes", "own"), "boolean", lambda all_, one: string(one) in string(all_).split()
    ),
    "selected-at": Function(2, 2, ("codes", "number"), "code", _selected_at),
    "count-selected": Function(
        1, 1, ("codes",), "number", lambda chosen: Decimal(len(string(chosen).split()))
    ),
    "checklist": Function(3, None, ("number", "number", "any"), "boolean", _checklist),
    "weighted-checklist": Function(4, None, ("number", "number", "any"), "boolean", _weighted),
    # choosing between values
    "if": Function(
        3, 3, ("boolean", "own"), "own", lambda test, yes, no: yes if truth(test) else no
    ),
    "coalesce": Function(2, 2, ("own",), "own", lambda one, two: two if empty(one) else one),
    # yes and no
    "not": Function(1, 1, ("boolean",), "boolean", lambda value: not truth(value)),
    "true": Function(0, 0, (), "boolean", lambda: True),
    "false": Function(0, 0, (), "boolean", lambda: False),
    "boolean": Function(1, 1, ("any",), "boolean", truth),
    "boolean-from-string": _text(1, lambda value: string(value) in ("true", "1"), "boolean"),
    # texts
    "string": _text(1, string),
    "string-length": Function(0, 1, ("any",), "number", lambda value: Decimal(len(string(value)))),
    "normalize-space": Function(
        0, 1, ("any",), "text", lambda value: " ".join(string(value).split())
    ),
    "contains": _text(2, lambda text, part: string(part) in string(text), "boolean"),
    "starts-with": _text(2, lambda text, part: string(text).startswith(string(part)), "boolean"),
    "ends-with": _text(2, lambda text, part: string(text).endswith(string(part)), "boolean"),
    "regex": _text(2, _matches, "boolean"),
    "substr": Function(2, 3, ("any", "number"), "text", _part),
    "substring-before": _text(2, _before),
    "substring-after": _text(2, _after),
    "translate": _text(3, _translate),
    "upper-case": _text(1, lambda value: string(value).upper()),
    "lower-case": _text(1, lambda value: string(value).lower()),
    "concat": Function(
        1, None, ("any",), "text", lambda *all_: "".join(map(string, several(all_))), gathers=True
    ),
    "join": Function(
        2,
        None,
        ("any",),
        "text",
        lambda between, *all_: string(between).join(map(string, several(all_))),
        gathers=True,
    ),
    # numbers
    "number": Function(1, 1, ("any",), "number", number),
    "int": _whole(math.trunc),
    "floor": _whole(math.floor),
    "ceiling": _whole(math.ceil),
    "round": Function(1, 2, ("number",), "number", _round),
    "abs": Function(1, 1, ("number",), "number", guarded(abs)),
    "sqrt": Function(1, 1, ("number",), "number", guarded(Decimal.sqrt)),
    "pow": Function(2, 2, ("number",), "number", guarded(lambda base, power: base**power)),
    "exp": _math(math.exp),
    "exp10": Function(1, 1, ("number",), "number", guarded(lambda power: Decimal(10) ** power)),
    "log": _math(math.log),
    "log10": Function(1, 1, ("number",), "number", guarded(Decimal.log10)),
    "sin": _math(math.sin),
    "cos": _math(math.cos),
    "tan": _math(math.tan),
    "asin": _math(math.asin),
    "acos": _math(math.acos),
    "atan": _math(math.atan),
    "atan2": _math(math.atan2, 2),
    "pi": Function(0, 0, (), "number", lambda: Decimal(repr(math.pi))),
    # repeated sections
    "sum": Function(1, None, ("number",), "number", _sum, gathers=True),
    "min": Function(1, None, ("number",), "number", _extreme(min), gathers=True),
    "max": Function(1, None, ("number",), "number", _extreme(max), gathers=True),
    "count": Function(
        1, 1, ("any",), "number", lambda *all_: Decimal(len(several(all_))), gathers=True
    ),
    "count-non-empty": Function(1, 1, ("any",), "number", _non_empty, gathers=True),
    "indexed-repeat": Function(3, 3, ("own", "any", "number"), "own", _indexed, gathers=True),
    # dates and times
    "date": Function(1, 1, ("any",), "date", date_of),
    "date-time": Function(1, 1, ("any",), "moment", moment_of),
    "decimal-date-time": Function(1, 1, ("any",), "days", _days),
    "decimal-time": Function(1, 1, ("any",), "number", part_of_day),
    "format-date": Function(2, 2, ("any", "text"), "text", format_moment),
    "format-date-time": Function(2, 2, ("any", "text"), "text", format_moment),
}
"""Every function that depends on its arguments alone."""

AROUND: Mapping[str, Function] = {
    "today": Function(0, 0, (), "date", lambda: ""),
    "now": Function(0, 0, (), "moment", lambda: ""),
    "once": Function(1, 1, ("own",), "own", lambda value: value),
    "position": Function(1, 1, ("own",), "number", lambda _: NAN),
    "jr:choice-name": Function(2, 2, ("code", "own"), "text", lambda _code, _item: ""),
}
"""Functions that ask for what surrounds the question; `evaluate` knows how they work."""

REFUSED: Mapping[str, str] = {
    **dict.fromkeys(("random", "randomize", "uuid"), "INSTRUMENT_FUNCTION_CHANCE"),
    **dict.fromkeys(
        ("pulldata", "instance", "current", "search", "property"),
        "INSTRUMENT_FUNCTION_OUTSIDE",
    ),
    **dict.fromkeys(
        ("area", "distance", "geofence", "intersects", "digest", "base64-decode", "extract-signed"),
        "INSTRUMENT_FUNCTION_ELSEWHERE",
    ),
}
"""Functions that XLSForm has and we refuse, with the reason."""

ALL: Mapping[str, Function] = {**FUNCTIONS, **AROUND}
