"""One token of a row: which keys and letters there are, and how an answer is written as one."""

from __future__ import annotations

import pytest

from tests.wizard.forms import AGREE, CHANNELS, GRADE, YES_NO, item, options
from tests.wizard.typed.chairs import NINE, VOTE
from wbp_survey.model.instrument import ResponseScale
from wbp_survey.model.session import Answer
from wbp_survey.wizard.typed.cell import (
    Unread,
    read_cell,
    reason_letters,
    row_accepts,
    say_cell,
    single,
    words_for,
    write_cell,
)

RATING = item("r", "scale", scale=NINE)
VOTES = item("v", "select_one", scale=VOTE)
RANK = item("k", "rank", scale=CHANNELS, top=3)
MANY = ResponseScale("many", "nominal", options(*(f"code{n}" for n in range(1, 12))))


@pytest.mark.parametrize(
    ("scale", "alone"), [(NINE, True), (AGREE, True), (GRADE, False), (MANY, False)]
)
def test_spaces_are_needed_where_an_answer_may_be_longer_than_one_character(scale, alone):
    kind = "select_one" if scale is MANY else "scale"
    assert single(item("x", kind, scale=scale)) is alone


@pytest.mark.parametrize(
    ("asked", "language", "told"),
    [
        (RATING, "nl", "1 t/m 9 of w m k v n t a l"),
        (RATING, "en", "1 to 9 or d o c r n t a u"),
        (item("y", "select_one", scale=YES_NO), "nl", "j n of w m k v t a l"),
        (VOTES, "nl", "1 2 3 of w m k n l"),
        (RANK, "nl", "de nummers achter elkaar, het belangrijkste eerst, zoals 51"),
    ],
)
def test_what_is_accepted_names_the_keys_and_only_the_letters_that_mean_a_reason(
    asked, language, told
):
    assert row_accepts(asked, language).startswith(told)


def test_the_letters_are_told_with_the_reasons_they_stand_for():
    assert dict(reason_letters(RATING, "nl"))["v"] == "wil niet zeggen"
    assert dict(reason_letters(RATING, "en"))["r"] == "prefer not to say"


@pytest.mark.parametrize(
    ("asked", "answer", "words"),
    [
        (RATING, Answer(4), "4"),
        (VOTES, Answer("against"), "tegen"),
        (RANK, Answer(["straat", "tel112"]), "3 1"),
        (RATING, Answer(missing="dont_know"), "weet niet"),
    ],
)
def test_an_answer_is_said_in_as_few_words_as_will_do(asked, answer, words):
    assert say_cell(asked, answer, "nl") == words


@pytest.mark.parametrize(
    ("answer", "token"),
    [
        (Answer("yes"), "j"),
        (Answer("no"), "n"),
        (Answer(missing="not_applicable"), "nvt"),
        (Answer(missing="absent"), ""),
        (Answer("perhaps"), ""),
        (None, ""),
    ],
)
def test_a_token_that_means_something_else_is_not_used(answer, token):
    assert write_cell(item("y", "select_one", scale=YES_NO), answer, "nl") == token


@pytest.mark.parametrize("token", ["-4", "4.", "4!", "!4", "+4"])
def test_a_sign_at_an_answer_is_not_overlooked(token):
    with pytest.raises(Unread):
        read_cell(words_for(RATING, "nl"), token)


@pytest.mark.parametrize("token", ["don't", "don\u2019tknow", "dont_know", "DONT"])
def test_signs_that_belong_to_a_word_and_capitals_make_no_difference(token):
    assert read_cell(words_for(RATING, "nl"), token) == Answer(missing="dont_know")
