"""`wbp instrument`: see, check and publish."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import refused, wbp
from tests.exchange.making import FORMS
from tests.workflow.studies import small_study


@pytest.fixture
def study(tmp_path):
    return ("--study", small_study(tmp_path / "study").root)


def test_the_list_has_every_draft_and_version(study, capsys):
    found = json.loads(wbp(capsys, "instrument", "list", *study, "--json").out)
    assert [(row["id"], row["version"], row["status"]) for row in found] == [
        ("small", "draft", "draft"),
        ("small", "1.0.0", "published"),
        ("table", "draft", "draft"),
        ("table", "1.0.0", "published"),
    ]
    out = wbp(capsys, "instrument", "list", *study).out
    assert "gepubliceerd" in out
    assert "Klein gesprek" in out


def test_an_instrument_is_shown_with_its_questions_routes_and_options(study, capsys):
    out = wbp(capsys, "instrument", "show", "small", *study).out
    for words in ("Bent u lid?", "Wanneer: 'Bent u lid?' = ja", "tel   telefoon", "Over groepen:"):
        assert words in out
    found = json.loads(wbp(capsys, "instrument", "show", "small", *study, "--json").out)
    assert (found["id"], found["version"]) == ("small", "1.0.0")


def test_an_unknown_instrument_or_version_is_refused_in_one_line(study, capsys):
    refused(wbp(capsys, "instrument", "show", "smal", *study), "INSTRUMENT_UNKNOWN_NEAR")
    asked = ("instrument", "show", "small", "--version", "9.9.9")
    refused(wbp(capsys, *asked, *study), "INSTRUMENT_UNKNOWN_VERSION")


def test_a_sound_study_is_said_to_be_sound(study, capsys):
    done = wbp(capsys, "instrument", "check", *study)
    assert (done.code, done.err) == (0, "")
    assert "4 instrumentversies" in done.out
    assert wbp(capsys, "instrument", "check", *study, "--json").out == "[]\n"


def test_a_published_version_that_was_changed_is_found(study, capsys):
    file = study[1] / "instruments" / "small" / "1.0.0.yaml"
    file.write_text(file.read_text("utf-8").replace("Bent u lid?", "Bent u bestuurslid?"), "utf-8")
    done = wbp(capsys, "instrument", "check", *study, "--json")
    assert done.code == 1
    assert [one["code"] for one in json.loads(done.out)] == done.problems
    assert done.problems


def test_publishing_says_what_was_frozen_and_never_twice(study, capsys):
    asked = ("instrument", "publish", "small", "1.1.0", "--why", "beter", "--by", "AB", *study)
    assert "small 1.1.0 is gepubliceerd" in wbp(capsys, *asked).out
    done = wbp(capsys, *asked)
    refused(done, *done.problems)


def test_without_a_name_to_sign_with_nothing_is_published(study, capsys, monkeypatch):
    def nobody():
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    done = wbp(capsys, "instrument", "publish", "small", "1.1.0", "--why", "beter", *study)
    refused(done, "INSTRUMENT_WHY")


def test_a_version_is_named_behind_the_id_or_with_an_option_of_its_own(study, capsys):
    show = ("instrument", "show")
    first = wbp(capsys, *show, "small@draft", *study)
    assert "small draft · interview · bewoner · 10 minuten · 6 vragen · ontwerp" in first.out
    assert first.out == wbp(capsys, *show, "small", "--version", "draft", *study).out
    done = wbp(capsys, *show, "small@1.0.0", "--version", "draft", *study)
    assert (done.code, done.problems) == (2, ["USAGE_VERSION_TWICE"])
    done = wbp(capsys, *show, FORMS / "mood.csv", "--version", "draft", *study)
    assert (done.code, done.problems) == (2, ["USAGE_VERSION_TWICE"])


def test_a_file_and_a_form_of_another_tool_are_shown_too(study, capsys):
    out = wbp(capsys, "instrument", "show", FORMS / "mood.csv", *study).out
    assert "    Wanneer: 'Wat is uw rol?' = bewoner\n" in out
    file = study[1] / "instruments/small/1.0.0.yaml"
    assert wbp(capsys, "instrument", "show", file, *study).out == (
        wbp(capsys, "instrument", "show", "small", *study).out
    )
    refused(wbp(capsys, "instrument", "show", "nowhere.csv", *study), "INSTRUMENT_SPEC")


@pytest.mark.parametrize("columns", [80, 50])
def test_what_is_shown_is_no_wider_than_the_terminal(study, capsys, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = wbp(capsys, "instrument", "show", "small", *study).out.splitlines()
    assert columns - 12 < max(map(len, lines)) <= columns
