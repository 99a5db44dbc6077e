"""Counts in are counts out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.tables import column, factor
from wbp_survey.analysis import counts
from wbp_survey.analysis.counts import batches, count, tally_table
from wbp_survey.model.missing import REASONS
from wbp_survey.model.table import OUTSIDE, Column, Factor, Table
from wbp_survey.model.tally import REASON_COLUMNS

cells = st.lists(
    st.tuples(st.integers(-1, 2), st.integers(-1, 4), st.integers(-1, 3), st.integers(0, 13)),
    max_size=40,
)


def of(rows):
    data = np.array(rows, dtype=np.int32).reshape(-1, 4)
    reason = np.where(data[:, 1] >= 0, 0, np.where(data[:, 3] == 13, OUTSIDE, -data[:, 3]))
    reason = np.where(reason < -len(REASONS), -1, reason).astype(np.int8)
    answers = Column(column("q", []).variable, data[:, 1].astype(np.int8), reason)
    factors = {
        "group": Factor("group", ("A", "B", "C"), data[:, 0]),
        "case": Factor("case", ("x", "y", "z", "w"), data[:, 2]),
        "town": Factor("town", ("t", "u"), data[:, 2] // 2),
    }
    return Table(len(data), (answers,), factors)


@given(cells)
@settings(max_examples=80)
def test_nobody_is_lost_and_nobody_counts_twice(rows):
    table = of(rows)
    tally = tally_table(table, "group", "case")
    (one,) = tally.answers
    inside = table.columns[0].reason != OUTSIDE
    assert one.valid.sum() + one.missing.sum() == inside.sum()
    (batch,) = batches(tally)
    assert batch.valid.sum() + batch.missing.sum() + batch.without_group[0] == inside.sum()


@given(cells)
@settings(max_examples=60)
def test_every_group_has_its_own_answers_and_reasons(rows):
    table = of(rows)
    (one,), group = table.columns, table.factors["group"].index
    counted = count(one, table.factors["group"])
    for level in range(3):
        for code in range(5):
            assert counted.valid[level, code] == ((group == level) & (one.index == code)).sum()
        for reason in range(REASON_COLUMNS):
            gone = (group == level) & (one.index < 0) & (one.reason == -reason)
            assert counted.missing[level, reason] == gone.sum()
    inside = one.reason != OUTSIDE
    assert counted.without_group == ((group < 0) & inside).sum()


@given(cells, st.integers(0, 40))
@settings(max_examples=60)
def test_the_units_of_pieces_add_up_to_those_of_the_whole(rows, at):
    whole, *pieces = (
        tally_table(of(part), "group", "case", "town") for part in (rows, rows[:at], rows[at:])
    )
    added = Counter(units(pieces[0]))
    added.update(units(pieces[1]))
    assert added == units(whole)
    assert sum(piece.n for piece in pieces) == whole.n


def units(tally):
    """Per group, cluster and block how many gave each code and each reason."""
    (one,) = tally.answers
    found = Counter()
    for at in range(len(tally.group)):
        where = (int(tally.group[at]), int(tally.cluster[at]), int(tally.block[at]))
        for kind, numbers in (("valid", one.valid[at]), ("missing", one.missing[at])):
            for place, times in enumerate(numbers.tolist()):
                found[(*where, kind, place)] += times
    return +found


@given(cells)
@settings(max_examples=40)
def test_many_combinations_of_levels_are_counted_as_few_are(rows):
    dense = tally_table(of(rows), "group", "case", "town")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counts, "_DENSE", 0)
        sorted_ = tally_table(of(rows), "group", "case", "town")
    assert units(dense) == units(sorted_)
    assert (dense.group.tolist(), dense.cluster.tolist()) == (
        sorted_.group.tolist(),
        sorted_.cluster.tolist(),
    )


def test_whoever_the_item_was_never_meant_for_is_in_no_table():
    table = of([(0, -1, 0, 13), (1, -1, 0, 13), (-1, -1, 0, 13)])
    (one,) = tally_table(table, "group").answers
    assert not one.valid.any()
    assert not one.missing.any()
    assert tally_table(table, "group").n == 3


def test_variables_with_other_codes_are_counted_apart_and_keep_their_place():
    columns = (
        column("a", ["1", "2", "dont_know"]),
        column("b", ["x", "y", "x"], codes=("x", "y")),
        column("c", ["5", "5", "5"]),
    )
    table = Table(3, columns, {"group": factor("group", ("A", "B"), "AAB")})
    found = list(batches(tally_table(table, "group")))
    assert [batch.places for batch in found] == [(0, 2), (1,)]
    assert found[1].valid[0].tolist() == [[1, 1], [1, 0]]


def test_without_a_single_row_there_is_nothing_and_no_error():
    (batch,) = batches(tally_table(of([]), "group", "case"))
    assert batch.valid.shape == (1, 3, 5)
    assert not batch.valid.any()
    assert batch.without_group.tolist() == [0]


@given(cells, st.integers(0, 40))
@settings(max_examples=60)
def test_counting_in_pieces_is_counting_the_whole(rows, at):
    pieces = [count(*_first(of(part))) for part in (rows[:at], rows[at:])]
    whole = count(*_first(of(rows)))
    assert (pieces[0].valid + pieces[1].valid == whole.valid).all()
    assert (pieces[0].missing + pieces[1].missing == whole.missing).all()
    assert sum(one.without_group for one in pieces) == whole.without_group


def _first(table):
    return table.columns[0], table.factors["group"]


@given(cells)
@settings(max_examples=40)
def test_the_order_of_people_does_not_matter(rows):
    table = of(rows)
    order = np.arange(table.n)[::-1]
    turned = replace(
        table,
        columns=tuple(Column(c.variable, c.index[order], c.reason[order]) for c in table.columns),
        factors={name: replace(f, index=f.index[order]) for name, f in table.factors.items()},
    )
    one, other = tally_table(table, "group", "case"), tally_table(turned, "group", "case")
    assert (one.group == other.group).all()
    assert (one.cluster == other.cluster).all()
    assert (one.answers[0].valid == other.answers[0].valid).all()
    assert (one.answers[0].missing == other.answers[0].missing).all()
