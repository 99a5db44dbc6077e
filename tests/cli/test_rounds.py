"""`wbp compare --rounds` on the screen and in JSON; what it cannot do it says."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from tests.cli.running import refused, wbp
from tests.workflow import round_tables
from tests.workflow.round_tables import PANEL, gone, panel_study, phase, rated, sat, seats, withdrew
from tests.workflow.studies import HOUSING, small_study
from wbp_survey.cli.rounds import print_rounds
from wbp_survey.workflow.compare import load_answers
from wbp_survey.workflow.rounds import compare_rounds

THIRD = """  - id: third
    type: scale
    scale: nine
    mode: individual_twice
    text: {nl: "Een derde.", en: "A third."}
"""
NINE = seats(*["bewoner"] * 7, "wijkagent", "wijkagent")


@pytest.fixture
def place(tmp_path):
    """One table: calm divides it at first, known does not; one leaves, one withdraws."""
    place = panel_study(tmp_path / "study")
    before = [*rated("calm", 1, [1, 1, 2, 2, 5, 8, 8, 9, 9]), *rated("known", 1, [7] * 9)]
    after = [*rated("calm", 2, [6, 6, 7, 7, 7, 9, 8, None]), *rated("known", 2, [7] * 7)]
    steps = [phase("before"), *before, gone("S9"), phase("after"), *after]
    sat(place, "a", *NINE, *steps)
    return place


@pytest.fixture
def shown(capsys, monkeypatch, place):
    def run(*options, columns="80", language="nl"):
        monkeypatch.setenv("COLUMNS", columns)
        monkeypatch.setenv("WBP_LANG", language)
        done = wbp(capsys, "compare", "--rounds", "--study", place.root, *options)
        assert done.code == 0, done.err
        return done.out

    return run


def other_table(place):
    sat(place, "b", *seats("bewoner", "wijkagent"), *rated("calm", 1, [3, 9]), case="brink")


def squeezed(text):
    return " ".join(text.split())


def test_a_statement_is_a_block_with_its_wording_both_rounds_and_who_moved(shown):
    out = squeezed(shown("--items", "calm"))
    for part in (
        "calm (cohesion.effect) Het is hier rustig.",
        "plein R1 9 5 2–8 2,55 onbeslist, verdeeld",
        "R2 7 7 6,8–7,2 0,07 eens",
        "plein, ronde 2: 1 weet niet, 1 niet (meer) aanwezig",
        "plein, 7 in beide rondes: 6 hoger, 1 gelijk, 0 lager (tekentoets p = 0,031)",
        "dichter bij elkaar (P30–P70 van 6 naar 0,4).",
        "R1 B 1 1 2 2 5 8 8 · W 9 9",
        "R2 B 6 6 7 7 7 8 9",
        "Dichter bij elkaar is nog geen overeenstemming",
        "Rollen: B bewoner, W wijkagent.",
        "Mediaan 3,5 is onbeslist en 6,5 is eens; onder 7 beoordelingen indicatief",
    ):
        assert part in out, part


def test_the_same_in_english(shown):
    out = squeezed(shown("--items", "calm", language="en"))
    for part in (
        "It is calm here.",
        "plein R1 9 5 2–8 2.55 undecided, divided",
        "plein, 7 in both rounds: 6 higher, 1 the same, 0 lower (sign test p = 0.031)",
        "Closer together is not yet agreement",
        "Roles: B resident, W police officer.",
    ):
        assert part in out, part


def test_no_line_is_wider_than_a_screen_of_80(place, shown):
    other_table(place)
    for options in ((), ("--by", "role"), ("--by", "municipality")):
        for language in ("nl", "en"):
            lines = shown(*options, language=language).splitlines()
            assert max(len(line.rstrip()) for line in lines) <= 80


def test_the_statement_that_lies_widest_is_marked_and_one_all_agree_on_is_not(shown):
    out = shown()
    calm, known = out.split("\nknown", 1)
    assert "In ronde 1 bij de twee met de grootste spreiding (plein)." in calm
    assert "Vooraf" not in known


def test_the_widest_are_those_of_all_statements_also_when_few_are_shown(
    tmp_path, capsys, monkeypatch
):
    third = PANEL.read_text("utf-8").replace("- id: talk", THIRD + "- id: talk", 1)
    (tmp_path / "panel.yaml").write_text(third, "utf-8")
    monkeypatch.setattr(round_tables, "PANEL", tmp_path / "panel.yaml")
    place = panel_study(tmp_path / "study")
    lengths = {"calm": [1, 9, 1, 9], "known": [4, 6, 4, 6], "third": [2, 8, 2, 8]}
    steps = [step for item, given in lengths.items() for step in rated(item, 1, given)]
    sat(place, "a", *seats(*["bewoner"] * 4), *steps)
    for options, marked in (
        (("--items", "known"), 0),
        (("--items", "known,third"), 1),
        (("--construct", "cohesion.effect"), 1),
        ((), 2),
    ):
        done = wbp(capsys, "compare", "--rounds", *options, "--study", place.root)
        assert done.out.count("In ronde 1 bij de twee met de grootste spreiding") == marked, options


def test_few_ratings_are_called_indicative_with_their_number(place, shown):
    out = squeezed(shown("--items", "known"))
    assert "indicatief" not in out.partition("Rollen")[0]
    sat(place, "b", *seats(*["bewoner"] * 6), *rated("known", 1, [7] * 6), case="brink")
    assert "eens, indicatief (n = 6)" in squeezed(shown("--items", "known"))


def test_several_tables_stand_under_one_another_with_all_of_them_last(place, shown):
    other_table(place)
    out = shown("--items", "calm")
    names = [line.split()[0] for line in out.splitlines() if re.match(r"  \S.* R1 +\d", line)]
    assert names == ["plein", "brink", "alle"]
    assert "brink R1  B 3 · W 9" in out
    assert "brink: niemand beoordeelde de stelling in beide rondes" in squeezed(out)
    assert "Personen van 2 tafels samen" in squeezed(out)
    assert "alle samen" in out
    assert "alle samen" not in shown("--items", "known").partition("Klasse")[0]


def test_by_role_each_rating_of_a_small_role_is_shown_and_no_statistic(place, shown):
    out = squeezed(shown("--items", "calm", "--by", "role"))
    assert "wijkagent R1 2 - - - geen klasse" in out
    assert "R1 B 1 1 2 2 5 8 8 · W 9 9 Noot" in out.replace("R2 B 6 6 7 7 7 8 9 ", "")
    assert out.count("Minder dan vijf van deze rol") == 1


def test_somebody_who_withdrew_is_counted_and_nothing_of_them_is_shown(place, shown):
    steps = [*seats(*["bewoner"] * 3, "wijkagent"), *rated("calm", 1, [4, 4, 4, 9])]
    sat(place, "b", *steps, withdrew("S4"), case="brink")
    out = shown("--items", "calm")
    assert "brink, ronde 1: 1 toestemming ingetrokken" in squeezed(out)
    assert "brink R1  B 4 4 4\n" in out


def test_the_json_holds_the_rows_and_the_rules_they_rest_on(shown):
    found = json.loads(shown("--json"))
    assert found["manifest"]["filters"]["round_tables"] == {
        "median_between": "higher",
        "indicative_below": 7,
    }
    assert found["manifest"]["command"] == "compare --rounds"
    rows = {
        (row["variable"], row["stat"], row["round"]): row["value"]
        for row in found["rows"]
        if (row["by"], row["group"]) == ("session", "plein")
    }
    assert rows["calm", "ipras", 1] == pytest.approx(2.35)
    assert rows["calm", "class", 2] == 3
    assert rows["known", "n_equal", None] == 7
    assert all(row["note"] for row in found["rows"] if row["value"] is None)


def test_the_csv_holds_the_same_rows(shown):
    written = list(csv.DictReader(io.StringIO(shown("--csv"))))
    found = json.loads(shown("--json"))["rows"]
    assert [row["stat"] for row in written] == [row["stat"] for row in found]
    assert [row["note"] for row in written] == [" ".join(row["note"]) for row in found]


def test_the_rule_for_a_median_between_is_the_one_study_yaml_names(place, shown):
    file = place.root / "study.yaml"
    policy = "policies:\n  round_tables: {median_between: lower, indicative_below: 3}\n"
    file.write_text(file.read_text("utf-8").replace("policies:\n", policy), "utf-8")
    out = squeezed(shown("--items", "calm"))
    assert "Mediaan 3,5 is oneens en 6,5 is onbeslist; onder 3 beoordelingen indicatief" in out


def test_invented_ratings_say_so_first(capsys, place):
    comparison = compare_rounds(place)
    invented = replace(comparison, manifest=replace(comparison.manifest, synthetic=True))
    variables = load_answers(place).variables
    for one, first in ((invented, "LET OP: verzonnen gegevens"), (comparison, "calm")):
        print_rounds(one, study=place.study, variables=variables)
        assert capsys.readouterr().out.startswith(first)


def test_a_p_that_could_not_have_been_small_is_not_shown(place, shown):
    sat(place, "b", *seats(*["bewoner"] * 3), *rated("calm", 1, [1, 1, 1]), case="brink")
    assert "tekentoets" in shown("--items", "calm")
    assert "tekentoets" not in shown("--items", "known")


def test_many_of_a_role_are_shown_by_their_median(place, shown):
    sat(place, "b", *seats(*["bewoner"] * 11), *rated("known", 1, [4] * 11), case="brink")
    assert "brink R1  B mediaan 4 (n = 11)" in shown("--items", "known")


def test_what_rounds_do_not_do_is_refused(capsys, place, tmp_path):
    study = ("--study", place.root)
    done = wbp(capsys, "compare", "--rounds", "--cluster", "case", "--adjust", "bh", *study)
    assert (done.code, done.problems) == (2, ["USAGE_NOT_WITH"] * 2)
    assert "--cluster" in done.err
    done = wbp(capsys, "compare", HOUSING, "--rounds", "--items", "Sat")
    assert (done.code, done.problems) == (2, ["USAGE_ONLY_STUDY"])
    done = wbp(capsys, "compare", *study)
    assert done.code == 2
    assert "--by" in done.err
    refused(wbp(capsys, "compare", "--rounds", "--by", "town", *study), "DATA_UNKNOWN_COLUMN")
    refused(wbp(capsys, "compare", "--rounds", "--items", "clam", *study), "DATA_UNKNOWN_ITEM")
    both = ("--items", "known", "--construct", "cohesion.effect")
    refused(wbp(capsys, "compare", "--rounds", *both, *study), "DATA_NOT_OF_CONSTRUCT")
    small_study(tmp_path / "small")
    empty = wbp(capsys, "compare", "--rounds", "--study", tmp_path / "small")
    refused(empty, *empty.problems)
