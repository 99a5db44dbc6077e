"""What leaves of everyone together, of the same people twice, and of a plan."""

from __future__ import annotations

import pytest

from wbp_survey.model.result import Result
from wbp_survey.report.release_rows import release_rows

T = 10


def row(stat, value, n, **about):
    return Result(about.pop("variable", "q"), stat, value, n, **about)


def values(rows):
    return {(one.stat, one.group, one.group2): one.value for one in rows}


def test_a_model_of_many_leaves_and_one_of_few_does_not():
    many = [row("log_odds:InflHigh", 1.2, 1681), row("log_likelihood", -1739.0, 1681)]
    few = [row("log_odds:InflHigh", 1.2, 9)]
    assert release_rows(many, "publiek") == tuple(many)
    assert [one.value for one in release_rows(few, "publiek")] == [None]
    assert release_rows(few, "publiek")[0].note == ("suppressed",)


def test_a_count_of_few_within_many_does_not_leave():
    rows = [row("n_complete", 40.0, 43), row("missing:refused", 3.0, 43), row("floor", 0.2, 43)]
    assert values(release_rows(rows, "publiek"))["missing:refused", None, None] is None
    assert values(release_rows(rows, "publiek"))["floor", None, None] == 0.2


def paired(up, equal, down, unpaired=0, neither=0):
    n = up + equal + down
    about = {"by": "condition", "group": "a", "group2": "b"}
    return [
        row("n_valid", float(n), n, by="condition", group="a"),
        row("n_valid", float(n), n, by="condition", group="b"),
        row("n_subjects", float(n + unpaired + neither), n + unpaired + neither, **about),
        row("n_pairs", float(n), n, **about, note=(f"unpaired:{unpaired}",)),
        row("n_up", float(up), n, **about),
        row("n_equal", float(equal), n, **about),
        row("n_down", float(down), n, **about),
        row("n_unpaired", float(unpaired), n, **about),
        row("n_neither", float(neither), n, **about),
        row("movement:1>5", 1.0, n, **about),
        row("wilcoxon_p", 0.03, n, **about),
    ]


def test_the_same_people_twice_are_not_twice_as_many():
    rows = release_rows(paired(3, 2, 3), "publiek")
    assert all(one.value is None for one in rows)


def test_few_who_went_one_way_are_not_counted_out():
    left = values(release_rows(paired(14, 12, 3), "publiek"))
    for stat in ("n_up", "n_equal", "n_down", "n_pairs", "n_subjects"):
        assert left[stat, "a", "b"] is None, stat
    assert left["wilcoxon_p", "a", "b"] == 0.03


@pytest.mark.parametrize("profile", ["publiek", "consortium"])
def test_no_single_answer_of_the_same_people_leaves(profile):
    rows = release_rows(paired(30, 30, 30), profile)
    assert not [one for one in rows if one.stat.startswith("movement")]
    assert values(rows)["n_up", "a", "b"] == 30


def test_a_note_does_not_say_how_few_answered_once():
    rows = release_rows(paired(30, 30, 30, unpaired=2), "publiek")
    (one,) = [one for one in rows if one.stat == "wilcoxon_p"]
    assert one.value == 0.03
    assert not [note for one in rows for note in one.note if note == "unpaired:2"]


def test_a_plan_is_about_nobody():
    rows = [row("cluster_permutation_p_min", 0.022, 6, by="design")]
    assert release_rows(rows, "publiek") == tuple(rows)


@pytest.mark.parametrize("profile", ["publiek", "consortium"])
def test_what_is_left_without_one_case_does_not_tell_what_the_case_said(profile):
    about = {"by": "town", "group": "A", "group2": "B"}
    stat = "agree_difference_without_one_low"
    rows = [
        row("n_valid", 10.0, 10, by="town", group="A"),
        row("n_valid", 10.0, 10, by="town", group="B"),
        row("agree_share", 0.2, 10, by="town", group="A"),
        row("agree_share", 0.1, 10, by="town", group="B"),
        row(stat, 0.0, 20, **about, note=("most_influential:b1",)),
        row("eta_squared_h_without_one_high", 0.4, 20, by="town"),
    ]
    released = release_rows(rows, profile)
    left = values(released)
    assert left["agree_share", "B", None] == 0.1
    assert left[stat, "A", "B"] is None
    assert left["eta_squared_h_without_one_high", None, None] is None
    assert not [note for one in released for note in one.note if note.startswith("most_")]
