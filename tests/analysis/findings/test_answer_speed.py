"""Durations: what is faster than reading, what is a script, and what is short beside others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.analysis.findings.speed import (
    Timed,
    faster_than_reading,
    replayed,
    too_short,
    usual_minutes,
)
from wbp_survey.analysis.rules import judging_by, rulebook


def timed(*pairs):
    return [Timed(f"q{number}", *pair) for number, pair in enumerate(pairs)]


def test_ten_words_take_a_second_at_least():
    found = faster_than_reading(timed((999, 10), (1000, 10), (1001, 10), (50, 0)))
    assert [one.item for one in found] == ["q0"]


@given(st.integers(0, 10_000), st.integers(0, 60))
def test_more_time_never_makes_it_too_fast_nor_fewer_words(elapsed, words):
    if not faster_than_reading(timed((elapsed, words))):
        assert not faster_than_reading(timed((elapsed + 1, words)))
        assert not faster_than_reading(timed((elapsed, max(words - 1, 0))))


def test_the_speed_of_reading_is_a_threshold():
    with judging_by(rulebook({"fast_words_per_minute": 300})):
        assert faster_than_reading(timed((1500, 10)))
    assert not faster_than_reading(timed((1500, 10)))


def test_answers_faster_than_keys_are_a_script_and_hands_are_not():
    assert replayed(timed(*[(8, 12)] * 20))
    assert not replayed(timed(*[(400, 12)] * 20))
    assert not replayed(timed(*[(8, 12)] * 4, *[(900, 12)] * 6))
    assert not replayed([])


def test_what_is_usual_is_the_median_of_enough_sessions_else_the_plan():
    assert usual_minutes([30, 40, 50, 60, 10], 90) == (40, "median")
    assert usual_minutes([30, 40, 50, 60], 90) == (90, "planned")
    assert usual_minutes([], 0) == (0.0, "")


def test_a_third_of_what_is_usual_is_short():
    assert too_short(9.9, 30)
    assert not too_short(10, 30)
    assert not too_short(0.1, 0)


@pytest.mark.parametrize("usual", [1.0, 45.0])
def test_the_usual_itself_is_never_short(usual):
    assert not too_short(usual, usual)
