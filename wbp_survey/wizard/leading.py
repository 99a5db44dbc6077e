"""Which answers lead nowhere else: no expression asks for them, so the route stays as it is. Pure.

Most questions are of that kind, and a route of ten seats is long: it is walked again only where an
answer may change it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from wbp_survey.instrument.expression.every import all_expressions
from wbp_survey.instrument.expression.grammar import references
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.presence import seated_stays
from wbp_survey.model.repeats import base_id
from wbp_survey.model.session import SessionState, Slot


def quiet_items(instrument: Instrument) -> frozenset[str]:
    """Return the ids of the items that no expression names and behind which no words are asked."""
    named = {name for one in all_expressions(instrument) for name in references(one)}
    return frozenset(
        item.id
        for item in instrument.items
        if item.id not in named
        and not any(option.other for option in (item.scale.options if item.scale else ()))
    )


def leads_nowhere(
    quiet: Collection[str], state: SessionState, slots: Iterable[Slot], *, table: bool
) -> bool:
    """Tell whether answers to `slots`, which are on the route, leave every step where it is.

    At a round `table` what one seat answers also tells who else was there to be asked, unless
    everybody was there all the time.
    """
    if not all(base_id(slot.item) in quiet for slot in slots):
        return False
    return not table or _all_there(state)


def _all_there(state: SessionState) -> bool:
    """Tell whether nobody came after the first answer, or went."""
    table = state.round_table
    first = min((one.order for one in state.answers.values() if one.order), default=float("inf"))
    stays = (seated_stays(table, one.id) for one in state.participants)
    return not table.removed and all(
        len(own) == 1 and own[0].until is None and own[0].since.order < first for own in stays
    )
