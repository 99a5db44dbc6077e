"""Conversations one by one: nobody told apart by role, place, month or length."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.reports import TOWNS, made
from wbp_survey.report.appendices.talks import ALIKE, held_talks, instrument_table, talk_table
from wbp_survey.report.talk_record import TalkRecord

UNTOLD = "niet vermeld"


def talk(code, role="bewoner", town="stad", **known):
    case = f"c-{town}" if town else ""
    values = {"held": date(2026, 2, 3), "minutes": 43.0, "named": True} | known
    return TalkRecord(code, "gesprek", "1.0.0", role, case, **values)


def listed(talks, profile="consortium"):
    inputs = replace(made(profile=profile), talks=tuple(talks))
    return [[fact.text for fact in row.cells] for row in talk_table(inputs).rows]


def places(talks, profile="consortium"):
    return {row[0]: row[2] for row in listed(talks, profile)}


def test_a_municipality_prints_where_several_have_the_role_there():
    talks = [
        *(talk(f"A{at}") for at in range(3)),
        *(talk(f"B{at}", town="dorp") for at in range(3)),
    ]
    assert set(places(talks).values()) == {"Stad", "Dorp"}
    assert set(places(talks, "publiek").values()) == {UNTOLD}


def test_who_is_alone_in_a_role_there_stands_without_the_place_and_so_do_all_who_would_tell():
    talks = [*(talk(f"A{at}") for at in range(4)), talk("B0", town="dorp")]
    assert set(places(talks).values()) == {UNTOLD}


def test_a_role_is_named_only_with_consent():
    talks = [talk("A0"), talk("A1", named=False)]
    assert [row[1] for row in listed(talks)] == ["bewoner", UNTOLD]


def test_who_speaks_in_general_has_no_place():
    assert listed([talk("A0", town="")])[0][2] == "n.v.t."


def test_a_day_does_not_print_and_minutes_are_rounded():
    row = listed([talk("A0")])[0]
    assert row[3] == "februari\xa02026"
    assert row[5] == "45"
    assert listed([talk("A0", minutes=None)])[0][5] == "–"
    assert listed([talk("A0", minutes=0.4)])[0][5] == "5"


def test_a_conversation_that_was_refused_is_in_no_list():
    inputs = replace(made(), talks=(talk("A0"), talk("A1", refused=True)))
    assert [one.code for one in held_talks(inputs)] == ["A0"]
    assert len(talk_table(inputs).rows) == 1


TALKS = st.lists(
    st.tuples(st.sampled_from(["bewoner", "agent"]), st.sampled_from([*TOWNS, ""]), st.booleans()),
    max_size=24,
)


@pytest.mark.parametrize("profile", ["publiek", "consortium"])
@settings(max_examples=150)
@given(TALKS)
def test_no_place_leads_to_few_nor_does_its_absence(profile, drawn):
    """Whoever knows which role sits where learns of at least so many at once, shown or not."""
    talks = [talk(f"{at:04}", role, town, named=named)
             for at, (role, town, named) in enumerate(drawn)]  # fmt: skip
    shown, least = places(talks, profile), ALIKE[profile]
    by_code = {one.code: one for one in talks}
    told = Counter(
        (by_code[code].role, place)
        for code, place in shown.items()
        if place not in {UNTOLD, "n.v.t."}
    )
    assert all(n >= least for n in told.values())
    for role in {role for role, _ in told}:
        left = sum(by_code[code].role == role and place == UNTOLD for code, place in shown.items())
        assert left == 0 or left >= least


def test_conversations_are_counted_per_version_with_their_typical_length():
    talks = (talk("A0", minutes=30.0), talk("A1", minutes=50.0), talk("A2", minutes=None),
             replace(talk("A3"), version="0.9.0"))  # fmt: skip
    table = instrument_table(replace(made(), talks=talks))
    assert [[fact.text for fact in row.cells] for row in table.rows] == [
        ["Gesprek", "0.9.0", "1", "43"], ["Gesprek", "1.0.0", "3", "40"],
    ]  # fmt: skip
