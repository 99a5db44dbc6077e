"""Agreement within groups beside R's multilevel (data/reference/r/scales_and_coders.R)."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from tests.analysis.tables import REFERENCE
from wbp_survey.analysis.critical import critical_values
from wbp_survey.analysis.within import within_numbers

KNOWN = json.loads((REFERENCE / "r_scales_and_coders.json").read_text("utf-8"))


@pytest.mark.parametrize("known", KNOWN["groups"], ids=lambda one: f"{one['low']}-{one['high']}")
def test_indices_of_all_groups_are_those_of_multilevel(known):
    codes = range(known["low"], known["high"] + 1)
    counts = np.array([[who.count(code) for code in codes] for who in known["answers"]])
    found = within_numbers(counts[None], tuple(map(float, codes)))
    for stat in ("rwg", "ad_mean", "ad_median", "awg"):
        theirs = [math.nan if one is None else one for one in known[stat]]
        assert found[stat][0].tolist() == pytest.approx(theirs, rel=1e-12, nan_ok=True), stat


@pytest.mark.parametrize(
    "known", KNOWN["bounds"], ids=lambda one: f"{one['people']} people, {one['codes']} codes"
)
def test_bounds_are_those_of_all_answers_gone_through(known):
    found = critical_values(known["people"], known["codes"])
    for stat in ("rwg", "ad_mean", "ad_median"):
        bound = math.nan if known[stat] is None else known[stat]
        assert found[f"{stat}_critical"] == pytest.approx(bound, abs=1e-9, nan_ok=True), stat
