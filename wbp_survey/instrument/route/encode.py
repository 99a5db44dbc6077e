"""Expressions as the solver sees them: a tree in, symbolic cases out. See `symbols`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from wbp_survey.instrument.expression.functions import FUNCTIONS
from wbp_survey.instrument.expression.grammar import Tree, faults, parse
from wbp_survey.instrument.expression.values import NAN, OPERATORS, Repeated
from wbp_survey.instrument.route.symbols import (
    MINUTES,
    Cases,
    Chosen,
    Free,
    Leaf,
    Number,
    Opaque,
    Truth,
    as_number,
    compare,
    holds,
    key_of,
    nothing,
    within,
)
from wbp_survey.instrument.route.terms import (
    Term,
    as_count,
    both,
    constant,
    count,
    divided,
    either,
    every,
    extreme,
    floor,
    known,
    no,
    opposite,
    remainder,
    rounded,
    total,
    truncated,
    yes,
)

_MOST_CASES = 200
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_ARITHMETIC = frozenset({"+", "-", "*", "div", "mod"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an expression is about: the answers before it, its own, and what was left to choice."""

    answers: Mapping[str, Cases]
    free: Free
    own: Cases = ()
    position: int = 0
    today: Number | None = None


def encode_truth(expression: str, around: Surroundings) -> Term:
    """Return when `expression` holds; an empty one always, one that cannot be read anyhow."""
    if not expression.strip():
        return yes()
    if faults(expression):
        return around.free.holds("unreadable", expression)
    return holds(_value(parse(expression), around), around.free)


def encode_value(expression: str, around: Surroundings) -> Cases:
    """Return what `expression` can come to, as `compute` would keep it: yes is 1, no is 0."""
    if not expression.strip() or faults(expression):
        return ((yes(), ""),)
    return tuple((guard, _kept(leaf)) for guard, leaf in _value(parse(expression), around))


def _kept(leaf: Leaf) -> Leaf:
    if isinstance(leaf, Truth):
        return Number(as_count(leaf.term))
    if isinstance(leaf, bool):
        return Decimal(int(leaf))
    return "" if nothing(leaf) or isinstance(leaf, Repeated) else leaf


def _value(tree: Tree, around: Surroundings) -> Cases:
    symbol, parts = tree
    if symbol in {"(text)", "(number)", "$", "."}:
        return _leaf(symbol, parts, around)
    if symbol in _SPECIAL:
        return _SPECIAL[symbol](parts, around)
    found = [_value(part, around) for part in parts]
    if symbol in _COMPARISONS:
        return _true_when(compare(symbol, found[0], found[1], around.free))
    if symbol in _ARITHMETIC:
        return _arithmetic(symbol, found, around.free)
    if symbol in _NUMERIC and not any(_gathered(cases) for cases in found):
        return _numeric(symbol, found, around.free)
    return _case_by_case(symbol, found, around.free)


def _leaf(symbol: str, parts: tuple[Any, ...], around: Surroundings) -> Cases:
    nothing_there = ((yes(), ""),)
    if symbol == "$":
        return around.answers.get(parts[0], nothing_there)
    return (around.own or nothing_there) if symbol == "." else ((yes(), parts[0]),)


def _true_when(term: Term) -> Cases:
    return ((yes(), Truth(term)),)


def _gathered(cases: Cases) -> bool:
    return any(isinstance(leaf, Repeated) for _, leaf in cases)


def _number_when(term: Term, valid: Term) -> Cases:
    """Return a number where it is one, else NaN."""
    return (*within(valid, ((yes(), Number(term)),)), *within(opposite(valid), ((yes(), NAN),)))


def _and(parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    one, other = (holds(_value(part, around), around.free) for part in parts)
    return _true_when(both(one, other))


def _or(parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    return _true_when(either([holds(_value(part, around), around.free) for part in parts]))


def _not(parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    return _true_when(opposite(holds(_value(parts[0], around), around.free)))


def _boolean(parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    return _true_when(holds(_value(parts[0], around), around.free))


def _if(parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    test = holds(_value(parts[0], around), around.free)
    yes_cases, no_cases = _value(parts[1], around), _value(parts[2], around)
    return (*within(test, yes_cases), *within(opposite(test), no_cases))


def _coalesce(parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    first, second = _value(parts[0], around), _value(parts[1], around)
    found: list[tuple[Term, Leaf]] = []
    for guard, leaf in first:
        gone = nothing(leaf)
        found += within(guard, second) if gone else [(guard, leaf)]
    return tuple(found)


def _selected(parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    chosen, code = _value(parts[0], around), _value(parts[1], around)
    terms = [
        both(both(one_guard, other_guard), _contains(one, other, around.free))
        for one_guard, one in chosen
        for other_guard, other in code
    ]
    return _true_when(either(terms))


def _contains(chosen: Leaf, code: Leaf, free: Free) -> Term:
    if isinstance(code, (Number, Opaque, Chosen, Truth)):
        return free.holds("selected", chosen, code)
    if isinstance(chosen, Chosen):
        pairs = zip(chosen.codes, chosen.picked, strict=True)
        return either([term for name, term in pairs if name == _text(code)] or [no()])
    if isinstance(chosen, Number) and chosen.kind == "number" and not isinstance(code, bool):
        return compare("=", ((yes(), chosen),), ((yes(), code),), free)
    if isinstance(chosen, (Number, Truth, Opaque)):
        return free.holds("selected", chosen, code)
    return known(FUNCTIONS["selected"].work(chosen, code))


def _text(leaf: Leaf) -> str:
    return str(FUNCTIONS["string"].work(leaf))


def _count_selected(parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    found: list[tuple[Term, Leaf]] = []
    for guard, leaf in _value(parts[0], around):
        if isinstance(leaf, Chosen):
            found.append((guard, Number(count(leaf.picked))))
        elif isinstance(leaf, Number):
            found.append((guard, Decimal(1)))
        else:
            found += within(guard, _case_by_case("count-selected", [((yes(), leaf),)], around.free))
    return tuple(found)


def _selected_at(parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    chosen, place = _value(parts[0], around), _value(parts[1], around)
    index, valid = as_number(place, around.free)
    found: list[tuple[Term, Leaf]] = []
    for guard, leaf in chosen:
        if not isinstance(leaf, Chosen):
            cases = _case_by_case("selected-at", [((yes(), leaf),), place], around.free)
            found += within(guard, cases)
            continue
        there = [
            both(both(guard, valid), every([term, index >= at, index < at + 1]))
            for term, at in zip(leaf.picked, _places(leaf), strict=True)
        ]
        found += zip(there, leaf.codes, strict=True)
        found.append((both(guard, opposite(either(there))), ""))
    return tuple(found)


def _places(leaf: Chosen) -> tuple[Term, ...]:
    """Return where each option stands among the chosen ones; without an order, as listed."""
    if leaf.places:
        return leaf.places
    return tuple(count(leaf.picked[:place]) for place in range(len(leaf.picked)))


def _once(parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    return _value(parts[0], around)


def _today(_parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    return ((yes(), around.today or ""),)


def _now(_parts: tuple[Tree, ...], _around: Surroundings) -> Cases:
    return ((yes(), Opaque("now()", full=True)),)


def _position(_parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    return ((yes(), Decimal(around.position) if around.position else ""),)


def _choice_name(parts: tuple[Tree, ...], around: Surroundings) -> Cases:
    key = " ".join(key_of(leaf) for _, leaf in _value(parts[0], around))
    return ((yes(), Opaque(f"name of {key}")),)


def _arithmetic(symbol: str, found: list[Cases], free: Free) -> Cases:
    numbers = [as_number(cases, free) for cases in found]
    valid = numbers[0][1]
    for _, fine in numbers[1:]:
        valid = both(valid, fine)
    terms = [term for term, _ in numbers]
    if symbol in {"div", "mod"}:
        return _divided(symbol, terms, valid, free)
    if len(terms) == 1:
        return _number_when(-terms[0] if symbol == "-" else terms[0], valid)
    left, right = terms
    work = {"+": left + right, "-": left - right}
    return _number_when(work[symbol] if symbol in work else left * right, valid)


def _divided(symbol: str, terms: list[Term], valid: Term, free: Free) -> Cases:
    """Divide; what is left over follows the sign of the first number, as in XPath."""
    left, right = terms
    quotient, fine = divided(left, right)
    if symbol == "div":
        return _number_when(quotient, both(valid, fine))
    rest = remainder(left, right)
    if rest is None:
        rest = free.number("mod", Number(left), Number(right))
    return _number_when(rest, both(valid, fine))


_NUMERIC: Mapping[str, Callable[[list[Term]], Term]] = {
    "number": lambda terms: terms[0],
    "decimal-date-time": lambda terms: terms[0],
    "int": lambda terms: truncated(terms[0]),
    "floor": lambda terms: floor(terms[0]),
    "ceiling": lambda terms: -floor(-terms[0]),
    "round": lambda terms: rounded(terms[0]),
    "abs": lambda terms: extreme([terms[0], -terms[0]], largest=True),
    "min": lambda terms: extreme(terms, largest=False),
    "max": lambda terms: extreme(terms, largest=True),
    "sum": total,
}


def _numeric(symbol: str, found: list[Cases], free: Free) -> Cases:
    """Compute with numbers; rounding to places is left free."""
    numbers = [as_number(cases, free) for cases in found]
    valid = numbers[0][1]
    for _, fine in numbers[1:]:
        valid = both(valid, fine)
    if symbol == "round" and len(numbers) > 1:
        leaves = [Number(term) for term, _ in numbers]
        return _number_when(free.number("round", *leaves), valid)
    return _number_when(_NUMERIC[symbol]([term for term, _ in numbers]), valid)


def _case_by_case(symbol: str, found: list[Cases], free: Free) -> Cases:
    """Try each combination of cases: one without symbols is computed, any other left free."""
    sizes = 1
    for cases in found:
        sizes *= len(cases)
    if sizes > _MOST_CASES:
        leaves = [Opaque(" ".join(key_of(leaf) for _, leaf in cases)) for cases in found]
        return _unknown(symbol, leaves, free)
    result: list[tuple[Term, Leaf]] = []
    for combination in product(*found):
        guard = every(condition for condition, _ in combination)
        leaves = [leaf for _, leaf in combination]
        result += within(guard, _applied(symbol, leaves, free))
    return tuple(result)


def _applied(symbol: str, leaves: list[Any], free: Free) -> Cases:
    if any(isinstance(leaf, (Number, Truth, Chosen, Opaque)) for leaf in leaves):
        if symbol == "decimal-time" and isinstance(leaves[0], Number) and leaves[0].kind == "time":
            return ((yes(), Number(divided(leaves[0].term, constant(Decimal(MINUTES)))[0])),)
        if symbol in {"count", "count-non-empty"}:
            return ((yes(), Decimal(1)),)
        if symbol in {"sum", "min", "max"} and len(leaves) == 1 and isinstance(leaves[0], Number):
            return ((yes(), leaves[0]),)
        return _unknown(symbol, leaves, free)
    work = FUNCTIONS[symbol].work if symbol in FUNCTIONS else OPERATORS[symbol]
    return ((yes(), work(*leaves)),)


def _unknown(symbol: str, leaves: list[Any], free: Free) -> Cases:
    """Return a result of the right kind that can be anything."""
    gives = FUNCTIONS[symbol].gives
    if gives == "boolean":
        return _true_when(free.holds(symbol, *leaves))
    if symbol == "string-length":
        known_length = getattr(leaves[0], "length", None)
        if known_length is not None:
            return ((yes(), Number(known_length)),)
        length = free.number(symbol, *leaves, whole=True)
        full = isinstance(leaves[0], (Number, Chosen)) or getattr(leaves[0], "full", False)
        free.facts.append(length >= int(full))
        return ((yes(), Number(length)),)
    if gives in {"number", "days"}:
        valid = free.holds(symbol, "valid", *leaves)
        return _number_when(free.number(symbol, *leaves), valid)
    return ((yes(), Opaque(f"{symbol} {' '.join(map(key_of, leaves))}")),)


_SPECIAL: Mapping[str, Callable[[tuple[Tree, ...], Surroundings], Cases]] = {
    "and": _and,
    "or": _or,
    "not": _not,
    "boolean": _boolean,
    "if": _if,
    "coalesce": _coalesce,
    "selected": _selected,
    "count-selected": _count_selected,
    "selected-at": _selected_at,
    "once": _once,
    "today": _today,
    "now": _now,
    "position": _position,
    "jr:choice-name": _choice_name,
}
