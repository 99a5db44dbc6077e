"""Errors that know who belongs together: against statsmodels and the definitions written out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.models.made import category, modelled, ordered_answers, outcome, quantity
from wbp_survey.analysis.models import sandwich as sandwich_module
from wbp_survey.analysis.models.linear import (
    fit_linear,
    influences_linear,
    log_likelihood_linear,
)
from wbp_survey.analysis.models.sandwich import (
    bias_reduced,
    first_correction,
    sandwich,
    wald,
)

near = pytest.approx


def drawn(seed=1, n=70, clusters=9):
    rng = np.random.default_rng(seed)
    cluster = np.concatenate([np.arange(clusters), rng.integers(0, clusters, n - clusters)])
    matrix = np.column_stack(
        [rng.normal(50, 9, n), cluster % 3 == 0, rng.normal(size=n), cluster % 3 == 1]
    ).astype(float)
    shared = rng.normal(size=clusters)[cluster]
    return matrix[:, 0] / 10 + shared + rng.normal(size=n), matrix, cluster


def reduced(outcome, matrix, cluster, weights=None):
    weights = np.ones(len(outcome)) if weights is None else weights
    fit = fit_linear(outcome, matrix, weights)
    return fit, bias_reduced(fit.columns, fit.residuals, fit.inverse, fit.jacobian, cluster)


class Written:
    """CR2 as its authors define it, with every matrix written out."""

    def __init__(self, outcome, matrix, cluster):
        columns = np.column_stack([np.ones(len(outcome)), matrix])
        self.bread = np.linalg.inv(columns.T @ columns)
        rest = np.eye(len(outcome)) - columns @ self.bread @ columns.T
        self.patterns, moved = [], []
        for one in range(cluster.max() + 1):
            of = cluster == one
            values, vectors = np.linalg.eigh(rest[np.ix_(of, of)])
            root = np.where(values > 1e-10, 1 / np.sqrt(np.where(values > 1e-10, values, 1)), 0)
            adjust = vectors @ np.diag(root) @ vectors.T
            moved.append(self.bread @ columns[of].T @ adjust @ (rest @ outcome)[of])
            self.patterns.append(rest[of].T @ adjust @ columns[of] @ self.bread)
        self.covariance = sum(np.outer(one, one) for one in moved)

    def freedom(self, place):
        p = [pattern[:, place] for pattern in self.patterns]
        matrix = np.array([[one @ other for other in p] for one in p])
        return np.trace(matrix) ** 2 / (matrix**2).sum()

    def hotelling(self, places):
        contrast = np.eye(len(self.bread))[places]
        whiten = np.linalg.inv(np.linalg.cholesky(contrast @ self.bread @ contrast.T))
        p = [pattern @ contrast.T @ whiten.T for pattern in self.patterns]
        q, total = len(places), 0.0
        for g in p:
            for h in p:
                cross = g.T @ h
                for s in range(q):
                    for t in range(q):
                        total += cross[s, t] * cross[t, s] + cross[s, s] * cross[t, t]
        return q * (q + 1) / total


def test_least_squares_is_that_of_statsmodels():
    from statsmodels.api import OLS, add_constant

    outcome, matrix, cluster = drawn()
    fit = fit_linear(outcome, matrix, np.ones(70))
    theirs = OLS(outcome, add_constant(matrix)).fit()
    assert fit.estimate == near(theirs.params)
    assert fit.covariance == near(theirs.cov_params())
    assert log_likelihood_linear(fit.residual, 70) == near(theirs.llf)
    robust = OLS(outcome, add_constant(matrix)).fit(
        cov_type="cluster", cov_kwds={"groups": cluster}
    )
    plain = sandwich(influences_linear(fit), cluster)
    assert plain * first_correction(9, 70, 5) == near(robust.cov_params(), rel=1e-8)


def test_bias_reduction_and_its_freedom_are_those_of_the_definition():
    outcome, matrix, cluster = drawn()
    _, found = reduced(outcome, matrix, cluster)
    written = Written(outcome, matrix, cluster)
    assert found.covariance == near(written.covariance, rel=1e-7)
    assert found.freedom() == near([written.freedom(place) for place in range(5)], rel=1e-8)


def test_coefficients_together_have_the_freedom_of_the_definition():
    outcome, matrix, cluster = drawn()
    fit, found = reduced(outcome, matrix, cluster)
    df = Written(outcome, matrix, cluster).hotelling([2, 4])
    joint = found.together(fit.estimate, [2, 4])
    assert joint.df2 == near(df - 1)
    covariance = found.covariance[np.ix_([2, 4], [2, 4])]
    quadratic = fit.estimate[[2, 4]] @ np.linalg.solve(covariance, fit.estimate[[2, 4]])
    assert joint.f == near((df - 1) / (2 * df) * quadratic)


def test_one_coefficient_together_is_its_own_t_squared():
    outcome, matrix, cluster = drawn()
    fit, found = reduced(outcome, matrix, cluster)
    joint = found.together(fit.estimate, [1])
    assert joint.df2 == near(found.freedom()[1])
    assert joint.f == near(fit.estimate[1] ** 2 / found.covariance[1, 1])


def test_a_column_of_one_cluster_takes_the_pseudo_inverse():
    outcome, matrix, cluster = drawn()
    matrix = np.column_stack([matrix, cluster == 4])
    _, found = reduced(outcome, matrix, cluster)
    written = Written(outcome, matrix, cluster)
    assert found.covariance == near(written.covariance, rel=1e-6, abs=1e-12)


def test_a_frequency_counts_as_so_many_rows_of_its_cluster():
    outcome, matrix, cluster = drawn()
    weights = np.random.default_rng(3).integers(1, 4, 70).astype(float)
    again = np.repeat(np.arange(70), weights.astype(int))
    _, short = reduced(outcome, matrix, cluster, weights)
    _, long = reduced(outcome[again], matrix[again], cluster[again])
    assert short.covariance == near(long.covariance)
    assert short.freedom() == near(long.freedom())


def test_with_everybody_a_cluster_bias_reduction_is_hc2():
    from statsmodels.api import OLS, add_constant

    outcome, matrix, _ = drawn()
    _, found = reduced(outcome, matrix, np.arange(70))
    theirs = OLS(outcome, add_constant(matrix)).fit(cov_type="HC2")
    assert found.covariance == near(theirs.cov_params(), rel=1e-8)


def test_many_large_clusters_need_no_large_matrices():
    rng = np.random.default_rng(4)
    cluster = np.repeat(np.arange(40), 2500)
    matrix = rng.normal(size=(100_000, 2))
    outcome = matrix.sum(axis=1) + rng.normal(size=40)[cluster] + rng.normal(size=100_000)
    _, found = reduced(outcome, matrix, cluster)
    assert found.freedom() == near([39, 39, 39], abs=0.1)


def test_a_wald_test_of_nothing_invertible_is_none():
    assert wald(np.ones(2), np.zeros((2, 2)), 5.0) is None
    assert wald(np.ones(1), np.eye(1), 0.0) is None
    assert wald(np.array([3.0]), np.eye(1), 4.0).f == near(9)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_neither_names_of_clusters_nor_order_nor_units_matter(seed):
    outcome, matrix, cluster = drawn(seed)
    rng = np.random.default_rng(seed)
    order, names = rng.permutation(70), rng.permutation(9)
    _, one = reduced(outcome, matrix, cluster)
    _, other = reduced(outcome[order], matrix[order] * 100 + 7, names[cluster[order]])
    errors, moved = (np.sqrt(np.diag(found.covariance)) for found in (one, other))
    assert moved[1:] * 100 == near(errors[1:], rel=1e-6)
    assert other.freedom()[1:] == near(one.freedom()[1:], rel=1e-6)
    assert all(0 < df < 9 for df in one.freedom())


@pytest.mark.parametrize("offset", [0.0, 1e7])
def test_a_perfect_fit_is_seen(offset):
    _, matrix, _ = drawn()
    assert fit_linear(matrix[:, 0] * 3 + offset, matrix, np.ones(70)).perfect


def test_bias_reduced_errors_of_a_logistic_regression_that_is_separated_are_refused():
    place, _, _, cluster = ordered_answers()
    rows = modelled(
        outcome((place > 1).astype(int)),
        [quantity("x", (place > 1) * 1.0)],
        cluster=category("case", cluster),
        robust="CR2",
    )
    assert "separation" in rows["se:x"].note


@pytest.mark.parametrize("most", [3, 3e9])
def test_frequencies_count_as_rows_in_bias_reduced_errors_of_logistic_regression(monkeypatch, most):
    monkeypatch.setattr(sandwich_module, "_MOST_WORK", most)
    place, x, _, cluster = ordered_answers()
    weights = np.random.default_rng(1).integers(1, 3, len(place))
    again = np.repeat(np.arange(len(place)), weights)
    high = (place > 1).astype(int)
    how = {"robust": "CR2", "link": "logit"}
    one = modelled(
        outcome(high),
        [quantity("x", x)],
        cluster=category("case", cluster),
        weights=weights.astype(float),
        **how,
    )
    other = modelled(
        outcome(high[again]),
        [quantity("x", x[again])],
        cluster=category("case", cluster[again]),
        **how,
    )
    assert one["se:x"].value == near(other["se:x"].value)
    assert one["df:x"].value == near(other["df:x"].value)


def test_in_clusters_too_large_to_write_out_the_other_root_is_near(monkeypatch):
    place, x, _, cluster = ordered_answers()
    how = {"robust": "CR2", "link": "logit", "cluster": category("case", cluster)}
    answers = outcome((place > 1).astype(int))
    one = modelled(answers, [quantity("x", x)], **how)
    monkeypatch.setattr(sandwich_module, "_MOST_WORK", 3)
    other = modelled(answers, [quantity("x", x)], **how)
    assert other["se:x"].value == near(one["se:x"].value, rel=0.01)


def test_a_row_that_stands_for_a_million_people_is_not_written_out_a_million_times():
    place, x, _, cluster = ordered_answers()
    high = outcome((place > 1).astype(int))
    how = {"robust": "CR2", "link": "logit", "cluster": category("case", cluster)}
    often = modelled(high, [quantity("x", x)], weights=np.full(len(place), 1e6), **how)
    once = modelled(high, [quantity("x", x)], **how)
    assert often["log_odds:x"].value == near(once["log_odds:x"].value)
    assert often["se:x"].value == near(once["se:x"].value, rel=0.01)
