"""Answers from earlier versions: every table says so, and counts them when enough persons did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.reports import ANSWERS, MISSING, comparison, made
from wbp_survey.report.blocks import Table
from wbp_survey.report.compose import compose
from wbp_survey.report.gate.rows import release_rows

SAID = "Een deel van de antwoorden is gegeven onder een eerdere versie"


def rows_with(*notes):
    """The rows of the small study, with notes on every row of the first item."""
    rows = comparison("municipality", ANSWERS, MISSING).rows
    return tuple(
        replace(row, note=(*row.note, *notes)) if row.variable == "help" else row for row in rows
    )


def notes(folder, *given, profile="publiek"):
    blocks = compose(made(rows=rows_with(*given), profile=profile), folder)
    tables = [one.table for one in blocks if isinstance(one, Table)]
    return {note for table in tables for note in table.notes if SAID in note or "Vraag" in note}


def test_a_table_says_what_became_of_answers_from_earlier_versions(tmp_path):
    found = notes(tmp_path, "carried:30", "mapped:12", "not_comparable:11")
    counts = "Vraag 1: 30 overgenomen. Vraag 1: 12 omgezet. Vraag 1: 11 niet vergelijkbaar."
    assert counts in found
    assert any(note.startswith(SAID) for note in found)


@pytest.mark.parametrize(("profile", "shown"), [("publiek", False), ("consortium", True)])
def test_a_count_of_too_few_persons_is_not_printed_but_not_hidden_away(tmp_path, profile, shown):
    found = notes(tmp_path, "carried:6", profile=profile)
    assert any(note.startswith(SAID) for note in found)
    assert ("Vraag 1: 6 overgenomen." in found) == shown


def test_without_earlier_versions_nothing_is_said(tmp_path):
    assert notes(tmp_path) == set()


def test_result_rows_leave_without_a_count_of_too_few_persons():
    released = release_rows(rows_with("carried:6", "mapped:12"), "publiek")
    left = {note for row in released for note in row.note}
    assert "carried:x" in left
    assert "mapped:12" in left
    assert "carried:6" not in left
