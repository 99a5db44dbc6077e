"""Whole tables change sign, not the people at them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wbp_survey.analysis.paired.flips import flip_clusters

SUMS = st.lists(st.integers(-40, 40), min_size=1, max_size=8)


def flipped(sums, resamples=9999, seed=0):
    return flip_clusters(np.array(sums, dtype=np.int64), resamples, np.random.default_rng(seed))


@given(SUMS)
@settings(deadline=None)
def test_every_sign_of_every_cluster_gives_the_same_p(sums):
    assume(any(sums))
    away = [
        abs(np.dot(signs, sums)) >= abs(sum(sums)) for signs in product((1, -1), repeat=len(sums))
    ]
    assert flipped(sums).p == pytest.approx(np.mean(away))


def test_six_tables_one_way_cannot_go_below_two_in_64():
    found = flipped([5, 8, 3, 9, 2, 7])
    assert (found.p, found.p_min, found.method) == (2 / 64, 2 / 64, "exact")


def test_a_table_in_balance_takes_no_part():
    assert flipped([5, 8, 3, 0]).p_min == 2 / 8
    assert flipped([0, 0]) is None


def test_many_tables_are_sampled_and_near_the_exact_p():
    sums = [3, -2, 5, 4, -1, 6, 2, -4, 7, 1, 3, 2, -5, 4, 6, 1, -2, 3, 5, 2]
    exact, sampled = flipped(sums), flipped([*sums, 1])
    assert (exact.method, sampled.method) == ("exact", "monte_carlo")
    assert sampled.p == pytest.approx(exact.p, abs=0.02)
    assert sampled.p_min == 1 / 10_000
