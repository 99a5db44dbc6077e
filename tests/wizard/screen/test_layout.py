"""Text that fits on lines, and the part of a long list that is in sight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.wizard.screen.layout import between, reaching, side_by_side, sign_at, window
from wbp_survey.wizard.wrapping import cells, fitting, wrap


def lines(count):
    return [[("", f"  {n}")] for n in range(count)]


def read(shown):
    return [line[0][1].strip() for line in shown]


@given(st.text(max_size=200), st.integers(8, 80))
def test_wrapping_loses_no_letter(text, width):
    text = text.replace("\n", " ")
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


@given(st.text(max_size=200), st.integers(2, 80))
def test_what_is_cut_fits_and_says_that_it_was_cut(text, width):
    short = fitting(text, width)
    assert cells(short) <= width
    assert short == text or short.endswith("…")


def test_the_left_text_gives_way_to_the_right_one():
    def read(left):
        return "".join(text for _, text in between("", left, "vraag 3 van 48", 34))

    assert read("een heel lange titel") == "  een heel lang…  vraag 3 van 48"
    assert read("kort") == "  kort            vraag 3 van 48"


def test_labels_stand_whole_on_as_few_lines_as_they_take():
    assert side_by_side(["een twee", "drie", "vier"], 16) == ["een twee   drie", "vier"]
    assert side_by_side([], 16) == []


@pytest.mark.parametrize("here", range(20))
def test_what_is_pointed_at_is_in_sight_with_an_arrow_where_there_is_more(here):
    shown = read(window(lines(20), range(here, here + 1), 7))
    assert len(shown) == 7
    assert str(here) in shown
    assert shown[0] == ("0" if here < 4 else "↑")
    assert shown[-1] == ("19" if here > 15 else "↓")


def test_more_lines_of_what_is_pointed_at_are_all_in_sight():
    for here in range(17):
        shown = read(window(lines(20), range(here, here + 3), 7))
        assert {str(here), str(here + 1), str(here + 2)} <= set(shown)


def test_a_list_that_fits_has_no_arrows():
    assert read(window(lines(3), range(0), 3)) == ["0", "1", "2"]


@given(st.text("aé 👍の", max_size=30), st.integers(0, 40))
def test_a_cursor_finds_a_sign_to_stand_on_in_its_column(text, spare):
    column = cells(text) + spare
    line = reaching([("", text)], column)
    at = sign_at(line, column)
    whole = "".join(piece for _, piece in line)
    assert cells(whole[:at]) == column
    assert whole[at] == " "


def test_a_line_that_reaches_the_cursor_is_left_as_it_is():
    assert reaching([("", "👍 ja")], 4) == [("", "👍 ja")]
    assert sign_at([("", "👍"), ("", " ja")], 3) == 2
