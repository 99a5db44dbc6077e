"""What can be wrong with weights, strata, clusters and population sizes."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.survey.samples import factor
from wbp_survey.analysis.survey.design import Drawn, design_of, problems_of, unweighted
from wbp_survey.texts import LANGUAGES

ONES = np.ones(4)


def told(drawn, **where):
    return [(one.code, one.values["column"], one.values["lines"]) for one in
            problems_of(drawn, **where)]  # fmt: skip


def test_every_weight_that_will_not_do_is_listed_by_line():
    weights = np.array([0.0, -1.0, np.nan, np.inf, 2.0])
    assert told(Drawn(weights)) == [("SURVEY_WEIGHT", "weight", "2, 3, 4, 5")]
    lines = np.array([2, 3, 5, 9, 10])
    assert told(Drawn(weights), lines=lines) == [("SURVEY_WEIGHT", "weight", "2, 3, 5, 9")]


def test_a_long_list_of_lines_is_cut_off_and_counted():
    (problem,) = problems_of(Drawn(np.zeros(40)))
    assert problem.values["lines"].endswith("13 …")
    assert problem.values["count"] == 40


def test_all_that_is_wrong_is_told_at_once():
    drawn = Drawn(
        np.array([1.0, 0.0, 1.0, 1.0]),
        factor("s", ["a", "", "b", "b"]),
        factor("c", ["", "x", "y", "z"]),
        np.array([3.0, np.nan, 5.0, 5.0]),
        ("w", "s", "c", "N"),
    )
    assert told(drawn) == [
        ("SURVEY_WEIGHT", "w", "3"),
        ("SURVEY_BLANK", "s", "3"),
        ("SURVEY_BLANK", "c", "2"),
        ("SURVEY_FPC", "N", "3"),
    ]


def test_a_population_size_is_one_per_stratum_and_no_smaller_than_the_sample():
    strata = factor("s", ["a", "a", "b", "b"])
    uneven = Drawn(ONES, strata, None, np.array([9.0, 8.0, 7.0, 7.0]))
    assert told(uneven) == [("SURVEY_FPC_UNEVEN", "fpc", "3")]
    small = Drawn(ONES, strata, None, np.array([2.0, 2.0, 1.5, 1.5]))
    assert told(small) == [("SURVEY_FPC_SMALL", "fpc", "4, 5")]
    assert not problems_of(Drawn(ONES, strata, None, np.array([2.0, 2.0, 9.0, 9.0])))


def test_sizes_of_at_most_one_are_fractions():
    strata = factor("s", ["a", "a", "b", "b"])
    design = design_of(Drawn(ONES, strata, None, np.array([0.5, 0.5, 1.0, 1.0])))
    assert design.rate.tolist() == [0.5, 1.0]
    counted = design_of(Drawn(ONES, strata, None, np.array([4.0, 4.0, 2.0, 2.0])))
    assert counted.rate.tolist() == [0.5, 1.0]


def test_population_sizes_count_clusters_when_clusters_are_drawn():
    clusters = factor("c", ["x", "x", "x", "y"])
    assert design_of(Drawn(ONES, None, clusters, np.full(4, 8.0))).rate.tolist() == [0.25]


def test_without_anything_every_row_is_a_unit_and_weighs_one():
    design = unweighted(3)
    assert design.weight.tolist() == [1, 1, 1]
    assert design.units.tolist() == [3]
    assert not design.clustered


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code",
    ["SURVEY_WEIGHT", "SURVEY_BLANK", "SURVEY_FPC", "SURVEY_FPC_UNEVEN", "SURVEY_FPC_SMALL"],
)
def test_every_problem_has_its_sentences(code, language):
    from wbp_survey.errors import Problem

    line = Problem(code, "f.csv", {"column": "w", "lines": "3", "count": 1}).line(language)
    assert "w" in line
    assert "{" not in line
