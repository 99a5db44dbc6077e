"""`wbp session query`: asked, listed with age and counts, answered, closed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.running import refused, wbp
from tests.workflow.studies import CLOSED, hold, said, seat, small_study
from wbp_survey.workflow.queries import ask_query
from wbp_survey.workflow.slots import Where


@pytest.fixture
def place(tmp_path):
    place = small_study(tmp_path / "study")
    hold(place, "one", said("member", "yes"), said("years", 2.5), CLOSED)
    return place


def query(capsys, place, *words):
    return wbp(capsys, "session", "query", *words, "--study", place.root)


def listed(capsys, place, *words):
    return json.loads(query(capsys, place, "list", *words, "--json").out)


def test_a_query_is_asked_answered_closed_and_each_step_says_so(place, capsys):
    done = query(capsys, place, "ask", "one", "years", "Klopt dit?", "--by", "CD")
    assert "Navraag Q1 bij years S1 in sessie one is bewaard." in done.out
    assert "Het antwoord op Q1" in query(capsys, place, "answer", "one", "q1", "Ja.").out
    done = query(capsys, place, "close", "one", "Q1")
    assert "Navraag Q1 in sessie one is afgesloten." in done.out
    refused(query(capsys, place, "answer", "one", "Q1", "Nee."), "RECORD_QUERY_CLOSED")
    refused(query(capsys, place, "answer", "one", "Q9", "Nee."), "RECORD_UNKNOWN_QUERY")


def test_the_list_shows_who_asked_what_what_was_said_and_counts_per_status(place, capsys):
    query(capsys, place, "ask", "one", "years", "Klopt dit?", "--by", "CD")
    query(capsys, place, "ask", "one", "member", "En dit?", "--by", "EF")
    query(capsys, place, "answer", "one", "Q1", "Nagevraagd.", "--by", "AB")
    out = query(capsys, place, "list").out
    for words in ("CD, vandaag: Klopt dit?", "AB: Nagevraagd.", "beantwoord"):
        assert words in out
    assert "1 open, 1 beantwoord, 0 afgesloten." in out
    out = query(capsys, place, "list", "--status", "open").out
    assert "En dit?" in out
    assert "Klopt dit?" not in out
    assert "1 open, 1 beantwoord, 0 afgesloten." in out


@pytest.mark.parametrize(
    ("hours", "ago"), [(1, "vandaag"), (30, "1 dag geleden"), (50, "2 dagen geleden")]
)
def test_the_list_says_how_long_ago_something_was_asked(place, capsys, hours, ago):
    moment = datetime.now(UTC) - timedelta(hours=hours)
    ask_query(place, "one", Where("years"), "Klopt dit?", "CD", now=lambda: moment)
    assert f"CD, {ago}: Klopt dit?" in query(capsys, place, "list").out


def test_the_list_as_data_has_everything_that_was_said(place, capsys):
    query(capsys, place, "ask", "one", "years", "Klopt dit?", "--by", "CD")
    query(capsys, place, "close", "one", "Q1", "Laat maar.", "--by", "AB")
    (found,) = listed(capsys, place, "one")
    assert [(one["status"], one["text"], one["by"]) for one in found["said"]] == [
        ("open", "Klopt dit?", "CD"),
        ("closed", "Laat maar.", "AB"),
    ]
    assert (found["item"], found["participant"], found["status"]) == ("years", "S1", "closed")
    assert listed(capsys, place, "--status", "open") == []


def test_seat_and_round_are_named_as_in_a_correction(place, capsys):
    hold(place, "t", seat(1), seat(2), said("safe", 4, "S1", 1), instrument="table")
    refused(query(capsys, place, "ask", "t", "safe", "Zeker?"), "RECORD_WHICH_ANSWER")
    where = ("--participant", "S2", "--round", "2")
    assert "safe S2 R2" in query(capsys, place, "ask", "t", "safe", "Zeker?", *where).out


def test_a_query_without_words_is_a_matter_of_usage(place, capsys):
    done = query(capsys, place, "ask", "one", "years", " ")
    assert (done.code, done.problems) == (2, ["USAGE_EMPTY_TEXT"])


def test_an_open_query_is_a_point_in_the_review(place, capsys):
    query(capsys, place, "ask", "one", "years", "Klopt dit?", "--by", "CD")
    out = wbp(capsys, "session", "review", "one", "--study", place.root).out
    assert "Navraag Q1 van CD: Klopt dit?" in out
