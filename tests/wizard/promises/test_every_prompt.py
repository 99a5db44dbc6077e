"""What holds at every prompt there is, at a real terminal: leaving, Esc and Enter, a paste."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import ExitStack
from dataclasses import replace

import pytest

from tests.wizard.promises.forked import CTRL_C, CTRL_D, ENTER, ESC
from tests.wizard.promises.prompts import (
    CHOICES,
    EVERY,
    FIRST,
    PANELS,
    SETTLE,
    Place,
    holding,
    places,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

PAUSES = (0, 0.2, 0.8, 2.5)
BEHIND = tuple(prompt for prompt in EVERY if prompt not in FIRST)
PASTE = "\x1b[200~{}\x1b[201~"
LONG = "een regel van een kleine veertig tekens\r" * 250
THE_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
NOTHING = "Er is nog niets"


@pytest.mark.parametrize("way", [CTRL_C * 2, CTRL_D * 2, signal.SIGHUP, signal.SIGTERM])
def test_leaving_ends_well_and_records_nothing(tmp_path, way):
    with places(tmp_path, EVERY) as reached:
        for place in reached:
            if isinstance(way, str):
                place.there.press(way)
            else:
                place.there.kill(way)
        ends = {place.prompt.name: place.there.end() for place in reached}
        assert {name: code for name, code in ends.items() if code} == {}
        for place in reached:
            assert place.untouched(), place.prompt.name
            assert b"Traceback" not in place.there.printed
            assert [place.there.printed.count(one) for one in THE_SCREEN] == [1, 1]


def test_a_terminal_that_goes_away_is_a_way_of_leaving(tmp_path):
    with places(tmp_path, [prompt for prompt in EVERY if prompt != SETTLE]) as reached:
        for place in reached:
            place.there.hang_up()
        ends = {place.prompt.name: place.there.end() for place in reached}
        assert {name: code for name, code in ends.items() if code} == {}
        assert [place.prompt.name for place in reached if not place.untouched()] == []


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_between_two_questions_leaves_before_the_next_one(tmp_path, number, plain):
    text = next(prompt for prompt in EVERY if prompt.name == "text")

    def work(prompt, path):
        holding(prompt, path, lambda: os.kill(os.getpid(), number), plain=plain)

    place = Place(tmp_path, replace(text, work=work))
    place.there.see("Vraag before")
    place.there.press("iets")
    place.there.see("> iets")
    place.there.press(ENTER)
    assert place.there.end() == 0
    assert [said["value"] for _, said in place.facts()] == ["iets"]
    assert b"Vraag asked" not in place.there.printed
    assert b"Traceback" not in place.there.printed


def test_escape_and_enter_at_any_pace_go_back_and_never_answer(tmp_path):
    with places(tmp_path, BEHIND) as reached:
        for pause in PAUSES:
            for place in reached:
                place.there.press(ESC if pause else ESC + ENTER)
            time.sleep(pause)
            for place in reached:
                gone_back(place)
            for place in reached if pause else ():
                place.there.press(ENTER)
            for place in reached if pause else ():
                place.there.see(NOTHING if place.prompt in PANELS else "Ctrl+C")
            for place in reached:
                come_again(place)
        assert [place.prompt.name for place in reached if not place.untouched()] == []
        assert [place.stop() for place in reached] == [0] * len(reached)


def gone_back(place):
    """See that one stands elsewhere: at the question of a panel, or at the one before."""
    wait_until(lambda: place.prompt.seen not in place.there.screen(), place)
    shown = place.there.screen()
    assert ("Vraag asked" if place.prompt in PANELS else "Ctrl+C") in shown
    assert NOTHING not in shown or place.prompt in PANELS


def come_again(place):
    """Press the key that leads to the prompt until it stands there."""
    for _ in range(4):
        shown = place.there.screen()
        if place.prompt.seen in shown:
            return
        place.there.press(place.prompt.again)
        wait_until(lambda shown=shown: place.there.screen() != shown, place)
    place.there.see(place.prompt.seen)


def wait_until(holds, place):
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, (place.prompt.name, place.there.screen())


def test_escape_and_enter_where_nothing_comes_before_record_nothing(tmp_path):
    with ExitStack() as stack:
        reached = [
            (pause, place)
            for pause in PAUSES
            for place in stack.enter_context(places(tmp_path / str(pause), FIRST))
        ]
        begun = time.monotonic()
        for pause, place in reached:
            place.there.press(ESC if pause else ESC + ENTER)
        for pause, place in reached:
            time.sleep(max(0, begun + pause - time.monotonic()))
            if pause and place.prompt not in CHOICES:
                place.there.press(ENTER)
        for _, place in reached:
            if place.prompt not in CHOICES:
                place.there.see("Ctrl+C")
                place.there.kill(signal.SIGTERM)
            assert place.there.end() == 0
            assert place.untouched(), place.prompt.name
            if place.prompt in CHOICES:
                assert b"Er is niets begonnen" in place.there.printed


def test_pasted_lines_answer_nothing(tmp_path):
    check_paste(tmp_path, "1\r2", PASTE.format("1\r2\r"), PASTE.format("ja\nnee\n"))


def test_ten_thousand_pasted_characters_answer_nothing(tmp_path):
    check_paste(tmp_path, PASTE.format(LONG))


@pytest.mark.parametrize("pasted", ["1\r2\r"])
def test_a_pasted_enter_at_the_end_answers_nothing(tmp_path, pasted):
    check_paste(tmp_path, pasted)


def check_paste(folder, *pasted):
    """Paste at every prompt; see that it did something there, and recorded nothing."""
    with places(folder, EVERY) as reached:
        for text in pasted:
            for place in reached:
                place.there.press(CTRL_C)
            for place in reached:
                place.there.see("Nogmaals")
                place.there.press(text)
            for place in reached:
                wait_until(lambda place=place: "Nogmaals" not in place.there.screen(), place)
            assert [place.prompt.name for place in reached if not place.untouched()] == []
        assert [place.stop() for place in reached] == [0] * len(reached)
        assert [place.prompt.name for place in reached if not place.untouched()] == []


def test_a_resize_loses_neither_the_place_nor_the_facts(tmp_path):
    with places(tmp_path, EVERY) as reached:
        for rows, columns in ((15, 60), (5, 20), (24, 80)):
            for place in reached:
                place.there.resize(rows, columns)
            for place in reached if columns > 60 else ():
                place.there.see(place.prompt.seen)
        assert [place.prompt.name for place in reached if not place.untouched()] == []
        assert [place.stop() for place in reached] == [0] * len(reached)
