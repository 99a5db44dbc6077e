"""Rows about coders: counts add up, a missing number says why, nothing is lost."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.coders.rated import rated, row, rows_of
from wbp_survey.analysis.coders.disagreements import disagreements
from wbp_survey.texts import say_note

VARIED = "112 121 222 333 132 223 111 221 333 123 "
UNITS = st.lists(st.text("123.", min_size=3, max_size=3), min_size=1, max_size=14)
SCALES = st.sampled_from(["nominal", "ordinal", "interval", "ratio", "set_masi"])


@given(UNITS, SCALES)
def test_every_number_is_finite_or_absent_with_a_reason_that_has_a_sentence(units, scale):
    for one in rows_of(" ".join(units), scale, codes=list("123"), resamples=99):
        assert one.value is None or math.isfinite(one.value)
        assert one.value is not None or one.note, one
        assert all(say_note(note) != note for note in one.note), one


@given(UNITS)
def test_units_and_places_add_up(units):
    rows = rows_of(" ".join(units), codes=list("123"), resamples=99)
    count = {stat: row(rows, stat).value for stat in ("n_units", "n_coders", "n_missing")}
    coded = sum(len(unit) - unit.count(".") for unit in units)
    assert count["n_units"] * count["n_coders"] == coded + count["n_missing"]
    several = sum(len(unit) - unit.count(".") > 1 for unit in units)
    single = sum(len(unit) - unit.count(".") == 1 for unit in units)
    assert (row(rows, "n_pairable").value, row(rows, "n_unpairable").value) == (several, single)


@given(UNITS, SCALES)
def test_an_interval_holds_its_coefficient(units, scale):
    rows = rows_of(" ".join(units * 4), scale, codes=list("123"), resamples=199)
    known = {(one.stat, one.group, one.group2, one.method): one.value for one in rows}
    for one in rows:
        about = one.group, one.group2, one.method
        low, high = (known.get((f"{one.stat}_ci_{end}", *about)) for end in ("low", "high"))
        if low is not None:
            assert low - 1e-9 <= one.value <= high + 1e-9
            assert low < high, one


@given(UNITS)
def test_nobody_agrees_more_than_everybody(units):
    for one in rows_of(" ".join(units), codes=list("123"), resamples=99):
        if one.value is not None and "kappa" in one.stat and not one.stat.endswith("_se"):
            assert one.value <= 1 + 1e-12


@pytest.mark.parametrize(
    ("units", "stat", "note"),
    [
        ("1. 2. .3", "krippendorff_alpha", "coded_once"),
        ("1. 2. .3", "percent_agreement", "coded_once"),
        ("12 21 22", "cohen_kappa", "units_below_5"),
        ("11 11 11 11 11 11", "gwet_ac1", "one_code"),
        ("12 21 22 11 12 21", "krippendorff_alpha_ci_low", "interval_below_10"),
        ("11 22 " * 6, "cohen_kappa_ci_high", "no_disagreement"),
        ("11 " * 11 + "12", "krippendorff_alpha_ci_low", "rests_on_one_unit"),
        ("11 " * 29 + "12", "krippendorff_alpha_ci_high", "resamples_without"),
        (VARIED + "1.. 1..", "fleiss_z", "unequal_coders"),
        ("12 " * 12, "gwet_ac1_ci_low", "no_error"),
        ("12 11 " * 6, "cohen_kappa_ci_low", "no_error"),
        ("12 21 " * 6, "krippendorff_alpha_ci_low", "no_error"),
    ],
)
def test_a_number_that_cannot_be_told_is_absent_and_says_why(units, stat, note):
    found = row(rows_of(units), stat)
    assert (found.value, found.note[0]) == (None, note)


@pytest.mark.parametrize(
    ("units", "stat", "note"),
    [
        (VARIED, "krippendorff_alpha_ci_low", "interval_rough_20"),
        (VARIED, "percent_agreement", "n_below_20"),
        (VARIED + "1..", "krippendorff_alpha", "unpairable:1"),
        (VARIED + "12.", "gwet_ac1", "unequal_coders"),
        ("12 11 " * 6, "cohen_kappa", "coder_constant"),
    ],
)
def test_a_number_that_needs_a_word_beside_it_has_it(units, stat, note):
    found = row(rows_of(units), stat)
    assert found.value is not None
    assert note in found.note


def test_a_code_everybody_or_nobody_gives_has_no_kappa():
    rows = rows_of("12 11 21 22 11 12", codes=list("123"))
    assert row(rows, "fleiss_kappa:3").note == ("code_constant",)
    assert row(rows, "fleiss_kappa:1").value is not None


def test_ratios_of_negative_numbers_are_refused():
    rows = rows_of([["-1", "1"], ["2", "1"], ["-1", "2"], ["1", "1"], ["2", "2"]], "ratio")
    assert row(rows, "krippendorff_alpha").note == ("negative_ratio",)


def test_a_percentage_of_two_coders_has_an_interval_and_one_of_three_has_not():
    assert row(rows_of("11 12 22 11 12"), "percent_agreement_ci_low").value > 0
    assert not [
        one
        for one in rows_of("111 122 221")
        if one.stat.endswith("agreement_ci_low") and not one.group
    ]


def test_what_was_not_coded_alike_is_listed_with_who_said_what():
    found = disagreements(rated("11. 12. 1.. 132 222"))
    assert [(one.unit, one.codes) for one in found] == [
        ("2", ("1", "2", "")),
        ("4", ("1", "3", "2")),
    ]


def test_rows_that_named_no_unit_and_a_level_nobody_stated_are_told():
    rows = rows_of(VARIED, without_unit=3, assumed="nominal")
    assert row(rows, "n_units").note == ("without_unit:3",)
    assert "level_assumed:nominal" in row(rows, "krippendorff_alpha").note


@pytest.mark.parametrize("scale", ["nominal", "ordinal", "interval", "ratio", "set_masi"])
def test_units_that_nobody_coded_at_all_give_counts_and_reasons(scale):
    rows = rows_of(".. .. ..", scale, codes=[])
    assert row(rows, "n_missing").value == 6
    assert row(rows, "krippendorff_alpha").note == ("coded_once",)
    assert all(one.value is not None or one.note for one in rows)
