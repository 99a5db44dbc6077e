"""`wbp record` as somebody at a terminal sees it."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.forking import Forking
from wbp_survey.cli.main import main

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")

ROOT = Path(__file__).parents[2]
ENTER = "\r"


class Keyboard:
    """`wbp record`, or another command, in a pseudo-terminal, and what its screen shows.

    It is forked from this process, or else started `apart`, as a user starts it.
    """

    def __init__(self, folder, *words, instrument="wijkagent-interview", command=(), apart=False):
        arguments = [*(command or ("record", instrument)), *map(str, words)]
        options = {
            "cwd": str(folder),
            "dimensions": (24, 80),
            "encoding": "utf-8",
            "timeout": 30,
            "env": {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"},
        }
        if apart:
            command = ["-m", "wbp_survey", *arguments]
            self.child = pexpect.spawn(sys.executable, command, **options)
        else:
            self.child = Forking(lambda: main(arguments), **options)
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
        end = time.monotonic() + 20
        while self.child.isalive():
            assert time.monotonic() < end, f"never ended:\n{self.screen()}"
            self.screen()
        self.screen()
        self.child.close()
        return self.child.exitstatus

    def leave(self):
        """Stop as people do, with Ctrl+C twice, and return the exit code."""
        self.press("\x03")
        self.see("Nogmaals")
        self.press("\x03")
        return self.end()

    def flat(self):
        """Return all that was printed, long lines unfolded."""
        return self.printed.replace("\r\n", "")


def agree_to_everything(keyboard):
    """Read the pages, give every consent, read the introduction; stand at question 1."""
    while "vraag 1 van" not in (shown := keyboard.see("Ctrl+C")):
        if "j  ja" in shown:
            keyboard.press("j")
            time.sleep(0.1)
        keyboard.press(ENTER)
        wait_for_another(keyboard, shown)


def wait_for_another(keyboard, shown):
    """Wait until the screen is another one than `shown`, and complete."""
    end = time.monotonic() + 20
    while keyboard.screen() == shown or "Ctrl+C" not in keyboard.screen():
        assert time.monotonic() < end, shown
