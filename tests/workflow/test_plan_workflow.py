"""A design is checked as a whole before anything is worked out."""

from __future__ import annotations

import pytest

from wbp_survey.analysis.power.plan import Design
from wbp_survey.errors import DataError
from wbp_survey.workflow.plan import plan, spread_out


def refused(design):
    with pytest.raises(DataError) as found:
        plan(design)
    return [problem.code for problem in found.value.problems]


def test_the_manifest_says_which_design_it_was():
    found = plan(Design((2, 1), (3, 4, 5), (0.05,), 2, seed=7, replications=50))
    assert found.manifest.filters == {
        "cases": [2, 1],
        "people": [3, 4, 5],
        "icc": [0.05],
        "tests": 2,
    }
    assert (found.manifest.seed, found.manifest.resamples) == (7, 50)
    assert found.manifest.command == "compare --plan"


def test_the_same_seed_gives_the_same_rows():
    design = Design((2, 2), (5,) * 4, (0.10,), seed=3, replications=200)
    assert plan(design).rows == plan(design).rows


def test_one_number_of_people_holds_for_every_case():
    assert spread_out((4,), (2, 1)) == (4, 4, 4)
    assert spread_out((4, 5, 6), (2, 1)) == (4, 5, 6)


def test_everything_wrong_is_said_at_once():
    assert refused(Design((2, 0), (4, 4), (2.0,))) == ["DATA_PLAN_CASES", "DATA_PLAN_ICC"]


@pytest.mark.parametrize("icc", [0.0, 1.0, -0.1, float("nan"), float("inf")])
def test_an_intraclass_correlation_lies_between_0_and_1(icc):
    assert refused(Design((1, 1), (4, 4), (icc,))) == ["DATA_PLAN_ICC"]


@pytest.mark.parametrize("people", [(4,), (4, 4, 4), (4, 0), (), (4, -1)])
def test_every_case_has_people(people):
    assert refused(Design((1, 1), people, (0.05,))) == ["DATA_PLAN_PEOPLE"]


def test_more_divisions_than_there_are_numbers_are_refused():
    assert refused(Design((300, 300, 300), (1,) * 900, (0.05,))) == ["DATA_PLAN_LARGE"]


def test_people_are_not_listed_before_they_are_counted():
    with pytest.raises(DataError) as found:
        spread_out((1,), (99_999_999_999, 1))
    assert [problem.code for problem in found.value.problems] == ["DATA_PLAN_LARGE"]
