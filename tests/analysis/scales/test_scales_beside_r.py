"""Scales beside psych and lavaan, number by number (data/reference/r/scales_and_coders.R)."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.analysis.scales.scale_answers import of_numbers, rows_of
from tests.analysis.tables import REFERENCE

KNOWN = json.loads((REFERENCE / "r_scales_and_coders.json").read_text("utf-8"))
EXACT = {
    "cronbach_alpha": "alpha",
    "average_r": "average",
    "standardized_alpha": "standardized",
    "cronbach_alpha_pairwise": "pairwise",
}
ENDS = {"cronbach_alpha": "feldt", "cronbach_alpha_pairwise": "pairwise_feldt"}


@pytest.fixture(params=KNOWN["scales"], ids=lambda one: f"{one['n']} complete")
def case(request):
    """Return what R says of a scale, and our rows about the same answers by name."""
    known = request.param
    values = np.array([[np.nan if one is None else one for one in who] for who in known["answers"]])
    rows = rows_of(of_numbers(values))
    return known, {(row.variable, row.stat): row for row in rows}


def test_alpha_its_interval_and_what_goes_with_it(case):
    known, rows = case
    whole = {stat: row for (name, stat), row in rows.items() if name == "s"}
    assert (whole["cronbach_alpha"].n, whole["n_complete"].value) == (known["n"], known["n"])
    assert whole["cronbach_alpha_pairwise"].n == known["fewest"]
    for stat, name in EXACT.items():
        assert whole[stat].value == pytest.approx(known[name], rel=1e-12), stat
    for stat, name in ENDS.items():
        found = [whole[f"{stat}_ci_{end}"].value for end in ("low", "high")]
        assert found == pytest.approx(known[name], rel=1e-12), stat


def test_items_against_the_rest_and_without_each(case):
    known, rows = case
    for stat, name in (("item_rest_r", "rest"), ("alpha_if_dropped", "dropped")):
        for place, expected in enumerate(known[name], start=1):
            assert rows[f"q{place}", stat].value == pytest.approx(expected, rel=1e-12), stat


def test_omega_and_ordinal_alpha_as_lavaan_has_them(case):
    known, rows = case
    for stat, name in (("omega_total", "omega"), ("ordinal_alpha", "ordinal")):
        if name in known:
            assert rows["s", stat].value == pytest.approx(known[name], abs=1e-6), stat
        else:
            assert rows["s", stat].note == ("model_below_100",)
