"""The same people twice at the gate: nobody's change can be worked out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.gated import FIVE, answers, left, paired, told, write
from wbp_survey.analysis.movement import sign_test
from wbp_survey.model.result import Result
from wbp_survey.report.gate.release import THRESHOLDS
from wbp_survey.report.gate.rows import release_rows
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.paired import compare_paired

MANY = {"12": 14, "33": 12, "42": 11, "55": 10}
"""14 up, 22 the same, 11 down."""

ONLY_COUNTS = {"n_subjects", "n_pairs", "n_valid", "n_missing", "n_neither", "n_unpaired"}


def test_of_enough_in_every_direction_the_tests_leave(tmp_path):
    found = told(paired(tmp_path / "a.csv", MANY))
    assert {"n_up", "n_down", "wilcoxon_p", "sign_p", "up_minus_down", "median"} <= found


@pytest.mark.parametrize("profile", sorted(THRESHOLDS))
def test_no_answer_of_the_same_people_leaves_twice(tmp_path, profile):
    """Of two tables of the same people the difference is who changed."""
    rows = release_rows(paired(tmp_path / "a.csv", MANY), profile)
    assert not [row for row in rows if row.stat.startswith(("movement", "share", "missing"))]


@pytest.mark.parametrize("moves", [{"12": 14, "33": 12, "42": 3}, {"12": 30}, {"33": 30}])
def test_of_few_who_went_one_way_and_of_all_nothing_tells_the_way(tmp_path, moves):
    """Not the counts, and no test: p, effect and n give the counts away together."""
    rows = paired(tmp_path / "a.csv", moves)
    by_pair = {row.stat for row in release_rows(rows, "publiek")
               if row.value is not None and row.group2}  # fmt: skip
    assert by_pair <= ONLY_COUNTS


def test_the_sign_test_would_have_told_the_counts(tmp_path):
    """Of so many pairs, p and the difference belong to one pair of counts."""
    rows = {row.stat: row for row in paired(tmp_path / "a.csv", {"12": 14, "33": 12, "42": 3})}
    n, p = rows["n_pairs"].value, rows["sign_p"].value
    apart = round(rows["up_minus_down"].value * n)
    fits = [(down + apart, down) for down in range(int(n)) if sign_test(down + apart, down)[0] == p]
    assert fits == [(14, 3)]


def test_three_conditions_and_few_who_went_one_way_between_two_of_them(tmp_path):
    """What rests on all conditions rests on that pair; an adjusted p may be its p."""
    n = 60
    steady = [1 + at % 5 for at in range(n)]
    moved = [5 if at < 20 else 1 if at < 40 else one for at, one in enumerate(steady)]
    few = [min(5, one + 1) if at in {0, 1, 2} else one for at, one in enumerate(steady)]
    path = write(tmp_path / "a.csv", a=steady, b=moved, c=few)
    rows = compare_paired(path, ("a", "b", "c"), Question("condition", resamples=99), FIVE).rows
    found = {(stat, group, other) for _, stat, group, other in left(rows)}
    assert ("wilcoxon_p", "a", "b") in found
    assert ("wilcoxon_p", "a", "c") not in found
    assert not [stat for stat, *_ in found if stat.endswith("_adjusted") or "friedman" in stat]


def test_a_condition_under_which_all_said_the_same_is_not_described(tmp_path):
    rows = paired(tmp_path / "a.csv", {"15": 15, "55": 12, "25": 11})
    found = {(stat, group, other) for _, stat, group, other in left(rows)}
    assert ("median", "a", None) in found
    assert not [stat for stat, group, other in found if group == "b" and not other]
    assert {stat for stat, _, other in found if other} <= ONLY_COUNTS


def test_the_same_people_twice_are_not_twice_as_many(tmp_path):
    rows = paired(tmp_path / "a.csv", {"12": 3, "33": 2, "42": 3})
    assert not told(rows)
    assert told(rows, "consortium") <= ONLY_COUNTS | {"median", "q1", "q3"}


def test_few_who_answered_once_are_not_counted_nor_noted(tmp_path):
    path = tmp_path / "a.csv"
    write(path, a=[*answers(60, 1), "", ""], b=[*answers(60, 2), "3", "4"])
    rows = compare_paired(path, ("a", "b"), Question("condition", resamples=99), FIVE).rows
    assert any("unpaired:2" in row.note for row in rows)
    released = release_rows(rows, "publiek")
    assert not [row for row in released if row.stat == "n_unpaired" and row.value is not None]
    assert not [row for row in released if "unpaired:2" in row.note]


def test_a_mean_leaves_without_what_would_make_a_distribution_of_it():
    about = {"by": "condition", "group": "a"}
    rows = [Result("q", "n_subjects", 30.0, 30, by="condition")]
    stats = ("n_valid", "mean", "sd", "mean_ci_low", "mean_ci_high")
    rows += [Result("q", stat, 30.0, 30, **about) for stat in stats]
    assert told(rows) == {"n_subjects", "n_valid", "mean"}


cells = st.dictionaries(
    st.sampled_from([f"{one}{other}" for one in "135" for other in "135"]),
    st.integers(1, 16), min_size=1,
)  # fmt: skip


@settings(max_examples=25)
@given(cells, st.sampled_from(sorted(THRESHOLDS)))
def test_who_went_where_is_told_of_nobody_or_of_enough_each_way(tmp_path_factory, moves, profile):
    rows = paired(tmp_path_factory.mktemp("moves") / "a.csv", moves)
    found = {stat: value for (_, stat, _, other), value in left(rows, profile).items() if other}
    ways = [sum(n for move, n in moves.items() if (move[0] < move[1]) - (move[0] > move[1]) == way)
            for way in (1, 0, -1)]  # fmt: skip
    few = any(0 < n < THRESHOLDS[profile] for n in ways) or max(ways) == sum(ways)
    if few:
        assert found.keys() <= ONLY_COUNTS
    elif found.keys() - ONLY_COUNTS:
        assert [found["n_up"], found["n_equal"], found["n_down"]] == ways
