"""`wbp compare --rounds` on a study: tables under their names, policies in the manifest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.store import events as event_made
from tests.workflow.round_tables import gone, panel_study, phase, rated, sat, seats
from tests.workflow.studies import CLOSED, hold, said, seat, small_study
from wbp_survey.errors import DataError
from wbp_survey.model.study import RoundTablePolicy
from wbp_survey.workflow.compare import compare_study
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.rounds import BY_TABLE, compare_rounds


@pytest.fixture
def place(tmp_path):
    place = panel_study(tmp_path / "study")
    five = seats(*["bewoner"] * 4, "wijkagent")
    steps = [phase("before"), *rated("calm", 1, [2, 4, 5, 6, 9]), *rated("known", 1, [5] * 5)]
    steps += [gone("S5"), phase("after"), *rated("calm", 2, [4, 4, 5, None])]
    sat(place, "a", *five, *steps)
    sat(place, "b", *seats(*["bewoner"] * 3), *rated("calm", 1, [9, 9, 8]), case="brink")
    return place


def value(comparison, stat, group, number=None, variable="calm"):
    (row,) = [
        row
        for row in comparison.rows
        if (row.variable, row.stat, row.group, row.round, row.by)
        == (variable, stat, group, number, "session")
    ]
    return row.value


def refused(call, *arguments):
    with pytest.raises(DataError) as caught:
        call(*arguments)
    return [(problem.code, problem.values.get("column")) for problem in caught.value.problems]


def test_each_table_goes_by_its_case_and_counts_who_sat_there(place):
    comparison = compare_rounds(place)
    assert {row.group for row in comparison.rows if row.by == "session"} == {"plein", "brink", None}
    for number, valid in ((1, 5), (2, 3)):
        assert value(comparison, "n_valid", "plein", number) == valid
        assert value(comparison, "n_missing", "plein", number) == 5 - valid
    assert value(comparison, "missing:absent", "plein", 2) == 1
    assert value(comparison, "n_valid", None, 1) == 8
    assert value(comparison, "n_pairs", "plein") == 3


def test_a_second_table_of_a_case_has_a_number_behind_its_name(place):
    sat(place, "c", *seats("bewoner"), *rated("calm", 1, [1]))
    comparison = compare_rounds(place)
    assert value(comparison, "n_valid", "plein", 1) == 5
    assert value(comparison, "n_valid", "plein (2)", 1) == 1


def test_tables_stand_in_the_order_in_which_they_were_held_whatever_their_ids(place, monkeypatch):
    hold_later(place, monkeypatch, "20260301-zzzzzz", 1)
    hold_later(place, monkeypatch, "20260301-aaaaaa", 2)
    groups = [row.group for row in compare_rounds(place).rows if row.by == "session"]
    names = ["plein", "brink", "plein (2)", "plein (3)", None]
    assert list(dict.fromkeys(groups)) == names
    comparison = compare_rounds(place)
    assert [value(comparison, "count:1", "plein (2)", 1)] == [1]
    assert [value(comparison, "count:2", "plein (3)", 1)] == [1]


def hold_later(place, monkeypatch, session, rating):
    """Hold a table of one, `rating` days later than the others."""
    step = event_made.chain

    def later(event, previous):
        return step(replace(event, at=event.at.replace("-02T", f"-{2 + rating:02}T")), previous)

    with monkeypatch.context() as patched:
        patched.setattr(event_made, "chain", later)
        sat(place, session, *seats("bewoner"), *rated("calm", 1, [rating]))


def test_what_was_not_rated_in_rounds_is_left_out_with_its_people(place):
    hold(place, "talk", said("member", "yes"), CLOSED)
    comparison = compare_rounds(place)
    assert {row.variable for row in comparison.rows} == {"calm", "known"}
    assert comparison.manifest.n_rows == 8


def test_groups_can_be_municipalities_or_roles(place):
    for by, groups in (("municipality", {"Dorp", "Stad"}), ("role", {"bewoner", "wijkagent"})):
        comparison = compare_rounds(place, Question(by))
        assert {row.group for row in comparison.rows if row.by == by} == {*groups, None}
        assert comparison.manifest.command == f"compare --rounds --by {by}"


def test_items_a_construct_and_a_role_narrow_what_is_described(place):
    for question in (replace(BY_TABLE, items=("calm",)), replace(BY_TABLE, construct="cohesion")):
        assert {row.variable for row in compare_rounds(place, question).rows} == {"calm"}
    comparison = compare_rounds(place, replace(BY_TABLE, role="wijkagent"))
    assert value(comparison, "n_valid", "plein", 1) == 1
    assert comparison.manifest.filters["role"] == "wijkagent"


def test_the_policies_of_the_study_are_used_and_stand_in_the_manifest(place):
    study = replace(place.study, round_tables=RoundTablePolicy("lower", 3))
    comparison = compare_rounds(replace(place, study=study))
    assert comparison.manifest.filters["round_tables"] == {
        "median_between": "lower",
        "indicative_below": 3,
    }
    judged = [row for row in comparison.rows if row.stat == "class" and row.value is not None]
    assert {row.method for row in judged} == {"median_lower"}
    assert not any("indicative" in row.note for row in judged)
    assert any("indicative" in row.note for row in compare_rounds(place).rows)


def test_an_item_rated_once_and_one_that_is_not_there_are_refused_apart(place):
    question = replace(BY_TABLE, items=("free", "calm"))
    sat(place, "c", *seats("bewoner"), said("free", 5), case="brink")
    assert refused(compare_rounds, place, question) == [("DATA_NOT_IN_ROUNDS", "free")]
    question = replace(BY_TABLE, items=("clam",), by="town")
    assert refused(compare_rounds, place, question) == [
        ("DATA_UNKNOWN_COLUMN", "town"),
        ("DATA_UNKNOWN_ITEM", "clam"),
    ]


def test_items_that_do_not_measure_the_construct_leave_nothing_and_are_refused(place):
    question = replace(BY_TABLE, items=("known",), construct="cohesion.effect")
    with pytest.raises(DataError) as caught:
        compare_rounds(place, question)
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["items"]) == ("DATA_NOT_OF_CONSTRUCT", "known")
    assert all(option in problem.remedy("nl") for option in ("--items", "--construct"))
    with pytest.raises(DataError):
        compare_study(place, replace(question, by="role"))
    assert compare_rounds(place, replace(question, items=("known", "calm"))).rows


def test_a_role_that_sat_at_no_table_is_refused(place):
    hold(place, "talk", ("participant_seated", seat(1, "gemeente")[1]), said("member", "yes"))
    assert refused(compare_rounds, place, replace(BY_TABLE, role="gemeente")) == [
        ("DATA_UNKNOWN_ROLE", "gemeente")
    ]


def test_a_study_without_round_tables_says_so(tmp_path):
    place = small_study(tmp_path)
    hold(place, "talk", said("member", "yes"), CLOSED)
    assert refused(compare_rounds, place) == [("DATA_NO_ROUNDS", None)]
