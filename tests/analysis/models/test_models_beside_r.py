"""Models beside R, number by number: `tests/data/reference/r/models.R` says how they were made."""

from __future__ import annotations

import json

import pytest

from tests.analysis.models.made import category, modelled, outcome, quantity
from tests.analysis.tables import REFERENCE
from wbp_survey.analysis.models.design import Crossed

near = pytest.approx


def cases(kind):
    known = json.loads((REFERENCE / "r_models.json").read_text("utf-8"))[kind]
    return [pytest.param(one, id=f"{kind}{place}") for place, one in enumerate(known)]


def terms_of(data):
    return [quantity("x", data["x"]), category("arm", data["arm"]), category("role", data["role"])]


def fitted(case, terms=None, **how):
    data = case["data"]
    for name in ("cluster", "random"):
        if name in how:
            how[name] = category("g", data["g"])
    if "weights" in how:
        how["weights"] = quantity("w", data["w"]).values
    return modelled(outcome(data["y"]), terms or terms_of(data), **how)


def same(rows, expected, rel=1e-6):
    """Compare estimates and errors, and p and df where R gives them."""
    kind = "coefficient" if "coefficient:x" in rows else "log_odds"
    for name, value in expected["estimate"].items():
        stat = f"threshold:{name}" if "|" in name else f"{kind}:{name}"
        assert rows[stat].value == near(value, rel=rel, abs=1e-8), stat
    for part in ("se", "df", "p"):
        for name, value in expected.get(part, {}).items():
            assert rows[f"{part}:{name}"].value == near(value, rel=rel, abs=1e-12), (part, name)


@pytest.mark.parametrize("case", cases("random"))
def test_a_random_constant_of_codes_is_that_of_clmm_and_glmer(case):
    ordered = case["kind"] == "clmm"
    link = "cumulative" if ordered else "logit"
    rows = fitted(case, random="g", link=link)
    same(rows, case, rel=1e-3 if case["variance"] < 1e-3 else 1e-4)
    assert rows["variance_between"].value == near(case["variance"], rel=1e-4, abs=1e-5)
    if ordered:
        assert rows["log_likelihood"].value == near(case["log_likelihood"], abs=1e-6)
        assert rows["variance_between_chi2"].value == near(case["chi2"], abs=1e-5)
        assert rows["variance_between_ci_low"].value == near(case["low"], rel=1e-4)
        assert rows["variance_between_ci_high"].value == near(case["high"], rel=1e-4)


@pytest.mark.parametrize("kind", ["CR0", "CR1", "CR2"])
@pytest.mark.parametrize("case", cases("clusters"))
def test_errors_by_cluster_of_least_squares_are_those_of_club_sandwich(case, kind):
    rows = fitted(case, cluster="g", link="linear", robust=kind)
    expected = case["linear"][kind]
    same(rows, expected if kind == "CR2" else {key: expected[key] for key in ("estimate", "se")})
    if kind == "CR2":
        assert rows["wald_f:role"].value == near(case["hotelling"]["f"])
        assert rows["wald_df2:role"].value == near(case["hotelling"]["df2"])
        assert rows["wald_p:role"].value == near(case["hotelling"]["p"])


@pytest.mark.parametrize("case", cases("clusters"))
def test_bias_reduced_errors_of_logistic_regression_are_those_of_club_sandwich(case):
    data, expected = case["data"], case["logit"]
    answers = outcome([int(one > 2) for one in data["y"]])
    cluster = category("g", data["g"])
    rows = modelled(answers, terms_of(data), cluster=cluster, robust="CR2", link="logit")
    same(rows, {"estimate": {}, **expected}, rel=1e-5)
    for stat in ("wald_f", "wald_df2", "wald_p"):
        assert rows[f"{stat}:role"].value == near(expected[stat], rel=1e-5)


@pytest.mark.parametrize("kind", ["CR0", "CR1"])
@pytest.mark.parametrize("case", cases("clusters"))
def test_errors_by_cluster_of_proportional_odds_are_those_of_sandwich(case, kind):
    same(fitted(case, cluster="g", robust=kind), case["cumulative"][kind])


@pytest.mark.parametrize("case", cases("products"))
def test_products_have_the_names_and_the_numbers_of_r(case):
    x, arm, role = simple = terms_of(case["data"])
    terms = [*simple, Crossed("arm:role", (arm, role)), Crossed("x:arm", (x, arm))]
    expected = case["cumulative"]
    rows = fitted(case, terms)
    same(rows, expected)
    assert rows["log_likelihood"].value == near(expected["log_likelihood"])
    assert rows["lr_chi2:arm:role"].value == near(expected["lr_chi2"])
    linear = fitted(case, terms, link="linear")
    same(linear, case["linear"])
    assert linear["f:arm:role"].value == near(case["linear"]["f"])
    assert linear["f_p:arm:role"].value == near(case["linear"]["f_p"])


@pytest.mark.parametrize("case", cases("weighted"))
def test_survey_weights_are_those_of_survey(case):
    how = {"cluster": "g", "weights": "w"}
    same(fitted(case, link="linear", **how), case["linear"])
    same(fitted(case, **how), case["cumulative"])


@pytest.mark.parametrize("case", cases("random_linear"))
def test_a_random_constant_of_numbers_is_that_of_lmer(case):
    rows = fitted(case, random="g")
    same(rows, case, rel=1e-4)
    assert rows["variance_between"].value == near(case["between"], rel=1e-4)
    assert rows["variance_within"].value == near(case["within"], rel=1e-5)
    assert rows["log_likelihood"].value == near(case["log_likelihood"], abs=1e-6)
