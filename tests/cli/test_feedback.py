"""`wbp session feedback`: on the screen, as data, and as a sheet in Word."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import refused, wbp
from tests.report.reports import parts
from tests.workflow.round_talk import FIRST, first_round, hold_talk, seated, talk_study
from tests.workflow.studies import hold


@pytest.fixture
def place(tmp_path):
    return talk_study(tmp_path / "study")


@pytest.fixture
def run(place, capsys):
    def session(*arguments):
        return wbp(capsys, "session", "feedback", *arguments, "--study", place.root)

    return session


def test_it_prints_the_widest_first_and_marked(place, run):
    hold(place, "tafel", *seated(), *first_round(), instrument="talk")
    done = run("tafel")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "Terugkoppeling na de eerste beoordeling: Plein"
    assert [line for line in lines if line[:2] in {"▶ ", "1 ", "2 ", "3 "}][:3] == [
        "▶ 3  Men kent elkaar.",
        "▶ 1  De groep geeft rust.",
        "2  De groep helpt.",
    ]
    assert "  aantal      ·    ·    ·    ·    ·    1    4    2    1   mediaan 7" in lines
    assert max(map(len, lines)) <= 80


def test_it_says_nothing_of_who_rated_what(place, run):
    hold_talk(place)
    for done in (run("tafel"), run("tafel", "--json")):
        for word in ("B-2", "wijkagent", "beheerder", "S1", "S6"):
            assert word not in done.out


def test_with_fewer_than_five_ratings_nothing_is_shown(place, run):
    hold(place, "tafel", *seated(), *first_round(4), instrument="talk")
    lines = run("tafel").out.splitlines()
    counts = [line for line in lines if line.startswith("  aantal")]
    assert len(counts) == len(FIRST)
    for line in counts:
        assert line.split() == ["aantal", *["x"] * 9, "mediaan", "x"]
    assert "▶" not in "".join(lines)
    assert "x: minder dan 5 cijfers; die laten wij niet zien." in lines
    data = json.loads(run("tafel", "--json").out)
    assert {(one["n"], one["counts"], one["median"], one["p30"]) for one in data} == {
        (None, None, None, None)
    }


def test_as_data_it_holds_what_may_be_shown(place, run):
    hold(place, "tafel", *seated(), *first_round(), instrument="talk")
    data = json.loads(run("tafel", "--json").out)
    assert [one["item"] for one in data] == ["knows", "calm", "help"]
    for one in data:
        assert one["n"] == sum(one["counts"].values()) == 8
        assert one["round"] == 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sheet_lies_on_its_side_is_large_and_valid(place, run, tmp_path, language):
    from openxml_audit import OpenXmlValidator

    hold(place, "tafel", *seated(), *first_round(), instrument="talk")
    file = tmp_path / "new" / "blad.docx"
    done = run("tafel", "-o", file, "--language", language)
    assert done.out == f"Geschreven: {file}\n"
    assert [str(one) for one in OpenXmlValidator().validate(file).errors] == []
    text = parts(file)["word/document.xml"].decode()
    assert text.count('w:orient="landscape"') == text.count("<w:sectPr") == 1
    assert "WBPZaaltekst" in text
    assert "●●●●" in text
    assert {"nl": "Men kent elkaar.", "en": "People know each other."}[language] in text


def test_what_cannot_be_made_is_said_in_one_line(place, run, tmp_path):
    hold(place, "tafel", *seated(), instrument="talk")
    refused(run("tafel"), "REPORT_NO_RATINGS")
    refused(run("stoel"), "RECORD_UNKNOWN_SESSION")
    hold(place, "vol", *seated(), *first_round(), instrument="talk")
    (tmp_path / "file").write_text("x")
    refused(run("vol", "-o", tmp_path / "file" / "blad.docx"), "REPORT_UNWRITABLE")
