"""A model as result rows: names, refusals, warnings, and what is counted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.models.made import (
    category,
    housing,
    modelled,
    ordered_answers,
    outcome,
    quantity,
)
from wbp_survey.analysis.models.model import model
from wbp_survey.analysis.models.observed import ModelSpec
from wbp_survey.analysis.rules import judging_by, rulebook
from wbp_survey.model.table import OUTSIDE, Column

near = pytest.approx

EFFECT = ("log_odds", "se", "ci_low", "ci_high", "p")


def drawn(**how):
    place, x, arm, cluster = ordered_answers()
    terms = [quantity("x", x), category("arm", np.where(arm, "new", "old"))]
    return modelled(outcome(place), terms, **how), cluster


def clustered(clusters, **how):
    place, x, _, _ = ordered_answers()
    of = category("case", np.arange(len(place)) % clusters)
    return modelled(outcome(place), [quantity("x", x)], cluster=of, **how)


def test_the_housing_of_copenhagen_has_the_names_of_the_contract():
    place, design, weights, expected = housing()
    terms = [quantity(one.name, design.matrix[:, at]) for at, one in enumerate(design.effects)]
    rows = modelled(outcome(place), terms, weights=weights)
    for name, value in expected["coef"].items():
        assert rows[f"log_odds:{name}"].value == near(value, rel=1e-5)
        assert rows[f"se:{name}"].value == near(expected["se"][name], rel=1e-5)
    assert rows["log_likelihood"].value == near(expected["logLik"])
    assert rows["log_likelihood_null"].value == near(expected["logLik_null"])
    assert {row.n for row in rows.values()} == {1681}
    assert rows["threshold:0|1"].value == near(expected["thresholds"]["Low|Medium"], rel=1e-5)


def test_an_effect_has_an_error_an_interval_and_a_p():
    rows, _ = drawn()
    value, error, low, high, p = (rows[f"{stat}:x"].value for stat in EFFECT)
    assert (low, high) == near((value - 1.96 * error, value + 1.96 * error), rel=1e-3)
    assert 0 < p < 0.001
    assert "df:x" not in rows
    assert rows["lr_df:arm"].value == 1
    assert rows["lr_p:arm"].value < 0.05
    assert rows["log_odds:x"].method == "proportional_odds"
    assert rows["se:x"].method == "information"


def test_a_category_is_compared_with_its_first_level_and_its_levels_are_counted():
    place, _, arm, _ = ordered_answers()
    terms = [category("arm", np.where(arm, "new", "old"))]
    rows = model(outcome(place), terms, ModelSpec())
    counted = [(row.by, row.group, row.value) for row in rows if row.group]
    assert counted == [("arm", "old", 150.0), ("arm", "new", 150.0)]
    assert "log_odds:armnew" in {row.stat for row in rows}


def test_the_slope_at_each_threshold_stands_beside():
    rows, _ = drawn()
    cuts = [stat for stat in rows if stat.startswith("cut_log_odds:x@")]
    assert cuts == [f"cut_log_odds:x@{cut}" for cut in ("0|1", "1|2", "2|3")]
    assert "po_signs_differ" not in rows["log_odds:x"].note


def test_answers_that_all_agree_are_counted_and_not_modelled():
    rows = modelled(
        outcome([4] * 30, codes=(1, 2, 3, 4), agree=("4",)),
        [quantity("x", np.arange(30))],
        link="logit",
    )
    assert (rows["count:rest"].value, rows["count:agree"].value) == (0, 30)
    assert rows["log_odds:x"].note[0] == "constant"


def test_a_threshold_at_which_answers_are_separated_says_so_of_itself():
    place, x, _, _ = ordered_answers()
    low = np.where(place == 0, -1.0, x % 2)
    rows = modelled(outcome(place), [quantity("x", low)])
    assert rows["cut_log_odds:x@0|1"].note == ("separation_at_cut",)
    assert rows["cut_log_odds:x@1|2"].value is not None


def test_a_slope_that_turns_is_said():
    x = np.repeat([0, 1], 100)
    place = np.concatenate([np.repeat([0, 1, 2], [20, 60, 20]), np.repeat([0, 1, 2], [40, 20, 40])])
    rows = modelled(outcome(place), [quantity("x", x)])
    assert rows["log_odds:x"].value is not None
    assert "po_signs_differ" in rows["log_odds:x"].note


def test_in_clusters_the_law_is_t_on_two_less_than_their_number():
    rows, _ = drawn(cluster=category("case", np.repeat(np.arange(30), 10)))
    assert rows["df:x"].value == 28
    assert rows["se:x"].method == "cr1"
    assert rows["wald_df2:x"].value == 28
    assert rows["wald_f:x"].value == near((rows["log_odds:x"].value / rows["se:x"].value) ** 2)
    assert rows["wald_p:x"].value == near(rows["p:x"].value)
    assert rows["n_clusters"].value == 30
    assert "lr_p:x" not in rows


@pytest.mark.parametrize(("kind", "method"), [("CR0", "cr0"), ("CR1", "cr1"), ("", "cr1")])
def test_the_correction_is_the_one_asked_for(kind, method):
    rows = clustered(30, robust=kind)
    assert rows["se:x"].method == method


def test_a_linear_model_in_clusters_is_bias_reduced():
    rows = clustered(12, link="linear")
    assert rows["se:x"].method == "cr2_satterthwaite"
    assert 0 < rows["df:x"].value < 12
    assert rows["wald_p:x"].value == near(rows["p:x"].value)
    assert clustered(12, link="linear", robust="CR1")["df:x"].value == 10


@pytest.mark.parametrize("link", ["cumulative", "linear"])
def test_five_clusters_give_estimates_without_errors(link):
    rows = clustered(5, link=link)
    kind = "coefficient" if link == "linear" else "log_odds"
    assert rows[f"{kind}:x"].value is not None
    for stat in ("se", "ci_low", "ci_high", "p"):
        assert rows[f"{stat}:x"].value is None
        assert "clusters_below_6" in rows[f"{stat}:x"].note


def test_few_clusters_are_said_with_every_error():
    assert "few_clusters:8" in clustered(8)["p:x"].note
    assert "few_clusters:20" not in clustered(20)["p:x"].note


def test_people_who_share_a_case_are_said_to_be_taken_as_independent():
    rows, _ = drawn(shared=category("case", np.arange(300) // 10))
    assert "as_if_independent" in rows["p:x"].note
    assert "as_if_independent" not in rows["log_odds:x"].note
    alone, _ = drawn(shared=category("case", np.arange(300)))
    assert "as_if_independent" not in alone["p:x"].note


def test_separation_gives_no_number():
    place = np.repeat([0, 1, 2], 20)
    rows = modelled(outcome(place), [category("x", place == 2)])
    for stat in EFFECT:
        assert rows[f"{stat}:xTrue"].value is None
        assert "separation" in rows[f"{stat}:xTrue"].note


def test_too_little_per_slope_gives_no_number_and_a_study_may_say_how_much():
    place, x, _, _ = ordered_answers()
    few = slice(0, 300, 40)
    asked = (outcome(place[few]), [quantity("x", x[few])])
    rows = modelled(*asked)
    assert rows["log_odds:x"].value is None
    assert "per_slope_below_10" in rows["log_odds:x"].note
    with judging_by(rulebook({"per_slope": 2})):
        assert "per_slope_below_10" not in modelled(*asked)["log_odds:x"].note


def test_a_rare_answer_limits_a_logistic_model():
    rows = modelled(outcome([1] * 5 + [0] * 195), [quantity("x", np.arange(200))])
    assert "per_slope_below_10" in rows["log_odds:x"].note
    assert "lr_p:x" in rows


def test_of_columns_that_say_the_same_the_first_stays():
    place, x, _, _ = ordered_answers()
    rows = modelled(outcome(place), [quantity("x", x), quantity("again", 2 * x + 1)])
    assert rows["log_odds:x"].value is not None
    assert rows["log_odds:again"].value is None
    assert rows["log_odds:again"].note[0] == "collinear"


def test_a_term_that_is_the_same_for_all_says_nothing():
    place, x, _, _ = ordered_answers()
    still = [quantity("flat", np.ones(300)), category("one", ["a"] * 300)]
    rows = modelled(outcome(place), [quantity("x", x), *still])
    assert rows["log_odds:x"].value is not None
    assert "one_value:flat" in rows["log_odds:flat"].note
    assert "one_value:one" in rows["lr_p:one"].note


def test_a_level_of_two_people_is_not_estimated():
    place, _, arm, _ = ordered_answers()
    levels = ["rare" if row in {10, 21} else "a" if arm[row] else "b" for row in range(300)]
    rows = modelled(outcome(place), [category("arm", levels)])
    assert "n_below_3:rare" in rows["log_odds:armrare"].note
    assert rows["log_odds:arma"].value is not None


@pytest.mark.parametrize(
    ("answers", "link", "note"),
    [
        ([2] * 60, "cumulative", "constant"),
        ([2] * 60, "linear", "constant"),
        ([None] * 60, "cumulative", "all_missing"),
        ([1, 2, 3] * 20, "logit", "nothing_to_agree"),
        (list(range(300)), "cumulative", "too_many_thresholds:300"),
    ],
)
def test_an_outcome_that_cannot_be_modelled_says_why(answers, link, note):
    terms = [quantity("x", np.arange(len(answers)) % 7)]
    rows = modelled(outcome(answers), terms, link=link)
    kind = "coefficient" if link == "linear" else "log_odds"
    assert rows[f"{kind}:x"].value is None
    assert note in rows[f"{kind}:x"].note


def test_answers_without_an_order_are_not_modelled():
    rows = modelled(outcome([1, 2, 3] * 40, level="nominal"), [quantity("x", np.arange(120) % 7)])
    assert "nominal" in rows["log_odds:x"].note


def test_a_perfect_fit_has_estimates_and_no_errors():
    x = np.arange(40) % 7
    rows = modelled(outcome(2 * x + 3, level="interval"), [quantity("x", x)])
    assert rows["coefficient:x"].value == near(2)
    assert rows["p:x"].value is None
    assert "perfect_fit" in rows["p:x"].note
    assert "perfect_fit" in rows["f_p:x"].note


def test_ordered_answers_as_numbers_are_said():
    place, x, _, _ = ordered_answers()
    rows = modelled(outcome(place), [quantity("x", x)], link="linear")
    assert "scores_as_interval" in rows["coefficient:x"].note
    assert rows["f:x"].value == near((rows["coefficient:x"].value / rows["se:x"].value) ** 2)
    assert rows["f_p:x"].value == near(rows["p:x"].value)


def test_of_a_scale_the_agreeing_codes_are_set_against_the_others():
    place, x, _, _ = ordered_answers()
    rows = modelled(outcome(place, agree=("2", "3")), [quantity("x", x)], link="logit")
    high = modelled(outcome((place > 1).astype(int)), [quantity("x", x)])
    assert rows["log_odds:x"].value == near(high["log_odds:x"].value)
    assert rows["log_odds:x"].method == "logit"
    assert "dichotomised:2,3" in rows["log_odds:x"].note


def test_everybody_is_counted_once():
    place, x, _, _ = ordered_answers()
    answers = [None if row % 10 == 0 else value for row, value in enumerate(place)]
    gone = np.where(np.arange(300) % 7 == 0, np.nan, x)
    column = outcome(answers)
    reason = column.reason.copy()
    reason[column.index < 0] = -1
    reason[:10] = OUTSIDE
    index = column.index.copy()
    index[:10] = -1
    rows = modelled(Column(column.variable, index, reason), [quantity("x", gone)])
    assert rows["n_valid"].value + rows["n_missing"].value == 290
    assert rows["n_valid"].value == ((index >= 0) & np.isfinite(gone)).sum()


def test_survey_weights_of_one_are_the_plain_robust_model():
    place, x, _, _ = ordered_answers()
    weights = np.where(np.arange(300) % 2, 1.5, 0.5)
    rows = modelled(outcome(place), [quantity("x", x)], weights=weights)
    assert rows["se:x"].method == "linearised"
    assert rows["df:x"].value == 300 - 4
    assert "log_likelihood" not in rows
    assert rows["n_valid"].value == 300


def test_survey_weights_linearise_as_their_definition_says():
    rng = np.random.default_rng(6)
    x, weights = rng.normal(size=80), rng.uniform(0.5, 3, 80)
    y = np.round(x + rng.normal(size=80), 2)
    rows = modelled(outcome(y, level="interval"), [quantity("x", x)], weights=weights)
    columns = np.column_stack([np.ones(80), x])
    bread = np.linalg.inv(columns.T @ (weights[:, None] * columns))
    estimate = bread @ columns.T @ (weights * y)
    moved = (weights * (y - columns @ estimate))[:, None] * columns @ bread
    covariance = 80 / 79 * moved.T @ moved
    assert rows["coefficient:x"].value == near(estimate[1])
    assert rows["se:x"].value == near(np.sqrt(covariance[1, 1]))


@pytest.mark.parametrize("how", ["", "cluster"])
@pytest.mark.parametrize("link", ["cumulative", "logit"])
def test_taking_like_rows_together_changes_no_number(monkeypatch, link, how):
    place, x, arm, cluster = ordered_answers(n=6000, clusters=30)
    terms = [quantity("x", np.round(x)), category("arm", arm)]
    known = {how: category("case", cluster)} if how else {}
    short = modelled(outcome(place, agree=("2", "3")), terms, link=link, **known)
    monkeypatch.setattr("wbp_survey.analysis.models.alike._FROM", 10_000)
    long = modelled(outcome(place, agree=("2", "3")), terms, link=link, **known)
    assert list(short) == list(long)
    for stat, row in short.items():
        assert row.value == near(long[stat].value, rel=1e-6), stat
        assert row.note == long[stat].note


def test_a_category_of_very_many_levels_is_refused_without_being_written_out():
    place, _, _, _ = ordered_answers()
    rows = modelled(outcome(place), [category("who", list(range(300)))])
    assert "per_slope_below_10" in rows["lr_p:who"].note
    assert len(rows) < 400


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([None, 1, 2, 3, 4]), min_size=1, max_size=60),
    st.sampled_from(["", "cumulative", "logit", "linear"]),
    st.sampled_from(["", "cluster", "random"]),
    st.integers(0, 100),
)
def test_whatever_comes_in_no_null_goes_out_without_its_reason(answers, link, grouped, seed):
    rng = np.random.default_rng(seed)
    n = len(answers)
    terms = [quantity("x", rng.integers(0, 3, n)), category("z", rng.choice(list("ab"), n))]
    of = category("case", rng.integers(0, 8, n))
    known = {grouped: of} if grouped else {}
    rows = modelled(outcome(answers, codes=(1, 2, 3, 4), agree=("4",)), terms, link=link, **known)
    assert all(row.note for row in rows.values() if row.value is None)
    assert all(np.isfinite(row.value) for row in rows.values() if row.value is not None)
    assert rows["n_valid"].value + rows["n_missing"].value == n
