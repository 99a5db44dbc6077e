"""Numbers in words, in Dutch and in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.texts import LANGUAGES
from wbp_survey.wizard.typed.spell import spell, spelled


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (0, "nul", "zero"),
        (1, "een", "one"),
        (14, "veertien", "fourteen"),
        (20, "twintig", "twenty"),
        (21, "eenentwintig", "twenty-one"),
        (22, "tweeëntwintig", "twenty-two"),
        (83, "drieëntachtig", "eighty-three"),
        (100, "honderd", "one hundred"),
        (101, "honderdeen", "one hundred and one"),
        (234, "tweehonderdvierendertig", "two hundred and thirty-four"),
        (1000, "duizend", "one thousand"),
        (1001, "duizend een", "one thousand and one"),
        (1100, "elfhonderd", "one thousand one hundred"),
        (1987, "negentienhonderdzevenentachtig", "one thousand nine hundred and eighty-seven"),
        (2014, "tweeduizend veertien", "two thousand and fourteen"),
        (
            12345,
            "twaalfduizend driehonderdvijfenveertig",
            "twelve thousand three hundred and forty-five",
        ),
        (100_000, "honderdduizend", "one hundred thousand"),
        (-3, "min drie", "minus three"),
        (0.5, "een half", "a half"),
        (1.5, "anderhalf", "one and a half"),
        (-0.5, "min een half", "minus a half"),
        (3.5, "drie en een half", "three and a half"),
        (7.25, "zeven komma twee vijf", "seven point two five"),
        (2.05, "twee komma nul vijf", "two point zero five"),
        (4.0, "vier", "four"),
    ],
)
def test_a_number_is_said_as_people_say_it(value, dutch, english):
    assert (spell(value, "nl"), spell(value, "en")) == (dutch, english)


@pytest.mark.parametrize("value", [1_000_000, -1_000_000, 1e15, 1.23456, 1e-7])
def test_what_nobody_follows_by_ear_is_not_put_in_words(value):
    assert spell(value, "nl") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_small_numbers_and_halves_are_read_back_from_their_words(language):
    for value in [*range(101), *(whole + 0.5 for whole in range(21))]:
        assert spelled(spell(value, language)) == value


def test_one_is_read_with_and_without_its_accents():
    assert spelled("één") == spelled("een") == 1
    assert spelled("eenen") is None


@pytest.mark.parametrize("language", LANGUAGES)
@given(one=st.integers(0, 999_999), two=st.integers(0, 999_999))
def test_different_numbers_are_never_said_the_same(language, one, two):
    assert (spell(one, language) == spell(two, language)) == (one == two)
