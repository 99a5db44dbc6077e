"""What stands beside the tests: agreement within groups, the cases' share, very many groups."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.analysis.tables import (
    column,
    factor,
    found,
    from_csv,
    of_counts,
    reference,
    run,
    table,
    value,
)
from wbp_survey.analysis.critical import CRITICAL
from wbp_survey.analysis.models.variance import VARIANCE
from wbp_survey.analysis.rules import judging_by, rulebook
from wbp_survey.analysis.within import INDICES, within_numbers
from wbp_survey.model.table import Table

near = pytest.approx
TENS = "1 1 2 2 3 3 4 4 5 5"
WITHIN = {*INDICES, *CRITICAL, "rwg_p"}
NESTED = "A: x1 x2 x3 y2 y3 y3 u1 u2 u1 s4 / B: z4 z4 z5 v3 v5 v4 w5 w4 w4 t1"
MANY = of_counts(np.random.default_rng(2).integers(1, 9, (25, 5)))


def of_within(rows):
    return [row for row in rows if row.stat in WITHIN]


def test_every_group_has_its_own_agreement_and_all_together_have_none():
    counts = [[0, 1, 2, 4, 3], [4, 1, 0, 1, 4]]
    rows = run(of_counts(counts))
    expected = within_numbers(np.array([counts]), (1.0, 2.0, 3.0, 4.0, 5.0))
    for stat in ("rwg", "ad_mean", "ad_median", "agreement_a", "consensus", "rwg_p"):
        for place, group in enumerate(("g0", "g1")):
            assert value(rows, stat, group) == near(expected[stat][0, place])
            assert found(rows, stat, group).n == 10
    assert {row.group for row in of_within(rows)} == {"g0", "g1"}


@pytest.mark.parametrize(
    ("people", "bound"), [(5, 0.85), (6, 0.72), (7, 0.67), (8, 0.61), (10, 0.53), (12, 0.45)]
)
def test_from_where_agreement_is_more_than_chance_stands_beside_it(people, bound):
    spread = [people - 3, 1, 1, 1, 0]
    rows = run(of_counts([spread, spread]))
    assert round(value(rows, "rwg_critical", "g0"), 2) == bound


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (f"A: {TENS} / B: {TENS}", {"level": "nominal"}),
        (f"A: {TENS} / B: {TENS}", {"level": "ratio"}),
        ("A: 0 5 11 / B: 3 4 10", {"codes": tuple(str(code) for code in range(12))}),
        ("A: 1 1 1 / B: 1 1 1", {"codes": ("1",)}),
    ],
    ids=["nominal", "ratio", "twelve codes", "one code"],
)
def test_only_short_ordered_scales_have_agreement(text, known):
    assert not of_within(run(table(text, **known)))


def test_of_two_codes_there_is_no_a_and_it_says_why():
    rows = run(table("A: 1 1 2 2 1 / B: 2 2 2 1 2", codes=("1", "2")))
    row = found(rows, "agreement_a", "A")
    assert (row.value, "two_codes" in row.note) == (None, True)
    assert value(rows, "rwg", "A") is not None


@pytest.mark.parametrize(
    ("few", "note"), [("", "group_empty:B"), ("4", "group_of_one:B"), ("2 4", "n_below_3:B")]
)
def test_of_nobody_one_or_two_people_no_agreement_is_said(few, note):
    rows = run(table(f"A: {TENS} / B: {few}"))
    for row in of_within(rows):
        if row.group == "B":
            assert (row.value, note in row.note) == (None, True), row


def test_a_moves_by_a_quarter_when_there_are_few_and_that_is_said():
    rows = run(table(f"A: {TENS} / B: 3 4 4 5 3"))
    assert "agreement_a_below_8" in found(rows, "agreement_a", "B").note
    assert not found(rows, "agreement_a", "A").note


def test_spread_wider_than_chance_is_noted():
    rows = run(table(f"A: {TENS} / B: 1 1 1 5 5 5"))
    assert value(rows, "rwg", "B") == 0
    assert "rwg_zero" in found(rows, "rwg", "B").note


def test_above_thirty_people_there_is_a_value_and_no_exact_bound():
    rows = run(of_counts([[10, 10, 10, 5, 5], [5, 5, 5, 5, 5]]))
    assert value(rows, "rwg", "g0") is not None
    said = {row.stat for row in of_within(rows) if row.group == "g0" and row.value is not None}
    assert said == set(INDICES)
    assert value(rows, "rwg_critical", "g1") is not None


@given(arrays(np.int64, (2, 5), elements=st.integers(0, 6)))
@settings(max_examples=30)
def test_turning_the_scale_round_leaves_the_rows_of_agreement_alone(counts):
    def of(codes):
        rows = run(of_counts(codes), resamples=9)
        return {(row.stat, row.group): (row.value, row.note) for row in of_within(rows)}

    before, after = of(counts), of(counts[:, ::-1])
    assert before.keys() == after.keys()
    for key, (number, notes) in before.items():
        assert after[key][1] == notes
        assert after[key][0] == (None if number is None else near(number, abs=1e-9)), key


def test_items_with_other_scores_have_their_own_agreement():
    one, two = column("q", TENS.split() * 2), column("r", TENS.split() * 2, scores=(0, 1, 2, 3, 9))
    groups = {"group": factor("group", "AB", "A" * 10 + "B" * 10)}
    together = run(Table(20, (one, two), groups))
    for name, answers in (("q", one), ("r", two)):
        alone = run(Table(20, (answers,), groups))
        for stat in ("rwg", "ad_mean", "consensus"):
            assert value(together, stat, "A", variable=name) == value(alone, stat, "A")


def test_without_a_cluster_nothing_is_said_about_cases():
    assert not [row for row in run(table(NESTED)) if row.stat in VARIANCE]


def test_the_share_between_cases_stands_beside_the_test_of_cases():
    rows = run(table(NESTED), cluster="case")
    between, within = (value(rows, f"variance_{which}") for which in ("between", "within"))
    share = value(rows, "icc1")
    assert share == near(between / (between + within))
    assert value(rows, "icc1_ci_low") <= share <= value(rows, "icc1_ci_high")
    assert found(rows, "icc1").n == 20
    assert found(rows, "icc1").method == "reml"


def test_fewer_than_six_cases_have_no_share():
    rows = run(table("A: x1 x2 x3 y2 y3 / B: z4 z5 z5 v3 v4"), cluster="case")
    for stat in VARIANCE:
        row = found(rows, stat)
        assert row.value is None
        assert row.note, stat


def test_categories_have_no_variance_to_share():
    rows = run(table(NESTED, level="nominal"), cluster="case")
    assert not [row for row in rows if row.stat in VARIANCE]


@pytest.mark.parametrize("item", ["LEAD01", "TSIG01"])
def test_the_share_between_six_cases_is_that_of_analysis_of_variance(item):
    path, _ = reference("42")
    answers = from_csv(path, [item], "municipality", "case")
    rows = run(answers, by="municipality", cluster="case", resamples=9)
    scores = np.array(answers.columns[0].variable.scores)[answers.columns[0].index]
    cases = [scores[answers.factors["case"].index == place] for place in range(6)]
    squares = sum(((one - one.mean()) ** 2).sum() for one in cases)
    within = squares / (len(scores) - 6)
    # Restricted maximum likelihood estimates the same variance within, give or take a tenth.
    assert value(rows, "variance_within") == near(within, rel=0.1)
    assert 0 <= value(rows, "icc1") < 1


def test_very_many_groups_are_estimated_and_not_tested():
    rows = run(MANY, resamples=9, sesoi=0.2)
    for stat in ("kruskal_p", "permutation_p", "permutation_p_min"):
        assert (value(rows, stat), "many_groups_no_test:25" in found(rows, stat).note) == (
            None,
            True,
        )
    assert value(rows, "icc1") is not None
    assert value(rows, "delta_rest", "g3") is not None
    assert value(rows, "rwg", "g3") is not None
    assert not [row for row in rows if row.group2 is not None]
    assert not [row for row in rows if row.stat.startswith(("detectable", "equivalen"))]


def test_how_many_groups_are_very_many_is_a_threshold():
    with judging_by(rulebook({"pair_groups": 30})):
        rows = run(MANY, resamples=9)
    assert value(rows, "kruskal_p") is not None
    assert not [row for row in rows if row.stat == "delta_rest"]


def test_for_how_many_groups_agreement_within_is_listed_is_a_threshold_of_its_own():
    with judging_by(rulebook({"within_groups": 24})):
        rows = run(MANY, resamples=9)
    assert not of_within(rows)


def test_where_awg_cannot_be_a_row_says_so():
    rows = run(table("A: 1 1 1 2 / B: 2 3 4 4", codes=tuple("12345")))
    row = found(rows, "awg", "A")
    assert (row.value, row.note) == (None, ("awg_undefined",))
    assert value(rows, "awg", "B") is not None


def test_no_number_leaves_that_is_none():
    huge = (1.0, 1e155, 1e200, 1e250, 1e300)
    answers = table(f"A: {TENS} / B: {TENS}", scores=huge, level="interval")
    with np.errstate(all="ignore"):
        rows = run(answers, resamples=9)
    assert [row for row in rows if "not_computable" in row.note]
    for row in rows:
        assert row.note if row.value is None else math.isfinite(row.value), row
