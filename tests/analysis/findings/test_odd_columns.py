"""Odd columns: constant, nearly empty, numbers with text among them, one category spelled twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.analysis.findings.columns import (
    is_constant,
    is_nearly_empty,
    is_numeric,
    one_slip,
    spelling_variants,
)


def test_one_answer_by_all_is_constant_from_three_people_on():
    assert is_constant({"4": 3})
    assert not is_constant({"4": 2})
    assert not is_constant({"4": 3, "5": 1})
    assert not is_constant({})


def test_a_column_filled_in_for_one_in_twenty_is_nearly_empty():
    assert is_nearly_empty(5, 100)
    assert not is_nearly_empty(6, 100)
    assert is_nearly_empty(0, 1)
    assert not is_nearly_empty(0, 0)


def test_a_few_texts_leave_a_column_of_numbers_numeric():
    assert is_numeric(95, 100)
    assert not is_numeric(94, 100)
    assert not is_numeric(0, 0)


def test_capitals_spaces_and_accents_make_no_other_category():
    counts = {"Tilburg": 10, "tilburg": 3, " TILBURG": 1, "Almere": 9, "Skåne": 4, "Skane": 5}
    assert spelling_variants(counts) == [("Tilburg", "tilburg", " TILBURG"), ("Skane", "Skåne")]


@pytest.mark.parametrize("slip", ["Tilbrug", "Tilbur", "Tilburgh", "Tilbxrg", "ilburg"])
def test_a_slip_of_the_finger_in_a_rare_category_is_found(slip):
    assert spelling_variants({"Tilburg": 20, "Almere": 20, slip: 2}) == [("Tilburg", slip)]
    assert spelling_variants({"Tilburg": 20, slip: 3}) == []  # as often as that it is a category


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("groep 1", "groep 2"),
        ("mee eens", "mee oneens"),
        ("man", "men"),
        ("male", "female"),
        ("eens", "oneens"),
        ("Amsterdam", "Amstelveen"),
        ("vaak", "vaag"),
    ],
)
def test_categories_that_look_alike_but_are_not_are_left_alone(one, other):
    assert spelling_variants({one: 100, other: 1}) == []


def test_a_column_of_words_is_left_alone():
    counts = {f"antwoord {letter}{other}": 1 for letter in "abcdefgh" for other in "abcdefgh"}
    assert spelling_variants({**counts, "Tilburg": 9, "tilburg": 1}) == []


letters = st.text("abcd", min_size=5, max_size=9)


@given(letters, st.data())
def test_one_letter_more_less_or_other_is_one_slip_either_way(word, data):
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcd"))
    for other in (
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    ):
        assert one_slip(word, other) is one_slip(other, word)
        assert one_slip(word, other) is (word != other)


@given(letters, letters)
def test_a_slip_is_a_distance_of_one(one, other):
    assert one_slip(one, other) is (distance(one, other) == 1)


def distance(one, other):
    """Damerau and Levenshtein's distance, by the book."""
    table = {(-1, -1): 0}
    for i in range(len(one)):
        table[i, -1] = i + 1
    for j in range(len(other)):
        table[-1, j] = j + 1
    for i, first in enumerate(one):
        for j, second in enumerate(other):
            table[i, j] = min(
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (first != second),
            )
            if i and j and first == other[j - 1] and one[i - 1] == second:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one) - 1, len(other) - 1]
