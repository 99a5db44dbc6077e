"""Who at the table stands far from what the group concluded, and has not been heard on it. Pure.

At least two points between somebody's own rating and the group's, without a dissenting view on
record, is a soft finding: it may be right, but somebody should have asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wbp_survey.model.instrument import Instrument
from wbp_survey.model.session import GROUP, SessionState, Slot
from wbp_survey.texts import say
from wbp_survey.wizard.walk import takes_part

FAR = 2
"""From so many points on a view is apart."""


@dataclass(frozen=True, slots=True)
class Apart:
    """One seat, its own last rating, and that of the group."""

    seat: str
    own: int
    group: int


def stand_apart(instrument: Instrument, state: SessionState, slot: Slot) -> tuple[Apart, ...]:
    """Return who stands apart from the group's answer at a slot, and was not asked for dissent.

    Whoever said something to the question for dissent, if only that there is none, was asked.
    """
    group = state.answers.get(slot)
    if slot.participant != GROUP or group is None or not isinstance(group.value, int):
        return ()
    rated, dissent = _about(instrument, slot.item)
    found = []
    for person in state.participants:
        own = _last_rating(state, rated, person.id) if takes_part(state, person.id) else None
        heard = bool(dissent) and Slot(dissent, person.id) in state.answers
        if own is not None and abs(own - group.value) >= FAR and not heard:
            found.append(Apart(person.id, own, group.value))
    return tuple(found)


def apart_in_words(
    instrument: Instrument, state: SessionState, slot: Slot, language: str
) -> Iterator[str]:
    """Say of each seat that stands apart what both rated."""
    for one in stand_apart(instrument, state, slot):
        yield say("around.apart", language, seat=one.seat, own=one.own, group=one.group)


def _about(instrument: Instrument, item_id: str) -> tuple[Sequence[str], str]:
    """Return the rated items that a group's answer is about, and the question for dissent."""
    for one in instrument.round_table.outcomes if instrument.round_table else ():
        if one.value == item_id:
            return one.of or (item_id,), one.dissent
    same = [one for one in instrument.items if one.id == item_id]
    both = [one.id for one in same if one.mode == "individual_then_group"]
    return both, ""


def _last_rating(state: SessionState, items: Sequence[str], seat: str) -> int | None:
    """Return a seat's last rating of one of these items."""
    for number in (2, 1, 0):
        for item in items:
            answer = state.answers.get(Slot(item, seat, number))
            if answer is not None and isinstance(answer.value, int):
                return answer.value
    return None
