"""Every key in every kind of question, as the bytes a terminal sends."""

from __future__ import annotations

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.wizard.driver import ONE
from tests.wizard.forms import Item, both, item
from wbp_survey.errors import StoreError
from wbp_survey.model.session import Answer, Slot
from wbp_survey.wizard.desk import Desk
from wbp_survey.wizard.question import (
    Act,
    Back,
    Given,
    GoTo,
    Note,
    Park,
    Pause,
    Question,
    Reason,
    Redo,
    Spot,
    Translate,
    Turn,
    Undo,
)
from wbp_survey.wizard.screen.stage import screen_asker

ESC, ENTER, SHIFT_TAB = "\x1b", "\r", "\x1b[Z"
F1, F2, F3, F4, F5 = "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~"
F6, F7, F8, F9, F10 = "\x1b[17~", "\x1b[18~", "\x1b[19~", "\x1b[20~", "\x1b[21~"
F12 = "\x1b[24~"
CTRL_C, CTRL_D, CTRL_J, CTRL_K, CTRL_O, CTRL_R = "\x03", "\x04", "\n", "\x0b", "\x0f", "\x12"
DOWN, LEFT, HOME, END, DELETE = "\x1b[B", "\x1b[D", "\x1b[H", "\x1b[F", "\x1b[3~"
PAGE_UP, PAGE_DOWN, CTRL_UP, CTRL_DOWN = "\x1b[5~", "\x1b[6~", "\x1b[1;5A", "\x1b[1;5B"
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
    question = Question(rest.pop("kind", "item"), asked, Slot("x"), "nl", **rest)
    with create_pipe_input() as keyboard, screen_asker(keyboard, DummyOutput(), Desk()) as ask:
        keyboard.send_text(keys)
        return ask(question)


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
@pytest.mark.parametrize("keys", [CTRL_C + CTRL_C, CTRL_D + CTRL_D, CTRL_C + CTRL_D])
@pytest.mark.parametrize("before", ["", "1", F1, F4, F5, F6, F10, "/"])
def test_ctrl_c_or_ctrl_d_twice_pauses_wherever_one_stands(kind, keys, before):
    assert pressed(ONE[kind], before + keys) == Pause()


@EVERY
@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_ctrl_c_once_changes_nothing(kind, key):
    keys, value = ANSWER[kind]
    assert pressed(ONE[kind], key + keys + key + F1 + ESC + ENTER) == Given(value)


@EVERY
@pytest.mark.parametrize(
    ("keys", "reply"),
    [
        (F2, Note()),
        ("\x0e", Note()),
        (F7, Park()),
        ("\x10", Park()),
        (PAGE_UP, Turn(-1)),
        (CTRL_UP, Turn(-1)),
        (PAGE_DOWN, Turn(1)),
        (CTRL_DOWN, Turn(1)),
        ("\x1a", Undo()),
        ("\x19", Redo()),
        ("\x0c", Translate()),
        (F6 + "ELDERS" + ENTER, GoTo(Slot("elders"))),
        ("\x07" + DOWN + ENTER, GoTo(Slot("elders"))),
        (F10 + DOWN + ENTER, GoTo(Slot("elders"))),
        ("\x14" + END + ENTER, GoTo(Slot("elders"))),
        ("/park" + ENTER, Park()),
    ],
)
def test_every_way_elsewhere_has_its_keys_in_every_kind_of_question(kind, keys, reply):
    places = (Spot(Slot("x"), "Hier"), Spot(Slot("elders"), "Daar"))
    assert pressed(ONE[kind], keys, spots=lambda: places) == reply


@EVERY
@pytest.mark.parametrize(
    ("keys", "reply"),
    [
        (F8, Act("say")),
        ("\x15", Act("say")),
        (F9, Act("presence")),
        ("\x18", Act("presence")),
        (F12, Act("turns")),
        ("\x06", Act("turns")),
        ("/aanwezig 4 weg" + ENTER, Act("presence", "4 weg")),
        ("/say 3: ja" + ENTER, Act("say", "3: ja")),
    ],
)
def test_at_a_table_every_act_has_its_keys_in_every_kind_of_question(kind, keys, reply):
    assert pressed(ONE[kind], keys, table=True) == reply


@pytest.mark.parametrize("key", [F8, F9, F12, "\x16", "\x1b[23~", "\x1b[1;2A"])
def test_a_key_without_a_meaning_changes_nothing(key):
    for kind in ("agree", "text"):
        keys, value = ANSWER[kind]
        assert pressed(ONE[kind], keys + key + ENTER) == Given(value)


def test_where_one_key_answers_a_run_of_them_is_taken_for_a_paste():
    assert pressed(ONE["agree"], "4", fast=True) == Given(4)
    assert pressed(ONE["yes_no"], "n", fast=True) == Given("no")
    assert pressed(ONE["several"], "42 " + ENTER, fast=True) == Given(["app"])


@SOME
@pytest.mark.parametrize("panel", [F4, F5, F6, F10, "/"])
def test_a_newline_in_a_paste_settles_nothing_in_a_panel_either(kind, panel):
    places = (Spot(Slot("elders"), "Daar"),)
    pasted = "\x1b[200~elders\n\x1b[201~"
    reply = pressed(ONE[kind], panel + pasted + CTRL_C + CTRL_C, spots=lambda: places)
    assert reply == Pause()


@SOME
@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (F3, "dont_know"),
        (CTRL_K, "dont_know"),
        (F4 + ENTER, "refused"),
        (CTRL_R + ENTER, "refused"),
        (F4 + ESC + "\x1b[13~", "dont_know"),
        (F5 + "2" + ENTER, "no_opinion"),
        (CTRL_O + DOWN + DOWN + DOWN + ENTER, "cannot_judge"),
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
    assert pressed(ONE[kind], F1 + F1 + "?" + ESC + keys + ENTER) == Given(value)


def test_a_question_mark_inside_text_is_text():
    assert pressed(ONE["text"], "wie?" + ENTER) == Given("wie?")


@EVERY
def test_a_pasted_newline_never_answers(kind):
    pasted = "\x1b[200~12\n34\n\x1b[201~"
    keys, value = ANSWER[kind]
    reply = pressed(ONE[kind], pasted + CTRL_C + CTRL_C)
    assert reply == Pause()
    if kind in {"yes_no", "agree", "grade", "several", "rank"}:
        assert pressed(ONE[kind], pasted + keys + ENTER) == Given(value)


def test_pasted_lines_become_one_line_or_stay_lines():
    pasted = "\x1b[200~regel1\r\nregel2\r\n\x1b[201~"
    assert pressed(ONE["text"], pasted + ENTER) == Given("regel1 regel2")
    assert pressed(ONE["long_text"], pasted + ENTER) == Given("regel1\nregel2")


def test_no_line_of_an_unmarked_paste_answers_but_the_enter_that_somebody_presses_then():
    kept = []
    outcome = pressed(ONE["text"], "regel1\rregel2\r\x03\x03", note=kept.append)
    assert outcome == Pause()
    assert kept[-1].strip() == "regel1 regel2"


def test_a_huge_paste_is_cut_and_said():
    pasted = "\x1b[200~" + "a" * 30_000 + "\x1b[201~"
    assert pressed(ONE["long_text"], pasted + ENTER) == Given("a" * 20_000)


def test_a_wrong_answer_is_mended_in_place():
    assert pressed(item("n", "integer", maximum=9), "12\x7f" + ENTER) == Given(1)
    assert pressed(ONE["date"], "31-2-2024" + "\x01" + "\x0b") == Reason("dont_know")


def test_arrows_and_editing_keys_work_in_a_field():
    assert pressed(ONE["text"], "ac" + LEFT + "b" + ENTER) == Given("abc")
    assert pressed(ONE["text"], "abc" + HOME + DELETE + END + "d" + ENTER) == Given("bcd")
    assert pressed(ONE["text"], "een twee\x17" + ENTER) == Given("een")


def test_enter_on_a_given_answer_keeps_it():
    assert pressed(ONE["decimal"], ENTER, given=Answer(3.5)) == Given(3.5)
    assert pressed(ONE["several"], ENTER, given=Answer(["app"])) == Given(["app"])


def test_a_note_is_read_and_left_both_ways():
    note = Item("n", "note", both("Lees dit voor."))
    assert pressed(note, ENTER) == Given(None)
    assert pressed(note, F3 + F4 + "1" + ESC) == Back()


def test_who_was_asked_to_leave_is_asked_nothing_more():
    question = Question("item", ONE["text"], Slot("x"), "nl")
    desk = Desk(leaving=True)
    with create_pipe_input() as keyboard, screen_asker(keyboard, DummyOutput(), desk) as ask:
        assert ask(question) == Pause()


def test_a_terminal_that_ends_is_a_pause_and_nothing_is_asked_any_more():
    question = Question("item", ONE["text"], Slot("x"), "nl")
    desk = Desk()
    with create_pipe_input() as keyboard, screen_asker(keyboard, DummyOutput(), desk) as ask:
        keyboard.send_text("half")
        keyboard.close()
        assert ask(question) == Pause()
        assert desk.leaving
        assert ask(question) == Pause()


def test_a_terminal_that_cannot_be_written_to_is_a_pause():
    class Gone(DummyOutput):
        gone = False

        def flush(self):
            if self.gone:
                raise OSError

    question, output = Question("item", ONE["text"], Slot("x"), "nl"), Gone()
    with create_pipe_input() as keyboard, screen_asker(keyboard, output, Desk()) as ask:
        output.gone = True
        assert ask(question) == Pause()
        assert ask(question) == Pause()


def test_what_goes_wrong_while_a_key_is_handled_comes_out_where_the_question_was_asked():
    def full(_typed):
        raise StoreError.one("STORE_FOLDER_GONE")

    question = Question("item", ONE["text"], Slot("x"), "nl", note=full)
    with create_pipe_input() as keyboard, screen_asker(keyboard, DummyOutput(), Desk()) as ask:
        keyboard.send_text("a")
        with pytest.raises(StoreError):
            ask(question)


def test_a_number_or_the_space_bar_gives_the_next_place_and_takes_it_away():
    assert pressed(ONE["rank"], "42 " + ENTER) == Given(["anders"])
    assert pressed(ONE["rank"], "42" + DOWN + " " + ENTER) == Given(["anders", "app", "straat"])
    assert pressed(ONE["rank"], "4232" + ENTER) == Given(["anders", "straat"])


def test_keys_left_over_do_not_reach_the_next_question():
    first = Question("item", ONE["text"], Slot("x"), "nl")
    with create_pipe_input() as keyboard, screen_asker(keyboard, DummyOutput(), Desk()) as ask:
        keyboard.send_text(ESC + "nietsen" + ENTER)
        assert ask(first) == Back()
        keyboard.send_text("iets" + ENTER)
        assert ask(first) == Given("iets")


def test_a_hundred_questions_are_asked_on_one_screen():
    with create_pipe_input() as keyboard, screen_asker(keyboard, DummyOutput(), Desk()) as ask:
        for number in range(100):
            kind = list(ONE)[number % len(ONE)]
            keys, value = ANSWER[kind]
            keyboard.send_text(keys + ENTER)
            assert ask(Question("item", ONE[kind], Slot(f"x{number}"), "nl")) == Given(value)
