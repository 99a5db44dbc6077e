"""Exact tests of two-way tables, against every table gone through one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from tests.analysis.crosstab.every import every, fisher, linear, tables
from tests.analysis.tables import reference
from wbp_survey.analysis.crosstab.fisher import (
    exact_linear,
    freeman_halton,
    linear_spread,
    random_tables,
    unit_scores,
)
from wbp_survey.analysis.crosstab.tables import every_table
from wbp_survey.analysis.exact import enumerate_tables
from wbp_survey.analysis.omnibus import Sampling

near = pytest.approx
SAMPLING = Sampling(1, ("test",), 9999)
JOBS = np.array([[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]])


def test_job_satisfaction_of_agresti_is_exact_and_no_sample():
    expected = reference("14")[1]["expected"]
    found = freeman_halton(JOBS, SAMPLING)
    assert found.method == "exact"
    assert found.p == near(expected["ffh_exact_p"], abs=1e-11)


@given(tables())
@settings(max_examples=60, deadline=None)
def test_fisher_is_the_sum_over_all_tables_at_most_as_probable(table):
    p, smallest = fisher(table)
    found = freeman_halton(table, SAMPLING)
    assert (found.p, found.p_min) == (near(p, rel=1e-9), near(smallest, rel=1e-9))
    assert found.method == "exact"


@given(tables())
@settings(max_examples=60, deadline=None)
def test_the_trend_is_two_sided_by_distance_from_what_is_expected(table):
    rows, columns = np.arange(table.shape[0]), np.arange(table.shape[1]) ** 2
    p, smallest = linear(table, rows.tolist(), columns.tolist())
    found = exact_linear(table, rows.astype(float), columns.astype(float), SAMPLING)
    assert (found.p, found.p_min) == (near(p, rel=1e-9), near(smallest, rel=1e-9))


@given(tables(most=5, largest=4, answers=40))
@settings(max_examples=40, deadline=None)
def test_rows_for_columns_and_any_order_of_them_give_the_same_p(table):
    p = freeman_halton(table, SAMPLING).p
    assert freeman_halton(table.T, SAMPLING).p == near(p, rel=1e-9)
    assert freeman_halton(table[::-1, ::-1], SAMPLING).p == near(p, rel=1e-9)


@given(tables())
@settings(max_examples=30, deadline=None)
def test_no_exact_p_lies_below_the_smallest_attainable_one(table):
    scores = [np.arange(size, dtype=float) for size in table.shape]
    for found in (freeman_halton(table, SAMPLING), exact_linear(table, *scores, SAMPLING)):
        assert 0 < found.p_min <= found.p <= 1


def test_two_by_two_is_fishers_test_of_scipy_for_six_people_and_for_a_million():
    for table in ([[3, 0], [1, 2]], [[30, 12], [9, 40]], [[300_100, 200_400], [289_900, 209_600]]):
        expected = stats.fisher_exact(table)[1]
        assert freeman_halton(np.array(table), SAMPLING).p == near(expected, rel=1e-8)


def test_two_rows_on_midranks_are_the_exact_kruskal_wallis_test():
    table = np.array([[5, 4, 2, 1, 0], [1, 1, 3, 4, 3]])
    totals = table.sum(axis=0)
    ranks = np.cumsum(totals) - (totals - 1) / 2
    found = exact_linear(table, np.array([0.0, 1.0]), ranks, SAMPLING)
    assert found.p == near(enumerate_tables(table).p, rel=1e-9)


def test_every_table_is_gone_through_once():
    table = np.array([[2, 1, 3], [1, 2, 0], [0, 1, 2]])
    rows, columns = np.array([0.0, 1.0, 3.0]), np.array([0.0, 1.0, 2.5])
    worth, chance = linear_spread(table, rows, columns).every(10_000)
    by_hand: dict[float, float] = {}
    for found, probability in every(table):
        key = round(float(rows @ found @ columns), 6)
        by_hand[key] = by_hand.get(key, 0.0) + float(probability)
    assert dict(zip(worth.round(6).tolist(), chance.tolist(), strict=True)) == near(by_hand)


def test_too_many_tables_are_sampled_from_a_named_stream():
    table = np.full((6, 6), 20) + 12 * np.eye(6, dtype=int)
    table[0, 0] -= 10
    first, again = (freeman_halton(table, SAMPLING) for _ in range(2))
    assert first.method == "monte_carlo"
    assert first == again
    assert first != freeman_halton(table, Sampling(2, ("test",), 9999))


def test_a_sampled_p_lies_within_its_error_of_the_exact_one(monkeypatch):
    exact = freeman_halton(JOBS, SAMPLING).p
    monkeypatch.setattr("wbp_survey.analysis.crosstab.fisher.every_table", lambda *_: None)
    found = freeman_halton(JOBS, SAMPLING)
    assert found.method == "monte_carlo"
    assert found.p == near(exact, abs=4 * (exact * (1 - exact) / 9999) ** 0.5)


def test_a_sampled_p_near_alpha_is_sampled_again_and_more(monkeypatch):
    monkeypatch.setattr("wbp_survey.analysis.crosstab.fisher.every_table", lambda *_: None)
    scores = np.arange(4.0)
    found = exact_linear(JOBS, scores, scores, Sampling(1, ("test",), 999, 99_999))
    assert found.count == 99_999
    assert found.p == near(0.0932279, abs=0.004)


def test_random_tables_keep_the_margins_and_are_about_as_expected():
    drawn = random_tables(JOBS, 4000, np.random.default_rng(3))
    assert (drawn.sum(axis=1) == JOBS.sum(axis=0)).all()
    assert (drawn.sum(axis=2) == JOBS.sum(axis=1)).all()
    assert (drawn >= 0).all()
    expected = np.outer(JOBS.sum(axis=1), JOBS.sum(axis=0)) / JOBS.sum()
    assert np.abs(drawn.mean(axis=0) - expected).max() < 0.15


def test_scores_moved_or_stretched_give_the_same_p():
    scores = np.array([1.0, 2.0, 3.0, 4.0])
    p = exact_linear(JOBS, scores, scores, SAMPLING).p
    assert exact_linear(JOBS, scores * 7 - 30, scores, SAMPLING).p == near(p, rel=1e-9)
    assert unit_scores(scores * 7 - 30) == near(unit_scores(scores))


def test_a_table_too_large_even_to_sample_has_no_p():
    table = np.full((200, 200), 3)
    assert freeman_halton(table, SAMPLING) is None


def test_a_search_that_grows_too_large_is_given_up():
    from wbp_survey.analysis.crosstab.fisher import _likelihoods

    assert every_table(_likelihoods(JOBS), most=500) is None
