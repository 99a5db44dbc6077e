"""How often each role had the floor at a round table. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from wbp_survey.model.session import SessionState


def turns_of_roles(state: SessionState) -> Mapping[str, int]:
    """Return how often each role had the floor; what was counted of a seat counts for its role.

    Of who withdrew altogether nothing counts.
    """
    roles = {one.id: one.role for one in state.participants}
    counted: dict[str, int] = {}
    for who, times in state.round_table.turns.items():
        if who not in state.withdrawn:
            role = roles.get(who, who)
            counted[role] = counted.get(role, 0) + times
    return counted
