"""Expressions over answers nobody gave yet, for the solver: each value as the cases it can be.

A symbolic value is a list of (condition, leaf): in exactly one of the cases the condition holds. A
leaf is a value as in `values`, or one of the four below. What the solver cannot follow, such as a
pattern, becomes a free choice: what is impossible even then is impossible.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from wbp_survey.instrument.expression.values import (
    OPERATORS,
    Repeated,
    day_of,
    empty,
    number,
    part_of_day,
    truth,
)
from wbp_survey.instrument.route.terms import (
    Term,
    as_count,
    both,
    choose,
    constant,
    either,
    every,
    known,
    no,
    opposite,
    yes,
)

Leaf = Any
Cases = tuple[tuple[Term, Leaf], ...]

MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Number:
    """A number, the day of a date, or the minute of a clock time."""

    term: Term
    kind: Literal["number", "date", "time"] = "number"


@dataclass(frozen=True, slots=True)
class Truth:
    """Something that holds or not."""

    term: Term


@dataclass(frozen=True, slots=True)
class Chosen:
    """One code or more of a list; `places` says in which place each stands, from 0."""

    codes: tuple[str, ...]
    picked: tuple[Term, ...]
    places: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Opaque:
    """Some text; `full` when it is not empty, `apart` lists what it is not, `length` counts it."""

    key: str
    full: bool = False
    apart: frozenset[str] = frozenset()
    length: Term | None = None


@dataclass(slots=True)
class Free:
    """What was left to choice: the same question about the same leaves gets the same answer."""

    terms: dict[tuple[str, ...], Term] = field(default_factory=dict)
    facts: list[Term] = field(default_factory=list)
    kept: list[tuple[object, ...]] = field(default_factory=list)

    def holds(self, *about: object) -> Term:
        """Return a yes or no that is free."""
        import z3

        return self._term(about, "holds", z3.Bool)

    def number(self, *about: object, whole: bool = False) -> Term:
        """Return a number that is free."""
        import z3

        return self._term(about, "number", z3.Int if whole else z3.Real)

    def _term(self, about: tuple[object, ...], kind: str, make: Any) -> Term:
        key = (kind, *map(key_of, about))
        self.kept.append(about)  # z3 gives the name of a term that is gone to another
        if key not in self.terms:
            self.terms[key] = make(f"free{len(self.terms)}")
        return self.terms[key]


def key_of(leaf: object) -> str:
    """Name a leaf, so that equal leaves have equal names."""
    if isinstance(leaf, (Number, Truth)):
        return f"#{leaf.term.get_id()}"
    return leaf.key if isinstance(leaf, Opaque) else repr(leaf)


def within(condition: Term, cases: Cases) -> Cases:
    """Restrict cases to where `condition` holds; the impossible ones go."""
    found = ((both(condition, guard), leaf) for guard, leaf in cases)
    return tuple((guard, leaf) for guard, leaf in found if guard is not no())


def holds(cases: Cases, free: Free) -> Term:
    """Return when a value counts as yes."""
    return either([both(guard, _leaf_holds(leaf, free)) for guard, leaf in cases])


def _leaf_holds(leaf: Leaf, free: Free) -> Term:
    if isinstance(leaf, Truth):
        return leaf.term
    if isinstance(leaf, Number):
        return leaf.term != 0 if leaf.kind == "number" else yes()
    if isinstance(leaf, Opaque):
        return yes() if leaf.full else free.holds("boolean", leaf)
    return yes() if isinstance(leaf, Chosen) else known(truth(leaf))


def as_number(cases: Cases, free: Free) -> tuple[Term, Term]:
    """Return a value as a number, and when it is one."""
    term, valid = None, []
    for guard, leaf in reversed(cases):
        one, fine = _leaf_number(leaf, free)
        if one is None:
            continue
        valid.append(both(guard, fine))
        term = one if term is None else choose(guard, one, term)
    return (constant(Decimal(0)) if term is None else term), either(valid)


def _leaf_number(leaf: Leaf, free: Free) -> tuple[Term | None, Term]:
    if isinstance(leaf, Truth):
        return as_count(leaf.term), yes()
    if isinstance(leaf, Number):
        return (None, no()) if leaf.kind == "time" else (leaf.term, yes())
    if isinstance(leaf, (Opaque, Chosen)):
        return free.number("number", leaf), free.holds("number", leaf)
    exact = number(leaf)
    return (None, no()) if exact.is_nan() else (constant(exact), yes())


def compare(symbol: str, left: Cases, right: Cases, free: Free) -> Term:
    """Return when a comparison holds, case by case."""
    return either(
        [
            both(both(one_guard, other_guard), _leaves(symbol, one, other, free))
            for one_guard, one in left
            for other_guard, other in right
        ]
    )


def _leaves(symbol: str, one: Leaf, other: Leaf, free: Free) -> Term:
    if symbol == "!=":
        return opposite(_leaves("=", one, other, free))
    if not _symbolic(one) and not _symbolic(other):
        return known(OPERATORS[symbol](one, other))
    if symbol == "=":
        return _same(one, other, free) if _symbolic(one) else _same(other, one, free)
    return _ordered(symbol, one, other, free)


def _symbolic(leaf: Leaf) -> bool:
    return isinstance(leaf, (Number, Truth, Chosen, Opaque))


def _same(one: Leaf, other: Leaf, free: Free) -> Term:
    """Hold a symbolic leaf against any other by XPath's rules for `=`."""
    if isinstance(one, Truth) or isinstance(other, (Truth, bool)):
        return _leaf_holds(one, free) == _leaf_holds(other, free)
    if isinstance(one, Opaque) or isinstance(other, Opaque):
        return _same_text(one, other, free)
    if isinstance(one, Chosen) or isinstance(other, Chosen):
        return _same_choice(one, other, free)
    if isinstance(other, str) and one.kind != "number":
        return _same_moment(one, other)
    if isinstance(other, Number) and "time" in (one.kind, other.kind):
        return one.term == other.term if one.kind == other.kind else no()
    term, fine = _leaf_number(other, free)
    return no() if term is None or one.kind == "time" else both(fine, one.term == term)


def _same_moment(one: Number, text: str) -> Term:
    """Compare a date or clock time with a text: only the one way of writing it is equal."""
    if one.kind == "date":
        day = day_of(text)
        return no() if day is None or "T" in text else one.term == constant(number(text))
    part = part_of_day(text)
    return no() if part.is_nan() or len(text) != 5 else one.term == int(part * MINUTES)  # noqa: PLR2004


def _same_text(one: Leaf, other: Leaf, free: Free) -> Term:
    opaque, against = (one, other) if isinstance(one, Opaque) else (other, one)
    if isinstance(against, str) and (against in opaque.apart or (opaque.full and not against)):
        return no()
    return free.holds("=", *sorted((key_of(opaque), key_of(against))))


def _same_choice(one: Leaf, other: Leaf, free: Free) -> Term:
    chosen, against = (one, other) if isinstance(one, Chosen) else (other, one)
    if against == "":
        return no()
    if isinstance(against, str) and not chosen.places:
        codes = against.split(" ")
        if [code for code in chosen.codes if code in codes] != codes:
            return no()
        pairs = zip(chosen.codes, chosen.picked, strict=True)
        return every(term if code in codes else opposite(term) for code, term in pairs)
    return free.holds("=", *sorted((key_of(chosen), key_of(against))))


def _ordered(symbol: str, one: Leaf, other: Leaf, free: Free) -> Term:
    times = [_minutes(leaf) for leaf in (one, other)]
    if None not in times:
        return _less(symbol, *times)
    left, left_fine = _leaf_number(one, free)
    right, right_fine = _leaf_number(other, free)
    if left is None or right is None:
        return no()
    return both(both(left_fine, right_fine), _less(symbol, left, right))


def _minutes(leaf: Leaf) -> Term | None:
    if isinstance(leaf, Number):
        return leaf.term if leaf.kind == "time" else None
    if isinstance(leaf, str) and day_of(leaf) is None and not part_of_day(leaf).is_nan():
        return constant(part_of_day(leaf) * MINUTES)
    return None


def _less(symbol: str, left: Term, right: Term) -> Term:
    match symbol:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def nothing(leaf: Leaf) -> bool:
    """Tell whether a leaf is surely empty."""
    return not _symbolic(leaf) and not isinstance(leaf, Repeated) and empty(leaf)
