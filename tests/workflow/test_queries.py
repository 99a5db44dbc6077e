"""Queries about an answer: numbered per session, answered, closed, and kept for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.workflow.studies import CLOSED, hold, said, small_study, survey
from tests.workflow.test_after import refusal
from wbp_survey.model.session import Slot
from wbp_survey.workflow.imports import import_file
from wbp_survey.workflow.queries import answer_query, ask_query, close_query, list_queries
from wbp_survey.workflow.sessions import show_session
from wbp_survey.workflow.slots import Where

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def place(tmp_path):
    place = small_study(tmp_path / "study")
    hold(place, "one", said("member", "yes"), said("years", 2.5), CLOSED)
    hold(place, "two", said("member", "no"), said("years", 1.0))
    return place


def ask(place, session="one", item="years", text="Zeker?", by="CD", days=0):
    now = MONDAY + timedelta(days=days)
    return ask_query(place, session, Where(item), text, by, now=lambda: now)


def test_queries_are_numbered_within_their_session(place):
    numbers = [ask(place).query.id, ask(place).query.id, ask(place, "two").query.id]
    assert numbers == ["Q1", "Q2", "Q1"]


def test_a_query_goes_from_open_to_answered_to_closed_and_keeps_all_that_was_said(place):
    ask(place)
    answer_query(place, "one", "q1", "Ja, nagevraagd.", "AB")
    answer_query(place, "one", "Q1", "En nog eens.", "AB")
    close_query(place, "one", "Q1", "", "CD")
    query = show_session(place, "one").state.queries["Q1"]
    assert query.status == "closed"
    assert query.slot == Slot("years", "S1")
    assert [(status, text, by) for status, text, by, _ in query.said] == [
        ("open", "Zeker?", "CD"),
        ("answered", "Ja, nagevraagd.", "AB"),
        ("answered", "En nog eens.", "AB"),
        ("closed", "", "CD"),
    ]


def test_a_closed_query_takes_no_answer_and_is_not_closed_twice(place):
    ask(place)
    close_query(place, "one", "Q1", "Klaar.", "CD")
    refusal("RECORD_QUERY_CLOSED", answer_query, place, "one", "Q1", "Toch.", "AB")
    refusal("RECORD_QUERY_CLOSED", close_query, place, "one", "Q1", "", "AB")
    refusal("RECORD_UNKNOWN_QUERY", answer_query, place, "one", "Q2", "Toch.", "AB")


def test_a_query_says_something_and_is_about_a_question_that_was_asked(place):
    refusal("USAGE_EMPTY_TEXT", ask, place, text=" ")
    refusal("RECORD_UNKNOWN_ITEM", ask, place, item="jaren")
    refusal("RECORD_NOT_ON_ROUTE", ask, place, item="why")
    where = Where("years", round=3)
    problem = refusal("RECORD_OTHER_PLACE", ask_query, place, "one", where, "Zeker?", "CD")
    assert problem.values["known"] == "years S1"
    assert list_queries(place) == []


def test_one_may_ask_about_an_answer_set_aside_and_about_one_that_was_imported(place, tmp_path):
    assert ask(place, "two", "years").query.slot == Slot("years", "S1")
    session = import_file(place, survey(tmp_path)[0]).session
    where = Where("mood", "R1")
    assert ask_query(place, session, where, "Zeker?", "CD").query.slot.participant == "R1"


def test_the_list_goes_from_old_to_new_over_all_sessions_or_one(place):
    ask(place, "two", days=2)
    ask(place, "one", days=1)
    ask(place, "one", days=3)
    close_query(place, "one", "Q2", "", "CD")
    everything = list_queries(place)
    assert [(one.session, one.query.id) for one in everything] == [
        ("one", "Q1"),
        ("two", "Q1"),
        ("one", "Q2"),
    ]
    assert [one.days(MONDAY + timedelta(days=3)) for one in everything] == [2, 1, 0]
    assert [one.query.id for one in list_queries(place, "one")] == ["Q1", "Q2"]
    assert [one.query.id for one in list_queries(place, status="closed")] == ["Q2"]
