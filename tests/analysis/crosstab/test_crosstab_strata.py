"""Two-way tables within strata, against published values, statsmodels and every table."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from tests.analysis.crosstab.every import every, tables
from wbp_survey.analysis.crosstab.ordinal import linear_by_linear, midranks
from wbp_survey.analysis.crosstab.strata import (
    cmh,
    common_odds_ratio,
    equal_odds,
    exact_correlation,
    van_elteren,
)
from wbp_survey.analysis.omnibus import Sampling
from wbp_survey.analysis.ranks import chi_square_p, kruskal_h

near = pytest.approx
SAMPLING = Sampling(1, ("test",), 9999)

# Admissions to Berkeley in 1973 by sex, per department: the data set UCBAdmissions of R.
BERKELEY = np.array(
    [
        [[512, 89], [313, 19]],
        [[353, 17], [207, 8]],
        [[120, 202], [205, 391]],
        [[138, 131], [279, 244]],
        [[53, 94], [138, 299]],
        [[22, 24], [351, 317]],
    ]
)
# Job satisfaction by income and sex: Agresti (2002), Categorical Data Analysis, p. 57.
JOBS = np.array(
    [
        [[1, 3, 11, 2], [2, 3, 17, 3], [0, 1, 8, 5], [0, 2, 4, 2]],
        [[1, 1, 2, 1], [0, 3, 5, 1], [0, 0, 7, 3], [0, 1, 9, 6]],
    ]
)


def test_admissions_to_berkeley_as_r_gives_them():
    found = cmh(BERKELEY)
    assert (found.chi2, found.df) == (near(1.5246, abs=1e-4), 1)
    value, low, high = common_odds_ratio(BERKELEY)
    assert value == near(0.9046968, abs=1e-6)
    assert (low, high) == near((0.7719073, 1.0603298), abs=1e-6)


def test_equal_odds_are_tested_as_by_statsmodels():
    table = StratifiedTable([one.astype(float) for one in BERKELEY])
    expected = table.test_equal_odds(adjust=True)
    found = equal_odds(BERKELEY, common_odds_ratio(BERKELEY)[0])
    assert (found.chi2, found.p) == near((expected.statistic, expected.pvalue))


def test_job_satisfaction_within_sex_as_agresti_gives_it():
    found = cmh(JOBS)
    assert (found.chi2, found.df, found.p) == (near(10.2001, abs=1e-4), 9, near(0.3345, abs=1e-4))
    rows, columns = np.array([3.0, 10.0, 20.0, 35.0]), np.array([1.0, 3.0, 4.0, 5.0])
    means = cmh(JOBS, None, columns)
    assert (means.chi2, means.df) == (near(9.0342, abs=1e-4), 3)
    both = cmh(JOBS, rows, columns)
    assert (both.chi2, both.df, both.p) == (near(6.1563, abs=1e-4), 1, near(0.0131, abs=1e-4))


@given(tables(answers=100))
@settings(max_examples=40, deadline=None)
def test_one_stratum_gives_back_chi_square_kruskal_wallis_and_the_trend(table):
    n = int(table.sum())
    strata = table[None]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    pearson = ((table - expected) ** 2 / expected).sum()
    assert cmh(strata).chi2 == near(pearson * (n - 1) / n, abs=1e-8)
    ranks = midranks(table.sum(axis=0))
    assert cmh(strata, None, ranks).chi2 == near(float(kruskal_h(table)), abs=1e-8)
    assert van_elteren(strata).chi2 == near(float(kruskal_h(table)), abs=1e-8)
    scores = [np.arange(size, dtype=float) for size in table.shape]
    z, p = linear_by_linear(table, *scores)
    assert cmh(strata, *scores).chi2 == near(z**2, abs=1e-8)
    assert cmh(strata, *scores).p == near(p, abs=1e-8)


def test_van_elteren_of_two_rows_weighs_rank_sums_by_one_over_n_plus_one():
    table = np.array([[[3, 2, 0], [1, 1, 3]], [[2, 2, 1], [0, 2, 2]]])
    total = variance = 0.0
    for one in table:
        n, (first, second) = one.sum(), one.sum(axis=1)
        ranks = midranks(one.sum(axis=0))
        apart = (one[0] @ ranks - first * (n + 1) / 2) / (n + 1)
        spread = (one.sum(axis=0) * (ranks - (n + 1) / 2) ** 2).sum()
        total += apart
        variance += first * second / (n * (n - 1)) * spread / (n + 1) ** 2
    found = van_elteren(table)
    assert (found.chi2, found.df) == (near(total**2 / variance), 1)
    assert found.p == near(float(chi_square_p(total**2 / variance, 1)))


def test_a_stratum_of_one_person_or_of_one_answer_says_nothing():
    alone = np.array([[[1, 0], [0, 0]], [[4, 0], [3, 0]]])
    together = np.concatenate([BERKELEY, alone])
    assert cmh(together).chi2 == near(cmh(BERKELEY).chi2)
    assert common_odds_ratio(together) == near(common_odds_ratio(BERKELEY))
    assert cmh(alone) is None


def test_a_category_missing_from_a_stratum_takes_no_degree_of_freedom():
    strata = np.array([[[3, 1, 0], [1, 2, 0]], [[2, 2, 0], [0, 3, 0]]])
    assert cmh(strata).df == 1


@given(st.lists(tables(most=3, largest=3, answers=9), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_the_exact_p_of_the_correlation_goes_through_all_tables_of_all_strata(parts):
    strata = np.zeros((len(parts), 3, 3), dtype=int)
    for place, table in enumerate(parts):
        strata[place, : table.shape[0], : table.shape[1]] = table
    rows, columns = np.array([0.0, 1.0, 3.0]), np.array([0.0, 2.0, 3.0])
    found = exact_correlation(strata, rows, columns, SAMPLING)
    assert (found.p, found.p_min) == near(_by_hand(parts, rows, columns), rel=1e-9)
    assert found.method == "exact"


def _by_hand(parts, rows, columns):
    def worth(table):
        return rows[: table.shape[0]] @ table @ columns[: table.shape[1]]

    spreads = []
    for table in parts:
        found = [(worth(one), float(chance)) for one, chance in every(table)]
        middle = sum(value * chance for value, chance in found)
        spreads.append([(value - middle, chance) for value, chance in found])
    away = abs(sum(worth(one) - _mean(one, worth) for one in parts))
    together = [
        (abs(sum(value for value, _ in some)), np.prod([chance for _, chance in some]))
        for some in product(*spreads)
    ]
    far = max(value for value, _ in together)
    return (
        sum(chance for value, chance in together if value >= away - 1e-9),
        sum(chance for value, chance in together if value >= far - 1e-9),
    )


def _mean(table, worth):
    return sum(worth(one) * float(chance) for one, chance in every(table))


def test_a_sampled_correlation_agrees_with_the_exact_one(monkeypatch):
    scores = np.arange(4.0)
    exact = exact_correlation(JOBS, scores, scores, SAMPLING)
    monkeypatch.setattr("wbp_survey.analysis.crosstab.strata.linear_spread", lambda *_: None)
    found = exact_correlation(JOBS, scores, scores, SAMPLING)
    assert (exact.method, found.method) == ("exact", "monte_carlo")
    assert found.p == near(exact.p, abs=0.005)


def test_no_common_odds_ratio_without_a_count_on_both_diagonals():
    assert common_odds_ratio(np.array([[[3, 0], [0, 4]], [[2, 0], [1, 5]]])) is None


def test_one_stratum_has_no_other_odds_to_differ_from():
    table = np.array([[[3, 2], [1, 4]], [[2, 0], [3, 0]]])
    assert equal_odds(table, common_odds_ratio(table)[0]) is None
