"""The appendices of a small study, from the journal to Word."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, replace

import pytest

from tests.workflow.studies import (
    CLOSED,
    hold,
    republish,
    said,
    seat,
    small_study,
    survey,
    unsaid,
)
from wbp_survey.errors import DataError, ReportError
from wbp_survey.workflow.compare import compare_study
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.imports import import_file
from wbp_survey.workflow.report import write_report
from wbp_survey.workflow.reporting.gather import GROUPINGS
from wbp_survey.workflow.reporting.order import Order
from wbp_survey.workflow.rounds import compare_rounds
from wbp_survey.workflow.study import open_place

FORMS = 2
"""Tables to be filled in: those of the consent form."""
HERE = """
mapping:
  id: survey
  title: {nl: "Enquête", en: "Survey"}
participant: {column: who}
municipality: {column: town, outside_study: true}
case: {column: place}
role: {constant: bewoner}
items:
- {id: mood, column: mood, order: ["1", "2", "3"]}
"""


@pytest.fixture
def place(tmp_path):
    """Twelve conversations about each case, six of all with officers; a table of two rounds."""
    place = small_study(tmp_path / "study")
    for number in range(24):
        case = ("plein", "brink")[number % 2]
        kind = "ab"[number % 3 == 0]
        hold(
            place, f"s{number}", said("member", "yes"), said("years", number + 1.0),
            said("know", "3"), said("kind", kind) if number else unsaid("kind", "refused"), CLOSED,
            seat(1, "bewoner" if number % 4 else "wijkagent"), case=case,
        )  # fmt: skip
    seats = [seat(one, ("bewoner", "wijkagent")[one % 2]) for one in range(1, 13)]
    answers = [
        said("safe", 1 + (who + round_) % 9, f"S{who}", round_)
        for round_ in (1, 2)
        for who in range(1, 13)
    ]
    hold(place, "t", *seats, *answers, CLOSED, instrument="table")
    return place


def results(written):
    return json.loads(written.results.read_text("utf-8"))


def document(written):
    with zipfile.ZipFile(written.path) as package:
        return package.read("word/document.xml").decode()


def counted(rows, variable, stat="n_valid", round_=None):
    return {
        row["group"]: row["value"]
        for row in rows
        if (row["variable"], row["stat"], row["round"]) == (variable, stat, round_)
    }


def test_every_answer_is_in_the_rows_and_the_rows_are_in_word(place, tmp_path):
    written = write_report(place, tmp_path / "uit" / "bijlagen.docx")
    towns, roles, _cases, rounds = (one["rows"] for one in results(written))
    assert counted(rounds, "safe", round_=2)["plein"] == 12
    assert counted(towns, "kind") == {"Stad": 11, "Dorp": 12, None: 23}
    assert counted(towns, "kind", "missing:refused")[None] == 1
    assert counted(roles, "kind") == {"bewoner": None, "wijkagent": None, None: 23}
    text = document(written)
    for word in (
        "Hoe vaak?",
        "a = zelden; b = anders",
        "ronde\u00a02",
        "Kleine studie",
    ):
        assert word in text
    assert text.count("<w:tbl>") == written.tables + FORMS
    assert written.figures.name == "figuren"


def test_the_rows_and_manifests_are_those_of_compare_as_far_as_they_may_leave(place, tmp_path):
    written = results(write_report(place, tmp_path / "a.docx"))
    found = [one for one in written if one["manifest"]["command"] != "compare --by case"]
    asked = [*(compare_study(place, Question(by=by)) for by in GROUPINGS), compare_rounds(place)]
    groupings = (*GROUPINGS, "session")
    for one, by, expected in zip(found, groupings, asked, strict=True):
        rows = {place_of(row.as_row()): row.as_row() for row in expected.rows}
        kept = {place_of(row): row for row in one["rows"]}
        assert len(kept) == len(one["rows"])
        for place_, row in kept.items():
            blank = {"value": None, "n": 0, "note": ["suppressed"]}
            assert row in (rows[place_], rows[place_] | blank)
        gone = [rows[place_] for place_ in rows.keys() - kept.keys()]
        kinds = {
            row["stat"].partition(":")[0] for row in gone if by == "session" or not row["round"]
        }
        # What gives single ratings away: how often each was given, and what follows from that.
        within = {"rwg", "rwg_p", "ad_mean", "ad_median", "awg", "agreement_a", "consensus"}
        assert kinds <= {"count", "share", "missing", *within}
        # Of municipalities nothing but what is left without one case, and what all answered alike.
        emptied = {
            row["variable"]
            for row in one["rows"]
            if row["note"] == ["suppressed"] and "_without_one_" not in row["stat"]
        }
        assert (emptied == {"member", "know@general"}) == (by == "municipality")
        filters = {**expected.manifest.filters, "persons": 36, "withdrawn": 0}
        manifest = asdict(
            replace(expected.manifest, created="", filters=filters, profile="publiek")
        )
        assert one["manifest"] == json.loads(json.dumps(manifest))


def place_of(row):
    """Where a row stands: no two of a comparison say the same thing."""
    return tuple(row[name] for name in ("variable", "by", "group", "group2", "round", "stat"))


def test_sentences_stand_in_the_results_with_the_rules_that_chose_their_words(place, tmp_path):
    written = write_report(place, tmp_path / "a.docx", Order(profile="consortium"))
    first, *rest = results(written)
    text = document(written)
    assert first["sentences"]
    assert not any("sentences" in one for one in rest)
    for one in first["sentences"]:
        assert one["rules"]
        assert one["text"].split("‘")[0] in text


def test_what_is_told_by_round_table_is_not_told_again_by_town_or_role(place, tmp_path):
    towns, roles, cases, rounds = (
        one["rows"] for one in results(write_report(place, tmp_path / "a.docx"))
    )
    assert {row["variable"] for row in rounds} == {"safe"}
    assert "safe" not in {row["variable"] for row in (*towns, *roles, *cases)}


def test_the_same_study_gives_the_same_files(place, tmp_path):
    written = [write_report(place, tmp_path / name / "a.docx") for name in ("one", "two")]
    for part in ("path", "results"):
        first, second = (getattr(one, part).read_bytes() for one in written)
        assert first == second
    assert "2\u00a0maart\u00a02026" in document(written[0])


def test_people_imported_from_places_outside_the_study_are_left_out(place, tmp_path):
    before = results(write_report(place, tmp_path / "a.docx"))
    answers = "who,town,place,mood\nE1,Haarlem,,1\nE2,Zwolle,,2\nE3,stad,plein,3\n"
    file, _ = survey(tmp_path / "elders", answers, HERE)
    import_file(place, file)
    towns = results(write_report(place, tmp_path / "b.docx"))[0]["rows"]
    assert counted(towns, "mood") == {"Stad": None, "Dorp": 0, None: None}
    kept = [row for row in towns if row["variable"] != "mood"]
    assert [row["value"] for row in kept] == [row["value"] for row in before[0]["rows"]]


def test_people_about_a_case_the_study_no_longer_names_are_left_out(place, tmp_path):
    file = place.root / "study.yaml"
    lines = [line for line in file.read_text("utf-8").splitlines() if "brink" not in line]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    towns = results(write_report(open_place(place.root), tmp_path / "a.docx"))[0]["rows"]
    assert counted(towns, "kind") == {"Stad": 11, None: 11}


def test_a_study_with_nothing_to_report_says_so(tmp_path):
    place = small_study(tmp_path / "study")
    hold(place, "leeg")
    with pytest.raises(DataError) as caught:
        write_report(place, tmp_path / "a.docx")
    assert [one.code for one in caught.value.problems] == ["DATA_NO_ANSWERS"]
    assert not (tmp_path / "a.docx").exists()
    assert not (tmp_path / "figuren").exists()


def test_a_study_of_which_only_outsiders_answered_says_so(tmp_path):
    place = small_study(tmp_path / "study")
    file, _ = survey(tmp_path / "elders", "who,town,place,mood\nE1,Haarlem,,1\n", HERE)
    import_file(place, file)
    with pytest.raises(DataError):
        write_report(place, tmp_path / "a.docx")


def test_two_versions_of_an_instrument_are_both_reported(place, tmp_path):
    draft = place.root / "instruments" / "small" / "draft.yaml"
    draft.write_text(draft.read_text("utf-8").replace("Hoe vaak?", "Hoe dikwijls?"), "utf-8")
    republish(place, "small", "2.0.0")
    hold(place, "nieuw", said("kind", "a"), CLOSED, version="2.0.0")
    text = document(write_report(place, tmp_path / "a.docx"))
    assert "Hoe dikwijls?" in text
    assert "Hoe vaak?" in text


def test_the_profile_of_the_study_holds_unless_another_is_asked(place, tmp_path):
    public, team = (
        document(write_report(place, tmp_path / f"{profile}.docx", Order(profile=profile)))
        for profile in (None, "consortium")
    )
    assert "minder dan 10 personen" in public
    assert "Toetsen van verschillen per rol" not in public
    assert "minder dan 5 personen" in team
    assert "Verschillen tussen paren per rol" in team


def test_roles_are_named_in_the_language_of_the_report(place, tmp_path):
    text = document(
        write_report(place, tmp_path / "a.docx", Order(profile="consortium", language="en"))
    )
    assert "police officer" in text
    assert "wijkagent" not in text


def test_the_steps_are_told_as_they_are_taken(place, tmp_path):
    steps = []
    write_report(place, tmp_path / "a.docx", progress=lambda *step: steps.append(step))
    assert steps == [("compare", 1, 2), ("compare", 2, 2), ("report", 1, 1)]


def test_results_that_cannot_be_written_are_a_report_error(place, tmp_path):
    (tmp_path / "a.resultaten.json").mkdir()
    (tmp_path / "file").write_text("x")
    for target in (tmp_path / "a.docx", tmp_path / "file" / "b.docx"):
        with pytest.raises(ReportError) as caught:
            write_report(place, target)
        assert [one.code for one in caught.value.problems] == ["REPORT_UNWRITABLE"]
