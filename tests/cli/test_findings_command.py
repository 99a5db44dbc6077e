"""`wbp data check`: printed for people and as JSON; findings are no errors."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import wbp
from tests.workflow.attitudes import MIXED, talked, views, views_study
from tests.workflow.test_findings_file import ITEMS, crowd, saved

ALL = ",".join(ITEMS)


@pytest.fixture
def run(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    return lambda *arguments: wbp(capsys, "data", "check", *arguments)


@pytest.fixture
def study(tmp_path):
    place = views_study(tmp_path / "study")
    talked(place, "a", views(MIXED, is_member="yes"), role="wijkagent", gap=60)
    talked(place, "b", views([5] * 10, is_member="no"), gap=60)
    return place.root


def test_findings_of_a_study_are_printed_and_end_in_zero(run, study):
    done = run("--study", study)
    assert done.code == 0
    assert done.err == ""
    assert "Steeds hetzelfde antwoord (1)" in done.out
    assert "b/S1" in done.out
    assert "bewoner no; wijkagent yes" in done.out
    assert "geen verwijt" in done.out
    assert "wbp session review" in " ".join(done.out.split())


def test_json_holds_place_items_values_and_sentences(run, study):
    done = run("--study", study, "--json")
    assert done.code == 0
    data = json.loads(done.out)
    assert set(data) == {"findings", "checked"}
    (straight,) = [one for one in data["findings"] if one["code"] == "straight_line"]
    assert straight["place"] == "b/S1"
    assert len(straight["items"]) == 10
    assert straight["values"]["answer"] == "5"
    assert set(straight["what"]) == set(straight["suggestion"]) == {"nl", "en"}
    assert data["checked"]["counts"]["straight_line"] == 1
    assert data["checked"]["sessions"] == 2


def test_the_interface_speaks_english_too(run, study, monkeypatch):
    monkeypatch.setenv("WBP_LANG", "en")
    assert "Facts that are told differently (1)" in run("--study", study).out


def test_a_file_is_printed_by_lines(run, tmp_path):
    rows = [*crowd(), ["4"] * 10]
    rows[0][0] = "99"
    done = run(saved(tmp_path, rows), "--items", ALL, "--min", "1", "--max", "5")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines() if line.startswith("  4")] == ["42"]
    assert "q1: 1 keer een antwoord buiten de schaal: 99." in done.out
    assert "Bekeken: 41 rijen, 10 kolommen" in done.out


def test_declared_missing_codes_are_read_as_elsewhere(run, tmp_path):
    rows = crowd()
    rows[0][0] = "99"
    file = saved(tmp_path, rows)
    asked = ("--items", ALL, "--min", "1", "--max", "5", "--missing", "99=dont_know")
    assert "Niets gevonden" in run(file, *asked).out


def test_many_findings_of_a_kind_are_cut_short_and_counted(run, tmp_path):
    rows = [*crowd(), *([str(number % 5 + 1)] * 10 for number in range(14))]
    done = run(saved(tmp_path, rows), "--items", ALL)
    assert "Steeds hetzelfde antwoord (14)" in done.out
    assert "… en nog 4; `--json` geeft ze allemaal." in done.out
    assert (
        len(json.loads(run(tmp_path / "data.csv", "--items", ALL, "--json").out)["findings"]) == 14
    )


def test_an_option_that_would_be_passed_over_is_refused(run, study, tmp_path):
    assert run("--study", study, "--items", "v1").problems == ["USAGE_ONLY_FILE"]
    file = saved(tmp_path, crowd())
    assert run(file, "--study", study).problems == ["USAGE_ONLY_STUDY"]
    done = run(file, "--round", "q1")
    assert (done.code, done.problems) == (2, ["USAGE_ROUND_WITHOUT_ID"])


def test_a_file_that_is_none_ends_in_one_sentence(run, tmp_path):
    done = run(tmp_path / "none.csv")
    assert (done.code, done.problems) == (1, ["DATA_FILE_NOT_FOUND"])
