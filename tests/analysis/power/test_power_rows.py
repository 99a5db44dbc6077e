"""What a test could have shown, how much hangs on one case, and equivalence."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.tables import found, of_counts, run, table, value
from wbp_survey.analysis.power.detectable import detectable_delta
from wbp_survey.analysis.power.equivalence import equivalent
from wbp_survey.analysis.power.floors import attainable, smallest_case_p

NESTED = "A: x1 x2 x3 y2 y3 y3 / B: z4 z4 z5 v3 v5 v4"
TENS = "1 1 2 2 3 3 4 4 5 5"


@pytest.mark.parametrize(
    ("cases", "smallest"),
    [((2, 2, 1, 1), 4 / 180), ((3, 1, 1, 1), 6 / 120), ((2, 2, 2, 2), 24 / 2520)],
)
def test_the_smallest_p_of_whole_cases(cases, smallest):
    assert smallest_case_p(cases) == pytest.approx(smallest)


def test_the_level_of_a_test_of_cases_is_a_multiple_of_its_smallest_p():
    assert attainable(0.05, 4 / 180) == pytest.approx(8 / 180)
    assert attainable(0.05, 0.2) == 0.05


def test_more_people_show_smaller_differences():
    n = np.array([5.0, 10.0, 20.0, 40.0, 200.0])
    shown = detectable_delta(n, n, np.full(5, 0.94), np.full(5, 0.05), 0.8)
    assert (np.diff(shown) < 0).all()
    assert 0 < shown[-1] < 0.25


def test_a_detectable_delta_is_detected_in_80_percent_of_samples():
    from scipy.special import ndtri

    from wbp_survey.analysis.ranks import chi_square_p, cliffs_delta, kruskal_h

    rng, n = np.random.default_rng(7), 20
    goal = float(
        detectable_delta(
            np.array([20.0]), np.array([20.0]), np.array([0.94]), np.array([0.05]), 0.8
        )[0]
    )
    cuts = ndtri(np.cumsum((0.08, 0.17, 0.30, 0.30, 0.15))[:-1])

    def drawn(shift, times, size):
        latent = rng.standard_normal((times, 2, size)) + np.array([0.0, shift])[None, :, None]
        codes = np.searchsorted(cuts, latent)
        return (codes[..., None] == np.arange(5)).sum(axis=2)

    shifts = np.linspace(0.3, 1.6, 27)
    deltas = [float(cliffs_delta(drawn(one, 1, 40_000))[0, 1, 0]) for one in shifts]
    shift = float(np.interp(goal, deltas, shifts))
    rejected = chi_square_p(kruskal_h(drawn(shift, 4000, n)), np.array(1)) <= 0.05
    assert rejected.mean() == pytest.approx(0.8, abs=0.04)


def test_every_case_is_left_out_once():
    rows = run(table(NESTED), cluster="case")
    low, high = (found(rows, f"eta_squared_h_without_one_{end}") for end in ("low", "high"))
    assert low.value <= value(rows, "eta_squared_h") <= high.value
    assert any(note.startswith("most_influential:") for note in low.note)
    without = [
        value(run(table(text)), "eta_squared_h")
        for text in (
            "A: 2 3 3 / B: 4 4 5 3 5 4", "A: 1 2 3 / B: 4 4 5 3 5 4",
            "A: 1 2 3 2 3 3 / B: 3 5 4", "A: 1 2 3 2 3 3 / B: 4 4 5",
        )
    ]  # fmt: skip
    assert (low.value, high.value) == pytest.approx((min(without), max(without)))


def test_without_cases_nothing_is_left_out():
    assert not [row for row in run(table(f"A: {TENS} / B: {TENS}")) if "without_one" in row.stat]


def test_what_no_outcome_can_show_is_not_detectable():
    rows = run(table("A: 1 2 3 / B: 4 5 5"))
    row = found(rows, "detectable_delta", "A", "B")
    assert row.value is None
    assert "nothing_detectable" in row.note


@pytest.mark.parametrize(("more", "said"), [("", False), (" t1 t3 t4", True)])
def test_what_hardly_more_cases_than_groups_can_show_is_not_said(more, said):
    rows = run(table(f"{NESTED} / C: w1 w2 w4{more} / D: u3 u5 u5"), cluster="case")
    (row,) = (row for row in rows if row.stat == "detectable_eta_squared:0.1")
    assert (row.value is not None) == said
    assert ("too_few_cases_to_say" in row.note) != said


def test_equivalent_beyond_or_undecided():
    low, high = np.array([-0.1, 0.3, -0.4]), np.array([0.1, 0.6, 0.1])
    said = equivalent(low, high, 0.2)
    assert said[:2].tolist() == [1.0, 0.0]
    assert np.isnan(said[2])


def test_equivalence_is_asked_for_and_often_cannot_be_decided():
    small = run(table(f"A: {TENS} / B: {TENS}"), sesoi=0.2)
    assert "undecided" in found(small, "equivalent", "A", "B").note
    large = run(of_counts([[400] * 5, [400] * 5]), sesoi=0.2, resamples=99)
    assert value(large, "equivalent", "g0", "g1") == 1
    assert not [row for row in run(table(f"A: {TENS} / B: {TENS}")) if "equival" in row.stat]
