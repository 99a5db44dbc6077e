"""Hold an expression against the kinds of its answers, before anybody asks.

Values convert into one another in XPath without complaint, so that `${choice} = 1` or
`${several} = 'a'` run but never say what was meant. Here they are problems, all at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from wbp_survey.errors import Problem
from wbp_survey.instrument.expression.functions import ALL, Kind
from wbp_survey.instrument.expression.grammar import Tree, faults, parse, written
from wbp_survey.instrument.expression.values import day_of, number, part_of_day
from wbp_survey.instrument.schema import unknown
from wbp_survey.model.instrument import Item

_OF_TYPE: Mapping[str, Kind] = {
    "select_one": "code",
    "select_multiple": "codes",
    "rank": "codes",
    "scale": "number",
    "integer": "number",
    "decimal": "number",
    "date": "date",
    "time": "time",
    "text": "text",
    "long_text": "text",
}
_NUMERIC = frozenset({"number", "days", "any"})
_DATES = frozenset({"date", "moment", "days", "any"})
_ARITHMETIC = frozenset({"+", "-", "*", "div", "mod"})
_ORDER = frozenset({"<", "<=", ">", ">="})


Wanted = Literal["boolean", "number", "any"]
"""What an expression must give: a condition, how often, or whatever a calculation likes."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What is known of a value: its kind, its possible codes, the text it is written as.

    `several` stands for an item of a repeated section seen from outside it.
    """

    kind: Kind
    codes: tuple[str, ...] = ()
    literal: str | None = None
    several: bool = False


ANY = Typed("any")


@dataclass(slots=True)
class _Judge:
    place: str
    known: Mapping[str, Typed]
    own: Typed
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, /, **parts: Tree) -> None:
        values = {name: written(part) for name, part in parts.items()}
        self.problems.append(Problem(code, self.place, values))


def typed(item: Item, known: Mapping[str, Typed]) -> Typed:
    """Return what is known of the answer to `item`; a calculation is what its expression gives."""
    if item.type == "calculate":
        return kind_of(item.calculation, known)
    return Typed(_OF_TYPE.get(item.type, "any"), item.scale.codes if item.scale else ())


def kind_of(expression: str, known: Mapping[str, Typed]) -> Typed:
    """Return what `expression` gives; anything, when it cannot be read."""
    if not expression.strip() or faults(expression):
        return ANY
    return replace(_judge(parse(expression), _Judge("", known, ANY)), literal=None)


def expression_problems(
    expression: str,
    wants: Wanted,
    place: str,
    known: Mapping[str, Typed],
    own: Typed = ANY,
) -> list[Problem]:
    """Return everything that is wrong with an expression at `place`: its form, then its kinds.

    A name that `known` lacks passes as anything: that it is missing is for others to say.
    """
    found = faults(expression)
    if found or not expression.strip():
        return [Problem(one.code, place, {"expression": expression, **one.values}) for one in found]
    judge = _Judge(place, known, own)
    tree = parse(expression)
    result = _judge(tree, judge)
    if wants == "boolean":
        _needs_truth(tree, result, judge)
    elif wants == "number" and not _is_number(result):
        judge.report("INSTRUMENT_TYPE_ARITHMETIC", part=tree)
    return judge.problems


def _judge(tree: Tree, judge: _Judge, *, gathered: bool = False) -> Typed:
    """Return what a part gives, after reporting what is wrong inside it."""
    symbol, parts = tree
    if symbol in {"(text)", "(number)"}:
        return Typed("text", literal=parts[0]) if symbol == "(text)" else Typed("number")
    if symbol in {"$", "."}:
        return _answer(tree, judge, gathered=gathered)
    if symbol in ALL:
        return _call(tree, judge)
    found = [_judge(part, judge) for part in parts]
    if symbol in _ARITHMETIC:
        return _arithmetic(tree, found, judge)
    if symbol in {"and", "or"}:
        for part, one in zip(parts, found, strict=True):
            _needs_truth(part, one, judge)
    else:
        _compare(tree, found[0], found[1], judge)
    return Typed("boolean")


def _answer(tree: Tree, judge: _Judge, *, gathered: bool) -> Typed:
    found = judge.known.get(tree[1][0], ANY) if tree[0] == "$" else judge.own
    if found.several and not gathered:
        judge.report("INSTRUMENT_TYPE_REPEATED", part=tree)
        return ANY
    return replace(found, several=False)


def _call(tree: Tree, judge: _Judge) -> Typed:
    name, parts = tree
    function = ALL[name]
    found = [_judge(part, judge, gathered=function.gathers) for part in parts]
    for place, (part, one) in enumerate(zip(parts, found, strict=True)):
        kind = function.kind_of(place)
        if kind == "boolean":
            _needs_truth(part, one, judge)
        elif kind == "number" and not _is_number(one):
            judge.report("INSTRUMENT_TYPE_ARITHMETIC", part=part)
        elif kind == "codes" and not _holds_codes(one):
            judge.report("INSTRUMENT_TYPE_SELECTED", part=part)
    if name == "selected":
        _known_code(found[0], found[1], judge)
    if name == "regex" and found[1].literal is not None:
        _readable(found[1].literal, tree, judge)
    return _given(name, found, function.gives)


def _given(name: str, found: list[Typed], gives: Kind) -> Typed:
    """Return what a function gives, given its arguments."""
    if name == "selected-at":
        return Typed("code" if found[0].codes else "text", found[0].codes)
    if gives != "own":
        return Typed(gives)
    if name == "if":
        return _either(found[1], found[2])
    return _either(*found) if name == "coalesce" else found[0]


def _either(one: Typed, other: Typed) -> Typed:
    """Return what holds for both; the empty text fits everything."""
    if other.literal == "" or one == other:
        return one
    if one.literal == "":
        return other
    if one.literal is not None and other.literal is not None:
        both = [one.literal, other.literal]
        return ANY if any(not number(text).is_nan() for text in both) else Typed("text")
    if one.kind == other.kind and one.literal is None and other.literal is None:
        return Typed(one.kind, one.codes if one.codes == other.codes else ())
    return ANY


def _arithmetic(tree: Tree, found: list[Typed], judge: _Judge) -> Typed:
    symbol, parts = tree
    kinds = [one.kind for one in found]
    dates = [kind in {"date", "moment"} for kind in kinds]
    for part, one, is_date in zip(parts, found, dates, strict=True):
        allowed = is_date and symbol in {"+", "-"}
        if not (allowed or _is_number(one)):
            judge.report("INSTRUMENT_TYPE_ARITHMETIC", part=part)
    days = sum(kind in {"date", "moment", "days"} for kind in kinds)
    return Typed("days" if symbol in {"+", "-"} and days == 1 and len(found) > 1 else "number")


def _compare(tree: Tree, left: Typed, right: Typed, judge: _Judge) -> None:
    """Report a comparison that can only go one way."""
    symbol, (one, other) = tree
    if symbol in _ORDER and not (_has_order(left) and _has_order(right)):
        part = other if _has_order(left) else one
        judge.report("INSTRUMENT_TYPE_ORDER", whole=tree, part=part)
        return
    if "" not in (left.literal, right.literal):
        found = _pair(left, right, one, other, judge)
        if not found:
            _pair(right, left, other, one, judge)


def _pair(one: Typed, other: Typed, part: Tree, against: Tree, judge: _Judge) -> bool:
    """Report what is wrong with `one` held against `other`; tell whether anything was."""
    code = _mismatch(one, other)
    if code:
        judge.report(code, part=part, other=against)
        return True
    return _known_code(one, other, judge)


def _mismatch(one: Typed, other: Typed) -> str:
    """Return the problem with `one` held against `other` by = or an order; empty when none."""
    if other.kind == "any" or one.literal is not None or one.kind not in _FITS:
        return ""
    fits, code = _FITS[one.kind]
    return "" if fits(other) else code


def _known_code(one: Typed, other: Typed, judge: _Judge) -> bool:
    """Report a code nobody can give; tell whether it was one."""
    code = other.literal
    if not code or not one.codes or code in one.codes:
        return False
    judge.problems.append(unknown(judge.place, "INSTRUMENT_UNKNOWN_CODE", code, one.codes))
    return True


def _needs_truth(part: Tree, found: Typed, judge: _Judge) -> None:
    if found.kind not in {"boolean", "any"}:
        judge.report("INSTRUMENT_TYPE_TRUTH", part=part)


def _readable(pattern: str, tree: Tree, judge: _Judge) -> None:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        judge.report("INSTRUMENT_REGEX", part=tree)


def _is_number(one: Typed) -> bool:
    """Tell whether a value can be computed with; yes counts as 1, no as 0."""
    if one.literal is not None:
        return not one.literal or not (number(one.literal).is_nan() or day_of(one.literal))
    return one.kind in _NUMERIC or one.kind == "boolean"


def _has_order(one: Typed) -> bool:
    if one.literal is not None:
        return _is_number(one) or _is_date(one) or _is_time(one)
    return one.kind in _NUMERIC or one.kind in {"date", "moment", "time"}


def _is_date(one: Typed) -> bool:
    return day_of(one.literal) is not None if one.literal is not None else one.kind in _DATES


def _is_time(one: Typed) -> bool:
    if one.literal is not None:
        return not part_of_day(one.literal).is_nan()
    return one.kind in {"time", "any"}


def _holds_codes(one: Typed) -> bool:
    return bool(one.codes) or one.kind in {"code", "codes", "text", "any"}


_FITS: Mapping[Kind, tuple[Callable[[Typed], bool], str]] = {
    "codes": (lambda _: False, "INSTRUMENT_TYPE_SEVERAL"),
    "code": (lambda other: other.kind not in {"number", "days"}, "INSTRUMENT_TYPE_CODE"),
    "number": (lambda other: other.kind != "text" or _is_number(other), "INSTRUMENT_TYPE_NUMBER"),
    "date": (_is_date, "INSTRUMENT_TYPE_DATE"),
    "moment": (_is_date, "INSTRUMENT_TYPE_DATE"),
    "time": (_is_time, "INSTRUMENT_TYPE_TIME"),
    "boolean": (lambda other: other.kind in {"boolean", "number"}, "INSTRUMENT_TYPE_BOOLEAN"),
}
