"""Limits of chance, shrunken shares and each group against the rest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from scipy.special import betaln

from wbp_survey.analysis.intervals import newcombe5
from wbp_survey.analysis.ranks import cliffs_delta
from wbp_survey.analysis.survey.funnel import (
    binomial_point,
    distances,
    limits,
    most_by_chance,
    overdispersion,
)
from wbp_survey.analysis.survey.rest import delta_rest
from wbp_survey.analysis.survey.shrink import shrink

near = pytest.approx


@pytest.mark.parametrize("p", [0.001, 0.025, 0.975, 0.999])
def test_a_limit_is_the_interpolated_binomial_quantile_of_spiegelhalter(p):
    n = np.array([1, 2, 7, 20, 123, 999])
    for share in (0.02, 0.3, 0.5, 0.97):
        r = stats.binom.ppf(p, n, share)
        alpha = (stats.binom.cdf(r, n, share) - p) / stats.binom.pmf(r, n, share)
        wanted = np.clip((r - alpha) / n, 0, 1)
        assert binomial_point(n, np.full(6, share), p) == near(wanted, abs=1e-9)


def test_limits_close_in_on_the_overall_share_and_lie_in_order():
    n = np.arange(1, 2000, 7)
    found = limits(n, np.full(n.shape, 0.37))
    for level, wide in (("95", 1.96), ("998", 3.09)):
        low, high = found[f"low_{level}"], found[f"high_{level}"]
        assert ((low <= 0.37) & (high >= 0.37)).all()
        assert (high - low)[-1] == near(2 * wide * (0.37 * 0.63 / n[-1]) ** 0.5, rel=0.01)
    assert (found["low_998"] <= found["low_95"]).all()
    assert (found["high_998"] >= found["high_95"]).all()


def test_by_chance_alone_five_and_two_in_a_thousand_lie_outside():
    rng = np.random.default_rng(2)
    n = rng.integers(80, 400, 40_000)
    share = rng.binomial(n, 0.4) / n
    found = limits(n, np.full(n.shape, 0.4))
    for level, wanted in (("95", 0.05), ("998", 0.002)):
        outside = (share < found[f"low_{level}"]) | (share > found[f"high_{level}"])
        assert outside.mean() == near(wanted, rel=0.2)


def test_where_all_or_none_agree_there_is_no_distance():
    n, hits = np.array([5.0, 0.0]), np.array([5.0, 0.0])
    assert distances(hits, n, np.array([1.0])).tolist() == [0, 0]
    found = limits(np.array([5, 0]), np.ones(2))
    assert all(0 <= one <= 1 for edge in found.values() for one in edge)


def test_overdispersion_is_one_by_chance_and_not_moved_by_one_group():
    rng = np.random.default_rng(3)
    z = rng.normal(size=(1, 5000))
    there = np.ones(z.shape, bool)
    chance = overdispersion(z, there)[0]
    assert chance == near(1, abs=0.05)
    z[0, 0] = 400.0
    assert overdispersion(z, there)[0] == near(chance, rel=0.01)
    assert overdispersion(3 * z, there)[0] == near(9 * chance, rel=0.01)
    assert overdispersion(z, np.zeros(z.shape, bool)).tolist() == [1]


def test_chance_seldom_passes_what_is_called_more_than_chance():
    rng = np.random.default_rng(9)
    for groups in (21, 342):
        z = rng.normal(size=(4000, groups))
        passed = overdispersion(z, np.ones(z.shape, bool)) > most_by_chance(groups)
        assert passed.mean() < 0.09


def likelihood(hits, n):
    """Return mean and correlation at which the beta-binomial likelihood is highest."""

    def height(x):
        mean, rho = 1 / (1 + np.exp(-x[0])), 1 / (1 + np.exp(-x[1]))
        a, b = mean * (1 / rho - 1), (1 - mean) * (1 / rho - 1)
        return -(betaln(hits + a, n - hits + b) - betaln(a, b)).sum()

    found = optimize.minimize(height, [0.0, -3.0], method="Nelder-Mead").x
    return 1 / (1 + np.exp(-found))


def test_the_spread_between_groups_is_close_to_that_of_the_likelihood():
    rng = np.random.default_rng(5)
    n = rng.integers(20, 300, 342)
    hits = rng.binomial(n, rng.beta(12, 8, 342))
    mean, rho = likelihood(hits, n)
    found = shrink(hits[None].astype(float), n[None].astype(float))
    assert found.mean[0] == near(mean, abs=0.005)
    assert found.correlation[0] == near(rho, rel=0.1)
    assert found.correlation[0] == near(1 / 21, rel=0.2)


def test_shrunken_shares_lie_nearer_the_truth_and_their_intervals_hold_it():
    rng = np.random.default_rng(6)
    n = rng.integers(5, 60, 342)
    truth = rng.beta(12, 8, (60, 342))
    hits = rng.binomial(n, truth).astype(float)
    found = shrink(hits, np.broadcast_to(n, hits.shape).astype(float))
    raw = ((hits / n - truth) ** 2).mean()
    assert ((found.share - truth) ** 2).mean() < 0.6 * raw
    assert ((found.low <= truth) & (truth <= found.high)).mean() == near(0.95, abs=0.01)


def test_without_spread_between_groups_each_gets_the_share_of_all():
    hits = np.array([[5.0, 10.0, 20.0]])
    found = shrink(hits, 2 * hits)
    assert found.correlation[0] == 0
    assert found.share.tolist() == [[0.5, 0.5, 0.5]]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=30),
)
@settings(max_examples=100, deadline=None)
def test_a_shrunken_share_lies_between_its_own_and_that_of_all(pairs):
    hits = np.array([[one for one, _ in pairs]], float)
    n = hits + np.array([[other for _, other in pairs]], float)
    found = shrink(hits, n)
    assert 0 <= found.correlation[0] <= 1
    there = n > 0
    own = np.where(there, hits / np.where(there, n, 1), found.mean[:, None])
    low, high = np.minimum(own, found.mean[:, None]), np.maximum(own, found.mean[:, None])
    assert np.isfinite(found.share).all()
    assert ((found.share >= low - 1e-9) & (found.share <= high + 1e-9)).all()
    assert ((found.low <= found.share + 1e-9) & (found.share <= found.high + 1e-9)).all()


def test_delta_of_the_rest_is_that_of_two_groups():
    table = np.array([[4, 2, 1], [0, 3, 5], [2, 2, 2], [0, 0, 0]])
    delta, low, high = delta_rest(table)
    for place in range(3):
        pair = np.stack([table[place], table.sum(axis=0) - table[place]])
        wanted = cliffs_delta(pair)[0, 1]
        sizes = pair.sum(axis=1).astype(float)
        ends = newcombe5(np.array([wanted]), sizes[:1], sizes[1:])
        assert (delta[place], low[place], high[place]) == near((wanted, ends[0][0], ends[1][0]))
    assert (delta[3], low[3], high[3]) == (0, -1, 1)


def test_delta_of_the_rest_turns_with_the_scale():
    table = np.random.default_rng(1).integers(0, 9, (6, 12, 5))
    assert delta_rest(table)[0] == near(-delta_rest(table[..., ::-1])[0])
