"""Codes that stand apart from the others, and those that do not."""

from __future__ import annotations

import pytest

from wbp_survey.dataset.apart import codes_apart


@pytest.mark.parametrize(
    ("numbers", "apart"),
    [
        ([1, 2, 3, 4, 5, 9], (9,)),
        ([5, 4, 3, 2, 1, 9, 8], (8, 9)),
        ([0, 1, 2, 3, 99], (99,)),
        ([*range(11), 88, 99], (88, 99)),
        ([-9, 1, 2, 3, 4], (-9,)),
        ([-1, 1, 2, 3, 99], (-1, 99)),
    ],
)
def test_what_lies_far_above_the_points_or_below_zero_stands_apart(numbers, apart):
    assert codes_apart(list(map(float, numbers))) == apart


@pytest.mark.parametrize(
    "numbers",
    [
        [],
        [1, 2, 3, 4, 5],
        [1, 2, 3, 4, 5, 7],  # nobody took 6
        [3, 4, 5, 9],  # grades
        [1, 2, 9],
        [-2, -1, 0, 1, 2],
        [-1, 0, 1, 2, 99],
        [1, 2, 3, 8, 10, 12, 40],  # amounts
        [1, 2, 3, 4.5, 9],
        [*range(1, 31), 99],
    ],
)
def test_points_amounts_and_grades_do_not(numbers):
    assert codes_apart(list(map(float, numbers))) == ()
