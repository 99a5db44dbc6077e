"""Find out by trying whether all of an instrument comes up: most conditions open at once.

The answers tried are those the conditions speak of. What is found is certain, since it was walked
by the rules of asking; what is not found is for the solver to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, product
from math import isfinite

from wbp_survey.instrument.expression.grammar import references
from wbp_survey.instrument.route.replay import Spot, asked
from wbp_survey.model.instrument import Instrument, Item, Section, Value

_MOST_NAMES, _MOST_ANSWERS, _MOST_WAYS = 5, 6, 64
_LITERAL = re.compile(r"""'([^']*)'|"([^"]*)"|(?<![\w${])(\d+(?:\.\d+)?)""")
# What depends on the day or on labels is not tried: a part of the instrument does not show it.
_OUTSIDE = re.compile(r"(today|now|choice-name)\s*\(")


@dataclass(slots=True)
class _Trial:
    """What is being tried; `hangs_on` says for each item which expressions decide about it."""

    instrument: Instrument
    items: Mapping[str, Item]
    hangs_on: Mapping[str, tuple[str, ...]]
    shown: set[tuple[object, ...]] = field(default_factory=set)


def all_shown(instrument: Instrument) -> bool:
    """Tell whether trying shows every item asked, every answer accepted and every option chosen."""
    hangs_on: dict[str, tuple[str, ...]] = {}
    for section in instrument.sections:
        for item in section.items:
            here = (*hangs_on.get(item.id, ()), *_around(section), *_about(item))
            hangs_on[item.id] = tuple(filter(None, here))
    if any(map(_OUTSIDE.search, chain.from_iterable(hangs_on.values()))):
        return False
    trial = _Trial(instrument, {item.id: item for item in instrument.items}, hangs_on)
    return all(
        _opens(trial, section, Spot(place, item.id), item)
        and _accepts(trial, Spot(place, item.id), item)
        for place, section in enumerate(instrument.sections)
        for item in section.items
    )


def _around(section: Section) -> tuple[str, ...]:
    return (section.relevant, section.repeat.count if section.repeat else "")


def _about(item: Item) -> tuple[str, ...]:
    checks = (rule.check for rule in item.constraints if not rule.soft)
    return (item.relevant, item.calculation, *checks, *_offers(item))


def _offers(item: Item) -> tuple[str, ...]:
    return tuple(option.relevant for option in item.scale.options) if item.scale else ()


def _opens(trial: _Trial, section: Section, spot: Spot, item: Item) -> bool:
    """Try to have an item asked; what opened once opens for all with the same condition."""
    condition = (*_around(section), item.relevant, *_offers(item))
    if not any(condition) or condition in trial.shown:
        return True
    found = _find(trial, spot, item, (None,))
    if found:
        trial.shown.add(condition)
    return found


def _accepts(trial: _Trial, spot: Spot, item: Item) -> bool:
    """Try to give an answer, or each of the options, to an item that does not take just any."""
    if not any(_offers(item)) and all(rule.soft for rule in item.constraints):
        return True
    if item.scale is None:
        return _find(trial, spot, item, _answers(item, _literals(trial.hangs_on[item.id])))
    single = item.type in {"select_one", "scale"}
    return all(
        _find(trial, spot, item, (_coded(item, code) if single else [code],))
        for code in item.scale.codes
    )


def _find(trial: _Trial, spot: Spot, item: Item, own: Sequence[Value | None]) -> bool:
    """Tell whether some answers before lead to the item, and there to one of its `own`."""
    names = _closure(trial, item.id)
    if len(names) > _MOST_NAMES or any(name not in trial.items for name in names):
        return False
    literals = _literals(chain.from_iterable(trial.hangs_on[name] for name in {*names, item.id}))
    choices = [(*_answers(trial.items[name], literals), None) for name in names]
    whole = _only(trial.instrument, {*names, item.id})
    spots = {name: _spots(whole, name) for name in names}
    for *before, last in islice(product(*choices, own), _MOST_WAYS):
        answers = {spot: last} if last is not None else {}
        for name, value in zip(names, before, strict=True):
            answers |= {one: value for one in spots[name] if value is not None}
        reached, allowed = asked(whole, answers)
        if spot in reached and allowed:
            return True
    return False


def _closure(trial: _Trial, item_id: str) -> tuple[str, ...]:
    """Return the items that decide about one, directly and in turn."""
    found: dict[str, None] = {}
    waiting = [item_id]
    while waiting and len(found) <= _MOST_NAMES:
        for expression in trial.hangs_on.get(waiting.pop(), ()):
            for name in references(expression):
                if name not in found and name != item_id:
                    found[name] = None
                    waiting.append(name)
    return tuple(found)


def _only(instrument: Instrument, names: set[str]) -> Instrument:
    """Return the instrument with only these items, each in its place."""
    sections = (
        replace(section, items=kept)
        if (kept := tuple(item for item in section.items if item.id in names))
        else Section(section.id, {}, ())
        for section in instrument.sections
    )
    return replace(instrument, sections=tuple(sections))


def _spots(instrument: Instrument, name: str) -> list[Spot]:
    return [
        Spot(place, name)
        for place, section in enumerate(instrument.sections)
        if any(item.id == name for item in section.items)
    ]


def _literals(expressions: Iterable[str]) -> tuple[str, ...]:
    """Return the texts and numbers that expressions speak of."""
    matches = chain.from_iterable(map(_LITERAL.finditer, expressions))
    return tuple(dict.fromkeys(next(filter(None, match.groups()), "") for match in matches))


def _answers(item: Item, literals: tuple[str, ...]) -> tuple[Value, ...]:
    """Return a few answers to try, those that the conditions speak of first."""
    return tuple(islice(_sensible(item, literals), _MOST_ANSWERS))


def _sensible(item: Item, literals: tuple[str, ...]) -> Iterator[Value]:
    if item.scale is not None:
        named = [code for code in literals if code in item.scale.codes]
        for code in dict.fromkeys((*named, *item.scale.codes)):
            many = item.type in {"select_multiple", "rank"}
            yield [code] if many else _coded(item, code)
    elif item.type in {"integer", "decimal"}:
        yield from _numbers(item, literals)
    elif item.type in {"text", "long_text"}:
        yield from (text for text in (*literals, "…") if text)


def _coded(item: Item, code: str) -> Value:
    return int(code) if item.type == "scale" else code


def _numbers(item: Item, literals: tuple[str, ...]) -> Iterator[Value]:
    """Return numbers at and next to the limits that are spoken of, within those of the item."""
    low = item.minimum if item.minimum is not None else float("-inf")
    high = item.maximum if item.maximum is not None else float("inf")
    spoken = [float(one) for one in literals if re.fullmatch(r"\d+(\.\d+)?", one)]
    near = [number + step for step in (1, -1, 0) for number in spoken]
    edges = [one for one in (item.minimum, item.maximum, 0.0, 1.0) if one is not None]
    for number in dict.fromkeys((*near[: _MOST_ANSWERS - 2], *edges)):
        if low <= number <= high and isfinite(number):
            yield int(number) if item.type == "integer" else float(number)
