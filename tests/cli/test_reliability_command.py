"""`wbp reliability`: printed for people, as JSON and as CSV; bad input ends in one clear line."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.analysis.tables import REFERENCE
from tests.cli.running import refused, wbp
from tests.workflow.ties import declare, talks, ties_study

BFI = REFERENCE / "31_alpha_missing_reversed" / "data.csv"
SCORING = REFERENCE / "40_scale_scoring" / "data.csv"
FIVE = ("--items", "A1,A2,A3,A4,A5")
TURNED = (*FIVE, "--reverse", "A1", "--min", 1, "--max", 6)


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Report items of a file, or of these contents, and return how that ended."""
    monkeypatch.setenv("WBP_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")

    def go(content, *options):
        path = content
        if isinstance(content, str):
            path = tmp_path / "data.csv"
            path.write_text(content, "utf-8")
        return wbp(capsys, "reliability", path, *options)

    return go


def stats(done, variable=None):
    assert done.code == 0, done.err
    rows = json.loads(done.out)["rows"]
    return {row["stat"]: row for row in rows if variable in {None, row["variable"]}}


def test_the_reference_in_json(run):
    done = run(BFI, *TURNED, "--json")
    rows = stats(done, "A1+A2+A3+A4+A5")
    assert rows["cronbach_alpha"]["value"] == pytest.approx(0.711634837413987)
    assert rows["cronbach_alpha_ci_low"]["value"] == pytest.approx(0.616703025686485)
    assert rows["cronbach_alpha_ci_high"]["value"] == pytest.approx(0.788822185545519)
    assert rows["cronbach_alpha"]["n"] == 110
    assert stats(done, "A1")["alpha_if_dropped"]["value"] == pytest.approx(0.762647368599871)
    assert "NaN" not in done.out


def test_the_reference_as_a_table_of_rows(run):
    done = run(BFI, *TURNED, "--csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    (alpha,) = [row for row in rows if row["stat"] == "cronbach_alpha"]
    assert float(alpha["value"]) == pytest.approx(0.711634837413987)


def test_the_sheet_for_people_stays_within_the_page(run):
    done = run(BFI, *TURNED)
    assert "Cronbach's alpha 0.71 [0.62; 0.79] (95%, Feldt); 110 of 140" in done.out
    assert "A1 (turned)" in done.out
    assert "Turned: A1." in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_what_few_complete_answers_allow_is_said_and_no_more(run):
    missing = ("--missing", "8=dont_know,9=not_applicable", "--range", "0,10")
    items = ("--items", "coh1,coh2,coh3,coh4,coh5", "--reverse", "coh1", "--min", 1, "--max", 5)
    done = run(SCORING, *items, *missing)
    assert "No alpha; 13 of 60 people answered all items." in done.out
    assert "Fewer than 20 people answered all items" in done.out
    assert "Mean 7.84" in done.out
    assert "7 don't know, 5 not applicable" in done.out


def test_too_few_for_a_profile_are_not_shown(run):
    content = "a,b\n1,2\n2,3\n3,3\n4,5\n"
    done = run(content, "--items", "a,b", "--min", 1, "--max", 5, "--profile", "publiek")
    assert "Left out so that nobody can be recognised." in done.out
    assert "Nobody has a score" not in done.out
    done = run(content, "--items", "a,b", "--profile", "publiek", "--json")
    values = [row["value"] for row in json.loads(done.out)["rows"]]
    assert values
    assert set(values) == {None}


def test_text_with_a_stated_order_is_scored_by_rank(run):
    lines = ["Low,High", "Medium,Low", "High,High", "Low,Medium"] * 6
    order = ("--order", "Low,Medium,High")
    done = run("a,b\n" + "\n".join(lines), "--items", "a,b", "--reverse", "b", *order, "--json")
    assert stats(done, "a+b")["n_complete"]["value"] == 24
    assert stats(done, "a+b")["score_max"]["value"] <= 3


def test_a_constant_item_is_named(run):
    lines = [f"{1 + number % 5},3,{1 + number % 3}" for number in range(30)]
    done = run("a,b,c\n" + "\n".join(lines), "--items", "a,b,c", "--json")
    row = stats(done)["cronbach_alpha"]
    assert row["value"] is None
    assert row["note"] == ["constant_item:b"]


def test_one_item_gives_rows_with_a_reason(run):
    done = run("a\n" + "1\n2\n3\n" * 10, "--items", "a", "--json")
    assert stats(done)["cronbach_alpha"]["note"] == ["items_below_2"]


@pytest.mark.parametrize("body", ["", "1,\n", ",\n,\n", "NA,NA\n"])
def test_nothing_to_go_on_is_no_traceback(run, body):
    done = run("a,b\n" + body, "--items", "a,b", "--json")
    assert done.code in {0, 1}
    assert "Traceback" not in done.out + done.err
    assert "NaN" not in done.out


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (("--items", "a,b", "--min", 1, "--max", 5), ["DATA_CODE_OUTSIDE"]),
        (("--items", "a,z"), ["DATA_UNKNOWN_COLUMN"]),
        ((), ["DATA_ITEMS_NEEDED"]),
        (("--items", "a,a"), ["DATA_ITEM_TWICE"]),
        (("--items", "a,b", "--reverse", "z"), ["DATA_REVERSE_UNKNOWN"]),
        (("--items", "a,b", "--reverse", "a"), ["DATA_REVERSE_NO_ENDS"]),
        (("--items", "a,w"), ["DATA_NO_ORDER"]),
    ],
)
def test_bad_input_ends_in_one_clear_line(run, options, codes):
    refused(run("a,b,w\n1,2,x\n99,3,y\n2,2,x\n", *options), *codes)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--items", "a", "--range", "10,0"), "USAGE_SCORE_RANGE"),
        (("--items", "a", "--range", "x"), "USAGE_SCORE_RANGE"),
        (("--items", "a", "--range", "0,nan"), "USAGE_SCORE_RANGE"),
        (("--items", "a", "--scale", "s"), "USAGE_ONLY_STUDY"),
        (("--items", "a", "--role", "r"), "USAGE_ONLY_STUDY"),
    ],
)
def test_options_that_do_not_go_together_are_refused(run, options, code):
    done = run("a\n1\n", *options)
    assert (done.code, done.problems) == (2, [code])


def test_options_for_a_file_are_refused_in_a_study(capsys):
    done = wbp(capsys, "reliability", "--items", "a", "--rule", "half")
    assert (done.code, done.problems) == (2, ["USAGE_ONLY_FILE"] * 2)


@pytest.fixture
def study(tmp_path):
    """A study with a declared scale that twenty-four people of two roles answered."""
    place = declare(ties_study(tmp_path / "study"))
    talks(place, *["541", "442", "33?", "115", "224", "551"] * 4)
    return place.root


def test_the_scales_of_a_study_are_printed_by_name(capsys, study, monkeypatch):
    monkeypatch.setenv("WBP_LANG", "nl")
    monkeypatch.setenv("COLUMNS", "80")
    done = wbp(capsys, "reliability", "--study", study)
    printed = " ".join(done.out.split())
    assert "Banden (ties)" in printed
    assert "op een schaal van 0 tot 10" in printed
    assert "20 van 24 mensen beantwoordden alle items" in printed
    assert "quarrel (gedraaid)" in printed
    assert "4 weet niet" in printed
    assert "Meetinvariantie niet getoetst" in printed
    assert "nooit op grond hiervan een item weg" in printed


def test_one_scale_of_one_role_under_a_profile(capsys, study):
    options = ("--study", study, "--scale", "ties", "--role", "wijkagent", "--json")
    rows = stats(wbp(capsys, "reliability", *options), "ties")
    assert rows["n_valid"]["value"] == 12
    assert (rows["n_valid"]["by"], rows["n_valid"]["group"]) == ("scale", "ties")
    released = stats(wbp(capsys, "reliability", *options, "--profile", "publiek"), "ties")
    assert released["n_valid"]["value"] == 12


def test_a_role_that_does_not_exist_is_refused(capsys, study):
    refused(wbp(capsys, "reliability", "--study", study, "--role", "x"), "DATA_UNKNOWN_ROLE")
