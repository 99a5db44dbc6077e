"""Appendix A says what is on record, and of the rest that it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.report.appendices.test_talks import talk
from tests.report.reports import made, study
from wbp_survey.model.study import Approached, ReportFacts
from wbp_survey.report.appendices.justification import justification
from wbp_survey.report.blocks import Heading, Passage, Ref, Table, Text


def blocks(inputs):
    return list(justification(inputs, Path()))


def text(found):
    lines = [line for block in found if isinstance(block, Passage) for line in block.lines]
    return "\n".join(
        "".join(run.text if isinstance(run, Text) else f"<{run.target}>" for run in line.runs)
        for line in lines
    )


def with_facts(**facts):
    inputs = made()
    return replace(inputs, study=replace(study(), report=ReportFacts(**facts)))


def test_without_records_every_gap_is_named():
    said = text(blocks(made()))
    for gap in ("hoe de casussen zijn gekozen", "hoeveel mensen zijn benaderd",
                "wanneer de gesprekken zijn gehouden", "van de leidraad is afgeweken",
                "welke beperkingen"):  # fmt: skip
        assert f"Niet vastgelegd: {gap}" in said.replace("waarom in gesprekken ", "")
    assert "geen steekproef" in said


def test_what_the_study_says_of_itself_is_printed_as_it_stands():
    inputs = with_facts(
        selection={"nl": "Eerste alinea.\n\nTweede alinea."}, limits={"nl": "Klein."}
    )
    said = text(blocks(inputs))
    assert "Eerste alinea.\nTweede alinea." in said
    assert "Klein." in said
    assert "hoe de casussen zijn gekozen" not in said


def test_who_was_approached_is_counted_per_role_never_per_case():
    approached = (
        Approached("bewoner", "c-stad", 39, 12, {"nl": "geen tijd"}),
        Approached("bewoner", "c-dorp", 14, 1, {"nl": "geen tijd"}),
        Approached("agent", "c-dorp", 24, 11, {"nl": "Dienst"}),
    )
    found = blocks(with_facts(approached=approached))
    table = next(one.table for one in found if isinstance(one, Table) and one.id == "benaderd")
    assert [row.cells for row in table.rows] == [
        ("bewoner", "53", "13"), ("agent", "24", "11"), ("Totaal", "77", "24"),
    ]  # fmt: skip
    assert table.notes[1] == "Redenen om te weigeren, van alle rollen samen: Dienst; geen tijd."
    assert "<benaderd>" in text(found)


def test_how_many_of_a_role_refused_never_leads_to_few():
    """Another table shows in which case nobody of a role took part: that one refused, then."""
    approached = (
        Approached("bewoner", "c-stad", 53, 13, {"nl": "geen tijd"}),
        Approached("agent", "c-dorp", 7, 1, {"nl": "ruzie met de beheerder"}),
    )

    def released(*approached):
        found = blocks(with_facts(approached=approached))
        return next(one.table for one in found if isinstance(one, Table) and one.id == "benaderd")

    cells = [row.cells[1:] for row in released(*approached).rows]
    assert cells == [("x", "x"), ("x", "x"), ("60", "14")]
    few = released(approached[1])
    assert "x" in few.rows[-1].cells
    assert not any("ruzie" in note for note in few.notes)
    nobody = released(Approached("agent", "c-dorp", 7))
    assert [row.cells[1:] for row in nobody.rows] == [("7", "0"), ("7", "0")]


@pytest.mark.parametrize(
    ("refused", "words"), [(0, "niemand"), (1, "Eén gesprek"), (3, "3 gesprekken")]
)
def test_refusals_at_consent_are_counted(refused, words):
    talks = (talk("A0"), *(talk(f"B{at}", refused=True) for at in range(refused)))
    assert words in text(blocks(replace(made(), talks=talks)))


def test_the_period_runs_from_the_first_conversation_to_the_last():
    talks = (talk("A0", held=date(2026, 1, 5)), talk("A1", held=date(2026, 3, 1)),
             talk("A2", held=date(2025, 1, 1), refused=True))  # fmt: skip
    said = text(blocks(replace(made(), talks=talks)))
    assert "van 5\xa0januari\xa02026 tot en met 1\xa0maart\xa02026: 2 gesprekken" in said


def test_the_records_tell_where_it_went_otherwise():
    talks = (talk("A0"), replace(talk("A1"), version="1.1.0"), talk("A2", open=True),
             talk("A3", paper=True), talk("A4", corrected=2))  # fmt: skip
    said = text(blocks(replace(made(), talks=talks)))
    assert "4 gesprekken zijn gehouden met een eerdere versie" in said
    assert "Eén gesprek is niet afgesloten" in said
    assert "Eén gesprek is op papier" in said
    assert "2 antwoorden zijn na afloop verbeterd" in said
    assert "geen afwijkingen" not in said
    assert "geen afwijkingen" in text(blocks(replace(made(), talks=(talk("A0"),))))


def test_headings_are_in_order_and_every_reference_leads_somewhere():
    found = blocks(replace(made(), talks=(talk("A0"),)))
    levels = [one.level for one in found if isinstance(one, Heading)]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}
    ids = [one.id for one in found]
    assert len(ids) == len(set(ids))
    lines = [line for one in found if isinstance(one, Passage) for line in one.lines]
    refs = {run.target for line in lines for run in line.runs if isinstance(run, Ref)}
    assert refs <= set(ids)


def test_signs_are_explained_at_the_end():
    last = blocks(made())[-1]
    assert (last.id, last.table.rows[1].cells[0]) == ("tekens", "x")
    assert "afronding" in last.table.notes[0]
