"""Which questions are on the route, given the answers so far. Pure."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from wbp_survey.instrument.expressions import evaluate
from wbp_survey.model.instrument import Instrument, Item, Section, Value
from wbp_survey.model.session import GROUP, SessionState, Slot
from wbp_survey.wizard.asides import other_item, script_item

Known = Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One question in its place; `answers` are the values its constraint may name."""

    section: Section
    item: Item
    slot: Slot
    answers: Known = field(default_factory=dict, compare=False, repr=False)

    @property
    def asks(self) -> bool:
        """Tell whether the step takes an answer; a note does not."""
        return self.item.type != "note"


def route(instrument: Instrument, state: SessionState) -> tuple[Step, ...]:
    """Return every step, in order, that is asked given the answers so far.

    Only answers that are themselves on the route decide what follows: an answer that was set aside
    opens nothing. At a round table a run of individual items is gone through seat by seat; group
    items and notes come once.
    """
    return tuple(_walk(instrument, state))


def off_route(instrument: Instrument, state: SessionState) -> frozenset[Slot]:
    """Return the slots whose answers are set aside: in the journal, not in the data."""
    on_route = {step.slot for step in _walk(instrument, state)}
    return frozenset(slot for slot in state.answers if slot not in on_route)


def next_step(steps: tuple[Step, ...], state: SessionState, after: Slot | None) -> Step | None:
    """Return the step that follows `after`; past the end, whatever is still unanswered, or None."""
    slots = [step.slot for step in steps]
    behind = steps[slots.index(after) + 1 :] if after in slots else ()
    return next(iter(behind), None) or first_open(steps, state)


def first_open(steps: tuple[Step, ...], state: SessionState) -> Step | None:
    """Return the first step that still needs an answer."""
    return next((step for step in steps if step.asks and step.slot not in state.answers), None)


def resume_step(steps: tuple[Step, ...], state: SessionState, at: Slot | None) -> Step | None:
    """Return where to go on: at `at` when it is on the route, else at the first open question.

    A note right before the first open question is shown again.
    """
    for number, step in enumerate(steps):
        if step.slot == at:
            return step
        if at is None and step.asks and step.slot not in state.answers:
            before = steps[number - 1] if number else step
            return step if before.asks else before
    return first_open(steps, state)


def progress(steps: tuple[Step, ...], slot: Slot) -> tuple[int, int]:
    """Return x and y of "question x of y" on this route; a note counts with what follows it."""
    slots = [step.slot for step in steps]
    before = sum(step.asks for step in steps[: slots.index(slot)])
    total = sum(step.asks for step in steps)
    return min(before + 1, total), total


def path_so_far(steps: tuple[Step, ...], state: SessionState, until: Slot | None) -> list[Slot]:
    """Return the answered slots in the order in which they were visited, before `until`."""
    on_route = {step.slot for step in steps}
    return [slot for slot in state.answers if slot in on_route and slot != until]


def takes_part(state: SessionState, participant: str) -> bool:
    """Tell whether a participant may be asked: consent is not recorded yet, or not all refused."""
    scopes = state.consent.get(participant)
    return not scopes or any(scopes.values())


def _walk(instrument: Instrument, state: SessionState) -> Iterator[Step]:
    seats = [one.id for one in state.participants if takes_part(state, one.id)]
    together: dict[str, Value | None] = {}
    apart = {seat: together if len(seats) == 1 else dict[str, Value | None]() for seat in seats}
    for section in instrument.sections:
        script = script_item(section)
        if script:
            yield Step(section, script, Slot(script.id))
        for individual, run in groupby(section.items, _individual):
            items = tuple(run)
            for seat in seats if individual and state.participants else [GROUP]:
                own = apart.get(seat, together)
                for step in _asked(section, items, seat, ChainMap(own, together)):
                    _remember(own, state, step)
                    yield step
                    yield from _words_for_other(instrument, step, own)


def _individual(item: Item) -> bool:
    return item.mode != "group" and item.type != "note"


def _asked(section: Section, items: tuple[Item, ...], seat: str, known: Known) -> Iterator[Step]:
    for item in items:
        if not item.relevant or evaluate(item.relevant, known, None):
            number = (section.round or 1) if item.mode == "individual_twice" else 0
            yield Step(section, item, Slot(item.id, seat, number), known)


def _remember(own: dict[str, Value | None], state: SessionState, step: Step) -> None:
    answer = state.answers.get(step.slot)
    own[step.item.id] = answer.value if answer else None


def _words_for_other(instrument: Instrument, step: Step, own: Known) -> Iterator[Step]:
    other = other_item(step.item, own[step.item.id])
    if other and all(other.id != item.id for item in instrument.items):
        slot = Slot(other.id, step.slot.participant, step.slot.round)
        yield Step(step.section, other, slot)
