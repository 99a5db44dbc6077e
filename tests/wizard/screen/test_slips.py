"""A slip of the finger, or typing on at the wrong question, answers nothing and costs nothing."""

from __future__ import annotations

import pytest

from tests.wizard.driver import ONE
from tests.wizard.views import noted_view_of, pressed, shown, view_of
from wbp_survey.model.session import Answer
from wbp_survey.wizard.question import Given, Reason

TEXTS = pytest.mark.parametrize("kind", ["text", "long_text"])


def message(view):
    return " ".join(line.strip() for line in shown(view)[4:-3] if line.strip())


@TEXTS
@pytest.mark.parametrize(
    ("keys", "reason", "words"),
    [
        (("dont_know",), "dont_know", "weet niet"),
        (("refused",), "refused", "wil niet zeggen"),
        (("reasons", "'2", "accept"), "no_opinion", "geen mening"),
    ],
)
def test_a_missing_reason_takes_the_place_of_a_text_only_after_asking(kind, keys, reason, words):
    view, noted = noted_view_of(ONE[kind])
    assert pressed(view, "'Een lang verhaal", *keys) is None
    assert f"Tekst laten vervallen en ‘{words}’ noteren?" in message(view)
    assert "Een lang verhaal" in message(view)
    assert pressed(view, "back") is None
    assert (view.typed, noted[-1]) == ("Een lang verhaal", "Een lang verhaal")
    assert pressed(view, *keys, "accept") == Reason(reason)


@TEXTS
def test_where_no_text_stands_dont_know_is_one_key(kind):
    assert pressed(view_of(ONE[kind]), "'  ", "dont_know") == Reason("dont_know")


def test_a_number_or_a_choice_gives_way_to_dont_know_at_once():
    for kind in ("integer", "agree"):
        assert pressed(view_of(ONE[kind]), "'1", "dont_know") == Reason("dont_know")


def test_a_refusal_is_asked_once_more_in_its_own_words():
    view = view_of(ONE["agree"])
    pressed(view, "refused")
    assert "Antwoord ‘wil niet zeggen’ noteren? Enter is ja, Esc is nee." in message(view)


@pytest.mark.parametrize(
    ("kind", "typed"), [("text", "'toch"), ("integer", "'12"), ("agree", "'2")]
)
def test_enter_keeps_a_missing_reason_only_as_long_as_nothing_else_stands_there(kind, typed):
    view = view_of(ONE[kind], given=Answer(None, "dont_know"))
    assert "Enter laat dat zo" in message(view)
    pressed(view, typed)
    assert "Enter laat dat zo" not in message(view)


@pytest.mark.parametrize("kind", ["yes_no", "agree"])
def test_a_year_typed_at_a_choice_answers_nothing(kind):
    view = view_of(ONE[kind])
    assert pressed(view, "'2016", "accept") is None
    assert view.pointer is None


def test_a_choice_made_before_a_wrong_digit_is_not_taken_for_the_answer():
    view = view_of(ONE["agree"])
    pressed(view, "'39")
    assert "‘9’ staat niet in de lijst." in view.message
    assert pressed(view, "accept") is None
    assert pressed(view, "'3", "accept") == Given(3)


def test_a_wrong_digit_among_the_reasons_chooses_none_of_them():
    view = view_of(ONE["agree"])
    assert pressed(view, "reasons", "'29", "accept") is None
    assert view.panel == "reasons"


def test_yes_and_no_are_letters_and_never_digits():
    view = view_of(ONE["yes_no"])
    assert pressed(view, "'1", "accept") is None
    assert pressed(view, "'j", "accept") == Given("yes")


def test_a_sentence_typed_at_a_list_ticks_nothing():
    view, noted = noted_view_of(ONE["several"])
    pressed(view, "'Eerst mondeling, later via WhatsApp.")
    assert view.ticked == []
    assert "".join(noted) == ""


def test_the_space_bar_asks_to_point_first():
    view = view_of(ONE["several"])
    pressed(view, "' ")
    assert view.message == "Wijs eerst een antwoord aan, met een cijfer of een pijltje."
    pressed(view, "down", "' ")
    assert len(view.ticked) == 1
