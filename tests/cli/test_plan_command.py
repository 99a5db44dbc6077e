"""`wbp compare --plan` on the command line."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import wbp

PLAN = ("compare", "--plan", "--cases", "2,2,1,1", "--people", "4")


def said(capsys, *options):
    done = wbp(capsys, *options)
    assert done.code == 0, done.err
    return done.out


def test_a_design_that_cannot_pass_is_told_so(capsys):
    out = " ".join(said(capsys, *PLAN, "--tests", "4").split())
    assert "180 manieren" in out
    assert "p = 0,022, na Holm over 4 geplande toetsen p = 0,089" in out
    assert "Met 6 casussen in 4 gemeenten" in out
    assert "geen enkel verschil tussen gemeenten" in out
    assert "op het niveau van 1,25%" in out


def test_one_test_is_told_nothing_of_holm(capsys):
    out = said(capsys, *PLAN)
    assert "Holm" not in out
    assert "kan significant uitvallen" in out
    assert "op het niveau van 5%" in out


def test_what_hardly_more_cases_than_municipalities_can_show_is_not_said(capsys):
    out = " ".join(said(capsys, *PLAN).split())
    assert out.count("met maar 2 casussen meer dan gemeenten") == 1


def test_the_page_fits_a_terminal(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for language in ("nl", "en"):
        monkeypatch.setenv("WBP_LANG", language)
        out = said(capsys, *PLAN, "--tests", "4")
        assert max(map(len, out.splitlines())) <= 80


def test_the_rows_are_about_the_design(capsys):
    rows = json.loads(said(capsys, *PLAN, "--json"))["rows"]
    assert {row["by"] for row in rows} == {"design"}
    assert {"naive_rejection:0.05", "naive_rejection:0.1"} <= {row["stat"] for row in rows}
    assert said(capsys, *PLAN, "--csv").count("\n") == len(rows) + 1


def test_an_intraclass_correlation_is_written_as_given_and_once(capsys):
    out = said(capsys, *PLAN, "--icc", "0.125,0.125")
    assert out.count("icc 0,125") == 3
    rows = json.loads(said(capsys, *PLAN, "--icc", "0.125,0.125", "--json"))["rows"]
    assert sum(row["stat"] == "naive_rejection:0.125" for row in rows) == 1


def test_people_may_differ_per_case_and_resamples_are_the_simulated_studies(capsys):
    options = ("--people", "3,4,5,6", "--resamples", "99", "--json")
    found = json.loads(said(capsys, "compare", "--plan", "--cases", "2,2", *options))
    assert found["manifest"]["filters"]["people"] == [3, 4, 5, 6]
    assert found["manifest"]["resamples"] == 99


@pytest.mark.parametrize("profile", ["consortium", "publiek"])
def test_every_profile_prints(capsys, profile):
    assert said(capsys, *PLAN, "--profile", profile)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("--cases", "2", "--people", "4"), "DATA_PLAN_CASES"),
        (("--cases", "", "--people", "4"), "DATA_PLAN_CASES"),
        (("--cases", "2,-1", "--people", "4"), "DATA_PLAN_CASES"),
        (("--cases", "2,2", "--people", "4,4"), "DATA_PLAN_PEOPLE"),
        (("--cases", "2,2", "--people", "0"), "DATA_PLAN_PEOPLE"),
        (("--cases", "2,2", "--people", "4", "--icc", "1.5"), "DATA_PLAN_ICC"),
        (("--cases", "2,2", "--people", "1000000"), "DATA_PLAN_LARGE"),
        (("--cases", "99999999999,1", "--people", "1"), "DATA_PLAN_LARGE"),
        (("--cases", "2,x", "--people", "4"), "USAGE_NUMBERS"),
        (("--cases", "2,2", "--people", "4", "--icc", "a"), "USAGE_NUMBERS"),
    ],
)
def test_what_is_no_design_is_refused_in_one_sentence(capsys, given, code):
    done = wbp(capsys, "compare", "--plan", *given)
    assert done.code != 0
    assert done.problems == [code]


@pytest.mark.parametrize("left_out", [("--cases", "2,2"), ("--people", "4")])
def test_cases_and_people_must_both_be_given(capsys, left_out):
    assert wbp(capsys, "compare", "--plan", *left_out).code == 2
