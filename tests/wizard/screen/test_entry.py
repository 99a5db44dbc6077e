"""A field one types in: editing keys, rows broken at words, and a cursor that stays right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.wizard.screen.entry import Entry, edit, filled, insert, row_count, shown
from wbp_survey.wizard.screen.keys import EDITING
from wbp_survey.wizard.wrapping import cells

TEXTS = st.text(alphabet="ab é一\u0301\n", max_size=120)
KEYS = st.sampled_from(sorted(EDITING))


def at(marked):
    """`ab|c`: a field with the cursor at the bar."""
    before, after = marked.split("|")
    return Entry(before + after, len(before))


def rows_of(text, width):
    return shown(filled(text), width, row_count(text, width)).rows


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ("ab|c", "left", "a|bc"),
        ("|abc", "left", "|abc"),
        ("ab|c", "right", "abc|"),
        ("een twee| drie", "word_left", "een |twee drie"),
        ("een| twee drie", "word_right", "een twee| drie"),
        ("een twee |", "erase_word", "een |"),
        ("een| twee", "erase_word", "| twee"),
        ("ab|c", "erase", "a|c"),
        ("|abc", "erase", "|abc"),
        ("ab|c", "delete", "ab|"),
        ("abc|", "delete", "abc|"),
        ("een twee drie|", "home", "een twee |drie"),
        ("een| twee drie", "end", "een twee| drie"),
        ("een twee drie|", "top", "|een twee drie"),
        ("|een twee drie", "bottom", "een twee drie|"),
        ("een twee dr|ie", "up", "ee|n twee drie"),
        ("ee|n twee drie", "down", "een twee dr|ie"),
        ("e|en twee", "up", "|een twee"),
        ("een twee d|rie", "down", "een twee drie|"),
        ("een\ntw|ee", "up", "ee|n\ntwee"),
        ("een\n|\ntwee", "down", "een\n\n|twee"),
        ("e\u0301|n", "erase", "|n"),
        ("|e\u0301n", "right", "e\u0301|n"),
    ],
)
def test_each_editing_key_does_what_it_does_anywhere(before, key, after):
    assert edit(at(before), key, 9) == at(after)


def test_long_lines_break_at_words_and_only_a_word_wider_than_a_row_is_cut():
    assert rows_of("een twee drie vier", 9) == ("een twee ", "drie vier")
    assert rows_of("een overdreven woord", 9) == ("een ", "overdreve", "n woord")
    assert rows_of("een\n\ntwee", 9) == ("een", "", "twee")
    assert rows_of("", 9) == ("",)


def test_a_field_scrolls_only_when_the_cursor_leaves_it():
    text = "\n".join("abcdefgh")
    down = shown(filled(text), 9, 3)
    assert (down.rows, down.row, down.top, down.more) == (("f", "g", "h"), 2, 5, False)
    same = shown(at("a\nb\nc\nd\ne\nf|\ng\nh"), 9, 3, top=down.top)
    assert (same.rows, same.row) == (("f", "g", "h"), 0)
    up = shown(at("a\nb\n|c\nd\ne\nf\ng\nh"), 9, 3, top=down.top)
    assert (up.rows, up.row, up.top, up.more) == (("c", "d", "e"), 0, 2, True)


@given(TEXTS, st.integers(2, 12))
def test_rows_hold_every_sign_and_never_stick_out(text, width):
    rows = rows_of(text, width)
    assert all(cells(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())


@given(TEXTS, st.integers(0, 120), st.integers(2, 12), st.integers(1, 5), st.integers(0, 9))
def test_the_cursor_is_always_in_sight_and_in_its_place(text, place, width, rows, top):
    entry = Entry(text, min(place, len(text)))
    field = shown(entry, width, rows, top)
    assert 0 <= field.row < len(field.rows) <= rows
    assert 0 <= field.column <= width
    whole = shown(entry, width, row_count(text, width))
    assert (whole.row, whole.column) == (field.top + field.row, field.column)


@given(TEXTS, st.lists(KEYS, max_size=20), st.integers(2, 12))
def test_no_run_of_keys_leaves_the_text_and_moving_changes_nothing(text, keys, width):
    entry = filled(text)
    for key in keys:
        before, entry = entry, edit(entry, key, width)
        assert 0 <= entry.at <= len(entry.text)
        if "erase" not in key and key != "delete":
            assert entry.text == before.text


@given(TEXTS, TEXTS, st.integers(0, 120))
def test_what_is_put_in_stands_before_the_cursor(text, more, place):
    place = min(place, len(text))
    entry = insert(Entry(text, place), more)
    assert entry.text[entry.at - len(more) : entry.at] == more
    assert entry.text[:place] + entry.text[entry.at :] == text
