"""Groups compared: in the study's own answers and in a file, with the same numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.workflow.studies import (
    CLOSED,
    HOUSING,
    hold,
    republish,
    said,
    seat,
    small_study,
    survey,
    unsaid,
)
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import file_sha256
from wbp_survey.errors import DataError
from wbp_survey.model.missing import BY_CODE
from wbp_survey.model.table import OUTSIDE
from wbp_survey.workflow.compare import compare_study, load_answers
from wbp_survey.workflow.comparing import Question, compare_file
from wbp_survey.workflow.imports import import_file

MAPPINGS = Path(__file__).parent.parent.parent / "data" / "mappings"
ITEMS = ("Cont", "Infl", "Sat")


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def talk(place, session, member, *steps, case="plein"):
    hold(place, session, said("member", member), *steps, case=case)


def numbers(comparison, *, without=()):
    return [
        (
            row.variable.lower(),
            row.group,
            row.group2,
            row.stat,
            row.value,
            row.n,
            row.method,
            [note for note in row.note if not note.startswith("order_assumed")],
        )
        for row in comparison.rows
        if not row.stat.startswith(tuple(without) or ("\0",))
    ]


def reasons(place, name):
    """Per row the code, the missing reason, or OUTSIDE."""
    table = load_answers(place).table
    (column,) = [one for one in table.columns if one.variable.id == name]
    return [
        column.variable.codes[index]
        if index >= 0
        else "OUTSIDE"
        if reason == OUTSIDE
        else BY_CODE[reason].id
        for index, reason in zip(column.index.tolist(), column.reason.tolist(), strict=True)
    ]


def refused(call, *arguments):
    with pytest.raises(DataError) as caught:
        call(*arguments)
    return [problem.code for problem in caught.value.problems]


def test_a_file_gives_the_h_of_scipy(place):
    import pandas as pd
    from scipy.stats import kruskal

    rows = {
        (row.variable, row.stat): row
        for row in compare_file(HOUSING, Question("Type", ITEMS), Reading()).rows
        if row.group is None
    }
    data = pd.read_csv(HOUSING)
    order = {"Low": 1, "Medium": 2, "High": 3}
    for item in ITEMS:
        groups = [part[item].map(order) for _, part in data.groupby("Type")]
        expected = kruskal(*groups)
        assert rows[item, "kruskal_h"].value == pytest.approx(expected.statistic, rel=1e-12)
        assert rows[item, "kruskal_p"].value == pytest.approx(expected.pvalue, rel=1e-9)
        assert rows[item, "n_valid"].value == len(data)


def test_an_import_and_its_file_agree_number_for_number(place):
    import_file(place, HOUSING, MAPPINGS / "copenhagen_housing.yaml")
    question = Question("Type", ITEMS, seed=1, resamples=199, refine=False)
    in_file = compare_file(HOUSING, question, Reading())
    inside = compare_study(
        place, replace(question, by="municipality", items=("cont", "infl", "sat"), cluster="")
    )
    # The mapping says what agreeing is; in a bare file it is the top two codes.
    # Nor does it know constructs, so that all its items are one family; and the sample of
    # permutations is named after the column that groups.
    without = ("agree_", "permutation_p", "omnibus_p_adjusted", "family_size")
    assert numbers(inside, without=without) == numbers(in_file, without=without)
    shares = {
        (row.variable.lower(), row.group, row.stat): row.value
        for row in (*inside.rows, *in_file.rows)
        if row.stat in {"share:High", "share:Low"}
    }
    agree = {
        (row.variable, row.group): row.value for row in inside.rows if row.stat == "agree_share"
    }
    assert agree == {
        (variable, group): value
        for (variable, group, stat), value in shares.items()
        if stat == "share:High"
    }


def test_the_manifest_says_what_the_numbers_rest_on():
    question = Question("Type", ("Sat",), seed=5, resamples=199, cluster="Infl", adjust="bh")
    manifest = compare_file(HOUSING, question, Reading()).manifest
    assert manifest.data_sha256 == file_sha256(HOUSING)
    assert (manifest.n_rows, manifest.seed, manifest.resamples) == (1681, 5, 199)
    assert manifest.filters["adjust"] == "bh"
    assert manifest.filters["cluster"] == "Infl"
    assert {"wbp-survey", "scipy"} <= set(manifest.packages)
    assert not manifest.synthetic


def test_without_items_a_file_cannot_be_compared():
    assert refused(compare_file, HOUSING, Question("Type"), Reading()) == ["DATA_ITEMS_NEEDED"]


def test_the_same_question_gives_the_same_rows():
    question = Question("Type", ("Sat",), seed=3, resamples=199)
    assert (
        compare_file(HOUSING, question, Reading()).rows
        == compare_file(HOUSING, question, Reading()).rows
    )


def test_an_answer_the_route_left_behind_is_not_routed_and_counts_nowhere(place):
    talk(place, "a", "yes", said("years", 4.0), said("member", "no"), CLOSED)
    talk(place, "b", "yes", said("years", 6.0), CLOSED, case="brink")
    assert reasons(place, "years") == ["not_routed", "6"]
    rows = compare_study(place, Question("municipality", ("years",))).rows
    valid = {row.group: row.value for row in rows if row.stat == "n_valid"}
    assert valid == {"Dorp": 1, "Stad": 0, None: 1}


def test_a_question_the_route_passed_by_is_not_routed_once_the_session_is_closed(place):
    talk(place, "a", "no", CLOSED)
    talk(place, "b", "no")
    talk(place, "c", "yes", CLOSED)
    assert reasons(place, "member") == ["no", "no", "yes"]
    assert reasons(place, "years") == ["not_routed", "not_asked", "not_asked"]


def test_what_was_never_asked_is_not_asked(place):
    talk(place, "a", "yes", said("kind", "a"), CLOSED)
    talk(place, "b", "yes", CLOSED)
    assert reasons(place, "kind") == ["a", "not_asked"]


def test_rounds_stand_apart_and_each_seat_is_a_person(place):
    seats = [seat(1), seat(2, "wijkagent")]
    answers = [said("safe", 4, f"S{who}", when) for when in (1, 2) for who in (1, 2)]
    hold(
        place,
        "t",
        *seats,
        *answers[:3],
        unsaid("safe", "refused", "S2", 2),
        CLOSED,
        instrument="table",
    )
    rows = compare_study(place, Question("role")).rows
    counted = {
        (row.round, row.group): row.value for row in rows if row.stat == "n_valid" and row.group
    }
    assert counted == {
        (1, "bewoner"): 1,
        (1, "wijkagent"): 1,
        (2, "bewoner"): 1,
        (2, "wijkagent"): 0,
    }


def test_general_judgements_stand_in_a_variable_of_their_own(place):
    talk(place, "a", "yes", said("know", "3"), CLOSED)
    assert reasons(place, "know@general") == ["3"]
    assert refused(compare_study, place, Question("role", ("know",))) == ["DATA_UNKNOWN_ITEM"]


def test_a_code_removed_in_a_newer_version_is_counted_as_not_comparable(place):
    talk(place, "a", "yes", said("kind", "a"), CLOSED)
    talk(place, "b", "yes", said("kind", "b"), CLOSED)
    draft = place.root / "instruments" / "small" / "draft.yaml"
    text = draft.read_text("utf-8")
    other = '    - {code: "b", label: {nl: "anders", en: "other"}, other: true}\n'
    assert other in text
    draft.write_text(text.replace(other, other.replace('"b"', '"c"')), "utf-8")
    republish(place, "small", "2.0.0")
    hold(place, "c", said("kind", "c"), CLOSED, version="2.0.0")
    assert reasons(place, "kind") == ["a", "not_comparable", "c"]
    rows = compare_study(place, Question("version", ("kind",))).rows
    assert [row.value for row in rows if row.stat == "missing:not_comparable"] == [1, 1]
    instruments = compare_study(place, Question("role", ("kind",))).manifest.instruments
    assert {one["version"] for one in instruments} == {"1.0.0", "2.0.0"}


def test_municipalities_are_compared_with_whole_cases_as_units(place):
    for number in range(6):
        case = "plein" if number % 2 else "brink"
        talk(place, f"s{number}", "yes", said("years", number + 1.0), CLOSED, case=case)
    stats = {row.stat for row in compare_study(place, Question("municipality")).rows}
    assert "cluster_permutation_p" in stats
    stats = {row.stat for row in compare_study(place, Question("role")).rows}
    assert "cluster_permutation_p" not in stats


def test_roles_are_compared_inside_cases_since_they_meet_in_every_one(place):
    sessions = ((case, number) for number in range(4) for case in ("plein", "brink"))
    for at, (case, number) in enumerate(sessions):
        role = ("bewoner", "wijkagent")[number % 2]
        steps = (seat(1, role), said("safe", 1 + (at * 3 + number) % 9, "S1", 1), CLOSED)
        hold(place, f"t{at}", *steps, case=case, instrument="table")
    rows = compare_study(place, Question("role", ("safe",))).rows
    (found,) = [row for row in rows if row.stat == "blocked_permutation_count" and row.round == 1]
    assert found.value == 6 * 6  # two of four people, in either case
    asked = compare_study(place, Question("role", ("safe",), block="municipality"))
    assert asked.manifest.filters["block"] == "municipality"
    (naive,) = [row for row in rows if row.stat == "permutation_p" and row.round == 1]
    assert "as_if_independent" in naive.note


def test_roles_are_not_compared_inside_cases_when_somebodys_case_is_not_known(place):
    for at, case in enumerate(("plein", "plein", "brink", "")):
        role = ("bewoner", "wijkagent")[at % 2]
        steps = (seat(1, role), said("safe", 1 + at, "S1", 1), CLOSED)
        hold(place, f"t{at}", *steps, case=case, instrument="table")
    rows = compare_study(place, Question("role", ("safe",))).rows
    assert not any(row.stat.startswith("blocked") for row in rows)
    (naive,) = [row for row in rows if row.stat == "permutation_p" and row.round == 1]
    assert naive.value is None or "as_if_independent" in naive.note


def test_people_whose_case_nobody_knows_are_not_said_to_share_one(place, tmp_path):
    talk(place, "a", "yes", CLOSED)
    file, _ = survey(tmp_path)
    import_file(place, file)
    rows = compare_study(place, Question("municipality", ("mood",))).rows
    assert not any(row.stat.startswith("cluster") for row in rows)
    rows = compare_study(place, Question("municipality", ("member",))).rows
    assert any(row.stat.startswith("cluster") for row in rows)


def test_only_a_role_leaves_the_others_out_of_rows_and_groups(place):
    seats = [seat(1), seat(2, "wijkagent")]
    hold(place, "t", *seats, *[said("safe", 4, f"S{who}", 1) for who in (1, 2)], instrument="table")
    comparison = compare_study(place, Question("case", role="wijkagent"))
    assert comparison.manifest.n_rows == 1
    assert {row.n for row in comparison.rows if row.stat == "n_valid" and row.round == 1} == {1}


def test_a_construct_takes_in_what_lies_under_it(place):
    talk(place, "a", "yes", said("years", 2.0), said("know", "3"), CLOSED)
    rows = compare_study(place, Question("role", construct="group")).rows
    assert {row.variable for row in rows} == {"years"}
    assert refused(compare_study, place, Question("role", construct="grou")) == [
        "DATA_UNKNOWN_CONSTRUCT"
    ]


def test_every_unknown_name_is_told_at_once(place):
    talk(place, "a", "yes", CLOSED)
    question = Question("town", ("jaren",), construct="x", role="buur", cluster="gezin")
    assert refused(compare_study, place, question) == [
        "DATA_UNKNOWN_COLUMN",
        "DATA_UNKNOWN_COLUMN",
        "DATA_UNKNOWN_ITEM",
        "DATA_UNKNOWN_CONSTRUCT",
        "DATA_UNKNOWN_ROLE",
    ]


def test_a_study_whose_sessions_hold_no_answers_says_so(place):
    hold(place, "leeg")
    assert refused(compare_study, place, Question("role")) == ["DATA_NO_ANSWERS"]


def test_recorded_and_imported_answers_stand_beside_each_other(place, tmp_path):
    talk(place, "a", "yes", CLOSED)
    file, _ = survey(tmp_path)
    import_file(place, file)
    assert reasons(place, "member") == ["yes", "OUTSIDE", "OUTSIDE", "OUTSIDE"]
    assert reasons(place, "mood") == ["OUTSIDE", "1", "3", "dont_know"]


def test_a_calculation_is_a_variable_and_says_why_it_came_to_nothing(place):
    draft = place.root / "instruments" / "small" / "draft.yaml"
    text = draft.read_text("utf-8")
    made = """  - id: months
    type: calculate
    text: {nl: "maanden lid", en: "months a member"}
    relevant: "${member} = 'yes'"
    calculation: "${years} * 12"
"""
    draft.write_text(text.replace("  - {use: know", made + "  - {use: know"), "utf-8")
    republish(place, "small", "1.1.0")
    for name, answers in {
        "a": (said("member", "yes"), said("years", 2.5)),
        "b": (said("member", "yes"), unsaid("years", "refused")),
        "c": (said("member", "no"),),
    }.items():
        hold(place, name, *answers, CLOSED, version="1.1.0")
    assert reasons(place, "months") == ["30", "refused", "not_routed"]
    rows = compare_study(place, Question("role", ("months",))).rows
    assert [row.value for row in rows if row.stat == "n_valid" and row.group is None] == [1]
    assert [row.value for row in rows if row.stat == "missing:refused"] == [1, 1]


def test_a_choice_no_longer_on_offer_is_an_open_question_not_one_off_the_route(place):
    draft = place.root / "instruments" / "small" / "draft.yaml"
    text = draft.read_text("utf-8")
    often = '    - {code: "c", label: {nl: "vaak", en: "often"}, relevant: "${member} = \'yes\'"}\n'
    other = '    - {code: "b", label: {nl: "anders", en: "other"}, other: true}\n'
    draft.write_text(text.replace(other, other + often), "utf-8")
    republish(place, "small", "2.0.0")
    answers = said("member", "yes"), said("kind", "c"), said("member", "no")
    hold(place, "a", *answers, CLOSED, version="2.0.0")
    assert reasons(place, "kind") == ["not_asked"]
    assert reasons(place, "years") == ["not_routed"]
