"""One factor and omega: against a likelihood written out here, and where it must say no."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from tests.analysis.scales.scale_answers import latent
from wbp_survey.analysis.scales.consistency import covariances, cronbach_alpha
from wbp_survey.analysis.scales.omega import omega_total, one_factor

near = pytest.approx


def by_hand(covariance):
    """Fit one factor in the units of the items, from the textbook likelihood."""
    items = len(covariance)

    def misfit(parameters):
        loadings, unique = parameters[:items], np.exp(parameters[items:])
        model = np.outer(loadings, loadings) + np.diag(unique)
        return np.linalg.slogdet(model)[1] + np.trace(covariance @ np.linalg.inv(model))

    own = np.diag(covariance)
    begin = np.concatenate([np.sqrt(own * 0.4), np.log(own * 0.6)])
    return minimize(misfit, begin, tol=1e-12).x


@pytest.mark.parametrize("items", [3, 5, 8])
def test_omega_is_that_of_the_likelihood_written_out(items):
    covariance = covariances(latent(400, items, seed=items) * np.linspace(1, 2, items))
    fitted = by_hand(covariance)
    common = fitted[:items].sum() ** 2
    expected = common / (common + np.exp(fitted[items:]).sum())
    found = one_factor(covariance, 400)
    assert not found.improper
    assert omega_total(found) == near(expected, abs=1e-5)


def test_items_that_load_alike_give_alpha():
    covariance = np.full((5, 5), 0.4) + 0.6 * np.eye(5)
    assert omega_total(one_factor(covariance, 200)) == near(cronbach_alpha(covariance), abs=1e-6)


def test_unit_of_the_answers_does_not_matter():
    covariance = covariances(latent(300, 4))
    assert omega_total(one_factor(covariance * 25, 300)) == near(
        omega_total(one_factor(covariance, 300)), abs=1e-7
    )


def test_the_same_answers_give_the_same_digits():
    covariance = covariances(latent(150, 6))
    first, second = one_factor(covariance, 150), one_factor(covariance, 150)
    assert first.loadings.tolist() == second.loadings.tolist()


def test_two_items_or_a_fixed_one_have_no_factor():
    assert one_factor(np.array([[1.0, 0.5], [0.5, 1.0]]), 200) is None
    assert one_factor(np.diag([1.0, 1.0, 0.0]), 200) is None


def test_an_item_that_is_explained_altogether_is_improper():
    values = latent(200, 4, loading=0.2)
    values[:, 1] = values[:, 0]
    assert one_factor(covariances(values), 200).improper
    heywood = np.array([[1.0, 0.9, 0.9], [0.9, 1.0, 0.6], [0.9, 0.6, 1.0]])
    assert one_factor(heywood, 200).improper
