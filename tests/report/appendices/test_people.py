"""Appendix B lists conversations and round tables, as far as that tells of nobody."""

from __future__ import annotations

from dataclasses import replace

from tests.report.appendices.test_talks import talk
from tests.report.reports import made
from tests.report.tables import record, tables_of, with_tables
from wbp_survey.report.appendices.people import people
from wbp_survey.report.blocks import Heading, Passage, Table
from wbp_survey.report.table_record import PhaseRecord


def listed(*records):
    return tables_of(people(with_tables(records=records)))["rondetafels-lijst"]


def test_a_round_table_stands_with_its_month_heads_roles_and_length():
    spent = tuple(PhaseRecord({"nl": "Fase"}, 10, minutes) for minutes in (12.4, 31.0, None))
    assert listed(record(phases=spent)) == [
        ("Noord, 12 maart", "maart\xa02026", "9", "bewoner, agent, beheerder, wijkchef", "45")
    ]


def test_a_role_that_not_all_allow_to_be_named_is_left_out():
    assert listed(record(named=frozenset({"bewoner"})))[0][3] == "bewoner"
    assert listed(record(named=frozenset()))[0][3] == "niet vermeld"


def test_how_long_a_round_table_took_is_unknown_when_no_phase_was_timed():
    assert listed(record(phases=()))[0][4] == "–"
    assert listed(record(phases=(PhaseRecord({}, 10, 0.5),)))[0][4] == "5"


def test_without_conversations_or_round_tables_there_is_no_list_of_them():
    blocks = people(made())
    assert [one.id for one in blocks if isinstance(one, Table)] == ["respondenten"]
    assert isinstance(blocks[0], Heading)
    assert blocks[0].number == "B"


def test_conversations_are_listed_and_invented_cases_are_said_to_be_so():
    blocks = people(replace(made(), talks=(talk("A0"), talk("A1"))))
    assert len(tables_of(blocks)["gesprekken"]) == 2
    assert isinstance(blocks[-1], Passage)
    assert "Casus Kade" in blocks[-1].lines[0].runs[0].text
