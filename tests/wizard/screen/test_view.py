"""What the keys do to a question, apart from any terminal."""

from __future__ import annotations

import pytest

from tests.wizard.forms import AGREE, CHANNELS, GRADE, YES_NO, both, item
from tests.wizard.views import noted_view_of as view_of
from wbp_survey.model.instrument import Constraint, Option, ResponseScale
from wbp_survey.model.session import Answer
from wbp_survey.wizard.question import Given, Reason
from wbp_survey.wizard.screen.choosing import answer, press_digit, press_letter, toggle
from wbp_survey.wizard.screen.echoed import understood
from wbp_survey.wizard.screen.view import catch_up, edit_field, move, retype, type_in

TWELVE = ResponseScale(
    "t", "nominal", tuple(Option(f"c{n}", {"nl": f"nr {n}"}) for n in range(1, 13))
)

NO_YES = ResponseScale("no_yes", "nominal", YES_NO.options[::-1])


def test_enter_alone_never_answers_a_list():
    view, _ = view_of(item("a", "scale", scale=AGREE))
    assert answer(view) is None
    assert "1 tot en met 5" in view.message


@pytest.mark.parametrize(
    ("scale", "kind", "keys", "value"),
    [
        (AGREE, "scale", "4", 4),
        (GRADE, "scale", "10", 10),
        (GRADE, "scale", "0", 0),
        (TWELVE, "select_one", "12", "c12"),
        (TWELVE, "select_one", "2", "c2"),
    ],
)
def test_digits_point_and_enter_confirms(scale, kind, keys, value):
    view, _ = view_of(item("a", kind, scale=scale))
    for digit in keys:
        press_digit(view, digit, now=1.0)
    assert answer(view) == Given(value)


def test_a_second_digit_that_comes_late_stands_alone():
    view, _ = view_of(item("a", "scale", scale=GRADE))
    press_digit(view, "1", now=1.0)
    press_digit(view, "0", now=9.0)
    assert answer(view) == Given(0)


def test_letters_choose_yes_and_no_and_nothing_else():
    view, _ = view_of(item("a", "select_one", scale=YES_NO))
    press_letter(view, "x")
    assert answer(view) is None
    press_letter(view, "J")
    assert answer(view) == Given("yes")
    press_letter(view, "n")
    assert answer(view) == Given("no")


def test_yes_and_no_are_told_apart_by_letter_whichever_stands_first():
    for scale in (YES_NO, NO_YES):
        view, _ = view_of(item("a", "select_one", scale=scale))
        assert answer(view) is None
        assert view.message.endswith("Typ j of n.")
        press_letter(view, "n")
        assert answer(view) == Given("no")


def test_arrows_stop_at_the_ends():
    view, _ = view_of(item("a", "scale", scale=AGREE))
    move(view, -1)
    assert answer(view) == Given(5)
    move(view, 9)
    assert answer(view) == Given(5)
    move(view, -9)
    assert answer(view) == Given(1)


def test_crosses_are_set_cleared_and_kept_as_a_draft():
    view, noted = view_of(item("a", "select_multiple", scale=CHANNELS))
    for digit in "132":
        press_digit(view, digit, now=float(digit) * 10)
        toggle(view)
    toggle(view)
    assert answer(view) == Given(["tel112", "straat"])
    assert noted[-1] == "1 3"


def test_an_exclusive_choice_clears_the_rest_and_says_so_and_the_other_way_round():
    view, _ = view_of(item("a", "select_multiple", scale=CHANNELS))
    press_digit(view, "1", now=1)
    toggle(view)
    press_digit(view, "5", now=10)
    toggle(view)
    assert "label tel112" in view.message
    assert answer(view) == Given(["geen"])
    press_digit(view, "2", now=20)
    toggle(view)
    assert "label geen" in view.message
    assert answer(view) == Given(["app"])


def test_places_move_up_when_one_is_taken_away_and_end_at_the_top():
    view, noted = view_of(item("a", "rank", scale=CHANNELS, top=3))
    for moment, digit in enumerate("3142"):
        press_digit(view, digit, now=moment * 10.0)
    assert "passen er 3" in view.message
    press_digit(view, "3", now=90.0)
    press_digit(view, "2", now=99.0)
    assert answer(view) == Given(["tel112", "anders", "app"])
    assert noted[-1] == "1 4 2"


def test_a_rank_is_said_in_its_order_also_when_the_list_scrolls():
    view, _ = view_of(item("a", "rank", scale=CHANNELS))
    assert understood(view) == ""
    press_digit(view, "3", now=1.0)
    press_digit(view, "1", now=9.0)
    assert understood(view) == "Begrepen: 1. label straat, 2. label tel112"


def test_in_a_list_of_ten_or_more_a_digit_ranks_nothing_until_the_space_bar_does():
    view, _ = view_of(item("a", "rank", scale=TWELVE))
    press_digit(view, "1", now=1.0)
    press_digit(view, "2", now=1.5)
    assert answer(view) is None
    assert "spatiebalk" in view.message
    toggle(view)
    assert answer(view) == Given(["c12"])


@pytest.mark.parametrize("kind", ["rank", "select_multiple"])
def test_a_mark_ends_a_number_so_that_one_and_two_are_never_twelve(kind):
    view, _ = view_of(item("a", kind, scale=TWELVE))
    for moment, digit in enumerate("12"):
        press_digit(view, digit, now=1 + moment / 10)
        toggle(view)
    assert answer(view) == Given(["c1", "c2"])


def test_an_arrow_ends_a_number_too():
    view, _ = view_of(item("a", "select_one", scale=TWELVE))
    press_digit(view, "1", now=1.0)
    move(view, 1)
    press_digit(view, "2", now=1.2)
    assert answer(view) == Given("c2")


def test_a_rank_comes_back_in_its_order():
    asked = item("a", "rank", scale=CHANNELS)
    view, _ = view_of(asked, given=Answer(["straat", "tel112"]))
    assert answer(view) == Given(["straat", "tel112"])
    view, _ = view_of(asked, draft="4 1")
    assert answer(view) == Given(["anders", "tel112"])


def test_no_cross_at_all_is_no_answer():
    view, _ = view_of(item("a", "select_multiple", scale=CHANNELS))
    press_digit(view, "1")
    assert answer(view) is None
    assert "spatiebalk" in view.message


@pytest.mark.parametrize("kind", ["decimal", "text", "date", "integer", "long_text"])
def test_an_empty_field_is_no_answer(kind):
    view, _ = view_of(item("a", kind))
    assert answer(view) is None
    assert view.message


def test_a_wrong_answer_stays_in_the_field_with_the_reason():
    view, noted = view_of(item("a", "decimal", minimum=0, maximum=60))
    retype(view, "1.234")
    assert answer(view) is None
    assert "1234" in view.message
    assert "1,234" in view.message
    assert view.typed == "1.234"
    assert noted == ["1.234"]


def test_what_is_understood_is_said_while_typing():
    view, _ = view_of(item("a", "date"))
    retype(view, "31-12-2024")
    assert understood(view) == "Begrepen: dinsdag 31 december 2024"
    retype(view, "31-12")
    assert understood(view) == ""
    view, _ = view_of(item("a", "text"))
    retype(view, "weet niet")
    assert understood(view) == "Begrepen als: geen antwoord, weet niet"
    assert answer(view) == Reason("dont_know")


def test_a_given_answer_is_filled_in_again():
    view, _ = view_of(item("a", "decimal"), given=Answer(3.5))
    assert view.typed == "3,5"
    view, _ = view_of(item("a", "select_multiple", scale=CHANNELS), given=Answer(["app", "straat"]))
    assert answer(view) == Given(["app", "straat"])
    view, _ = view_of(item("a", "scale", scale=AGREE), given=Answer(missing="refused"))
    assert answer(view) == Reason("refused")


def test_a_draft_goes_before_the_answer_and_may_be_nonsense():
    view, _ = view_of(item("a", "scale", scale=AGREE), given=Answer(2), draft="4")
    assert answer(view) == Given(4)
    view, _ = view_of(item("a", "scale", scale=AGREE), draft="acht")
    assert answer(view) is None


@pytest.mark.parametrize(
    ("asked", "keys", "value"),
    [
        (item("a", "scale", scale=AGREE), "4", 4),
        (item("a", "select_one", scale=CHANNELS), "2", "app"),
        (item("a", "select_one", scale=YES_NO), "j", "yes"),
        (item("a", "select_one", scale=NO_YES), "n", "no"),
    ],
)
def test_where_forms_are_typed_in_one_key_answers(asked, keys, value):
    press = press_letter if keys.isalpha() else press_digit
    view, noted = view_of(asked, fast=True)
    assert press(view, keys) == Given(value)
    assert noted
    view, _ = view_of(asked)
    assert press(view, keys) is None


@pytest.mark.parametrize(
    "asked",
    [
        item("a", "scale", scale=GRADE),
        item("a", "select_one", scale=TWELVE),
        item("a", "select_multiple", scale=CHANNELS),
        item("a", "rank", scale=CHANNELS),
        item("a", "select_one", scale=NO_YES),
    ],
)
def test_a_digit_that_may_be_half_of_an_answer_or_none_at_all_never_answers_by_itself(asked):
    view, _ = view_of(asked, fast=True)
    assert press_digit(view, "1") is None


def test_in_a_long_list_a_digit_that_can_be_nothing_else_answers():
    view, _ = view_of(item("a", "scale", scale=GRADE), fast=True)
    assert press_digit(view, "7") == Given(7)
    view, _ = view_of(item("a", "scale", scale=GRADE), fast=True)
    assert press_digit(view, "1") is None
    assert "Enter bevestigt 1" in view.message
    assert press_digit(view, "0", now=view.digits_at + 60) == Given(10)


def test_the_next_answer_typed_too_soon_never_takes_the_place_of_one_that_waits():
    view, _ = view_of(item("a", "scale", scale=GRADE), fast=True)
    press_digit(view, "1")
    assert press_digit(view, "4") is None
    assert "Enter bevestigt 1" in view.message
    assert answer(view) == Given(1)


def test_what_is_odd_is_confirmed_with_enter_also_where_one_key_answers():
    asked = item("a", "scale", scale=AGREE)
    view, _ = view_of(asked, fast=True, given=Answer(4), odd="Dat is vreemd.")
    assert press_digit(view, "4") is None
    assert answer(view) == Given(4)


def test_one_key_still_meets_the_checks():
    rule = Constraint(". < 4", both("Niet meer dan drie."))
    view, _ = view_of(item("a", "scale", scale=AGREE, constraints=(rule,)), fast=True)
    assert press_digit(view, "4") is None
    assert "Niet meer dan drie." in view.message


def test_typing_goes_on_at_the_cursor_and_is_kept_at_every_stroke():
    view, noted = view_of(item("a", "text"))
    type_in(view, "ac")
    edit_field(view, "left")
    type_in(view, "b")
    assert answer(view) == Given("abc")
    assert noted == ["ac", "abc"]


def test_a_cursor_that_moves_leaves_the_sentence_about_what_is_wrong():
    view, _ = view_of(item("a", "integer"))
    type_in(view, "twaalfde")
    assert answer(view) is None
    wrong = view.message
    edit_field(view, "left")
    assert view.message == wrong
    edit_field(view, "erase")
    assert view.message == ""


def test_text_from_outside_cannot_move_the_cursor_or_bring_lines_where_none_belong():
    for kind, typed in (("text", "a b c"), ("long_text", "a b\nc")):
        view, _ = view_of(item("a", kind))
        retype(view, "a\tb\r\nc\x1b\u202e")
        assert view.typed == typed


def test_an_emptied_remark_is_an_answer():
    view, _ = view_of(item("a:remark", "long_text"), kind="remark", given=Answer("oud"))
    retype(view, "")
    assert answer(view) == Given("")


def test_a_burst_of_keys_is_kept_once_and_before_anything_else_is_done():
    view, noted = view_of(item("a", "text"))
    view.burst = True
    type_in(view, "h")
    type_in(view, "a")
    assert noted == []
    catch_up(view)
    assert noted == ["ha"]
    catch_up(view)
    type_in(view, "l")
    assert noted == ["ha", "hal"]
