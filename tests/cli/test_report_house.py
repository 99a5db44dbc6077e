"""`wbp report` in the style of a house: what a template gives is said before writing."""

from __future__ import annotations

import re

import pytest

from tests.cli.running import wbp
from tests.report.word import houses
from tests.report.word.edits import find, opened
from tests.workflow.studies import CLOSED, hold, said, seat, small_study
from wbp_survey.report.word.style import ROLES
from wbp_survey.texts import say


@pytest.fixture(autouse=True)
def no_office(monkeypatch):
    monkeypatch.setattr("wbp_survey.cli.report.office", lambda: None)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    houses.dutch(tmp_path / "vu.dotx")
    houses.press(tmp_path / "pers.dotx")
    (tmp_path / "pers.toml").write_text(houses.PRESS_MAPPING, "utf-8")
    return tmp_path


def lines(done):
    return " ".join(done.out.split())


def test_a_check_names_every_role_and_writes_nothing_and_needs_no_study(capsys, here):
    before = sorted(here.iterdir())
    done = wbp(capsys, "report", "--template", "vu.dotx", "--check")
    assert done.code == 0, done
    rows = {line.split()[0]: line for line in done.out.splitlines() if line.startswith("  ")}
    assert rows.keys() >= ROLES.keys()
    assert re.search(r"kop van een bijlage +heading 1 +op naam, op een nieuwe bladzijde, "
                     r"zonder nummer$", rows["heading1"])  # fmt: skip
    assert rows["table_note"].endswith("van ons")
    assert "Stijlen: 7 van de 48 uit het sjabloon; 41 van ons" in lines(done)
    assert "tekst 145 mm breed" in lines(done)
    assert "komt niet mee: de tekst, macro’s, opmerkingen" in lines(done)
    assert sorted(here.iterdir()) == before


def test_a_check_says_which_style_cannot_be_read(capsys, here):
    done = wbp(capsys, "report", "--template", "pers.dotx", "--styles", "pers.toml", "--check")
    assert "‘Uitgeverij Bijlage’ heeft op wit een contrast van 1,48 op 1" in lines(done)


def test_it_is_said_in_english_too(capsys, here, monkeypatch):
    assert here
    monkeypatch.setenv("WBP_LANG", "en")
    done = wbp(capsys, "report", "--template", "vu.dotx", "--check")
    assert "by name, on a new page, without a number" in done.out
    for role in ROLES:
        assert say(f"house.role.{role}", "en") in done.out


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (("--check",), ["REPORT_CHECK_TEMPLATE"]),
        (("--into", "r.docx", "--template", "vu.dotx"), ["REPORT_TEMPLATE_INTO"]),
        (("--into", "r.docx", "--styles", "pers.toml"), ["REPORT_TEMPLATE_INTO"]),
    ],
)
def test_what_does_not_go_together_is_a_mistake_on_the_command_line(capsys, here, options, codes):
    assert here
    done = wbp(capsys, "report", *options)
    assert done.code == 2
    assert re.findall(r"\[([A-Z_]+)\]", done.err) == codes


def test_styles_that_the_template_has_not_are_said_before_anything_is_computed(capsys, here):
    done = wbp(capsys, "report", "--template", "vu.dotx", "--styles", "pers.toml", "-o", "r.docx")
    assert done.code == 1
    assert re.findall(r"\[([A-Z_]+)\]", done.err) == ["REPORT_STYLE_MISSING"] * 4
    assert not (here / "r.docx").exists()


def test_a_report_is_in_the_house_that_was_asked_for(capsys, here):
    place = small_study(here / "study")
    for number in range(12):
        hold(place, f"s{number}", said("member", "yes"), said("know", "3"), CLOSED,
             seat(1, "bewoner"), case="plein")  # fmt: skip
    done = wbp(capsys, "report", "--template", "pers.dotx", "--styles", "pers.toml", "-o", "r.docx",
               "--appendix", "B", "--study", "study")  # fmt: skip
    assert done.code == 0, done
    _, tree = opened((here / "r.docx").read_bytes())
    assert set(find(tree, "//w:tblStyle/@w:val")) == {"UTab"}
    done = wbp(capsys, "report", "--into", "r.docx", "--study", "study")
    assert done.code == 0, done
    assert set(find(opened((here / "r.docx").read_bytes())[1], "//w:tblStyle/@w:val")) == {"UTab"}
