"""The plain mode: lines in, lines out, on any console."""

from __future__ import annotations

import io

import pytest

from tests.wizard.forms import CHANNELS, Item, both, interview, item, opened, study
from wbp_survey.model.session import Answer, Slot
from wbp_survey.wizard.engine import hold
from wbp_survey.wizard.plain import ask_plainly
from wbp_survey.wizard.question import Back, Given, Pause, Question, Reason


def asked(typed, question_item, out=None, **rest):
    question = Question("item", question_item, Slot("x"), "nl", **rest)
    return ask_plainly(question, io.StringIO(typed), out or io.StringIO())


def test_a_whole_interview_fits_in_a_pipe():
    lines = ["", "ja", "nee", "", "nee", "3", "", "2,5", "7", "1 3", "2", "een verhaal", "ja"]
    source, out = io.StringIO("\n".join(lines) + "\n"), io.StringIO()
    journal = opened(interview())
    outcome = hold(
        interview(),
        study(),
        journal.state,
        lambda question: ask_plainly(question, source, out),
        journal.save,
        "nl",
    )
    assert outcome == "closed"
    assert journal.values()["channels/S1"] == ["tel112", "straat"]
    assert "Begrepen: 2,5 jaar" in out.getvalue()


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("/terug\n", Back()),
        ("/back\n", Back()),
        ("/stop\n", Pause()),
        ("", Pause()),
        ("/weet niet\n", Reason("dont_know")),
        ("/refused\n", Reason("refused")),
        ("weet niet\n", Reason("dont_know")),
        ("?\n12\n", Given(12)),
        ("/onzin\n12\n", Given(12)),
        ("\n\n12\n", Given(12)),
        ("twaalf\n12\n", Given(12)),
        ("12", Given(12)),
    ],
)
def test_lines_are_answers_commands_or_asked_again(typed, reply):
    assert asked(typed, item("n", "integer")) == reply


def test_an_empty_line_keeps_the_answer_that_was_given():
    assert asked("\n", item("n", "integer"), given=Answer(4)) == Given(4)
    assert asked("\n", item("n", "integer"), given=Answer(missing="refused")) == Reason("refused")


def test_a_note_needs_only_enter_and_can_be_gone_back_from():
    note = Item("n", "note", both("Lees dit voor."))
    assert asked("\n", note) == Given(None)
    assert asked("/terug\n", note) == Back()


def test_a_console_without_utf8_shows_question_marks_and_goes_on():
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    choices = item("c", "select_multiple", scale=CHANNELS, hint=both("Één of mééér"))
    assert asked("1\n", choices, out) == Given(["tel112"])
    out.flush()
    assert b"??n of m???r" in raw.getvalue()


def test_on_a_terminal_no_word_is_broken_and_in_a_pipe_no_line(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    words = "Bewoners kennen elkaar beter, ook buiten de straat waarin zij wonen."
    asking = Item("n", "select_multiple", both(words), scale=CHANNELS)
    pipe, terminal = io.StringIO(), io.StringIO()
    terminal.isatty = lambda: True
    for out in (pipe, terminal):
        asked("1\n", asking, out)
    assert words in pipe.getvalue()
    lines = terminal.getvalue().splitlines()
    assert "  1. label tel112" in lines
    assert max(map(len, lines)) <= 40
    assert words.split() == " ".join(lines).split()[: len(words.split())]
