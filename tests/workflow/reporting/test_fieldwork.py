"""How the study was held, gathered from the journal."""

from __future__ import annotations

import pytest

from tests.workflow.studies import CLOSED, hold, republish, said, seat, small_study, unsaid
from wbp_survey.workflow.reporting.fieldwork import coreq_numbers, fieldwork
from wbp_survey.workflow.study import open_place

ASKED = """  - id: where
    type: select_one
    mode: group
    source: "naar COREQ 14 (onderwerp)"
    text: {nl: "Waar?", en: "Where?"}
    options:
    - {code: "a", label: {nl: "buurthuis", en: "centre"}}
    - {code: "b", label: {nl: "bureau", en: "station"}}
  - id: invited
    type: integer
    mode: group
    source: "naar COREQ 10 en 11"
    text: {nl: "Hoeveel?", en: "How many?"}
  - id: others
    type: text
    mode: group
    source: "naar COREQ 15"
    text: {nl: "Wie nog?", en: "Who else?"}
"""


def agreed(version="1.0", seat_="S1", **scopes):
    return ("consent_given", {"participant": seat_, "scopes": scopes, "version": version})


def test_consent_is_counted_of_those_who_took_part(tmp_path):
    place = small_study(tmp_path / "study")
    gone = ("consent_withdrawn", {"participant": "S1", "all": True, "scopes": []})
    hold(place, "ja", agreed(participate=True, quote=True), said("member", "yes"))
    hold(place, "nee", agreed("1.1", participate=True, quote=False), said("member", "yes"))
    hold(place, "weigert", agreed(participate=False), CLOSED)
    hold(place, "weg", agreed(participate=True, quote=True), said("member", "yes"), gone)
    found = fieldwork(place)
    assert found.agreed == {"participate": (2, 0), "quote": (1, 1)}
    assert found.versions == {"1.0": 1, "1.1": 1}


def test_what_was_not_asked_for_want_of_another_part_is_no_refusal(tmp_path):
    root = small_study(tmp_path / "study").root
    file = root / "study.yaml"
    more = '  - {id: by_name, needs: quote, text: {nl: "Naam", en: "Name"}}\npolicies:'
    file.write_text(file.read_text("utf-8").replace("policies:", more), "utf-8")
    place = open_place(root)
    hold(place, "een", agreed(participate=True, quote=False, by_name=False))
    hold(place, "twee", agreed(participate=True, quote=True, by_name=False))
    assert fieldwork(place).agreed["by_name"] == (0, 1)


def test_nothing_is_counted_of_what_nobody_was_asked(tmp_path):
    place = small_study(tmp_path / "study")
    hold(place, "een", said("member", "yes"))
    found = fieldwork(place)
    assert (found.agreed, found.versions, found.answers) == ({}, {}, ())


def test_remarks_and_records_put_to_participants_are_counted_per_session(tmp_path):
    place = small_study(tmp_path / "study")
    remark = ("remark_made", {"item": "member", "participant": "S1", "round": 0, "text": "hm"})
    checked = ("record_checked", {"participant": "S1", "agrees": True, "text": ""})
    hold(place, "een", said("member", "yes"), remark)
    hold(place, "twee", said("member", "yes"))
    hold(place, "tafel", seat(1), seat(2), checked, instrument="table")
    found = fieldwork(place)
    assert (found.remarked, found.returned) == (1, 1)
    assert found.interviewers == 1


def test_what_was_set_down_about_the_tables_is_put_together_per_question(tmp_path):
    place = small_study(tmp_path / "study")
    draft = place.root / "instruments" / "table" / "draft.yaml"
    draft.write_text(
        draft.read_text("utf-8").replace("- id: after", f"{ASKED}- id: after"), "utf-8"
    )
    republish(place, "table", "2.0.0")

    def none(item, reason="dont_know"):
        return unsaid(item, reason, "")

    told = [
        ("een", said("where", "b", ""), said("invited", 9, ""), said("others", "twee", "")),
        ("twee", said("where", "a", ""), said("invited", 8, ""), none("others", "not_applicable")),
        ("drie", said("where", "b", ""), none("invited"), none("others")),
    ]
    for name, *steps in told:
        hold(place, name, seat(1), *steps, instrument="table", version="2.0.0")
    hold(place, "oud", seat(1), said("outcome", "zo", ""), instrument="table")
    where, invited, others = fieldwork(place).answers
    assert [(label["nl"], n) for label, n in where.chosen] == [("buurthuis", 1), ("bureau", 2)]
    assert (invited.coreq, invited.total, invited.tables) == (("10", "11"), 17, 2)
    assert (others.worded, others.none, others.total) == (1, 1, None)


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("naar COREQ 10, 11 en 13 (onderwerp), eigen formulering", ("10", "11", "13")),
        ("naar COREQ 28", ("28",)),
        ("naar COREQ 99", ()),
        ("eigen formulering, 2018", ()),
    ],
)
def test_the_source_of_a_question_names_the_items_it_is_about(source, numbers):
    assert coreq_numbers(source) == numbers
