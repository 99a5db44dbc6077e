"""Krippendorff's alpha: published values, the package, what leaves it alone, its interval."""

from __future__ import annotations

import json

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.coders.rated import of_krippendorff, rated, read_only, row, rows_of
from tests.analysis.tables import REFERENCE
from wbp_survey.analysis.coders.krippendorff import alpha, bootstrap, jackknife
from wbp_survey.analysis.coders.ratings import patterns_of, unit_counts

SCALES = ("nominal", "ordinal", "interval", "ratio")
UNITS = st.lists(st.text("1234.", min_size=3, max_size=3), min_size=2, max_size=12)


def alpha_of(units, scale="nominal", codes=None):
    ratings = rated(units, scale, codes)
    return alpha(ratings, patterns_of(unit_counts(ratings)))


@pytest.mark.parametrize("scale", SCALES)
def test_alpha_is_that_of_krippendorffs_example_with_missing_codes(scale):
    folder = REFERENCE / "34_krippendorff_2011"
    expected = json.loads((folder / "expected.json").read_text("utf-8"))["expected"]
    found = alpha_of(of_krippendorff(folder), scale)
    assert found == pytest.approx(expected["alpha"][scale], rel=1e-12)
    assert found == pytest.approx(expected["published"][scale], abs=1e-3)


@pytest.mark.parametrize("scale", SCALES[:3])
def test_alpha_of_complete_data_is_not_that_of_irr_which_forgets_to_divide(scale):
    folder, lines = read_only("12")
    expected = json.loads((folder / "expected.json").read_text("utf-8"))["expected"]
    units = [[line[f"rater{coder}"] for coder in (1, 2, 3)] for line in lines]
    assert alpha_of(units, scale) == pytest.approx(expected[f"kripp_{scale}"], rel=1e-9)
    assert alpha_of(units, scale) != pytest.approx(expected["WRONG_irr_0_84_1"][scale], rel=1e-3)


@given(UNITS, st.sampled_from(SCALES))
def test_alpha_is_that_of_the_package(units, scale):
    ratings = rated(" ".join(units), scale, codes=list("1234"))
    counts = unit_counts(ratings)
    found = alpha(ratings, patterns_of(counts))
    pairable = counts[counts.sum(axis=1) > 1]
    if len(np.flatnonzero(pairable.sum(axis=0))) < 2:
        assert found is None
        return
    theirs = krippendorff.alpha(
        value_counts=pairable, value_domain=[1, 2, 3, 4], level_of_measurement=scale
    )
    assert found == pytest.approx(theirs, rel=1e-9, abs=1e-12)


@given(UNITS, st.sampled_from(SCALES), st.permutations(range(3)))
def test_neither_the_order_of_units_nor_that_of_coders_matters(units, scale, order):
    turned = ["".join(unit[place] for place in order) for unit in reversed(units)]
    assert alpha_of(" ".join(units), scale) == pytest.approx(
        alpha_of(" ".join(turned), scale), nan_ok=True
    )


@given(UNITS, st.sampled_from(("nominal", "ordinal", "interval")))
def test_turning_the_scale_round_leaves_alpha_alone(units, scale):
    turned = [unit.translate(str.maketrans("1234", "4321")) for unit in units]
    one, other = (alpha_of(" ".join(one), scale, list("1234")) for one in (units, turned))
    assert one == pytest.approx(other, nan_ok=True)


@given(UNITS, st.sampled_from(SCALES))
def test_a_code_nobody_gives_leaves_alpha_alone(units, scale):
    used = alpha_of(" ".join(units), scale, list("1234"))
    more = alpha_of(" ".join(units), scale, list("12349"))
    assert used == pytest.approx(more, nan_ok=True)


@given(UNITS)
def test_units_with_one_code_change_nothing(units):
    assert alpha_of(" ".join(units)) == pytest.approx(
        alpha_of(" ".join([*units, "..1", "...", "3.."])), nan_ok=True
    )


def test_alike_is_one_and_by_chance_about_zero():
    assert alpha_of("11 22 33") == 1
    random = np.random.default_rng(1).integers(1, 6, (4000, 3)).astype(str).tolist()
    assert abs(alpha_of(random)) < 0.03


@pytest.mark.parametrize("scale", SCALES)
@settings(max_examples=10)
@given(seed=st.integers(0, 1000))
def test_resamples_of_patterns_are_resamples_of_units(scale, seed):
    random = np.random.default_rng(seed)
    truth = random.integers(1, 4, 40)
    codes = np.clip(truth[:, None] + random.integers(-1, 2, (40, 3)), 1, 3)
    ratings = rated(codes.astype(str).tolist(), scale, list("123"))
    patterns = patterns_of(unit_counts(ratings))
    found = bootstrap(ratings, patterns, 4000, np.random.default_rng(5))
    draws = np.random.default_rng(6).integers(0, 40, (4000, 40))
    counts = unit_counts(ratings)
    theirs = [alpha(ratings, patterns_of(counts[draw])) or np.nan for draw in draws[:400]]
    low, high = np.nanquantile(theirs, (0.025, 0.975))
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.12)
    assert found.method == "bootstrap_units"


def test_the_jackknife_is_that_of_leaving_out_each_unit():
    folder = REFERENCE / "34_krippendorff_2011"
    units = of_krippendorff(folder)
    ratings = rated(units)
    counts = unit_counts(ratings)
    counts = counts[counts.sum(axis=1) > 1]
    left = np.array(
        [alpha(ratings, patterns_of(np.delete(counts, one, axis=0))) for one in range(11)]
    )
    error = np.sqrt(10 / 11 * ((left - left.mean()) ** 2).sum())
    found = jackknife(ratings, patterns_of(counts))
    assert found.low == pytest.approx(alpha_of(units) - 2.2281388519649385 * error)
    assert found.high == 1
    # Gwet (2014) linearises instead: .419 to 1.
    assert found.low == pytest.approx(0.419, abs=0.005)


def test_the_interval_comes_from_the_seed_and_not_from_what_else_is_asked():
    units = " ".join(["112", "221", "333", "113", "222"] * 6)
    one, other = rows_of(units, seed=3), rows_of(units, seed=3)
    assert one == other
    ends = {row(rows_of(units, seed=seed), "krippendorff_alpha_ci_low").value for seed in (3, 4)}
    assert len(ends) == 2


def test_resampling_in_blocks_gives_the_same_as_at_once(monkeypatch):
    ratings = rated(" ".join(["112", "221", "333"] * 10))
    patterns = patterns_of(unit_counts(ratings))
    whole = bootstrap(ratings, patterns, 500, np.random.default_rng(1))
    monkeypatch.setattr("wbp_survey.analysis.coders.krippendorff._AT_ONCE", 30)
    assert bootstrap(ratings, patterns, 500, np.random.default_rng(1)) == whole
