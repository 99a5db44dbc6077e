"""Appendix J lists the committee, its chair first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.report.reports import made, study
from wbp_survey.model.study import Committee, Member, ReportFacts
from wbp_survey.report.appendices.committee import committee
from wbp_survey.report.blocks import Heading, Passage, Table

MEMBERS = (
    Member("A. Eerst", {"nl": "hoogleraar", "en": "professor"}),
    Member("B. Baas", {"nl": "directeur"}, chair=True),
    Member("C. Zonder"),
)


def written(kind="advisory", members=(), language="nl"):
    facts = ReportFacts(committee=Committee(kind, members))
    return list(committee(replace(made(language), study=replace(study(), report=facts)), Path()))


def test_the_chair_comes_first_and_the_others_as_they_are_written():
    heading, table = written(members=MEMBERS)
    assert isinstance(heading, Heading)
    assert isinstance(table, Table)
    assert [row.cells for row in table.table.rows] == [
        ("B. Baas (voorzitter)", "directeur"), ("A. Eerst", "hoogleraar"), ("C. Zonder", "–"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "language", "title", "gap"),
    [
        ("advisory", "nl", "Begeleidingscommissie", "Niet vastgelegd"),
        ("reading", "nl", "Leescommissie", "Niet vastgelegd"),
        ("reading", "en", "Reading committee", "Not on record"),
    ],
)
def test_without_members_the_appendix_says_so_in_one_sentence(kind, language, title, gap):
    heading, passage = written(kind, language=language)
    assert (heading.text, heading.number) == (title, "J")
    assert isinstance(passage, Passage)
    assert passage.lines[0].runs[0].text.startswith(gap)


def test_what_a_member_does_is_told_in_the_language_of_the_report():
    assert written(members=MEMBERS[:1], language="en")[1].table.rows[0].cells[1] == "professor"
