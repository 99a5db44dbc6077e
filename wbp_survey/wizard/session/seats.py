"""The seats of a table as every line knows them."""

from __future__ import annotations

from wbp_survey.model.presence import is_in
from wbp_survey.model.session import SessionState
from wbp_survey.model.study import Study
from wbp_survey.wizard.acts import Seat
from wbp_survey.wizard.walk import takes_part
from wbp_survey.wizard.who import role_of


def table_seats(
    study: Study, state: SessionState, language: str, *, everyone: bool = False
) -> tuple[Seat, ...]:
    """Return the seats in order; who left is not here.

    Of who takes no part nothing is recorded: they are among them only where `everyone` is asked
    for, since they may still agree.
    """
    letters = {role.id: role.letter for role in study.roles}
    return tuple(
        Seat(
            one.id,
            role_of(study, one.role, language),
            letters.get(one.role, ""),
            here=is_in(state.round_table, one.id) and takes_part(state, one.id),
        )
        for one in state.participants
        if one.id not in state.round_table.removed
        and (everyone or takes_part(state, one.id))
        and one.id not in state.withdrawn
    )
