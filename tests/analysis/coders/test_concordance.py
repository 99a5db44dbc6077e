"""Kendall's W of coders against R and scipy."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare

from tests.analysis.coders.rated import rated, read_only, row, rows_of
from wbp_survey.analysis.coders.concordance import concordance


def test_w_of_anxiety_ratings_is_that_of_irr():
    folder, lines = read_only("12")
    expected = json.loads((folder / "expected.json").read_text("utf-8"))["expected"]
    rows = rows_of([[line[f"rater{one}"] for one in (1, 2, 3)] for line in lines], "ordinal")
    assert row(rows, "kendalls_w").value == pytest.approx(expected["kendall_W"])
    assert row(rows, "kendalls_w_chi2").value == pytest.approx(expected["kendall_chi2"])
    assert row(rows, "kendalls_w_p").value == pytest.approx(expected["kendall_p"])


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=3, max_size=12))
def test_w_is_friedmans_q_with_coders_for_people(codes):
    found = concordance(np.array(codes))
    if any(len(set(column)) > 1 for column in zip(*codes, strict=True)):
        theirs = friedmanchisquare(*codes)
        assert found.chi2 == pytest.approx(theirs.statistic)
        assert found.p == pytest.approx(theirs.pvalue)
        assert 0 <= found.w <= 1 + 1e-12
    else:
        assert found == len(codes)


def test_the_same_order_is_one_whatever_the_codes():
    assert concordance(rated("15 26 37 48", "ordinal").index).w == pytest.approx(1)


def test_units_that_somebody_left_out_do_not_count_and_are_counted():
    found = row(rows_of("121 23. 34. 455 111 222 343 2..", "ordinal"), "kendalls_w")
    assert (found.n, found.note) == (5, ("units_incomplete:2",))
    assert concordance(rated("12 2. .3", "ordinal").index) == 1


@pytest.mark.parametrize(
    ("units", "note"),
    [
        ("11 11 11 11 11 11", "nothing_in_order"),
        ("1. 2. 3. 4. 5. 6.", "nothing_in_order"),
        ("12 21 33 44", "order_below_5"),
    ],
)
def test_where_there_is_no_order_the_note_says_why(units, note):
    found = row(rows_of(units, "ordinal"), "kendalls_w")
    assert found.value is None
    assert note in found.note
