"""Cells of a column: each different text once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.dataset.cells import Cells, cells_of, int_type, joined, tidied

TEXTS = st.lists(st.sampled_from(["a", " a", "b ", "", "  ", "c"]), max_size=12)


def test_each_different_cell_stands_once_in_order_of_appearance_and_stripped():
    cells = cells_of(["b", " a", "b ", ""])
    assert cells.labels == ("b", "a", "")
    assert cells.index.tolist() == [0, 1, 0, 2]


def test_labels_that_become_the_same_are_joined():
    cells = tidied([" 4", "5", "4"], np.array([0, 1, 2, 0]))
    assert cells.labels == ("4", "5")
    assert cells.index.tolist() == [0, 1, 0, 0]


def test_portions_joined_share_their_labels():
    parts = [Cells(("a", "b"), np.array([1, 0])), Cells(("c", "b"), np.array([0, 1], np.uint8))]
    assert joined(parts).labels == ("a", "b", "c")
    assert joined(parts).texts() == ["b", "a", "c", "b"]


def test_nothing_joined_is_nothing():
    assert joined([]).texts() == []


def test_a_million_answers_with_few_codes_take_a_byte_each():
    assert np.dtype(int_type(12)).itemsize == 1
    assert np.dtype(int_type(1000)).itemsize == 2
    assert np.dtype(int_type(100_000)).itemsize == 4


@given(parts=st.lists(TEXTS, max_size=4))
def test_joining_portions_is_reading_them_at_once(parts):
    whole = [text for part in parts for text in part]
    cells, once = joined([cells_of(part) for part in parts]), cells_of(whole)
    assert cells.labels == once.labels
    assert cells.texts() == once.texts() == [text.strip() for text in whole]
