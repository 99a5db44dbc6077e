"""Ratings in two rounds: published numbers, who moved, and no statistic of too few people."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from tests.analysis.round_tables import NINE, described, ratings, row, sat
from tests.analysis.tables import DATA
from wbp_survey.analysis.movement import sign_test
from wbp_survey.analysis.rounds import (
    AGREES,
    DISAGREES,
    UNDECIDED,
    RoundsSpec,
    class_of,
    compare_rounds,
    ipras,
)
from wbp_survey.model.study import RoundTablePolicy

VECTORS = json.loads((DATA / "ram_vectors.json").read_text("utf-8"))
LOWER = RoundTablePolicy(median_between="lower")
NOTHING = Fraction(0)


@pytest.mark.parametrize("name", VECTORS)
def test_the_numbers_are_those_of_the_source_to_three_decimals(name):
    vector = VECTORS[name]
    rows = described(ratings(vector["ratings"]))
    for number in (1, 2):
        found = {stat: row(rows, stat, "plein", number).value for stat in vector["expected"]}
        assert {stat: round(value, 3) for stat, value in found.items()} == vector["expected"]


def test_a_spread_on_its_bound_is_no_disagreement_and_one_above_it_is():
    assert class_of(Fraction(8), Fraction(1), "higher") == AGREES
    assert class_of(Fraction(8), 1 + Fraction(1, 10**9), "higher") == UNDECIDED
    assert ipras(Fraction(4), Fraction(6)) == Fraction("2.35")
    assert ipras(Fraction(1), Fraction(1)) == ipras(Fraction(9), Fraction(9)) == Fraction("8.35")


@pytest.mark.parametrize(
    ("median", "higher", "lower"),
    [
        ("1", DISAGREES, DISAGREES),
        ("3", DISAGREES, DISAGREES),
        ("3.5", UNDECIDED, DISAGREES),
        ("4", UNDECIDED, UNDECIDED),
        ("6", UNDECIDED, UNDECIDED),
        ("6.5", AGREES, UNDECIDED),
        ("7", AGREES, AGREES),
        ("9", AGREES, AGREES),
    ],
)
def test_a_median_between_two_classes_goes_where_the_study_says(median, higher, lower):
    assert class_of(Fraction(median), NOTHING, "higher") == higher
    assert class_of(Fraction(median), NOTHING, "lower") == lower


def test_the_rule_for_a_median_between_stands_in_the_row():
    for policy, value in ((RoundTablePolicy(), AGREES), (LOWER, UNDECIDED)):
        found = row(described(ratings([6, 6, 6, 7, 7, 7]), policy=policy), "class", "plein", 1)
        assert (found.value, found.method) == (value, f"median_{policy.median_between}")


def test_below_the_number_the_study_names_ratings_are_indicative():
    six, seven = ([5] * n for n in (6, 7))
    assert "indicative" in row(described(ratings(six)), "median", "plein", 1).note
    assert "indicative" not in row(described(ratings(seven)), "median", "plein", 1).note
    strict = RoundTablePolicy(indicative_below=8)
    assert "indicative" in row(described(ratings(seven), policy=strict), "class", "plein", 1).note


def test_who_moved_is_counted_from_people_with_both_ratings():
    rows = described("plein: B37 B55 B64 B9? W-2 G44 B23 B11")
    counts = {
        stat: row(rows, stat, "plein").value for stat in ("n_pairs", "n_up", "n_equal", "n_down")
    }
    assert counts == {"n_pairs": 6, "n_up": 2, "n_equal": 3, "n_down": 1}
    assert row(rows, "n_pairs", "plein").note == ("unpaired:2",)
    assert row(rows, "median_shift", "plein").value == 0


def test_the_shift_is_the_median_of_what_each_person_changed_not_of_the_medians():
    rows = described("plein: B19 B52 B65 B74 B86")
    assert row(rows, "median_shift", "plein").value == -2
    medians = [row(rows, "median", "plein", number).value for number in (1, 2)]
    assert medians[1] - medians[0] == -1


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_sign_test_is_the_exact_binomial_one(up, down):
    p, smallest = sign_test(up, down)
    if not up + down:
        assert (p, smallest) == (None, None)
        return
    assert p == pytest.approx(binomtest(up, up + down).pvalue, rel=1e-9)
    assert smallest == pytest.approx(binomtest(0, up + down).pvalue, rel=1e-9)


@given(st.integers(0, 400), st.integers(0, 1))
def test_as_many_up_as_down_or_one_apart_is_one_and_written_as_one(up, more):
    if up + more:
        assert sign_test(up, up + more)[0] == sign_test(up + more, up)[0] == 1.0


@pytest.mark.parametrize("up", [330, 480, 501, 40_000])
def test_the_sign_test_of_many_is_still_exact(up):
    down = 1001 - up if up < 1000 else 41_000
    assert sign_test(up, down)[0] == pytest.approx(binomtest(up, up + down).pvalue, rel=1e-9)


def test_drawing_together_is_told_of_those_who_stayed_and_of_all_apart():
    rows = described("plein: B15 B35 B55 B76 B9- B9-")
    paired, everybody = (row(rows, stat, "plein") for stat in ("ipr_change", "ipr_change_all"))
    before = row(rows, "ipr", "plein", 1).value
    assert everybody.value == pytest.approx(row(rows, "ipr", "plein", 2).value - before)
    four = np.percentile([1, 3, 5, 7], [30, 70])
    assert paired.value == pytest.approx(0.1 - (four[1] - four[0]))
    assert paired.n == everybody.n == 4
    assert "convergence" in paired.note
    assert "convergence" in everybody.note


def test_ratings_can_draw_together_and_still_disagree():
    rows = described(ratings([1, 1, 1, 9, 9, 9, 5], [2, 2, 2, 8, 8, 8, 5]))
    assert row(rows, "ipr_change", "plein").value < 0
    assert row(rows, "disagreement_index", "plein", 2).value > 1
    assert row(rows, "class", "plein", 2).value == UNDECIDED


def test_an_empty_seat_and_a_withdrawal_are_told_apart_and_are_no_nonresponse():
    rows = described("plein: B37 B55 B64 B5- B5x W5- G5?")
    assert row(rows, "n_missing", "plein", 2).value == 4
    missing = {
        one.stat: one.value
        for one in rows
        if one.stat.startswith("missing:") and (one.group, one.round) == ("plein", 2)
    }
    assert missing == {"missing:absent": 2, "missing:withdrawn": 1, "missing:dont_know": 1}
    assert "missing_over_20" in row(described("plein: B3? B5? B66"), "n_missing", "plein", 2).note
    assert (
        "missing_over_20" not in row(described("plein: B3- B5- B66"), "n_missing", "plein", 2).note
    )


def test_tables_stand_apart_and_together_with_a_word_on_what_that_means():
    rows = described("plein: B37 B55 B64 / brink: B99 B88 B77")
    assert row(rows, "median", "plein", 1).value == 5
    assert row(rows, "median", "brink", 1).value == 8
    assert row(rows, "median", None, 1).value == 6.5
    assert "tables_pooled:2" in row(rows, "median", None, 1).note
    assert "tables_pooled:2" in row(rows, "n_up").note
    assert not any("tables_pooled:2" in one.note for one in rows if one.group == "plein")


def test_a_table_that_was_not_asked_the_statement_counts_nowhere():
    rows = described("plein: B37 B55 B64 / brink: B.. B..")
    assert row(rows, "n_valid", None, 1).n == 3
    assert "tables_pooled:2" not in row(rows, "median", None, 1).note
    assert row(rows, "median", "brink", 1).value is None


def test_few_of_a_role_are_shown_one_by_one_and_given_no_statistic():
    rows = described("plein: B37 B55 B64 B77 B88 W59 W91")
    police = [one for one in rows if (one.by, one.group) == ("role@plein", "wijkagent")]
    dots = {(one.round, one.stat): one.value for one in police if one.stat.startswith("count:")}
    assert dots == {(1, "count:5"): 1, (1, "count:9"): 1, (2, "count:9"): 1, (2, "count:1"): 1}
    moved = {one.stat: one.value for one in police if one.round is None and one.value is not None}
    assert moved == {"n_pairs": 2, "n_up": 1, "n_equal": 0, "n_down": 1}
    assert all("role_below_5" in one.note for one in police if one.value is None)
    assert row(rows, "median", "bewoner", 1, "role@plein").value == 6


def test_roles_are_told_per_table_and_over_all_tables():
    rows = described("plein: B37 B55 B64 / brink: B99 B88 W77")
    groupings = {one.by: {one.group} for one in rows}
    for one in rows:
        groupings[one.by].add(one.group)
    assert groupings == {
        "session": {"plein", "brink", None},
        "role": {"bewoner", "wijkagent", "gemeente"},
        "role@plein": {"bewoner"},
        "role@brink": {"bewoner", "wijkagent"},
    }
    assert row(rows, "n_valid", "bewoner", 1, "role").value == 5
    assert row(rows, "n_valid", "bewoner", 1, "role@brink").value == 2


def test_grouped_by_role_there_are_no_roles_within():
    rows = described("plein: B37 B55 B64 B11 B99 / brink: W88", "role")
    assert {one.by for one in rows} == {"role"}
    assert row(rows, "median", None, 1, "role").value == 5.5
    assert "role_below_5" not in row(rows, "median", None, 1, "role").note
    assert row(rows, "median", "wijkagent", 1, "role").value is None


def test_somebody_without_a_role_is_in_the_table_and_in_no_role():
    rows = described("plein: B37 B55 ?64")
    assert row(rows, "n_valid", "plein", 1).value == 3
    assert row(rows, "n_valid", "bewoner", 1, "role@plein").value == 2
    assert not any("without_group" in note for one in rows for note in one.note)


def test_another_scale_has_its_quantiles_and_no_class():
    five = ("1", "2", "3", "4", "5")
    rows = described("plein: B12 B23 B34 B45", codes=five)
    assert row(rows, "ipr", "plein", 1).value == pytest.approx(1.2)
    for stat in ("ipras", "disagreement_index", "class"):
        found = row(rows, stat, "plein", 1)
        assert (found.value, "scale_not_1_9" in found.note) == (None, True)


def test_codes_without_order_have_counts_only():
    rows = described("plein: B12 B23 B31", codes=("1", "2", "3"), level="nominal")
    assert row(rows, "count:1", "plein", 1).value == 1
    for stat in ("median", "p30", "class"):
        assert row(rows, stat, "plein", 1).value is None
    for stat in ("n_up", "median_shift", "sign_p", "ipr_change"):
        assert row(rows, stat, "plein").value is None
    assert row(rows, "n_pairs", "plein").value == 3


def test_only_the_items_asked_for_are_described_and_one_round_has_no_change():
    table = sat("plein: B37 B55 B64")
    assert compare_rounds(table, RoundsSpec(items=("other",))) == ()
    one = replace(table, columns=table.columns[:1])
    rows = compare_rounds(one, RoundsSpec())
    assert {found.round for found in rows} == {1}


people = st.lists(
    st.tuples(
        st.sampled_from("BWG"),
        st.sampled_from([*NINE, "?", "-"]),
        st.sampled_from([*NINE, "?", "x"]),
    ),
    min_size=1,
    max_size=14,
)


def spelt(sitting):
    return " ".join("".join(one) for one in sitting)


@given(st.lists(people, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_everybody_is_counted_once_and_no_value_is_missing_without_a_note(tables):
    names = ("plein", "brink", "laan")
    text = " / ".join(f"{name}: {spelt(one)}" for name, one in zip(names, tables, strict=False))
    rows = described(text)
    assert all(one.note for one in rows if one.value is None)
    everybody = sum(len(one) for one in tables)
    for number in (1, 2):
        counted = [row(rows, stat, None, number).value for stat in ("n_valid", "n_missing")]
        assert sum(counted) == everybody
        by_role = [one for one in rows if one.by == "role" and one.round == number]
        valid = sum(one.value for one in by_role if one.stat == "n_valid")
        assert valid == row(rows, "n_valid", None, number).value
    for name in names[: len(tables)]:
        parts = [row(rows, stat, name).value or 0 for stat in ("n_up", "n_equal", "n_down")]
        assert sum(parts) == row(rows, "n_pairs", name).value


@given(people.filter(lambda sitting: len(sitting) > 2))
@settings(max_examples=40, deadline=None)
def test_a_scale_turned_round_turns_the_classes_and_the_moves_round(sitting):
    turned = [
        (role, *(str(10 - int(code)) if code in NINE else code for code in codes))
        for role, *codes in sitting
    ]
    there, back = (described(f"plein: {spelt(one)}") for one in (sitting, turned))
    for number in (1, 2):
        for stat in ("ipr", "ipras", "disagreement_index"):
            one, other = (row(rows, stat, "plein", number).value for rows in (there, back))
            assert one == pytest.approx(other) if one is not None else other is None
    assert row(there, "n_up", "plein").value == row(back, "n_down", "plein").value
    shifts = [row(rows, "median_shift", "plein").value for rows in (there, back)]
    assert shifts == [None, None] or shifts[0] == -shifts[1]


@given(people, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_who_sits_where_changes_nothing(sitting, random):
    moved = random.sample(sitting, len(sitting))
    assert described(f"plein: {spelt(sitting)}") == described(f"plein: {spelt(moved)}")


def test_how_far_people_at_a_table_agree_stands_beside_how_far_apart_they_lie():
    rows = described(ratings([3, 4, 4, 5, 5], [4, 4, 4, 4, 4]))
    first = {stat: row(rows, stat, "plein", 1) for stat in ("rwg", "ad_mean", "agreement_a")}
    # Variance .7 of 80 / 12 when ratings are random; mean 4.2.
    assert first["rwg"].value == pytest.approx(1 - 0.7 / (80 / 12))
    assert first["ad_mean"].value == pytest.approx(0.64)
    assert first["agreement_a"].note[:1] == ("agreement_a_below_8",)
    second = {stat: row(rows, stat, "plein", 2).value for stat in ("rwg", "ad_median", "consensus")}
    assert second == {"rwg": 1, "ad_median": 0, "consensus": 1}
    assert row(rows, "rwg_critical", "plein", 1).value < first["rwg"].value


def test_one_or_two_ratings_and_a_role_have_no_agreement_index():
    alone = row(described(ratings([5])), "rwg", "plein", 1)
    assert (alone.value, alone.note) == (None, ("group_of_one:plein",))
    pair = row(described(ratings([5, 6])), "consensus", "plein", 1)
    assert (pair.value, pair.note) == (None, ("n_below_3:plein",))
    of_roles = [one for one in described(ratings([5, 6, 7])) if one.by == "role"]
    assert not [one for one in of_roles if one.stat == "rwg"]


def test_ratings_wider_than_random_ones_count_as_no_agreement():
    found = row(described(ratings([1, 1, 1, 9, 9, 9])), "rwg", "plein", 1)
    assert (found.value, found.note) == (0, ("rwg_zero",))
