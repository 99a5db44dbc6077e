"""The gate for charts: what a table hides a chart hides, and no case is what is left over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.drawn import bars, shares, shifts
from wbp_survey.report.gate.charts import (
    Cell,
    DraftMatrix,
    ReleasedMatrix,
    ReleasedShares,
    ReleasedShifts,
    Within,
    hidden_places,
    release_bars,
    release_matrix,
    release_shares,
    release_shifts,
)
from wbp_survey.report.gate.release import THRESHOLDS, hidden_groups

profiles = st.sampled_from(sorted(THRESHOLDS))
towns = st.lists(
    st.tuples(st.lists(st.integers(0, 24), max_size=4), st.integers(0, 12)), min_size=1, max_size=4
)


def matrix(persons, *, coarse=False, text="4", **known):
    """One row: a cell for every case."""
    cells = tuple(Cell("rij", name, "base", name, text, 0.5, coarse) for name in persons)
    shades = ("laag", "midden", "hoog")
    return DraftMatrix("T", tuple(persons), ("rij",), {}, shades, cells, {"base": persons}, **known)


@pytest.mark.parametrize("seal", [object(), None, True])
def test_what_was_released_cannot_be_made_by_hand(seal):
    for make in (
        lambda: ReleasedShares("t", (), seal),
        lambda: ReleasedShifts("t", (1, 9), (), (), seal),
        lambda: ReleasedMatrix("t", (), (), {}, ("", "", ""), (), seal),
    ):
        with pytest.raises(TypeError):
            make()


def test_nor_can_it_be_altered_into_something_else():
    released = release_shares(shares({"a": (12, 3), "": (24, 9), "b": (12, 6)}), "publiek")
    with pytest.raises((TypeError, ValueError)):
        replace(released, shares=())


def test_a_group_of_few_has_no_share_and_the_next_smallest_protects_it():
    released = release_shares(
        shares({"a": (30, 20), "b": (12, 3), "c": (4, 4), "": (46, 27)}), "publiek"
    )
    assert [(one.label, one.n, one.agree, one.low) for one in released.shares][1:3] == [
        ("b", None, None, None),
        ("c", None, None, None),
    ]
    assert [one.n for one in released.shares][::3] == [30, 46]


def test_under_twenty_persons_a_share_has_no_interval():
    released = release_shares(shares({"a": (19, 9), "b": (20, 9)}), "publiek")
    assert [one.low is None for one in released.shares] == [True, False]
    assert [one.high is None for one in released.shares] == [True, False]


def test_when_nothing_is_left_there_is_no_chart():
    few = {"a": (4, 1), "b": (3, 1)}
    assert release_shares(shares(few), "publiek") is None
    assert release_matrix(matrix({"a": 4, "b": 3}), "publiek") is None
    assert release_shifts(shifts({"een": {"a": (4, 5)}}, {"a": 9}), "publiek") is None
    assert release_bars(bars({"a": 4}, {"een": {"a": (1, 1, 1, 1, 0)}}), "publiek") is None


def test_a_bar_of_which_everybody_gave_one_answer_tells_what_each_of_them_said():
    counts = {"een": {"a": (0, 0, 0, 12, 0), "b": (1, 2, 3, 4, 2), "c": (2, 2, 3, 4, 9)}}
    released = release_bars(bars({"a": 12, "b": 12, "c": 20}, counts), "publiek")
    assert [bar.shares is None for bar in released.bars] == [True, True, False]
    mixed = {"een": {**counts["een"], "a": (0, 0, 1, 11, 0)}}
    released = release_bars(bars({"a": 12, "b": 12, "c": 20}, mixed), "publiek")
    assert all(bar.shares for bar in released.bars)


def test_everyone_of_one_mind_is_told_of_nowhere():
    counts = {"een": {"": (0, 0, 0, 0, 24)}}
    assert release_bars(bars({"a": 12, "b": 12}, counts), "publiek") is None


def test_what_no_base_declares_is_not_shown():
    draft = shares({"a": (30, 20), "b": (20, 3)}, bases={"base": {"a": 30}})
    assert [one.n for one in release_shares(draft, "publiek").shares] == [30, None]
    assert release_shares(replace(draft, bases={}), "publiek") is None


def test_a_shift_needs_enough_persons_before_after_and_both():
    medians = {"een": {"a": (4.0, 5.0), "": (4.0, 5.0)}}
    whole = shifts(medians, {"a": 12})
    assert release_shifts(whole, "publiek").lines[0].medians == (4.0, 5.0)
    for base in whole.bases:
        few = {**whole.bases, base: {"a": 9, "b": 9}}
        released = release_shifts(replace(whole, bases=few), "publiek")
        assert [one.medians for one in released.lines] == [None, (4.0, 5.0)]
        assert released.lines[0].persons is None


def test_a_class_is_told_of_five_and_a_median_only_of_enough():
    persons = {"a": 9, "b": 5, "c": 4}
    shown = [one.text for one in release_matrix(matrix(persons, coarse=True), "publiek").cells]
    assert shown == ["4", "4", None]
    assert release_matrix(matrix(persons), "publiek") is None
    alike = {("base", "a"): "4"}
    found = release_matrix(matrix({"a": 30, "b": 20, "c": 14}, alike=alike), "publiek")
    assert [one.text for one in found.cells] == [None, "4", None]
    assert [one.part for one in found.cells] == [None, 0.5, None]


def placed(found):
    """Bases, where the cases lie, and who lies in a town and in no case."""
    cases, parents, outer = {}, {}, {}
    for at, (sizes, rest) in enumerate(found):
        for number, n in enumerate(sizes):
            if n:
                cases[f"c{at}{number}"] = n
                parents[f"c{at}{number}"] = f"t{at}"
        if sum(sizes) + rest:
            outer[f"t{at}"] = sum(sizes) + rest
    return {"cases": cases, "towns": outer}, Within("cases", "towns", parents)


@given(towns, profiles)
def test_a_town_minus_its_cases_that_show_is_never_one_case_nor_few_persons(found, profile):
    bases, within = placed(found)
    hidden = hidden_places(bases, profile, within=(within,))
    assert hidden >= hidden_groups(bases, profile)
    for town, everyone in bases["towns"].items():
        here = [case for case in bases["cases"] if within.parents[case] == town]
        closed = [case for case in here if ("cases", case) in hidden]
        if ("towns", town) in hidden:
            assert closed == here
        elif 0 < len(closed) < len(here):
            shown = sum(bases["cases"][case] for case in here if case not in closed)
            in_none = everyone - sum(bases["cases"][case] for case in here)
            assert everyone - shown >= THRESHOLDS[profile]
            assert len(closed) > 1 or in_none > 0
        elif here and not closed:
            left = everyone - sum(bases["cases"][case] for case in here)
            assert left == 0 or left >= THRESHOLDS[profile]


def test_a_case_alone_in_its_town_shows_with_it():
    bases, within = placed([([24], 0), ([12, 12], 0)])
    assert hidden_places(bases, "publiek", within=(within,)) == frozenset()


def test_a_case_whose_town_nobody_knows_is_hidden():
    bases = {"cases": {"c": 30, "d": 30}, "towns": {"t": 30}}
    hidden = hidden_places(bases, "publiek", within=(Within("cases", "towns", {"c": "t"}),))
    assert hidden == {("cases", "d")}


@given(st.integers(0, 9), st.integers(0, 9))
def test_what_a_hidden_group_said_changes_nothing(one, other):
    seen = []
    for agree in (one, other):
        draft = shares({"a": (30, 20), "b": (12, agree % 3), "c": (9, agree), "": (51, 30)})
        seen.append(release_shares(draft, "publiek").shares)
    assert seen[0] == seen[1]
