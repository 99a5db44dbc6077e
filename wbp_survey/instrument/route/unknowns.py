"""The unknown answer to an item, for the solver: what it can be and how to read it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wbp_survey.instrument.expression.values import EPOCH, day_text, number
from wbp_survey.instrument.route.symbols import MINUTES, Cases, Chosen, Number, Opaque
from wbp_survey.instrument.route.terms import Term, count, either, follows, opposite
from wbp_survey.model.instrument import Item, Value

SAMPLE = "…"
"""What stands for a text of which only is known that it is none of the texts it is held against."""
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Variable:
    """The unknown answer to one item: whether there is one, and how to read it from a solution.

    `parts` are the solver's own unknowns that it is made of.
    """

    item: Item
    present: Term
    options: Mapping[str, Term]
    parts: tuple[Term, ...]
    read: Callable[[Any], Value]


Made = tuple[Variable, Cases]


@dataclass(frozen=True, slots=True)
class _Context:
    texts: Mapping[str, frozenset[str]]
    require: Callable[[Term], None]


def unknown_answer(
    item: Item,
    name: str,
    texts: Mapping[str, frozenset[str]],
    require: Callable[[Term], None],
) -> Made:
    """Make the unknown answer to `item` and the cases it can be, none at all among them.

    `name` is its name in the solver; `texts` are those that text items are held against; what
    always holds goes to `require`.
    """
    return _MAKERS.get(item.type, _text)(_Context(texts, require), item, name)


def _one(context: _Context, item: Item, name: str) -> Made:
    codes = item.scale.codes if item.scale else ()
    return _listed(context, item, name, codes)


def _listed(
    context: _Context, item: Item, name: str, codes: tuple[str, ...], rest: Opaque | None = None
) -> Made:
    """Make a choice of one text out of several; `rest` stands for any other text."""
    import z3

    terms = [z3.Bool(f"{name}={code}") for code in codes]
    every: list[tuple[Term, Any]] = list(zip(terms, codes, strict=True))
    if rest is not None:
        every.append((z3.Bool(f"{name}=?"), rest))
    present = either([term for term, _ in every])
    if len(every) > 1:
        context.require(z3.AtMost(*(term for term, _ in every), 1))

    def read(model: Any) -> Value:
        for term, leaf in every:
            if z3.is_true(model.eval(term, model_completion=True)):
                return _sample(model, leaf) if isinstance(leaf, Opaque) else str(leaf)
        return ""

    options = dict(zip(codes, terms, strict=True))
    lengths = [rest.length] if rest is not None else []
    parts = (*(term for term, _ in every), *lengths)
    variable = Variable(item, present, options, parts, read)
    return variable, (*every, (opposite(present), ""))


def _sample(model: Any, text: Opaque) -> str:
    length = model.eval(text.length, model_completion=True).as_long()
    return SAMPLE * max(1, min(int(length), LONGEST))


def _many(context: _Context, item: Item, name: str) -> Made:
    import z3

    scale = item.scale
    codes = scale.codes if scale else ()
    terms = tuple(z3.Bool(f"{name}:{code}") for code in codes)
    by_code = dict(zip(codes, terms, strict=True))
    present = either(terms)
    for option in scale.options if scale else ():
        if option.exclusive:
            others = [term for code, term in by_code.items() if code != option.code]
            context.require(follows(by_code[option.code], opposite(either(others))))
    places = _ranked(context, item, name, terms) if item.type == "rank" else ()

    def read(model: Any) -> Value:
        picked = [z3.is_true(model.eval(term, model_completion=True)) for term in terms]
        chosen = [(code, at) for at, code in enumerate(codes) if picked[at]]
        if places:
            order = [model.eval(place, model_completion=True).as_long() for place in places]
            chosen.sort(key=lambda one: order[one[1]])
        return [code for code, _ in chosen]

    variable = Variable(item, present, by_code, (*terms, *places), read)
    return variable, ((present, Chosen(codes, terms, places)), (opposite(present), ""))


def _ranked(context: _Context, item: Item, name: str, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Give each option a place: the chosen ones stand in the first places, each in its own."""
    import z3

    chosen = count(terms)
    if item.top:
        context.require(chosen <= item.top)
    places = tuple(z3.Int(f"{name}@{at}") for at in range(len(terms)))
    for at, (term, place) in enumerate(zip(terms, places, strict=True)):
        # Those not chosen stand below zero, so that all places differ.
        context.require(z3.If(term, z3.And(place >= 0, place < chosen), place == -1 - at))
    if len(places) > 1:
        context.require(z3.Distinct(*places))
    return places


def _number(context: _Context, item: Item, name: str) -> Made:
    import z3

    whole = item.type != "decimal"
    term = z3.Int(name) if whole else z3.Real(name)
    present = z3.Bool(f"{name}?")
    if item.minimum is not None:
        context.require(term >= z3.RealVal(str(item.minimum)))
    if item.maximum is not None:
        context.require(term <= z3.RealVal(str(item.maximum)))
    options: dict[str, Term] = {}
    if item.scale:
        options = {code: z3.And(present, term == int(code)) for code in item.scale.codes}
        context.require(z3.Or([term == int(code) for code in item.scale.codes]))

    def read(model: Any) -> Value:
        value = model.eval(term, model_completion=True)
        if whole:
            return int(value.as_long())
        return float(value.as_fraction()) if z3.is_rational_value(value) else 0.0

    variable = Variable(item, present, options, (present, term), read)
    return variable, ((present, Number(term)), (opposite(present), ""))


def _date(context: _Context, item: Item, name: str) -> Made:
    import z3

    term, present = z3.Int(name), z3.Bool(f"{name}?")
    context.require(term >= (date.min - EPOCH).days)
    context.require(term <= (date.max - EPOCH).days)

    def read(model: Any) -> Value:
        return day_text(number(model.eval(term, model_completion=True).as_long()))

    variable = Variable(item, present, {}, (present, term), read)
    return variable, ((present, Number(term, "date")), (opposite(present), ""))


def _time(context: _Context, item: Item, name: str) -> Made:
    import z3

    term, present = z3.Int(name), z3.Bool(f"{name}?")
    context.require(z3.And(term >= 0, term < MINUTES))

    def read(model: Any) -> Value:
        minute = model.eval(term, model_completion=True).as_long()
        return f"{minute // 60:02}:{minute % 60:02}"

    variable = Variable(item, present, {}, (present, term), read)
    return variable, ((present, Number(term, "time")), (opposite(present), ""))


def _text(context: _Context, item: Item, name: str) -> Made:
    import z3

    known = context.texts.get(item.id, frozenset())
    length = z3.Int(f"length {name}")
    context.require(length >= 1)
    rest = Opaque(f"text {name}", full=True, apart=known, length=length)
    return _listed(context, item, name, tuple(sorted(known)), rest)


_MAKERS: Mapping[str, Callable[[_Context, Item, str], Made]] = {
    "select_one": _one,
    "select_multiple": _many,
    "rank": _many,
    "scale": _number,
    "integer": _number,
    "decimal": _number,
    "date": _date,
    "time": _time,
    "text": _text,
    "long_text": _text,
}
