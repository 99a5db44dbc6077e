"""`wbp data`: answers in through a mapping, answers out as CSV or JSON."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.running import refused, wbp
from tests.workflow.studies import ANSWERS, CLOSED, HOUSING, hold, said, small_study, survey
from tests.workflow.test_withdraw import agreed

MAPPING = HOUSING.parent.parent.parent / "data" / "mappings" / "copenhagen_housing.yaml"


@pytest.fixture
def study(tmp_path):
    return small_study(tmp_path / "study")


def test_an_import_tells_what_it_did_and_the_second_time_that_it_did_nothing(study, capsys):
    asked = ("data", "import", HOUSING, "--mapping", MAPPING, "--study", study.root)
    first = wbp(capsys, *asked)
    assert first.code == 0, first
    assert "1681 van 1681" in first.out
    assert "5043 antwoorden" in first.out
    again = wbp(capsys, *asked)
    assert again.code == 0
    assert again.out.startswith("Niets nieuws")
    found = json.loads(wbp(capsys, *asked, "--json").out)
    assert (found["people"], found["new"]) == (1681, 0)


def test_what_was_imported_compares_like_the_file_itself(study, capsys):
    wbp(capsys, "data", "import", HOUSING, "--mapping", MAPPING, "--study", study.root)
    inside = ("compare", "--by", "municipality", "--study", study.root)
    in_file = ("compare", HOUSING, "--by", "Type", "--items", "Cont,Infl,Sat")
    found = [json.loads(wbp(capsys, *asked, "--json").out)["rows"] for asked in (inside, in_file)]
    for stat in ("kruskal_h", "kruskal_p", "eta_squared_h", "median", "share:Low", "dunn_z"):
        one, other = (
            [(row["group"], row["group2"], row["value"]) for row in rows if row["stat"] == stat]
            for rows in found
        )
        assert one
        assert one == other


def test_the_municipalities_of_an_import_without_cases_are_compared_by_respondent(study, capsys):
    wbp(capsys, "data", "import", HOUSING, "--mapping", MAPPING, "--study", study.root)
    done = wbp(capsys, "compare", "--by", "municipality", "--study", study.root)
    assert done.code == 0, done
    assert "H(3) = 53,56" in done.out
    assert "casus" not in done.out


def test_a_file_with_errors_adds_nothing_and_names_every_line(study, capsys, tmp_path):
    file, _ = survey(
        tmp_path, ANSWERS.replace("R2,stad,3", "R2,stad,7").replace("R1,dorp", "R1,drop")
    )
    done = wbp(capsys, "data", "import", file, "--study", study.root)
    refused(done, "DATA_UNKNOWN_PLACE", "DATA_CODE_OUTSIDE")
    assert f"{file}:2: " in done.err
    assert f"{file}:3: " in done.err
    refused(wbp(capsys, "session", "list", "--study", study.root), "STUDY_NO_DATA")


def test_names_are_refused_without_being_repeated(study, capsys, tmp_path):
    file, _ = survey(tmp_path, ANSWERS.replace("R2", "Pietersen"))
    done = wbp(capsys, "data", "import", file, "--study", study.root)
    refused(done, "DATA_PARTICIPANT_NAME")
    assert "Pietersen" not in done.err


def test_a_template_of_a_mapping_is_printed_and_nothing_is_imported(study, capsys, tmp_path):
    file, _ = survey(tmp_path)
    done = wbp(capsys, "data", "import", file, "--mapping-template", "--study", study.root)
    assert "column: trust" in done.out
    assert not (study.root / "data" / "study.db").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("who,town,mood\nR1,dorp,1\n", "DATA_UNKNOWN_COLUMN"),
        ("who,town,mood,trust\nR1,dorp,1\n", "DATA_FILE_RAGGED"),
        ("who,town,mood,trust\n", "DATA_FILE_EMPTY"),
        ("\x00\x01", "DATA_FILE_BINARY"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_one_line(study, capsys, tmp_path, content, code):
    file, _ = survey(tmp_path, content)
    refused(wbp(capsys, "data", "import", file, "--study", study.root), code)


def test_an_export_prints_or_writes_the_same(study, capsys, tmp_path):
    hold(study, "one", said("member", "yes"), said("why", '=1+1\n"ja"'), CLOSED)
    for form in ("csv", "json"):
        asked = ("data", "export", form, "--study", study.root)
        printed = wbp(capsys, *asked)
        assert printed.code == 0
        target = tmp_path / f"uit.{form}"
        told = wbp(capsys, *asked, "-o", target)
        assert str(target) in told.out
        assert target.read_bytes().decode() == printed.out


def test_the_json_export_holds_the_answer_itself_and_the_csv_no_formula(study, capsys):
    hold(study, "one", said("channels", ["app", "tel"]), said("why", "=1+1"), CLOSED)
    asked = ("data", "export", "--study", study.root)
    assert json.loads(wbp(capsys, *asked, "json").out)[-1]["value"] == "=1+1"
    *_, row = csv.DictReader(io.StringIO(wbp(capsys, *asked, "csv").out))
    assert row["value"] == "'=1+1"


def test_an_export_to_where_nothing_can_be_written_is_refused(study, capsys, tmp_path):
    hold(study, "one", said("member", "yes"), CLOSED)
    for form in ("csv", "json"):
        target = tmp_path / "weg" / "uit"
        refused(
            wbp(capsys, "data", "export", form, "-o", target, "--study", study.root),
            "DATA_CANNOT_WRITE",
        )


def test_another_form_than_csv_or_json_is_refused_with_what_there_is(study, capsys):
    done = wbp(capsys, "data", "export", "xls", "--study", study.root)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Dat past hier niet; kies uit: csv, json.")
    assert "csv|json" in wbp(capsys, "data", "export", "--study", study.root).err
    assert "[OPTIONS] csv|json" in wbp(capsys, "data", "export", "--help").out


def test_only_what_may_be_used_for_a_purpose_leaves_when_that_is_named(study, capsys):
    hold(study, "one", agreed("S1"), said("member", "yes"), CLOSED)
    hold(study, "two", said("member", "yes"), CLOSED)
    asked = ("data", "export", "json", "--study", study.root)
    assert len({row["session"] for row in json.loads(wbp(capsys, *asked).out)}) == 2
    rows = json.loads(wbp(capsys, *asked, "--scope", "quote").out)
    assert {row["session"] for row in rows} == {"one"}
    refused(wbp(capsys, *asked, "--scope", "qoute"), "RECORD_SCOPE_UNKNOWN_NEAR")
    refused(wbp(capsys, *asked, "--scope", "zz"), "RECORD_SCOPE_UNKNOWN")
