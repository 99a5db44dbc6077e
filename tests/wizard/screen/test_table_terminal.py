"""Rows, lines and tallies in a real pseudo-terminal, with ten seats."""

from __future__ import annotations

import json
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.wizard.promises.forked import CTRL_C, ENTER, ESC, Forked
from tests.wizard.tables import line, row, tally
from wbp_survey.wizard.prompts import terminal_asker
from wbp_survey.wizard.question import Given, Pause
from wbp_survey.wizard.screen import stage

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

SIZES = pytest.mark.parametrize("size", [(24, 80), (15, 60)])
F8, BACKSPACE, HOME = "\x1b[19~", "\x7f", "\x1b[H"
NINE = "4 4 2 . 5 w v 3 9"


def asking(question, path):
    """Ask this until somebody stops, each time with what was counted; write down every reply."""

    def work():
        turns = {}
        with terminal_asker(plain=False) as ask:
            reply = None
            while not isinstance(reply, Pause):
                reply = ask(question(turns))
                if isinstance(reply, Given) and question is counting:
                    who = "B" if reply.value == "b" else f"S{reply.value}"
                    turns[who] = turns.get(who, 0) + 1
                with path.open("a") as out:
                    out.write(
                        json.dumps([type(reply).__name__, getattr(reply, "value", "")]) + "\n"
                    )

    return work


def rated(_turns):
    return row()


def counting(turns):
    return tally(dict(turns))


@contextmanager
def standing_at(question, folder, size=(24, 80)):
    """Stand at a question, and stop there at the end as people do."""
    path = folder / "replies"
    there = Forked(asking(question, path), size)
    try:
        there.see("Ctrl+C")
        yield there
        there.press(CTRL_C)
        there.see("Nogmaals")
        there.press(CTRL_C)
        assert there.end() == 0
        assert b"Traceback" not in there.printed
    finally:
        there.close()


def replies(folder):
    return [tuple(json.loads(one)) for one in (folder / "replies").read_text().splitlines()]


def replied(folder, there, *values):
    """Wait until these were given, and the question stands there again."""
    end = time.monotonic() + 20
    while not (folder / "replies").exists() or replies(folder) != [*values]:
        assert time.monotonic() < end, there.screen()
        there.screen()
    time.sleep(0.1)


@SIZES
def test_a_row_is_read_seat_by_seat_while_it_is_typed(tmp_path, size):
    with standing_at(rated, tmp_path, size) as there:
        there.see("> S1", "S10")
        there.press("4")
        there.see("> S2", "> 4")
        there.press(NINE[1:])
        said = there.see(f"> {NINE}", "weet niet")
        assert "> S" not in said
        there.press(ENTER)
        there.see("> S1")
    assert replies(tmp_path)[0] == ("Given", NINE)


@SIZES
def test_the_cursor_goes_to_where_reading_stopped(tmp_path, size):
    with standing_at(rated, tmp_path, size) as there:
        there.press("4 x 5")
        there.see("! S2")
        there.press(ENTER)
        there.see("! S2 · ambtenaar")
        cursor = there.paper.cursor
        assert there.paper.display[cursor.y].startswith("  > 4 x 5")
        assert cursor.x == len("  > 4 ")
        there.press(HOME)
        there.see("> 4 x 5")
    assert [kind for kind, _ in replies(tmp_path)] == ["Pause"]


def test_a_statement_can_be_made_from_a_row_and_nothing_is_confirmed(tmp_path):
    with standing_at(rated, tmp_path) as there:
        there.press("4 4")
        there.see("> 4 4")
        there.press(F8)
        replied(tmp_path, there, ("Act", ""))


def test_a_line_is_said_in_words(tmp_path):
    with standing_at(lambda _turns: line(), tmp_path, (15, 60)) as there:
        there.press("3: ja")
        there.see("S3 zegt iets", "> 3: ja")
        there.press(ESC)
        replied(tmp_path, there, ("Back", ""))


@SIZES
def test_one_key_counts_one_turn_at_once(tmp_path, size):
    with standing_at(counting, tmp_path, size) as there:
        for sign, seen in (("3", "gebiedsmakelaar  1"), ("1", "wijkagent        1")):
            there.press(sign)
            there.see(seen)
        there.press(BACKSPACE)
        replied(tmp_path, there, ("Given", "3"), ("Given", "1"), ("Given", "-"))


def test_a_key_held_down_counts_once(tmp_path):
    with standing_at(counting, tmp_path) as there:
        for _ in range(8):
            there.press("3")
            time.sleep(0.1)
        there.see("gebiedsmakelaar  1", "telt één keer")
        time.sleep(stage._HELD_SECONDS + 0.1)
        there.press("3")
        there.see("gebiedsmakelaar  2")
    assert replies(tmp_path)[:2] == [("Given", "3")] * 2


def test_keys_that_come_in_together_count_nothing(tmp_path):
    with standing_at(counting, tmp_path) as there:
        there.press("3131")
        there.see("Er is niets geteld.")
        there.press("\x1b[200~313\x1b[201~")
        there.see("Er is niets geteld.")
    assert [kind for kind, _ in replies(tmp_path)] == ["Pause"]


def test_the_clock_goes_on_by_itself_and_the_cursor_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(stage, "_CLOCK_SECONDS", 0.2)
    began = (datetime.now(UTC) - timedelta(minutes=5, seconds=58)).isoformat()
    with standing_at(lambda _turns: row(began=began, minutes=10), tmp_path) as there:
        there.press("4 4")
        there.see("5 van 10 min", "> 4 4")
        before = (there.paper.cursor.x, there.paper.cursor.y)
        there.see("6 van 10 min", "> 4 4")
        assert (there.paper.cursor.x, there.paper.cursor.y) == before
        assert b"\x07" not in there.printed
