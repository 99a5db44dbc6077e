"""Trend, rank correlation and concordance, against R, scipy and every pair of people."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from scipy import stats

from tests.analysis.crosstab.every import tables
from tests.analysis.tables import reference
from wbp_survey.analysis.crosstab import ordinal

near = pytest.approx
JOBS = np.array([[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]])


def people(table):
    """Return both answers of everybody."""
    places = np.indices(table.shape).reshape(2, -1)
    return np.repeat(places, table.ravel(), axis=1)


def test_job_satisfaction_of_agresti():
    expected = reference("14")[1]["expected"]
    z, p = ordinal.linear_by_linear(JOBS, np.arange(4.0), np.arange(4.0))
    assert z == near(expected["linear_by_linear_z"])
    assert p == near(expected["linear_by_linear_p"])
    gamma = ordinal.gamma(JOBS)
    assert gamma.value == near(expected["gk_gamma"])
    assert gamma.error == near(expected["gk_gamma_ase"])
    assert ordinal.kendall_tau_b(JOBS) == near(expected["kendall_tau_b"])
    assert ordinal.spearman(JOBS) == near(expected["spearman"])


@given(tables(answers=100))
@settings(max_examples=60, deadline=None)
def test_rank_correlations_are_those_of_scipy(table):
    assume(table.sum() > 2)  # scipy divides by zero at two
    x, y = people(table)
    rho, tau = stats.spearmanr(x, y), stats.kendalltau(x, y, method="asymptotic")
    assert ordinal.spearman(table) == near(rho.statistic, abs=1e-9)
    assert ordinal.kendall_tau_b(table) == near(tau.statistic, abs=1e-9)
    if table.sum() > 3 and abs(rho.statistic) < 1:
        assert ordinal.spearman_p(rho.statistic, len(x)) == near(rho.pvalue, abs=1e-9)
        assert ordinal.kendall_p(table) == near(tau.pvalue, abs=1e-9)


@given(tables())
@settings(max_examples=40, deadline=None)
def test_gamma_counts_pairs_of_people(table):
    x, y = people(table)
    ways = np.sign((x[:, None] - x) * (y[:, None] - y))
    same, opposite = (ways > 0).sum(), (ways < 0).sum()
    found = ordinal.gamma(table)
    if same + opposite:
        assert found.value == near((same - opposite) / (same + opposite))
    else:
        assert found is None


@given(tables())
@settings(max_examples=40, deadline=None)
def test_turning_a_scale_round_turns_the_sign(table):
    turned = table[:, ::-1]
    assert ordinal.spearman(turned) == near(-ordinal.spearman(table), abs=1e-12)
    assert ordinal.kendall_tau_b(turned) == near(-ordinal.kendall_tau_b(table), abs=1e-12)
    scores = [np.arange(size, dtype=float) for size in table.shape]
    z, p = ordinal.linear_by_linear(table, *scores)
    assert ordinal.linear_by_linear(turned, *scores) == (near(-z, abs=1e-9), near(p, abs=1e-9))


@given(tables(answers=100))
@settings(max_examples=60, deadline=None)
def test_intervals_hold_their_estimate_within_minus_1_and_1(table):
    rho, tau, gamma = ordinal.spearman(table), ordinal.kendall_tau_b(table), ordinal.gamma(table)
    found = [
        (rho, ordinal.spearman_interval(rho, int(table.sum()))),
        (tau, ordinal.kendall_interval(table)),
        (gamma and gamma.value, gamma and ordinal.gamma_interval(gamma)),
    ]
    for value, interval in found:
        if interval:
            assert -1 <= interval[0] <= value <= interval[1] <= 1


def test_the_trend_leaves_an_empty_cell_empty():
    table = np.array([[3, 1, 0], [1, 2, 2], [0, 1, 4]])
    z, _ = ordinal.linear_by_linear(table, np.arange(3.0), np.arange(3.0))
    x, y = people(table)
    assert z == near(np.corrcoef(x, y)[0, 1] * math.sqrt(13))


def test_what_goes_together_perfectly_has_no_interval():
    table = np.eye(4, dtype=int) * 5
    assert ordinal.spearman(table) == ordinal.kendall_tau_b(table) == 1
    assert ordinal.spearman_interval(1.0, 20) is None
    assert ordinal.spearman_p(1.0, 20) is None
    assert ordinal.kendall_interval(table) is None
    assert ordinal.gamma_interval(ordinal.gamma(table)) is None


def test_gamma_so_near_one_that_no_digit_tells_is_perfect():
    found = ordinal.gamma(np.array([[10**9, 3], [5, 10**9]]))
    assert found == ordinal.Gamma(1.0, 0.0)
    assert ordinal.gamma_interval(found) is None


def test_intervals_cover_what_they_promise_with_five_point_answers():
    rng = np.random.default_rng(8)
    cuts = stats.norm.ppf(np.cumsum([0.08, 0.17, 0.30, 0.30]))

    def drawn(people_in_each, samples):
        first = rng.standard_normal((samples, people_in_each))
        second = 0.6 * first + 0.8 * rng.standard_normal((samples, people_in_each))
        cell = np.searchsorted(cuts, first) * 5 + np.searchsorted(cuts, second)
        return [np.bincount(one, minlength=25).reshape(5, 5) for one in cell]

    truth = drawn(1_000_000, 1)[0]
    inside = np.zeros(3)
    samples = drawn(20, 600)
    for table in samples:
        used = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
        rho, gamma = ordinal.spearman(used), ordinal.gamma(used)
        for place, (interval, target) in enumerate(
            (
                (ordinal.spearman_interval(rho, 20), ordinal.spearman(truth)),
                (ordinal.kendall_interval(used), ordinal.kendall_tau_b(truth)),
                (ordinal.gamma_interval(gamma), ordinal.gamma(truth).value),
            )
        ):
            inside[place] += interval is None or interval[0] <= target <= interval[1]
    assert (inside / len(samples) > 0.925).all()
