"""How much of the variance lies between groups: published values, the boundary, the interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.models.made import category, modelled, outcome
from wbp_survey.analysis.models.mixed import fit_mixed
from wbp_survey.analysis.models.variance import spread_of, variance_shares

near = pytest.approx

# Davies and Goldsmith (1972), Statistical Methods in Research and Production, tables 6.1 and 6.2:
# yields of six batches. lme4 gives the values below (Bates et al. 2015).
DYESTUFF = {
    "A": (1545, 1440, 1440, 1520, 1580), "B": (1540, 1555, 1490, 1560, 1495),
    "C": (1595, 1550, 1605, 1510, 1560), "D": (1445, 1440, 1595, 1465, 1545),
    "E": (1595, 1630, 1515, 1635, 1625), "F": (1520, 1455, 1450, 1480, 1445),
}  # fmt: skip
DYESTUFF2 = {
    "A": (7.298, 3.846, 2.434, 9.566, 7.990), "B": (5.220, 6.556, 0.608, 11.788, -0.892),
    "C": (0.110, 10.386, 13.434, 5.510, 8.166), "D": (2.212, 4.852, 7.092, 9.288, 4.980),
    "E": (0.282, 9.014, 4.458, 9.446, 7.198), "F": (1.722, 4.782, 8.106, 0.758, 3.758),
}  # fmt: skip


def rows_of(groups):
    pairs = [(group, value) for group, values in groups.items() for value in values]
    return [group for group, _ in pairs], [value for _, value in pairs]


def summary(group, values, weights=None):
    values, group = np.asarray(values, float), np.asarray(group)
    weights = np.ones(len(values)) if weights is None else weights
    n = np.bincount(group, weights)
    mean = np.bincount(group, weights * values) / np.maximum(n, 1)
    return [n], [mean], [np.bincount(group, weights * (values - mean[group]) ** 2)]


def drawn(seed=3, groups=30, between=0.5):
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), rng.integers(2, 15, groups))
    return group, rng.normal(0, between, groups)[group] + rng.normal(size=len(group))


def test_the_batches_of_dyestuff_as_lme4_has_them():
    group, values = rows_of(DYESTUFF)
    rows = modelled(outcome(values, level="interval"), random=category("batch", group))
    assert rows["variance_between"].value == near(1764.05, rel=1e-6)
    assert rows["variance_within"].value == near(2451.25, rel=1e-6)
    assert rows["icc1"].value == near(1764.05 / (1764.05 + 2451.25), rel=1e-6)
    assert rows["log_likelihood"].value == near(-319.6543 / 2, rel=1e-6)
    assert rows["coefficient:(Intercept)"].value == near(1527.5)
    assert rows["se:(Intercept)"].value == near(19.3834, rel=1e-5)
    assert rows["n_clusters"].value == 6
    assert "few_clusters:6" in rows["icc1"].note


def test_at_the_boundary_the_variance_is_exactly_zero():
    group, values = rows_of(DYESTUFF2)
    rows = modelled(outcome(values, level="interval"), random=category("batch", group))
    assert rows["variance_between"].value == 0
    assert rows["icc1"].value == 0
    assert "variance_at_zero" in rows["icc1"].note
    assert rows["variance_within"].value == near(13.806, rel=1e-4)
    assert rows["icc1_anova"].value < 0


def test_with_groups_of_one_size_the_interval_is_that_of_searle():
    from scipy.stats import f

    group, values = rows_of(DYESTUFF)
    number = np.unique(group, return_inverse=True)[1]
    found = variance_shares(*summary(number, values))
    ratio = (2451.25 + 5 * 1764.05) / 2451.25
    low, high = (ratio / f.ppf(level, 5, 24) for level in (0.975, 0.025))
    assert found.low[0] == near((low - 1) / (low + 4))
    assert found.high[0] == near((high - 1) / (high + 4))
    assert found.anova[0] == near(found.icc1[0])


@pytest.mark.filterwarnings("ignore")
def test_it_agrees_with_mixed_lm_where_that_converges():
    from statsmodels.api import MixedLM

    group, values = drawn()
    found = variance_shares(*summary(group, values))
    theirs = MixedLM(values, np.ones((len(values), 1)), group).fit(reml=True)
    assert found.between[0] == near(theirs.cov_re[0, 0], rel=1e-3)
    assert found.within[0] == near(theirs.scale, rel=1e-3)


def test_all_items_at_once_are_what_each_is_alone():
    pairs = [drawn(seed) for seed in (1, 2)]
    each = [variance_shares(*summary(*pair)) for pair in pairs]
    width = max(len(summary(*pair)[0][0]) for pair in pairs)
    together = [np.zeros((2, width)) for _ in range(3)]
    for place, pair in enumerate(pairs):
        for array, (one,) in zip(together, summary(*pair), strict=True):
            array[place, : len(one)] = one
    found = variance_shares(*together)
    assert found.icc1 == near(np.array([one.icc1[0] for one in each]))
    assert found.low == near(np.array([one.low[0] for one in each]))


def test_counts_of_codes_say_the_same_as_the_answers():
    group, values = drawn()
    codes = np.clip(np.round(values * 2 + 3), 1, 5).astype(int)
    table = np.zeros((30, 5), int)
    np.add.at(table, (group, codes - 1), 1)
    found = variance_shares(*(one[None] for one in spread_of(table, np.arange(1.0, 6))))
    assert found.icc1 == near(variance_shares(*summary(group, codes)).icc1)


def test_a_group_without_answers_takes_no_part():
    group, values = drawn()
    n, mean, squares = (np.array(one) for one in summary(group, values))
    wider = [np.column_stack([one, [0.0]]) for one in (n, mean, squares)]
    found, plain = variance_shares(*wider), variance_shares(n, mean, squares)
    assert found.icc1 == near(plain.icc1)
    assert found.groups == plain.groups


@pytest.mark.parametrize(
    ("group", "values", "note"),
    [
        (list(range(30)), list(range(30)), "singletons"),
        ([one // 5 for one in range(30)], [4] * 30, "constant"),
        ([one // 5 for one in range(30)], [one // 5 for one in range(30)], "no_variation_within"),
        ([one // 10 for one in range(30)], list(range(30)), "clusters_below_6"),
        ([0] * 30, list(range(30)), "clusters_below_6"),
        ([0] * 30, [None] * 30, "all_missing"),
    ],
)
def test_what_cannot_be_shared_out_is_refused_and_says_why(group, values, note):
    rows = modelled(outcome(values, level="interval"), random=category("case", group))
    for stat in ("variance_between", "icc1", "icc1_ci_low", "icc1_ci_high"):
        assert rows[stat].value is None
        assert note in rows[stat].note


def test_the_interval_holds_for_groups_of_any_sizes():
    rng, share, runs = np.random.default_rng(8), 0.2, 3000
    sizes = np.array([3, 5, 8, 12, 20, 4, 9, 15])
    truth = rng.normal(size=(runs, 8)) * np.sqrt(share / (1 - share))
    mean = truth + rng.normal(size=(runs, 8)) / np.sqrt(sizes)
    squares = rng.chisquare(sizes - 1, size=(runs, 8))
    found = variance_shares(np.tile(sizes, (runs, 1)), mean, squares)
    inside = ((found.low <= share) & (found.high >= share)).mean()
    assert inside == near(0.95, abs=0.015)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 2))
def test_the_interval_holds_the_estimate_and_units_do_not_matter(seed, between):
    group, values = drawn(seed, 12, between)
    found = variance_shares(*summary(group, values))
    moved = variance_shares(*summary(group, values * 1000 + 1e4))
    assert 0 <= found.low[0] <= found.high[0] <= 1
    assert 0 <= found.icc1[0] < 1
    assert moved.icc1 == near(found.icc1, abs=1e-6)
    assert found.low[0] - 0.02 <= found.icc1[0] <= found.high[0] + 0.02


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 1))
def test_without_terms_the_two_ways_to_fit_agree(seed, between):
    group, values = drawn(seed, 15, between)
    one = variance_shares(*summary(group, values))
    other = fit_mixed(values, np.empty((len(values), 0)), np.ones(len(values)), group)
    assert other.icc1 == near(one.icc1[0], abs=1e-9)
    assert other.within == near(one.within[0])
