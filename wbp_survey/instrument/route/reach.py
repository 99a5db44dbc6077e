"""What of an instrument is ever asked and can ever be answered.

What is possible the solver says (`prove`); an example it gives is walked once more by the rules of
asking (`replay`), so that "proved" never rests on the solver alone. What holds only if something
the solver cannot follow goes well, such as a pattern, is "assumed".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from wbp_survey.instrument.expression.grammar import references
from wbp_survey.instrument.route.prove import Proof
from wbp_survey.instrument.route.replay import Spot, asked
from wbp_survey.instrument.route.terms import Term, both, opposite
from wbp_survey.model.instrument import Instrument, Item, Value

Verdict = Literal["proved", "assumed", "never"]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether an item is ever asked, with the fewest answers that lead there.

    `today` is the day on which they do, when a condition asks what day it is.
    """

    item: str
    section: str
    verdict: Verdict
    answers: Mapping[str, Value]
    today: date | None = None


def never(proof: Proof) -> frozenset[Spot]:
    """Return the items no answers lead to."""
    shut = proof.impossible([gate.term for gate in proof.gates])
    return frozenset(spot for spot, gate in proof.gate_of.items() if gate in shut)


def reaches(proof: Proof) -> Iterator[Reach]:
    """Yield for every item whether it is ever asked, with an example."""
    by_gate: dict[int | None, tuple[Verdict, dict[Spot, Value], date | None]] = {
        None: ("proved", {}, None)
    }
    for place, section in enumerate(proof.instrument.sections):
        for item in section.items:
            spot = Spot(place, item.id)
            gate = proof.gate_of[spot]
            if gate not in by_gate:
                by_gate[gate] = _opens(proof.part(gate or 0), proof.gates[gate or 0].term, spot)
            verdict, answers, day = by_gate[gate]
            yield Reach(item.id, section.id, verdict, by_id(answers), day)


def _opens(proof: Proof, term: Term, spot: Spot) -> tuple[Verdict, dict[Spot, Value], date | None]:
    """Return whether a gate ever opens, and the fewest answers that open it."""
    answer = proof.answer(term)
    if answer != "yes":
        return ("never" if answer == "no" else "assumed"), {}, None
    model = proof.solver.model()
    answers = proof.answers(model)
    needless: list[Term] = []
    for one in reversed(tuple(answers)):
        if one not in answers:
            continue
        without = opposite(proof.variables[one].present)
        if proof.sure(term, *needless, without):
            needless.append(without)
            model = proof.solver.model()
            answers = proof.answers(model)
    day = proof.day(model)
    reached, allowed = asked(proof.instrument, answers, day)
    verdict: Verdict = "proved" if spot in reached and allowed else "assumed"
    return verdict, answers, day


def by_id(answers: Mapping[Spot, Value]) -> dict[str, Value]:
    """Name answers by item; the second time an item is asked gets its number."""
    found: dict[str, Value] = {}
    for spot in sorted(answers, key=lambda one: one.section):
        name = spot.item if spot.item not in found else f"{spot.item} (2)"
        found[name] = answers[spot]
    return found


def closed_answers(proof: Proof, unasked: frozenset[Spot]) -> Iterator[tuple[Spot, str]]:
    """Yield what nobody can answer, of items that are asked: an option, or "" for anything."""
    terms: list[tuple[Spot, str, Term]] = []
    for spot, variable in proof.variables.items():
        if spot not in unasked and _restricts(variable.item):
            terms.append((spot, "", variable.present))
            terms += [(spot, code, chosen) for code, chosen in variable.options.items()]
    places = sorted(proof.impossible([term for _, _, term in terms]))
    closed = [terms[place][:2] for place in places]
    entirely = {spot for spot, code in closed if not code}
    for spot, code in closed:
        if not code or spot not in entirely:
            yield spot, code


def _restricts(item: Item) -> bool:
    options = item.scale.options if item.scale else ()
    return any(not rule.soft for rule in item.constraints) or any(one.relevant for one in options)


def always(proof: Proof) -> Iterator[str]:
    """Yield the items and sections with a condition that never fails."""
    names: list[str] = []
    terms: list[Term] = []
    for place, section in enumerate(proof.instrument.sections):
        here = proof.conditions[section.id]
        if section.relevant:
            names.append(section.id)
            terms.append(opposite(here))
        for item in section.items:
            if item.relevant:
                names.append(item.id)
                terms.append(both(here, opposite(proof.conditions[Spot(place, item.id)])))
    yield from (names[number] for number in sorted(proof.impossible(terms)))


def forward(instrument: Instrument) -> tuple[tuple[str, str], ...]:
    """Return each item with an item it asks for that is asked only later."""
    found: dict[tuple[str, str], None] = {}
    later = {item.id for item in instrument.items}
    for section in instrument.sections:
        for item in section.items:
            options = item.scale.options if item.scale else ()
            wanted = [section.relevant, item.relevant, item.calculation]
            wanted += [option.relevant for option in options]
            wanted += [rule.check for rule in item.constraints]
            names = {name for one in wanted for name in references(one)} & later
            found |= {(item.id, name): None for name in sorted(names - {item.id})}
            later.discard(item.id)
    return tuple(found)


def circles(items: Iterable[Item]) -> tuple[tuple[str, ...], ...]:
    """Return each group of calculations that need one another, in the order that shows it."""
    needs = {item.id: references(item.calculation) for item in items if item.type == "calculate"}
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for start in needs:
        circle = _circle(start, needs)
        if circle and not any(set(circle) & known for known in found):
            found[frozenset(circle)] = circle
    return tuple(found.values())


def _circle(start: str, needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the shortest way from a calculation back to itself; empty when there is none."""
    paths: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for name in needs.get(path[-1], ()):
            if name == start:
                return path
            if name not in seen:
                seen.add(name)
                paths.append((*path, name))
    return ()
