"""Chi-square and its relatives, against R, scipy and values by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from tests.analysis.crosstab.every import tables
from tests.analysis.tables import reference
from wbp_survey.analysis.crosstab.association import (
    adjusted_residuals,
    cramers_v,
    cramers_v_corrected,
    degrees,
    expected_counts,
    odds_ratio,
    pearson_chi2,
    phi,
)

near = pytest.approx
JOBS = np.array([[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]])


def test_job_satisfaction_of_agresti():
    expected = reference("14")[1]["expected"]
    assert pearson_chi2(JOBS) == near(expected["chi2"])
    assert degrees(JOBS) == expected["df"]
    assert cramers_v(JOBS) == near(expected["cramers_v"])
    assert cramers_v_corrected(JOBS) == expected["cramers_v_bias_corrected_bergsma"]
    assert expected_counts(JOBS).min() == near(expected["min_expected"])
    assert (expected_counts(JOBS) < 5).mean() == expected["share_expected_below_5"]
    assert adjusted_residuals(JOBS) == near(np.array(expected["std_residuals"]))


@given(tables())
@settings(max_examples=50, deadline=None)
def test_chi_square_is_that_of_scipy_without_yates(table):
    found = stats.chi2_contingency(table, correction=False)
    assert pearson_chi2(table) == near(found.statistic, abs=1e-9)
    assert cramers_v(table) == near(stats.contingency.association(table), abs=1e-9)


@given(tables())
@settings(max_examples=50, deadline=None)
def test_the_corrected_v_lies_below_the_raw_one_and_within_0_and_1(table):
    corrected = cramers_v_corrected(table)
    assert corrected is None or 0 <= corrected <= 1
    assert 0 <= cramers_v(table) <= 1


def test_the_corrected_v_averages_near_nothing_when_there_is_nothing():
    rng = np.random.default_rng(4)
    drawn = rng.multinomial(60, np.full(16, 1 / 16), size=400).reshape(-1, 4, 4)
    raw = np.mean([cramers_v(one) for one in drawn])
    corrected = np.mean([cramers_v_corrected(one) for one in drawn])
    assert raw > 0.2
    assert corrected < 0.08


def test_of_two_by_two_phi_squared_times_n_is_chi_square_and_its_sign_is_the_diagonals():
    table = np.array([[12, 5], [3, 9]])
    assert phi(table) ** 2 * 29 == near(pearson_chi2(table))
    assert phi(table) > 0 > phi(table[::-1])


def test_the_odds_ratio_has_woolfs_interval():
    value, low, high = odds_ratio(np.array([[12, 5], [3, 9]]))
    assert value == near(12 * 9 / 15)
    assert math.log(high / value) == near(1.959964 * math.sqrt(1 / 12 + 1 / 5 + 1 / 3 + 1 / 9))
    assert low * high == near(value**2)


def test_an_empty_cell_leaves_no_odds_ratio():
    assert odds_ratio(np.array([[12, 0], [3, 9]])) is None


def test_one_answer_in_as_many_categories_cannot_be_corrected():
    assert cramers_v_corrected(np.eye(3, dtype=int)) is None
    assert cramers_v_corrected(np.array([[1]])) is None
