"""Times of day as people write and say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.texts import LANGUAGES
from wbp_survey.wizard.typed.clock import is_time, read_time, say_time
from wbp_survey.wizard.typed.refusal import Refused

TIMES = st.times().map(lambda moment: f"{moment:%H:%M}")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("14:30", "14:30"),
        ("14.30", "14:30"),
        ("1430", "14:30"),
        ("9:05", "09:05"),
        ("14 uur", "14:00"),
        ("14u30", "14:30"),
        ("14 uur 30", "14:30"),
        ("14.30u", "14:30"),
        ("14:30 uur", "14:30"),
        ("08 uur", "08:00"),
        ("0 uur 's nachts", "00:00"),
        ("half drie 's middags", "14:30"),
        ("Half 3 \u2019s nachts", "02:30"),
        ("half drie s middags", "14:30"),
        ("half drie smiddags", "14:30"),
        ("tien over 2 's middags", "14:10"),
        ("5 voor half drie 's middags", "14:25"),
        ("20 over drie 's middags", "15:20"),
        ("twintig voor vier 's middags", "15:40"),
        ("twenty-five to three pm", "14:35"),
        ("kwart voor één 's middags", "12:45"),
        ("kwart voor een 's middags", "12:45"),
        ("8 uur 's avonds", "20:00"),
        ("twaalf uur 's middags", "12:00"),
        ("2 pm", "14:00"),
        ("2.30 p.m.", "14:30"),
        ("12 am", "00:00"),
        ("quarter to three in the morning", "02:45"),
    ],
)
def test_a_time_may_be_written_or_said_in_many_ways(typed, value):
    assert read_time(typed) == value


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("half drie", ("02:30", "14:30")),
        ("3 uur", ("03:00", "15:00")),
        ("2 uur 30", ("02:30", "14:30")),
        ("kwart over 2", ("02:15", "14:15")),
        ("vijf over half drie", ("02:35", "14:35")),
        ("kwart over twaalf", ("00:15", "12:15")),
        ("half past two", ("02:30", "14:30")),
    ],
)
def test_a_time_of_twelve_hours_is_refused_with_both_readings(typed, readings):
    with pytest.raises(Refused) as refused:
        read_time(typed)
    assert refused.value.why == "two_readings"
    assert (refused.value.values["one"], refused.value.values["two"]) == readings


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("25:00", "no_such_time"),
        ("24:00", "no_such_time"),
        ("14:60", "no_such_time"),
        ("14:30 's nachts", "no_such_time"),
        ("14", "not_a_time"),
        ("300", "not_a_time"),
        ("drie", "not_a_time"),
        ("straks", "not_a_time"),
        ("0 over 2", "not_a_time"),
        ("half 13", "not_a_time"),
        ("'s middags", "not_a_time"),
    ],
)
def test_what_is_no_time_is_refused(typed, why):
    with pytest.raises(Refused) as refused:
        read_time(typed)
    assert refused.value.why == why


def test_a_time_is_said_with_its_part_of_the_day():
    assert say_time("14:30", "nl") == "14:30 (half drie 's middags)"
    assert say_time("23:45", "nl") == "23:45 (kwart voor twaalf 's avonds)"
    assert say_time("14:35", "nl") == "14:35 (vijf over half drie 's middags)"
    assert say_time("09:07", "nl") == "09:07 ('s ochtends)"
    assert say_time("00:00", "en") == "00:00 (twelve o'clock at night)"


@given(TIMES, st.sampled_from(LANGUAGES))
def test_every_time_is_read_back_as_written_and_as_said(value, language):
    assert read_time(value) == read_time(value.replace(":", "")) == value
    assert is_time(value)
    said = say_time(value, language).split(" (")[1].rstrip(")")
    if value.endswith(("0", "5")):
        assert read_time(said) == value


@given(st.text(max_size=20))
def test_anything_typed_is_a_time_or_a_refusal(typed):
    try:
        said = read_time(typed)
    except Refused as refused:
        said = refused.sentence("nl")
    assert is_time(said) or said.endswith(".")
