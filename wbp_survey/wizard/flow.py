"""Which questions are on the route, given the answers so far. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from wbp_survey.model.instrument import Instrument
from wbp_survey.model.repeats import split_instance
from wbp_survey.model.session import GROUP, SessionState, Slot
from wbp_survey.wizard.walk import Step, standing, takes_part, walk

__all__ = [
    "Step",
    "first_open",
    "is_open",
    "next_step",
    "off_route",
    "path_so_far",
    "resume_step",
    "route",
    "section_start",
    "set_aside",
    "standing",
    "takes_part",
]


def route(instrument: Instrument, state: SessionState) -> tuple[Step, ...]:
    """Return every step, in order, that is asked or read given the answers so far."""
    return tuple(step for step in walk(instrument, state) if step.item.type != "calculate")


def off_route(instrument: Instrument, state: SessionState) -> frozenset[Slot]:
    """Return the slots whose answers are set aside: in the journal, not in the data."""
    return set_aside(walk(instrument, state), state)


def set_aside(steps: Iterable[Step], state: SessionState) -> frozenset[Slot]:
    """Return the answered slots that count nowhere, given every step of the walk."""
    asked = (step for step in steps if step.item.type != "calculate")
    counted = {step.slot for step in asked if standing(step, state)}
    return frozenset(slot for slot in state.answers if slot not in counted)


def next_step(steps: tuple[Step, ...], state: SessionState, after: Slot | None) -> Step | None:
    """Return where forward leads from `after`: the next question without an answer, or None.

    What is to be read right before it comes first. Past the end come the questions that were passed
    over, then those that were parked: each once, in order, so that parking one again does not lead
    round in circles. None is the closing.
    """
    slots = [step.slot for step in steps]
    here = slots.index(after) if after in slots else len(steps)
    ahead = _with_notes(steps[here + 1 :], state)
    return ahead or first_open(steps, state) or _next_parked(steps, state, after)


def _with_notes(behind: tuple[Step, ...], state: SessionState) -> Step | None:
    """Return the first open question, or the first of the notes right before it or at the end."""
    notes: list[Step] = []
    for step in behind:
        if is_open(step, state):
            return next(iter(notes), step)
        notes = [] if step.asks else [*notes, step]
    return next(iter(notes), None)


def first_open(steps: tuple[Step, ...], state: SessionState) -> Step | None:
    """Return the first step that still needs an answer and was not put off."""
    return next((step for step in steps if is_open(step, state)), None)


def is_open(step: Step, state: SessionState) -> bool:
    """Tell whether a step needs an answer that nobody put off."""
    return step.asks and standing(step, state) is None and step.slot not in state.parked


def section_start(steps: tuple[Step, ...], at: Slot | None, by: int) -> Step | None:
    """Return the first step of the section before or after the one of `at`; None beyond an end.

    Each time of a repeated section counts as one, but not those of several people at a table. `at`
    is None at the closing, behind the last.
    """
    table = len({step.slot.participant for step in steps} - {GROUP}) > 1
    parts = [(step.section.id, 0 if table else split_instance(step.slot.item)[1]) for step in steps]
    starts = [at for at, part in enumerate(parts) if not at or parts[at - 1] != part]
    slots = [step.slot for step in steps]
    here = slots.index(at) if at in slots else len(steps)
    own = sum(start <= here for start in starts) - 1 if at in slots else len(starts)
    wanted = own + by
    return steps[starts[wanted]] if 0 <= wanted < len(starts) else None


def _next_parked(steps: tuple[Step, ...], state: SessionState, after: Slot | None) -> Step | None:
    """Return the first parked step, or behind a parked one the next of them."""
    parked = [step for step in steps if step.slot in state.parked]
    slots = [step.slot for step in parked]
    return next(iter(parked[slots.index(after) + 1 :] if after in slots else parked), None)


def resume_step(steps: tuple[Step, ...], state: SessionState, at: Slot | None) -> Step | None:
    """Return where to go on: at `at` when it is on the route, else at the first open question.

    A note right before the first open question is shown again.
    """
    for number, step in enumerate(steps):
        if step.slot == at:
            return step
        if at is None and is_open(step, state):
            before = steps[number - 1] if number else step
            return step if before.asks else before
    return first_open(steps, state)


def path_so_far(steps: tuple[Step, ...], state: SessionState, until: Slot | None) -> list[Slot]:
    """Return the answered slots in the order in which they were visited, before `until`."""
    on_route = {step.slot for step in steps}
    return [slot for slot in state.answers if slot in on_route and slot != until]
