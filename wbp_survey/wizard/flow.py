"""Which questions are on the route, given the answers so far. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from wbp_survey.model.instrument import Instrument
from wbp_survey.model.session import SessionState, Slot
from wbp_survey.wizard.walk import Step, standing, takes_part, walk

__all__ = [
    "Step",
    "first_open",
    "next_step",
    "off_route",
    "path_so_far",
    "progress",
    "resume_step",
    "route",
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
    """Return the step that follows `after`; past the end, whatever is still unanswered, or None."""
    slots = [step.slot for step in steps]
    behind = steps[slots.index(after) + 1 :] if after in slots else ()
    return next(iter(behind), None) or first_open(steps, state)


def first_open(steps: tuple[Step, ...], state: SessionState) -> Step | None:
    """Return the first step that still needs an answer."""
    return next((step for step in steps if _open(step, state)), None)


def resume_step(steps: tuple[Step, ...], state: SessionState, at: Slot | None) -> Step | None:
    """Return where to go on: at `at` when it is on the route, else at the first open question.

    A note right before the first open question is shown again.
    """
    for number, step in enumerate(steps):
        if step.slot == at:
            return step
        if at is None and _open(step, state):
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


def _open(step: Step, state: SessionState) -> bool:
    return step.asks and standing(step, state) is None
