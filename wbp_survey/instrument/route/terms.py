"""What we need of the solver's language, z3's, in a few words of our own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

Term = Any
"""A z3 expression; z3 is imported only where it works."""


@cache
def yes() -> Term:
    """Return what always holds; there is one such term, so that `is` finds it."""
    import z3

    return z3.BoolVal(val=True)


@cache
def no() -> Term:
    """Return what never holds."""
    import z3

    return z3.BoolVal(val=False)


def known(value: object) -> Term:
    """Return the constant for something that is known to hold or not."""
    return yes() if value else no()


def both(one: Term, other: Term) -> Term:
    """Join two conditions."""
    import z3

    if one is yes() or other is no():
        return other
    return one if other is yes() or one is no() else z3.And(one, other)


def every(terms: Iterable[Term]) -> Term:
    """Join any number of conditions."""
    joined = yes()
    for term in terms:
        joined = both(joined, term)
    return joined


def either(terms: Sequence[Term]) -> Term:
    """Return whether any of the conditions holds."""
    import z3

    left = [term for term in terms if term is not no()]
    if any(term is yes() for term in left):
        return yes()
    if not left:
        return no()
    return left[0] if len(left) == 1 else z3.Or(left)


def opposite(term: Term) -> Term:
    """Deny a condition."""
    import z3

    if term is yes() or term is no():
        return known(term is no())
    return z3.Not(term)


def follows(condition: Term, what: Term) -> Term:
    """Say that `what` holds wherever `condition` does."""
    return either([opposite(condition), what])


def choose(condition: Term, one: Term, other: Term) -> Term:
    """Return one term where a condition holds and the other elsewhere."""
    import z3

    return z3.If(condition, one, other)


def count(conditions: Iterable[Term]) -> Term:
    """Count the conditions that hold."""
    return total([constant(Decimal(0)), *(as_count(one) for one in conditions)])


def as_count(condition: Term) -> Term:
    """Return 1 where a condition holds, else 0."""
    return choose(condition, constant(Decimal(1)), constant(Decimal(0)))


def total(terms: Sequence[Term]) -> Term:
    """Add numbers."""
    import z3

    return z3.Sum(list(terms))


def constant(value: Decimal) -> Term:
    """Write a number for the solver."""
    import z3

    whole = value == value.to_integral_value()
    return z3.IntVal(int(value)) if whole else z3.RealVal(str(value))


def floor(term: Term) -> Term:
    """Round down."""
    import z3

    return term if term.is_int() else z3.ToInt(term)


def truncated(term: Term) -> Term:
    """Round towards zero."""
    return term if term.is_int() else choose(term >= 0, floor(term), -floor(-term))


def rounded(term: Term) -> Term:
    """Round halves up."""
    import z3

    return term if term.is_int() else floor(term + z3.Q(1, 2))


def divided(left: Term, right: Term) -> tuple[Term, Term]:
    """Return a quotient, and when there is one."""
    import z3

    exact = z3.ToReal(left) if left.is_int() else left
    return exact / (z3.ToReal(right) if right.is_int() else right), z3.simplify(right != 0)


def remainder(left: Term, right: Term) -> Term | None:
    """Return what a division leaves, with the sign of `left`; None unless by a whole constant."""
    import z3

    if not (z3.is_int_value(right) and left.is_int()):
        return None
    size = z3.IntVal(abs(right.as_long()) or 1)
    return choose(left >= 0, left % size, -((-left) % size))


def extreme(terms: Sequence[Term], *, largest: bool) -> Term:
    """Return the largest or smallest of several numbers."""
    found = terms[0]
    for term in terms[1:]:
        found = choose((term > found) if largest else (term < found), term, found)
    return found
