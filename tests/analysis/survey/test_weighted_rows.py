"""Weighted groups as result rows: what is given, what is refused, and why."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.analysis.survey.samples import answers, factor, found, sample, schools
from wbp_survey.analysis.survey.design import Drawn, design_of, unweighted
from wbp_survey.analysis.survey.weighted import weighted_rows
from wbp_survey.model.table import OUTSIDE, Column, Table
from wbp_survey.texts import LANGUAGES, say_note

near = pytest.approx


def run(seed=1, **how):
    table, drawn = sample(seed, **how)
    return weighted_rows(table, "g", design_of(drawn))


def of_groups(groups, codes="12345", **known):
    """Return rows of answers that weigh 1, given as {group: answers}."""
    names = [group for group, given in groups.items() for _ in given]
    given = [int(one) - 1 for text in groups.values() for one in text]
    table = Table(len(names), (answers("q", codes, given, **known),), {"g": factor("g", names)})
    return weighted_rows(table, "g", unweighted(len(names)))


def test_schools_as_r_has_them():
    kind, award, design = schools()
    table = Table(200, (answers("award", ("No", "Yes"), award, agree=("Yes",)),), {"stype": kind})
    rows = weighted_rows(table, "stype", design)
    share = found(rows, "agree_share")
    assert (share.value, share.n) == (near(0.638936067161769), 200)
    assert found(rows, "agree_se").value == near(0.0344059182016133)
    assert found(rows, "rao_scott_p").value == near(2.08210852324867e-06)
    assert found(rows, "weight_sum").value == near(6194)
    assert found(rows, "agree_share", "H").value == near(0.32)
    low, high = (found(rows, f"agree_ci_{end}").value for end in ("low", "high"))
    assert low < share.value < high


def test_every_number_is_finite_or_has_a_note_and_every_note_a_sentence():
    rows = [*run(1), *run(2, clusters=9), *run(3, n=30, groups=25), *run(4, n=9, strata=8)]
    for row in rows:
        assert (row.value is None and row.note) or math.isfinite(row.value), row
    for note in {note for row in rows for note in row.note}:
        for language in LANGUAGES:
            assert say_note(note, language) != note, note


def test_answers_in_are_answers_out():
    table, drawn = sample(6, n=80)
    column = table.columns[0]
    reason = np.zeros(80, np.int8)
    reason[:5], reason[5:9], reason[9:12] = -1, OUTSIDE, -4
    index = np.where(reason == 0, column.index, -1).astype(np.int32)
    group = table.factors["g"]
    lost = group.index.copy()
    lost[20:26] = -1
    changed = Table(
        80,
        (Column(column.variable, index, reason),),
        {"g": type(group)("g", group.levels, lost)},
    )
    rows = weighted_rows(changed, "g", design_of(drawn))
    total = sum(found(rows, stat).value for stat in ("n_valid", "n_missing"))
    assert total == 80 - 4 - 6
    assert "without_group:6" in found(rows, "n_valid").note
    assert found(rows, "missing:dont_know").value == 5
    by_group = [found(rows, "n_valid", one).value for one in group.levels]
    assert sum(by_group) == found(rows, "n_valid").value
    assert found(rows, "n_missing").n == total


def test_tests_that_know_no_weights_are_refused_and_those_of_the_design_given():
    rows = run()
    for stat in ("kruskal_h", "kruskal_p", "permutation_p"):
        assert found(rows, stat).note == ("weighted_no_test",)
    assert 0 < found(rows, "rank_test_p").value < 1
    assert found(rows, "rank_test_wald_df1").value == 3
    assert "wald_rejects_too_often" in found(rows, "rank_test_wald_p").note


def test_a_stratum_with_one_unit_has_no_standard_error_and_says_which():
    table, drawn = sample(1, n=40, strata=1)
    strata = factor("s", ["alone", *["rest"] * 39])
    rows = weighted_rows(table, "g", design_of(Drawn(drawn.weights, strata)))
    row = found(rows, "mean_se")
    assert (row.value, row.note) == (None, ("lonely_unit:alone", *row.note[1:]))
    assert found(rows, "mean").value is not None
    assert found(rows, "rank_test_p").value is None
    there = table.factors["g"].levels[table.factors["g"].index[0]]
    others = set(table.factors["g"].levels) - {there}
    assert all(found(rows, "mean_se", one).value is not None for one in others)


@pytest.mark.parametrize(
    ("note", "stat", "group", "groups", "known"),
    [
        ("all_missing", "rank_test_p", None, {"A": "000", "B": "000"}, {}),
        ("group_empty:B", "mean", "B", {"A": "1234", "B": "000"}, {}),
        ("group_of_one:B", "mean", "B", {"A": "1234", "B": "1"}, {}),
        ("n_below_3:B", "agree_share", "B", {"A": "1234", "B": "12"}, {"agree": "45"}),
        ("n_below_5", "mean_se", "B", {"A": "12345", "B": "123"}, {}),
        ("one_group", "rao_scott_p", None, {"A": "12345", "B": "000"}, {}),
        ("constant", "rank_test_p", None, {"A": "33333", "B": "33333"}, {}),
        ("constant", "design_effect", "A", {"A": "33333", "B": "12345"}, {}),
        ("constant", "agree_design_effect", "A", {"A": "11111", "B": "12345"}, {"agree": "45"}),
        ("nominal", "rank_test_p", None, {"A": "12345", "B": "33451"}, {"level": "nominal"}),
        ("n_below_3:B", "rank_test_p", None, {"A": "12345", "B": "12"}, {}),
    ],
)
def test_what_cannot_be_computed_says_why(note, stat, group, groups, known):
    row = found(of_groups(groups, **known), stat, group)
    assert row.value is None
    assert note in row.note


@pytest.mark.parametrize(
    ("note", "stat", "rows"),
    [
        ("mean_of_ordinal", "mean", run),
        ("few_design_df:4", "mean_se", lambda: run(n=40, strata=1, clusters=5, groups=2)),
        ("nested_units:9", "agree_se", lambda: run(n=400, clusters=9)),
        ("n_below_20", "agree_share", lambda: run(n=15, groups=1)),
    ],
)
def test_what_needs_a_word_beside_it_has_one(note, stat, rows):
    row = found(rows(), stat)
    assert row.value is not None
    assert note in row.note


def test_answers_that_weigh_very_unequally_are_said_to_be_worth_less():
    table, _ = sample(2, n=40, strata=1)
    weights = np.where(np.arange(40) < 3, 500.0, 1.0)
    rows = weighted_rows(table, "g", design_of(Drawn(weights)))
    assert "n_effective_below_20" in found(rows, "agree_share").note


def test_there_is_no_standard_error_without_degrees_of_freedom():
    table, drawn = sample(1, n=30, groups=2)
    strata = factor("s", [f"s{one}" for one in range(30)])
    sizes = np.ones(30)
    rows = weighted_rows(table, "g", design_of(Drawn(drawn.weights, strata, None, sizes)))
    assert "no_design_df" in found(rows, "mean_ci_low").note
    assert found(rows, "rank_test_p").value is None


def test_more_than_twenty_groups_are_estimated_and_not_tested():
    rows = run(n=2000, groups=25)
    for stat in ("rank_test_p", "rao_scott_p"):
        assert found(rows, stat).note == ("many_groups_no_test:25",)
    assert found(rows, "icc1").value > 0
    row = found(rows, "funnel_n", "g3")
    worth = found(rows, "n_effective", "g3").value
    assert row.value <= worth + 1e-9  # unequal weights make answers worth less
    assert found(rows, "agree_share_shrunken", "g3").value is not None


def test_a_nominal_item_has_a_table_test_but_no_mean():
    rows = run()
    table, drawn = sample(1)
    nominal = answers("q", "12345", table.columns[0].index, level="nominal")
    rows = weighted_rows(Table(table.n, (nominal,), table.factors), "g", design_of(drawn))
    assert not [row for row in rows if row.stat in {"mean", "median"}]
    assert found(rows, "rao_scott_p").value is not None


@pytest.mark.parametrize("seed", range(6))
def test_equal_answers_have_no_variance_whatever_the_weights_add_up_to(seed):
    rng = np.random.default_rng(seed)
    table = Table(
        40,
        (answers("q", "12345", np.full(40, 2)),),
        {"g": factor("g", [f"g{one}" for one in rng.integers(0, 2, 40)])},
    )
    rows = weighted_rows(table, "g", design_of(Drawn(rng.uniform(0.1, 3, 40).round(2))))
    for group in ("g0", "g1"):
        assert found(rows, "mean_se", group).value == 0
        effect = found(rows, "design_effect", group)
        assert (effect.value, "constant" in effect.note) == (None, True)
