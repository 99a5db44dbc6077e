"""Each case left out once: the ranges, which case moves them most, and groups that go with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.tables import found, run, table, value
from wbp_survey.analysis.power import influence
from wbp_survey.analysis.power.influence import ranges
from wbp_survey.analysis.rules import judging_by, rulebook

NESTED = "A: x1 x2 x3 y2 y3 y3 / B: z4 z4 z5 v3 v5 v4"
ENDS = ("low", "high")
AGREE = ("4", "5")


def parts(text):
    """Read a line as {case: (group, answers)}."""
    held = {}
    for part in text.split("/"):
        group, _, answers = part.partition(":")
        for token in answers.split():
            held.setdefault(token[0], (group.strip(), []))[1].append(token[1:])
    return held


def without(text, case):
    """Write the line again with one case left out and no cases named."""
    kept = {}
    for name, (group, answers) in parts(text).items():
        kept.setdefault(group, [])
        if name != case:
            kept[group] += answers
    return " / ".join(f"{group}: {' '.join(answers) or '?'}" for group, answers in kept.items())


def span(rows, stat, group=None, group2=None):
    """Return the low and the high end of a range."""
    return tuple(value(rows, f"{stat}_without_one_{end}", group, group2) for end in ENDS)


# Three groups of two or three cases of one to four people.
CASES = st.lists(
    st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=4), min_size=2, max_size=3),
    min_size=2,
    max_size=3,
).filter(lambda groups: all(sum(map(len, cases)) > 2 for cases in groups))


@given(CASES)
@settings(max_examples=40)  # each runs the comparison once for every case
def test_the_range_is_that_of_the_comparison_run_again_without_each_case(groups):
    names = iter("abcdefghijkl")
    text = " / ".join(
        f"g{place}: " + " ".join(f"{name}{code}" for case in cases for name in [next(names)]
                                 for code in case)
        for place, cases in enumerate(groups)
    )  # fmt: skip
    rows = run(table(text, agree=AGREE), cluster="case", resamples=9)
    again = {case: run(table(without(text, case)), resamples=9) for case in parts(text)}
    deltas = {
        case: found(one, "cliffs_delta", "g0", "g1")
        for case, one in again.items()
        if parts(text)[case][0] in {"g0", "g1"}
    }
    seen = [row.value for row in deltas.values()]
    low, high = span(rows, "cliffs_delta", "g0", "g1")
    if None not in seen:  # n <= 2: the comparison is refused, the range is not
        assert (low, high) == pytest.approx((min(seen), max(seen)))
    if found(rows, "eta_squared_h").value is not None and all(
        found(one, "eta_squared_h").value is not None for one in again.values()
    ):
        etas = [value(one, "eta_squared_h") for one in again.values()]
        assert span(rows, "eta_squared_h") == pytest.approx((min(etas), max(etas)))


def test_the_case_that_is_named_is_the_one_that_moves_it_furthest():
    text = "A: x1 x1 x1 y3 y3 y3 w3 w3 / B: z3 z3 z3 v3 v4 v3"
    rows = run(table(text), cluster="case")
    whole = value(rows, "eta_squared_h")
    moved = {
        case: abs(value(run(table(without(text, case))), "eta_squared_h") - whole)
        for case in parts(text)
    }
    row = found(rows, "eta_squared_h_without_one_low")
    assert f"most_influential:{max(moved, key=moved.get)}" in row.note


def test_a_pair_is_not_moved_by_the_case_of_another_group():
    rows = run(table(f"{NESTED} / C: u1 u5 u5 t1 t1 t1"), cluster="case")
    alone = run(table(NESTED), cluster="case")
    assert span(rows, "cliffs_delta", "A", "B") == span(alone, "cliffs_delta", "A", "B")


def test_shares_that_agree_differ_and_the_difference_has_a_range():
    rows = run(table(NESTED, agree=AGREE), cluster="case")
    assert value(rows, "agree_difference", "A", "B") == pytest.approx(-5 / 6)
    low, high = span(rows, "agree_difference", "A", "B")
    assert (low, high) == pytest.approx((-1.0, -2 / 3))


def test_without_an_answer_that_agrees_there_is_no_difference_in_agreeing():
    assert not [
        row for row in run(table(NESTED), cluster="case") if row.stat.startswith("agree_diff")
    ]


def test_a_group_that_goes_with_its_only_case_is_said_and_the_rest_is_compared():
    text = f"{NESTED} / C: u1 u1 u2"
    rows = run(table(text), cluster="case")
    low = found(rows, "eta_squared_h_without_one_low")
    assert "group_lost:C" in low.note
    etas = [value(run(table(without(text, case))), "eta_squared_h") for case in parts(text)]
    assert span(rows, "eta_squared_h") == pytest.approx((min(etas), max(etas)))


def test_two_groups_of_one_case_each_leave_nothing_to_compare():
    rows = run(table("A: x1 x2 x3 / B: z4 z4 z5"), cluster="case")
    for end in ENDS:
        row = found(rows, f"cliffs_delta_without_one_{end}", "A", "B")
        assert row.value is None
        assert row.note == ("nothing_left", "group_lost:A", "group_lost:B")


@pytest.mark.parametrize(
    ("answers", "note"),
    [
        ("A: x3 x3 y3 / B: z3 z3 v3", "constant"),
        ("A: x1 x2 y3 / B: z?", "one_group"),
        ("A: x? y? / B: z?", "all_missing"),
        ("A: x1 y2 / B: z3 v3 v4", "n_below_3:A"),
    ],
)
def test_where_nothing_is_compared_only_that_is_said(answers, note):
    rows = run(table(answers), cluster="case")
    row = found(rows, "eta_squared_h_without_one_low")
    assert (row.value, row.note) == (None, (note,))


def test_categories_without_order_have_a_range_of_shares_only():
    rows = run(table(NESTED, level="nominal", agree=AGREE), cluster="case")
    assert found(rows, "cliffs_delta_without_one_low", "A", "B").note == ("nominal",)
    assert span(rows, "agree_difference", "A", "B") == pytest.approx((-1.0, -2 / 3))


def test_people_of_no_case_stay_in():
    rows = run(table("A: x1 x2 y3 3 / B: z4 z4 v5 4"), cluster="case")
    low, high = span(rows, "cliffs_delta", "A", "B")
    assert (low, high) == (-1.0, -1.0)


def test_above_so_many_cases_no_range_is_given():
    with judging_by(rulebook({"influence_cases": 3})):
        rows = run(table(NESTED), cluster="case")
    row = found(rows, "cliffs_delta_without_one_low")
    assert (row.value, row.note) == (None, ("many_cases:4",))


def test_some_cases_at_a_time_or_all_at_once_is_the_same(monkeypatch):
    text = f"{NESTED} / C: u1 u1 u2 t3 t5"
    at_once = run(table(text, agree=AGREE), cluster="case")
    monkeypatch.setattr(influence, "_CELLS", 1)
    assert run(table(text, agree=AGREE), cluster="case") == at_once


def test_a_range_knows_only_the_cases_that_are_left_out():
    values = np.array([[0.1, 0.9, np.nan], [0.5, 0.5, 0.5], [0.1, 0.2, 0.3]])
    out = np.array([[True, False, True], [True, True, True], [False, False, False]])
    found_ = ranges(values, np.array([0.4, 0.5, 0.2]), out)
    assert found_.low.tolist()[:2] == found_.high.tolist()[:2] == [0.1, 0.5]
    assert np.isnan(found_.low[2])
    assert np.isnan(found_.high[2])
    assert found_.most.tolist() == [0, -1, -1]
