"""Paired rows: counts in are counts out, and a number that cannot be given says why."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.paired.matching import found, matched, of_pair, run
from wbp_survey.analysis.paired.compare import PairedSpec, paired_rows
from wbp_survey.texts import LANGUAGES, say_note

near = pytest.approx
ANSWERS = st.lists(st.sampled_from(["1", "2", "3", "4", "5", "?", "."]), min_size=6, max_size=14)
UP = ("1 1 2 2 3 3 4 2", "2 3 3 4 4 4 5 1")
SIX = "t1 t2 t3 t4 t5 t6 t1 t2"
TWELVE = ("1 2 1 2 1 2 1 2 1 2 3 1", "2 3 2 3 3 3 2 2 2 3 3 1", "3 4 3 5 4 4 3 3 4 5 4 2")


@given(st.lists(ANSWERS, min_size=2, max_size=4), st.data())
@settings(max_examples=40, deadline=None)
def test_every_row_holds_whatever_is_answered(lines, data):
    n = min(map(len, lines))
    names = data.draw(st.lists(st.sampled_from(["t1", "t2", "t3", "-"]), min_size=n, max_size=n))
    cluster = " ".join(names) if data.draw(st.booleans()) else ""
    rows = run(*(" ".join(line[:n]) for line in lines), cluster=cluster, spec=PairedSpec(99))
    for row in rows:
        assert row.value is None or math.isfinite(row.value), row
        assert row.value is not None or row.note, row
        assert all(say_note(note, language) != note for note in row.note for language in LANGUAGES)
        if row.stat.endswith("_p") and row.value is not None:
            assert 0 < row.value <= 1
    for pair in {(row.group, row.group2) for row in rows if row.group2}:
        counted = [
            found(rows, f"n_{kind}", *pair).value for kind in ("pairs", "unpaired", "neither")
        ]
        assert sum(counted) == n == found(rows, "n_subjects").value
    json.dumps([row.as_row() for row in rows], allow_nan=False)


@given(ANSWERS, ANSWERS)
@settings(max_examples=30, deadline=None)
def test_the_conditions_the_other_way_round_mirror_everything(one, other):
    n = min(len(one), len(other))
    first, last = " ".join(one[:n]), " ".join(other[:n])
    there, back = run(first, last), run(last, first)
    for stat in ("n_pairs", "n_unpaired", "n_equal", "wilcoxon_p", "sign_p", "stuart_maxwell_chi2"):
        assert of_pair(there, stat) == near(of_pair(back, stat)), stat
    assert of_pair(there, "n_up") == of_pair(back, "n_down")
    for stat in ("rank_biserial", "median_shift", "up_minus_down"):
        value, mirrored = of_pair(there, stat), of_pair(back, stat)
        assert value == (None if mirrored is None else near(-mirrored)), stat


def test_higher_the_second_time_is_up_and_a_negative_effect():
    rows = run(*UP)
    assert [of_pair(rows, stat) for stat in ("n_up", "n_equal", "n_down")] == [7, 0, 1]
    assert of_pair(rows, "rank_biserial") < 0
    assert of_pair(rows, "median_shift") == 1
    assert of_pair(rows, "up_minus_down") == near(6 / 8)
    assert of_pair(rows, "movement:1>2") == 1
    assert of_pair(rows, "movement:2>1") == 1
    assert of_pair(rows, "movement:5>5") == 0


def test_each_condition_is_described():
    rows = run("1 2 3 4 ?", "5 5 . 4 3")
    assert [found(rows, stat, "A").value for stat in ("n_valid", "median", "q1", "q3")] == [
        4, 2.5, 1.75, 3.25,
    ]  # fmt: skip
    assert found(rows, "missing:dont_know", "A").value == 1
    assert found(rows, "missing:not_asked", "B").n == 5


def test_who_answered_once_is_counted_and_said():
    rows = run("1 2 3 4 5 . .", "2 3 4 5 . 1 .")
    assert [of_pair(rows, f"n_{kind}") for kind in ("pairs", "unpaired", "neither")] == [4, 2, 1]
    assert found(rows, "n_unpaired", "A", "B").note == ("unpaired:2",)
    assert found(rows, "n_pairs", "A", "B").note == ("unpaired:2",)


def test_an_item_of_two_codes_has_mcnemars_test():
    rows = run("1 1 1 1 1 1 1 2 2", "2 2 2 2 2 2 2 2 1", codes=("1", "2"))
    assert of_pair(rows, "mcnemar_p") == near(18 / 256)
    assert of_pair(rows, "mcnemar_p_min") == near(2 / 256)
    assert of_pair(rows, "sign_p") == near(of_pair(rows, "mcnemar_p"))


def test_categories_without_order_are_counted_and_tested_but_not_ranked():
    rows = run("1 1 2 2 3 3 1 2", "2 3 3 3 1 1 2 3", codes=("1", "2", "3"), level="nominal")
    refused = ("n_up", "wilcoxon_p", "sign_p", "rank_biserial", "up_minus_down", "median_shift")
    for stat in refused:
        row = found(rows, stat, "A", "B")
        assert (row.value, row.note[0]) == (None, "nominal"), stat
    assert of_pair(rows, "stuart_maxwell_chi2") is not None
    assert of_pair(rows, "stuart_maxwell_permutation_p") is not None


def test_three_conditions_have_friedman_and_adjusted_pairs():
    rows = run(*TWELVE)
    assert found(rows, "friedman_df").value == 2
    assert found(rows, "friedman_permutation_p").method == "exact"
    w, q = found(rows, "kendalls_w").value, found(rows, "friedman_q").value
    assert w == near(q / 24)
    plain = sorted(found(rows, "wilcoxon_p", *pair).value for pair in ("AB", "AC", "BC"))
    adjusted = sorted(
        found(rows, "wilcoxon_p_adjusted", *pair).value for pair in ("AB", "AC", "BC")
    )
    assert adjusted[0] == near(3 * plain[0])
    assert found(rows, "pairs_tested").value == 3


def test_two_conditions_have_neither_friedman_nor_a_family():
    stats = {row.stat for row in run(*UP)}
    assert not stats & {"friedman_q", "wilcoxon_p_adjusted", "pairs_tested", "mcnemar_p"}


def test_pairs_behind_a_friedman_that_shows_nothing_say_so():
    rows = run("1 2 3 4 5 3 2", "2 1 4 3 5 2 3", "1 3 2 5 4 3 2")
    assert found(rows, "friedman_permutation_p").value > 0.05
    assert "omnibus_above_alpha" in found(rows, "wilcoxon_p", "A", "B").note


def test_whole_tables_change_sign_beside_the_test_that_ignores_them():
    rows = run(*UP, cluster=SIX)
    assert of_pair(rows, "cluster_sign_flip_p_min") == 2 / 64
    assert found(rows, "cluster_sign_flip_p", "A", "B").note == ("few_clusters:6",)
    assert "as_if_independent" in found(rows, "wilcoxon_p", "A", "B").note


def test_whole_tables_change_conditions_together():
    tables = "t1 t1 t2 t2 t3 t3 t4 t4 t5 t5 t6 t6"
    rows = run(*TWELVE, cluster=tables)
    alone = run(*TWELVE, cluster=" ".join(f"t{place:02}" for place in range(12)))
    assert found(rows, "cluster_permutation_p").method == "exact"
    same = found(alone, "friedman_permutation_p").value
    assert found(alone, "cluster_permutation_p").value == near(same)


def test_the_seed_names_what_is_sampled():
    rng = np.random.default_rng(4)
    lines = [" ".join(str(one) for one in rng.integers(1, 6, 60)) for _ in range(4)]
    stat, spec = "friedman_permutation_p", PairedSpec(999)
    first = found(run(*lines, spec=spec), stat)
    assert first.method == "monte_carlo"
    assert first == found(run(*lines, spec=spec), stat)
    assert first.value != found(run(*lines, spec=replace(spec, seed=1)), stat).value


# rule: the stat it speaks about, the note, and a comparison in which it does.
RULES = {
    "nobody_in_both": ("wilcoxon_p", "no_pairs", lambda: run("1 2 .", ". . 3")),
    "few_in_both": ("rank_biserial", "pairs_below_3", lambda: run("1 2 .", "2 3 3")),
    "nobody_differs": ("wilcoxon_p_min", "no_change", lambda: run("1 2 3 4", "1 2 3 4")),
    "paired_min_p_above_alpha": (
        "wilcoxon_p",
        "min_p_above_alpha",
        lambda: run("1 1 1 1 1 2", "2 2 2 2 2 2"),
    ),
    "bhapkar_unbounded": ("bhapkar_p", "one_way", lambda: run("1 1 1 1 1 1", "2 2 2 2 2 2")),
    "few_moved": ("stuart_maxwell_p", "moved_below_40", lambda: run(*UP)),
    "many_categories": (
        "stuart_maxwell_p",
        "codes_above_11",
        lambda: run(
            " ".join(map(str, range(1, 14))),
            " ".join(map(str, range(13, 0, -1))),
            codes=tuple(map(str, range(1, 14))),
        ),
    ),
    "flip_cluster_missing": (
        "cluster_sign_flip_p",
        "cluster_missing:1",
        lambda: run(*UP, cluster="t1 t2 t3 t4 t5 t6 t7 -"),
    ),
    "clusters_level": (
        "cluster_sign_flip_p",
        "clusters_level",
        lambda: run("1 2 1 2 1 2", "2 1 2 1 2 1", cluster="a a b b c c"),
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_speaks_where_it_should(rule):
    stat, note, rows = RULES[rule]
    row = found(rows(), stat, "A", "B")
    assert note in row.note
    assert rule == "few_moved" or row.value is None


OVERALL = {
    "nobody_throughout": ("friedman_q", "nobody_throughout", ("1 2 .", "2 . 3", ". 1 4")),
    "few_throughout": ("friedman_p", "throughout_below_3", ("1 2", "2 3", "3 1")),
    "same_throughout": ("kendalls_w", "same_throughout", ("1 2 3", "1 2 3", "1 2 3")),
    "friedman_of_few": ("friedman_p", "friedman_rough", ("1 2 3 1", "2 3 4 2", "3 1 5 1")),
    "incomplete_people": ("friedman_q", "not_throughout:1", ("1 2 3 1", "2 3 4 2", "3 1 5 .")),
}


@pytest.mark.parametrize("rule", OVERALL)
def test_a_rule_about_all_conditions_speaks_where_it_should(rule):
    stat, note, lines = OVERALL[rule]
    assert note in found(run(*lines), stat).note


def test_one_condition_is_nothing_to_compare():
    rows = run("1 2 3 4")
    row = found(rows, "wilcoxon_p")
    assert (row.value, row.note) == (None, ("one_condition",))
    assert found(rows, "median", "A").value == 2.5


def test_more_than_twenty_conditions_are_described_and_not_tested():
    rows = run(*["1 2 3 4"] * 21)
    assert found(rows, "wilcoxon_p").note == ("too_many_groups:21",)
    assert not [row for row in rows if row.group2]


def test_a_person_at_two_tables_ties_them_together():
    shaped = matched(*UP, cluster=SIX)
    torn = shaped.cluster.index.copy()
    torn[0] = -2
    shaped = replace(shaped, cluster=replace(shaped.cluster, index=torn))
    row = found(paired_rows(shaped, PairedSpec()), "cluster_sign_flip_p", "A", "B")
    assert (row.value, "cluster_torn:1" in row.note) == (None, True)


def test_rows_that_belong_nowhere_are_said():
    shaped = replace(matched(*UP), without_group=2, without_person=1)
    row = found(paired_rows(shaped, PairedSpec()), "n_subjects")
    assert row.note == ("without_condition:2", "without_person:1")
