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
    role = role_of(study, state.participant(participant).role, language)
    return " · ".join(filter(None, (participant, role)))


def role_of(study: Study, role_id: str, language: str) -> str:
    """Name a role; empty when the study does not know it."""
    return next((text_in(role.label, language) for role in study.roles if role.id == role_id), "")
