"""A session in a real pseudo-terminal: nothing typed is lost, nothing untyped is stored."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys

import pytest

from tests.wizard.driver import ONE
from tests.wizard.spawning import DRIVER
from tests.wizard.terminal import (
    CTRL_C,
    CTRL_D,
    ENTER,
    ESC,
    STOP,
    at_the_item,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

EVERY = pytest.mark.parametrize("kind", ONE)


@EVERY
def test_escape_and_enter_at_any_pace_go_back_and_store_nothing(tmp_path, kind):
    terminal = at_the_item(tmp_path, kind)
    terminal.press(ESC + ENTER)  # at once: the Enter is dropped
    terminal.see("Vraag before")
    terminal.press(ENTER)
    terminal.see("Vraag asked")
    terminal.press(ESC)  # one after the other: the Enter confirms the question before
    terminal.see("Vraag before")
    terminal.press(ENTER)
    terminal.see("Vraag asked")
    terminal.press(STOP)
    assert terminal.end() == 0
    assert terminal.answers() == {"before": "iets"}


@pytest.mark.parametrize("kind", ["agree", "several", "text"])
@pytest.mark.parametrize("way", [STOP, CTRL_D + CTRL_D, signal.SIGTERM, signal.SIGHUP])
def test_leaving_keeps_what_was_confirmed_and_what_was_typed(tmp_path, kind, way):
    terminal = at_the_item(tmp_path, kind)
    terminal.press("1")
    terminal.see("> 1")
    if isinstance(way, str):
        terminal.press(way)
    else:
        terminal.child.kill(way)
    assert terminal.end() == 0
    assert "OUTCOME stopped" in terminal.sent
    assert terminal.answers() == {"before": "iets"}
    assert terminal.draft() == ("asked=" if kind == "several" else "asked=1")
    assert terminal.sent.count("\x1b[?1049h") == 1
    assert terminal.sent.count("\x1b[?1049l") == 1


def test_ctrl_c_once_says_that_all_is_saved_and_stays(tmp_path):
    terminal = at_the_item(tmp_path, "text")
    terminal.press("half", CTRL_C)
    terminal.see("Alles is opgeslagen. Nogmaals Ctrl+C om te stoppen.", "> half")
    terminal.press("f")
    terminal.see_no_more("Nogmaals Ctrl+C")
    terminal.press(ENTER)
    terminal.see("Vraag after")
    terminal.press(STOP)
    assert terminal.end() == 0
    assert terminal.answers()["asked"] == "halff"


def test_a_killed_process_leaves_the_draft_of_the_last_keystroke(tmp_path):
    terminal = at_the_item(tmp_path, "long_text")
    terminal.press("een half verha")
    terminal.see("een half verha")
    terminal.child.kill(signal.SIGKILL)
    terminal.end()
    assert terminal.answers() == {"before": "iets"}
    assert terminal.draft() == "asked=een half verha"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("3,5", 3.5), ("3.5", 3.5), ("1.234,5", 1234.5), ("weet niet", "dont_know")],
)
def test_decimals_are_understood_as_they_are_typed(tmp_path, typed, stored):
    terminal = at_the_item(tmp_path, "decimal")
    terminal.press(typed, ENTER)
    terminal.see("Vraag after")
    terminal.press(STOP)
    assert terminal.end() == 0
    assert terminal.answers()["asked"] == stored


def test_an_ambiguous_decimal_is_asked_again_with_both_readings(tmp_path):
    terminal = at_the_item(tmp_path, "decimal")
    terminal.press("1.234", ENTER)
    terminal.see("1234 of 1,234")
    terminal.press(STOP)
    assert terminal.end() == 0
    assert terminal.answers() == {"before": "iets"}


def test_a_rank_is_stored_in_the_order_it_was_given(tmp_path):
    terminal = at_the_item(tmp_path, "rank")
    terminal.press("3")
    terminal.see("[1] label straat")
    terminal.press("1")
    terminal.see("[2] label tel112")
    terminal.press(ENTER)
    terminal.see("Vraag after")
    terminal.press(STOP)
    assert terminal.end() == 0
    assert terminal.answers()["asked"] == ["straat", "tel112"]


def test_a_time_said_in_twelve_hours_is_asked_again_with_both_readings(tmp_path):
    terminal = at_the_item(tmp_path, "time")
    terminal.press("half drie", ENTER)
    terminal.see("02:30 of 14:30")
    terminal.press(" 's middags")
    terminal.see("14:30 (half drie 's middags)")
    terminal.press(ENTER)
    terminal.see("Vraag after")
    terminal.press(STOP)
    assert terminal.end() == 0
    assert terminal.answers()["asked"] == "14:30"


@pytest.mark.parametrize("paste", ["regel1\rregel2", "\x1b[200~regel1\nregel2\x1b[201~"])
@pytest.mark.parametrize("kind", ["text", "agree"])
def test_two_pasted_lines_never_answer_the_next_question(tmp_path, kind, paste):
    terminal = at_the_item(tmp_path, kind)
    terminal.press(paste)
    terminal.see("regel2" if kind == "text" else "! ")
    terminal.press(STOP)
    assert terminal.end() == 0
    assert terminal.answers() == {"before": "iets"}


@pytest.mark.parametrize("kind", ["text", "several"])
def test_a_resize_redraws_and_loses_nothing(tmp_path, kind):
    terminal = at_the_item(tmp_path, kind)
    terminal.press("1")
    terminal.see("> 1")
    for rows, columns in ((15, 60), (40, 120), (5, 20), (24, 80)):
        terminal.resize(rows, columns)
        terminal.see("Vraag asked" if rows > 5 else "Intervie")
    terminal.press(" " if kind == "several" else "", ENTER)
    terminal.see("Vraag after")
    terminal.press(STOP)
    assert terminal.end() == 0
    assert terminal.answers()["asked"] == {"text": "1", "several": ["tel112"]}[kind]


def test_from_one_question_to_the_next_nothing_scrolls_flashes_or_beeps(tmp_path):
    terminal = at_the_item(tmp_path, "agree")
    before = len(terminal.sent)
    terminal.press("2", ENTER)
    terminal.see("Vraag after")
    terminal.press("x" * 50, ESC)
    terminal.see("Vraag asked")
    terminal.press("\x1b[20~", "9")
    terminal.see("staat niet in de lijst")
    said = terminal.sent[before:]
    assert not terminal.paper.history.top
    assert "\x1b[2J" not in said
    assert "\x1b[J" not in said
    assert "\x07" not in said
    assert "Interview wijkagent" not in said
    terminal.press(STOP)
    assert terminal.end() == 0


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {}])
def test_without_colour_nothing_is_coloured(tmp_path, environment):
    terminal = at_the_item(tmp_path, "agree", **environment)
    terminal.press("2")
    terminal.see("> 2")
    terminal.press(STOP)
    assert terminal.end() == 0
    styles = re.findall(r"\x1b\[[0-9;]*m", terminal.sent)
    coloured = [one for one in styles if re.search(r"[;\[](3[0-8]|4[0-8]|9[0-7])[;m]", one)]
    assert bool(coloured) is not bool(environment)


def test_a_rehearsal_says_so_on_every_screen(tmp_path):
    terminal = at_the_item(tmp_path, "agree", "--rehearse")
    for key in ("", "\x1bOP", "\x1b[17~", "\x1b[21~"):
        terminal.press(key)
        assert "*** OEFENING, telt niet mee ***" in terminal.see("*** OEFENING").split("\n")[0]
    assert "\x1b[0;1;7m" in terminal.sent
    terminal.press(STOP)
    assert terminal.end() == 0


def test_one_goes_to_a_question_by_its_words_and_back_again(tmp_path):
    terminal = at_the_item(tmp_path, "agree")
    terminal.press("\x07")
    terminal.see("Naar welke vraag?")
    terminal.press("after")
    terminal.see("> after", "Vraag after")
    terminal.press(ENTER)
    terminal.see("vraag 3 van 3", "Hierna gaat u terug naar vraag 2.")
    terminal.press("klaar", ENTER)
    terminal.see("Vraag asked")
    terminal.press(STOP)
    assert terminal.end() == 0
    assert terminal.answers() == {"before": "iets", "after": "klaar"}


def test_a_form_is_typed_in_with_one_key_for_each_answer(tmp_path):
    terminal = at_the_item(tmp_path, "agree", "--fast")
    terminal.press("4")
    terminal.see("Vraag after")
    terminal.press(STOP)
    assert terminal.end() == 0
    assert terminal.answers()["asked"] == 4


def test_a_text_goes_to_the_editor_and_comes_back_without_being_confirmed(tmp_path):
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nprintf " in de editor" >> "$1"\n')
    editor.chmod(0o700)
    terminal = at_the_item(tmp_path, "long_text", VISUAL=str(editor), EDITOR="")
    terminal.press("begonnen", "\x05")
    terminal.see("> begonnen in de editor", "Vraag asked")
    assert terminal.draft() == "asked=begonnen in de editor"
    terminal.press("!", ENTER)
    terminal.see("Vraag after")
    terminal.press(STOP)
    assert terminal.end() == 0
    assert terminal.answers()["asked"] == "begonnen in de editor!"


def test_long_text_is_typed_at_the_smallest_screen_and_broken_at_words(tmp_path):
    terminal = at_the_item(tmp_path, "long_text", size=(15, 60))
    words = " ".join(f"woord{n}" for n in range(80))
    terminal.press(words)
    shown = terminal.see("woord79", "Vraag asked")
    assert {word for word in shown.split() if word.startswith("woord")} <= set(words.split())
    terminal.press(ENTER)
    terminal.see("Vraag after")
    terminal.press(STOP)
    assert terminal.end() == 0
    assert terminal.answers()["asked"] == words


def piped(folder, typed, *flags, **environment):
    done = subprocess.run(
        [sys.executable, DRIVER, str(folder / "journal.jsonl"), "interview", *flags],
        input=typed,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )
    lines = (folder / "journal.jsonl").read_text().splitlines()
    return done, [json.loads(line)[0] for line in lines]


def test_a_pipe_is_read_line_by_line_on_a_console_without_utf8(tmp_path):
    typed = b"\nja\nnee\n\nnee\n3\n\n2,5\n7\n1 3\n2\neen verhaal\nja\n"
    done, kinds = piped(tmp_path, typed, "--plain", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode("ascii").endswith("OUTCOME closed\n")
    assert kinds.count("answer_given") == 7
    assert kinds[-1] == "session_closed"


def test_the_end_of_a_pipe_is_a_pause(tmp_path):
    done, kinds = piped(tmp_path, b"\nja\nnee\n\nnee\n")
    assert done.stdout.decode().endswith("OUTCOME stopped\n")
    assert kinds.count("answer_given") == 1
    assert "session_closed" not in kinds
