"""Count routes without walking them all: conditions that share nothing are counted apart.

A route is which gates are open. The first gate of a group is tried open and shut; what that leaves
falls apart into groups that no longer touch, whose numbers are multiplied. Shortest and longest add
up the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, product
from typing import Any

from wbp_survey.instrument.route.prove import Gate, Proof, names_in
from wbp_survey.instrument.route.terms import Term, opposite
from wbp_survey.instrument.route.unknowns import Variable

Opened = frozenset[int]
_ALWAYS = -1
"""Stands for the gate of what is asked of everybody: it is never shut."""
_MOST_QUESTIONS = 1500
"""So often the solver is asked at most; after that the count says "at least"."""
_COST_OF_GIVING_UP = 200
"""As many questions is one worth on which the solver gives up."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A number of items or minutes, and the gates that are open for it."""

    size: float
    opened: Opened = frozenset()

    def plus(self, other: Measured) -> Measured:
        """Go on with another part of the route."""
        return Measured(self.size + other.size, self.opened | other.opened)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many routes there are, the extremes, and some of them; `exact` unless there are more."""

    count: int
    exact: bool
    shortest: Measured
    longest: Measured
    quickest: Measured
    slowest: Measured
    samples: tuple[Opened, ...]


@dataclass(frozen=True, slots=True)
class Weight:
    """What opening a gate adds to a route."""

    items: int = 0
    minutes: float = 0


@dataclass(frozen=True, slots=True)
class _Point:
    """Where the counting is: the gates decided, an example, the items with one answer left."""

    model: Any
    gates: Mapping[int, bool] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    pinned: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Counter:
    proof: Proof
    weights: Mapping[int, Weight]
    clusters: Mapping[str, str]
    most: int
    left: int = _MOST_QUESTIONS
    exact: bool = True
    by_item: dict[str, list[Variable]] = field(default_factory=dict)
    gates_of: dict[str, set[int]] = field(default_factory=dict)
    needs: dict[tuple[int, str], bool] = field(default_factory=dict)


def tally(proof: Proof, weights: Mapping[int, Weight], most: int) -> Tally:
    """Count the routes; list at most `most` of them.

    `weights` says what each gate adds; a gate without weight opens nothing that anybody sees.
    """
    counter = _Counter(proof, weights, _clusters(proof), most)
    for spot, gate in proof.gate_of.items():
        cluster = counter.clusters.get(spot.item, spot.item)
        counter.gates_of.setdefault(cluster, set()).add(_ALWAYS if gate is None else gate)
        if spot in proof.variables:
            counter.by_item.setdefault(cluster, []).append(proof.variables[spot])
    model = proof.model() if proof.possible() else None
    found = _count(counter, [gate for gate in proof.gates if gate.number in weights], _Point(model))
    return replace(found, exact=found.exact and counter.exact)


def nothing() -> Tally:
    """Return the tally of no gates at all: one route."""
    zero = Measured(0)
    return Tally(1, True, zero, zero, zero, zero, (frozenset(),))  # noqa: FBT003 - it is exact


def _clusters(proof: Proof) -> dict[str, str]:
    """Join items whose answers depend on one another by checks, options or calculations."""
    joined = _Joined()
    for section in proof.instrument.sections:
        repeat = section.repeat
        around = [section.relevant, repeat.count] if repeat else [section.relevant]
        for item in section.items:
            bonds = [rule.check for rule in item.constraints if not rule.soft]
            bonds += [option.relevant for option in (item.scale.options if item.scale else ())]
            if item.type == "calculate" or repeat:
                bonds += [item.calculation, item.relevant, *around]
            if repeat:
                joined.join(item.id, section.id)
            for name in chain.from_iterable(map(names_in, bonds)):
                joined.join(item.id, name)
    return {name: joined.root(name) for name in joined.parents}


class _Joined:
    """Sets that grow together (union-find)."""

    def __init__(self) -> None:
        self.parents: dict[Any, Any] = {}

    def root(self, one: Any) -> Any:
        while self.parents.setdefault(one, one) != one:
            self.parents[one] = self.parents[self.parents[one]]
            one = self.parents[one]
        return one

    def join(self, one: Any, other: Any) -> None:
        self.parents[self.root(one)] = self.root(other)


def _count(counter: _Counter, gates: Sequence[Gate], now: _Point) -> Tally:
    """Count what `gates` can still do, group by group."""
    found = nothing()
    for group in _groups(counter, gates, now):
        found = _times(found, _one_group(counter, group, now), counter.most)
    return found


def _one_group(counter: _Counter, group: Sequence[Gate], now: _Point) -> Tally:
    """Try the first gate of a group open and shut."""
    if counter.left <= 0:
        return _some(counter, group, now)
    first, rest = group[0], group[1:]
    found: Tally | None = None
    for open_ in (True, False):
        point = _decided(counter, now, first, open_=open_)
        if point is None:
            continue
        part = _count(counter, rest, _pinned(counter, first, rest, point))
        if open_:
            part = _heavier(part, first.number, counter.weights[first.number])
        found = part if found is None else _plus(found, part, counter.most)
    return found or nothing()


def _decided(counter: _Counter, now: _Point, gate: Gate, *, open_: bool) -> _Point | None:
    """Go on with a gate open or shut; None when that cannot be."""
    if open_ and any(
        _unasked(counter, now, name) and _shut_without(counter, gate, name) for name in gate.names
    ):
        return None
    term = gate.term if open_ else opposite(gate.term)
    point = replace(now, gates={**now.gates, gate.number: open_}, terms=(*now.terms, term))
    if _holds(now.model, term):
        return point
    counter.left -= 1
    answer = counter.proof.answer(*point.terms)
    if answer == "yes":
        return replace(point, model=counter.proof.model())
    if answer == "unknown":
        counter.left -= _COST_OF_GIVING_UP
        counter.exact = False
    return None


def _shut_without(counter: _Counter, gate: Gate, name: str) -> bool:
    """Tell whether a gate stays shut as long as an item has no answer; asked once."""
    variables = counter.by_item.get(counter.clusters.get(name, name), ())
    if len(variables) == 1 and (gate.number, name) not in counter.needs:
        counter.left -= 1
        without = opposite(variables[0].present)
        counter.needs[gate.number, name] = not counter.proof.possible(gate.term, without)
    return counter.needs.get((gate.number, name), False)


def _unasked(counter: _Counter, now: _Point, name: str) -> bool:
    """Tell whether every gate behind which an item is asked is shut."""
    asked_at = counter.gates_of.get(counter.clusters.get(name, name), set())
    return bool(asked_at) and all(now.gates.get(number) is False for number in asked_at)


def _holds(model: Any, term: Term) -> bool:
    import z3

    return model is not None and z3.is_true(model.eval(term, model_completion=True))


def _some(counter: _Counter, group: Sequence[Gate], now: _Point) -> Tally:
    """Return one way the group can go, when there is no time for all."""
    found = nothing()
    for gate in group:
        if _holds(now.model, gate.term):
            found = _heavier(found, gate.number, counter.weights[gate.number])
    return replace(found, exact=False)


def _pinned(counter: _Counter, gate: Gate, rest: Sequence[Gate], now: _Point) -> _Point:
    """Find the items of which only one answer is left, so that they join nothing any more."""
    import z3

    wanted = {name for other in rest for name in other.names}
    found: set[str] = set()
    for name in sorted((gate.names & wanted) - now.pinned) if now.model is not None else ():
        variables = counter.by_item.get(name, ())
        if len(variables) != 1:
            continue
        parts = variables[0].parts
        other = z3.Or([part != now.model.eval(part, model_completion=True) for part in parts])
        counter.left -= 1
        if not counter.proof.possible(*now.terms, other):
            found.add(name)
    return replace(now, pinned=now.pinned | found)


def _groups(counter: _Counter, gates: Sequence[Gate], now: _Point) -> list[tuple[Gate, ...]]:
    """Sort gates into groups that share no answer that is still open."""
    joined = _Joined()
    waiting = {gate.number for gate in gates}
    for gate in counter.proof.gates:
        if gate.number in waiting or gate.number in now.gates:
            tokens = _tokens(counter, gate, waiting, now)
            for token in tokens:
                joined.join(token, tokens[0])
    groups: dict[Any, list[Gate]] = {}
    for gate in gates:
        groups.setdefault(joined.root(("gate", gate.number)), []).append(gate)
    return [tuple(group) for group in groups.values()]


def _tokens(counter: _Counter, gate: Gate, waiting: set[int], now: _Point) -> list[tuple[str, Any]]:
    """Return what a gate hangs on: open answers, and gates that decide whether those are asked."""
    found: list[tuple[str, Any]] = []
    if gate.number in waiting:
        found.append(("gate", gate.number))
        found += [("gate", gate.parent)] if gate.parent in waiting else []
    for name in sorted(gate.names):
        cluster = counter.clusters.get(name, name)
        asked_at = counter.gates_of.get(cluster, set())
        found += [("gate", number) for number in sorted(asked_at) if number in waiting]
        alone = len(counter.by_item.get(cluster, ())) == 1
        if not (alone and (_unasked(counter, now, name) or name in now.pinned)):
            found.append(("item", cluster))
    return found


def _heavier(found: Tally, gate: int, weight: Weight) -> Tally:
    items = Measured(weight.items, frozenset({gate}))
    minutes = Measured(weight.minutes, frozenset({gate}))
    return Tally(
        found.count,
        found.exact,
        found.shortest.plus(items),
        found.longest.plus(items),
        found.quickest.plus(minutes),
        found.slowest.plus(minutes),
        tuple(sample | {gate} for sample in found.samples),
    )


def _times(one: Tally, other: Tally, most: int) -> Tally:
    """Combine two groups that have nothing to do with one another."""
    pairs = product(one.samples, other.samples)
    return Tally(
        one.count * other.count,
        one.exact and other.exact,
        one.shortest.plus(other.shortest),
        one.longest.plus(other.longest),
        one.quickest.plus(other.quickest),
        one.slowest.plus(other.slowest),
        tuple(left | right for left, right in islice(pairs, most)),
    )


def _plus(one: Tally, other: Tally, most: int) -> Tally:
    """Add the routes with a gate open to those with it shut."""
    return Tally(
        one.count + other.count,
        one.exact and other.exact,
        min(one.shortest, other.shortest, key=_size),
        max(one.longest, other.longest, key=_size),
        min(one.quickest, other.quickest, key=_size),
        max(one.slowest, other.slowest, key=_size),
        _mixed((one.samples, other.samples), most),
    )


def _size(measured: Measured) -> float:
    return measured.size


def _mixed(lists: Iterable[Sequence[Opened]], most: int) -> tuple[Opened, ...]:
    """Take from each list in turn."""
    columns = [list(one) for one in lists]
    found: list[Opened] = []
    for place in range(most):
        found += [one[place] for one in columns if place < len(one)]
    return tuple(found[:most])
