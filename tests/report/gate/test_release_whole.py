"""What leaves of a scale, of coders, of roles on one case, and of a plan."""

from __future__ import annotations

import pytest

from tests.report.gated import answers, left, scaled, told
from wbp_survey.model.result import Result
from wbp_survey.report.gate.release import THRESHOLDS
from wbp_survey.report.gate.rows import release_rows


def items(*numbers):
    """Return two items on which as many persons as stated gave each code, the same on both."""
    said = [code for code, n in enumerate(numbers, 1) for _ in range(n)]
    return {"a": said, "b": said}


def stats(rows, profile="publiek", name="a+b"):
    return {
        stat: value for (about, stat, *_), value in left(rows, profile).items() if about == name
    }


def test_of_enough_in_every_band_the_distribution_leaves(tmp_path):
    found = stats(scaled(tmp_path / "a.csv", **items(12, 13, 14, 15, 16)))
    assert found["count:1-1.4"] == 12.0
    assert found["floor_share"] == pytest.approx(12 / 70)
    assert found["cronbach_alpha"] == pytest.approx(1)


def test_one_band_of_few_hides_all_for_they_add_up(tmp_path):
    rows = scaled(tmp_path / "a.csv", **items(12, 3, 14, 15, 16))
    assert any(row.stat.startswith("count:") and row.value == 3 for row in rows)
    assert not [stat for stat in stats(rows) if stat.startswith("count:")]
    assert {"floor_share", "ceiling_share", "median"} <= stats(rows).keys()


def test_few_at_one_end_hide_both_ends(tmp_path):
    rows = scaled(tmp_path / "a.csv", **items(3, 13, 14, 15, 16))
    assert not stats(rows).keys() & {"floor_share", "ceiling_share"}


def test_the_lowest_and_the_highest_score_are_somebodys(tmp_path):
    rows = scaled(tmp_path / "a.csv", **items(12, 13, 14, 15, 16))
    assert {"score_min", "score_max"} <= {row.stat for row in rows}
    assert not stats(rows).keys() & {"score_min", "score_max"}


def test_how_many_items_few_persons_answered_is_hidden_with_the_others(tmp_path):
    gaps = {"a": [*answers(60), "", "2"], "b": [*answers(60, 2), "3", ""]}
    rows = scaled(tmp_path / "a.csv", **gaps)
    assert any(row.stat == "answered:1" and row.value == 2 for row in rows)
    assert not [stat for stat in stats(rows) if stat.startswith("answered")]
    assert not [row for row in release_rows(rows, "publiek") if row.stat.startswith("missing:")]
    assert not [row for row in release_rows(rows, "publiek") if "listwise_loses:2" in row.note]


def test_of_too_few_who_answered_all_no_consistency_leaves(tmp_path):
    n = 24
    gaps = {"a": answers(n), "b": [code if at < 8 else "" for at, code in enumerate(answers(n, 2))]}
    found = stats(scaled(tmp_path / "a.csv", **gaps))
    assert "n_complete" not in found
    assert not [stat for stat in found if stat.startswith("cronbach_alpha_ci")]


@pytest.mark.parametrize("numbers", [(0, 0, 30, 0, 0), (30, 0, 0, 0, 0)])
def test_of_a_scale_on_which_all_have_one_score_nothing_is_described(tmp_path, numbers):
    found = stats(scaled(tmp_path / "a.csv", **items(*numbers)))
    assert not found.keys() & {"mean", "sd", "median", "q1", "q3", "floor_share", "ceiling_share"}
    assert not [stat for stat in found if stat.startswith("count:")]


def test_an_item_to_which_all_gave_one_answer_is_not_named(tmp_path):
    rows = scaled(tmp_path / "a.csv", a=["4"] * 40, b=answers(40), c=answers(40, 3))
    assert any("constant_item:a" in row.note for row in rows)
    notes = {note for row in release_rows(rows, "publiek") for note in row.note}
    assert not [note for note in notes if note.startswith("constant_item")]


def test_a_scale_of_few_persons_is_empty(tmp_path):
    assert not told(scaled(tmp_path / "a.csv", **items(1, 2, 1, 2, 1)))


def listed():
    """Rows of roles on one case: each value is one person's."""
    rows = [
        Result("q", f"value:{role}", 4.0, 1, by="case", group=case, note=("given:4",))
        for case in ("plein", "brink")
        for role in ("bewoner", "wijkagent")
    ]
    pair = {"by": "role", "group": "bewoner", "group2": "wijkagent"}
    return [*rows, *(Result("q", stat, 20.0, 20, **pair) for stat in ("n_pairs", "n_equal"))]


@pytest.mark.parametrize("profile", sorted(THRESHOLDS))
def test_what_a_role_said_of_a_case_never_leaves_however_many_cases(profile):
    released = release_rows(listed(), profile)
    assert {(row.value, row.n, row.note) for row in released} == {(None, 0, ("suppressed",))}


def test_a_plan_is_about_nobody():
    rows = [Result("", "cluster_permutation_p_min", 0.022, 6, by="design")]
    assert release_rows(rows, "publiek") == tuple(rows)


def test_answers_do_not_become_a_plan_by_the_name_of_their_grouping():
    about = {"by": "design", "group": "a"}
    rows = [Result("q", "n_valid", 3.0, 3, **about), Result("q", "median", 4.0, 3, **about)]
    assert not told(rows)
