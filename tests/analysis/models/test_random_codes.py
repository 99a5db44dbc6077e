"""A random constant of ordered or two-valued answers: the likelihood, and what its rows say."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest

from tests.analysis.models.made import category, modelled, outcome, quantity
from wbp_survey.analysis.models import alike
from wbp_survey.analysis.models.cumulative import fit_cumulative
from wbp_survey.analysis.models.mixed_codes import fit_mixed_codes
from wbp_survey.analysis.models.quadrature import bend, grouped, integrate

near = pytest.approx

LATENT = (
    "variance_between",
    "variance_between_ci_low",
    "variance_between_ci_high",
    "variance_between_p",
    "icc_latent",
)


def drawn(seed=4, groups=12, size=8, spread=1.0, codes=4):
    """Draw answers that share something within groups, a number, an arm per group, and groups."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), size)
    x, arm = rng.normal(size=len(group)), group % 2
    latent = 0.8 * x + 0.5 * arm + rng.normal(0, spread, groups)[group]
    latent = latent + rng.logistic(size=len(group))
    cuts = np.quantile(latent, np.linspace(0, 1, codes + 1)[1:-1])
    return np.digitize(latent, cuts), x, arm, group


def rows_of(place, x, arm, group, **how):
    terms = [quantity("x", x), category("arm", np.where(arm, "new", "old"))]
    how = {"link": "cumulative", "random": category("case", group)} | how
    return modelled(outcome(place), terms, **how)


def test_the_integral_is_the_one_by_brute_force():
    place, x, _, group = drawn(groups=6, size=5)
    data = grouped(place, x[:, None], np.ones(len(place)), group)
    at = np.array([-1.0, 0.2, 1.3, 0.7, 1.4])
    u = np.linspace(-12, 12, 20_001)
    edges = np.array([-np.inf, *at[:3], np.inf])
    total = 0.0
    for one in range(6):
        eta = x[group == one][:, None] * at[3] + at[4] * u
        high, low = edges[place[group == one] + 1][:, None], edges[place[group == one]][:, None]
        p = 1 / (1 + np.exp(-(high - eta))) - 1 / (1 + np.exp(-(low - eta)))
        law = np.exp(-(u**2) / 2) / np.sqrt(2 * pi)
        total += np.log((p.prod(axis=0) * law).sum() * (u[1] - u[0]))
    assert integrate(data, at, np.zeros(6)).value == near(total, abs=1e-9)


def test_the_derivatives_are_those_of_the_integral():
    place, x, arm, group = drawn()
    matrix = np.column_stack([x, arm])
    data = grouped(place, matrix, np.random.default_rng(1).integers(1, 3, len(place)), group)
    at, top, step = np.array([-1.0, 0.2, 1.3, 0.7, -0.3, 0.9]), np.zeros(12), 1e-5
    here = bend(data, at, integrate(data, at, top))
    for one in range(len(at)):
        moved = np.zeros(len(at))
        moved[one] = step
        up, down = integrate(data, at + moved, top), integrate(data, at - moved, top)
        assert here.gradient[one] == near((up.value - down.value) / (2 * step), abs=1e-5)
        bends = bend(data, at - moved, down).gradient - bend(data, at + moved, up).gradient
        assert here.information[one] == near(bends / (2 * step), abs=1e-4)


def test_rows_in_any_order_and_frequencies_give_the_same():
    place, x, arm, group = drawn()
    matrix = np.column_stack([x, arm])
    weights = np.random.default_rng(1).integers(1, 4, len(place))
    again = np.random.default_rng(2).permutation(np.repeat(np.arange(len(place)), weights))
    short = fit_mixed_codes(place, matrix, weights.astype(float), group)
    long = fit_mixed_codes(place[again], matrix[again], np.ones(len(again)), group[again])
    assert list(short.slopes) == near(list(long.slopes), rel=1e-6)
    assert (short.between, short.low, short.high) == near(
        (long.between, long.low, long.high), rel=1e-5
    )


def test_rows_that_are_the_same_are_taken_together(monkeypatch):
    place, x, arm, group = drawn(size=40)
    one = rows_of(place, x > 0, arm, group)
    monkeypatch.setattr(alike, "_FROM", 10)
    other = rows_of(place, x > 0, arm, group)
    for stat in ("log_odds:x", "variance_between", "lr_p:x", "variance_between_ci_high"):
        assert other[stat].value == near(one[stat].value, rel=1e-5)


def test_turning_the_answers_turns_the_slopes_and_leaves_the_variance():
    place, x, arm, group = drawn()
    one, other = rows_of(place, x, arm, group), rows_of(3 - place, x, arm, group)
    assert other["log_odds:x"].value == near(-one["log_odds:x"].value, rel=1e-6)
    assert other["variance_between"].value == near(one["variance_between"].value, rel=1e-6)


def test_two_codes_are_a_logistic_regression_with_a_constant_of_the_other_sign():
    place, x, arm, group = drawn(codes=2)
    one, other = rows_of(place, x, arm, group), rows_of(place, x, arm, group, link="logit")
    assert other["log_odds:(Intercept)"].value == near(-one["threshold:0|1"].value)
    assert other["log_odds:x"].value == near(one["log_odds:x"].value)
    assert other["log_odds:x"].method == "random_logit"
    assert one["log_odds:x"].method == "random_proportional_odds"


def test_the_variance_has_an_interval_a_test_and_a_share():
    rows = rows_of(*drawn(spread=2.5))
    low, value, high = (rows[f"variance_between{end}"].value for end in ("_ci_low", "", "_ci_high"))
    assert 0 < low < value < high
    assert rows["variance_between_p"].value < 0.001
    assert rows["variance_between_p"].method == "half_chi2"
    assert rows["icc_latent"].value == near(value / (value + pi**2 / 3))
    assert rows["icc_latent_ci_high"].value == near(high / (high + pi**2 / 3))
    assert rows["n_clusters"].value == 12


def test_without_differences_the_model_is_the_one_without_groups_and_says_so():
    place, x, arm, group = drawn(spread=0, seed=1)
    rows = rows_of(place, x, arm, group)
    alone = fit_cumulative(place, np.column_stack([x, arm]), np.ones(len(place)))
    assert rows["variance_between"].value == 0
    assert "variance_at_zero" in rows["variance_between"].note
    assert rows["variance_between_p"].value == 1
    assert rows["variance_between_ci_low"].value == 0
    assert rows["variance_between_ci_high"].value > 0
    assert rows["log_odds:x"].value == near(alone.slopes[0], rel=1e-8)
    assert rows["se:x"].value == near(np.sqrt(alone.covariance[3, 3]), rel=1e-8)


def test_what_is_the_same_throughout_a_group_is_judged_by_the_groups():
    rows = rows_of(*drawn())
    assert rows["df:armnew"].value == 10
    assert rows["wald_df2:arm"].value == 10
    assert rows["wald_p:arm"].value == near(rows["p:armnew"].value)
    assert "df:x" not in rows
    assert rows["lr_df:x"].value == 1


def test_without_terms_there_is_a_variance_all_the_same():
    place, _, _, group = drawn(spread=1.5)
    rows = modelled(outcome(place), random=category("case", group), link="cumulative")
    assert rows["variance_between"].value > 0
    assert rows["log_likelihood"].value == near(rows["log_likelihood_null"].value)


def test_no_slope_per_threshold_stands_beside_a_random_constant():
    assert not [stat for stat in rows_of(*drawn()) if stat.startswith("cut_")]


@pytest.mark.parametrize(
    ("groups", "note"),
    [
        (lambda place, group: group % 5, "clusters_below_6"),
        (lambda place, group: np.arange(len(place)), "singletons"),
        (lambda place, group: place * 2 + group % 2, "no_variation_within"),
    ],
)
def test_groups_that_cannot_carry_a_variance_are_refused(groups, note):
    place, x, arm, group = drawn(size=30)
    rows = rows_of(place, x, arm, groups(place, group))
    for stat in ("log_odds:x", *LATENT):
        assert rows[stat].value is None
        assert note in rows[stat].note


def test_a_term_that_separates_the_answers_is_refused():
    place, _, arm, group = drawn()
    rows = rows_of(place, place > 1, arm, group)
    for stat in ("log_odds:x", "se:x", *LATENT):
        assert rows[stat].value is None
        assert "separation" in rows[stat].note


def test_groups_that_all_but_separate_the_answers_are_refused():
    group = np.repeat(np.arange(12), 8)
    place, x = group % 4, np.tile([0, 1], 48)
    place[3] = 1
    rows = modelled(
        outcome(place),
        [quantity("x", x)],
        random=category("case", group),
        link="cumulative",
    )
    for stat in ("log_odds:x", *LATENT):
        assert rows[stat].value is None
        assert "separation_by_groups" in rows[stat].note
        assert "no_convergence" not in rows[stat].note


def test_few_groups_are_said():
    assert "few_clusters:12" in rows_of(*drawn())["variance_between_p"].note
