"""Which routes an instrument has: how many, how long, how many minutes, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wbp_survey.instrument.route.prove import Proof, prove
from wbp_survey.instrument.route.reach import (
    Reach,
    Verdict,
    always,
    by_id,
    circles,
    closed_answers,
    forward,
    never,
    reaches,
)
from wbp_survey.instrument.route.replay import Spot, asked
from wbp_survey.instrument.route.tally import Opened, Tally, Weight, tally
from wbp_survey.instrument.route.terms import opposite
from wbp_survey.model.instrument import UNASKED, Instrument, Item, Section, Value


@dataclass(frozen=True, slots=True)
class DeadOption:
    """An option nobody can choose."""

    item: str
    code: str


@dataclass(frozen=True, slots=True)
class Route:
    """One way through the instrument: how long it is and answers that lead along it."""

    items: int
    minutes: float
    asked: tuple[str, ...]
    answers: Mapping[str, Value]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Routes:
    """Everything about the routes of one instrument.

    `count` is exact unless `at_least`; the lengths are then those of the routes that were seen.
    `unanswerable` are items whose checks let no answer in, `always` conditions that never fail,
    `circular` calculations that need one another, `forward` items with what they ask for too early.
    `listed` begins with the shortest route, then the longest.
    """

    instrument: str
    version: str
    questions: int
    reach: tuple[Reach, ...]
    dead_options: tuple[DeadOption, ...]
    unanswerable: tuple[str, ...]
    always: tuple[str, ...]
    circular: tuple[tuple[str, ...], ...]
    forward: tuple[tuple[str, str], ...]
    repeated: tuple[str, ...]
    count: int
    at_least: bool
    items: tuple[int, int]
    minutes: tuple[float, float]
    listed: tuple[Route, ...]

    @property
    def unreachable(self) -> tuple[str, ...]:
        """The items nobody ever comes to."""
        return tuple(one.item for one in self.reach if one.verdict == "never")

    @property
    def timed(self) -> bool:
        """Tell whether any minutes were planned."""
        return self.minutes[1] > 0

    @property
    def faulty(self) -> bool:
        """Tell whether anything is wrong."""
        faults = (self.dead_options, self.unanswerable, self.circular, self.forward)
        return any((self.unreachable, *faults))


def routes(instrument: Instrument, most: int = 20) -> Routes:
    """Prove and count the routes of an instrument; list at most `most` of them."""
    proof = prove(instrument)
    base, weights = _weights(instrument, proof)
    counted = tally(proof, weights, most)
    closed = tuple(closed_answers(proof, never(proof)))
    return Routes(
        instrument.id,
        instrument.version,
        sum(item.type not in UNASKED for item in instrument.items),
        tuple(reaches(proof)),
        tuple(DeadOption(spot.item, code) for spot, code in closed if code),
        tuple(spot.item for spot, code in closed if not code),
        tuple(always(proof)),
        circles(instrument.items),
        forward(instrument),
        tuple(section.id for section in instrument.sections if section.repeat),
        counted.count,
        not counted.exact,
        (base.items + int(counted.shortest.size), base.items + int(counted.longest.size)),
        (base.minutes + counted.quickest.size, base.minutes + counted.slowest.size),
        tuple(_listed(proof, counted, most)),
    )


def minutes_of(section: Section, item: Item) -> float:
    """Return the planned minutes of one item: the section's, shared by its questions.

    In a section without questions what is read takes the time.
    """
    asks = item.type not in UNASKED
    questions = sum(one.type not in UNASKED for one in section.items)
    if questions:
        return section.minutes / questions if asks else 0.0
    notes = sum(one.type == "note" for one in section.items)
    return section.minutes / notes if item.type == "note" else 0.0


def _weights(instrument: Instrument, proof: Proof) -> tuple[Weight, dict[int, Weight]]:
    """Return what is always asked, and what each gate adds to that."""
    found: dict[int | None, Weight] = {None: Weight()}
    for place, section in enumerate(instrument.sections):
        for item in section.items:
            if item.type == "calculate":
                continue
            gate = proof.gate_of[Spot(place, item.id)]
            before = found.get(gate, Weight())
            found[gate] = Weight(
                before.items + (item.type not in UNASKED),
                before.minutes + minutes_of(section, item),
            )
    return found[None], {gate: weight for gate, weight in found.items() if gate is not None}


def _listed(proof: Proof, counted: Tally, most: int) -> Iterator[Route]:
    """Yield routes with an example: the shortest, the longest, then others."""
    wanted = (counted.shortest.opened, counted.longest.opened, *counted.samples)
    seen = {
        Spot(place, item.id): (section, item)
        for place, section in enumerate(proof.instrument.sections)
        for item in section.items
        if item.type != "calculate"
    }
    for opened in tuple(dict.fromkeys(wanted))[:most]:
        yield _route(proof, opened, seen)


def _route(proof: Proof, opened: Opened, seen: Mapping[Spot, tuple[Section, Item]]) -> Route:
    """Say what one route is like; its example is walked to see that it leads along it."""
    here = {spot for spot in seen if (gate := proof.gate_of[spot]) is None or gate in opened}
    along = [seen[spot] for spot in seen if spot in here]
    names = tuple(item.id for _, item in along if item.type not in UNASKED)
    minutes = sum(minutes_of(section, item) for section, item in along)
    gates = {proof.gate_of[spot] for spot in seen} - {None}
    terms = [
        gate.term if gate.number in opened else opposite(gate.term)
        for gate in proof.gates
        if gate.number in gates
    ]
    answers: dict[Spot, Value] = {}
    certain = proof.sure(*terms)
    if certain:
        model = proof.solver.model()
        answers = proof.answers(model)
        reached, allowed = asked(proof.instrument, answers, proof.day(model))
        certain = allowed and reached & seen.keys() == here
    return Route(len(names), minutes, names, by_id(answers), "proved" if certain else "assumed")
