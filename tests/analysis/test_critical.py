"""What random answers can give, exactly."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from wbp_survey.analysis.critical import (
    chance_of_variance,
    critical_values,
    mean_deviation_chances,
    median_deviation_chances,
    variance_chances,
)


@pytest.mark.parametrize(
    ("people", "rwg"),
    [(3, 1.0), (4, 1.0), (5, 0.85), (6, 0.72), (7, 0.67), (8, 0.61), (10, 0.53), (12, 0.45)],
)
def test_the_bound_of_rwg_on_a_five_point_scale(people, rwg):
    assert critical_values(people, 5)["rwg_critical"] == pytest.approx(rwg, abs=0.005)


@pytest.mark.parametrize(("people", "share"), [(3, 0.23), (4, 0.098), (5, 0.059)])
def test_how_often_random_answers_reach_seventy(people, share):
    found = chance_of_variance(people, 5, np.array([0.3 * 2]))
    assert found[0] == pytest.approx(share, abs=0.0025)


@pytest.mark.parametrize(("people", "codes"), [(2, 3), (3, 9), (4, 5), (5, 4), (6, 3), (7, 2)])
@pytest.mark.parametrize(
    ("chances", "index"),
    [
        (variance_chances, lambda answers: answers.var(axis=1, ddof=1)),
        (
            mean_deviation_chances,
            lambda answers: np.abs(answers - answers.mean(axis=1, keepdims=True)).mean(axis=1),
        ),
        (
            median_deviation_chances,
            lambda answers: np.abs(answers - np.median(answers, axis=1, keepdims=True)).mean(
                axis=1
            ),
        ),
    ],
)
def test_chances_are_those_of_going_through_every_way_to_answer(people, codes, chances, index):
    answers = np.array(list(product(range(codes), repeat=people)))
    values, times = np.unique(np.round(index(answers), 9), return_counts=True)
    found, chance = chances(people, codes)
    assert np.allclose(found, values)
    assert np.allclose(chance, times / codes**people)


@pytest.mark.parametrize("people", [5, 12, 30])
@pytest.mark.parametrize("codes", [2, 5, 7, 11])
def test_chances_add_up_and_bounds_are_reached_that_often_at_most(people, codes):
    bounds = critical_values(people, codes)
    for chances, name in (
        (mean_deviation_chances, "ad_mean_critical"),
        (median_deviation_chances, "ad_median_critical"),
    ):
        values, chance = chances(people, codes)
        assert chance.sum() == pytest.approx(1)
        assert chance[values <= bounds[name] + 1e-9].sum() <= 0.05 + 1e-9


def test_two_people_are_never_too_few_to_agree_by_chance_on_five_points():
    assert all(np.isnan(value) for value in critical_values(2, 5).values())


@pytest.mark.parametrize(("people", "codes"), [(1, 5), (31, 5), (5, 12), (5, 1)])
def test_beyond_what_was_worked_out_there_is_no_bound(people, codes):
    assert all(np.isnan(value) for value in critical_values(people, codes).values())
    assert np.isnan(chance_of_variance(people, codes, np.array([1.0]))).all()
