"""XLSForm expressions: parsed by elementpath, judged by tables of pure functions.

Values follow XPath 1.0 (see `values`); nothing is ever run as code, and the day of today comes in
from outside, so that an expression always gives the same for the same answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from wbp_survey.errors import InstrumentError, Problem
from wbp_survey.instrument.expression.functions import FUNCTIONS
from wbp_survey.instrument.expression.grammar import Tree, compared_codes, faults, parse, references
from wbp_survey.instrument.expression.values import (
    OPERATORS,
    Repeated,
    answer,
    empty,
    string,
    truth,
)
from wbp_survey.model.instrument import ResponseScale, Value

__all__ = [
    "Repeated",
    "check_expression",
    "compared_codes",
    "compute",
    "evaluate",
    "references",
]

Answers = Mapping[str, Value | Repeated | None]


@dataclass(frozen=True, slots=True)
class _Around:
    """What an expression may ask for besides its arguments."""

    answers: Answers
    own: Value | None
    today: date | None = None
    position: int = 0
    scales: Mapping[str, ResponseScale] = field(default_factory=dict)


def evaluate(
    expression: str,
    answers: Answers,
    own: Value | None = None,
    *,
    today: date | None = None,
    position: int = 0,
    scales: Mapping[str, ResponseScale] | None = None,
) -> bool:
    """Tell whether `expression` holds; an empty one always does.

    `own` is what `.` stands for, `today` the day (or the moment, for now()) of the session,
    `position` the number of the time in a repeated section, `scales` the response scales by item
    for jr:choice-name(). Raise InstrumentError when the expression does not parse.
    """
    if not expression.strip():
        return True
    around = _Around(answers, own, today, position, scales or {})
    return truth(_value(_tree(expression), around))


def compute(
    expression: str,
    answers: Answers,
    own: Value | None = None,
    *,
    today: date | None = None,
    position: int = 0,
    scales: Mapping[str, ResponseScale] | None = None,
) -> Value | None:
    """Return what a calculation comes to; None when that is nothing or no number.

    Whole numbers come as int, others as float, yes and no as 1 and 0: as texts both would count as
    yes. The parameters are those of `evaluate`; `own` is the earlier value, for once().
    """
    if not expression.strip():
        return None
    around = _Around(answers, own, today, position, scales or {})
    found = _value(_tree(expression), around)
    if empty(found) or isinstance(found, Repeated):
        return None
    if isinstance(found, bool):
        return int(found)
    if isinstance(found, Decimal):
        return int(found) if found == found.to_integral_value() else float(found)
    return string(found)


def check_expression(expression: str) -> str:
    """Return why `expression` does not parse, or an empty text when it does."""
    return next((str(fault) for fault in _faults(expression)), "")


_faults = cache(faults)


def _tree(expression: str) -> Tree:
    found = _faults(expression)
    if found:
        raise InstrumentError(
            Problem(one.code, "", {"expression": expression, **one.values}) for one in found
        )
    return parse(expression)


def _value(tree: Tree, around: _Around) -> Any:
    symbol, parts = tree
    if symbol in {"(text)", "(number)"}:
        return parts[0]
    if symbol == "$":
        return answer(around.answers.get(parts[0]))
    if symbol == ".":
        return answer(around.own)
    if symbol in _ASKING:
        return _ASKING[symbol](parts, around)
    values = [_value(part, around) for part in parts]
    return (FUNCTIONS[symbol].work if symbol in FUNCTIONS else OPERATORS[symbol])(*values)


def _today(_parts: tuple[Tree, ...], around: _Around) -> str:
    if isinstance(around.today, datetime):
        return around.today.date().isoformat()
    return around.today.isoformat() if around.today else ""


def _now(parts: tuple[Tree, ...], around: _Around) -> str:
    if isinstance(around.today, datetime):
        return around.today.isoformat(timespec="milliseconds")
    day = _today(parts, around)
    return f"{day}T00:00:00.000" if day else ""


def _position(_parts: tuple[Tree, ...], around: _Around) -> Any:
    return Decimal(around.position) if around.position else ""


def _once(parts: tuple[Tree, ...], around: _Around) -> Any:
    return _value(parts[0], around) if around.own is None else answer(around.own)


def _choice_name(parts: tuple[Tree, ...], around: _Around) -> str:
    """Return the Dutch label of a code, whatever language is shown, so that the value is one.

    The item is named in quotes, as XLSForm wants it.
    """
    code = string(_value(parts[0], around))
    symbol, inside = parts[1]
    names = references(inside[0]) if symbol == "(text)" else inside if symbol == "$" else ()
    scale = around.scales.get(names[0]) if names else None
    return scale.label(code, "nl") if scale is not None else ""


_ASKING: Mapping[str, Any] = {
    "today": _today,
    "now": _now,
    "position": _position,
    "once": _once,
    "jr:choice-name": _choice_name,
}
