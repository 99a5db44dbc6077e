"""Estimates and standard errors against R's survey package, and against their definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.survey.samples import factor, sample, schools
from wbp_survey.analysis.describe import quantile
from wbp_survey.analysis.intervals import wilson
from wbp_survey.analysis.survey.described import described, weighted_median
from wbp_survey.analysis.survey.design import Drawn, design_of, unweighted
from wbp_survey.analysis.survey.estimates import effective_size, estimate
from wbp_survey.analysis.survey.linear import (
    covariance,
    degrees_of_freedom,
    influence,
    lonely_strata,
    variances,
)

near = pytest.approx
X = np.array([2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2])
STRATUM = ["1"] * 5 + ["2"] * 3
WEIGHT = np.array([3.0] * 5 + [4.0] * 3)
ALL = np.zeros(8, np.int64)


def by_definition(design, y, inside):
    """Return the variance of a domain mean, unit by unit, as the textbook writes it."""
    w = design.weight * inside
    mean = (w * y).sum() / w.sum()
    z = w * (y - mean) / w.sum()
    total = 0.0
    for stratum in range(len(design.units)):
        units = np.flatnonzero(design.unit_stratum == stratum)
        if len(units) < 2:
            continue
        sums = np.array([z[design.unit == unit].sum() for unit in units])
        share = 1 - design.rate[stratum]
        total += share * len(units) / (len(units) - 1) * ((sums - sums.mean()) ** 2).sum()
    return mean, total**0.5


def test_the_share_of_schools_with_an_award_is_that_of_r():
    _, award, design = schools()
    found = estimate(design, award.astype(float), np.zeros(200, np.int64), 1)
    assert found.value[0] == near(0.638936067161769, rel=1e-14)  # svymean(~awards, dstrat)
    assert found.se[0] == near(0.0344059182016133, rel=1e-13)


def test_the_mean_of_eight_is_that_of_stata_and_r_with_and_without_the_population():
    plain = design_of(Drawn(WEIGHT, factor("s", STRATUM)))
    sizes = np.array([15.0] * 5 + [12.0] * 3)
    drawn = design_of(Drawn(WEIGHT, factor("s", STRATUM), None, sizes))
    share = design_of(Drawn(WEIGHT, factor("s", STRATUM), None, np.array([1 / 3] * 5 + [0.25] * 3)))
    found = [estimate(one, X, ALL, 1) for one in (plain, drawn, share)]
    assert [one.value[0] for one in found] == near([5.448148148148148] * 3)
    # Stata, svyset manual: .7412683 and .6160407.
    assert [one.se[0] for one in found] == near([0.7412683, 0.6160407, 0.6160407], rel=1e-6)


@pytest.mark.parametrize("clusters", [0, 9])
def test_a_group_is_a_domain_of_the_whole_design(clusters):
    table, drawn = sample(5, clusters=clusters)
    design = design_of(drawn)
    y = table.columns[0].index.astype(float)
    group = table.factors["g"].index.astype(np.int64)
    found = estimate(design, y, group, 4)
    for place in range(4):
        mean, se = by_definition(design, y, group == place)
        assert found.value[place] == near(mean, rel=1e-12)
        assert found.se[place] == near(se, rel=1e-12)


def test_clusters_with_the_same_name_in_two_strata_are_two():
    drawn = Drawn(WEIGHT, factor("s", STRATUM), factor("c", list("aabbcabc")))
    design = design_of(drawn)
    assert design.units.tolist() == [3, 3]
    assert design.nested == 3


def test_a_population_that_was_drawn_whole_leaves_no_uncertainty():
    sizes = np.array([5.0] * 5 + [3.0] * 3)
    design = design_of(Drawn(WEIGHT, factor("s", STRATUM), None, sizes))
    assert estimate(design, X, ALL, 1).se[0] == 0


def test_one_unit_in_a_stratum_is_named_only_where_it_matters():
    design = design_of(Drawn(np.ones(4), factor("s", ["a", "a", "a", "b"])))
    domain = np.array([0, 0, 1, 1])
    assert lonely_strata(design, domain, 2) == [(), ("b",)]
    sizes = np.array([9.0, 9.0, 9.0, 1.0])
    whole = design_of(Drawn(np.ones(4), factor("s", ["a", "a", "a", "b"]), None, sizes))
    assert lonely_strata(whole, domain, 2) == [(), ()]  # drawn for certain: nothing varies


def test_degrees_of_freedom_are_units_minus_strata_within_the_domain():
    design = design_of(Drawn(np.ones(6), factor("s", list("aaabbb")), factor("c", list("xxyxyz"))))
    assert degrees_of_freedom(design, np.zeros(6, np.int64), 1).tolist() == [5 - 2]
    assert degrees_of_freedom(design, np.array([0, 0, 0, 1, 1, -1]), 2).tolist() == [1, 1]


def test_weights_of_one_give_what_no_weights_give():
    table, _ = sample(2, n=90)
    column = table.columns[0]
    group = table.factors["g"].index.astype(np.int64)
    found = described(unweighted(90), column.variable, column.index.astype(np.int64), group, 4)
    counts = np.zeros((4, 5), np.int64)
    np.add.at(counts, (group, column.index), 1)
    sizes, hits = counts.sum(axis=1), counts[:, 3:].sum(axis=1)
    low, high = wilson(hits, sizes)
    scores = np.arange(1.0, 6.0)
    for stat, wanted in {
        "weight_sum": sizes,
        "n_effective": sizes,
        "share:2": counts[:, 1] / sizes,
        "mean": counts @ scores / sizes,
        "median": quantile(counts, scores, 0.5),
        "agree_share": hits / sizes,
        "agree_ci_low": low,
        "agree_ci_high": high,
    }.items():
        assert found[stat][0] == near(wanted, rel=1e-12), stat
    whole = described(
        unweighted(90), column.variable, column.index.astype(np.int64), np.zeros(90, np.int64), 1
    )
    assert whole["mean_se"][0] == near(column.index.std(ddof=1) / 90**0.5, rel=1e-12)
    assert whole["design_effect"][0] == near(1)
    # How many of a sample fall in a group is chance too: (m - 1) / m x n / (n - 1).
    room = np.sqrt((sizes - 1) / sizes * 90 / 89)
    deviation = [column.index[group == place].std(ddof=1) for place in range(4)]
    assert found["mean_se"][0] == near(deviation / sizes**0.5 * room, rel=1e-12)


def test_a_median_between_two_scores_is_their_mean_and_weights_move_it():
    scores = np.array([1.0, 2.0, 5.0])
    table = np.array([[1.0, 1.0, 0.0], [0.1, 0.1, 0.2], [1.0, 0.0, 3.0]])
    assert weighted_median(table, scores).tolist() == [1.5, 3.5, 5.0]


def test_kish_counts_less_where_weights_differ():
    design = design_of(Drawn(np.array([1.0, 1.0, 2.0, 6.0])))
    assert effective_size(design, np.zeros(4, np.int64), 1)[0] == near(100 / 42)


@given(st.integers(0, 10_000), st.sampled_from([0, 7, 12]), st.floats(0.01, 1e6))
@settings(max_examples=40, deadline=None)
def test_only_the_ratios_of_weights_count_and_the_order_of_rows_does_not(seed, clusters, factor_):
    table, drawn = sample(seed, n=60, clusters=clusters)
    group = table.factors["g"].index.astype(np.int64)
    y = table.columns[0].index.astype(float)
    found = estimate(design_of(drawn), y, group, 4)
    order = np.random.default_rng(seed).permutation(60)
    mixed = Drawn(
        drawn.weights[order] * factor_,
        factor("s", [drawn.strata.levels[one] for one in drawn.strata.index[order]]),
        factor("c", [drawn.clusters.levels[one] for one in drawn.clusters.index[order]])
        if clusters
        else None,
    )
    again = estimate(design_of(mixed), y[order], group[order], 4)
    for one, other in ((found.value, again.value), (found.se, again.se)):
        assert other == near(one, rel=1e-9, abs=1e-12, nan_ok=True)


@given(st.integers(0, 10_000), st.sampled_from([0, 8]))
@settings(max_examples=30, deadline=None)
def test_the_diagonal_of_the_covariance_is_the_variance(seed, clusters):
    table, drawn = sample(seed, n=50, clusters=clusters)
    design = design_of(drawn)
    group = table.factors["g"].index.astype(np.int64)
    z = influence(design, table.columns[0].index.astype(float), group, 4)
    whole = covariance(design, z, group, 4)
    assert np.diag(whole) == near(variances(design, z, group, 4), rel=1e-9, abs=1e-15)
    assert np.linalg.eigvalsh(whole).min() > -1e-12
