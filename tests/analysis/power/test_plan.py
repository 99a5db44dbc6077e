"""Before fielding: what a design can and cannot show."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wbp_survey.analysis.power.plan import Design, plan_rows
from wbp_survey.analysis.power.plan_simulation import rejection_rate
from wbp_survey.analysis.scales.consistency import feldt_interval

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
    found = values(Design((2, 2, 2, 2), (4,) * 8, (0.10,)))
    assert (
        found["detectable_eta_squared:0.1", None, None]
        > found["detectable_eta_squared", None, None]
    )
    large = values(Design((5, 5), (20,) * 10, (0.10,)))
    assert large["detectable_eta_squared", None, None] < found["detectable_eta_squared", None, None]


@pytest.mark.parametrize(
    ("cases", "divisions", "smallest"),
    [((2, 2, 1, 1), 180, 4 / 180), ((3, 1, 1, 1), 120, 6 / 120), ((1, 1), 2, 1.0)],
)
def test_the_divisions_of_whole_cases_are_counted(cases, divisions, smallest):
    found = values(Design(cases, (4,) * sum(cases), (0.05,)))
    assert found["cluster_permutation_count", None, None] == divisions
    assert found["cluster_permutation_p_min", None, None] == pytest.approx(smallest)


def test_where_no_p_passes_after_holm_whole_cases_show_nothing():
    assert about_cases(STUDY) == (None, ("nothing_detectable",))


@pytest.mark.parametrize(("cases", "said"), [((2, 2, 1, 1), False), ((2, 2, 2, 1), True)])
def test_what_two_cases_beyond_one_per_municipality_can_show_is_not_said(cases, said):
    value, note = about_cases(Design(cases, (8,) * sum(cases), (0.10,)))
    assert (value is not None) == said
    assert note == (() if said else ("too_few_cases_to_say",))


def about_cases(design):
    (row,) = (row for row in plan_rows(design) if row.stat == "detectable_eta_squared:0.1")
    return row.value, row.note


def test_a_share_is_known_less_well_by_people_who_share_cases():
    found = values(Design((2, 2), (10,) * 4, (0.05, 0.10)))
    widths = [found[f"agree_ci_width{icc}", "1", None] for icc in ("", ":0.05", ":0.1")]
    assert widths == sorted(widths)
    worth = 20 / (1 + 9 * 0.10)
    assert widths[2] == pytest.approx(2 * 1.959964 / np.sqrt(4 * worth + 4 * 1.959964**2), rel=1e-6)


def test_more_tests_ask_for_larger_effects():
    alone, four = (values(Design((2, 2, 1, 1), (4,) * 6, (0.10,), tests)) for tests in (1, 4))
    for key in [("detectable_eta_squared", None, None), ("detectable_delta", "1", "2")]:
        assert four[key] > alone[key]
    assert alone["detectable_delta", "3", "4"] is not None
    assert four["detectable_delta", "3", "4"] is None


def test_a_pair_of_municipalities_with_few_cases_shows_nothing_by_whole_cases():
    found = values(Design((2, 2), (30,) * 4, (0.05,)))
    assert found["detectable_delta", "1", "2"] < 0.5
    assert found["detectable_delta:0.05", "1", "2"] is None
    many = values(Design((6, 6), (10,) * 12, (0.05,)))
    assert many["detectable_delta", "1", "2"] < many["detectable_delta:0.05", "1", "2"] < 1


def test_of_two_municipalities_eta_squared_and_delta_agree():
    for design in (Design((1, 2), (1, 1, 1), (0.05,)), Design((5, 5), (4,) * 10, (0.05,))):
        found = values(design)
        for icc in ("", ":0.05"):
            eta = found[f"detectable_eta_squared{icc}", None, None]
            delta = found[f"detectable_delta{icc}", "1", "2"]
            assert (eta is None) == (delta is None)


def test_roles_meet_in_every_case():
    found = {(row.stat, row.group): row for row in plan_rows(STUDY)}
    assert found["detectable_delta", "one_per_case"].n == 12
    half = found["detectable_delta", "half"]
    assert half.n == 24
    assert half.value < found["detectable_delta", "one_per_case"].value
    alone = values(Design((2, 2), (1,) * 4, (0.05,)))
    assert not [key for key in alone if key[1] == "half"]


def test_the_widths_are_those_of_the_intervals_of_the_analysis():
    found = values(STUDY)
    low, high = feldt_interval(0.70, 24, 4)
    assert found["cronbach_alpha_ci_width", None, None] == pytest.approx(high - low)
    assert found["agree_ci_width", None, None] < found["agree_ci_width", "3", None]


def test_a_large_simulation_goes_in_parts_and_is_the_same_every_time():
    towns, people = (0,) * 5 + (1,) * 5, (100,) * 10
    first, again = (rejection_rate(towns, people, 0.05, 3000, 1, 0.05) for _ in range(2))
    assert first == again
    assert first > 0.3


def test_without_differences_between_cases_the_level_holds():
    rate = rejection_rate((0, 0, 1, 1), (15,) * 4, 1e-9, 4000, 3, 0.05)
    assert rate == pytest.approx(0.05, abs=0.012)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=5),
    st.integers(1, 9),
    st.integers(1, 12),
    st.floats(0.01, 0.9),
)
def test_every_number_of_any_design_is_in_range(cases, people, tests, icc):
    design = Design(tuple(cases), (people,) * sum(cases), (icc,), tests, replications=20)
    for row in plan_rows(design):
        assert row.by == "design"
        assert row.value is not None or row.note
        if row.value is not None:
            assert np.isfinite(row.value)
            assert row.value >= 0
        if row.stat.startswith(("detectable", "naive")) and row.value is not None:
            assert row.value <= 1
