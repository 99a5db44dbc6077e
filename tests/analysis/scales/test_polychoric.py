"""Polychoric correlations: published tables, the plain normal law, and its limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from tests.analysis.scales.scale_answers import latent
from wbp_survey.analysis.scales.polychoric import (
    bivariate_normal,
    of_table,
    ordinal_alpha,
    polychoric,
)

near = pytest.approx

# Olsson (1979), Psychometrika 44:443-460.
OLSSON = np.array([[13.0, 6, 0], [69, 113, 22], [41, 132, 104]])


def test_the_table_of_olsson():
    assert of_table(OLSSON) == near(0.49, abs=0.005)
    assert of_table(OLSSON.T) == near(of_table(OLSSON), abs=1e-7)


@pytest.mark.parametrize(
    ("margin", "both", "rho"),
    [
        (0.5, 1 / 3, 0.5),
        (0.5, 0.1150267, -0.75),
        (0.5, 0.397584, 0.8),
        (0.158655254, 0.145003, 0.99),
    ],
)
def test_the_four_cells_of_kirk(margin, both, rho):
    """Kirk (1973), Psychometrika 38:259-268: tetrachoric correlations from probabilities."""
    other = margin - both
    table = np.array([[both, other], [other, 1 - margin - other]])
    assert of_table(table) == near(rho, abs=5e-6)


@pytest.mark.parametrize("rho", [-0.99, -0.4, 0.0, 0.3, 0.9, 0.99])
def test_the_bivariate_normal_is_that_of_scipy(rho):
    for h in (-2.0, -0.3, 0.1, 1.4):
        for k in (-1.5, 0.1, 0.12, 2.2):
            expected = multivariate_normal.cdf([h, k], cov=[[1, rho], [rho, 1]])
            assert bivariate_normal(np.array(h), np.array(k), rho) == near(expected, abs=1e-6)


def test_the_correlation_behind_the_answers_is_found_back():
    rng = np.random.default_rng(2)
    behind = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=20_000)
    answers = np.column_stack([np.digitize(behind[:, place], [-1, 0.2, 0.9]) for place in (0, 1)])
    found = polychoric(answers.astype(float))
    assert found.correlations[0, 1] == near(0.6, abs=0.015)
    assert not found.at_edge
    assert np.corrcoef(answers.T)[0, 1] < 0.56


def test_turning_an_item_turns_the_sign():
    values = latent(300, 2)
    turned = np.column_stack([values[:, 0], 6 - values[:, 1]])
    one, other = polychoric(values), polychoric(turned)
    assert one.correlations[0, 1] == near(-other.correlations[0, 1], abs=1e-6)


def test_answers_that_never_differ_run_to_the_edge():
    one = np.repeat([1.0, 2.0, 3.0], 40)
    assert polychoric(np.column_stack([one, one])).at_edge


def test_an_empty_corner_of_yes_and_no_is_an_edge_although_the_search_stops_before_it():
    rare = np.repeat([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], [5, 9, 86], axis=0)
    assert polychoric(rare).at_edge
    some = np.repeat([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [1.0, 1.0]], [5, 9, 85, 1], axis=0)
    assert not polychoric(some).at_edge


def test_codes_nobody_gave_do_not_matter():
    values = latent(200, 3)
    assert polychoric(values * 10).correlations.tolist() == polychoric(values).correlations.tolist()


def test_ordinal_alpha_is_alpha_of_the_correlations():
    assert ordinal_alpha(np.full((3, 3), 0.5) + 0.5 * np.eye(3)) == near(0.75)
