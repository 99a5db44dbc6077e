"""Names, codes, texts and languages of elsewhere come out as ours."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.exchange.names import (
    clean,
    code_of,
    fresh,
    has_markup,
    id_of,
    language_of,
    without_markup,
)


@given(st.text())
def test_any_name_becomes_an_id(name):
    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", id_of(name))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("age", "age"), ("m.naam", "m_naam"), ("1st", "_1st"), ("größe", "groe"), ("  a b ", "a_b")],
)
def test_a_name_stays_as_near_as_it_can(name, expected):
    assert id_of(name) == expected


@given(st.text())
def test_no_code_holds_a_space_and_no_text_a_character_that_a_file_may_not(words):
    assert len(code_of(words).split()) <= 1
    assert clean(clean(words)) == clean(words)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", clean(words))


def test_a_name_that_is_taken_gets_the_first_number_that_is_free():
    assert fresh("a", ()) == "a"
    assert fresh("a", {"a", "a_2"}) == "a_3"


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<p>One</p><p>two <b>three</b></p>", "One\ntwo three"),
        ("a<br/>b", "a\nb"),
        ("x &lt; y &amp; z", "x < y & z"),
        ("<script>alert('x')</script>Hello", "Hello"),
        ("<style>p {}</style>Hello<!-- not this -->", "Hello"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ],
)
def test_markup_is_left_out_and_its_words_stay(html, seen):
    assert without_markup(html) == seen


def test_a_comparison_is_no_markup():
    assert not has_markup("1 < 2 and 3 > 2")
    assert has_markup("<b>1</b>")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Nederlands (nl)", "nl"),
        ("Dutch", "nl"),
        ("nl-BE", "nl"),
        ("English (en)", "en"),
        ("english", "en"),
        ("en_GB", "en"),
        ("Français (fr)", "fr"),
        ("Swahili", "swahili"),
    ],
)
def test_a_language_is_known_by_its_code_or_its_name(name, code):
    assert language_of(name) == code
