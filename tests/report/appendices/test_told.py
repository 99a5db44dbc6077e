"""What was told of a fact: nobody reads from it what one person said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.facts import member, with_facts
from wbp_survey.report.appendices.told import told_blocks
from wbp_survey.report.blocks import Passage, Ref, Table
from wbp_survey.report.fact_record import DOCUMENTS, ToldBy, ToldFact
from wbp_survey.report.sentences import sentences, told_bases

NUMBERS = ToldFact(
    "organisation.size", {"nl": "aantal deelnemers", "en": "members"}, {},
    (ToldBy(DOCUMENTS, 3), ToldBy("bewoner", 3, {}, 1, 11)),
    same=1, differ=2, tolerance=0.1,
)  # fmt: skip


def printed(*facts, profile="publiek", language="nl"):
    inputs = with_facts(facts=facts, profile=profile, language=language)
    return list(told_blocks(inputs)), sentences(inputs)


def tables(blocks):
    return {one.id: one.table for one in blocks if isinstance(one, Table)}


def test_what_an_officer_said_changes_nothing_in_print():
    assert printed(member(yes=1, no=3)) == printed(member(yes=3, no=1))


def test_nor_does_it_to_the_researchers_when_the_officers_are_four():
    few = [printed(member(agents=4, yes=n, no=4 - n), profile="consortium") for n in (1, 3)]
    assert few[0] == few[1]


def test_what_enough_persons_say_is_seen():
    one, other = (printed(member(yes=n, no=4 - n), profile="consortium") for n in (1, 3))
    assert one != other


def test_beside_a_role_of_one_answer_another_is_hidden_so_that_x_tells_nothing():
    inputs = with_facts(facts=[member(yes=0, no=4)], profile="consortium")
    shown = told_bases(inputs, inputs.facts[0])["told:fact.officer_member"]
    assert shown == {}


def test_numbers_are_compared_and_have_no_table_of_answers():
    blocks, _ = printed(NUMBERS)
    found = tables(blocks)
    assert set(found) == {"bronnen-feiten"}
    row = found["bronnen-feiten"].rows[0].cells
    assert row[0] == "Aantal deelnemers"
    assert row[2:] == tuple(f"{n}\u00a0van\u00a0de\u00a03" for n in (1, 2, 0))
    notes = found["bronnen-feiten"].notes
    assert any("niet meer dan 10% van de grootste" in note for note in notes)
    assert notes[-1].startswith("Bron: ")


def test_of_too_few_altogether_only_documents_are_counted():
    few = replace(
        member(), sources=(member().sources[0], ToldBy("agent", 4, {"yes": 1, "no": 3}, 0, 4))
    )
    blocks, said = printed(few)
    found = tables(blocks)
    assert found["bronnen-feiten"].rows[0].cells[2:] == ("x", "x", "x")
    assert [row.cells[2] for row in found["feit-fact.officer_member"].rows] == ["x", "x", "x"]
    assert [one.rules for one in said if one.about == few.id] == [("count_of_cases", "documents")]


@pytest.mark.parametrize(("language", "note"), [("nl", "nooit personen"), ("en", "never persons")])
def test_the_unit_is_said_to_be_the_case(language, note):
    blocks, _ = printed(member(), language=language)
    assert any(note in one for one in tables(blocks)["feit-fact.officer_member"].notes)


def test_a_table_is_named_by_reference_and_without_facts_nothing_is_written():
    blocks, _ = printed(member())
    intro = next(one for one in blocks if isinstance(one, Passage))
    assert intro.lines[0].runs[0] == Ref("bronnen-feiten")
    assert printed()[0] == []
