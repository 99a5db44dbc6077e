"""Every key in every kind of question, through prompt_toolkit's own input."""

from __future__ import annotations

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.wizard.driver import ONE
from tests.wizard.forms import Item, both, item
from wbp_survey.model.session import Answer, Slot
from wbp_survey.wizard.prompts import Desk, ask_on_screen
from wbp_survey.wizard.question import Back, Given, Pause, Question, Reason

ESC, ENTER, SHIFT_TAB = "\x1b", "\r", "\x1b[Z"
F1, F3, F4, F5 = "\x1bOP", "\x1bOR", "\x1bOS", "\x1b[15~"
CTRL_C, CTRL_D, CTRL_J, CTRL_K, CTRL_O, CTRL_R = "\x03", "\x04", "\n", "\x0b", "\x0f", "\x12"
DOWN = "\x1b[B"
ANSWER = {
    "yes_no": ("j", "yes"),
    "agree": ("4", 4),
    "grade": ("10", 10),
    "several": ("1 2 ", ["tel112", "app"]),
    "integer": ("12", 12),
    "decimal": ("3,5", 3.5),
    "rank": ("31", ["straat", "tel112"]),
    "date": ("31-12-2024", "2024-12-31"),
    "time": ("14.30", "14:30"),
    "text": ("kort", "kort"),
    "long_text": (f"een{CTRL_J}twee", "een\ntwee"),
}
EVERY = pytest.mark.parametrize("kind", ONE)
SOME = pytest.mark.parametrize("kind", ["agree", "several", "text"])


def pressed(asked, keys, **rest):
    """Return the reply to a question when these keys arrive all at once."""
    question = Question("item", asked, Slot("x"), "nl", **rest)
    with create_pipe_input() as keyboard:
        keyboard.send_text(keys)
        return ask_on_screen(keyboard, DummyOutput(), Desk(), question)


@EVERY
def test_the_answer_typed_is_the_answer_given(kind):
    keys, value = ANSWER[kind]
    assert pressed(ONE[kind], keys + ENTER) == Given(value)


@EVERY
def test_tab_accepts_too(kind):
    keys, value = ANSWER[kind]
    assert pressed(ONE[kind], keys + "\t") == Given(value)


@EVERY
@pytest.mark.parametrize("keys", [ESC + ENTER, SHIFT_TAB, "1" + ESC + ENTER])
def test_escape_goes_back_and_the_enter_behind_it_answers_nothing(kind, keys):
    assert pressed(ONE[kind], keys) == Back()


@SOME
@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
@pytest.mark.parametrize("before", ["", "1", F1, F4, F5])
def test_one_ctrl_c_or_ctrl_d_pauses_wherever_one_stands(kind, key, before):
    assert pressed(ONE[kind], before + key) == Pause()


@SOME
@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (F3, "dont_know"),
        (CTRL_K, "dont_know"),
        (F4 + ENTER, "refused"),
        (CTRL_R + CTRL_R, "refused"),
        (F4 + ESC + "\x1b[13~", "dont_know"),
        (F5 + "2" + ENTER, "no_opinion"),
        (CTRL_O + DOWN + DOWN + DOWN + ENTER, "cannot_judge"),
        ("1" + F3, "dont_know"),
    ],
)
def test_a_missing_reason_is_one_key_away_everywhere(kind, keys, reason):
    assert pressed(ONE[kind], keys) == Reason(reason)


@EVERY
def test_one_key_says_dont_know_in_every_kind_of_question(kind):
    assert pressed(ONE[kind], F3) == Reason("dont_know")


@EVERY
def test_help_opens_and_closes_without_answering(kind):
    keys, value = ANSWER[kind]
    assert pressed(ONE[kind], F1 + ENTER + "?" + ESC + keys + ENTER) == Given(value)


def test_a_question_mark_inside_text_is_text():
    assert pressed(ONE["text"], "wie?" + ENTER) == Given("wie?")


@EVERY
def test_a_pasted_newline_never_answers(kind):
    pasted = "\x1b[200~12\n34\n\x1b[201~"
    keys, value = ANSWER[kind]
    reply = pressed(ONE[kind], pasted + CTRL_C)
    assert reply == Pause()
    if kind in {"yes_no", "agree", "grade", "several", "rank"}:
        assert pressed(ONE[kind], pasted + keys + ENTER) == Given(value)


def test_pasted_lines_become_one_line_or_stay_lines():
    pasted = "\x1b[200~regel1\r\nregel2\r\n\x1b[201~"
    assert pressed(ONE["text"], pasted + ENTER) == Given("regel1 regel2")
    assert pressed(ONE["long_text"], pasted + ENTER) == Given("regel1\nregel2")


def test_an_unmarked_paste_of_two_lines_answers_one_question_at_most():
    assert pressed(ONE["text"], "regel1\rregel2\r") == Given("regel1 regel2")


def test_a_huge_paste_is_cut_and_said():
    pasted = "\x1b[200~" + "a" * 30_000 + "\x1b[201~"
    assert pressed(ONE["long_text"], pasted + ENTER) == Given("a" * 20_000)


def test_a_wrong_answer_is_mended_in_place():
    assert pressed(item("n", "integer", maximum=9), "12\x7f" + ENTER) == Given(1)
    assert pressed(ONE["date"], "31-2-2024" + "\x01" + "\x0b") == Reason("dont_know")


def test_arrows_and_editing_keys_work_in_a_field():
    assert pressed(ONE["text"], "ac\x1b[Db" + ENTER) == Given("abc")


def test_enter_on_a_given_answer_keeps_it():
    assert pressed(ONE["decimal"], ENTER, given=Answer(3.5)) == Given(3.5)
    assert pressed(ONE["several"], ENTER, given=Answer(["app"])) == Given(["app"])


def test_a_note_is_read_and_left_both_ways():
    note = Item("n", "note", both("Lees dit voor."))
    assert pressed(note, ENTER) == Given(None)
    assert pressed(note, F3 + F4 + "1" + ESC) == Back()


def test_who_was_asked_to_leave_is_asked_nothing_more():
    question = Question("item", ONE["text"], Slot("x"), "nl")
    with create_pipe_input() as keyboard:
        assert ask_on_screen(keyboard, DummyOutput(), Desk(leaving=True), question) == Pause()


def test_a_number_or_the_space_bar_gives_the_next_place_and_takes_it_away():
    assert pressed(ONE["rank"], "42 " + ENTER) == Given(["anders"])
    assert pressed(ONE["rank"], "42" + DOWN + " " + ENTER) == Given(["anders", "app", "straat"])
    assert pressed(ONE["rank"], "4232" + ENTER) == Given(["anders", "straat"])


def test_keys_left_over_do_not_reach_the_next_question():
    with create_pipe_input() as keyboard:
        desk, output = Desk(), DummyOutput()
        first = Question("item", ONE["text"], Slot("x"), "nl")
        keyboard.send_text(ESC + "nietsen" + ENTER)
        assert ask_on_screen(keyboard, output, desk, first) == Back()
        keyboard.send_text("iets" + ENTER)
        assert ask_on_screen(keyboard, output, desk, first) == Given("iets")
