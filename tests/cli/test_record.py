"""`wbp record` at a real terminal: typed, killed, resumed, and every answer in the report."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from wbp_survey.workflow.init import init

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

ROOT = Path(__file__).parents[2]
ENTER, F3 = "\r", "\x1bOR"
PART = "word/document.xml"
WHERE = re.compile(r"vraag (\d+) van (\d+)")


def wbp(folder, *words):
    done = subprocess.run(
        [sys.executable, "-m", "wbp_survey", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class Keyboard:
    """`wbp record` in a pseudo-terminal, and what its screen shows."""

    def __init__(self, folder, *words):
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "wbp_survey", "record", "wijkagent-interview", *words],
            cwd=str(folder),
            dimensions=(24, 80),
            encoding="utf-8",
            timeout=30,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"},
        )
        self.child.delaybeforesend = None
        self.terminal = pyte.Screen(80, 24)
        self.stream = pyte.Stream(self.terminal)
        self.printed = ""

    def screen(self):
        """Take in what came and return the screen as it stands."""
        with suppress(pexpect.TIMEOUT, pexpect.EOF):
            while True:
                text = self.child.read_nonblocking(4096, timeout=0.05)
                self.printed += text
                self.stream.feed(text)
        return "\n".join(line.rstrip() for line in self.terminal.display)

    def see(self, text, seconds=20):
        """Wait until the screen shows this, and return the screen."""
        end = time.monotonic() + seconds
        while text not in (shown := self.screen()):
            assert time.monotonic() < end, f"never saw {text!r}:\n{shown}"
        return shown

    def press(self, *keys):
        for key in keys:
            self.child.send(key)

    def type(self, text):
        """Type an answer, see that it was understood, and confirm it."""
        self.press(text)
        self.see(f"Begrepen: {text}")
        self.press(ENTER)

    def kill(self):
        self.child.kill(signal.SIGKILL)
        self.child.wait()

    def end(self):
        """Wait for the end and return the exit code."""
        while self.child.isalive():
            self.screen()
        self.screen()
        self.child.close()
        return self.child.exitstatus

    def flat(self):
        """Return all that was printed, long lines unfolded."""
        return self.printed.replace("\r\n", "")


def agree_to_everything(keyboard):
    """Read the pages, give every consent, read the introduction; stand at question 1."""
    while "vraag 1 van" not in (shown := keyboard.see("Ctrl+C")):
        if "1  ja" in shown:
            keyboard.press("1")
            time.sleep(0.1)
        keyboard.press(ENTER)
        wait_for_another(keyboard, shown)


def wait_for_another(keyboard, shown):
    """Wait until the screen is another one than `shown`, and complete."""
    end = time.monotonic() + 20
    while keyboard.screen() == shown or "Ctrl+C" not in keyboard.screen():
        assert time.monotonic() < end, shown


@pytest.fixture
def study(tmp_path):
    return init(tmp_path / "study")


def test_a_session_killed_half_way_is_resumed_and_ends_up_in_the_report(study):
    keyboard = Keyboard(study, "--case", "lastage")
    agree_to_everything(keyboard)
    keyboard.type("3,5")
    keyboard.see("vraag 2 van")
    keyboard.type("12")
    keyboard.see("vraag 3 van")
    keyboard.press("inbraken en over")
    keyboard.see("inbraken en over")
    keyboard.kill()

    session = json.loads(wbp(study, "session", "list", "--json"))[0]
    assert (session["answers"], session["closed_at"]) == (2, "")

    keyboard = Keyboard(study, "--case", "lastage", "--resume")
    assert "inbraken en over" in keyboard.see("vraag 3 van")
    keyboard.press("last")
    keyboard.see("inbraken en overlast")
    keyboard.press(ENTER)
    finish_with_dont_know(keyboard)
    assert keyboard.end() == 0

    check_what_was_kept(study)


def check_what_was_kept(study):
    """Every answer is in the journal, in the result rows, and its person in the document."""
    (session,) = json.loads(wbp(study, "session", "list", "--json"))
    assert session["closed_at"]
    events = json.loads(wbp(study, "session", "show", session["id"], "--json"))
    given = {
        event["payload"]["item"]: event["payload"].get("value")
        for event in events
        if event["kind"] == "answer_given"
    }
    assert list(given.items())[:3] == [
        ("wa_years", 3.5),
        ("wa_groups_n", 12),
        ("wa_problems", "inbraken en overlast"),
    ]
    assert "kloppen" in wbp(study, "session", "verify")
    wbp(study, "report", "-o", "bijlagen.docx")
    words = re.sub("<[^>]+>", "", zipfile.ZipFile(study / "bijlagen.docx").read(PART).decode())
    assert "1 gesprekspartner" in words
    assert "Er zijn 4" in words
    kept = json.loads((study / "bijlagen.resultaten.json").read_text(encoding="utf-8"))
    assert not any(row["value"] for one in kept for row in one["rows"])
    rows = json.loads(wbp(study, "compare", "--by", "role", "--json"))["rows"]
    valid = {row["variable"] for row in rows if row["stat"] == "n_valid" and row["value"] == 1}
    assert {"wa_years", "wa_groups_n"} <= valid
    unknown = {
        row["variable"] for row in rows if row["stat"] == "missing:dont_know" and row["value"]
    }
    assert len(unknown) > 20


def finish_with_dont_know(keyboard):
    """Answer whatever is left with one key, and confirm the closing."""
    before = 3
    while "Afsluiting" not in (shown := keyboard.see("Ctrl+C")):
        found = WHERE.search(shown)
        if found and int(found[1]) > before:
            before = int(found[1])
            keyboard.press(F3)
    keyboard.press("1", ENTER)


def test_going_back_with_escape_keeps_the_answer_and_shows_it(study):
    keyboard = Keyboard(study, "--case", "lastage")
    agree_to_everything(keyboard)
    keyboard.type("3,5")
    keyboard.see("vraag 2 van")
    keyboard.press("\x1b")
    assert "> 3,5" in keyboard.see("vraag 1 van")
    keyboard.press("\x03")
    assert keyboard.end() == 0
    assert "Alles is opgeslagen" in keyboard.flat()
    assert "wbp record wijkagent-interview --case lastage --resume" in keyboard.flat()


def test_an_unknown_case_is_one_sentence_before_anything_is_asked(study):
    keyboard = Keyboard(study, "--case", "lastagge")
    assert keyboard.end() == 1
    assert "RECORD_UNKNOWN_CASE" in keyboard.flat()
    assert "Traceback" not in keyboard.flat()


def test_without_a_case_the_interviewer_chooses_one(study):
    keyboard = Keyboard(study)
    keyboard.see("Over welke casus")
    keyboard.press("\x1b[B", ENTER)
    keyboard.see("Toestemming")
    keyboard.press("\x03")
    assert keyboard.end() == 0
    (session,) = json.loads(wbp(study, "session", "list", "--json"))
    assert session["case"] == "casus-2"


@pytest.mark.parametrize("way_out", ["\x1b\r", "\x03", "\x04"])
def test_leaving_the_choice_of_a_case_records_nothing(study, way_out):
    keyboard = Keyboard(study)
    keyboard.see("Over welke casus")
    keyboard.press(way_out)
    assert keyboard.end() == 1
    assert not (study / "data" / "study.db").exists()
