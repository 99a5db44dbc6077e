"""An instrument as a problem for the solver: which answers are possible, what each one opens.

Every answer may be missing, so that nothing at all answered is always possible; what is required
changes nothing here. A repeated section counts as asked once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any, Literal

from wbp_survey.instrument.expression.evaluate import compared_codes, references
from wbp_survey.instrument.expression.every import all_expressions, expressions_of
from wbp_survey.instrument.expression.values import EPOCH, Repeated, day_text, number
from wbp_survey.instrument.route.encode import Surroundings, encode_truth, encode_value
from wbp_survey.instrument.route.replay import Spot
from wbp_survey.instrument.route.symbols import Cases, Free, Number, within
from wbp_survey.instrument.route.terms import Term, both, either, follows, opposite, yes
from wbp_survey.instrument.route.unknowns import Variable, unknown_answer
from wbp_survey.model.instrument import Instrument, Item, Section, Value

Answer = Literal["yes", "no", "unknown"]
_ANSWERS: Mapping[str, Answer] = {"sat": "yes", "unsat": "no"}
_EFFORT = 2_000_000
"""How hard the solver tries on one question, in its own units: about a fifth of a second."""
Owner = str | int
"""Whom a rule of the solver belongs to: an item by its id, a gate by its number."""
EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition and what it opens; `parent` is the gate of the section, if it has one.

    `condition` is what the item adds to the section's; `names` are the items it asks for.
    """

    number: int
    term: Term
    condition: Term
    parent: int | None
    names: frozenset[str]


@dataclass(slots=True)
class Proof:
    """The instrument in the solver's terms; `conditions` are of sections, and of items alone."""

    instrument: Instrument
    solver: Any
    gates: list[Gate] = field(default_factory=list)
    gate_of: dict[Spot, int | None] = field(default_factory=dict)
    conditions: dict[Spot | str, Term] = field(default_factory=dict)
    variables: dict[Spot, Variable] = field(default_factory=dict)
    today: Number | None = None
    rules: list[tuple[Owner, Term]] = field(default_factory=list)
    hangs_on: dict[Owner, set[Owner]] = field(default_factory=dict)

    def part(self, gate: int) -> Proof:
        """Return only what one gate hangs on: a small question is answered sooner."""
        near: set[Owner] = set()
        waiting: list[Owner] = [gate]
        while waiting:
            owner = waiting.pop()
            if owner not in near:
                near.add(owner)
                waiting += self.hangs_on.get(owner, ())
        solver = _solver()
        solver.add([term for owner, term in self.rules if owner in near or owner == EVERYWHERE])
        variables = {spot: one for spot, one in self.variables.items() if spot.item in near}
        return replace(self, solver=solver, variables=variables)

    def answer(self, *terms: Term) -> Answer:
        """Ask whether all of `terms` can hold together."""
        return _ANSWERS.get(str(self.solver.check(*terms)), "unknown")

    def possible(self, *terms: Term) -> bool:
        """Tell whether all of `terms` can hold together; what the solver cannot say, can."""
        return self.answer(*terms) != "no"

    def impossible(self, terms: Sequence[Term]) -> frozenset[int]:
        """Return the numbers of the terms that can never hold.

        One solution shows many terms to be possible; only what no solution shows is left.
        """
        import z3

        self.solver.set("phase_selection", 1)  # first try with: a solution shows more
        left = dict(enumerate(terms))
        while left and self.sure(either(list(left.values()))):
            model = self.solver.model()
            for place, term in tuple(left.items()):
                if z3.is_true(model.eval(term, model_completion=True)):
                    del left[place]
        self.solver.set("phase_selection", 0)
        return frozenset(place for place, term in left.items() if not self.possible(term))

    def sure(self, *terms: Term) -> bool:
        """Tell whether the solver found a way in which all of `terms` hold."""
        return self.answer(*terms) == "yes"

    def model(self) -> Any:
        """Return the solution found last; None when the solver gave up."""
        import z3

        try:
            return self.solver.model()
        except z3.Z3Exception:
            return None

    def answers(self, model: Any) -> dict[Spot, Value]:
        """Return the answers that are there in a solution."""
        import z3

        return {
            spot: one.read(model)
            for spot, one in self.variables.items()
            if z3.is_true(model.eval(one.present, model_completion=True))
        }

    def day(self, model: Any) -> date | None:
        """Return what day it is in a solution; None when no condition asks."""
        if self.today is None:
            return None
        value = model.eval(self.today.term, model_completion=True)
        return date.fromisoformat(day_text(number(value.as_long())))


@dataclass(slots=True)
class _Encoder:
    proof: Proof
    free: Free
    needed: frozenset[str]
    texts: Mapping[str, frozenset[str]]
    known: dict[str, Cases] = field(default_factory=dict)
    shared: dict[tuple[int, int | None], int] = field(default_factory=dict)
    position: int = 0
    owner: Owner = EVERYWHERE

    def around(self, own: Cases = ()) -> Surroundings:
        return Surroundings(self.known, self.free, own, self.position, self.proof.today)

    def require(self, term: Term) -> None:
        if term is not yes():
            self.proof.rules.append((self.owner, term))
            self.proof.solver.add(term)

    def hang(self, owner: Owner, expressions: Iterable[str], gate: int | None = None) -> None:
        """Note what an item or a gate hangs on."""
        found = self.proof.hangs_on.setdefault(owner, set())
        found.update(chain.from_iterable(map(names_in, expressions)))
        found.update(() if gate is None else {gate})


def _solver() -> Any:
    """Return a solver that gives up at the same point on every computer."""
    import z3

    solver = z3.Solver()
    solver.set("rlimit", _EFFORT)
    solver.set("phase_selection", 0)  # first try without: examples stay short
    return solver


def prove(instrument: Instrument) -> Proof:
    """Hand the instrument to the solver."""
    import z3

    proof = Proof(instrument, _solver())
    expressions = tuple(all_expressions(instrument))
    if any(_ASKS_DAY.search(one) for one in expressions):
        proof.today = Number(z3.Int("today"), "date")
    encoder = _Encoder(proof, Free(), _needed(instrument), _texts(expressions))
    if proof.today is not None:
        encoder.require(proof.today.term >= 0)
        encoder.require(proof.today.term <= (date(2100, 1, 1) - EPOCH).days)
    for place, section in enumerate(instrument.sections):
        _section(encoder, place, section)
    encoder.owner = EVERYWHERE
    for fact in encoder.free.facts:
        encoder.require(fact)
    return proof


TODAY = "today()"
_ASKS_DAY = re.compile(r"\b(today|now)\s*\(")


def _needed(instrument: Instrument) -> frozenset[str]:
    """Return the items whose answers matter: others ask for them, or not every answer will do."""
    found = {name for one in all_expressions(instrument) for name in references(one)}
    for item in instrument.items:
        options = item.scale.options if item.scale else ()
        if any(not rule.soft for rule in item.constraints) or any(one.relevant for one in options):
            found.add(item.id)
    return frozenset(found)


def _texts(expressions: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Return the texts each item is held against: all that matters of a text."""
    found: dict[str, frozenset[str]] = {}
    for name, text in chain.from_iterable(map(compared_codes, expressions)):
        found[name] = found.get(name, frozenset()) | {text} - {""}
    return found


def names_in(expression: str) -> tuple[str, ...]:
    """Return what an expression hangs on: items, repeated sections, and what day it is."""
    return references(expression) + ((TODAY,) if _ASKS_DAY.search(expression) else ())


def _section(encoder: _Encoder, place: int, section: Section) -> None:
    repeat = section.repeat
    count = repeat.count if repeat and not repeat.minimum else ""
    names = names_in(section.relevant) + names_in(count)
    condition = encode_truth(section.relevant, encoder.around())
    if count:
        condition = both(condition, encode_truth(f"number({count}) >= 1", encoder.around()))
    encoder.proof.conditions[section.id] = condition
    # A section that opens nothing by itself is no gate of its own, or its routes would count twice.
    opens = any(not _conditions(item) and item.type != "calculate" for item in section.items)
    parent = _gate(encoder, condition, None, names) if opens else None
    encoder.position = 1 if repeat else 0
    for item in section.items:
        own = encode_truth(item.relevant, encoder.around())
        own = both(own, _offers(encoder, item))
        asks = tuple(chain.from_iterable(map(names_in, _conditions(item))))
        gate = (
            _gate(encoder, own, parent, asks)
            if opens
            else _gate(encoder, both(condition, own), None, names + asks)
        )
        spot = Spot(place, item.id)
        encoder.proof.gate_of[spot] = gate
        around_it = (section.relevant, count) if repeat else ()
        encoder.hang(item.id, (*expressions_of(item), *around_it), gate)
        encoder.proof.conditions[spot] = own
        _remember(encoder, spot, item, gate)
    encoder.position = 0
    if repeat:
        encoder.hang(section.id, (section.relevant, count))
        _close(encoder, section, condition)


def _conditions(item: Item) -> tuple[str, ...]:
    """Return what decides whether an item is asked: one with no option left is not."""
    return tuple(one for one in (item.relevant, *_all_conditional(item)) if one.strip())


def _all_conditional(item: Item) -> tuple[str, ...]:
    """Return the conditions of the options, when no option is always on offer."""
    options = item.scale.options if item.scale else ()
    conditions = tuple(option.relevant for option in options)
    without = set(item.scale.codes) - {one.code for one in options} if item.scale else set()
    return () if without or not all(one.strip() for one in conditions) else conditions


def _offers(encoder: _Encoder, item: Item) -> Term:
    conditions = _all_conditional(item)
    if not conditions:
        return yes()
    return either([encode_truth(one, encoder.around()) for one in conditions])


def _gate(
    encoder: _Encoder, condition: Term, parent: int | None, names: tuple[str, ...]
) -> int | None:
    """Return the number of the gate for a condition; None when it is always open."""
    import z3

    condition = z3.simplify(condition)
    if z3.is_true(condition):
        return parent
    key = (condition.get_id(), parent)
    if key not in encoder.shared:
        gates = encoder.proof.gates
        term = z3.Bool(f"gate{len(gates)}")
        whole = condition if parent is None else both(gates[parent].term, condition)
        encoder.owner = len(gates)
        encoder.require(term == whole)
        encoder.proof.hangs_on[len(gates)] = {*names, *(() if parent is None else (parent,))}
        encoder.shared[key] = len(gates)
        gates.append(Gate(len(gates), term, condition, parent, frozenset(names)))
    return encoder.shared[key]


def _term(encoder: _Encoder, gate: int | None) -> Term:
    return yes() if gate is None else encoder.proof.gates[gate].term


def _remember(encoder: _Encoder, spot: Spot, item: Item, gate: int | None) -> None:
    """Let the answer to an item be known to what follows; a second round follows the first."""
    if item.id not in encoder.needed or item.type == "note":
        return
    here = _term(encoder, gate)
    before = encoder.known.get(item.id, ((yes(), ""),))
    if item.type == "calculate":
        answer = within(here, encode_value(item.calculation, encoder.around()))
    else:
        answer = within(here, _answer(encoder, spot, item, here))
    encoder.known[item.id] = (*answer, *within(opposite(here), before))


def _close(encoder: _Encoder, section: Section, here: Term) -> None:
    """Turn the answers of a repeated section into what they are from outside: one time or none."""
    none = within(opposite(here), ((yes(), Repeated()),))
    encoder.known.setdefault(section.id, (*within(here, ((yes(), Repeated(("1",))),)), *none))
    for item in section.items:
        if item.id in encoder.known:
            encoder.known[item.id] = (*within(here, encoder.known[item.id]), *none)


def _answer(encoder: _Encoder, spot: Spot, item: Item, here: Term) -> Cases:
    """Make the unknown answer to one item and hold it to its limits, options and checks."""
    name = f"{spot.section}.{spot.item}"
    encoder.owner = item.id
    variable, cases = unknown_answer(item, name, encoder.texts, encoder.require)
    encoder.proof.variables[spot] = variable
    encoder.require(follows(variable.present, here))
    for option in item.scale.options if item.scale else ():
        if option.relevant:
            offered = encode_truth(option.relevant, encoder.around())
            encoder.require(follows(variable.options[option.code], offered))
    for rule in item.constraints:
        if not rule.soft:
            around = replace(encoder.around(cases), answers={**encoder.known, item.id: cases})
            fits = encode_truth(rule.check, around)
            encoder.require(follows(variable.present, fits))
    return cases
