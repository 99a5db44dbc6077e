"""Desk research: facts with their source, from the newest form of a case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wbp_survey.instrument.load import load_instrument
from wbp_survey.workflow.init import init
from wbp_survey.workflow.invent import Plan, invent
from wbp_survey.workflow.record import Request, record_script
from wbp_survey.workflow.reporting.desk import case_records
from wbp_survey.workflow.study import open_place

FORM = "deskresearch-casus"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return open_place(init(tmp_path_factory.mktemp("desk") / "study"))


@pytest.fixture(scope="module")
def script(place):
    plan = Plan(load_instrument(place.root, FORM), "lastage", (), "1/lastage/K1")
    return invent(place.study, plan)


@pytest.fixture(scope="module")
def desk(place, script):
    hold(place, script)
    (found,) = case_records(place)
    return found


def hold(place, script, case="lastage"):
    request = Request(FORM, case, interviewer="AB")
    assert record_script(place, request, script).how == "closed"


def test_the_invented_form_is_about_its_own_case(script):
    typed = {one.item: one.typed for one in script}
    assert typed["dr_municipality"] == "amsterdam"
    assert typed["dr_alias"] == "Lastage"
    assert all(typed[name].endswith("(verzonnen)") for name in typed if name.endswith("_source"))
    plan_again = [one.item for one in script if one.item.startswith("dr_burglary_n")]
    assert len(plan_again) == 3


def test_facts_come_with_their_source_and_a_name_for_a_table(desk):
    inhabitants = desk.fact("dr_inhabitants")
    assert isinstance(inhabitants.value, int)
    assert inhabitants.name == {"nl": "Aantal inwoners", "en": "Number of inhabitants"}
    assert inhabitants.source.startswith("CBS")
    assert inhabitants.sure in {"1", "2", "3", ""}
    assert not inhabitants.told
    assert (desk.case, desk.version) == ("lastage", "1.0.0")


def test_what_names_the_case_or_lists_who_was_spoken_to_is_no_fact(desk):
    names = {one.item.id for one in desk.facts}
    series = {one.id for one in desk.series}
    assert names.isdisjoint({"dr_case_id", "dr_selection", "dr_limits", "dr_talks_n"})
    assert not [name for name in names if name.endswith(("_source", "_sure"))]
    assert "conversations" not in series


def test_what_was_noted_several_times_is_a_series_in_order(desk):
    (yearly,) = [one for one in desk.series if one.id == "burglaries"]
    assert yearly.title["nl"] == "Woninginbraken per jaar"
    assert [row.values[0].value for row in yearly.rows] == [2015, 2016, 2017]
    assert all(row.source.startswith("Politie") for row in yearly.rows)
    (members,) = [one for one in desk.series if one.id == "members"]
    assert [item.id for item in members.items][-1] == "dr_reach"
    assert all(isinstance(row.values[-1].value, float | int) for row in members.rows)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("gesprek met de beheerder, 3 mei", True),
        ("mondelinge mededeling", True),
        ("Interview B-2", True),
        ("volgens een ambtenaar", True),
        ("Gemeente, nota buurtpreventie 2016", False),
        ("Jaarverslag 2017, blz. 3", False),
    ],
)
def test_a_source_that_is_somebody_is_known_by_its_words(place, script, desk, source, told):
    changed = [
        replace(one, typed=source)
        if one.item in {"dr_officer_member_source", "dr_event_source[1]"}
        else one
        for one in script
    ]
    hold(place, tuple(changed))
    (found,) = case_records(place)
    assert found.fact("dr_officer_member").told is told
    (timeline,) = [one for one in found.series if one.id == "timeline"]
    assert [row.told for row in timeline.rows] == [told, False]
    assert not found.fact("dr_inhabitants").told
