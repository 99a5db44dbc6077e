"""Equal and nearly equal rows: the same as comparing each pair, whatever the order of rows."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.analysis.findings.alike import Pair, alike_pairs, expected_pairs, same_rows

tables = st.lists(st.lists(st.integers(-1, 2), min_size=4, max_size=4), max_size=20)


def columns(rows, kind=np.int32):
    return list(np.array(rows, kind).reshape(len(rows), -1).T)


def groups(rows):
    return [group.tolist() for group in same_rows(columns(rows))] if rows else []


@given(tables)
def test_groups_of_equal_rows_are_those_found_by_looking_at_each(rows):
    by_hand: dict[tuple, list] = {}
    for place, row in enumerate(rows):
        by_hand.setdefault(tuple(row), []).append(place)
    assert groups(rows) == [some for some in by_hand.values() if len(some) > 1]


@given(tables, st.randoms())
def test_the_order_of_rows_changes_no_group(rows, dice):
    order = list(range(len(rows)))
    dice.shuffle(order)
    moved = groups([rows[place] for place in order])
    assert sorted(sorted(order[place] for place in group) for group in moved) == sorted(
        map(sorted, groups(rows))
    )


def test_small_kinds_of_number_are_compared_as_well():
    rows = [[0, 255], [1, 2], [0, 255], [255, 0]]
    assert [group.tolist() for group in same_rows(columns(rows, np.uint8))] == [[0, 2]]


def test_no_rows_or_columns_hold_no_group():
    assert same_rows([]) == []
    assert same_rows([np.zeros(0, np.int8)]) == []
    assert same_rows([np.zeros(1, np.int8)]) == []


def test_a_hundred_thousand_rows_are_not_compared_pair_by_pair():
    dice = np.random.default_rng(3)
    table = dice.integers(0, 5, (100_000, 20)).astype(np.int8)
    table[77_777] = table[5]
    found = same_rows(list(table.T))
    assert [group.tolist() for group in found] == [[5, 77_777]]


@given(tables.filter(lambda rows: len(rows) > 1))
def test_expected_pairs_multiply_what_each_column_gives(rows):
    n = len(rows)
    pairs = n * (n - 1) / 2
    expected = pairs
    for column in zip(*rows, strict=True):
        equal = sum(count * (count - 1) / 2 for count in Counter(column).values())
        expected *= equal / pairs
    assert expected_pairs(columns(rows)) == pytest.approx(expected)


def test_expected_pairs_are_about_those_that_occur():
    dice = np.random.default_rng(5)
    table = [dice.integers(0, 3, 2000) for _ in range(6)]
    happened = sum(len(group) * (len(group) - 1) / 2 for group in same_rows(table))
    assert happened == pytest.approx(expected_pairs(table), rel=0.1)


@given(tables, st.sampled_from([0.5, 0.75, 1.0]), st.integers(1, 4))
def test_pairs_are_those_of_comparing_each_with_each(rows, share, least):
    found = []
    for (one, first), (other, second) in combinations(enumerate(rows), 2):
        both = [(a, b) for a, b in zip(first, second, strict=True) if a >= 0 and b >= 0]
        equal = sum(a == b for a, b in both)
        if len(both) >= least and equal >= share * len(both):
            found.append(Pair(one, other, equal, len(both)))
    answers = np.array(rows, np.int32).reshape(len(rows), 4)
    assert alike_pairs(answers, share, least) == found
