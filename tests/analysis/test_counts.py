"""Counts in are counts out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.tables import column
from wbp_survey.analysis.counts import batches, count, tally_table
from wbp_survey.model.missing import REASONS
from wbp_survey.model.table import OUTSIDE, Column, Factor, Table

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
    assert (one.answers[0].valid == other.answers[0].valid).all()
