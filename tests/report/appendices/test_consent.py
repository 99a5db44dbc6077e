"""Appendix I: the letter and the form as they are, and counts that tell of nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.reports import made, study
from wbp_survey.model.study import Consent, ConsentScope, ReportFacts
from wbp_survey.report.appendices.consent import consent, gaps_in
from wbp_survey.report.blocks import Grid, Heading, Passage, Ref, Table
from wbp_survey.report.fieldwork_record import Fieldwork

SCOPES = (
    ConsentScope("participate", {"nl": "Meedoen", "en": "Take part"}, required=True),
    ConsentScope("quote", {"nl": "Citeren", "en": "Quote"}),
    ConsentScope("quote_name", {"nl": "Met naam", "en": "By name"}, needs="quote"),
)
LETTER = {"nl": "Geachte heer,\nWaarom u?\nOmdat [invullen: de\n reden].\nTot [invullen: datum]."}


def written(agreed=None, profile="publiek", letter=None, scopes=SCOPES, **known):
    intro = {"nl": "Eerste.\n\nTweede."}
    asked = replace(
        study(), consent=Consent("1.1", intro, scopes), report=ReportFacts(letter=letter or {})
    )
    held = Fieldwork(agreed=agreed or {}, **known)
    inputs = replace(made(profile=profile), study=asked, fieldwork=held)
    return {one.id: one for one in consent(inputs, Path())}


def words(block):
    return ["".join(getattr(run, "text", "<ref>") for run in line.runs) for line in block.lines]


def counts(agreed, profile="publiek"):
    table = written(agreed, profile)["toestemming-aantallen"]
    return {row.cells[0]: row.cells[1:] for row in table.table.rows}


def test_without_records_each_part_says_what_is_missing():
    found = written(scopes=())
    for name in ("i-brief", "i-onderdelen-leeg", "i-aantallen"):
        assert words(found[name])[-1].startswith("Niet vastgelegd")
    assert not any(isinstance(one, Table | Grid) for one in found.values())


def test_the_letter_is_printed_as_it_stands_with_its_questions_as_headings():
    letter = written(letter=LETTER)["i-brief"]
    assert words(letter)[:2] == ["Geachte heer,", "Waarom u?"]
    assert [line.runs[0].bold for line in letter.lines[:3]] == [False, True, False]
    assert letter.lines[1].keep


def test_a_long_question_is_a_paragraph_like_any_other():
    letter = written(letter={"nl": f"{'Zou u dat willen en ' * 6} kunnen?"})["i-brief"]
    assert not letter.lines[0].runs[0].bold


def test_what_has_yet_to_be_filled_in_is_listed_once():
    assert gaps_in("[invullen: a] b [to fill in: c  d] [invullen: a] [n = 3]") == ("a", "c d")
    letter = {"nl": "Tot [invullen: datum], of [invullen: plaats]."}
    assert words(written(letter=letter)["i-brief-leemten"]) == [
        "Nog in te vullen in de brief: datum; plaats."
    ]
    assert "i-brief-leemten" not in written(letter={"nl": "Klaar."})


def test_the_form_has_empty_boxes_for_yes_and_no_and_says_what_must_be_agreed_to():
    found = written()
    grid = found["i-onderdelen"]
    assert [[cell[0].text for cell in row[2:]] for row in grid.rows] == [["☐", "☐"]] * 3
    parts = ["".join(run.text for run in row[1]) for row in grid.rows]
    assert parts == ["Meedoen *", "Citeren", "Met naam (alleen als u bij 2 ja heeft gezegd)"]
    assert len(found["i-onderdelen-uitleg"].lines) == 2
    assert "1.1" in words(found["i-formulier"])[0]
    assert words(found["i-formulier"])[1:] == ["Eerste.", "Tweede."]


def test_where_nothing_must_be_agreed_to_no_star_is_explained():
    found = written(scopes=SCOPES[1:2])
    assert len(found["i-onderdelen-uitleg"].lines) == 1


def test_participant_and_researcher_sign_both():
    grid = written()["i-ondertekening"]
    assert [lane.header for lane in grid.lanes] == ["In te vullen", "Deelnemer", "Onderzoeker"]
    assert [row[0][0].text for row in grid.rows] == ["Naam", "Datum", "Handtekening"]
    assert grid.keep


def test_counts_print_where_enough_said_either():
    agreed = {"participate": (54, 0), "quote": (42, 12), "quote_name": (20, 22)}
    assert counts(agreed) == {
        "Meedoen": ("54", "0", "54"), "Citeren": ("42", "12", "54"), "Met naam": ("20", "22", "42"),
    }  # fmt: skip


@pytest.mark.parametrize(("profile", "shown"), [("publiek", "x"), ("consortium", "49")])
def test_a_part_that_few_refused_is_hidden_whole(profile, shown):
    found = counts({"participate": (54, 0), "quote": (49, 5)}, profile)
    assert found["Citeren"][0] == shown
    assert (found["Citeren"][2] == "x") == (shown == "x")


def test_how_many_were_asked_a_part_never_tells_how_many_refused_the_one_it_needs():
    found = counts({"participate": (54, 0), "quote": (50, 4), "quote_name": (20, 30)})
    assert found["Citeren"] == found["Met naam"] == ("x", "x", "x")


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_no_count_that_prints_leaves_a_few_apart(quoted, named, refused):
    total = quoted + refused
    named = min(named, quoted)
    if not total:
        return
    agreed = {
        "participate": (total, 0), "quote": (quoted, refused),
        "quote_name": (named, quoted - named),
    }  # fmt: skip
    for cells in counts(agreed).values():
        if "x" not in cells:
            yes, no, asked = map(int, cells)
            assert all(not 0 < n < 10 for n in (yes, no, total - asked))


def test_another_version_of_the_consent_is_named():
    found = written({"participate": (20, 0)}, versions={"1.0": 3, "1.1": 17})
    assert "(1.0)" in words(found["i-aantallen"])[1]
    assert len(written({"participate": (20, 0)}, versions={"1.1": 20})["i-aantallen"].lines) == 1


def test_headings_and_references_hold():
    found = written({"participate": (20, 0)}, letter=LETTER)
    headings = [one for one in found.values() if isinstance(one, Heading)]
    assert (headings[0].number, [one.level for one in headings]) == ("I", [1, 2, 2, 2])
    lines = [line for one in found.values() if isinstance(one, Passage) for line in one.lines]
    targets = {run.target for line in lines for run in line.runs if isinstance(run, Ref)}
    assert targets == {"toestemming-aantallen"} <= found.keys()
