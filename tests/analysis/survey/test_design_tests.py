"""Tests that know the design: Rao and Scott's, and that on ranks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.analysis.survey.samples import factor, sample, schools
from wbp_survey.analysis.survey.association import (
    rank_means,
    rank_test,
    rao_scott,
    wald_rank_test,
    weighted_midranks,
)
from wbp_survey.analysis.survey.design import Drawn, design_of, unweighted

near = pytest.approx


def test_rao_and_scott_is_that_of_r():
    kind, award, design = schools()
    found = rao_scott(design, kind.index.astype(np.int64), award, (3, 2), 197)
    # From svychisq of school type and awards, statistic F.
    assert found.f == near(14.1694082305841, rel=1e-12)
    assert found.df1 == near(1.88513588010282, rel=1e-12)
    assert found.df2 == near(371.371768380256, rel=1e-12)
    assert found.p == near(2.08210852324867e-06, rel=1e-10)


def test_without_weights_rao_and_scott_is_pearson_over_its_degrees_of_freedom():
    rng = np.random.default_rng(1)
    row, column = rng.integers(0, 3, 400), rng.integers(0, 4, 400)
    counts = np.zeros((3, 4))
    np.add.at(counts, (row, column), 1)
    found = rao_scott(unweighted(400), row, column, (3, 4), 399)
    pearson = stats.chi2_contingency(counts, correction=False)
    # Design effects are near 1, not 1: the variance is estimated without the null hypothesis.
    assert found.f * 6 == near(pearson.statistic, rel=0.1)
    assert found.df1 == near(6, rel=0.05)


def test_categories_that_nobody_gave_change_nothing():
    kind, award, design = schools()
    row = kind.index.astype(np.int64)
    narrow = rao_scott(design, row, award, (3, 2), 197)
    wide = rao_scott(design, row + 1, award * 2, (6, 4), 197)
    assert (wide.f, wide.df1, wide.p) == near((narrow.f, narrow.df1, narrow.p), rel=1e-9)


@pytest.mark.parametrize("clusters", [0, 15])
def test_the_wald_test_on_ranks_is_that_of_its_definition(clusters):
    """Regress the estimated distribution function on groups; sum influences per unit (as R)."""
    table, drawn = sample(8, n=150, clusters=clusters, strata=2)
    design = design_of(drawn)
    code, group = table.columns[0].index.astype(np.int64), table.factors["g"].index.astype(np.int64)
    w = design.weight
    below = np.array([w[code < one].sum() + w[code == one].sum() / 2 for one in code]) / w.sum()
    x = np.eye(4)[group]
    x[:, 0] = 1
    bread = np.linalg.inv(x.T @ (x * w[:, None]))
    beta = bread @ x.T @ (w * below)
    infl = (x * (w * (below - x @ beta))[:, None]) @ bread
    meat = np.zeros((4, 4))
    for stratum in range(len(design.units)):
        units = np.flatnonzero(design.unit_stratum == stratum)
        sums = np.array([infl[design.unit == unit].sum(axis=0) for unit in units])
        away = sums - sums.mean(axis=0)
        meat += len(units) / (len(units) - 1) * away.T @ away
    wald = beta[1:] @ np.linalg.solve(meat[1:, 1:], beta[1:]) / 3
    found = wald_rank_test(rank_means(design, code, group, 4), 100)
    assert found.f == near(wald, rel=1e-9)
    assert (found.df1, found.df2) == (3, 97)
    assert found.p == near(stats.f.sf(wald, 3, 97), rel=1e-9)


def test_weighted_midranks_do_not_hang_on_the_order_of_tied_rows():
    weight, code = np.array([1.0, 3.0, 2.0, 2.0]), np.array([0, 0, 1, -1])
    found = weighted_midranks(weight, code)
    assert found.tolist() == near([2 / 6, 2 / 6, 5 / 6, 0])
    order = np.array([1, 3, 0, 2])
    assert weighted_midranks(weight[order], code[order]).tolist() == near(found[order].tolist())


def test_there_is_no_test_of_one_group_or_with_too_few_units():
    design = unweighted(6)
    code, one = np.array([0, 1, 2, 0, 1, 2]), np.zeros(6, np.int64)
    assert rank_means(design, code, one, 2) is None
    assert rao_scott(design, one, code, (2, 3), 5) is None
    three = rank_means(design, code, np.array([0, 0, 1, 1, 2, 2]), 3)
    assert wald_rank_test(three, 2) is None
    assert rank_test(three, 0) is None
    alone = rank_means(design, code, np.array([0, 0, 0, 0, 0, 1]), 2)
    assert rank_test(alone, 5) is None
    assert rao_scott(design, np.array([0, 0, 1, 1, 2, 2]), code, (3, 3), 0) is None


def test_whole_clusters_of_equal_answers_count_as_clusters_not_as_persons():
    """Ten persons per cluster who all say the same are one answer: p must not be tiny."""
    rng = np.random.default_rng(4)
    cluster = np.repeat(np.arange(12), 10)
    code = np.repeat(rng.integers(0, 5, 12), 10)
    group = np.repeat(np.arange(12) % 2, 10)
    named = factor("c", [f"c{one}" for one in cluster])
    clustered = design_of(Drawn(np.ones(120), None, named))
    honest = rank_test(rank_means(clustered, code, group, 2), 11)
    naive = rank_test(rank_means(unweighted(120), code, group, 2), 119)
    assert honest.f < naive.f / 5


def test_without_weights_the_rank_test_is_kruskal_and_wallis_but_for_its_variance():
    rng = np.random.default_rng(3)
    code, group = rng.integers(0, 5, 600), rng.integers(0, 4, 600)
    found = rank_test(rank_means(unweighted(600), code, group, 4), 599)
    h = stats.kruskal(*[code[group == one] for one in range(4)])
    assert found.f * 3 == near(h.statistic, rel=0.05)
    assert found.df1 == near(3, rel=0.02)
    assert found.p == near(h.pvalue, rel=0.1)


def test_the_rank_test_holds_its_level_with_few_clusters_where_walds_does_not():
    rng = np.random.default_rng(11)
    cluster = np.repeat(np.arange(48), 6)
    group = cluster % 8
    design = design_of(Drawn(np.ones(288), None, factor("c", [f"c{one}" for one in cluster])))
    rejected = np.zeros(2)
    for _ in range(300):
        y = rng.normal(0, 0.4, 48)[cluster] + rng.normal(size=288)
        found = rank_means(design, np.digitize(y, [-1, 0, 1]), group, 8)
        rejected += [rank_test(found, 47).p < 0.05, wald_rank_test(found, 47).p < 0.05]
    assert rejected[0] / 300 < 0.09
    assert rejected[1] / 300 > 0.12
