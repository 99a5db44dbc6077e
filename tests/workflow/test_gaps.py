"""Empty places at a round table: why they are empty, and that nobody falls out of the count."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.workflow.round_tables import gone, panel_study, phase, rated, sat, seats, withdrew
from tests.workflow.studies import CLOSED, hold, said, seat, unsaid
from wbp_survey.dataset.responses import responses_sha256
from wbp_survey.model.missing import BY_CODE
from wbp_survey.model.table import OUTSIDE
from wbp_survey.workflow.compare import compare_study, load_answers
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.exports import list_responses

THREE = ("bewoner", "bewoner", "wijkagent")


@pytest.fixture
def place(tmp_path):
    return panel_study(tmp_path / "study")


def cells(place, name, number=None):
    """Per person the code, the missing reason, or OUTSIDE."""
    table = load_answers(place).table
    (column,) = [
        one for one in table.columns if (one.variable.id, one.variable.round) == (name, number)
    ]
    return [
        column.variable.codes[index]
        if index >= 0
        else "OUTSIDE"
        if reason == OUTSIDE
        else BY_CODE[reason].id
        for index, reason in zip(column.index.tolist(), column.reason.tolist(), strict=True)
    ]


def derived(place):
    return {
        (one.participant, one.item, one.round): one.missing
        for one in list_responses(place)
        if one.provenance == "derived"
    }


def test_who_left_before_the_second_round_is_absent_there(place):
    steps = [*seats(*THREE), phase("before"), *rated("calm", 1, [3, 5, 7])]
    steps += [gone("S3"), phase("after"), *rated("calm", 2, [4, 5])]
    sat(place, "a", *steps)
    assert cells(place, "calm", 1) == ["3", "5", "7"]
    assert cells(place, "calm", 2) == ["4", "5", "absent"]
    assert cells(place, "free") == ["not_asked", "not_asked", "absent"]


def test_a_phase_passed_over_is_not_asked_of_anybody(place):
    skipped = ("phase_skipped", {"section": "after"})
    sat(place, "a", *seats(*THREE), *rated("calm", 1, [3, 5, 7]), skipped)
    assert cells(place, "calm", 2) == ["not_asked"] * 3
    assert derived(place)["S1", "calm", 2] == "not_asked"


LATE = ("participant_seated", seat(3)[1] | {"late": True})


def test_somebody_who_never_came_is_no_row(place):
    sat(place, "a", *seats("bewoner", "bewoner"), LATE, *rated("calm", 1, [3, 5]))
    assert cells(place, "calm", 1) == ["3", "5"]
    assert not any(seat == "S3" for seat, _, _ in derived(place))
    sat(place, "b", *seats("bewoner", "bewoner"), LATE, withdrew("S3"), case="brink")
    assert cells(place, "calm", 1) == ["3", "5", "not_asked", "not_asked"]


def test_somebody_who_came_late_is_absent_where_they_were_not(place):
    came = ("participant_in", {"participant": "S3"})
    steps = [*seats("bewoner", "bewoner"), LATE, phase("before"), *rated("calm", 1, [3, 5])]
    sat(place, "a", *steps, phase("talk"), came, phase("after"), *rated("calm", 2, [3, 5, 8]))
    assert cells(place, "calm", 1) == ["3", "5", "absent"]
    rows = compare_study(place, Question("case", ("calm",))).rows
    counted = {
        row.stat: row.value for row in rows if (row.group, row.round) == (None, 1) and row.n <= 3
    }
    assert (counted["n_valid"], counted["missing:absent"]) == (2, 1)


def test_whose_form_was_brought_in_by_another_is_a_row(place):
    steps = [*seats("bewoner", "bewoner"), LATE, phase("before")]
    sat(place, "a", *steps, *rated("calm", 1, [3, 5, 8]))
    assert cells(place, "calm", 1) == ["3", "5", "8"]
    assert cells(place, "known", 1) == ["not_asked", "not_asked", "absent"]


def test_whoever_sat_there_and_gave_nothing_is_a_row_all_the_same(place):
    sat(place, "a", *seats(*THREE), *rated("calm", 1, [3, 5]))
    assert cells(place, "calm", 1) == ["3", "5", "not_asked"]
    assert derived(place)["S3", "calm", 1] == "not_asked"


def test_everything_of_somebody_who_withdrew_is_withdrawn_also_what_was_answered(place):
    steps = [*seats(*THREE), *rated("calm", 1, [3, 5, 7]), said("free", 2, "S2")]
    sat(place, "a", *steps, withdrew("S2"))
    for name, number in (("calm", 1), ("calm", 2), ("known", 2), ("free", None), ("why", None)):
        assert cells(place, name, number).count("withdrawn") == 1
    assert sorted(cells(place, "calm", 1)) == ["3", "7", "withdrawn"]
    of_s2 = [one for one in list_responses(place) if one.participant == "S2"]
    assert {one.missing for one in of_s2} == {"withdrawn"}
    assert {(one.pseudonym, one.event, one.role) for one in of_s2} == {("", "", "bewoner")}


def test_an_interview_that_was_withdrawn_is_a_row_too(place):
    hold(place, "a", said("member", "yes"), CLOSED)
    hold(place, "b", said("member", "yes"), withdrew("S1"), CLOSED)
    assert cells(place, "member") == ["yes", "withdrawn"]
    assert cells(place, "years") == ["not_asked", "withdrawn"]


def test_a_seat_that_was_removed_and_a_refusal_to_take_part_are_no_rows(place):
    removed = ("participant_removed", {"participant": "S3"})
    refused = (
        "consent_given",
        {"participant": "S2", "scopes": {"participate": False}, "version": "1"},
    )
    sat(place, "a", *seats(*THREE), refused, *rated("calm", 1, [3, "", 9]), removed, withdrew("S3"))
    assert cells(place, "calm", 1) == ["3"]
    assert {seat for seat, _, _ in derived(place)} == {"", "S1"}


def test_somebody_present_whose_route_passes_a_question_by_is_not_routed(place):
    steps = [*seats(*THREE), *(said("free", rating, f"S{who}") for who, rating in ((1, 9), (2, 2)))]
    sat(place, "a", *steps, withdrew("S3"))
    assert cells(place, "why") == ["not_routed", "not_asked", "withdrawn"]


def test_what_a_closed_interview_left_open_is_in_the_export_and_not_in_its_digest(place):
    hold(place, "a", said("member", "no"), CLOSED)
    before = load_answers(place)
    assert set(derived(place)) == {("S1", one, 0) for one in ("channels", "kind", "know")}
    assert set(derived(place).values()) == {"not_asked"}
    assert (before.table.n, before.table.sha256) == (1, responses_sha256(before.responses))
    before = before.table
    sat(place, "b", *seats(*THREE), *rated("calm", 1, [3, 5]), gone("S3"))
    after = load_answers(place)
    assert after.table.n == 4
    assert after.table.sha256 != before.sha256
    assert {one.item for one in after.responses} == {"member", "calm"}


def test_every_denominator_can_be_worked_out_from_the_export(place):
    steps = [*seats(*THREE), phase("before"), *rated("calm", 1, [3, None, 7])]
    steps += [gone("S1"), phase("after"), *rated("calm", 2, ["", 5, 6]), withdrew("S3")]
    sat(place, "a", *steps)
    exported = [one for one in list_responses(place) if one.item == "calm"]
    for number in (1, 2):
        rows = compare_study(place, Question("case", ("calm",))).rows
        told = {
            row.stat.partition(":")[2]: row.value
            for row in rows
            if row.stat.startswith("missing:") and (row.group, row.round) == ("plein", number)
        }
        here = [one for one in exported if one.round == number]
        assert told == {
            reason: sum(one.missing == reason for one in here)
            for reason in {one.missing for one in here} - {""}
        }
        assert len(here) == 3


def test_a_place_left_open_is_a_row_once_the_session_is_closed(place):
    steps = [*seats(*THREE), *rated("calm", 1, [3, "", 7])]
    hold(place, "a", *steps, instrument="panel")
    assert derived(place) == {}
    hold(place, "b", *steps, CLOSED, instrument="panel", case="brink")
    assert derived(place)["S2", "calm", 1] == "not_asked"
    assert ("S1", "calm", 1) not in derived(place)
    assert derived(place)["", "outcome", 0] == "not_asked"


def test_an_interview_in_which_nobody_answered_is_in_no_table_and_no_export(place):
    hold(place, "a", CLOSED)
    hold(place, "b", said("member", "no"), CLOSED)
    assert load_answers(place).table.n == 1
    assert {one.session for one in list_responses(place)} == {"b"}


def test_every_missing_answer_on_a_route_can_be_counted_in_the_export(place):
    steps = [*seats(*THREE), phase("before"), *rated("calm", 1, [3, "", None])]
    steps += [gone("S1"), phase("after"), *rated("calm", 2, ["", 5, ""]), said("free", 2, "S2")]
    sat(place, "a", *steps)
    hold(place, "b", said("member", "yes"), unsaid("years", "refused"), CLOSED)
    hold(place, "c", said("member", "no"), unsaid("channels", "dont_know"), CLOSED)
    counted = Counter(
        (one.item, one.round, one.missing)
        for one in list_responses(place)
        if one.missing and one.participant
    )
    for column in load_answers(place).table.columns:
        name, number = column.variable.id.partition("@")[0], column.variable.round or 0
        told = Counter(BY_CODE[code].id for code in column.reason.tolist() if code < 0)
        del told["not_routed"]
        assert told == {why: count for (*at, why), count in counted.items() if at == [name, number]}
    assert counted["calm", 2, "not_asked"] == counted["calm", 2, "absent"] == 1


def test_a_version_nobody_answered_is_in_no_manifest(place):
    sat(place, "a", *seats(*THREE), *rated("calm", 1, [3, 5, 7]))
    hold(place, "b")
    manifest = compare_study(place, Question("role")).manifest
    assert [one["id"] for one in manifest.instruments] == ["panel"]
    sat(place, "c", *seats("bewoner"), withdrew("S1"), case="brink")
    assert load_answers(place).table.n == 4
