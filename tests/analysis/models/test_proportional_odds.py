"""Proportional odds and logistic regression: against R and statsmodels, and what must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.models.made import housing, ordered_answers
from wbp_survey.analysis.models.cumulative import (
    fit_cumulative,
    influences,
    null_log_likelihood,
)
from wbp_survey.analysis.models.cuts import fit_cuts
from wbp_survey.analysis.models.sandwich import first_correction, sandwich

near = pytest.approx


def answers(seed=1, n=300):
    place, x, arm, cluster = ordered_answers(seed, n)
    return place, np.column_stack([x, arm]), np.ones(len(place)), cluster


def test_the_housing_of_copenhagen_as_polr_has_it():
    place, design, weights, expected = housing()
    found = fit_cumulative(place, design.matrix, weights)
    names = [effect.name for effect in design.effects]
    assert dict(zip(names, found.slopes, strict=True)) == near(expected["coef"], rel=1e-5)
    assert list(found.thresholds) == near(list(expected["thresholds"].values()), rel=1e-5)
    errors = np.sqrt(np.diag(found.covariance))
    assert dict(zip(names, errors[2:], strict=True)) == near(
        {name: expected["se"][name] for name in names}, rel=1e-5
    )
    assert list(errors[:2]) == near([expected["se"][one] for one in expected["thresholds"]])
    assert found.log_likelihood == near(expected["logLik"])
    assert null_log_likelihood(place, weights) == near(expected["logLik_null"])


def test_influence_in_the_housing_is_tested_by_the_likelihood_without_it():
    place, design, weights, expected = housing()
    less = design.without("Infl")
    gain = 2 * (
        fit_cumulative(place, design.matrix, weights).log_likelihood
        - fit_cumulative(place, less.matrix, weights).log_likelihood
    )
    assert gain == near(expected["lr_infl"]["chi2"], rel=1e-6)
    assert len(design.effects) - len(less.effects) == expected["lr_infl"]["df"]


def test_the_first_row_of_the_housing_is_predicted():
    place, design, weights, expected = housing()
    found = fit_cumulative(place, design.matrix, weights)
    edges = np.concatenate([[-np.inf], found.thresholds, [np.inf]])
    share = np.diff(1 / (1 + np.exp(-(edges - design.matrix[0] @ found.slopes))))
    assert list(share) == near(list(expected["predicted_first_row"].values()), rel=1e-5)


@pytest.mark.filterwarnings("ignore")
def test_it_agrees_with_ordered_model_when_that_is_told_to_use_newton():
    pd = pytest.importorskip("pandas")
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    place, matrix, weights, cluster = answers()
    found = fit_cumulative(place, matrix, weights)
    model = OrderedModel(pd.Series(pd.Categorical(place, ordered=True)), matrix, distr="logit")
    theirs = model.fit(method="newton", disp=0)
    assert list(found.slopes) == near(list(theirs.params[:2]), rel=1e-6)
    assert list(found.thresholds) == near(
        list(model.transform_threshold_params(theirs.params)[1:-1]), rel=1e-6
    )
    assert list(np.sqrt(np.diag(found.covariance))[3:]) == near(list(theirs.bse[:2]), rel=1e-5)
    assert found.log_likelihood == near(theirs.llf)
    robust = model.fit(method="newton", disp=0, cov_type="cluster", cov_kwds={"groups": cluster})
    ours = sandwich(influences(found, place, matrix, weights), cluster)
    ours *= first_correction(30, len(place), 5)
    assert np.sqrt(np.diag(ours))[3:] == near(np.asarray(robust.bse[:2]), rel=1e-4)


def test_with_two_codes_it_is_logistic_regression():
    from statsmodels.api import Logit, add_constant

    place, matrix, weights, cluster = answers()
    high = (place > 1).astype(int)
    found = fit_cumulative(high, matrix, weights)
    theirs = Logit(high, add_constant(matrix)).fit(disp=0)
    assert [-found.thresholds[0], *found.slopes] == near(list(theirs.params), rel=1e-6)
    assert list(np.sqrt(np.diag(found.covariance))) == near(list(theirs.bse), rel=1e-6)
    robust = Logit(high, add_constant(matrix)).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": cluster}
    )
    ours = sandwich(influences(found, high, matrix, weights), cluster)
    ours *= first_correction(30, len(high), 3)
    assert np.sqrt(np.diag(ours)) == near(np.asarray(robust.bse), rel=1e-6)


def test_no_direction_leads_further_up():
    place, matrix, weights, _ = answers()
    found = fit_cumulative(place, matrix, weights)
    influence = influences(found, place, matrix, weights)
    assert influence.sum(axis=0) == near(np.zeros(5), abs=1e-9)
    assert influence.shape == (len(place), 5)


def test_without_terms_the_thresholds_are_the_marginal_logits():
    place, _, weights, _ = answers()
    found = fit_cumulative(place, np.empty((len(place), 0)), weights)
    share = np.cumsum(np.bincount(place))[:-1] / len(place)
    assert list(found.thresholds) == near(list(np.log(share / (1 - share))))
    assert found.log_likelihood == near(null_log_likelihood(place, weights))
    assert found.converged


def test_a_frequency_counts_as_so_many_rows():
    place, matrix, _, _ = answers()
    weights = np.random.default_rng(2).integers(1, 4, len(place)).astype(float)
    again = np.repeat(np.arange(len(place)), weights.astype(int))
    short = fit_cumulative(place, matrix, weights)
    long = fit_cumulative(place[again], matrix[again], np.ones(len(again)))
    assert short.slopes == near(long.slopes)
    assert short.covariance == near(long.covariance)
    assert short.log_likelihood == near(long.log_likelihood)


def test_a_large_offset_and_a_small_unit_lose_no_digits():
    place, matrix, weights, _ = answers()
    plain = fit_cumulative(place, matrix, weights)
    moved = fit_cumulative(place, matrix * [1e-6, 1] + [1e3, 0], weights)
    assert moved.slopes * [1e-6, 1] == near(plain.slopes, rel=1e-6)
    assert moved.furthest == near(plain.furthest, rel=1e-6)


def test_turning_the_answers_turns_the_slopes():
    place, matrix, weights, _ = answers()
    there = fit_cumulative(place, matrix, weights)
    back = fit_cumulative(place.max() - place, matrix, weights)
    assert back.slopes == near(-there.slopes)
    assert back.thresholds == near(-there.thresholds[::-1])


def test_complete_separation_is_seen_and_not_taken_for_an_answer():
    place = np.repeat([0, 1, 2], 20)
    found = fit_cumulative(place, (place == 2).astype(float)[:, None], np.ones(60))
    assert found.furthest > 10


def test_an_ordinary_strong_effect_is_no_separation():
    place = np.repeat([0, 1], 50)
    x = place.copy()
    x[[0, 99]] = [1, 0]
    found = fit_cumulative(place, x.astype(float)[:, None], np.ones(100))
    assert found.furthest < 10
    assert found.slopes[0] == near(2 * np.log(49))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(0, 3))
def test_the_likelihood_never_falls_below_that_without_terms(seed, codes, terms):
    rng = np.random.default_rng(seed)
    place = np.concatenate([np.arange(codes), rng.integers(0, codes, 60)])
    matrix = rng.normal(size=(len(place), terms))
    found = fit_cumulative(place, matrix, np.ones(len(place)))
    assert found.converged
    assert found.log_likelihood >= null_log_likelihood(place, np.ones(len(place))) - 1e-9
    assert (np.diff(found.thresholds) > 0).all()
    assert (np.diag(found.covariance) > 0).all()
    order = rng.permutation(len(place))
    other = fit_cumulative(place[order], matrix[order], np.ones(len(place)))
    assert other.slopes == near(found.slopes, abs=1e-7)


def test_each_threshold_has_the_slope_of_its_own_logit():
    place, matrix, weights, _ = answers()
    cuts = fit_cuts(place, matrix, weights, 10)
    own = fit_cumulative((place > 1).astype(int), matrix, weights)
    assert cuts.slopes[1] == near(own.slopes)
    assert cuts.slopes.shape == (3, 2)
    assert cuts.against(0) == 0


def test_a_slope_that_turns_between_thresholds_is_seen():
    x = np.repeat([0, 1], 100)
    place = np.concatenate([np.repeat([0, 1, 2], [20, 60, 20]), np.repeat([0, 1, 2], [40, 20, 40])])
    cuts = fit_cuts(place, x.astype(float)[:, None], np.ones(200), 10)
    assert cuts.slopes[0, 0] < 0 < cuts.slopes[1, 0]
    assert cuts.against(0) > 1


def test_a_separated_threshold_has_no_slope():
    x = np.repeat([0, 1], 30)
    place = np.concatenate([np.repeat([0, 1], 15), np.repeat([1, 2], 15)])
    cuts = fit_cuts(place, x.astype(float)[:, None], np.ones(60), 10)
    assert np.isnan(cuts.slopes[0, 0])
    assert cuts.against(0) == 0
