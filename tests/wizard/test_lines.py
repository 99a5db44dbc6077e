"""What stands at a line about the table: the minutes of its phase, the keys of its options."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.driver import ONE
from tests.wizard.forms import GRADE, YES_NO, item
from tests.wizard.tables import RATED, line, row, tally
from tests.wizard.views import shown, view_of
from wbp_survey.model.session import Answer
from wbp_survey.wizard.lines import clock_of, is_turn, key_labels, line_given, shape_of
from wbp_survey.wizard.screen.view import opened

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


def began(minutes):
    return f"{NOW - timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S}.000Z"


@pytest.mark.parametrize(
    ("spent", "planned", "language", "said"),
    [
        (6, 10, "nl", "6 van 10 min"),
        (14, 10, "nl", "14 van 10 min"),
        (6, 0, "nl", "6 min"),
        (0, 10, "en", "0 of 10 min"),
        (125, 0, "en", "125 min"),
    ],
)
def test_the_clock_says_what_was_spent_of_what_was_planned(spent, planned, language, said):
    question = row(began=began(spent), minutes=planned, language=language)
    assert clock_of(question, NOW) == said


def test_there_is_no_clock_where_no_phase_has_begun():
    assert clock_of(row(minutes=10), NOW) == ""
    assert clock_of(row(began="gisteren", minutes=10), NOW) == ""


def test_a_clock_that_was_set_back_spends_no_time():
    assert clock_of(row(began=began(-90), minutes=10), NOW) == "0 van 10 min"


def test_a_clock_of_another_place_says_the_same():
    there = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert clock_of(row(began=began(6)), there) == "6 min"
    assert clock_of(row(began="2026-03-02T14:24:00"), NOW) == "6 min"


@given(st.text(max_size=30))
def test_whatever_stands_for_a_moment_is_no_error(moment):
    assert isinstance(clock_of(row(began=moment), NOW), str)


@pytest.mark.parametrize(("size", "saved"), [((80, 24), True), ((60, 15), False)])
def test_the_clock_stands_in_the_header_and_saving_gives_way_to_it(size, saved):
    view = opened(row(began=began(6), minutes=10, saved_at="14:03:07"))
    view.now = lambda: NOW
    head = shown(view, *size)[1]
    assert "6 van 10 min" in head
    assert ("14:03:07" in head) is saved
    view.now = lambda: NOW + timedelta(minutes=8)
    assert "14 van 10 min" in shown(view, *size)[1]


def test_every_kind_of_question_has_the_clock_of_its_phase():
    for view in (
        view_of(ONE["text"], began=began(3)),
        opened(tally(began=began(3))),
        opened(line(began=began(3))),
    ):
        view.now = lambda: NOW
        assert "3 min" in shown(view)[1]


def test_a_scale_of_points_names_only_the_points_that_have_words():
    assert key_labels(RATED, "nl", "nl") == ["1 = oneens", "9 = eens"]
    assert key_labels(item("a", "scale", scale=GRADE), "nl", "en") == [
        "0 = slecht (en)",
        "10 = goed (en)",
    ]
    assert key_labels(item("a", "select_one", scale=YES_NO), "en", "en") == ["y = yes", "n = no"]
    assert key_labels(item("a"), "nl", "nl") == []


def test_a_question_about_the_table_is_no_question_of_its_type():
    assert [shape_of(one) for one in (row(), line(), tally())] == ["line", "line", "tally"]
    assert shape_of(view_of(RATED).question) == "scale"


def test_only_a_line_that_was_given_stands_there():
    assert line_given(row()) == ""
    assert line_given(row(given=Answer("4 4"), draft="5")) == "4 4"
    assert line_given(replace(row(), given=Answer(missing="refused"))) == ""


@pytest.mark.parametrize(("sign", "counts"), [("b", True), ("0", True), ("é", True)])
def test_a_letter_or_a_digit_can_count_a_turn(sign, counts):
    assert is_turn(sign) is counts


@pytest.mark.parametrize("sign", ["²", "-", " ", "", "ab", "\x1b", "½", "٣"])
def test_nothing_else_can(sign):
    assert not is_turn(sign)
