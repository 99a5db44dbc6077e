"""The distribution of scores: mean, quartiles, ends and bands."""

from __future__ import annotations

import pytest

from tests.analysis.scales.scale_answers import answers, from_reference, rows_of
from tests.analysis.tables import found, value

ITEMS = tuple(f"coh{number}" for number in range(1, 6))
MISSING = {"8": "dont_know", "9": "not_applicable"}
near = pytest.approx


def scored(rule):
    given, case = from_reference("40", ITEMS, MISSING, reverse=("coh1",), rule=rule, range=(0, 10))
    return rows_of(given), case["expected"]


@pytest.mark.parametrize(
    ("rule", "n", "mean"),
    [("half", "n_half", "mean_0_10_half"), ("complete", "n_complete", "mean_0_10_complete")],
)
def test_the_mean_score_of_the_reference(rule, n, mean):
    rows, expected = scored(rule)
    assert value(rows, "n_valid", variable="s") == expected["group"][n]
    assert value(rows, "mean") == near(expected["group"][mean], abs=1e-6)


def test_eighty_percent_of_five_items_is_four():
    rows, expected = scored("share80")
    assert value(rows, "n_valid", variable="s") == expected["group"]["n_80"]


def test_the_missing_table_of_the_reference():
    rows, expected = scored("half")
    names = {"dont_know": "n_dontknow", "not_applicable": "n_notapplicable", "not_asked": "n_blank"}
    for item in expected["missing_report"]:
        for reason, column in names.items():
            assert value(rows, f"missing:{reason}", variable=item["item"]) == item[column]


def test_how_many_items_people_answered_in_the_reference():
    rows, expected = scored("half")
    for m in range(6):
        assert value(rows, f"answered:{m}") == expected["n_answered"].count(m)


def test_the_ends_are_those_of_the_response_scale():
    rows = rows_of(answers(["111", "555", "555", "432"], range=(0, 10)))
    assert value(rows, "floor_share") == 0.25
    assert value(rows, "ceiling_share") == 0.5
    assert (value(rows, "score_min"), value(rows, "score_max")) == (0, 10)


def test_bands_are_named_by_their_ends_and_the_last_holds_its_upper_end():
    rows = rows_of(answers(["11", "12", "33", "55", "55"], range=(0, 10)))
    bands = {row.stat: row.value for row in rows if row.stat.startswith("count:")}
    assert next(iter(bands)) == "count:0-1"
    assert list(bands)[-1] == "count:9-10"
    assert {stat: times for stat, times in bands.items() if times} == {
        "count:0-1": 1,
        "count:1-2": 1,
        "count:5-6": 1,
        "count:9-10": 2,
    }


def test_no_mean_below_five_scores_and_nothing_at_all_below_three():
    four = rows_of(answers(["12", "23", "34", "45"]))
    assert (value(four, "mean"), found(four, "mean").note[0]) == (None, "n_below_5")
    assert value(four, "median") == 3
    two = rows_of(answers(["12", "23"]))
    assert value(two, "median") is None
    assert value(two, "n_valid", variable="s") == 2


def test_the_scoring_rule_and_its_gaps_stand_with_every_score():
    rows = rows_of(answers(["12?", "234", "345", "333", "222"]))
    assert {"half_rule", "scored_partly:1"} <= set(found(rows, "median").note)
    assert "half_rule" not in found(rows, "n_complete").note
