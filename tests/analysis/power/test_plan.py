"""Before fielding: what a design can and cannot show."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import wbp
from wbp_survey.analysis.power.plan import Design, plan_rows

STUDY = Design((2, 2, 1, 1), (4,) * 6, (0.10,), tests=4)


def values(design):
    return {(row.stat, row.group, row.group2): row.value for row in plan_rows(design)}


def test_six_cases_in_four_municipalities_cannot_pass_holm_over_four_constructs():
    found = values(STUDY)
    assert found["cluster_permutation_count", None, None] == 180
    assert found["cluster_permutation_p_min", None, None] == pytest.approx(4 / 180)
    assert found["cluster_permutation_p_min_adjusted", None, None] == pytest.approx(16 / 180)


def test_a_test_that_forgets_the_cases_rejects_too_often():
    eights = Design((2, 2, 2, 2), (8,) * 8, (0.10, 0.20))
    found = values(eights)
    assert found["naive_rejection:0.1", None, None] == pytest.approx(0.185, abs=0.03)
    assert found["naive_rejection:0.2", None, None] == pytest.approx(0.35, abs=0.04)


def test_whole_cases_show_less_than_as_many_strangers():
    found = values(STUDY)
    assert (
        found["detectable_eta_squared:0.1", None, None]
        > found["detectable_eta_squared", None, None]
    )
    large = values(Design((5, 5), (20,) * 10, (0.10,)))
    assert large["detectable_eta_squared", None, None] < found["detectable_eta_squared", None, None]


def test_the_command_says_so_in_words_and_in_rows(capsys):
    done = wbp(capsys, "compare", "--plan", "--cases", "2,2,1,1", "--people", "4", "--tests", "4")
    assert done.code == 0
    assert "geen enkel verschil tussen gemeenten" in " ".join(done.out.split())
    done = wbp(capsys, "compare", "--plan", "--cases", "2,2", "--people", "3,4,5,6", "--json")
    rows = json.loads(done.out)["rows"]
    assert {row["by"] for row in rows} == {"design"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("--cases", "2", "--people", "4"), "DATA_PLAN_CASES"),
        (("--cases", "2,2", "--people", "4,4"), "DATA_PLAN_PEOPLE"),
        (("--cases", "2,2", "--people", "4", "--icc", "1.5"), "DATA_PLAN_ICC"),
        (("--cases", "2,2", "--people", "1000000"), "DATA_PLAN_LARGE"),
        (("--cases", "2,x", "--people", "4"), "USAGE_NUMBERS"),
    ],
)
def test_what_is_no_design_is_refused_in_one_sentence(capsys, given, code):
    done = wbp(capsys, "compare", "--plan", *given)
    assert done.problems == [code]
