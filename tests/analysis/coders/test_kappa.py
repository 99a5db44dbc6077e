"""Kappa of two coders against the textbook, R and statsmodels."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from tests.analysis.coders.rated import rated, read_only, row, rows_of
from wbp_survey.analysis.coders.kappa import kappa, light_kappa, pair_table, weights_of

POINTS = (1.0, 2.0, 3.0, 4.0)
TABLES = st.lists(st.integers(0, 9), min_size=16, max_size=16).map(
    lambda cells: np.array(cells).reshape(4, 4)
)


def test_kappa_of_the_textbook():
    # Cohen (1960) by hand: po = 35/50, pe = .5, kappa = .4.
    assert kappa(np.array([[20, 5], [10, 15]]), np.eye(2)).value == pytest.approx(0.4)


@given(TABLES, st.sampled_from(["unweighted", "linear", "quadratic"]))
def test_kappa_and_its_error_are_those_of_statsmodels(table, kind):
    found = kappa(table, weights_of(POINTS, kind))
    shares = table / max(table.sum(), 1)
    if not table.sum() or (shares.sum(axis=0) * shares.sum(axis=1)).max() == 1:
        assert found is None
        return
    with np.errstate(all="ignore"):  # theirs also divides by an error of 0
        theirs = cohens_kappa(table, wt=None if kind == "unweighted" else kind)
    assert found.value == pytest.approx(theirs.kappa, abs=1e-12)
    assert found.error**2 == pytest.approx(theirs.var_kappa, rel=1e-6, abs=1e-12)
    assert found.low - 1e-12 <= found.value <= found.high + 1e-12


def test_kappas_of_two_of_three_coders_are_those_of_irr():
    folder, lines = read_only("12")
    expected = json.loads((folder / "expected.json").read_text("utf-8"))["expected"]
    rows = rows_of([[line["rater1"], line["rater2"]] for line in lines], "ordinal")
    assert row(rows, "cohen_kappa").value == pytest.approx(expected["kappa_r1_r2"])
    for method, name in (("quadratic", "squared"), ("linear", "equal")):
        found = row(rows, "weighted_kappa", method=method).value
        assert found == pytest.approx(expected[f"kappa_r1_r2_{name}"])


def test_two_coders_have_their_rows_to_themselves_and_three_are_compared_two_by_two():
    two, three = rows_of("12 11 22 12 21 11"), rows_of("121 112 222 121 212 111")
    assert {one.group for one in two} == {None}
    pairs = [(one.group, one.group2) for one in three if one.stat == "cohen_kappa"]
    assert pairs == [("A", "B"), ("A", "C"), ("B", "C")]


def test_lights_kappa_is_the_mean_of_the_pairs_and_absent_when_one_is():
    rows = rows_of("121 112 222 121 212 111 221")
    pairs = [one.value for one in rows if one.stat == "cohen_kappa"]
    assert row(rows, "light_kappa").value == pytest.approx(sum(pairs) / 3)
    absent = row(rows_of("12. 11. 22. 121 2.2 1.1 221 11."), "light_kappa")
    assert absent.value is not None
    never = row(rows_of("12. 11. 22. .21 .22 .11 .21 11."), "light_kappa")
    assert (never.value, never.note) == (None, ("some_pair_missing",))
    assert light_kappa([np.zeros((2, 2), int)], np.eye(2)) is None


def test_only_units_that_both_coded_are_counted():
    first, second = rated("12 1. .2 22").index.T
    assert pair_table(first, second, 2).tolist() == [[0, 1], [0, 1]]


def test_a_gap_between_scores_counts_as_far_as_it_is():
    assert weights_of((1.0, 2.0, 5.0), "linear")[0].tolist() == [1, 0.75, 0]
    assert weights_of((3.0,), "quadratic").tolist() == [[1]]
