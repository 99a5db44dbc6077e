"""Find the one place in a session that somebody names: an item, a seat, a round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wbp_survey.dataset.reading import nearest
from wbp_survey.errors import RecordError
from wbp_survey.model.repeats import base_id
from wbp_survey.model.session import GROUP, SessionState, Slot
from wbp_survey.wizard.asides import asked_item
from wbp_survey.wizard.flow import route
from wbp_survey.workflow.sessions import Held

GROUP_NAMES = ("group", "groep")
"""How the group as a whole is named on the command line, where an empty name is awkward."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place as somebody names it; seat and round may be left out where there is only one."""

    item: str
    participant: str = ""
    round: int = 0


def place_name(slot: Slot) -> str:
    """Name a place as it is named on the command line: item, seat, round."""
    seat = slot.participant or "-"
    return f"{slot.item} {seat} R{slot.round}" if slot.round else f"{slot.item} {seat}"


def slot_data(slot: Slot) -> dict[str, object]:
    """Write a place as data: item, seat (empty: the group), round (0: the item has none)."""
    return {"item": slot.item, "participant": slot.participant, "round": slot.round}


def find_slot(held: Held, where: Where, among: Iterable[Slot]) -> Slot:
    """Return the one slot that `where` names; RecordError when there is none, or more than one."""
    state = held.state
    if asked_item(held.instrument, where.item) is None:
        known = [item.id for item in held.instrument.items]
        raise RecordError.one(
            "RECORD_UNKNOWN_ITEM",
            item=where.item,
            instrument=state.instrument,
            nearest=nearest(where.item, known) or "-",
        )
    wanted = _seat(state, where.participant)
    everywhere = [
        slot for slot in dict.fromkeys(among) if where.item in (slot.item, base_id(slot.item))
    ]
    found = [
        slot
        for slot in everywhere
        if (not where.participant or slot.participant == wanted)
        and (not where.round or slot.round == where.round)
    ]
    if len(found) == 1:
        return found[0]
    if not everywhere:
        raise RecordError.one("RECORD_NOT_ON_ROUTE", item=where.item, session=state.id)
    code = "RECORD_WHICH_ANSWER" if found else "RECORD_OTHER_PLACE"
    known_places = ", ".join(map(place_name, found or everywhere))
    raise RecordError.one(code, item=where.item, known=known_places)


def asked_slots(held: Held) -> list[Slot]:
    """Return every place where a question stands on the route now."""
    if held.imported:
        return list(held.state.answers)
    return [step.slot for step in route(held.instrument, held.state) if step.asks]


def _seat(state: SessionState, participant: str) -> str:
    """Return the id of a seat; RecordError when nobody sits there."""
    if participant.casefold() in GROUP_NAMES:
        return GROUP
    known = [one.id for one in state.participants]
    if participant and participant.upper() not in known:
        raise RecordError.one(
            "RECORD_UNKNOWN_SEAT",
            participant=participant,
            known=", ".join([*known, GROUP_NAMES[0]]),
        )
    return participant.upper()
