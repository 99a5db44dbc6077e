"""`wbp instrument codebook` and `wbp instrument schema`."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from jsonschema import Draft202012Validator

from tests.cli.running import refused, wbp
from tests.exchange.making import FORMS
from tests.workflow.studies import hold, said, small_study
from wbp_survey.instrument.json_schema import SCHEMAS


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


@pytest.fixture
def codebook(place, capsys):
    def run(*arguments):
        return wbp(capsys, "instrument", "codebook", *arguments, "--study", place.root)

    return run


def test_without_a_file_it_is_markdown_in_both_languages(codebook):
    done = codebook("small")
    assert (done.code, done.err) == (0, "")
    for words in ("# Klein gesprek", "Bent u lid?", "Are you a member?", "nog geen antwoorden"):
        assert words in done.out


def test_the_name_of_the_file_says_the_form(codebook, tmp_path):
    for name in ("a.md", "a.csv", "a.json", "a.docx", "sub/b.MD"):
        assert f"Geschreven: {tmp_path / name}" in codebook("small", "-o", tmp_path / name).out
    assert (tmp_path / "a.md").read_text("utf-8") == (tmp_path / "sub" / "b.MD").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8"))))
    assert rows[0]["item"] == "member"
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["instrument"]["id"] == "small"
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert "Bent u lid?" in package.read("word/document.xml").decode()


def test_the_form_may_be_asked_for(codebook):
    rows = list(csv.DictReader(io.StringIO(codebook("small", "--format", "csv").out)))
    found = json.loads(codebook("small", "--json").out)
    assert found == json.loads(codebook("small", "--format", "json").out)
    assert len(found["rows"]) == len(rows) > 15


def test_any_version_is_named_in_either_way(codebook):
    for asked in (("small@draft",), ("small", "--version", "draft")):
        assert json.loads(codebook(*asked, "--json").out)["instrument"]["version"] == "draft"
    assert json.loads(codebook("small@1.0.0", "--json").out)["publication"]["by"] == "AB"
    refused(codebook("small@9.0.0"), "INSTRUMENT_UNKNOWN_VERSION")
    refused(codebook("smal"), "INSTRUMENT_UNKNOWN_NEAR")


def test_one_language_leaves_the_other_out(codebook, monkeypatch):
    out = codebook("small", "--language", "en").out
    assert "Are you a member?" in out
    assert "Bent u lid?" not in out
    assert "## This instrument" in out
    monkeypatch.setenv("WBP_LANG", "en")
    out = codebook("small").out
    assert "**Question (nl)**: Bent u lid?" in out


def test_counts_may_be_left_out(codebook, place):
    for number in range(10):
        hold(place, f"s{number}", said("member", "no"))
    assert "Antwoorden: 10; sessies: 10." in codebook("small").out
    out = codebook("small", "--no-counts").out
    assert "niet geteld" in out
    assert "sessies:" not in out


def test_a_document_does_not_fit_on_the_screen(codebook):
    done = codebook("small", "--format", "word")
    assert (done.code, done.problems) == (2, ["USAGE_WORD_NEEDS_FILE"])


def test_what_cannot_be_written_is_said_in_one_line(codebook, tmp_path):
    (tmp_path / "file").write_text("x")
    refused(codebook("small", "-o", tmp_path / "file" / "a.md"), "DATA_CANNOT_WRITE")
    refused(codebook("small", "-o", tmp_path / "file" / "a.docx"), "REPORT_UNWRITABLE")


def test_every_schema_is_printed_or_written(capsys, tmp_path):
    for kind in SCHEMAS:
        printed = wbp(capsys, "instrument", "schema", kind).out
        Draft202012Validator.check_schema(json.loads(printed))
        file = tmp_path / ".vscode" / f"{kind}.json"
        assert wbp(capsys, "instrument", "schema", kind, "-o", file).code == 0
        assert file.read_text("utf-8") == printed
    assert (
        wbp(capsys, "instrument", "schema").out
        == wbp(capsys, "instrument", "schema", "instrument").out
    )
    assert wbp(capsys, "instrument", "schema", "lock").code == 2


def test_a_schema_explains_in_the_language_of_the_interface(capsys, monkeypatch):
    assert "Meetniveau." in wbp(capsys, "instrument", "schema", "response-scales").out
    monkeypatch.setenv("WBP_LANG", "en")
    assert "Level of measurement." in wbp(capsys, "instrument", "schema", "response-scales").out


def test_a_form_of_another_tool_has_a_codebook(codebook):
    done = codebook(FORMS / "mood.csv")
    assert (done.code, done.err) == (0, "")
    for words in ("# mood", "ONTWERP", "Wat is uw rol?"):
        assert words in done.out
    assert codebook(FORMS / "mood.csv", "--version", "draft").problems == ["USAGE_VERSION_TWICE"]
