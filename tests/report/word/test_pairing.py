"""Which row is which, when rows came, went, moved and changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.report.word.pairing import pair

CELLS = st.sampled_from("abcd")
UNITS = st.lists(st.lists(CELLS, min_size=1, max_size=3).map(tuple), max_size=8)


def rows(*texts):
    return [tuple(text.split()) for text in texts]


@given(UNITS)
def test_everything_is_paired_with_itself(units):
    assert pair(units, units) == {at: at for at in range(len(units))}


@given(UNITS, UNITS)
def test_pairs_are_in_order_and_nothing_is_paired_twice(old, new):
    found = sorted(pair(old, new).items())
    assert [two for _, two in found] == sorted({two for _, two in found})
    assert all(one < len(old) and two < len(new) for one, two in found)


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=3).map(tuple), max_size=8, unique=True), st.data()
)
def test_what_is_left_of_rows_that_were_taken_out_is_paired_with_itself(units, data):
    keep = [at for at in range(len(units)) if data.draw(st.booleans())]
    found = pair(units, [units[at] for at in keep])
    assert [units[old] for old in sorted(found)] == [units[at] for at in keep]


def test_a_row_whose_numbers_changed_is_known_by_its_first_cell():
    old = rows("kop n", "stad 1", "dorp 2", "alle 3")
    assert pair(old, rows("kop n", "stad 9", "veld 4", "dorp 8", "alle 7")) == {
        0: 0, 1: 1, 2: 3, 3: 4,
    }  # fmt: skip


def test_a_row_whose_first_cell_changed_is_known_by_the_rest():
    old = rows("kop n m", "stad 1 2", "dorp 3 4")
    assert pair(old, rows("kop n m", "Stad! 1 2", "nieuw x y", "dorp 3 4")) == {0: 0, 1: 1, 2: 3}


def test_a_paragraph_that_changed_is_known_by_its_place():
    old = rows("een", "twee", "drie")
    assert pair(old, rows("een", "anders", "drie")) == {0: 0, 1: 1, 2: 2}
    assert pair(old, rows("een", "anders", "nog", "drie")) == {0: 0, 2: 3}


def test_a_paragraph_is_no_row():
    assert pair(rows("een", "a b"), rows("a b", "een x y")) == {1: 0}


def test_long_tables_are_paired_soon():
    old = [(f"r{at}", f"{at}") for at in range(3000)]
    new = [(f"r{at}", f"{at + at % 2}") for at in range(3000)]
    assert pair(old, new) == {at: at for at in range(3000)}
