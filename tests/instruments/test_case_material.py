"""The desk-research form and the codebook hold the checks that the published figures call for."""

from __future__ import annotations

import pytest

from tests.instruments.study import DRAFTS, ROOT
from wbp_survey.instrument.expression.evaluate import compute, evaluate
from wbp_survey.instrument.study import load_study
from wbp_survey.model.instrument import UNASKED
from wbp_survey.model.session import Answer, SessionState, Slot
from wbp_survey.wizard.flow import route
from wbp_survey.wizard.typed.parse import check, oddities
from wbp_survey.wizard.typed.refusal import Refused

CODEBOOK = DRAFTS["chat-codeboek"]
DESK = DRAFTS["deskresearch-casus"]

LASTAGE = {
    "t_messages": 3000,
    "t_reports": 300,
    "t_reported_police": 42,
    "t_by_police": 24,
    "t_by_municipality": 3,
    "t_by_officer": 3,
    "t_kinds": 30,
}
"""The published counts of the case, with made-up numbers of messages and reports around them."""

STUDY_DECISIONS = {"dr_case_id", "dr_alias", "dr_start_precision", "dr_limits"}
"""What the study decides or sums up itself, so that no source says it."""

OWN_RECORDS = {"chat", "conversations"}
"""Sections about what the researchers hold themselves."""


def judge(instrument, name, value, **answers):
    """Tell what the wizard would do with an answer: take it, ask about it, or refuse it."""
    item = instrument.item(name)
    try:
        check(item, value, "nl", answers)
    except Refused:
        return "refuse"
    return "ask" if oddities(item, value, answers) else "take"


def state(instrument, **answers):
    slots = {Slot(name): Answer(value) for name, value in answers.items()}
    return SessionState(id="x", kind=instrument.kind, case="lastage", answers=slots)


def items_on_route(instrument, **answers):
    return [step.slot.item for step in route(instrument, state(instrument, **answers))]


@pytest.mark.parametrize(
    ("name", "value", "verdict"),
    [
        ("t_reports", 3001, "refuse"),
        ("t_reported_police", 42, "take"),
        ("t_reported_police", 301, "refuse"),
        ("t_by_police", 43, "refuse"),
        ("t_followup", 30, "take"),
        ("t_followup", 29, "ask"),
        ("t_followup", 31, "ask"),
        ("t_followup", 43, "refuse"),
        ("t_arrests", 5, "take"),
        ("t_arrests", 43, "refuse"),
    ],
)
def test_the_totals_of_a_case_fit_into_each_other(name, value, verdict):
    assert judge(CODEBOOK, name, value, **LASTAGE) == verdict


def test_a_total_that_is_not_known_refuses_nothing():
    assert judge(CODEBOOK, "t_reported_police", 42) == "take"
    assert judge(CODEBOOK, "t_followup", 29, t_reported_police=42, t_kinds=0) == "take"


def test_the_sums_and_shares_are_worked_out():
    def worked_out(name, **answers):
        return compute(CODEBOOK.item(name).calculation, LASTAGE | answers)

    assert worked_out("t_kinds") == 30
    assert worked_out("t_followup_share", t_followup=29) == 69
    assert worked_out("t_per_month", t_months=28) == 1.5


@pytest.mark.parametrize(
    ("unit", "of", "verdict"),
    [
        ("gemeenten", 6, "refuse"),
        ("gemeenten", 4, "take"),
        ("casussen", 6, "take"),
        ("casussen", 7, "refuse"),
    ],
)
def test_five_of_six_municipalities_is_refused_in_a_study_of_four(unit, of, verdict):
    assert judge(CODEBOOK, "k_of", of, k_unit=unit) == verdict


def test_a_part_is_no_larger_than_the_whole():
    assert judge(CODEBOOK, "k_count", 5, k_of=6) == "take"
    assert judge(CODEBOOK, "k_count", 7, k_of=6) == "refuse"


@pytest.mark.parametrize(
    ("channel", "followup", "verdict"),
    [
        (["niet"], ["bewoner_kijkt"], "ask"),
        (["tel112"], ["geen"], "take"),
        (["niet"], ["politie_kijkt"], "take"),
        (["niet"], ["wijkagent", "bewoner_kijkt"], "take"),
    ],
)
def test_an_arrest_without_police_is_asked_about(channel, followup, verdict):
    answers = {"r_channel": channel, "r_followup": followup}
    assert judge(CODEBOOK, "r_outcome", "aanhouding", **answers) == verdict
    assert judge(CODEBOOK, "r_outcome", "onbekend", **answers) == "take"


@pytest.mark.parametrize(
    ("ground", "only_origin"),
    [
        (["uiterlijk"], 1),
        (["onbekend", "uiterlijk"], 1),
        (["gedrag", "uiterlijk"], 0),
        (["signalement", "uiterlijk"], 0),
        (["gedrag"], 0),
        (["geen"], 0),
    ],
)
def test_origin_counts_only_without_behaviour_or_a_known_description(ground, only_origin):
    item = CODEBOOK.item("r_origin_only")
    assert compute(item.calculation, {"r_ground": ground}) == only_origin
    assert evaluate(item.relevant, {"r_ground": ground})
    assert not evaluate(item.relevant, {"r_ground": None})


def test_no_code_for_nothing_goes_with_another():
    for name in ("m_media", "r_ground", "r_saar_r", "r_channel", "r_followup", "r_undesired"):
        codes = {option.code for option in CODEBOOK.item(name).scale.options if option.exclusive}
        other = next(o.code for o in CODEBOOK.item(name).scale.options if not o.exclusive)
        assert len(codes) == 1
        assert judge(CODEBOOK, name, [other, *codes]) == "refuse"
        assert judge(CODEBOOK, name, [*codes]) == "take"


def test_the_main_follow_up_is_one_of_those_coded():
    answers = {"c_unit": "melding", "r_followup": ["naar_gemeente", "bewoner_kijkt"]}
    (step,) = (
        one
        for one in route(CODEBOOK, state(CODEBOOK, **answers))
        if one.slot.item == "r_followup_main"
    )
    assert step.item.scale.codes == ("naar_gemeente", "bewoner_kijkt")
    assert "r_followup_main" not in items_on_route(CODEBOOK, c_unit="melding", r_followup=["geen"])


def test_a_session_codes_one_unit():
    for unit, first in (
        ("bericht", "m_number"),
        ("melding", "r_number"),
        ("aantallen", "t_source"),
    ):
        found = items_on_route(CODEBOOK, c_unit=unit)
        assert {name[0] for name in found if name[1] == "_"} - {"c"} == {first[0]}
    assert items_on_route(CODEBOOK) == ["c_unit"]


@pytest.mark.parametrize(
    "section",
    [one for one in DESK.sections if one.repeat is None and one.id not in OWN_RECORDS],
    ids=lambda one: one.id,
)
def test_every_fact_of_a_case_carries_its_source_and_its_certainty(section):
    ids = {item.id for item in section.items}
    facts = {
        item.id
        for item in section.items
        if item.type not in UNASKED and not item.construct.startswith("source.")
    }
    for fact in facts - STUDY_DECISIONS:
        assert {f"{fact}_source", f"{fact}_sure"} <= ids, fact
        assert DESK.item(f"{fact}_source").required


def test_every_line_of_a_list_carries_its_source():
    lists = [one for one in DESK.sections if one.repeat is not None]
    assert len(lists) >= 5
    for section in lists:
        sources = [item for item in section.items if item.construct == "source.reference"]
        assert [item.required for item in sources] == [True] * (section.id not in OWN_RECORDS)


def test_a_source_is_asked_for_only_when_there_is_a_fact():
    bare = items_on_route(DESK)
    assert "dr_inhabitants" in bare
    assert "dr_inhabitants_source" not in bare
    filled = items_on_route(DESK, dr_inhabitants=2100, dr_problems=["fiets"])
    assert {"dr_inhabitants_source", "dr_inhabitants_sure", "dr_problems_source"} <= set(filled)


@pytest.mark.parametrize(
    ("name", "value", "answers", "verdict"),
    [
        ("dr_households", 1200, {"dr_inhabitants": 2100}, "take"),
        ("dr_households", 2200, {"dr_inhabitants": 2100}, "refuse"),
        ("dr_members_n", 2200, {"dr_inhabitants": 2100}, "ask"),
        ("dr_members_date", "2014-05-01", {"dr_start_date": "2015-01-01"}, "ask"),
        ("dr_start_date", "2008-12-31", {}, "refuse"),
        ("dr_chat_from", "2014-05-01", {"dr_start_date": "2015-01-01"}, "ask"),
        ("dr_chat_to", "2017-05-01", {"dr_chat_from": "2016-01-01"}, "take"),
        ("dr_chat_to", "2015-05-01", {"dr_chat_from": "2016-01-01"}, "refuse"),
        ("dr_burglary_rate", 2.5, {"dr_burglary_n": 0}, "refuse"),
        ("dr_talk_minutes", 5, {}, "ask"),
    ],
)
def test_facts_of_a_case_that_cannot_both_be_right_are_noticed(name, value, answers, verdict):
    assert judge(DESK, name, value, **answers) == verdict


def test_the_period_and_the_reach_are_worked_out():
    months = compute(
        DESK.item("dr_chat_months").calculation,
        {"dr_chat_from": "2016-01-01", "dr_chat_to": "2018-05-01"},
    )
    assert months == 28
    reach = compute(DESK.item("dr_reach").calculation, {"dr_members_n": 250, "dr_households": 1200})
    assert reach == 20.8


def test_the_municipalities_to_choose_from_are_those_of_the_study():
    offered = [option.code for option in DESK.item("dr_municipality").scale.options]
    assert offered == [one.id for one in load_study(ROOT).municipalities]
