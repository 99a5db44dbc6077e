"""Cases as gathered for a report: desk research is nobody's answer, cases give none away."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.workflow.studies import CLOSED, hold, said, seat
from wbp_survey.instrument.load import load_instrument
from wbp_survey.report.compose import compose
from wbp_survey.report.fact_record import DOCUMENTS
from wbp_survey.workflow.init import init
from wbp_survey.workflow.invent import Plan, invent
from wbp_survey.workflow.record import Request, record_script
from wbp_survey.workflow.reporting.gather import gather
from wbp_survey.workflow.study import open_place

DESK, TALK = "deskresearch-casus", "beheerder-interview"
TWELVE = 12


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Twelve administrators about Lastage, two about the other case there, one form on Lastage."""
    place = open_place(init(tmp_path_factory.mktemp("cases") / "study"))
    form = load_instrument(place.root, DESK)
    script = invent(place.study, Plan(form, "lastage", (), "1/lastage/K1"))
    record_script(place, Request(DESK, "lastage", interviewer="AB"), script)
    version = load_instrument(place.root, TALK).version
    asked = [("lastage", at) for at in range(TWELVE)] + [("casus-2", 0), ("casus-2", 1)]
    for case, at in asked:
        hold(
            place, f"{case}-{at}", said("fact_member", "geen" if at % 3 else "actief"),
            said("out_alert", 1 + at % 5), CLOSED, seat(1, "beheerder"),
            case=case, instrument=TALK, version=version,
        )  # fmt: skip
    return place


@pytest.fixture(scope="module")
def gathered(place):
    return gather(place, "nl", "publiek")


def test_desk_research_is_no_persons_answer(gathered):
    assert not [name for name in gathered.variables if name.startswith("dr_")]
    assert DESK not in {one.id for one in gathered.instruments}
    assert sum(one.persons for one in gathered.respondents) == TWELVE + 2
    assert [one.case for one in gathered.desks] == ["lastage"]


def test_a_case_is_not_described_when_the_municipality_would_tell_of_the_other(gathered):
    cases = gathered.comparisons[-1]
    assert cases.manifest.command == "compare --by case"
    assert cases.rows == ()  # twelve of fourteen: the municipality minus those would be two


def test_a_fact_is_set_beside_what_documents_say(gathered):
    fact = next(one for one in gathered.facts if one.id == "fact.officer_member")
    by = {one.source: one for one in fact.sources}
    assert set(by) == {DOCUMENTS, "beheerder"}
    assert by["beheerder"].persons == TWELVE + 2
    assert (by["beheerder"].cases, by["beheerder"].mixed) == (2, 2)
    assert fact.differ == 2
    assert {"yes", "no"} == set(fact.labels)


def test_no_two_blocks_of_a_report_share_an_id(gathered, tmp_path):
    ids = Counter(
        (type(block).__name__, block.id)
        for block in compose(gathered, tmp_path, ("F", "T"))
        if hasattr(block, "id")
    )
    assert [name for name, times in ids.items() if times > 1] == []


def test_each_part_may_be_written_alone(gathered, tmp_path):
    for part, title in (("F", "Casussen"), ("T", "Tabellen bij de hoofdstukken")):
        blocks = compose(gathered, tmp_path, (part,))
        assert title in {getattr(block, "text", "") for block in blocks}
