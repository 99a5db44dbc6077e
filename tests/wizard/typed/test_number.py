"""Numbers as people write and say them, and how they are said back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.texts import LANGUAGES
from wbp_survey.wizard.typed.number import read_decimal, read_integer, say_number, write_number
from wbp_survey.wizard.typed.refusal import Refused


def why(read, typed, language="nl", unit=""):
    with pytest.raises(Refused) as refused:
        read(typed, language, unit)
    assert "{" not in refused.value.sentence(language)
    return refused.value.why


@pytest.mark.parametrize(
    ("typed", "language", "value"),
    [
        ("3,5", "nl", 3.5),
        ("3.5", "nl", 3.5),
        ("0.500", "nl", 0.5),
        ("1.234,5", "nl", 1234.5),
        ("1 234,5", "nl", 1234.5),
        ("1\u202f234,5", "nl", 1234.5),
        ("1.234.567", "nl", 1234567.0),
        ("1,234", "nl", 1.234),
        (",5", "nl", 0.5),
        ("-2,25", "nl", -2.25),
        ("\u22122", "nl", -2.0),
        ("\u20132", "nl", -2.0),
        ("3,5 jaar", "nl", 3.5),
        ("3,5 Jaar", "nl", 3.5),
        ("3.5", "en", 3.5),
        ("1,234.5", "en", 1234.5),
        ("3,5", "en", 3.5),
        ("anderhalf", "nl", 1.5),
        ("twee en een half", "nl", 2.5),
        ("two and a half", "en", 2.5),
        ("dertig", "nl", 30.0),
    ],
)
def test_a_decimal_is_read_by_the_marks_of_the_language(typed, language, value):
    read = read_decimal(typed, language, "jaar")
    assert read == value
    assert isinstance(read, float)


@pytest.mark.parametrize(
    ("typed", "language"), [("1.234", "nl"), ("12.500", "nl"), ("1.000", "nl"), ("1,234", "en")]
)
def test_a_decimal_with_two_readings_is_refused_with_both(typed, language):
    with pytest.raises(Refused) as refused:
        read_decimal(typed, language)
    assert refused.value.why == "two_readings"
    one, two = refused.value.values["one"], refused.value.values["two"]
    assert read_decimal(str(one), language) == 1000 * read_decimal(str(two), language)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", 12),
        ("1.234", 1234),
        ("1 234", 1234),
        ("3,0", 3),
        ("-4", -4),
        ("-0", 0),
        ("dertig", 30),
        ("Eenentwintig", 21),
        ("één", 1),
        ("twenty-one", 21),
    ],
)
def test_a_whole_number_may_have_thousands_marks_or_be_a_word(typed, value):
    read = read_integer(typed, "nl")
    assert read == value
    assert isinstance(read, int)


@pytest.mark.parametrize(
    ("typed", "language", "code"),
    [
        ("1,234", "nl", "thousands"),
        ("1.234", "en", "thousands"),
        ("3,000", "nl", "two_readings"),
        ("3.000", "en", "two_readings"),
    ],
)
def test_the_other_languages_thousands_mark_is_asked_about(typed, language, code):
    assert why(read_integer, typed, language) == code


def test_what_may_have_been_meant_can_be_typed_as_it_is_offered():
    with pytest.raises(Refused) as refused:
        read_integer("1,234", "nl")
    assert refused.value.sentence("nl") == (
        "‘1,234’ is geen heel getal. Bedoelt u 1234, typ het dan zo."
    )
    assert read_integer(str(refused.value.values["meant"]), "nl") == 1234
    with pytest.raises(Refused) as refused:
        read_integer("3,000", "nl")
    assert [read_integer(str(refused.value.values[one]), "nl") for one in ("one", "two")] == [
        3000,
        3,
    ]


@pytest.mark.parametrize("typed", ["3,5", "3.5", "3.25", "anderhalf", "0,5"])
def test_half_a_person_is_refused(typed):
    assert why(read_integer, typed) == "not_whole"


@pytest.mark.parametrize("read", [read_integer, read_decimal])
@pytest.mark.parametrize(
    "typed",
    [
        "ongeveer 30",
        "ca. 30",
        "±30",
        "30+",
        ">30",
        "een stuk of 30",
        "30 mensen",
        "30%",
        "€ 30",
        "3²",
    ],
)
def test_a_guess_or_a_word_with_a_number_is_never_half_understood(read, typed):
    assert why(read, typed) == "about"


@pytest.mark.parametrize("read", [read_integer, read_decimal])
@pytest.mark.parametrize(
    "typed", ["30-40", "30 – 40", "30 à 40", "30 of 40", "tussen 30 en 40", "30/40", "30 40"]
)
def test_a_range_is_never_half_understood(read, typed):
    assert why(read, typed) == "two_numbers"


@pytest.mark.parametrize(
    "typed",
    ["veel", "3,5,5", "1,234.5", "1.23.4", "nan", "inf", "1e5", "٣", "３", "--3", "+", "3,"],
)
def test_what_is_no_number_is_refused(typed):
    assert why(read_decimal, typed) == "not_a_number"
    assert why(read_integer, typed) == "not_a_number"


def test_a_unit_may_be_typed_where_the_question_has_it():
    assert read_decimal("12,5 %", "nl", "%") == 12.5
    assert read_decimal("12,5 procent", "nl", "%") == 12.5
    assert read_integer("€ 12", "nl", "euro") == 12
    assert why(read_integer, "12 jaar", unit="groepen") == "about"
    assert why(read_integer, "groepen", unit="groepen") == "not_a_number"


def test_a_number_that_no_database_takes_is_refused():
    assert why(read_integer, "9" * 20) == "too_many_digits"
    assert why(read_decimal, "9" * 400) == "too_many_digits"


def test_nothing_has_no_minus():
    assert say_number(read_decimal("-0", "nl"), "nl") == "0"


def test_a_number_too_small_to_keep_never_becomes_nothing():
    assert why(read_decimal, f"0,{'0' * 400}1") == "too_many_digits"


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        (12, "nl", "12 jaar"),
        (3.5, "nl", "3,5 jaar (drie en een half)"),
        (2.0, "nl", "2 jaar"),
        (-0.5, "nl", "-0,5 jaar (min een half)"),
        (2005, "nl", "2005 jaar (tweeduizend vijf)"),
        (1234567, "nl", "1.234.567 jaar"),
        (1234567.25, "nl", "1.234.567,25 jaar"),
        (-1234567, "en", "-1,234,567 jaar"),
        (1.23456, "nl", "1,23456 jaar"),
        (3.5, "en", "3.5 jaar (three and a half)"),
    ],
)
def test_a_number_is_said_in_words_where_digits_are_easily_misread(value, language, said):
    assert say_number(value, language, "jaar") == said


def test_a_percentage_is_said_as_it_is_written():
    assert say_number(12.5, "nl", "%") == "12,5% (twaalf en een half)"


@given(st.floats(-1e14, 1e14) | st.integers(-(10**14), 10**14), st.sampled_from(LANGUAGES))
def test_a_number_can_always_be_said_and_begins_as_it_is_written(value, language):
    said = say_number(value, language).split(" (")[0]
    mark = "." if language == "nl" else ","
    assert said.replace(mark, "") == write_number(value, language).replace(mark, "")


def test_an_endless_row_of_zeros_is_a_number_like_any_other():
    assert read_integer("0" * 6000 + "7", "nl") == 7
    assert read_integer("-" + "0" * 6000, "nl") == 0
