"""Findings gathered: counted per check, no person, a code of its own per session."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.workflow.attitudes import MIXED, talked, views, views_study
from wbp_survey.workflow.compare import load_answers
from wbp_survey.workflow.queries import ask_query, close_query
from wbp_survey.workflow.reporting.findings import findings_record
from wbp_survey.workflow.reporting.talks import code_of
from wbp_survey.workflow.slots import Where
from wbp_survey.workflow.study import open_place

NOW = datetime(2026, 3, 9, tzinfo=UTC)
PUBLISHED = """report:
  published:
  - id: towns
    label: {nl: "gemeenten", en: "towns"}
    value: 2
    of: 3
    unit: municipality
"""


@pytest.fixture
def place(tmp_path):
    """Six honest talks, and one in which all the same was answered; two tell a fact otherwise."""
    place = views_study(tmp_path)
    for number in range(6):
        answers = [(MIXED[(at + number) % 10] + number) % 5 + 1 for at in range(10)]
        facts = {"is_member": "yes"} if number < 2 else {}
        talked(place, f"s{number}", views(answers, **facts), gap=60)
    talked(place, "flat", views([4] * 10, is_member="no"), gap=60)
    return place


def record(place, profile="publiek"):
    return findings_record(place, load_answers(place), profile)


def counts(found):
    return {one.kind: (one.found, one.resolved) for one in found.checks}


def test_every_check_is_counted_but_the_one_that_needs_a_clock(place):
    found = record(place)
    assert counts(found)["straight_line"] == (1, 0)
    assert counts(found)["contradicting_fact"] == (1, 0)
    assert counts(found)["session_long"] == (0, 0)
    assert "session_in_future" not in counts(found)
    assert (found.sessions, found.persons) == (7, 7)


def test_a_session_gets_a_code_that_stands_in_no_other_list(place):
    (one,) = record(place).found
    assert (one.kind, one.resolved, one.why) == ("straight_line", False, "")
    assert one.code not in {"flat", code_of(place.study.seed, "publiek", "flat")}
    assert one.code != record(place, "consortium").found[0].code


def test_a_finding_is_settled_with_the_last_word_of_its_query(place):
    ask_query(place, "flat", Where("v3"), "Klopt dit?", "CD", now=lambda: NOW)
    close_query(place, "flat", "Q1", "Nagevraagd: gemeend.", "CD", now=lambda: NOW)
    found = record(place)
    assert counts(found)["straight_line"] == (1, 1)
    (one,) = found.found
    assert (one.resolved, one.why) == (True, "Nagevraagd: gemeend.")


def test_facts_are_counted_per_case_over_those_who_told_them(place):
    talked(place, "elders", views(MIXED, is_member="no"), gap=60, case="brink")
    (one,) = record(place).apart
    assert one.construct == "fact.member"
    assert dict(one.persons) == {"plein": 3}
    assert one.differ == {"plein"}


def test_who_says_the_same_contradicts_nobody(place):
    for session in ("b1", "b2"):
        talked(place, session, views(MIXED, is_member="no"), gap=60, case="brink")
    (one,) = record(place).apart
    assert dict(one.persons) == {"brink": 2, "plein": 3}
    assert one.differ == {"plein"}


def test_published_figures_are_held_against_the_study(place):
    file = place.root / "study.yaml"
    file.write_text(file.read_text("utf-8") + PUBLISHED, "utf-8")
    ((figure, checked),) = record(open_place(place.root)).published
    assert figure.id == "towns"
    assert [(one.check, one.holds) for one in checked] == [("whole", True), ("units", False)]


def test_the_same_answers_give_the_same_record_on_any_day(place):
    assert record(place) == record(place)
