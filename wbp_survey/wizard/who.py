"""Name who answers, where several people sit at the table."""

from __future__ import annotations

from wbp_survey.model.instrument import Instrument, text_in
from wbp_survey.model.session import GROUP, SessionState
from wbp_survey.model.study import Study
from wbp_survey.texts import say


def who_answers(
    study: Study, instrument: Instrument, state: SessionState, participant: str, language: str
) -> str:
    """Name the seat that answers with its role; empty where one person is interviewed."""
    if instrument.kind != "round_table":
        return ""
    if participant == GROUP:
        return say("wizard.everyone", language)
    role_id = state.participant(participant).role
    labels = [text_in(role.label, language) for role in study.roles if role.id == role_id]
    return " · ".join([participant, *labels])
