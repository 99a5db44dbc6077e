"""A time that is told afterwards: which moment it was, and when it cannot have been."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.around import START, clock, sat
from tests.wizard.forms import table
from tests.wizard.round_tables import careful, held, round_table, written
from wbp_survey.model.presence import is_in, was_in_phase
from wbp_survey.wizard.acts import Coming
from wbp_survey.wizard.question import Act, Pause
from wbp_survey.wizard.session.when import moment_of, order_at, time_trouble

RATED = round_table("r1", "talk", "r2")
NOW = START + timedelta(minutes=90)


def left(when, seat="S1"):
    return Coming((seat,), "out", "left", when)


def rated():
    """Two at a table that was opened at 13:00, with two phases of half an hour."""
    journal = sat(table(), 1, 2)
    for section, minute in (("r1", 10), ("talk", 40)):
        journal.minute = minute
        journal.begins(section)
    return journal


def here(minute):
    """What the clock says so many minutes after the opening."""
    return f"{START + timedelta(minutes=minute):%H:%M}"


@pytest.mark.parametrize(
    ("minute", "words"),
    [(30, ""), (89, ""), (0, ""), (91, "nog niet geweest"), (-5, "nog niet begonnen")],
)
def test_a_time_lies_between_the_opening_and_now(minute, words):
    said = time_trouble(rated().state, left(here(minute)), NOW, "nl")
    assert words in said
    assert bool(said) == bool(words)


def test_without_a_time_it_is_now_and_always_will_do():
    assert time_trouble(rated().state, left(""), NOW, "nl") == ""


def test_nobody_goes_before_they_came_or_comes_before_they_went():
    journal = rated()
    journal.minute = 60
    journal.goes(1)
    said = time_trouble(journal.state, Coming(("S2", "S1"), "in", "left", here(50)), NOW, "nl")
    assert "S1" in said
    assert here(50) in said
    at = datetime.fromisoformat(clock(60)).astimezone()
    assert f"{at:%H:%M}" in said
    assert time_trouble(journal.state, Coming(("S1",), "in", "left", here(70)), NOW, "nl") == ""
    assert time_trouble(journal.state, left(here(50), "S2"), NOW, "nl") == ""


def test_a_session_that_ran_past_midnight_knows_the_day_before():
    state = rated().state
    after = START.replace(hour=0, minute=20) + timedelta(days=1)
    assert moment_of(state, "23:50", after).startswith("2026-03-02T23:50")
    assert moment_of(state, "00:10", after).startswith("2026-03-03T00:10")
    assert time_trouble(state, left("23:50"), after, "nl") == ""
    assert "nog niet geweest" in time_trouble(state, left("12:59"), after, "nl")


@given(st.integers(0, 89))
def test_a_moment_comes_after_all_that_was_known_by_then_and_before_the_rest(minute):
    state = rated().state
    at = moment_of(state, here(minute), NOW)
    assert datetime.fromisoformat(at) == START + timedelta(minutes=minute)
    order = order_at(state, at)
    for phase in state.round_table.phases.values():
        assert (phase.order < order) == (phase.at <= at)
    assert order <= state.seq + 1


def test_an_answer_given_since_lies_behind_a_time_before_it():
    journal = rated()
    journal.minute = 50
    journal.says("s1", 2, "4", 1)
    answered = journal.state.seq
    assert order_at(journal.state, clock(45)) < answered < order_at(journal.state, clock(55))


def test_where_in_the_order_it_was_is_written_down_and_decides_who_missed_what():
    journal = rated()
    at = clock(20)
    journal.goes(1, when=at, order=order_at(journal.state, at))
    assert was_in_phase(journal.table, "S1", "r1")
    assert not was_in_phase(journal.table, "S1", "talk")


def test_a_time_that_cannot_be_is_asked_again_and_nobody_has_gone():
    now = datetime.now(UTC).astimezone()
    later = f"{now + timedelta(minutes=5):%H:%M}"
    if now.hour == 23 and now.minute >= 54:
        pytest.skip("five minutes from now is tomorrow")
    journal = careful(RATED)
    journal.state = replace(journal.state, opened_at=now.astimezone(UTC).isoformat())
    _, journal, ask = held(RATED, [Act("presence", f"2 weg {later}"), Pause()], journal)
    assert ask.last().slot.item == ":presence"
    assert "nog niet geweest" in ask.last().notice
    assert is_in(journal.state.round_table, "S2")
    assert "participant_out" not in journal.kinds()


def test_a_time_goes_with_its_place_in_the_order():
    _, journal, _ = held(RATED, [Act("presence", "2 weg 0.01"), Pause()])
    (gone,) = written(journal, "participant_out")
    assert gone["when"]
    assert gone["order"] == journal.state.round_table.stays["S2"][-1].until.order
