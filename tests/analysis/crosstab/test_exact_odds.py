"""The exact odds ratio: what it is by definition, where it ends, and that it fits Fisher's test."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from wbp_survey.analysis.crosstab.odds import MOST, exact_odds_ratio


def chances(table, ratio):
    """Return the chance of every count in the first cell, given the margins and the odds ratio."""
    (a, b), (c, d) = table
    cells = range(max(0, a - d), a + min(b, c) + 1)
    weights = [comb(a + b, cell) * comb(c + d, a + c - cell) * ratio**cell for cell in cells]
    return {cell: weight / sum(weights) for cell, weight in zip(cells, weights, strict=True)}


@pytest.mark.parametrize("table", [((3, 1), (1, 3)), ((12, 5), (3, 9)), ((2, 7), (8, 30))])
def test_the_estimate_expects_what_was_seen_and_the_ends_leave_two_and_a_half_percent(table):
    value, low, high = exact_odds_ratio(np.array(table))
    seen = table[0][0]
    expected = sum(cell * chance for cell, chance in chances(table, value).items())
    assert expected == pytest.approx(seen, rel=1e-9)
    above = sum(chance for cell, chance in chances(table, low).items() if cell >= seen)
    below = sum(chance for cell, chance in chances(table, high).items() if cell <= seen)
    assert (above, below) == (pytest.approx(0.025), pytest.approx(0.025))


def test_fishers_tea_as_r_has_it():
    value, low, high = exact_odds_ratio(np.array([[3, 1], [1, 3]]))
    assert value == pytest.approx(6.408309, rel=1e-5)  # R stops at four digits
    assert (low, high) == (pytest.approx(0.2117, rel=1e-3), pytest.approx(626.2, rel=1e-3))


def test_an_empty_cell_leaves_one_end_open():
    value, low, high = exact_odds_ratio(np.array([[5, 0], [2, 6]]))
    assert (value, high) == (None, None)
    assert low > 1
    value, low, high = exact_odds_ratio(np.array([[0, 5], [6, 2]]))
    assert (value, low) == (0, 0)
    assert high < 1


def test_turning_the_columns_turns_the_ratio():
    one, two = (exact_odds_ratio(np.array(table)) for table in ([[9, 4], [3, 8]], [[4, 9], [8, 3]]))
    assert one == pytest.approx((1 / two[0], 1 / two[2], 1 / two[1]))


def test_with_very_many_people_it_is_left_to_woolf():
    assert exact_odds_ratio(np.array([[MOST, MOST], [MOST, MOST]])) is None
    near = exact_odds_ratio(np.array([[500, 400], [450, 500]]))
    assert near[0] == pytest.approx(500 * 500 / (400 * 450), rel=2e-3)
