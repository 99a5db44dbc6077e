"""The driver in a real pseudo-terminal, and its screen as somebody sees it."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest

from tests.wizard.spawning import spawned

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")

ESC, ENTER, CTRL_C, CTRL_D = "\x1b", "\r", "\x03", "\x04"
STOP = CTRL_C + CTRL_C


class Terminal:
    """The driver in a pseudo-terminal, with the file of its events."""

    def __init__(self, folder, name, *flags, size=(24, 80), **environment):
        self.file = folder / "journal.jsonl"
        self.child = spawned(
            self.file, name, "--screen", *flags, size=size, encoding="utf-8", **environment
        )
        self.paper = pyte.HistoryScreen(size[1], size[0])
        self.stream = pyte.Stream(self.paper)
        self.sent = ""

    def screen(self):
        """Take in what came and return the screen as it stands."""
        with suppress(pexpect.TIMEOUT, pexpect.EOF):
            while True:
                self._take(self.child.read_nonblocking(65536, timeout=0.03))
        return "\n".join(line.rstrip() for line in self.paper.display)

    def see(self, *texts, seconds=20):
        """Wait until the screen shows all of these, and return it."""
        end = time.monotonic() + seconds
        while not all(text in (shown := self.screen()) for text in texts):
            assert time.monotonic() < end, f"never saw {texts!r}:\n{shown}"
        return shown

    def see_no_more(self, text, seconds=20):
        """Wait until the screen no longer shows this."""
        end = time.monotonic() + seconds
        while text in (shown := self.screen()):
            assert time.monotonic() < end, f"still see {text!r}:\n{shown}"

    def press(self, *keys):
        for key in keys:
            self.child.send(key)

    def resize(self, rows, columns):
        self.paper.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def end(self):
        """Wait for the end and return the exit code."""
        while self.child.isalive():
            self.screen()
        self.screen()
        self.child.close()
        return self.child.exitstatus

    def events(self):
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        return [json.loads(line) for line in lines]

    def answers(self):
        return {
            payload["item"]: payload.get("missing") or payload["value"]
            for kind, payload in self.events()
            if kind == "answer_given"
        }

    def draft(self):
        return self.file.with_suffix(".draft").read_text()

    def _take(self, text):
        self.sent += text
        self.stream.feed(text)


def at_the_item(folder, kind, *flags, **rest):
    """Stand at the item of this kind, after one answered text question."""
    terminal = Terminal(folder, kind, *flags, **rest)
    terminal.see("Vraag before")
    terminal.press("iets", ENTER)
    terminal.see("Vraag asked")
    return terminal
