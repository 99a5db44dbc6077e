"""Values of expressions, as in XPath 1.0: texts, numbers, yes or no. Pure.

A missing answer is an empty text, which is no number, so that comparing it with a number fails;
only `!=` holds. As in ODK, a date counts as the number of days since 1 January 1970 when it is
computed with.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from wbp_survey.model.instrument import Value

NAN = Decimal("NaN")
EPOCH = date(1970, 1, 1)
LARGEST = 308
"""Numbers end at about 10 to this power, as they do in XPath."""

_NUMBER = re.compile(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*")
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(T.*)?", re.DOTALL)
_TIME = re.compile(r"(?:.*T)?([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(?:Z|[+-].*)?")


@dataclass(frozen=True, slots=True)
class Repeated:
    """The answers to one item of a repeated section, one per time, seen from outside it."""

    values: tuple[Value | None, ...] = ()


def answer(value: Value | Repeated | None) -> Any:
    """Turn an answer into XPath: several codes are one text with spaces, as in XLSForm."""
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(value)
    return value if isinstance(value, (str, Repeated)) else number(value)


def several(values: tuple[Any, ...]) -> list[Any]:
    """Return all members of what may be single values and repeated ones."""
    found: list[Any] = []
    for value in values:
        found += map(answer, value.values) if isinstance(value, Repeated) else [value]
    return found


def number(value: Any) -> Decimal:
    """Read a number; what is none is NaN, a date is its day."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, str):
        if _NUMBER.fullmatch(value):
            return Decimal(value.strip())
        day = day_of(value)
        return NAN if day is None else Decimal((day - EPOCH).days)
    if isinstance(value, Repeated):
        return number(several((value,))[0]) if value.values else NAN
    # By way of text: 0.1 as a float and 0.1 in an expression are the same number.
    return Decimal(str(value))


def string(value: Any) -> str:
    """Write a value as XPath does; 7.0 is 7."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return "NaN" if value.is_nan() else f"{value.normalize():f}"
    if isinstance(value, Repeated):
        return " ".join(string(one) for one in several((value,)))
    return str(value)


def truth(value: Any) -> bool:
    """Tell whether a value counts as yes: not empty, not 0, not NaN."""
    if isinstance(value, Repeated):
        return bool(value.values)
    return bool(value) and not (isinstance(value, Decimal) and value.is_nan())


def empty(value: Any) -> bool:
    """Tell whether there is nothing: an empty text or no number."""
    return value == "" or (isinstance(value, Decimal) and value.is_nan())


def day_of(value: Any) -> date | None:
    """Read the day of a date or of a moment, or None."""
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    try:
        return date.fromisoformat(match.group(1)) if match else None
    except ValueError:
        return None


def day_text(days: Decimal) -> str:
    """Write a number of days since 1 January 1970 as a date; empty outside the calendar."""
    if days.is_nan():
        return ""
    try:
        return (EPOCH + timedelta(days=math.floor(days))).isoformat()
    except OverflowError:
        return ""


def part_of_day(value: Any) -> Decimal:
    """Read a clock time as a part of the day: 0.5 is noon; NaN when it is none."""
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return NAN
    hours, minutes, seconds, rest = (match.group(place) or "0" for place in range(1, 5))
    return (Decimal(f"{int(seconds)}.{rest}") + 60 * int(minutes) + 3600 * int(hours)) / 86400


def equal(left: Any, right: Any) -> bool:
    """Compare by the rules of XPath 1.0: as booleans, else as numbers, else as texts."""
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return number(left) == number(right)
    return bool(left == right)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def judge(left: Any, right: Any) -> bool:
        """Compare two clock times as times, everything else as numbers."""
        one, other = part_of_day(left), part_of_day(right)
        if one.is_nan() or other.is_nan() or day_of(left) or day_of(right):
            one, other = number(left), number(right)
        return not one.is_nan() and not other.is_nan() and compare(one, other)

    return judge


def guarded(work: Callable[..., Any]) -> Callable[..., Decimal]:
    """Make `work` on numbers safe: what cannot be computed is not a number."""

    def compute(*values: Any) -> Decimal:
        try:
            found = Decimal(work(*map(number, values)))
        except (ArithmeticError, ValueError):
            return NAN
        return found if found.is_finite() and found.adjusted() < LARGEST else NAN

    return compute


def _minus(left: Decimal, right: Decimal | None = None) -> Decimal:
    return -left if right is None else left - right


def _plus(left: Decimal, right: Decimal | None = None) -> Decimal:
    return left if right is None else left + right


OPERATORS: Mapping[str, Callable[..., Any]] = {
    "and": lambda left, right: truth(left) and truth(right),
    "or": lambda left, right: truth(left) or truth(right),
    "=": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
    "+": guarded(_plus),
    "-": guarded(_minus),
    "*": guarded(operator.mul),
    "div": guarded(operator.truediv),
    "mod": guarded(operator.mod),
}
