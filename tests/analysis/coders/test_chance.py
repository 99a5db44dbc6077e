"""Fleiss' kappa and Gwet's coefficients against what their authors publish."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import fleiss_kappa as theirs

from tests.analysis.coders.rated import of_krippendorff, rated, read_only, row, rows_of
from tests.analysis.tables import REFERENCE
from wbp_survey.analysis.coders.chance import fleiss_kappa, gwet_ac, gwet_weights
from wbp_survey.analysis.coders.ratings import unit_counts

FOUR_RATERS = of_krippendorff(REFERENCE / "34_krippendorff_2011")
"""Also the data of Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., p. 120."""

ABSTRACTORS = np.array([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
"""Gwet (2014): 100 pregnancies classified by two abstractors."""


def of_table(table):
    """Write a table of two coders as units x codes counts."""
    eye = np.eye(len(table), dtype=int)
    cells = [(eye[one] + eye[other], times) for (one, other), times in np.ndenumerate(table)]
    return np.array([counts for counts, times in cells for _ in range(times)])


def test_fleiss_kappa_of_fleiss_diagnoses():
    folder, lines = read_only("35")
    expected = json.loads((folder / "expected.json").read_text("utf-8"))["expected"]
    rows = rows_of([list(line.values()) for line in lines])
    assert row(rows, "fleiss_kappa").value == pytest.approx(expected["fleiss"])
    assert row(rows, "fleiss_z").value == pytest.approx(expected["z"])
    assert row(rows, "light_kappa").value == pytest.approx(expected["light"])
    for code, value in expected["category_kappa_3dp"].items():
        assert row(rows, f"fleiss_kappa:{code}").value == pytest.approx(value, abs=5e-4)


@pytest.mark.parametrize(
    ("stat", "scale", "value", "error", "low"),
    [
        ("gwet_ac1", "nominal", 0.77544, 0.14295, 0.46081),
        ("fleiss_kappa", "nominal", 0.76117, 0.15302, 0.42438),
        ("gwet_ac2", "ordinal", 0.899, 0.107, 0.664),
        ("gwet_ac2", "interval", 0.914, 0.104, 0.685),
        ("gwet_ac2", "ratio", 0.857, 0.122, 0.589),
    ],
)
def test_coefficients_with_missing_codes_are_those_gwet_publishes(stat, scale, value, error, low):
    rows = rows_of(FOUR_RATERS, scale)
    places = 5e-6 if value * 1000 % 1 else 5e-4
    assert row(rows, stat).value == pytest.approx(value, abs=places)
    assert row(rows, f"{stat}_se").value == pytest.approx(error, abs=places)
    assert row(rows, f"{stat}_ci_low").value == pytest.approx(low, abs=places)
    assert row(rows, f"{stat}_ci_high").value == 1


@pytest.mark.parametrize(
    ("scale", "value", "low", "high"),
    [
        ("nominal", 0.849, 0.764, 0.935),
        ("ordinal", 0.925, 0.881, 0.969),
        ("interval", 0.940, 0.905, 0.976),
    ],
)
def test_coefficients_of_two_abstractors_are_those_gwet_publishes(scale, value, low, high):
    found = gwet_ac(of_table(ABSTRACTORS), gwet_weights((1.0, 2.0, 3.0), scale))
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), abs=1e-3)


@given(st.lists(st.text("123", min_size=4, max_size=4), min_size=2, max_size=15))
def test_fleiss_kappa_of_complete_codes_is_that_of_statsmodels(units):
    counts = unit_counts(rated(" ".join(units), codes=list("123")))
    found = fleiss_kappa(counts, np.eye(3))
    if (counts.sum(axis=0) > 0).sum() < 2:
        assert found is None
        return
    assert found.value == pytest.approx(theirs(counts), abs=1e-12)


@given(st.lists(st.text("12", min_size=2, max_size=2), min_size=2, max_size=15))
def test_alpha_is_fleiss_kappa_with_a_correction_for_few_units(units):
    rows = rows_of(" ".join(units * 3), codes=["1", "2"])
    alpha, fleiss = (row(rows, stat).value for stat in ("krippendorff_alpha", "fleiss_kappa"))
    if alpha is not None:
        pairs = 2 * 3 * len(units)
        assert alpha == pytest.approx(fleiss + (1 - fleiss) / pairs)


def test_gwets_chance_counts_codes_that_nobody_gave():
    counts = unit_counts(rated("11 12 22 11 11 22", codes=["1", "2"]))
    wider = np.column_stack([counts, np.zeros(6, int)])
    assert gwet_ac(wider, np.eye(3)).value > gwet_ac(counts, np.eye(2)).value


def test_a_rare_code_pulls_kappa_down_and_leaves_ac1_up():
    rows = rows_of(" ".join(["11"] * 90 + ["12"] * 5 + ["21"] * 5))
    assert row(rows, "percent_agreement").value == pytest.approx(0.9)
    assert row(rows, "cohen_kappa").value < 0
    assert row(rows, "gwet_ac1").value > 0.85


def test_without_codes_there_is_no_coefficient():
    nothing = np.zeros((3, 2), int)
    assert fleiss_kappa(nothing, np.eye(2)) is None
    assert gwet_ac(nothing, np.eye(2)) is None
    assert gwet_ac(np.ones((3, 1), int), np.eye(1)) is None


def test_weights_are_one_on_the_diagonal_and_nothing_at_the_ends():
    for scale in ("ordinal", "interval", "ratio"):
        weights = gwet_weights((1.0, 2.0, 3.0, 4.0, 5.0), scale)
        assert np.diag(weights).tolist() == [1] * 5
        assert weights[0, -1] == 0
    assert gwet_weights((1.0, 2.0, 3.0), "ordinal")[0].tolist() == [1, pytest.approx(2 / 3), 0]
