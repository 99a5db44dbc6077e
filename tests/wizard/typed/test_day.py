"""Dates as people write them and name them from today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.texts import LANGUAGES
from wbp_survey.wizard.typed.day import read_date, say_date, write_date
from wbp_survey.wizard.typed.refusal import Refused

TODAY = date(2026, 11, 27)
"""A Friday."""

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
TODAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))


def why(typed, today=TODAY):
    with pytest.raises(Refused) as refused:
        read_date(typed, today)
    assert "{" not in refused.value.sentence("nl")
    return refused.value.why


def readings(typed, today=TODAY):
    with pytest.raises(Refused) as refused:
        read_date(typed, today)
    assert refused.value.why == "two_readings"
    return refused.value.values["one"], refused.value.values["two"]


@pytest.mark.parametrize(
    "typed",
    [
        "31-12-2024",
        "31/12/2024",
        "31.12.2024",
        "31 12 2024",
        "31\u201112\u20112024",
        "31-12-24",
        "31 dec '24",
        "31 dec 2024",
        "31dec2024",
        "31 december 2024",
        "31 Dec. 2024",
        "December 31, 2024",
        "2024-12-31",
        "di 31-12-2024",
        "dinsdag 31 december 2024",
        "Tuesday, 31 December 2024",
    ],
)
def test_a_date_may_be_written_in_many_ways(typed):
    assert read_date(typed, TODAY) == "2024-12-31"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("vandaag", "2026-11-27"),
        ("today", "2026-11-27"),
        ("gisteren", "2026-11-26"),
        ("Eergisteren", "2026-11-25"),
        ("the day before yesterday", "2026-11-25"),
        ("3 dagen geleden", "2026-11-24"),
        ("drie dagen geleden", "2026-11-24"),
        ("een week geleden", "2026-11-20"),
        ("a week ago", "2026-11-20"),
        ("2 weken geleden", "2026-11-13"),
        ("maandag", "2026-11-23"),
        ("zaterdag", "2026-11-21"),
        ("di", "2026-11-24"),
        ("afgelopen maandag", "2026-11-23"),
        ("afgelopen vrijdag", "2026-11-20"),
        ("maandag jl.", "2026-11-23"),
        ("vorige week dinsdag", "2026-11-17"),
        ("dinsdag vorige week", "2026-11-17"),
        ("Tuesday of last week", "2026-11-17"),
        ("vorige zaterdag", "2026-11-21"),
    ],
)
def test_a_day_may_be_named_from_today(typed, value):
    assert read_date(typed, TODAY) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1-5", "2026-05-01"),
        ("1 mei", "2026-05-01"),
        ("1 mrt", "2026-03-01"),
        ("26-11", "2026-11-26"),
        ("27-11", "2026-11-27"),
        ("29-2", "2024-02-29"),
        ("27-1", "2026-01-27"),
    ],
)
def test_without_a_year_it_is_the_last_such_day(typed, value):
    assert read_date(typed, TODAY) == value


@pytest.mark.parametrize(
    ("typed", "one", "two"),
    [
        ("31 dec", "31-12-2025", "31-12-2026"),
        ("28-11", "28-11-2025", "28-11-2026"),
        ("26-1", "26-1-2026", "26-1-2027"),
        ("vrijdag", "20-11-2026", "27-11-2026"),
        ("vorige maandag", "16-11-2026", "23-11-2026"),
        ("last Monday", "16-11-2026", "23-11-2026"),
        ("1-1-28", "1-1-1928", "1-1-2028"),
        ("1-1-46", "1-1-1946", "1-1-2046"),
    ],
)
def test_a_date_that_may_be_two_days_is_refused_with_both(typed, one, two):
    assert readings(typed) == (one, two)


def test_both_readings_of_a_date_are_named_in_full():
    with pytest.raises(Refused) as refused:
        read_date("31 dec", TODAY)
    assert refused.value.sentence("nl") == (
        "‘31 dec’ kan op twee manieren worden gelezen. Typ 31-12-2025 of 31-12-2026."
    )


@pytest.mark.parametrize(
    ("typed", "value"),
    [("31-12-27", "2027-12-31"), ("1-1-47", "1947-01-01"), ("1-1-00", "2000-01-01")],
)
def test_two_digits_are_a_year_that_is_not_far_ahead(typed, value):
    assert read_date(typed, TODAY) == value


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("31-2-2024", "no_such_day"),
        ("31-2", "no_such_day"),
        ("29-2-2023", "no_such_day"),
        ("0-1-2024", "no_such_day"),
        ("12/31/2024", "month_first"),
        ("13-13-2024", "no_such_month"),
        ("1 foo 2024", "no_such_month"),
        ("1-1-0204", "year_far_away"),
        ("woensdag 31-12-2024", "other_weekday"),
        ("morgen", "not_a_date"),
        ("ooit", "not_a_date"),
        ("-", "not_a_date"),
    ],
)
def test_an_impossible_date_is_refused(typed, reason):
    assert why(typed) == reason


@pytest.mark.parametrize(
    "typed",
    [
        "maart 2021",
        "mrt",
        "2021",
        "2021-03",
        "3-2021",
        "maart 21",
        "vorige week",
        "last month",
        "een jaar geleden",
        "2 maanden geleden",
    ],
)
def test_a_month_or_a_year_is_no_day(typed):
    assert why(typed) == "part_of_date"


def test_a_month_in_front_is_refused_with_the_date_as_it_is_written_here():
    with pytest.raises(Refused) as refused:
        read_date("12/31/2024", TODAY)
    assert refused.value.sentence("nl") == (
        "De maand ‘31’ bestaat niet. Typ eerst de dag: 31-12-2024."
    )


def test_a_day_of_the_week_that_does_not_belong_to_the_date_is_named():
    with pytest.raises(Refused) as refused:
        read_date("woensdag 31 dec 2024", TODAY)
    assert refused.value.sentence("nl") == "31-12-2024 is een dinsdag."
    assert refused.value.sentence("en") == "31-12-2024 is a Tuesday."


def test_a_date_is_said_with_its_day_of_the_week():
    assert say_date("2024-12-31", "nl", TODAY) == "dinsdag 31 december 2024"
    assert say_date("2024-12-31", "en") == "Tuesday 31 December 2024"


def test_a_date_to_come_is_said_to_be_so():
    assert say_date("2026-11-28", "nl", TODAY) == "zaterdag 28 november 2026 (in de toekomst)"
    assert say_date("2026-11-27", "nl", TODAY) == "vrijdag 27 november 2026"


@given(DAYS, TODAYS, st.sampled_from(LANGUAGES))
def test_every_date_is_read_back_as_written_and_as_said(day, today, language):
    iso = day.isoformat()
    assert read_date(write_date(iso), today) == read_date(iso, today) == iso
    assert read_date(say_date(iso, language), today) == iso


@given(st.integers(1, 31), st.integers(1, 12), TODAYS)
def test_a_date_without_a_year_is_past_or_asked_about(day, month, today):
    try:
        read = date.fromisoformat(read_date(f"{day}-{month}", today))
    except Refused as refused:
        if refused.why == "no_such_day":
            assert day > 29 or (day, month) == (29, 2)
            return
        one, two = (read_date(str(refused.values[which]), today) for which in ("one", "two"))
        assert one < today.isoformat() < two <= (today + timedelta(days=60)).isoformat()
    else:
        assert (read.day, read.month) == (day, month)
        assert read <= today


@given(TODAYS, st.sampled_from(["ma", "di", "wo", "do", "vr", "za", "zo"]))
def test_a_bare_day_of_the_week_is_within_the_week_before_or_asked_about(today, word):
    if say_date(today.isoformat(), "nl").startswith(word):
        assert readings(word, today)[1] == write_date(today.isoformat())
    else:
        before = today - date.fromisoformat(read_date(word, today))
        assert timedelta(0) < before < timedelta(days=7)
