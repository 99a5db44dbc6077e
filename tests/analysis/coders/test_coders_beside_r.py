"""Coders beside R, number by number (data/reference/r/scales_and_coders.R)."""

from __future__ import annotations

import json

import pytest

from tests.analysis.coders.rated import row, rows_of
from tests.analysis.tables import REFERENCE

KNOWN = json.loads((REFERENCE / "r_scales_and_coders.json").read_text("utf-8"))
near = pytest.approx


def written(units):
    return [["" if code is None else str(code) for code in unit] for unit in units]


@pytest.mark.parametrize("known", KNOWN["tables"], ids=lambda one: f"{len(one['one'])} units")
def test_kappas_of_two_coders_and_their_errors_are_those_of_vcd(known):
    units = written(zip(known["one"], known["two"], strict=True))
    rows = rows_of(units, "ordinal", resamples=9)
    for stat, name, method in (
        ("cohen_kappa", "kappa", "unweighted"),
        ("weighted_kappa", "linear", "linear"),
        ("weighted_kappa", "quadratic", "quadratic"),
    ):
        found = [row(rows, one, method=method).value for one in (stat, f"{stat}_se")]
        assert found == near(known[name], rel=1e-12), (stat, method)


@pytest.fixture(params=KNOWN["coders"], ids=lambda one: one["level"])
def case(request):
    """Return what R says of codes, and our rows about the same codes."""
    known = request.param
    return known, rows_of(written(known["codes"]), known["level"], resamples=99)


def test_alpha_is_that_of_its_definition_unit_by_unit(case):
    known, rows = case
    assert row(rows, "krippendorff_alpha").value == near(known["alpha"], rel=1e-12)


def test_gwets_coefficients_and_errors_are_those_of_his_formulas(case):
    known, rows = case
    for stat in ("gwet_ac1", *(["gwet_ac2"] if known["level"] != "nominal" else [])):
        found = [row(rows, one).value for one in (stat, f"{stat}_se")]
        assert found == near(known[stat.removeprefix("gwet_")], rel=1e-12), stat


def test_w_with_ties_is_that_of_friedman_test(case):
    known, rows = case
    if known["level"] == "nominal":
        assert not [one for one in rows if one.stat == "kendalls_w"]
        return
    names = ("kendalls_w", "kendalls_w_chi2", "kendalls_w_p")
    assert [row(rows, name).value for name in names] == near(known["w"], rel=1e-10)
    assert row(rows, "kendalls_w").n == known["whole"]
