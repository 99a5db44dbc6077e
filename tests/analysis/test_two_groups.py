"""Exact Mann-Whitney for many pairs at once is what it is for one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wbp_survey.analysis.exact import enumerate_tables
from wbp_survey.analysis.ranks import brunner_munzel
from wbp_survey.analysis.two_groups import exact_pairs

near = pytest.approx
pairs = (
    st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=2, max_size=2)
    .map(np.array)
    .filter(lambda pair: pair.sum(axis=1).all() and (pair.sum(axis=0) > 0).sum() > 1)
)


@given(st.lists(pairs, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_listing_count_vectors_gives_what_merging_states_gives(tables):
    for one, pair in zip(exact_pairs(tables, 10**6), tables, strict=True):
        merged = enumerate_tables(pair)
        assert (one.p, one.p_min) == near((merged.p, merged.p_min))


@given(pairs)
@settings(max_examples=40, deadline=None)
def test_which_group_comes_first_does_not_matter(pair):
    (one,), (other,) = exact_pairs([pair], 10**6), exact_pairs([pair[::-1]], 10**6)
    assert (one.p, one.p_min) == near((other.p, other.p_min))


def test_large_groups_without_end_are_left_to_the_normal_law():
    assert exact_pairs([np.full((2, 5), 100_000)], 1000) == [None]


@given(st.lists(st.lists(st.integers(1, 9), min_size=5, max_size=5), min_size=2, max_size=2))
@settings(max_examples=40, deadline=None)
def test_brunner_munzel_is_scipys(counts):
    pair = np.array(counts)
    first, second = (np.repeat(np.arange(5), row) for row in pair)
    said = stats.brunnermunzel(first, second)
    statistic, _, p = brunner_munzel(pair)
    assert abs(float(statistic)) == near(abs(said.statistic), abs=1e-9)
    assert float(p) == near(said.pvalue, abs=1e-9)
