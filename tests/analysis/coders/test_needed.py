"""How many units are needed: the table in Krippendorff's book."""

from __future__ import annotations

import pytest

from tests.analysis.coders.rated import row, rows_of
from wbp_survey.analysis.coders.needed import units_needed

Z = {0.1: 1.2815515655446004, 0.05: 1.6448536269514722, 0.01: 2.3263478740408408}


@pytest.mark.parametrize(
    ("smallest", "rarest", "level", "units"),
    [
        (0.667, 1 / 2, 0.05, 60),
        (0.8, 1 / 2, 0.1, 62),
        (0.8, 1 / 2, 0.05, 103),
        (0.8, 1 / 2, 0.01, 206),
        (0.9, 1 / 2, 0.05, 211),
        (0.667, 1 / 4, 0.05, 81),
        (0.8, 1 / 4, 0.05, 139),
    ],
)
def test_the_number_of_units_is_that_of_the_book(smallest, rarest, level, units):
    assert units_needed(smallest, rarest, Z[level]) == units


def test_a_rarer_code_and_a_higher_alpha_need_more_units():
    assert units_needed(0.8, 0.05) > units_needed(0.8, 0.2) > units_needed(0.667, 0.2)


def test_without_a_rarest_code_or_with_all_of_alpha_there_is_no_number():
    assert units_needed(0.8, 0) is units_needed(0.8, 1) is units_needed(1, 0.5) is None


def test_the_row_goes_by_the_rarest_code_that_was_given_and_says_for_which_alpha():
    rows = rows_of(" ".join(["11"] * 9 + ["22"]), codes=list("123"), smallest_alpha=0.667)
    found = row(rows, "units_needed")
    assert (found.value, found.method) == (units_needed(0.667, 0.1), "alpha_0.667")
