"""The screen in a real pseudo-terminal: where the cursor stands, and what stands around it."""

from __future__ import annotations

import sys
import time

import pytest

from tests.wizard.terminal import STOP, at_the_item

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

LEFT = "\x1b[D"


def stands_behind(terminal, text):
    """Wait until the cursor stands right behind this text."""
    end = time.monotonic() + 20
    while True:
        shown, cursor = terminal.screen(), terminal.paper.cursor
        row = terminal.paper.buffer[cursor.y]
        before = "".join(row[column].data for column in range(cursor.x))
        if before.endswith(text) and not cursor.hidden:
            return
        assert time.monotonic() < end, f"at {cursor.x},{cursor.y}:\n{shown}"


@pytest.mark.parametrize("kind", ["text", "long_text"])
def test_the_cursor_stands_where_the_next_letter_comes(tmp_path, kind):
    terminal = at_the_item(tmp_path, kind)
    stands_behind(terminal, "  > ")
    terminal.press("Jan")
    stands_behind(terminal, "  > Jan")
    terminal.press(LEFT)
    stands_behind(terminal, "  > Ja")
    terminal.press(STOP)
    assert terminal.end() == 0


def test_the_cursor_stands_behind_accents_and_wide_signs_too(tmp_path):
    terminal = at_the_item(tmp_path, "text")
    terminal.press("één 👍 ja")
    stands_behind(terminal, "één 👍 ja")
    terminal.press(LEFT * 4)
    stands_behind(terminal, "één ")
    terminal.press(STOP)
    assert terminal.end() == 0


def test_the_cursor_stands_on_the_line_one_types_commands_on(tmp_path):
    terminal = at_the_item(tmp_path, "text")
    terminal.press("/")
    stands_behind(terminal, "/")
    terminal.press("ga")
    stands_behind(terminal, "/ga")
    terminal.press(STOP)
    assert terminal.end() == 0
