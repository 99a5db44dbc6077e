"""The smallest effect that can show: closed forms, what they rest on, and when there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.tables import found, of_counts, run, table, value
from wbp_survey.analysis.power.detectable import (
    detectable_delta,
    detectable_eta_squared,
    eta_of_delta,
    tie_factor,
)
from wbp_survey.analysis.power.floors import attainable, smallest_case_p, smallest_pair_p
from wbp_survey.analysis.power.pairing import design_effect
from wbp_survey.analysis.rules import judging_by, rulebook
from wbp_survey.analysis.two_groups import exact_pairs

NESTED = "A: x1 x2 x3 x2 y2 y3 y3 y1 / B: z4 z4 z5 z3 v3 v5 v4 v4"
SIXES = "1 2 2 3 4 5"


def delta(first, second, ties=0.94, alpha=0.05, power=0.8, freedom=None):
    """Return the smallest delta for one pair."""
    n = np.array([first, second], dtype=float)
    df = None if freedom is None else np.array([freedom])
    found = detectable_delta(n[:1], n[1:], np.array([ties]), np.array([alpha]), power, df)
    return float(found[0])


def eta(groups, n, alpha=0.05, power=0.8, effect=1.0, freedom=None):
    """Return the smallest eta squared of one comparison."""
    left = n - groups if freedom is None else freedom
    one = [np.array([float(each)]) for each in (n, alpha, effect, left)]
    found = detectable_eta_squared(np.array([groups]), one[0], one[1], power, one[2], one[3])
    return float(found[0])


def test_ties_take_from_the_variance_what_kruskal_wallis_corrects_for():
    assert tie_factor(np.array([1, 1, 1, 1])) == 1
    assert tie_factor(np.array([0, 4, 0])) == 0
    assert tie_factor(np.array([2, 2])) == pytest.approx(1 - 12 / 60)
    assert tie_factor(np.array([1])) == 0


# delta and size per group at which the exact test rejects in 80% of simulated samples with
# five-point answers (6,000 samples each): docs/power.md.
@pytest.mark.parametrize(
    ("first", "second", "ties", "simulated", "within"),
    [
        (4, 4, 0.934, 0.971, 0.04),
        (5, 5, 0.961, 0.895, 0.04),
        (6, 6, 0.963, 0.830, 0.04),
        (8, 8, 0.960, 0.722, 0.02),
        (10, 10, 0.957, 0.667, 0.02),
        (20, 20, 0.947, 0.473, 0.02),
        (40, 40, 0.943, 0.345, 0.02),
        (4, 40, 0.945, 0.722, 0.02),
        (5, 20, 0.954, 0.704, 0.02),
        (100, 100, 0.939, 0.223, 0.02),
    ],
)
def test_the_smallest_delta_is_that_of_simulation(first, second, ties, simulated, within):
    assert delta(first, second, ties) == pytest.approx(simulated, abs=within)


@pytest.mark.parametrize(
    ("groups", "n", "simulated", "within"),
    [
        (4, 12, 0.664, 0.07),
        (4, 16, 0.517, 0.04),
        (4, 24, 0.379, 0.03),
        (4, 40, 0.244, 0.02),
        (4, 100, 0.103, 0.01),
        (3, 24, 0.325, 0.02),
    ],
)
def test_the_smallest_eta_squared_is_that_of_simulation(groups, n, simulated, within):
    assert eta(groups, n) == pytest.approx(simulated, abs=within)


def test_power_at_the_smallest_eta_squared_is_what_was_asked():
    from scipy.stats import f, ncf

    smallest = eta(4, 40)
    noncentrality = smallest * 40 / (1 - smallest)
    assert ncf.sf(f.isf(0.05, 3, 36), 3, 36, noncentrality) == pytest.approx(0.8, abs=1e-6)


@given(st.integers(4, 200), st.integers(4, 200), st.floats(0.6, 1.0))
def test_which_group_is_named_first_does_not_matter_and_more_people_show_less(first, second, ties):
    one = delta(first, second, ties)
    assert one == pytest.approx(delta(second, first, ties), nan_ok=True)
    more = delta(first + 20, second + 20, ties)
    assert np.isnan(one) or more < one


@given(st.integers(2, 8), st.integers(12, 400), st.floats(1.0, 3.0))
def test_people_who_share_a_case_show_larger_effects_only(groups, n, effect):
    assert eta(groups, n) <= eta(groups, n, effect=effect) + 1e-12
    assert eta(groups, n, freedom=4) >= eta(groups, n) - 1e-12


def test_a_stricter_level_and_more_power_ask_for_more():
    assert delta(10, 10) < delta(10, 10, alpha=0.01)
    assert delta(10, 10) < delta(10, 10, power=0.9)
    assert delta(20, 20) < delta(20, 20, freedom=6)
    assert eta(4, 40) < eta(4, 40, alpha=0.01) < eta(4, 40, alpha=0.01, power=0.9)


def test_what_cannot_show_at_all_is_not_a_number():
    assert np.isnan(delta(2, 2))
    assert np.isnan(eta(4, 4))
    assert np.isnan(eta(1, 10))


def test_eta_of_two_groups_apart_is_the_share_of_the_ranks_between_them():
    # 1 1 1 against 2 2 2: nothing varies within; delta -1, ties 1 - 48 / 210.
    ties = tie_factor(np.array([3, 3]))
    assert eta_of_delta(np.array(1.0), np.array(3.0), np.array(3.0), ties) == pytest.approx(1.0)
    assert eta_of_delta(np.array(0.0), np.array(3.0), np.array(3.0), ties) == 0


@given(
    st.lists(st.integers(0, 4), min_size=2, max_size=5),
    st.lists(st.integers(0, 4), min_size=2, max_size=5),
)
def test_the_closed_form_of_the_smallest_p_is_that_of_enumeration(one, other):
    width = max(len(one), len(other))
    pair = np.array([row + [0] * (width - len(row)) for row in (one, other)])
    if not pair.sum(axis=1).all() or (pair.sum(axis=0) > 0).sum() < 2:
        return
    smallest = smallest_pair_p(pair[:1].sum(axis=1), pair.sum(axis=0)[None])
    (exact,) = exact_pairs([pair], 10**6)
    assert float(smallest[0]) == pytest.approx(exact.p_min)


def test_the_smallest_p_of_no_ties_is_two_over_the_number_of_divisions():
    totals = np.ones((1, 8), dtype=int)
    assert smallest_pair_p(np.array([4]), totals)[0] == pytest.approx(2 / 70)
    assert smallest_pair_p(np.array([3]), np.array([[0, 6, 0]]))[0] == 1


def test_whole_cases_without_a_choice_have_no_smallest_p_below_one():
    assert smallest_case_p((3,)) == 1
    assert smallest_case_p((1, 1)) == 1
    assert smallest_case_p(()) == 1
    assert attainable(0.05, 1.0) == 0.05
    assert attainable(0.05, 1e-310) == 0.05
    assert attainable(0.05, smallest_case_p((500_000, 500_000))) == 0.05
    assert attainable(0.05, 0.05) == pytest.approx(0.05)


def test_a_case_of_one_inflates_nothing():
    assert design_effect(np.array([1.0, 5.0]), 0.1).tolist() == pytest.approx([1.0, 1.4])


def test_six_people_in_two_groups_can_show_nothing_and_the_rows_say_so():
    rows = run(table("A: 1 2 3 / B: 3 4 5"))
    for row in (found(rows, "detectable_eta_squared"), found(rows, "detectable_delta", "A", "B")):
        assert row.value is None
        assert row.note == ("nothing_detectable",)


@pytest.mark.parametrize(
    ("answers", "note"),
    [
        ("A: 3 3 3 3 / B: 3 3 3 3", ("constant",)),
        ("A: 1 2 3 4 / B: ?", ("one_group",)),
        ("A: ? / B: ?", ("all_missing",)),
    ],
)
def test_where_nothing_is_tested_only_that_is_said(answers, note):
    row = found(run(table(answers)), "detectable_eta_squared")
    assert (row.value, row.note) == (None, note)


def test_categories_without_order_have_no_detectable_effect():
    rows = run(table(f"A: {SIXES} / B: {SIXES}", level="nominal"))
    for row in (found(rows, "detectable_eta_squared"), found(rows, "detectable_delta", "A", "B")):
        assert (row.value, row.note) == (None, ("nominal",))


def test_two_groups_show_over_all_what_the_pair_shows():
    rows = run(of_counts([[4, 6, 5, 3, 2], [2, 3, 5, 6, 4]]))
    ties = tie_factor(np.array([6, 9, 10, 9, 6]))
    apart = np.array(value(rows, "detectable_delta", "g0", "g1"))
    expected = eta_of_delta(apart, np.array(20.0), np.array(20.0), ties)
    assert value(rows, "detectable_eta_squared") == pytest.approx(float(expected))


def test_two_cases_in_each_of_two_groups_can_show_nothing():
    rows = run(table(NESTED), cluster="case")
    people = found(rows, "detectable_delta", "A", "B")
    assert people.value is not None
    assert people.note == ("as_if_independent",)
    for icc in ("0.05", "0.1"):
        shared = found(rows, f"detectable_delta:{icc}", "A", "B")
        assert (shared.value, shared.note) == (None, ("nothing_detectable",))
        assert shared.method == "power_80_whole_cases"


def test_many_cases_show_less_than_as_many_strangers():
    rng = np.random.default_rng(5)
    answers = " / ".join(
        f"{group}: " + " ".join(f"{case}{rng.integers(1, 6)}" for case in cases for _ in range(6))
        for group, cases in (("A", "abcdef"), ("B", "ghijkl"))
    )
    rows = run(table(answers), cluster="case")
    people, low, high = (
        value(rows, f"detectable_delta{icc}", "A", "B") for icc in ("", ":0.05", ":0.1")
    )
    assert people < low < high < 1
    totals = [value(rows, f"detectable_eta_squared{icc}") for icc in ("", ":0.05", ":0.1")]
    assert totals == sorted(totals)


@pytest.mark.parametrize(
    ("answers", "note"),
    [
        ("A: x1 x2 y3 y4 / B: x1 z3 w4 w2", "cluster_not_nested:1"),
        ("A: x1 x2 y3 4 / B: z1 z3 w4 w2", "cluster_missing:1"),
    ],
)
def test_cases_that_cannot_be_units_show_nothing_but_why(answers, note):
    rows = run(table(answers), cluster="case")
    for row in rows:
        if row.stat in {"detectable_eta_squared:0.1", "detectable_delta:0.1"}:
            assert (row.value, row.note) == (None, (note,))


def test_a_study_may_ask_for_more_power_and_the_method_says_so():
    answers = of_counts([[4, 6, 5, 3, 2], [2, 3, 5, 6, 4], [4, 4, 4, 4, 4]])
    with judging_by(rulebook({"power": 0.9})):
        strict = run(answers, resamples=99)
    usual = run(answers, resamples=99)
    assert found(strict, "detectable_eta_squared").method == "power_90"
    assert value(strict, "detectable_eta_squared") > value(usual, "detectable_eta_squared")
