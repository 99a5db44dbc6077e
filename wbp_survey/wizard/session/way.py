"""Where somebody stands in a session, the path behind them and what lies ahead. No asking here.

Back goes along the questions really visited, not the order of the file; forward goes back along
the same ones, then on along the route.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wbp_survey.model.instrument import Instrument
from wbp_survey.model.moves import Moves, moved
from wbp_survey.model.session import SessionState, Slot
from wbp_survey.wizard.flow import (
    Step,
    first_open,
    is_open,
    next_step,
    path_so_far,
    resume_step,
    route,
    section_start,
)
from wbp_survey.wizard.session.arrange import IDEAS_DRAFT, By, arranged, row_of


@dataclass(slots=True)
class Way:
    """What changes while a session is held. `here` is None at the closing.

    `ahead` holds where going forward leads, the nearest last (None: the closing), and `opened` what
    came onto the route since one turned off it; `moves` holds what can be taken back. `by` says in
    which order the questions of a round table come; `looking` that one went elsewhere to look, and
    has not answered anything there.
    """

    instrument: Instrument
    state: SessionState
    steps: tuple[Step, ...]
    here: Step | None
    path: list[Slot] = field(default_factory=list)
    ahead: list[Slot | None] = field(default_factory=list)
    opened: set[Slot] = field(default_factory=set)
    moves: Moves = field(default_factory=Moves)
    notice: str = ""
    by: By = "grid"
    looking: bool = False

    @property
    def slot(self) -> Slot | None:
        """Return where they stand; None at the closing."""
        return self.here.slot if self.here else None


def set_out(
    instrument: Instrument,
    state: SessionState,
    resume_at: Slot | None,
    moves: Moves,
    by: By = "grid",
) -> Way:
    """Stand at `resume_at`, or else at the first question without an answer."""
    steps = arranged(route(instrument, state), by)
    if resume_at is not None and resume_at.item.endswith(IDEAS_DRAFT):
        resume_at = _in_section(steps, state, resume_at.item.removesuffix(IDEAS_DRAFT))
    here = resume_step(steps, state, resume_at)
    path = path_so_far(steps, state, here.slot if here else None)
    return Way(instrument, state, steps, here, path, moves=moves, by=by)


def _in_section(steps: tuple[Step, ...], state: SessionState, section: str) -> Slot | None:
    """Return the first open place of a section, else its first."""
    here = [step for step in steps if step.section.id == section]
    open_ = [step for step in here if is_open(step, state)]
    return next((step.slot for step in open_ or here), None)


def rearrange(way: Way, by: By) -> None:
    """Put the questions in another order, and stay where one is."""
    way.by = by
    way.steps = arranged(route(way.instrument, way.state), by)


def arrive(way: Way, state: SessionState, steps: tuple[Step, ...] | None = None) -> None:
    """Take over a new state, with its route when that is known already."""
    if state is not way.state:
        way.state = state
        if steps is way.steps:
            return
        before = {step.slot for step in way.steps}
        way.steps = arranged(route(way.instrument, state) if steps is None else steps, way.by)
        way.opened |= {step.slot for step in way.steps} - before


def note_move(way: Way, before: SessionState, *slots: Slot) -> None:
    """Remember what changed at slots since `before`, to take it back one day.

    Without a slot it is what changed around the table.
    """
    way.moves = moved(way.moves, before, way.state, *slots)


def go_on(way: Way) -> None:
    """Go to the next step: what has come onto the route right here, else where one came from."""
    slot = way.slot
    if slot is None:
        return
    _leave(way)
    behind = _behind(way, slot)
    if behind is None or behind.slot not in way.opened or not is_open(behind, way.state):
        while way.ahead:
            ahead = way.ahead.pop()
            step = step_at(way, ahead) if ahead else first_open(way.steps, way.state)
            if ahead is None or (step is not None and not _together(way, step, slot)):
                _stand(way, step)
                return
    _stand(way, next_step(way.steps, way.state, slot))


def go_back(way: Way) -> bool:
    """Go to the last visited step that is still on the route; tell whether there was one."""
    slot = way.slot
    while way.path:
        step = step_at(way, way.path.pop())
        if step is not None and not _together(way, step, slot):
            way.ahead.append(slot)
            _stand(way, step)
            return True
    return False


def go_to(way: Way, slot: Slot) -> bool:
    """Go to a question on the route, and from there back here; tell whether it is on it."""
    step = step_at(way, slot)
    if step is None:
        return False
    if slot != way.slot:
        _leave(way)
        way.ahead = [way.slot]
        way.here = step
        way.looking = True
    return True


def turn(way: Way, by: int) -> bool:
    """Go to the section before or after; behind the last one comes the closing.

    From an earlier section forward leads through all that lies between, answered or not.
    """
    step = section_start(way.steps, way.slot, by)
    if step is None and (by < 0 or way.here is None):
        return False
    slots = [one.slot for one in way.steps]
    first = slots.index(step.slot) + 1 if step else len(slots)
    last = slots.index(way.slot) if way.slot in slots else len(slots)
    _leave(way)
    way.ahead = [way.slot, *reversed(slots[first:last])] if by < 0 else []
    way.here = step
    way.looking = True
    return True


def take_back(way: Way, slot: Slot) -> None:
    """Stand at the slot where a step was taken back or done again, when it is on the route."""
    step, here = step_at(way, slot), way.slot
    if step is not None and slot != here:
        way.ahead.append(here)
        _stand(way, step)
    elif here is not None:
        way.here = step_at(way, here) or next_step(way.steps, way.state, None)


def step_at(way: Way, slot: Slot) -> Step | None:
    """Return the step at a slot; None when it is not on the route now."""
    return next((step for step in way.steps if step.slot == slot), None)


def _together(way: Way, step: Step, slot: Slot | None) -> bool:
    """Tell whether a slot is answered where a step is: there itself, or in the same row."""
    if step.slot == slot:
        return True
    return way.by == "grid" and any(one.slot == slot for one in row_of(way.steps, step))


def _stand(way: Way, step: Step | None) -> None:
    """Stand at a step; whoever is there need not be led there again, nor past it and back."""
    way.here = step
    if step is not None and step.slot in way.ahead:
        del way.ahead[way.ahead.index(step.slot) :]
    if not way.ahead:
        way.opened.clear()


def _leave(way: Way) -> None:
    """Remember where one was: back leads there."""
    if way.here is not None:
        way.path.append(way.here.slot)


def _behind(way: Way, slot: Slot) -> Step | None:
    slots = [step.slot for step in way.steps]
    at = slots.index(slot) + 1 if slot in slots else len(slots)
    return way.steps[at] if at < len(slots) else None


def next_after(way: Way, section: str) -> Step | None:
    """Return where forward leads past a section; None: to the closing."""
    sections = [step.section.id for step in way.steps]
    if section not in sections:
        return first_open(way.steps, way.state)
    last = len(sections) - 1 - sections[::-1].index(section)
    return next_step(way.steps, way.state, way.steps[last].slot)
