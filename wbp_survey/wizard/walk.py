"""Walk through an instrument with the answers so far: who is asked what, and how often. Pure.

Only answers that are themselves on the route decide what follows.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from wbp_survey.instrument.expression.evaluate import Repeated
from wbp_survey.model.instrument import (
    UNASKED,
    Instrument,
    Item,
    Repeat,
    ResponseScale,
    Section,
    Value,
)
from wbp_survey.model.keys import offered
from wbp_survey.model.presence import Asked, expected
from wbp_survey.model.repeats import instance_id
from wbp_survey.model.session import GROUP, Answer, SessionState, Slot
from wbp_survey.wizard.asides import YES, more_item, other_item, script_item
from wbp_survey.wizard.known import Answers, Known, holds, worked_out

_Memory = MutableMapping[str, Value | Repeated | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One question in its place.

    `item` offers only the options that are on offer here; `answers` is what its constraints may
    name; `time` is the number of the time in a repeated section (0: asked once); `worked_out` is
    what a calculation comes to.
    """

    section: Section
    item: Item
    slot: Slot
    answers: Answers = field(default_factory=dict, compare=False, repr=False)
    time: int = 0
    worked_out: Value | None = None

    @property
    def asks(self) -> bool:
        """Tell whether the step takes an answer; a note does not."""
        return self.item.type not in UNASKED


@dataclass(frozen=True, slots=True)
class _Walk:
    """What stays the same along the way; `memories` fills with what each participant answered.

    Whoever sits alone shares one memory with the group. `orders` tells of each item and round when
    anybody at the table answered it, in the order of events.
    """

    instrument: Instrument
    state: SessionState
    seats: tuple[str, ...]
    memories: Mapping[str, _Memory]
    today: datetime | None
    scales: Mapping[str, ResponseScale]
    orders: Mapping[tuple[str, int], Asked]


def walk(instrument: Instrument, state: SessionState) -> Iterator[Step]:
    """Yield every step of the route in order, calculations among them.

    At a round table a run of individual items is gone through seat by seat, and then by the group
    as one where the items say so; group items and notes come once. A repeated section is gone
    through time by time, seat by seat. Who was not there is not asked, and what was passed over for
    lack of time is not asked of anybody; an answer that was given all the same counts.
    """
    walking = _begun(instrument, state)
    for section in instrument.sections:
        opened = _opened(walking, section)
        script = script_item(section)
        if script and opened and section.id not in state.round_table.skipped:
            yield Step(section, script, Slot(script.id))
        for items, participants in _turns(walking, section):
            for one in participants:
                if one in opened:
                    yield from _turn(walking, section, items, one)
                elif section.repeat is not None:
                    # Never asked is no times at all, which a count or sum must be able to tell.
                    _keep(walking.memories[one], section, items, ())


def takes_part(state: SessionState, participant: str) -> bool:
    """Tell whether a participant may be asked: consent is not recorded yet, or not all refused.

    Whose seat was removed was never there.
    """
    if participant in state.round_table.removed or participant in state.withdrawn:
        return False
    scopes = state.consent.get(participant)
    return not scopes or any(scopes.values())


def standing(step: Step, state: SessionState) -> Answer | None:
    """Return the answer that counts here, or None.

    An answer that names an option no longer on offer does not: the question is open again, since
    nobody would have been able to give that answer now. It stays in the journal, and counts again
    when the option comes back.
    """
    answer = state.answers.get(step.slot)
    if answer is None or answer.value is None or step.item.scale is None:
        return answer
    codes = answer.value if isinstance(answer.value, list) else [str(answer.value)]
    return answer if set(codes) <= set(step.item.scale.codes) else None


def _begun(instrument: Instrument, state: SessionState) -> _Walk:
    seats = tuple(one.id for one in state.participants if takes_part(state, one.id))
    together: _Memory = {}
    memories: dict[str, _Memory] = {seat: {} for seat in seats} if seats[1:] else {}
    memories |= {GROUP: together, **({} if seats[1:] else dict.fromkeys(seats, together))}
    scales = {item.id: item.scale for item in instrument.items if item.scale is not None}
    # As it was where the session was opened: it must lead along the same route on any computer.
    opened = datetime.fromisoformat(state.opened_here) if state.opened_here else None
    return _Walk(instrument, state, seats, memories, opened, scales, _orders(state))


def _orders(state: SessionState) -> Mapping[tuple[str, int], Asked]:
    """Return when each item was answered at the table; an answer not recorded yet is given now.

    What is asked in rounds is filled in on a form by everybody at the same time.
    """
    found: dict[tuple[str, int], tuple[list[float], list[float]]] = {}
    for slot, answer in state.answers.items() if state.participants[1:] else ():
        if slot.participant != GROUP:
            orders, rows = found.setdefault((slot.item, slot.round), ([], []))
            (rows if answer.row else orders).append(answer.order or float("inf"))
    return {
        place: Asked((*orders, *rows), rows, on_a_form=place[1] > 0)
        for place, (orders, rows) in found.items()
    }


def was_expected(state: SessionState, step: Step, participant: str) -> bool:
    """Tell whether somebody was there to answer what a step asks of another seat."""
    asked = _orders(state).get((step.slot.item, step.slot.round), Asked())
    return expected(state.round_table, participant, step.section.id, asked)


def _wanted(walking: _Walk, section: Section, slot: Slot) -> bool:
    """Tell whether there is somebody to ask, and time; what was answered already always counts."""
    table = walking.state.round_table
    if walking.instrument.kind != "round_table" or slot in walking.state.answers:
        return True
    if section.id in table.skipped:
        return False
    if slot.participant == GROUP:
        return True
    asked = walking.orders.get((slot.item, slot.round), Asked())
    return expected(table, slot.participant, section.id, asked)


def _opened(walking: _Walk, section: Section) -> frozenset[str]:
    """Return for whom a section is relevant."""
    everyone = (*walking.seats, GROUP)
    return frozenset(
        one for one in everyone if holds(section.relevant, _known(walking, one, {}, 0))
    )


def _turns(walking: _Walk, section: Section) -> Iterator[tuple[Sequence[Item], Sequence[str]]]:
    """Yield which items are gone through together, and by whom in turn."""
    if not walking.state.participants:
        yield section.items, [GROUP]
    elif section.repeat is not None:
        yield from _repeated_turns(walking, section.items)
    else:
        for individual, run in groupby(section.items, _individual):
            items = tuple(run)
            yield items, (walking.seats if individual else [GROUP])
            if individual:
                yield _for_the_group(walking, items), [GROUP]


def _repeated_turns(
    walking: _Walk, items: Sequence[Item]
) -> Iterator[tuple[Sequence[Item], Sequence[str]]]:
    """Let each seat go through all times, then the group; notes go with whoever comes first."""
    if not any(_individual(item) and item.type not in UNASKED for item in items):
        yield items, [GROUP]
        return
    yield [item for item in items if item.mode != "group"], walking.seats
    together = [item for item in items if item.mode in ("group", "individual_then_group")]
    if together:
        yield [item for item in items if item in together or item.type == "calculate"], [GROUP]


def _for_the_group(walking: _Walk, items: Iterable[Item]) -> list[Item]:
    """Return what the group answers as one after its members; calculations are for it too."""
    return [
        item
        for item in items
        if item.mode == "individual_then_group"
        or (item.type == "calculate" and len(walking.seats) > 1)
    ]


def _individual(item: Item) -> bool:
    return item.mode != "group" and item.type != "note"


def _turn(
    walking: _Walk, section: Section, items: Sequence[Item], participant: str
) -> Iterator[Step]:
    """Go through items with one participant, as often as the section says."""
    own = walking.memories[participant]
    if section.repeat is None:
        yield from _asked(walking, section, items, participant, own)
        return
    if not items:
        return
    times: list[_Memory] = []
    for number in range(1, _most(walking, section.repeat, participant) + 1):
        if not section.repeat.count and number > section.repeat.minimum:
            item = more_item(section, number)
            slot = Slot(instance_id(item.id, number), participant)
            known = _known(walking, participant, {}, number)
            step = Step(section, item, slot, known)
            if not _wanted(walking, section, slot):
                break
            yield step
            answer = standing(step, walking.state)
            if answer is None or answer.value != YES:
                break
        if not _anybody_there(walking, section, items, participant, number):
            break
        # Nothing of this time is answered yet; an earlier time must not show through.
        here: _Memory = {item.id: None for item in items}
        yield from _asked(walking, section, items, participant, here, number)
        times.append(here)
    _keep(own, section, items, times)


def _keep(own: _Memory, section: Section, items: Iterable[Item], times: Sequence[_Memory]) -> None:
    """Remember what was answered time by time; the section itself tells how often it came.

    An item that goes by the name of the section keeps it.
    """
    if isinstance(own.get(section.id, Repeated()), Repeated):
        own[section.id] = Repeated(tuple(str(number) for number, _ in enumerate(times, start=1)))
    for item in items:
        own[item.id] = Repeated(tuple(_single(one[item.id]) for one in times))


def _single(value: Value | Repeated | None) -> Value | None:
    return None if isinstance(value, Repeated) else value


def _most(walking: _Walk, repeat: Repeat, participant: str) -> int:
    """Return how often a section is asked at most; without a number in `count`, as if it were 0."""
    if not repeat.count:
        return repeat.maximum
    count = worked_out(repeat.count, _known(walking, participant, {}, 0))
    times = int(count) if isinstance(count, (int, float)) else 0
    return max(repeat.minimum, min(times, repeat.maximum))


def _asked(
    walking: _Walk,
    section: Section,
    items: Iterable[Item],
    participant: str,
    here: _Memory,
    time: int = 0,
) -> Iterator[Step]:
    """Yield what is relevant, and keep in `here` what was answered."""
    known = _known(walking, participant, here, time)
    for item in items:
        if not holds(item.relevant, known):
            continue
        offered = _offered(item, known)
        if offered is None:
            continue
        slot = _slot(section, item, participant, time)
        step = Step(section, offered, slot, known, time)
        if item.type != "calculate" and not _wanted(walking, section, slot):
            here[item.id] = None
            continue
        if item.type == "calculate":
            step = replace(step, worked_out=worked_out(item.calculation, known))
        here[item.id] = _value(walking, step)
        yield step
        yield from _words_for_other(walking, step, here[item.id])


def _slot(section: Section, item: Item, participant: str, time: int) -> Slot:
    number = (section.round or 1) if item.mode == "individual_twice" else 0
    return Slot(instance_id(item.id, time) if time else item.id, participant, number)


def _anybody_there(
    walking: _Walk, section: Section, items: Iterable[Item], participant: str, time: int
) -> bool:
    """Tell whether a time of a repeated section is asked at all; one that is not is no time."""
    asked = [_slot(section, item, participant, time) for item in items if item.type != "calculate"]
    return not asked or any(_wanted(walking, section, slot) for slot in asked)


def _known(walking: _Walk, participant: str, here: _Memory, time: int) -> Known:
    own, together = walking.memories[participant], walking.memories[GROUP]
    return Known(ChainMap(here, own, together), walking.today, time, walking.scales)


def _value(walking: _Walk, step: Step) -> Value | None:
    if step.item.type == "calculate":
        return step.worked_out
    answer = standing(step, walking.state)
    return answer.value if answer else None


def _offered(item: Item, known: Known) -> Item | None:
    """Return the item with the options on offer here; None when nothing is left to choose."""
    scale = item.scale
    if scale is None or not any(option.relevant for option in scale.options):
        return item
    away = {option.code for option in scale.options if not holds(option.relevant, known)}
    if not away:
        return item
    left = frozenset(scale.codes) - away
    return replace(item, scale=offered(scale, left)) if left else None


def _words_for_other(walking: _Walk, step: Step, value: Value | Repeated | None) -> Iterator[Step]:
    if value is None or step.item.scale is None:
        return
    other = other_item(step.item, _single(value))
    if other and all(other.id != item.id for item in walking.instrument.items):
        name = instance_id(other.id, step.time) if step.time else other.id
        slot = Slot(name, step.slot.participant, step.slot.round)
        yield Step(step.section, other, slot, time=step.time)
