"""Terms become columns."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.models.made import category, quantity
from wbp_survey.analysis.models.design import (
    design_of,
    known,
    rows_of,
    scaling_of,
    split_collinear,
    varies,
)

near = pytest.approx


def names(design):
    return [effect.name for effect in design.effects]


def test_a_category_has_a_column_per_level_but_the_first():
    design = design_of([category("Infl", ["Low", "High", "Medium", "Low"])], 4)
    assert names(design) == ["InflHigh", "InflMedium"]
    assert design.matrix.tolist() == [[0, 0], [1, 0], [0, 1], [0, 0]]


def test_a_number_enters_as_it_is():
    design = design_of([quantity("age", [30, 41, 52]), category("arm", "aab")], 3)
    assert names(design) == ["age", "armb"]
    assert design.columns_of("arm") == [1]
    assert names(design.without("age")) == ["armb"]


def test_a_level_that_nobody_used_has_no_column():
    term = rows_of(category("arm", "abca"), np.array([True, False, True, True]))
    assert term.levels == ("a", "c")
    assert names(design_of([term], 3)) == ["armc"]


def test_a_term_is_known_where_it_has_a_value():
    assert known(quantity("x", [1, np.nan, 2])).tolist() == [True, False, True]
    assert known(category("x", ["a", None, "b"])).tolist() == [True, False, True]


def test_a_term_of_one_value_has_no_columns():
    assert not varies(quantity("x", [2, 2]))
    assert not varies(category("x", "aa"))
    assert design_of([quantity("x", [2, 2])], 2).effects == ()


def test_a_sum_of_earlier_columns_is_set_aside_whatever_its_units():
    rng = np.random.default_rng(1)
    x, z = rng.normal(size=50), rng.normal(size=50) * 1e6
    terms = [quantity("x", x), quantity("z", z), quantity("sum", x + z * 1e-6), quantity("w", x**2)]
    kept, dropped = split_collinear(design_of(terms, 50))
    assert names(kept) == ["x", "z", "w"]
    assert [one.name for one in dropped] == ["sum"]


def test_dummies_of_one_case_within_a_municipality_are_collinear():
    town = [row // 4 for row in range(12)]
    design = design_of([category("case", town), category("town", town)], 12)
    kept, dropped = split_collinear(design)
    assert names(kept) == ["case1", "case2"]
    assert [one.term for one in dropped] == ["town", "town"]


def test_two_values_are_scaled_by_their_distance_and_numbers_by_two_deviations():
    matrix = np.column_stack([[0, 1, 0, 1], [1.0, 2, 3, 4]])
    scaling = scaling_of(matrix, np.ones(4))
    assert list(scaling.width) == near([1, 2 * np.std([1, 2, 3, 4])])
    assert scaling.apply(matrix).mean(axis=0) == near(np.zeros(2))


def test_the_way_back_leads_to_the_coefficients_of_the_columns_as_given():
    rng = np.random.default_rng(2)
    matrix = rng.normal(7, 3, (20, 2))
    scaling = scaling_of(matrix, np.ones(20))
    scaled = np.array([1.0, 2.0, -1.0])
    plain = scaling.back() @ scaled
    there = scaled[0] + scaling.apply(matrix) @ scaled[1:]
    assert plain[0] + matrix @ plain[1:] == near(there)
