"""The plain mode at a real terminal: a paste, Ctrl+C, a signal, an editor, an old code page."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import threading
import time

import pytest

from tests.wizard.driver import ONE
from tests.wizard.forms import item
from tests.wizard.spawning import spawned
from wbp_survey.model.session import Slot
from wbp_survey.wizard.plain.ask import ask_plainly
from wbp_survey.wizard.plain.teletype import Teletype
from wbp_survey.wizard.question import Given, Question

pexpect = pytest.importorskip("pexpect")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"
ALL_SAVED = "Alles is opgeslagen. Nogmaals Ctrl+C om te stoppen."


class Console:
    """The driver in lines in a pseudo-terminal, at the question that is asked second."""

    def __init__(self, folder, kind, *flags, **environment):
        self.file = folder / "journal.jsonl"
        self.printed = Printed()
        self.child = spawned(self.file, kind, *flags, **environment)
        self.child.logfile_read = self.printed
        self.see("Vraag before\r\n> ")
        self.type("iets", ENTER)
        self.see("Vraag asked")
        self.see("> ")

    def see(self, text):
        self.child.expect_exact(text.encode())

    def type(self, *keys):
        for key in keys:
            self.child.send(key if isinstance(key, bytes) else key.encode())

    def type_and_see(self, text):
        """Type something that is not finished and wait until it stands there."""
        self.type(text)
        self.see(text)

    def end(self):
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus

    def stop(self):
        self.type("/stop", ENTER)
        assert self.end() == 0

    def answers(self):
        lines = self.file.read_text().splitlines()
        return {
            payload["item"]: payload.get("missing") or payload["value"]
            for kind, payload in map(json.loads, lines)
            if kind == "answer_given"
        }

    def draft(self):
        return self.file.with_suffix(".draft").read_text()


class Printed:
    """Every byte the terminal was sent."""

    def __init__(self):
        self.raw = b""

    def write(self, raw):
        self.raw += raw

    def flush(self):
        pass


def console(folder, kind, **environment):
    return Console(folder, kind, "--plain", **environment)


def wait_for(holds):
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("kind", "paste"),
    [(kind, "1\r2") for kind in ONE] + [("text", "1\r\r2\r\r\r"), ("agree", "1\r\r2\r\r\r")],
)
def test_a_paste_of_more_lines_answers_neither_this_question_nor_the_next(tmp_path, kind, paste):
    there = console(tmp_path, kind)
    there.type(paste)
    there.see("> ")
    there.stop()
    assert there.answers() == {"before": "iets"}
    assert b"Vraag after" not in there.printed.raw


def test_a_pasted_text_is_told_and_taken_with_enter(tmp_path):
    there = console(tmp_path, "text")
    there.type("regel één\rregel twee")
    there.see("Er kwam meer dan één regel binnen: regel één regel twee")
    there.see("> ")
    there.type(ENTER)
    there.see("Vraag after")
    there.stop()
    assert there.answers()["asked"] == "regel één regel twee"


def test_a_long_text_takes_lines_and_pastes_until_an_empty_line(tmp_path):
    there = console(tmp_path, "long_text")
    there.type("eerste regel", ENTER)
    there.see("> ")
    there.type("geplakt\r\rmet een witregel")
    there.see("Er kwamen meer regels tegelijk binnen")
    there.see("> ")
    assert there.draft() == "asked=eerste regel\ngeplakt\n\nmet een witregel"
    there.type("//slot", ENTER)
    there.see("> ")
    there.type(ENTER)
    there.see("Vraag after")
    there.stop()
    assert there.answers()["asked"] == "eerste regel\ngeplakt\n\nmet een witregel\n/slot"


def test_a_command_in_the_middle_of_a_long_text_loses_nothing_of_it(tmp_path):
    there = console(tmp_path, "long_text")
    there.type("eerste regel", ENTER)
    there.see("> ")
    there.type("/terug", ENTER)
    there.see("Vraag before")
    there.see("> ")
    there.type(ENTER)
    there.see("U had al getypt: eerste regel")
    there.see("> ")
    there.type("en verder", ENTER)
    there.see("> ")
    there.type(ENTER)
    there.see("Vraag after")
    there.stop()
    assert there.answers()["asked"] == "eerste regel\nen verder"


def test_a_line_longer_than_a_terminal_takes_is_not_stored_cut_off_unseen(tmp_path):
    there = console(tmp_path, "text")
    there.type("woord " * 1500, ENTER)
    there.see("kan zijn afgebroken")
    there.see("> ")
    there.stop()
    assert there.answers() == {"before": "iets"}
    assert there.draft().startswith("asked=woord woord")


def test_what_is_typed_before_a_question_stands_there_is_not_used():
    keyboard, terminal = os.openpty()
    os.write(keyboard, b"34\nhalf")
    out = io.StringIO()

    def type_when_asked():
        wait_for(lambda: "> " in out.getvalue())
        os.write(keyboard, b"12\n")

    typing = threading.Thread(target=type_when_asked)
    typing.start()
    with os.fdopen(terminal, encoding="utf-8") as source:
        question = Question("item", item("n", "integer"), Slot("n"), "nl")
        assert ask_plainly(question, Teletype(source, out)) == Given(12)
    typing.join()
    os.close(keyboard)
    assert "Wat u typte voordat de vraag er stond, is niet gebruikt." in out.getvalue()


@pytest.mark.parametrize("kind", ["agree", "text", "long_text"])
def test_ctrl_c_once_keeps_what_stands_on_the_line_and_asks_again(tmp_path, kind):
    there = console(tmp_path, kind)
    there.type_and_see("3")
    there.type(CTRL_C)
    there.see(ALL_SAVED)
    there.see("U had al getypt: ")
    assert there.draft() == "asked=3"
    there.see("> ")
    there.type(ENTER)
    there.see("Vraag after")
    there.stop()
    assert str(there.answers()["asked"]) == "3"


def test_ctrl_c_twice_stops_and_a_line_in_between_makes_it_once_again(tmp_path):
    there = console(tmp_path, "integer")
    for _ in range(2):
        there.type(CTRL_C)
        there.see(ALL_SAVED)
        there.see("> ")
        there.type("geen getal", ENTER)
        there.see("Dat is geen getal.")
        there.see("> ")
    there.type(CTRL_C)
    there.see(ALL_SAVED)
    there.see("> ")
    there.type(CTRL_C)
    there.see("OUTCOME stopped")
    assert there.end() == 0
    assert there.answers() == {"before": "iets"}


def test_ctrl_d_once_is_a_slip_and_twice_stops(tmp_path):
    there = console(tmp_path, "text")
    there.type(CTRL_D)
    there.see(ALL_SAVED)
    there.see("> ")
    there.type("toch nog", ENTER)
    there.see("Vraag after")
    there.see("> ")
    there.type(CTRL_D)
    there.see(ALL_SAVED)
    there.see("> ")
    there.type(CTRL_D)
    there.see("OUTCOME stopped")
    assert there.end() == 0
    assert there.answers() == {"before": "iets", "asked": "toch nog"}


@pytest.mark.parametrize("key", ["\x1a", "\x1c", "\x13", "\x11"])
def test_no_key_of_the_terminal_stops_kills_or_freezes_a_session(tmp_path, key):
    there = console(tmp_path, "text")
    there.type_and_see("een half")
    there.type(key, " woord", ENTER)
    there.see("Vraag after")
    there.stop()
    assert there.answers()["asked"] == "een half woord"


@pytest.mark.parametrize("way", [CTRL_D * 2, signal.SIGTERM, signal.SIGHUP])
def test_leaving_keeps_what_stands_on_the_line(tmp_path, way):
    there = console(tmp_path, "text")
    there.type_and_see("een half verha")
    if isinstance(way, str):
        there.type(way)
    else:
        there.child.kill(way)
    there.see("OUTCOME stopped")
    assert there.end() == 0
    assert there.answers() == {"before": "iets"}
    assert there.draft() == "asked=een half verha"


def test_the_terminal_is_given_back_as_it_was_found(tmp_path):
    import termios

    there = console(tmp_path, "text")
    there.type_and_see("half")
    there.type(CTRL_C)
    there.see(ALL_SAVED)
    there.see("> ")
    there.child.kill(signal.SIGTERM)
    there.see("OUTCOME stopped")
    local = termios.tcgetattr(there.child.child_fd)[3]
    assert local & termios.ICANON
    assert local & termios.ECHO
    assert not local & termios.NOFLSH
    assert there.end() == 0


def test_a_killed_session_has_every_finished_line(tmp_path):
    there = console(tmp_path, "long_text")
    there.type("regel een", ENTER)
    there.see("> ")
    there.type_and_see("half")
    there.child.kill(signal.SIGKILL)
    there.end()
    assert there.answers() == {"before": "iets"}
    assert there.draft() == "asked=regel een"


def test_a_text_can_be_typed_in_an_editor_and_is_taken_only_with_enter(tmp_path):
    script = tmp_path / "editor.py"
    script.write_text("import sys; open(sys.argv[1], 'a', encoding='utf-8').write(' en één meer')")
    there = console(tmp_path, "long_text", EDITOR=f"{sys.executable} {script}", VISUAL="")
    there.type("getypt", ENTER)
    there.see("> ")
    there.type("/editor", ENTER)
    there.see("Er staat: getypt en één meer")
    there.see("> ")
    assert there.answers() == {"before": "iets"}
    assert there.draft() == "asked=getypt en één meer"
    there.type(ENTER)
    there.see("Vraag after")
    there.stop()
    assert there.answers()["asked"] == "getypt en één meer"


def test_what_an_editor_saved_survives_a_kill_of_the_session(tmp_path):
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys, time\nopen(sys.argv[1], 'w').write('bewaard in de editor')\ntime.sleep(30)\n"
    )
    there = console(tmp_path, "text", EDITOR=f"{sys.executable} {script}", VISUAL="")
    there.type("/editor", ENTER)
    wait_for(lambda: there.draft() == "asked=bewaard in de editor")
    there.child.kill(signal.SIGKILL)
    there.child.wait()
    assert there.draft() == "asked=bewaard in de editor"
    there.child.close()


@pytest.mark.parametrize("kind", ["several", "long_text"])
@pytest.mark.parametrize(
    "environment",
    [{}, {"LC_ALL": "C", "PYTHONUTF8": ""}, {"PYTHONIOENCODING": "cp1252"}],
    ids=["utf-8", "C", "cp1252"],
)
def test_nothing_but_text_in_the_encoding_of_the_console_is_printed(tmp_path, kind, environment):
    there = console(tmp_path, kind, **environment)
    there.type("?", ENTER)
    there.see("/hulp")
    there.see("> ")
    there.type("/onzin", ENTER)
    there.see("//")
    there.see("> ")
    there.type("/overzicht", ENTER)
    there.see("> ")
    there.type(ENTER)
    there.see("> ")
    there.stop()
    printed = there.printed.raw
    assert not set(printed) & (set(range(32)) - set(b"\r\n\t"))
    assert b"\x7f" not in printed
    encoding = {"C": "ascii"}.get(
        environment.get("LC_ALL"), environment.get("PYTHONIOENCODING", "utf-8")
    )
    words = printed.decode(encoding)
    assert ("'/onzin'" if encoding == "ascii" else "‘/onzin’") in words
    assert "een opmerking bij deze vraag" in " ".join(words.split())


def test_on_a_console_of_old_the_session_is_held_in_lines_without_being_asked(tmp_path):
    there = Console(tmp_path, "text", PYTHONIOENCODING="cp850")
    there.type("caf\u00e9".encode("cp850"), ENTER)
    there.see("Vraag after")
    there.stop()
    assert there.answers()["asked"] == "café"
    assert b"\x1b" not in there.printed.raw


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_colour_or_has_no_cursor_gets_lines(tmp_path, environment):
    there = Console(tmp_path, "text", **environment)
    there.stop()
    assert b"\x1b" not in there.printed.raw
