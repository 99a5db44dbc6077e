"""Choosing so many answers in every way, by the sum of their ranks."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import comb, inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wbp_survey.analysis import exact
from wbp_survey.analysis.ranks import centred_ranks
from wbp_survey.analysis.subset_sums import additions, subset_sums

near = pytest.approx
totals = st.lists(st.integers(1, 3), min_size=2, max_size=5).map(np.array)


@given(totals, st.data())
def test_every_choice_counts_once(totals, data):
    size = data.draw(st.integers(1, int(totals.sum()) - 1))
    ranks = centred_ranks(totals)
    each = np.repeat(ranks, totals).tolist()
    wanted = Counter(map(sum, combinations(each, size)))
    sums, ways = subset_sums(size, totals, ranks)
    assert dict(zip(sums.tolist(), ways.tolist(), strict=True)) == wanted


def tables(most):
    row = st.lists(st.integers(0, most), min_size=4, max_size=7)
    return st.tuples(row, row).map(
        lambda rows: np.array([one[: min(map(len, rows))] for one in rows])
    )


@given(tables(4).filter(lambda t: t.sum(axis=1).all() and (t.sum(axis=0) > 0).sum() > 1))
@settings(max_examples=40, deadline=None)
def test_adding_answers_gives_what_dealing_out_codes_gives(table):
    table = table[:, table.sum(axis=0) > 0]
    sizes, of_codes = table.sum(axis=1), table.sum(axis=0)
    added, dealt = exact._of_two(sizes, of_codes), exact._distribution(sizes, of_codes)
    for statistic, weight in (added, dealt):
        assert statistic.min() >= 0
        assert weight.min() > 0
    highest = [statistic.max() for statistic, _ in (added, dealt)]
    assert highest[0] == near(highest[1])
    for bound in np.unique(added[0])[:5]:
        p = [
            weight[statistic >= bound * (1 - exact.TIE)].sum() / weight.sum()
            for statistic, weight in (added, dealt)
        ]
        assert p[0] == near(p[1])


def test_forty_against_forty_is_exact_also_without_ties():
    table = np.zeros((2, 80), dtype=np.int64)
    table[0, ::2], table[1, 1::2] = 1, 1
    assert exact.can_enumerate(table, exact.EXACT_PAIR_TABLES)
    found = exact.enumerate_tables(table)
    assert found.count == comb(80, 40)
    assert found.p_min == near(2 / comb(80, 40), rel=1e-9)


def test_what_no_number_can_hold_is_out_of_reach():
    assert additions(600, np.ones(1200, dtype=np.int64), np.arange(1200)) == inf
