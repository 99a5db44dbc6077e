"""Turns are counted by seat or by role, and add up by role."""

from __future__ import annotations

from dataclasses import replace

from wbp_survey.model.round_table import RoundTable
from wbp_survey.model.session import Participant, SessionState
from wbp_survey.model.turns import turns_of_roles


def table(**turns):
    people = (Participant("S1", "bewoner", "B"), Participant("S2", "wijkagent", "W"))
    return SessionState(participants=people, round_table=RoundTable(turns=turns))


def test_turns_of_seats_and_of_their_role_add_up():
    assert turns_of_roles(table(S1=2, wijkagent=1, bewoner=3, S2=1)) == {
        "bewoner": 5,
        "wijkagent": 2,
    }


def test_a_role_nobody_has_keeps_its_turns_and_without_any_there_are_none():
    assert turns_of_roles(table(moderator=4)) == {"moderator": 4}
    assert turns_of_roles(table()) == {}


def test_of_who_withdrew_nothing_counts():
    gone = replace(table(S1=2, S2=1), withdrawn={"S1": "2026-03-02T14:00:00.000Z"})
    assert turns_of_roles(gone) == {"wijkagent": 1}
