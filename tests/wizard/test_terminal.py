"""A session in a real pseudo-terminal: nothing typed is lost, nothing untyped is stored."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.wizard.driver import ONE

pexpect = pytest.importorskip("pexpect")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

DRIVER = str(Path(__file__).with_name("driver.py"))
ESC, ENTER, CTRL_C, CTRL_D = "\x1b", "\r", "\x03", "\x04"
EVERY = pytest.mark.parametrize("kind", ONE)


class Terminal:
    """The driver in a pseudo-terminal, with the file of its events."""

    def __init__(self, folder, name, size=(24, 80), **environment):
        self.file = folder / "journal.jsonl"
        self.child = pexpect.spawn(
            sys.executable,
            [DRIVER, str(self.file), name],
            dimensions=size,
            encoding="utf-8",
            timeout=20,
            env={**os.environ, "TERM": "xterm-256color", **environment},
        )
        self.child.delaybeforesend = None
        self.child.logfile_read = self.screen = Screen()

    def see(self, text):
        self.child.expect_exact(text)

    def press(self, *keys):
        for key in keys:
            self.child.send(key)

    def end(self):
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus

    def answers(self):
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        events = [json.loads(line) for line in lines]
        return {
            payload["item"]: payload.get("missing") or payload["value"]
            for kind, payload in events
            if kind == "answer_given"
        }

    def draft(self):
        return self.file.with_suffix(".draft").read_text()


class Screen:
    """Everything the terminal was sent."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def at_the_item(folder, kind, **rest):
    """Stand at the item of this kind, after one answered text question."""
    terminal = Terminal(folder, kind, **rest)
    terminal.see("Vraag before")
    terminal.press("iets", ENTER)
    terminal.see("Vraag asked")
    return terminal


@EVERY
def test_escape_and_enter_at_any_pace_go_back_and_store_nothing(tmp_path, kind):
    terminal = at_the_item(tmp_path, kind)
    for delay in (0, 0.2, 0.8):
        terminal.press(ESC)
        time.sleep(delay)
        terminal.press(ENTER)
        terminal.see("Vraag before")
        # An Enter so soon after Esc is dropped; a later one confirms the question before again.
        if terminal.child.expect_exact(["Vraag asked", pexpect.TIMEOUT], timeout=1):
            terminal.press(ENTER)
            terminal.see("Vraag asked")
    terminal.press(CTRL_C)
    assert terminal.end() == 0
    assert terminal.answers() == {"before": "iets"}


@pytest.mark.parametrize("kind", ["agree", "several", "text"])
@pytest.mark.parametrize("way", [CTRL_C, CTRL_D, signal.SIGTERM, signal.SIGHUP])
def test_leaving_keeps_what_was_confirmed_and_what_was_typed(tmp_path, kind, way):
    terminal = at_the_item(tmp_path, kind)
    terminal.press("1")
    time.sleep(0.1)
    if isinstance(way, str):
        terminal.press(way)
    else:
        terminal.child.kill(way)
    terminal.see("OUTCOME stopped")
    assert terminal.end() == 0
    assert terminal.answers() == {"before": "iets"}
    assert terminal.draft() == ("asked=" if kind == "several" else "asked=1")
    assert terminal.screen.text.count("\x1b[?1049h") == 1
    assert terminal.screen.text.count("\x1b[?1049l") == 1


def test_a_killed_process_leaves_the_draft_of_the_last_keystroke(tmp_path):
    terminal = at_the_item(tmp_path, "long_text")
    terminal.press("een half verha")
    terminal.see("half verha")
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
    terminal.press(CTRL_C)
    assert terminal.end() == 0
    assert terminal.answers()["asked"] == stored


def test_an_ambiguous_decimal_is_asked_again_with_both_readings(tmp_path):
    terminal = at_the_item(tmp_path, "decimal")
    terminal.press("1.234", ENTER)
    terminal.see("1234 of 1,234")
    terminal.press(CTRL_D)
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
    terminal.press(CTRL_C)
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
    terminal.press(CTRL_C)
    assert terminal.end() == 0
    assert terminal.answers()["asked"] == "14:30"


@pytest.mark.parametrize("paste", ["regel1\rregel2", "\x1b[200~regel1\nregel2\x1b[201~"])
@pytest.mark.parametrize("kind", ["text", "agree"])
def test_two_pasted_lines_never_answer_the_next_question(tmp_path, kind, paste):
    terminal = at_the_item(tmp_path, kind)
    terminal.press(paste)
    terminal.see("regel2" if kind == "text" else "! ")
    terminal.press(CTRL_C)
    assert terminal.end() == 0
    assert terminal.answers() == {"before": "iets"}


@pytest.mark.parametrize("kind", ["text", "several"])
def test_a_resize_redraws_and_loses_nothing(tmp_path, kind):
    terminal = at_the_item(tmp_path, kind)
    terminal.press("1")
    for rows, columns in ((15, 60), (40, 120), (5, 20), (24, 80)):
        terminal.child.setwinsize(rows, columns)
        time.sleep(0.15)
    terminal.see("Vraag asked")
    terminal.press(" " if kind == "several" else "", ENTER)
    terminal.see("Vraag after")
    terminal.press(CTRL_C)
    assert terminal.end() == 0
    assert terminal.answers()["asked"] == {"text": "1", "several": ["tel112"]}[kind]


def test_the_screen_never_scrolls_from_one_question_to_the_next(tmp_path):
    pyte = pytest.importorskip("pyte")
    terminal = at_the_item(tmp_path, "agree")
    terminal.press("2", ENTER)
    terminal.see("Vraag after")
    terminal.press(CTRL_C)
    assert terminal.end() == 0
    paper = pyte.HistoryScreen(80, 24)
    pyte.Stream(paper).feed(terminal.screen.text.split("\x1b[?1049l")[0])
    assert not paper.history.top


def test_without_colour_nothing_is_coloured(tmp_path):
    terminal = at_the_item(tmp_path, "agree", NO_COLOR="1")
    terminal.press("2", CTRL_C)
    assert terminal.end() == 0
    colours = re.findall(r"\x1b\[[0-9;]*m", terminal.screen.text)
    assert not [one for one in colours if re.search(r"[;\[](3[0-8]|4[0-8]|9[0-7])[;m]", one)]
    assert "\x07" not in terminal.screen.text


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


def test_ctrl_c_in_plain_mode_pauses(tmp_path):
    file = tmp_path / "journal.jsonl"
    child = pexpect.spawn(
        sys.executable, [DRIVER, str(file), "text", "--plain"], encoding="utf-8", timeout=20
    )
    child.expect_exact("Vraag before")
    child.send("iets\r")
    child.expect_exact("Vraag asked")
    child.sendintr()
    child.expect_exact("OUTCOME stopped")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert len(file.read_text().splitlines()) == 1
