"""The appendix on cases: what documents say with its source, and nothing that one person told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.facts import counts, fact, member, record, with_facts
from tests.report.reports import made
from wbp_survey.report.appendices.cases import cases
from wbp_survey.report.appendices.fact_cells import sourced, worded
from wbp_survey.report.blocks import Heading, Passage, Table, Text


def blocks(inputs, tmp_path):
    return list(cases(inputs, tmp_path))


def table(inputs, name, tmp_path):
    (found,) = [one.table for one in blocks(inputs, tmp_path) if one.id == name]
    return found


def words(inputs, tmp_path):
    lines = (
        line for one in blocks(inputs, tmp_path) if isinstance(one, Passage) for line in one.lines
    )
    return "\n".join(
        "".join(part.text for part in line.runs if isinstance(part, Text)) for line in lines
    )


def test_without_records_the_appendix_says_what_is_missing(tmp_path):
    heading, passage = blocks(made(), tmp_path)
    assert (heading.id, heading.number) == ("f", "F")
    assert passage.lines[0].runs[0].text.startswith("Niet vastgelegd:")


def test_every_fact_stands_in_the_matrix_with_its_source(tmp_path):
    inputs = with_facts(
        record("stad", fact("inwoners", 1250, sure="3"), fact("lid", "no", "select_one")),
        record("dorp", fact("inwoners", 980, source="CBS 2017", sure="1")),
    )
    found = table(inputs, "feitenmatrix", tmp_path)
    assert [column.header for column in found.columns] == ["Gegeven", "Casus Stad", "Casus Dorp"]
    assert [row.cells for row in found.rows] == [
        ("Gegeven inwoners", "1.250\n[Jaarverslag 2017]", "980 (onzeker)\n[CBS 2017]"),
        ("Gegeven lid", "nee\n[Jaarverslag 2017]", "niet gevraagd"),
    ]
    assert found.notes[-1].startswith("Bron: Formulier (versie 1.0.0)")


def test_what_one_person_told_of_a_case_does_not_print_there(tmp_path):
    told = fact("lid", "yes", "select_one", source="gesprek met een wijkagent", told=True)
    long = fact("aanleiding", "Een reeks inbraken.", "long_text", told=True)
    series = counts((2016, 7, "telefonisch", True), (2017, 8, "Jaarverslag", False))
    inputs = with_facts(record("stad", told, long, series=[series]))
    assert table(inputs, "feitenmatrix", tmp_path).rows[0].cells == ("Gegeven lid", "x")
    rows = [row.cells for row in table(inputs, "reeks-telling", tmp_path).rows]
    assert rows[1:] == [("x", "x", "x"), ("2017", "8", "Jaarverslag")]
    text = words(inputs, tmp_path)
    assert "inbraken" not in text
    assert "wijkagent" not in text
    note = "x: weggelaten omdat het berust op wat één persoon vertelde."
    assert note in table(inputs, "feitenmatrix", tmp_path).notes


def test_a_sentence_stands_only_when_all_its_facts_are_on_record(tmp_path):
    start = fact("dr_start_date", "2015-03-01", "date")
    other = fact("dr_initiator", "other", "select_one")
    lid = fact("dr_officer_member", "no", "select_one")
    text = words(with_facts(record("stad", start, other, lid)), tmp_path)
    assert "Volgens de documenten maakt de wijkagent geen deel uit van de groep." in text
    assert "begon de groep" not in text
    known = replace(other, value="yes")
    text = words(with_facts(record("stad", start, known)), tmp_path)
    assert "Volgens de bronnen begon de groep op 1\u00a0maart\u00a02015; het initiatief" in text


def test_what_no_source_tells_is_named_as_missing(tmp_path):
    inputs = with_facts(record("stad", fact("inwoners", None, missing="dont_know")))
    assert "Niet vastgelegd, omdat geen bron het noemt: gegeven inwoners." in words(
        inputs, tmp_path
    )
    assert table(inputs, "feitenmatrix", tmp_path).rows[0].cells[1] == "weet niet"
    assert "Voor deze casussen is geen deskresearch vastgelegd: Casus Dorp" in words(
        inputs, tmp_path
    )


def test_words_from_documents_are_masked_like_those_of_people(tmp_path):
    reached = fact("afspraken", "Bel 06-12345678.", "long_text", source="mail a@b.nl")
    text = words(with_facts(record("stad", reached)), tmp_path)
    assert "12345678" not in text
    assert "a@b.nl" not in text


def test_the_address_of_a_page_stays_in_a_source():
    known = fact("x", 1, source="Zie https://voorbeeld.nl/nota.pdf en bel 06-12345678")
    text = sourced(known, "nl").text
    assert "https://voorbeeld.nl/nota.pdf" in text
    assert "12345678" not in text


@pytest.mark.parametrize(
    ("name", "kind", "value", "nl", "en"),
    [
        ("x_n", "integer", 12500, "12.500", "12,500"),
        ("x_year", "integer", 2017, "2017", "2017"),
        ("x_rate", "decimal", 9, "9,0", "9.0"),
        (
            "x_date",
            "date",
            "2017-09-01",
            "1\u00a0september\u00a02017",
            "1\u00a0September\u00a02017",
        ),
    ],
)
def test_values_print_in_the_language_of_the_report(name, kind, value, nl, en):
    known = fact(name, value, kind)
    assert [worded(known.item, value, language) for language in ("nl", "en")] == [nl, en]


def test_percentages_carry_their_sign():
    known = fact("x", 17.1, "decimal", unit="%")
    assert sourced(known, "nl").text == "17,1%\n[Jaarverslag 2017]"


def test_cases_are_counted_per_source_and_few_of_a_role_are_hidden(tmp_path):
    public, team = (
        with_facts(facts=[member()], profile=profile) for profile in ("publiek", "consortium")
    )
    of = "\u00a0van\u00a0de\u00a04"
    found = [
        [row.cells for row in table(one, "feit-fact.officer_member", tmp_path).rows]
        for one in (public, team)
    ]
    assert found[0] == [
        ("lid", f"1{of}", "x", "x"),
        ("geen lid", f"3{of}", "x", "x"),
        ("opgaven lopen binnen de bron uiteen", "–", "x", "x"),
    ]
    assert found[1][0] == ("lid", f"1{of}", f"1{of}", f"1{of}")
    assert found[1][2] == ("opgaven lopen binnen de bron uiteen", "–", f"1{of}", f"0{of}")


def test_agreement_is_counted_over_cases_and_never_told_when_all_agree_with_documents(tmp_path):
    of = "\u00a0van\u00a0de\u00a04"
    some, none = (
        table(with_facts(facts=[member(differ=n)]), "bronnen-feiten", tmp_path).rows[0].cells
        for n in (2, 0)
    )
    assert some == ("Lidmaatschap", "documenten, bewoner, agent", f"2{of}", f"2{of}", f"0{of}")
    assert none[2:] == ("x", "x", "x")


def test_ids_come_from_the_study_and_no_two_blocks_share_one(tmp_path):
    inputs = with_facts(
        record("stad", fact("inwoners", 1250), series=[counts((2016, 7, "Jaarverslag", False))]),
        facts=[member()],
    )
    ids = [one.id for one in blocks(inputs, tmp_path)]
    assert len(ids) == len(set(ids))
    assert {"casus-c-stad", "feitenmatrix", "reeks-telling", "feit-fact.officer_member"} <= set(ids)
    levels = [one.level for one in blocks(inputs, tmp_path) if isinstance(one, Heading)]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}
    assert all(one.table.notes[-1].startswith("Bron: ") for one in blocks(inputs, tmp_path)
               if isinstance(one, Table))  # fmt: skip
