"""Alpha and what goes with it: what R says, what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.scales.scale_answers import from_reference, latent, rows_of
from tests.analysis.tables import found, value
from wbp_survey.analysis.scales.consistency import (
    alpha_if_dropped,
    average_correlation,
    complete_rows,
    covariances,
    cronbach_alpha,
    feldt_interval,
    fixed_items,
    item_rest_correlations,
    pairwise_covariances,
    standardized_alpha,
)

BFI = ("A1", "A2", "A3", "A4", "A5")
SIX = ("1", "2", "3", "4", "5", "6")
near = pytest.approx


@pytest.fixture(scope="module")
def bfi():
    return from_reference("31", BFI, codes=SIX, reverse=("A1",))


def test_alpha_of_complete_answers_as_psych_has_it(bfi):
    answers, case = bfi
    expected = case["expected"]["listwise"]
    rows = rows_of(answers)
    assert value(rows, "cronbach_alpha") == near(expected["raw"], abs=1e-6)
    assert value(rows, "standardized_alpha") == near(expected["std"], abs=1e-6)
    assert value(rows, "average_r") == near(expected["avg_r"], abs=1e-6)
    for one, r in zip(expected["drop"], expected["item_rest_r"], strict=True):
        dropped = value(rows, "alpha_if_dropped", variable=one["item"])
        assert dropped == near(one["alpha"], abs=1e-6)
        assert value(rows, "item_rest_r", variable=one["item"]) == near(r, abs=1e-6)


def test_the_interval_uses_the_persons_who_count(bfi):
    answers, case = bfi
    rows = rows_of(answers)
    low, high = (value(rows, f"cronbach_alpha_ci_{end}") for end in ("low", "high"))
    assert (low, high) == near(case["expected"]["feldt_listwise_correct_n"], abs=1e-6)
    assert found(rows, "cronbach_alpha").n == case["expected"]["n_complete"] == 110
    assert value(rows, "n_complete") == 110
    assert found(rows, "n_complete").n == case["expected"]["n_rows"]


def test_alpha_over_pairs_and_the_interval_of_the_smallest_pair(bfi):
    answers, case = bfi
    rows = rows_of(answers)
    stat = "cronbach_alpha_pairwise"
    assert value(rows, stat) == near(case["expected"]["pairwise"]["raw"], abs=1e-6)
    interval = [value(rows, f"{stat}_ci_{end}") for end in ("low", "high")]
    assert interval == near(case["expected"]["feldt_pairwise_min_pair_n"], abs=1e-6)
    assert found(rows, stat).n == case["expected"]["min_pairwise_n"]


def test_item_statistics_over_pairs_are_those_of_psych(bfi):
    answers, case = bfi
    expected = case["expected"]["pairwise"]
    covariance, _ = pairwise_covariances(answers.values)
    assert item_rest_correlations(covariance) == near(expected["item_rest_r"], abs=1e-6)
    dropped = [one["alpha"] for one in expected["drop"]]
    assert alpha_if_dropped(covariance) == near(dropped, abs=1e-6)


def test_forgetting_to_turn_an_item_costs_alpha_and_is_noticed():
    answers, case = from_reference("31", BFI, codes=SIX, reverse=())
    rows = rows_of(answers)
    forgotten = value(rows, "cronbach_alpha_pairwise")
    assert forgotten == near(case["expected"]["unreversed_raw_alpha"], abs=1e-6)
    assert "item_negative:A1" in found(rows, "cronbach_alpha").note
    assert "item_negative:A1" in found(rows, "item_rest_r", variable="A1").note
    assert "item_negative:A1" not in found(rows, "item_rest_r", variable="A2").note


def test_turning_an_item_that_should_not_be_is_noticed():
    answers, _ = from_reference("31", BFI, codes=SIX, reverse=("A1", "A3"))
    rows = rows_of(answers)
    assert "reversed_negative:A3" in found(rows, "cronbach_alpha").note
    assert "reversed_negative:A3" in found(rows, "alpha_if_dropped", variable="A3").note


def test_pingouin_agrees_on_the_number_but_not_on_the_interval(bfi):
    import pandas as pd
    import pingouin as pg

    answers, case = bfi
    frame = pd.DataFrame(answers.values)
    alpha, interval = pg.cronbach_alpha(frame, nan_policy="listwise")
    assert alpha == near(case["expected"]["listwise"]["raw"])
    wrong = case["expected"]["feldt_listwise_WRONG_n_as_in_pingouin_0_7_0"]
    assert list(interval) == near(wrong, abs=6e-4)


def test_parallel_items_give_spearman_brown():
    covariance = np.full((4, 4), 0.3) + 0.7 * np.eye(4)
    assert cronbach_alpha(covariance) == near(4 * 0.3 / (1 + 3 * 0.3))
    assert standardized_alpha(average_correlation(covariance), 4) == near(4 * 0.3 / 1.9)


def test_what_does_not_exist_is_none():
    nothing = np.zeros((3, 3))
    assert cronbach_alpha(nothing) is None
    assert cronbach_alpha(np.ones((1, 1))) is None
    assert item_rest_correlations(nothing) == [None] * 3
    assert average_correlation(nothing) is None
    assert standardized_alpha(-0.5, 3) is None
    assert cronbach_alpha(np.array([[1.0, -1.0], [-1.0, 1.0]])) is None
    assert fixed_items(np.array([[1.0, 2.0], [1.0, 3.0]])) == [True, False]
    assert fixed_items(np.full((2, 1), np.nan)) == [False]


def test_one_person_or_none_has_no_covariance():
    assert covariances(np.ones((1, 3))).tolist() == np.zeros((3, 3)).tolist()
    assert covariances(np.ones((0, 2))).tolist() == np.zeros((2, 2)).tolist()
    assert np.isnan(pairwise_covariances(np.array([[1.0, np.nan], [np.nan, 2.0]]))[0]).all()
    assert pairwise_covariances(np.ones((0, 2)))[1] == 0


data = st.tuples(
    st.integers(25, 60), st.integers(2, 7), st.floats(0.3, 1.5), st.integers(0, 10_000)
)


@settings(max_examples=60, deadline=None)
@given(data)
def test_turning_every_item_changes_nothing(drawn):
    persons, items, loading, seed = drawn
    values = latent(persons, items, loading, seed)
    one, other = covariances(values), covariances(6 - values)
    assert cronbach_alpha(one) == near(cronbach_alpha(other))
    assert item_rest_correlations(one) == near(item_rest_correlations(other))
    assert alpha_if_dropped(one) == near(alpha_if_dropped(other))


@settings(max_examples=60, deadline=None)
@given(data)
def test_alpha_lies_in_its_interval_and_below_one(drawn):
    persons, items, loading, seed = drawn
    alpha = cronbach_alpha(covariances(latent(persons, items, loading, seed)))
    low, high = feldt_interval(alpha, persons, items)
    assert low <= alpha <= high <= 1


@settings(max_examples=60, deadline=None)
@given(data, st.randoms(use_true_random=False))
def test_the_order_of_persons_and_of_items_does_not_matter(drawn, chance):
    persons, items, loading, seed = drawn
    values = latent(persons, items, loading, seed)
    rows, columns = list(range(persons)), list(range(items))
    chance.shuffle(rows)
    chance.shuffle(columns)
    moved = covariances(values[rows][:, columns])
    assert cronbach_alpha(covariances(values)) == near(cronbach_alpha(moved))
    ordered = [item_rest_correlations(covariances(values))[place] for place in columns]
    assert item_rest_correlations(moved) == near(ordered)


@settings(max_examples=40, deadline=None)
@given(data)
def test_without_gaps_pairs_and_persons_give_the_same(drawn):
    persons, items, loading, seed = drawn
    values = latent(persons, items, loading, seed)
    pairs, smallest = pairwise_covariances(values)
    assert pairs == near(covariances(values), abs=1e-9)
    assert smallest == persons == len(complete_rows(values))


def test_large_numbers_lose_no_digits():
    values = latent(50, 4)
    far, _ = pairwise_covariances(values + 1e7)
    assert far == near(covariances(values), rel=1e-6)
