"""A linear model with random differences between groups, and estimating equations."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.models.made import category, modelled, ordered_answers, outcome, quantity
from wbp_survey.analysis.models.mixed import fit_mixed

near = pytest.approx


def drawn(seed=3, groups=30):
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), rng.integers(2, 15, groups))
    n = len(group)
    matrix = np.column_stack([rng.normal(50, 3, n), group % 2, rng.random(n) > 0.5]).astype(float)
    return rng.normal(0, 0.7, groups)[group] + matrix[:, 0] / 10 + rng.normal(size=n), matrix, group


@pytest.mark.filterwarnings("ignore")
def test_it_agrees_with_mixed_lm_where_that_converges():
    from statsmodels.api import MixedLM, add_constant

    values, matrix, group = drawn()
    found = fit_mixed(values, matrix, np.ones(len(values)), group)
    theirs = MixedLM(values, add_constant(matrix), group).fit(reml=True)
    assert found.estimate == near(np.asarray(theirs.fe_params), rel=1e-4)
    assert found.between == near(theirs.cov_re[0, 0], rel=1e-3)
    assert found.log_likelihood == near(theirs.llf, abs=1e-6)


def test_the_errors_are_those_of_generalised_least_squares():
    values, matrix, group = drawn()
    found = fit_mixed(values, matrix, np.ones(len(values)), group)
    columns = np.column_stack([np.ones(len(values)), matrix])
    same = np.equal.outer(group, group)
    inverse = np.linalg.inv(found.between * same + found.within * np.eye(len(values)))
    covariance = np.linalg.inv(columns.T @ inverse @ columns)
    assert found.covariance == near(covariance, rel=1e-6)
    assert found.estimate == near(covariance @ columns.T @ inverse @ values, rel=1e-6)


def test_what_varies_between_groups_is_judged_by_the_groups():
    values, matrix, group = drawn()
    found = fit_mixed(values, matrix, np.ones(len(values)), group)
    people = len(values) - 30 - 2
    assert list(found.freedom) == [28, people, 28, people]


def test_the_interval_ends_where_the_likelihood_has_fallen_to_the_95_percent_point():
    values, matrix, group = drawn()
    found = fit_mixed(values, matrix, np.ones(len(values)), group)
    assert 0 < found.low < found.icc1 < found.high < 1


def test_a_frequency_counts_as_so_many_rows():
    values, matrix, group = drawn()
    weights = np.random.default_rng(1).integers(1, 3, len(values)).astype(float)
    again = np.repeat(np.arange(len(values)), weights.astype(int))
    short = fit_mixed(values, matrix, weights, group)
    long = fit_mixed(values[again], matrix[again], np.ones(len(again)), group[again])
    assert short.estimate == near(long.estimate)
    assert short.icc1 == near(long.icc1)
    assert list(short.freedom) == near(list(long.freedom))


def test_terms_that_explain_all_within_groups_leave_no_share():
    group = np.repeat(np.arange(8), 4)
    x = np.tile([0.0, 1, 2, 3], 8)
    assert fit_mixed(x * 2 + group, x[:, None], np.ones(32), group) is None


def test_rows_of_a_random_constant_with_terms():
    values, matrix, group = drawn()
    rows = modelled(
        outcome(np.round(values, 3), level="interval"),
        [quantity("age", matrix[:, 0])],
        random=category("case", group),
    )
    assert rows["coefficient:age"].method == "random_constant"
    assert rows["icc1_ci_low"].method == "reml_profile"
    assert rows["icc1_ci_low"].value < rows["icc1"].value < rows["icc1_ci_high"].value
    assert rows["df:age"].value == len(values) - 31
    assert rows["n_clusters"].value == 30


def test_estimating_equations_of_people_on_their_own_are_logistic_regression():
    place, x, arm, _ = ordered_answers(n=600, clusters=300)
    answers = outcome((place > 1).astype(int))
    apart = category("who", list(range(600)))
    terms = [quantity("x", x), quantity("arm", arm)]
    equations = modelled(answers, terms, cluster=apart, gee=True)
    plain = modelled(answers, terms)
    assert equations["log_odds:x"].value == near(plain["log_odds:x"].value, rel=1e-5)
    assert equations["log_odds:(Intercept)"].value == near(plain["log_odds:(Intercept)"].value)


def test_estimating_equations_are_those_of_statsmodels():
    from statsmodels.api import GEE, add_constant, cov_struct, families

    place, x, arm, cluster = ordered_answers(n=600, clusters=60)
    high = (place > 1).astype(int)
    rows = modelled(
        outcome(high),
        [quantity("x", x), quantity("arm", arm)],
        cluster=category("case", cluster),
        gee=True,
    )
    theirs = GEE(
        high,
        add_constant(np.column_stack([x, arm])),
        cluster,
        family=families.Binomial(),
        cov_struct=cov_struct.Exchangeable(),
    ).fit()
    assert rows["log_odds:x"].value == near(theirs.params[1], rel=1e-4)
    assert rows["se:arm"].value == near(theirs.bse[2], rel=1e-4)
    assert rows["p:x"].value == near(theirs.pvalues[1], rel=1e-3, abs=1e-12)
    assert rows["working_correlation"].value == near(theirs.cov_struct.dep_params, rel=1e-3)
    assert "log_likelihood" not in rows


def test_estimating_equations_need_many_clusters():
    place, x, _, cluster = ordered_answers()
    rows = modelled(
        outcome((place > 1).astype(int)),
        [quantity("x", x)],
        cluster=category("case", cluster),
        gee=True,
    )
    assert rows["log_odds:x"].value is None
    assert "gee_clusters_below_40" in rows["log_odds:x"].note


def test_frequencies_repeat_people_in_estimating_equations():
    place, x, _, cluster = ordered_answers(n=600, clusters=60)
    twice = np.repeat(np.arange(600), 2)
    one = modelled(
        outcome((place > 1).astype(int)),
        [quantity("x", x)],
        cluster=category("case", cluster),
        gee=True,
        weights=np.full(600, 2.0),
    )
    other = modelled(
        outcome((place > 1)[twice].astype(int)),
        [quantity("x", x[twice])],
        cluster=category("case", cluster[twice]),
        gee=True,
    )
    assert one["se:x"].value == near(other["se:x"].value)
    assert one["n_valid"].value == 1200
