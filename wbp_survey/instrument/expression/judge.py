"""Hold every expression against what was asked before it, and prove the routes of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from wbp_survey.errors import Problem
from wbp_survey.instrument.expression.evaluate import references
from wbp_survey.instrument.expression.kinds import ANY, Typed, Wanted, expression_problems, typed
from wbp_survey.instrument.reading import Document, Route
from wbp_survey.instrument.resolve import Resolved
from wbp_survey.instrument.route.prove import prove
from wbp_survey.instrument.route.reach import circles, closed_answers, never
from wbp_survey.instrument.route.replay import Spot
from wbp_survey.instrument.route.trial import all_shown
from wbp_survey.instrument.schema import unknown
from wbp_survey.model.instrument import Instrument, Item, Section


@dataclass(slots=True)
class _Judge:
    """What is known on the way: `known` what was asked before, `all` every name in the file."""

    document: Document
    all: frozenset[str]
    circles: frozenset[frozenset[str]]
    known: dict[str, Typed] = field(default_factory=dict)


def judge(resolved: Resolved) -> Iterator[Problem]:
    """Yield what is wrong with expressions: form, kinds, names, order."""
    items = [item for section in resolved.sections for item in section.items]
    rounds = circles(items)
    # Where an item that is not valid stands is not known here: count it as asked before.
    broken = resolved.names - {item.id for item in items}
    judging = _Judge(
        resolved.document,
        resolved.names,
        frozenset(map(frozenset, rounds)),
        dict.fromkeys(broken, ANY),
    )
    for index, (section, routes) in enumerate(zip(resolved.sections, resolved.routes, strict=True)):
        yield from _section(judging, section, ("sections", index))
        for item, route in zip(section.items, routes, strict=True):
            yield from _item(judging, item, route)
            judging.known.setdefault(item.id, typed(item, judging.known))
        if section.repeat is not None:
            judging.known.setdefault(section.id, Typed("any", several=True))
            for item in section.items:
                judging.known[item.id] = replace(judging.known[item.id], several=True)
    for circle in rounds:
        if len(circle) > 1:
            yield _circular(resolved, circle)


def route_problems(resolved: Resolved) -> list[Problem]:
    """Return what the routes of a file without other problems leave undone.

    These are items nobody reaches, options nobody can choose, and items no answer fits.
    """
    instrument = resolved.instrument
    if instrument is None or all_shown(instrument):
        return []
    proof = prove(instrument)
    unasked = never(proof)
    places = dict(_places(resolved))
    problems = [_at(resolved, places[spot], "INSTRUMENT_UNREACHABLE", spot) for spot in unasked]
    for spot, code in closed_answers(proof, unasked):
        problems.append(_closed(resolved, instrument, places[spot], spot, code))
    return problems


def _closed(
    resolved: Resolved, instrument: Instrument, route: Route, spot: Spot, code: str
) -> Problem:
    if not code:
        return _at(resolved, route, "INSTRUMENT_NO_ANSWER", spot)
    here = (*route, "options", _option(instrument, spot, code))
    return resolved.document.problem("INSTRUMENT_DEAD_OPTION", here, id=spot.item, code=code)


def _at(resolved: Resolved, route: Route, code: str, spot: Spot) -> Problem:
    key = "relevant" if code == "INSTRUMENT_UNREACHABLE" else "constraint"
    return resolved.document.problem(code, (*route, key), id=spot.item)


def _places(resolved: Resolved) -> Iterator[tuple[Spot, Route]]:
    for index, (section, routes) in enumerate(zip(resolved.sections, resolved.routes, strict=True)):
        for item, route in zip(section.items, routes, strict=True):
            yield Spot(index, item.id), route


def _option(instrument: Instrument, spot: Spot, code: str) -> int:
    item = next(one for one in instrument.sections[spot.section].items if one.id == spot.item)
    codes = [option.code for option in item.scale.options] if item.scale else []
    return codes.index(code) if code in codes else 0


def _section(judging: _Judge, section: Section, route: Route) -> Iterator[Problem]:
    yield from _expression(judging, section.relevant, (*route, "relevant"), wants="boolean")
    if section.repeat is not None:
        here: Route = (*route, "repeat", "count")
        yield from _expression(judging, section.repeat.count, here, wants="number")


def _item(judging: _Judge, item: Item, route: Route) -> Iterator[Problem]:
    for rule in item.constraints:
        if not rule.check.strip():
            place: Route = (*route, "constraint")
            yield judging.document.problem("INSTRUMENT_EMPTY", place, key="check")
    for key, expression in _expressions(item):
        wants: Wanted = "any" if key == "calculation" else "boolean"
        yield from _expression(judging, expression, (*route, key), item, wants=wants)


def _expressions(item: Item) -> Iterator[tuple[str, str]]:
    """Yield every expression of an item with the key it stands under."""
    yield "relevant", item.relevant
    yield "calculation", item.calculation
    yield from (("constraint", rule.check) for rule in item.constraints)
    options = item.scale.options if item.scale else ()
    yield from (("options", option.relevant) for option in options if option.relevant)


def _expression(
    judging: _Judge, expression: str, route: Route, item: Item | None = None, *, wants: Wanted
) -> Iterator[Problem]:
    own = ANY if item is None else typed(item, {})
    known: Mapping[str, Typed] = judging.known
    if item is not None and item.id not in known:
        known = {**known, item.id: own}
    place = judging.document.place(route)
    yield from expression_problems(expression, wants, place, known, own)
    for name in references(expression):
        yield from _reference(judging, name, route, item)


def _reference(judging: _Judge, name: str, route: Route, item: Item | None) -> Iterator[Problem]:
    """Report a name nobody has, an item asked later, or an item that asks for itself."""
    asker = item.id if item else ""
    if name == asker:
        if route[-1] != "constraint":
            computed = route[-1] == "calculation"
            code = "INSTRUMENT_CALCULATED_FROM_ITSELF" if computed else "INSTRUMENT_ABOUT_ITSELF"
            yield judging.document.problem(code, route, id=name)
    elif name not in judging.all and name not in judging.known:
        known = judging.known or judging.all
        yield unknown(judging.document.place(route), "INSTRUMENT_UNKNOWN_ITEM", name, known)
    elif name not in judging.known and not _in_circle(judging, asker, name):
        here = asker or str(route[1])
        yield judging.document.problem("INSTRUMENT_FORWARD", route, id=here, other=name)


def _in_circle(judging: _Judge, one: str, other: str) -> bool:
    return any({one, other} <= circle for circle in judging.circles)


def _circular(resolved: Resolved, circle: tuple[str, ...]) -> Problem:
    route = next(route for spot, route in _places(resolved) if spot.item == circle[0])
    shown = " → ".join((*circle, circle[0]))
    return resolved.document.problem("INSTRUMENT_CIRCULAR", (*route, "calculation"), circle=shown)
