"""Findings in a report: how many, never of whom; published figures with what does not add up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.reports import TOWNS, made
from wbp_survey.model.published import Part, PublishedFigure, check_published
from wbp_survey.report.appendices.consistency import consistency
from wbp_survey.report.appendices.consistency_tables import (
    apart_table,
    check_table,
    found_table,
    published_table,
)
from wbp_survey.report.blocks import Heading, Passage, Table
from wbp_survey.report.finding_record import (
    CheckRecord,
    FindingRecord,
    FindingsRecord,
    ToldApart,
)
from wbp_survey.report.gate.release import COARSE_FROM, release

NOWHERE = Path()
UNITS = {"case": 6, "municipality": 4}
CASES = tuple(f"c-{one}" for one in TOWNS)


def inputs(profile="publiek", language="nl", **known):
    values = {"sessions": 12, "persons": 40, "checks": (CheckRecord("straight_line", 3, 1),)}
    return replace(made(language, profile), findings=FindingsRecord(**(values | known)))


def figure(value, of=0, parts=(), **known):
    made_of = tuple(Part(one, {"nl": f"deel {one}"}) for one in parts)
    label = {"nl": "Meldingen", "en": "Reports"}
    return PublishedFigure("x", label, value, of, parts=made_of, **known)


def published(*figures, language="nl"):
    pairs = tuple((one, check_published(one, UNITS)) for one in figures)
    table = release(published_table(inputs(published=pairs, language=language)), "publiek")
    return [row.cells for row in table.rows]


def facts(persons, differ, profile="publiek"):
    one = ToldApart("fact.member", {"nl": "lidmaatschap", "en": "membership"},
                    dict(zip(CASES, persons, strict=False)), frozenset(differ))  # fmt: skip
    return release(apart_table(inputs(profile, apart=(one,))), profile)


def said(blocks):
    passages = [one for one in blocks if isinstance(one, Passage)]
    runs = [run for one in passages for line in one.lines for run in line.runs]
    return " ".join(getattr(run, "text", "") for run in runs)


def test_every_check_tells_how_much_it_found_and_what_is_settled():
    (row,) = release(check_table(inputs()), "publiek").rows
    assert row.cells[0] == "Steeds hetzelfde antwoord"
    assert row.cells[2:] == ("3", "1", "2")


def test_counts_of_a_study_with_few_persons_are_hidden():
    (row,) = release(check_table(inputs(persons=8)), "publiek").rows
    assert row.cells[2:] == ("x", "x", "x")


def test_sessions_are_listed_for_the_researchers_alone():
    one = FindingRecord("AB2C", "straight_line", resolved=True, why="Bel 06 12345678 terug.")
    for profile, there in (("publiek", False), ("consortium", True)):
        blocks = list(consistency(inputs(profile, found=(one,)), NOWHERE))
        assert any(block.id == "bevindingen" for block in blocks) is there
    (row,) = release(found_table(inputs("consortium", found=(one,))), "consortium").rows
    assert row.cells[0] == "AB2C"
    assert row.cells[2] == "afgehandeld"
    assert "12345678" not in row.cells[3]


def test_a_difference_is_counted_over_cases_and_listed_where_enough_told_it():
    found = facts((6, 7, 3, 2), {"c-stad", "c-veld"})
    assert [column.header for column in found.columns] == [
        "Feit", "Verschillend verteld", "Casus Stad", "Casus Dorp",
    ]  # fmt: skip
    assert found.rows[0].cells == ("Lidmaatschap", "2\xa0van\xa0de\xa04", "verschilt", "gelijk")


def test_where_too_few_told_it_no_case_is_named():
    found = facts((3, 4, 2, 2), {"c-stad"}, "consortium")
    assert len(found.columns) == 2
    assert any("Om welke casussen" in note for note in found.notes)


def test_one_case_that_is_hidden_takes_others_along():
    """Two shown and one hidden: the number of cases would tell of the hidden one."""
    found = facts((9, 8, 3), {"c-stad", "c-veld"})
    assert [column.header for column in found.columns][2:] == ["Casus Stad"]


TOLD = st.lists(st.tuples(st.integers(2, 12), st.booleans()), min_size=1, max_size=4)


@settings(max_examples=200)
@given(TOLD)
def test_nobody_learns_of_a_hidden_case_from_those_that_show(told):
    persons = [n for n, _ in told]
    differ = {case for case, (_, apart) in zip(CASES, told, strict=False) if apart}
    found = facts(persons, differ)
    headers = [column.header for column in found.columns][2:]
    shown = {f"c-{name.removeprefix('Casus ').lower()}" for name in headers}
    hidden = [case for case in CASES[: len(told)] if case not in shown]
    assert all(persons[CASES.index(case)] >= COARSE_FROM for case in shown)
    if shown and hidden:
        assert len({case in differ for case in hidden}) == 2


def test_parts_that_do_not_add_up_are_written_out_and_left_open():
    rows = published(figure(29, 42, (24, 3, 3), claim="most", source="Iemand (2018)"))
    assert rows[0][0] == "Meldingen (Iemand (2018))"
    parts, whole, claim = rows[1:]
    assert parts[1].startswith("24\xa0+ 3\xa0+ 3 = 30, terwijl er 29 staat.")
    assert parts[2] == "nee, open"
    assert whole[1] == "29 is niet meer dan 42."
    assert claim[1] == "29\xa0van\xa0de\xa042 (69,0%): ‘meer dan de helft’ klopt."


def test_more_municipalities_than_there_are_are_probably_cases():
    *_, units = published(figure(5, 6, unit="municipality"))
    assert units[1] == (
        "Er staan 6 gemeenten, terwijl het onderzoek er 4 telt. "
        "Vermoedelijk zijn casussen bedoeld: daarvan zijn er precies zoveel."
    )


def test_below_twenty_a_share_is_no_percentage():
    *_, claim = published(figure(5, 6, claim="most"))
    assert "%" not in claim[1]
    assert claim[1].startswith("5\xa0van\xa0de\xa06: ")


def test_a_figure_without_anything_to_hold_it_against_says_so():
    _, row = published(figure(1.5))
    assert row == ("1,5", "er is niets opgegeven om het tegen na te gaan", "–")
    assert published(figure(8000), language="en")[0][0] == "Reports (source not on record)"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_not_on_record_is_said_under_its_heading(language):
    blocks = list(consistency(made(language), NOWHERE))
    missing = {"nl": "Niet vastgelegd", "en": "Not on record"}[language]
    assert said(blocks).count(missing) == 3
    assert isinstance(blocks[0], Heading)
    assert (blocks[0].id, blocks[0].number) == ("k", "K")
    assert not any(isinstance(one, Table) for one in blocks)


def test_sessions_whose_times_tell_nothing_and_second_entries_are_mentioned():
    some = said(consistency(inputs(untimed={"paper": 4, "script": 1}, again=2), NOWHERE))
    assert "Van 5 sessies zeggen de tijden niets" in some
    assert "2 sessies die een tweede keer zijn ingevoerd" in some
    assert "de tijden van alle sessies" in said(
        consistency(inputs(untimed={"script": 12}), NOWHERE)
    ).lower()  # fmt: skip


def test_how_many_published_figures_fail_is_said_before_the_table():
    one = figure(29, 42, (24, 3, 3))
    pairs = ((one, check_published(one, UNITS)),)
    assert "Eén van de controles klopt niet" in said(consistency(inputs(published=pairs), NOWHERE))
    good = ((figure(5, 42), check_published(figure(5, 42), UNITS)),)
    assert "Alles wat is nagegaan, klopt" in said(consistency(inputs(published=good), NOWHERE))
