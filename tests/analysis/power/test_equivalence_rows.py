"""Equivalent, not equivalent, or not to be decided: only with a declared smallest difference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.tables import found, of_counts, run, table, value
from wbp_survey.analysis.intervals import newcombe5
from wbp_survey.analysis.power.equivalence import equivalent

NINETY = 1.6448536269514722


def test_the_interval_is_newcombes_of_ninety_percent():
    rows = run(of_counts([[4, 6, 5, 3, 2], [2, 3, 5, 6, 4]]), sesoi=0.3)
    delta = value(rows, "cliffs_delta", "g0", "g1")
    n = np.array([20.0])
    expected = [float(end[0]) for end in newcombe5(np.array([delta]), n, n, z=NINETY)]
    low, high = (found(rows, f"equivalence_ci_{end}", "g0", "g1") for end in ("low", "high"))
    assert [low.value, high.value] == pytest.approx(expected)
    assert low.method == high.method == "newcombe_5_90"


def test_at_a_level_of_one_percent_the_interval_is_of_ninety_eight():
    rows = run(of_counts([[4, 6, 5], [5, 6, 4]]), sesoi=0.3, alpha=0.01)
    assert found(rows, "equivalence_ci_low", "g0", "g1").method == "newcombe_5_98"


def test_ten_against_ten_has_an_interval_of_four_fifths():
    tens = "1 1 2 2 3 3 4 4 5 5"
    rows = run(table(f"A: {tens} / B: {tens}"), sesoi=0.2)
    low, high = (value(rows, f"equivalence_ci_{end}", "A", "B") for end in ("low", "high"))
    assert high - low == pytest.approx(0.79, abs=0.005)
    row = found(rows, "equivalent", "A", "B")
    assert (row.value, row.note) == (None, ("undecided",))


def test_far_apart_is_not_equivalent_and_close_together_is():
    apart = run(of_counts([[40, 5, 5], [5, 5, 40]]), sesoi=0.2, resamples=99)
    assert value(apart, "equivalent", "g0", "g1") == 0
    close = run(of_counts([[300, 300, 300], [300, 300, 300]]), sesoi=0.2, resamples=99)
    assert value(close, "equivalent", "g0", "g1") == 1


@given(st.floats(-1, 1), st.floats(0, 2), st.floats(0.01, 1), st.floats(0, 0.5))
def test_a_larger_difference_that_matters_makes_no_pair_less_equivalent(low, width, sesoi, more):
    ends = np.array([low]), np.array([min(low + width, 1.0)])
    strict, loose = (float(equivalent(*ends, one)[0]) for one in (sesoi, sesoi + more))
    assert not (strict == 1 and loose != 1)
    assert not (loose == 0 and strict != 0)


def test_which_way_around_does_not_matter():
    low, high = np.array([-0.1, 0.3, -0.4]), np.array([0.15, 0.6, 0.1])
    one, other = equivalent(low, high, 0.2), equivalent(-high, -low, 0.2)
    assert np.array_equal(one, other, equal_nan=True)


def test_people_who_share_cases_make_the_interval_wider():
    rng = np.random.default_rng(3)
    codes = rng.integers(1, 6, 240).tolist()
    cases = ["abcdefghij"[place // 12] for place in range(120)]
    cases += ["klmnopqrst"[place // 12] for place in range(120)]
    text = " / ".join(
        f"{group}: " + " ".join(f"{cases[at]}{codes[at]}" for at in places)
        for group, places in (("A", range(120)), ("B", range(120, 240)))
    )
    shared = run(table(text), cluster="case", sesoi=0.2, resamples=99)
    loose = run(table(text), sesoi=0.2, resamples=99)
    row = found(shared, "equivalence_ci_low", "A", "B")
    delta, n = value(shared, "cliffs_delta", "A", "B"), np.array([120 / (1 + 11 * 0.1)])
    expected = float(newcombe5(np.array([delta]), n, n, z=NINETY)[0][0])
    assert row.value == pytest.approx(expected)
    assert row.value < value(loose, "equivalence_ci_low", "A", "B")
    assert row.method == "newcombe_5_90_icc_0.1"
    assert row.note == ("widened_for_cases",)


@pytest.mark.parametrize(
    ("answers", "known", "note"),
    [
        ("A: 1 2 / B: 1 2 3", {}, "n_below_3:A"),
        ("A: 1 2 3 4 / B: 1 2 3 4", {"level": "nominal"}, "nominal"),
    ],
)
def test_where_nothing_may_be_compared_only_that_is_said(answers, known, note):
    rows = run(table(answers, **known), sesoi=0.3)
    for stat in ("equivalence_ci_low", "equivalence_ci_high", "equivalent"):
        row = found(rows, stat, "A", "B")
        assert (row.value, row.note) == (None, (note,))


def test_a_group_without_answers_is_in_no_pair():
    rows = run(table("A: 1 2 3 / B: ? ?"), sesoi=0.3)
    assert not [row for row in rows if row.stat.startswith("equivalen")]
