"""Numbers as Dutch and English readers print them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.reports import rows_of
from wbp_survey.report.appendices.cells import agreeing
from wbp_survey.report.blocks import Table
from wbp_survey.report.numbers import (
    MINUS,
    NBSP,
    PERCENT_FROM,
    count_of,
    date_text,
    decimal_text,
    interval,
    p_value,
    percent,
    percent_interval,
    rounded,
    whole,
)

anything = st.floats(allow_nan=False, allow_infinity=False)
LANGUAGES = ("nl", "en")


@given(anything, st.integers(0, 4))
def test_rounding_goes_half_up_from_the_shortest_decimal(value, places):
    step = Fraction(1, 10**places)
    exact, result = Fraction(Decimal(repr(value))), Fraction(rounded(value, places))
    assert (result / step).denominator == 1
    assert abs(result - exact) <= step / 2
    if abs(result - exact) == step / 2:
        assert abs(result) > abs(exact)


@pytest.mark.parametrize(
    ("value", "text"), [(0.145, "0,15"), (-0.145, f"{MINUS}0,15"), (2.675, "2,68"), (1.005, "1,01")]
)
def test_what_a_float_hides_is_rounded_as_it_was_written(value, text):
    assert decimal_text(value, 2, "nl") == text


@given(st.floats(-0.5, 0.5), st.integers(0, 3), st.sampled_from(LANGUAGES))
def test_there_is_no_minus_zero(value, places, language):
    text = decimal_text(value, places, language)
    assert (MINUS in text) == (rounded(value, places) < 0)
    assert "-" not in text


@pytest.mark.parametrize("value", [1e29, -1e29, 1.7976931348623157e308, 123456789.5e20])
def test_numbers_of_more_than_28_digits_are_written_in_full(value):
    digits = re.sub(r"\D", "", decimal_text(value, 2, "nl"))
    assert digits == str(abs(int(Decimal(repr(value))))) + "00"


@pytest.mark.parametrize(("language", "text"), [("nl", "1.234.567,9"), ("en", "1,234,567.9")])
def test_separators_are_those_of_the_language(language, text):
    assert decimal_text(1234567.89, 1, language) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, f"<{NBSP}0,001"),
        (0.000999, f"<{NBSP}0,001"),
        (0.001, "0,001"),
        (0.0432, "0,043"),
        (0.9994, "0,999"),
        (0.9996, f">{NBSP}0,999"),
        (1.0, "1,000"),
    ],
)
def test_a_p_has_three_decimals_and_says_when_it_is_beyond_them(value, text):
    assert p_value(value, "nl") == text


def test_percentages_have_a_decimal_from_a_hundred_answers():
    assert percent(0.145, 99, "nl") == "15%"
    assert percent(0.145, 100, "nl") == "14,5%"
    assert percent_interval(0.1, 0.2, 40, "nl") == "10–20"


def test_a_share_is_shifted_exactly_before_it_is_rounded():
    assert 0.285 * 100 < 28.5
    assert percent(0.285, 50, "nl") == "29%"


def test_an_interval_with_a_negative_end_is_written_in_words():
    assert interval(0.12, 0.31, 2, "nl") == "0,12–0,31"
    assert interval(-0.3, 0.2, 1, "nl") == f"van{NBSP}{MINUS}0,3{NBSP}tot{NBSP}0,2"
    assert interval(-0.3, 0.2, 1, "en") == f"from{NBSP}{MINUS}0.3{NBSP}to{NBSP}0.2"
    assert interval(-0.001, 0.2, 2, "nl") == "0,00–0,20"


def test_a_count_and_a_date_do_not_break_over_lines():
    assert count_of(9, 14, "nl") == f"9{NBSP}van{NBSP}de{NBSP}14"
    assert count_of(9, 14, "en") == f"9{NBSP}of{NBSP}14"
    assert date_text(date(2026, 3, 8), "nl") == f"8{NBSP}maart{NBSP}2026"


@given(st.lists(st.integers(0, 12), min_size=5, max_size=5), st.sampled_from(LANGUAGES))
def test_below_twenty_answers_nothing_is_a_percentage(counts, language):
    n = sum(counts)
    stats = {
        row.stat: row for row in rows_of("help", "role", {"a": tuple(counts)}) if not row.group
    }
    text = agreeing(stats, language)
    assert ("%" in text) == (n >= PERCENT_FROM)
    if 0 < n < PERCENT_FROM:
        assert text == count_of(counts[3] + counts[4], n, language)


@given(st.integers(0, 10**7))
def test_a_count_has_no_decimals(n):
    assert re.sub(r"\D", "", whole(n, "nl")) == str(n)


def cells(report):
    _, blocks = report
    tables = [
        one for one in blocks if isinstance(one, Table) and one.id.startswith(("t-", "respon"))
    ]
    return [cell for one in tables for row in one.table.rows for cell in row.cells[1:] if cell]


def test_every_cell_has_the_comma_in_dutch_and_the_point_in_english(dutch, english):
    assert not [cell for cell in cells(dutch) if re.search(r"\d\.\d", cell)]
    numbers = [cell for cell in cells(english) if re.search(r"\d,\d", cell)]
    assert not numbers
    assert any(re.search(r"\d,\d", cell) for cell in cells(dutch))
    assert any(re.search(r"\d\.\d", cell) for cell in cells(english))
