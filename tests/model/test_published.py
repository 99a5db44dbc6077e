"""Published figures held against themselves: 24 + 3 + 3 is not 29, and there are no six towns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.model.published import Part, PublishedFigure, check_published

UNITS = {"case": 6, "municipality": 4}


def figure(value, of=0, **known):
    parts = tuple(Part(one) for one in known.pop("parts", ()))
    return PublishedFigure("x", {"nl": "x"}, value, of, parts=parts, **known)


def checked(one):
    return {found.check: found for found in check_published(one, UNITS)}


def test_parts_that_do_not_add_up_are_reported_with_their_sum():
    found = checked(figure(29, 42, parts=(24, 3, 3)))["parts"]
    assert (found.holds, found.against) == (False, 30)
    assert checked(figure(30, 42, parts=(24, 3, 3)))["parts"].holds


def test_parts_with_decimals_add_up_as_people_add():
    assert checked(figure(0.3, parts=(0.1, 0.2)))["parts"].holds


def test_a_part_may_be_as_large_as_its_whole_and_no_larger():
    assert checked(figure(42, 42))["whole"].holds
    assert not checked(figure(43, 42))["whole"].holds


def test_more_municipalities_than_there_are_cannot_be_and_may_be_cases():
    found = checked(figure(5, 6, unit="municipality"))["units"]
    assert (found.holds, found.against, found.likely) == (False, 4, "case")
    assert checked(figure(5, 7, unit="municipality"))["units"].likely == ""
    assert checked(figure(5, 6, unit="case"))["units"].holds
    assert not checked(figure(5, unit="municipality"))["units"].holds


@pytest.mark.parametrize(
    ("claim", "value", "holds"),
    [
        ("most", 22, True), ("most", 21, False), ("half", 21, True), ("half", 20, False),
        ("minority", 20, True), ("minority", 21, False), ("minority", 0, False),
        ("all", 42, True), ("all", 41, False), ("none", 0, True), ("none", 1, False),
    ],
)  # fmt: skip
def test_what_is_said_of_a_share_in_words_is_held_against_the_share(claim, value, holds):
    assert checked(figure(value, 42, claim=claim))["claim"].holds is holds


def test_a_figure_of_which_nothing_is_said_gives_no_check():
    assert check_published(figure(8000), UNITS) == ()


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=8), st.integers(-3, 3))
def test_parts_are_found_wrong_exactly_when_their_sum_is_another(parts, off):
    one = figure(sum(parts) + off, parts=parts)
    assert checked(one)["parts"].holds is (off == 0)
