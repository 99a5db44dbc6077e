"""Participants' check of the record: by whom, of what, and what takes its place."""

from __future__ import annotations

import pytest

from tests.workflow.studies import CLOSED, hold, said, seat, small_study, survey
from tests.workflow.test_withdraw import refused_with
from wbp_survey.model.round_table import RecordCheck
from wbp_survey.workflow.checking import check_record
from wbp_survey.workflow.imports import import_file
from wbp_survey.workflow.sessions import show_session, verify_journal
from wbp_survey.workflow.withdraw import Withdrawal, withdraw


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


@pytest.fixture
def table(place):
    hold(place, "table", seat(1), seat(2), said("safe", 4, "S1", 1), CLOSED, instrument="table")
    return place


def check(place, participant="S2", *, session="table", agrees=True, remark=""):
    return check_record(place, session, participant, "AB", agrees=agrees, remark=remark)


def test_whether_somebody_agrees_is_kept_with_what_they_remarked(table):
    done = check(table, agrees=False, remark="  te stellig\topgeschreven ")
    held = show_session(table, "table")
    kept = held.state.round_table.checked["S2"]
    assert done.check == kept
    assert (kept.agrees, kept.text, kept.at) == (
        False,
        "te stellig opgeschreven",
        held.events[-1].at,
    )
    assert held.events[-1].actor == "AB"
    assert held.state.closed
    assert verify_journal(table) == []


def test_a_later_check_counts_and_says_that_there_was_one(table):
    assert not check(table, agrees=False).again
    assert check(table, "2", agrees=True).again
    checked = show_session(table, "table").state.round_table.checked
    assert {seat: one.agrees for seat, one in checked.items()} == {"S2": True}
    assert isinstance(checked["S2"], RecordCheck)


def test_an_interview_can_be_checked_as_well(place):
    hold(place, "one", said("member", "yes"), CLOSED)
    assert check(place, "S1", session="one").participant == "S1"


def test_there_is_nothing_to_check_before_the_session_is_closed(place):
    hold(place, "one", said("member", "yes"))
    refused_with("RECORD_CHECK_OPEN", check, place, "S1", session="one")


def test_who_withdrew_was_never_there_or_is_unknown_has_no_say(place):
    removed = ("participant_removed", {"participant": "S3"})
    people = [seat(number) for number in (1, 2, 3)]
    hold(place, "table", *people, removed, CLOSED, instrument="table")
    withdraw(place, Withdrawal("table", "S1", "wil niet"), "AB")
    refused_with("RECORD_WITHDRAWN_BEFORE", check, place, "S1")
    refused_with("RECORD_SEAT_REMOVED", check, place, "S3")
    refused_with("RECORD_UNKNOWN_SEAT", check, place, "S4")


def test_a_second_record_and_a_file_are_no_record_to_be_shown(table, tmp_path):
    again = ("session_paired", {"again": "table"})
    hold(table, "other", seat(1), seat(2), again, CLOSED, instrument="table")
    refused_with("RECORD_SECOND_STAYS", check, table, session="other")
    imported = import_file(table, survey(tmp_path)[0]).session
    refused_with("RECORD_IMPORTED", check, table, "R1", session=imported)
