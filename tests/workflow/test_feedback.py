"""The sheet between the rounds: of a session that goes on, read and never touched."""

from __future__ import annotations

import pytest

from tests.workflow.round_talk import FIRST, first_round, hold_talk, seated, talk_study
from tests.workflow.studies import hold, said
from wbp_survey.errors import WbpError
from wbp_survey.store.claim import claim
from wbp_survey.store.journal import events_of
from wbp_survey.workflow.feedback import feedback, write_feedback
from wbp_survey.workflow.study import journal


@pytest.fixture
def place(tmp_path):
    return talk_study(tmp_path / "study")


def refused(place, session="tafel"):
    with pytest.raises(WbpError) as caught:
        feedback(place, session, "nl")
    return [one.code for one in caught.value.problems]


def test_it_counts_the_first_ratings_and_no_others(place):
    hold_talk(place)
    sheet = feedback(place, "tafel", "nl")
    found = {line.spread.item: line.spread for line in sheet.lines}
    assert found.keys() == FIRST.keys()
    for item, ratings in FIRST.items():
        counted = [rating for at, rating in enumerate(ratings, start=1) if at != 7]  # who withdrew
        assert found[item].counts == {
            str(code): counted.count(code) for code in range(1, 10)
        }  # fmt: skip
    assert (sheet.place, sheet.written_on.isoformat()) == ("Plein", "2026-03-02")


def test_the_two_widest_come_first_the_rest_as_on_the_form(place):
    hold(place, "tafel", *seated(), *first_round(), instrument="talk")
    lines = feedback(place, "tafel", "nl").lines
    assert [(line.spread.item, line.widest) for line in lines] == [
        ("knows", True),
        ("calm", True),
        ("help", False),
    ]


def test_it_is_made_while_somebody_else_writes_and_changes_nothing(place, tmp_path):
    hold(place, "tafel", *seated(), *first_round(), instrument="talk")
    with journal(place) as store, claim(store, "tafel", "AB"):
        before = events_of(store, "tafel")
        write_feedback(feedback(place, "tafel", "nl"), tmp_path / "blad.docx")
        assert events_of(store, "tafel") == before
    assert (tmp_path / "blad.docx").exists()


def test_the_same_ratings_give_the_same_sheet(place, tmp_path):
    hold(place, "tafel", *seated(), *first_round(), instrument="talk")
    for name in "ab":
        write_feedback(feedback(place, "tafel", "en"), tmp_path / f"{name}.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_a_session_in_which_nothing_is_rated_twice_has_none(place):
    hold(place, "gesprek", said("member", "yes"))
    assert refused(place, "gesprek") == ["REPORT_NO_ROUNDS"]


def test_before_the_first_rating_there_is_none(place):
    hold(place, "tafel", *seated(), instrument="talk")
    assert refused(place) == ["REPORT_NO_RATINGS"]


def test_a_session_nobody_knows_has_none(place):
    hold(place, "tafel", *seated(), instrument="talk")
    assert refused(place, "stoel") == ["RECORD_UNKNOWN_SESSION"]
