"""Dates and moments in expressions, and how ODK writes them out. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from wbp_survey.instrument.expression.values import (
    day_of,
    day_text,
    empty,
    number,
    part_of_day,
    string,
)

_DIRECTIVE = re.compile(r"%(.)", re.DOTALL)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def date_of(value: Any) -> str:
    """Read a date: from its text, from a moment, or from days since 1970; else empty."""
    if isinstance(value, str):
        day = day_of(value)
        if day is not None:
            return day.isoformat()
    return "" if empty(value) else day_text(number(value))


def moment_of(value: Any) -> str:
    """Read a moment: a text that is one stays as it is; days since 1970 get their time of day."""
    if isinstance(value, str) and day_of(value):
        return value if "T" in value else f"{value}T00:00:00"
    days = number(value)
    day = date_of(days)
    if not day:
        return ""
    seconds = round((days - days.to_integral_value("ROUND_FLOOR")) * 86400)
    seconds = min(seconds, 86399)
    return f"{day}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def format_moment(value: Any, pattern: Any) -> str:
    """Write a date or moment by ODK's pattern (%Y-%m-%d %H:%M); names of months in English."""
    text = moment_of(value)
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        moment = None
    if moment is None:
        return ""
    return _DIRECTIVE.sub(partial(_written, moment), string(pattern))


def _written(moment: datetime, directive: re.Match[str]) -> str:
    writer = _WRITERS.get(directive.group(1))
    return writer(moment) if writer else directive.group(0)


def _milliseconds(moment: datetime) -> str:
    part = part_of_day(moment.time().isoformat()) * 86400 % 1
    return f"{int(part * Decimal(1000)):03}"


_WRITERS: Mapping[str, Callable[[datetime], str]] = {
    "Y": lambda moment: f"{moment.year:04}",
    "y": lambda moment: f"{moment.year % 100:02}",
    "m": lambda moment: f"{moment.month:02}",
    "n": lambda moment: str(moment.month),
    "b": lambda moment: _MONTHS[moment.month - 1],
    "d": lambda moment: f"{moment.day:02}",
    "e": lambda moment: str(moment.day),
    "a": lambda moment: _DAYS[moment.weekday()],
    "H": lambda moment: f"{moment.hour:02}",
    "h": lambda moment: str(moment.hour),
    "M": lambda moment: f"{moment.minute:02}",
    "S": lambda moment: f"{moment.second:02}",
    "3": _milliseconds,
    "%": lambda _: "%",
}
