"""The codebook in a report: codes in words, counts by the gate, nothing told by a route."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.reports import made
from tests.report.scored import book
from wbp_survey.model.missing import REASONS
from wbp_survey.report.appendices.code_tables import (
    coding,
    entry_table,
    item_table,
    reason_table,
    scale_table,
)
from wbp_survey.report.appendices.codes import codes
from wbp_survey.report.blocks import Heading, Passage, Table
from wbp_survey.report.code_record import EntryRecord, ItemCount
from wbp_survey.report.codebook.tally import Panel
from wbp_survey.report.gate.release import THRESHOLDS, release

NOWHERE = Path()
DASH = "–"


def inputs(*books, language="nl", profile="publiek", **known):
    return replace(made(language, profile), books=books, **known)


def table(*books, profile="publiek", language="nl"):
    known = coding(inputs(*books, profile=profile, language=language))
    return release(item_table(known, books[0]), profile)


def rows(*books, **known):
    return {row.cells[0]: row.cells for row in table(*books, **known).rows}


def counts(*books, **known):
    found = table(*books, **known)
    assert [column.header for column in found.columns][-2:] == ["n", "Geen antwoord"]
    return [row.cells[-2:] for row in found.rows]


def said(blocks):
    passages = [one for one in blocks if isinstance(one, Passage)]
    runs = [run for one in passages for line in one.lines for run in line.runs]
    return " ".join(getattr(run, "text", "") for run in runs)


def test_an_item_has_its_codes_in_words_and_its_condition_by_name():
    found = rows(book())
    assert found["help"][2].startswith("één keuze: 1\xa0= helemaal oneens; 2\xa0= oneens")
    assert found["waarom"][1] == "Waarom? [alleen als bij help ‘helemaal eens’ is geantwoord]"
    assert found["jaren"][2] == "geheel getal, 0 tot en met 50, jaar"
    assert "let" not in found


def test_what_is_asked_twice_has_a_row_per_round():
    found = [row.cells for row in table(book()).rows]
    at = next(place for place, cells in enumerate(found) if cells[0] == "veilig")
    assert found[at][1] == "Hoe veilig? (ronde 1)"
    assert found[at + 1][:2] == ("", "ronde 2")
    assert [cells[-2:] for cells in found[at : at + 2]] == [("28", "2"), ("29", DASH)]


def test_a_scale_that_three_items_share_is_listed_once():
    two = book(), book(name="ander")
    known = coding(inputs(*two))
    (row,) = scale_table(known).rows
    assert row.cells[0].text == "eens"
    assert row.cells[1].text.startswith("1\xa0= helemaal oneens; ")
    assert rows(*two)["help"][2] == "één keuze, schaal eens"
    assert rows(*two)["veilig"][2] == "schaal eens"
    assert not coding(inputs(book())).shared


@pytest.mark.parametrize("asked", [0, 21, 27, 30])
def test_a_condition_that_lets_through_nobody_everybody_or_nearly_so_hides_how_many(asked):
    """Thirty took part: nobody, all but nine, all but three, and all of them were let through."""
    known = {("help", Panel()): ItemCount(30, 0)}
    if asked:
        known["waarom", Panel()] = ItemCount(asked, 0)
    found = rows(book(known))
    assert found["waarom"][-2:] == ("x", "x")
    assert found["help"][-2:] == ("30", DASH)


def test_a_condition_is_held_against_those_who_answered_what_it_is_about():
    """Of thirty 22 said something on the first question: 18 let through leave four others."""
    known = {("help", Panel()): ItemCount(22, 8), ("waarom", Panel()): ItemCount(18, 0)}
    assert rows(book(known))["waarom"][-2:] == ("x", "x")
    known["waarom", Panel()] = ItemCount(11, 1)
    assert rows(book(known))["waarom"][-2:] == ("11", "1")


def test_nobody_was_asked_what_has_no_condition_and_that_may_be_told():
    known = {("help", Panel()): ItemCount(30, 0)}
    assert rows(book(known))["jaren"][-2:] == (DASH, DASH)


def test_an_instrument_of_few_has_no_counts_and_says_so():
    found = table(book(persons=6))
    assert [column.header for column in found.columns] == [
        "Variabele", "Vraag of stelling", "Soort en codes",
    ]  # fmt: skip
    assert any("minder dan 10" in note for note in found.notes)
    assert table(book(persons=6), profile="consortium").columns[-2].header == "n"


def test_a_case_form_has_no_counts_and_rests_on_nobody():
    found = table(book(kind="case_form"))
    assert len(found.columns) == 3
    assert any("per casus" in note for note in found.notes)


def test_the_source_names_every_version():
    assert table(book(versions=("2.0.0", "1.0.0"))).notes[-1] == (
        "Bron: Gesprek (versie 2.0.0, 1.0.0); geteld per persoon."
    )


BOOKS = st.lists(st.integers(0, 40), min_size=1, max_size=5)


@settings(max_examples=150)
@given(BOOKS, st.sampled_from(["publiek", "consortium"]))
def test_what_is_hidden_of_an_item_is_none_or_enough_persons(sizes, profile):
    """Of an item that several instruments ask, other tables tell how many in all answered it."""
    books = [book(persons=n, name=f"gesprek{at}") for at, n in enumerate(sizes)]
    least, hidden = THRESHOLDS[profile], []
    for at, n in enumerate(sizes):
        found = table(*books[at:], *books[:at], profile=profile)
        shown = found.rows[0].cells[-2] if len(found.columns) > 3 else "x"
        assert shown in {"x", DASH, str(n)}
        hidden += [n] if n and shown == "x" else []
        assert n >= least or shown in {"x", DASH}
    assert not hidden or sum(hidden) >= least or sum(hidden) == sum(sizes)
    assert len(hidden) != 1 or sum(hidden) == sum(sizes)


def test_every_missing_reason_is_listed_with_its_code_and_whether_it_counts():
    found = reason_table(made()).rows
    assert len(found) == len(REASONS)
    first = [fact.text for fact in found[0].cells]
    assert first[:4] == ["−1", "dont_know", "weet niet", "telt mee"]
    assert {row.cells[1].text for row in found if row.cells[3].text == "telt mee"} == {
        one.id for one in REASONS if one.counts
    }


def test_double_entry_is_a_share_from_twenty_answers_and_a_count_below():
    many = EntryRecord("gesprek", 2, 80, 76, {"first": 3, "open": 1})
    few = EntryRecord("gesprek", 1, 12, 11, {"second": 1})
    found = entry_table(inputs(book(), entries=(many, few))).rows
    assert [fact.text for fact in found[0].cells] == [
        "Gesprek", "2", "80", "95%", "3\xa0naar de eerste invoer; 1\xa0nog open",
    ]  # fmt: skip
    assert found[1].cells[3].text == "11\xa0van\xa0de\xa012"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_not_on_record_is_said_to_be_so(language):
    blocks = list(codes(replace(made(language)), NOWHERE))
    missing = {"nl": "Niet vastgelegd", "en": "Not on record"}[language]
    assert said(blocks).count(missing) == 3
    assert isinstance(blocks[0], Heading)
    assert (blocks[0].id, blocks[0].number) == ("e", "E")


def test_block_ids_come_from_the_instruments_and_are_never_twice_the_same():
    blocks = list(codes(inputs(book(), book(name="ander")), NOWHERE))
    ids = [one.id for one in blocks]
    assert len(set(ids)) == len(ids)
    tables = [one.id for one in blocks if isinstance(one, Table)]
    assert tables == [
        "antwoordschalen", "codeboek-gesprek", "codeboek-ander", "redenen-geen-antwoord",
    ]  # fmt: skip


def test_how_coders_will_be_held_against_each_other_is_told_with_both_limits():
    told = said(codes(made(), NOWHERE))
    assert "0,80" in told
    assert "0,667" in told
    assert "0.80" in said(codes(made("en"), NOWHERE))
