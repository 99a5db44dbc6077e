"""A line that is half typed when somebody comes or goes: every answer stays with its seat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.forms import CHANNELS, YES_NO, item
from tests.wizard.typed.chairs import NINE, seats
from wbp_survey.wizard.typed.row import read_row, retyped

RATING = item("r", "scale", scale=NINE)
ITEMS = {
    "nine": (RATING, ["4", "9", "w", "."]),
    "yes_no": (item("y", "select_one", scale=YES_NO), ["j", "n", "v", "."]),
    "rank": (item("k", "rank", scale=CHANNELS, top=2), ["12", "31", "w", "."]),
}


def table(*away, count=4):
    return seats(*away, count=count)


@pytest.mark.parametrize(
    ("typed", "before", "after", "line"),
    [
        ("4 5", table(), table("S2"), "4 5 . ."),
        ("4 5", table("S4"), table("S2", "S4"), "4 5 . -"),
        ("4 5", table(), table("S3"), "4 5"),
        ("45", table(), table("S3"), "4 5"),
        ("4 5 2 3", table(), table("S2"), "4 5 2 3"),
        ("4 2 3", table("S2"), table(), "4 . 2 3"),
        ("4 - 2 3", table("S2"), table(), "4 . 2 3"),
        ("4 5 2 3", table("S2"), table(), "4 5 2 3"),
        ("4 . 2 3", table(), table("S2"), "4 2 3"),
        ("4 4 2 3", table(), table(count=5), "4 4 2 3"),
        ("4 4 2", table(count=3), table("S1", count=3), "4 4 2"),
        ("4 5*", table(), table("S3"), "4 5*"),
        ("4 5*", table("S2"), table(), "4 . 5*"),
        ("4 x", table(), table("S3"), "4 x"),
        ("", table(), table("S2"), ""),
    ],
)
def test_a_line_is_typed_anew_for_who_is_there_now(typed, before, after, line):
    assert retyped(typed, RATING, before, after, "nl") == line


def test_what_a_removed_seat_said_goes_with_it():
    left = tuple(seat for seat in table() if seat.id != "S2")
    assert retyped("4 5 2 3", RATING, table(), left, "nl") == "4 2 3"


@st.composite
def changes(draw):
    """A line for a table, all of it or only its beginning, and the table before and after."""
    asked, words = ITEMS[draw(st.sampled_from(sorted(ITEMS)))]
    names = [f"S{at}" for at in range(1, draw(st.integers(2, 8)) + 1)]
    away = [draw(st.sets(st.sampled_from(names), max_size=len(names) - 1)) for _ in range(2)]
    before = seats(*away[0], count=len(names))
    after = seats(*away[1], count=min(len(names) + draw(st.integers(0, 1)), 8))
    full = draw(st.booleans())
    written = [
        draw(st.sampled_from(words if seat.here else [*words[:2], "-"]))
        for seat in before
        if full or seat.here
    ]
    cut = len(written) if full else draw(st.integers(0, len(written)))
    return asked, " ".join(written[:cut]), before, after


def said(asked, line, chairs):
    """What every seat answers in a line; who was not reached yet is left open."""
    tokens = line.split()
    for_all = len(tokens) == len(chairs) or "-" in tokens
    reached = len(chairs) if for_all else sum(seat.here for seat in chairs)
    rest = ["."] * (reached - len(tokens))
    row, understood = read_row(" ".join([*tokens, *rest]), asked, chairs, "nl")
    assert row or {*tokens} <= {".", "-"}, understood.trouble
    pairs = zip(chairs, row.answers if row else (), strict=False)
    return {seat.id: one.missing or one.value for seat, one in pairs if one}


@given(changes())
def test_whoever_comes_or_goes_every_seat_keeps_its_answer(change):
    asked, typed, before, after = change
    line = retyped(typed, asked, before, after, "nl")
    assert said(asked, line, after) == said(asked, typed, before)


@given(changes())
def test_when_they_go_and_come_back_the_line_says_what_it_said(change):
    asked, typed, before, after = change
    there = retyped(typed, asked, before, after, "nl")
    back = retyped(there, asked, after, before, "nl")
    assert said(asked, back, before) == said(asked, typed, before)
