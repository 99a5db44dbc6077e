"""Places without an answer of which nobody had to say why: an empty seat, somebody who withdrew."""

from __future__ import annotations

from collections.abc import Mapping

from wbp_survey.model.instrument import UNASKED, Item
from wbp_survey.model.presence import seated_stays
from wbp_survey.model.response import Response
from wbp_survey.model.session import GROUP, Participant, SessionState, Slot
from wbp_survey.wizard.derived import NOT_ASKED, WITHDRAWN, derived_missing
from wbp_survey.wizard.walk import standing, takes_part
from wbp_survey.workflow.held import Walked

_TABLE = "round_table"
_GROUP = Participant(GROUP, "", "")


def gaps_of(held: Walked) -> Mapping[Slot, str]:
    """Return the derived missing reason of every place in a session that has one.

    Where a route would have led somebody who withdrew, nobody knows: every place of theirs has one.
    Who never came has none: nobody was there to ask.
    """
    state = held.state
    gone = _withdrawn(state)
    if held.instrument.kind != _TABLE and not gone:
        return {}
    derived = derived_missing(held.instrument, state, held.steps).items()
    found = {slot: why for slot, why in derived if came(state, slot.participant)}
    for section in held.instrument.sections:
        for item in section.items if section.repeat is None else ():
            if _asked_of_each(item):
                numbers = (number or 0 for number in item.rounds)
                found |= {Slot(item.id, seat, one): WITHDRAWN for one in numbers for seat in gone}
    return found


def gap_responses(held: Walked, gaps: Mapping[Slot, str] | None = None) -> tuple[Response, ...]:
    """Return a response for every gap (those of `gaps_of`); no event holds it."""
    found = gaps_of(held) if gaps is None else gaps
    return tuple(_response(held, slot, why) for slot, why in sorted(found.items()))


def open_responses(held: Walked) -> tuple[Response, ...]:
    """Return a response for every place on the route that a closed session left open.

    While a session is open an answer may still come. Tables count these places without being told:
    nobody is counted for them who is not counted anyhow.
    """
    state = held.state
    if not state.closed:
        return ()
    left = {step.slot for step in held.steps if step.asks and standing(step, state) is None}
    counted = (slot for slot in sorted(left) if _is_counted(held, slot.participant))
    return tuple(_response(held, slot, NOT_ASKED) for slot in counted)


def seats(held: Walked) -> tuple[Response, ...]:
    """Return a response to no item for all who are counted, whatever they answered.

    That is everybody who came to a round table and took part, and whoever withdrew afterwards.
    """
    state = held.state
    gone = _withdrawn(state)
    counted = [
        one.id
        for one in state.participants
        if one.id in gone
        or (held.instrument.kind == _TABLE and takes_part(state, one.id) and came(state, one.id))
    ]
    return tuple(_response(held, Slot("", seat), "") for seat in counted)


def _response(held: Walked, slot: Slot, why: str) -> Response:
    """Write a response that nobody gave; who withdrew goes by no pseudonym."""
    state = held.state
    people = {one.id: one for one in state.participants}
    one = people.get(slot.participant, _GROUP)
    return Response(
        session=state.id,
        participant=slot.participant,
        pseudonym="" if slot.participant in _withdrawn(state) else one.pseudonym,
        role=one.role,
        case=one.case if slot.participant in people else state.case,
        municipality=one.municipality if slot.participant in people else state.municipality,
        instrument=state.instrument,
        version=state.version,
        sha256=state.sha256,
        item=slot.item,
        round=slot.round,
        value=None,
        missing=why,
        event="",
        synthetic=state.synthetic,
    )


def _withdrawn(state: SessionState) -> tuple[str, ...]:
    """Return who withdrew altogether; whose seat was removed was never there."""
    return tuple(
        one.id
        for one in state.participants
        if one.id in state.withdrawn
        and one.id not in state.round_table.removed
        and came(state, one.id)
    )


def _is_counted(held: Walked, seat: str) -> bool:
    """Tell whether somebody is in the tables: at a round table whoever came, else who answered."""
    if held.instrument.kind == _TABLE:
        return came(held.state, seat)
    return any(seat in (GROUP, slot.participant) for slot in held.state.answers)


def came(state: SessionState, seat: str) -> bool:
    """Tell whether somebody ever took a seat, or answered all the same: on a form, say."""
    if seat == GROUP or seated_stays(state.round_table, seat):
        return True
    return any(slot.participant == seat for slot in state.answers)


def _asked_of_each(item: Item) -> bool:
    return item.type not in UNASKED and item.mode != "group"
