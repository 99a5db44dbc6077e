"""What the keys do to a question, apart from any terminal."""

from __future__ import annotations

import pytest

from tests.wizard.forms import AGREE, CHANNELS, GRADE, YES_NO, item
from wbp_survey.model.instrument import Option, ResponseScale
from wbp_survey.model.session import Answer, Slot
from wbp_survey.wizard.question import Given, Question, Reason
from wbp_survey.wizard.view import (
    accept,
    give_reason,
    leave_panel,
    move,
    open_reasons,
    opened,
    options,
    press_digit,
    press_letter,
    retype,
    toggle,
    understood,
)

TWELVE = ResponseScale(
    "t", "nominal", tuple(Option(f"c{n}", {"nl": f"nr {n}"}) for n in range(1, 13))
)

NO_YES = ResponseScale("no_yes", "nominal", YES_NO.options[::-1])


def view_of(asked, **rest):
    noted = []
    question = Question("item", asked, Slot(asked.id), "nl", note=noted.append, **rest)
    view = opened(question)
    return view, noted


def test_enter_alone_never_answers_a_list():
    view, _ = view_of(item("a", "scale", scale=AGREE))
    assert accept(view) is None
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
    assert accept(view) == Given(value)


def test_a_second_digit_that_comes_late_stands_alone():
    view, _ = view_of(item("a", "scale", scale=GRADE))
    press_digit(view, "1", now=1.0)
    press_digit(view, "0", now=9.0)
    assert accept(view) == Given(0)


def test_a_digit_that_is_not_in_the_list_changes_nothing_and_says_so():
    view, _ = view_of(item("a", "scale", scale=AGREE))
    press_digit(view, "3")
    press_digit(view, "9")
    assert view.message
    assert accept(view) == Given(3)


def test_letters_choose_yes_and_no_and_nothing_else():
    view, _ = view_of(item("a", "select_one", scale=YES_NO))
    press_letter(view, "x")
    assert accept(view) is None
    press_letter(view, "J")
    assert accept(view) == Given("yes")
    press_letter(view, "n")
    assert accept(view) == Given("no")


def test_yes_and_no_are_told_apart_by_letter_whichever_stands_first():
    for scale in (YES_NO, NO_YES):
        view, _ = view_of(item("a", "select_one", scale=scale))
        assert accept(view) is None
        assert view.message.endswith("Typ j of n.")
        press_letter(view, "n")
        assert accept(view) == Given("no")


def test_arrows_stop_at_the_ends():
    view, _ = view_of(item("a", "scale", scale=AGREE))
    move(view, -1)
    assert accept(view) == Given(5)
    move(view, 9)
    assert accept(view) == Given(5)
    move(view, -9)
    assert accept(view) == Given(1)


def test_crosses_are_set_cleared_and_kept_as_a_draft():
    view, noted = view_of(item("a", "select_multiple", scale=CHANNELS))
    for digit in "132":
        press_digit(view, digit, now=float(digit) * 10)
        toggle(view)
    toggle(view)
    assert accept(view) == Given(["tel112", "straat"])
    assert noted[-1] == "1 3"


def test_an_exclusive_choice_clears_the_rest_and_says_so_and_the_other_way_round():
    view, _ = view_of(item("a", "select_multiple", scale=CHANNELS))
    press_digit(view, "1", now=1)
    toggle(view)
    press_digit(view, "5", now=10)
    toggle(view)
    assert "label tel112" in view.message
    assert accept(view) == Given(["geen"])
    press_digit(view, "2", now=20)
    toggle(view)
    assert "label geen" in view.message
    assert accept(view) == Given(["app"])


def test_places_move_up_when_one_is_taken_away_and_end_at_the_top():
    view, noted = view_of(item("a", "rank", scale=CHANNELS, top=3))
    for moment, digit in enumerate("3142"):
        press_digit(view, digit, now=moment * 10.0)
    assert "passen er 3" in view.message
    press_digit(view, "3", now=90.0)
    press_digit(view, "2", now=99.0)
    assert accept(view) == Given(["tel112", "anders", "app"])
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
    assert accept(view) is None
    assert "spatiebalk" in view.message
    toggle(view)
    assert accept(view) == Given(["c12"])


@pytest.mark.parametrize("kind", ["rank", "select_multiple"])
def test_a_mark_ends_a_number_so_that_one_and_two_are_never_twelve(kind):
    view, _ = view_of(item("a", kind, scale=TWELVE))
    for moment, digit in enumerate("12"):
        press_digit(view, digit, now=1 + moment / 10)
        toggle(view)
    assert accept(view) == Given(["c1", "c2"])


def test_an_arrow_ends_a_number_too():
    view, _ = view_of(item("a", "select_one", scale=TWELVE))
    press_digit(view, "1", now=1.0)
    move(view, 1)
    press_digit(view, "2", now=1.2)
    assert accept(view) == Given("c2")


def test_a_rank_comes_back_in_its_order():
    asked = item("a", "rank", scale=CHANNELS)
    view, _ = view_of(asked, given=Answer(["straat", "tel112"]))
    assert accept(view) == Given(["straat", "tel112"])
    view, _ = view_of(asked, draft="4 1")
    assert accept(view) == Given(["anders", "tel112"])


def test_a_required_question_does_not_offer_to_be_passed_over():
    for required in (True, False):
        view, _ = view_of(item("a", "text", required=required))
        open_reasons(view)
        offered = [option.code for _, option in options(view)]
        assert ("not_asked" in offered) is not required
        leave_panel(view)
        retype(view, "niet gevraagd (tijd)")
        assert (accept(view) is None) is required


def test_no_cross_at_all_is_no_answer():
    view, _ = view_of(item("a", "select_multiple", scale=CHANNELS))
    press_digit(view, "1")
    assert accept(view) is None
    assert "spatiebalk" in view.message


@pytest.mark.parametrize("kind", ["decimal", "text", "date", "integer", "long_text"])
def test_an_empty_field_is_no_answer(kind):
    view, _ = view_of(item("a", kind))
    assert accept(view) is None
    assert view.message


def test_a_wrong_answer_stays_in_the_field_with_the_reason():
    view, noted = view_of(item("a", "decimal", minimum=0, maximum=60))
    retype(view, "1.234")
    assert accept(view) is None
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
    assert accept(view) == Reason("dont_know")


def test_a_refusal_is_asked_once_more():
    view, _ = view_of(item("a", "text"))
    assert give_reason(view, "refused") is None
    assert accept(view) == Reason("refused")
    assert leave_panel(view)
    assert give_reason(view, "dont_know") == Reason("dont_know")


def test_the_reasons_an_item_names_come_first_and_none_is_chosen_beforehand():
    view, _ = view_of(item("a", "text", missing=("abstained", "refused")))
    open_reasons(view)
    assert accept(view) is None
    press_digit(view, "1")
    assert accept(view) == Reason("abstained")
    leave_panel(view)
    assert not leave_panel(view)


def test_a_given_answer_is_filled_in_again():
    view, _ = view_of(item("a", "decimal"), given=Answer(3.5))
    assert view.typed == "3,5"
    view, _ = view_of(item("a", "select_multiple", scale=CHANNELS), given=Answer(["app", "straat"]))
    assert accept(view) == Given(["app", "straat"])
    view, _ = view_of(item("a", "scale", scale=AGREE), given=Answer(missing="refused"))
    assert accept(view) == Reason("refused")


def test_a_draft_goes_before_the_answer_and_may_be_nonsense():
    view, _ = view_of(item("a", "scale", scale=AGREE), given=Answer(2), draft="4")
    assert accept(view) == Given(4)
    view, _ = view_of(item("a", "scale", scale=AGREE), draft="acht")
    assert accept(view) is None


def test_consent_takes_no_missing_reason():
    question = Question("consent", item("participate", "select_one", scale=YES_NO), Slot("x"), "nl")
    view = opened(question)
    assert give_reason(view, "refused") is None
    assert view.panel == "question"
    open_reasons(view)
    assert view.panel == "question"
