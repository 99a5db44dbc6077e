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
from wbp_survey.report.gate.release import release
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


def roles(talks, profile="consortium"):
    return {row[0]: row[1] for row in listed(talks, profile)}


def test_a_role_is_named_only_with_consent():
    talks = [*(talk(f"A{at}", "agent") for at in range(4)), talk("B0", named=False),
             talk("B1", named=False), talk("B2", "agent", named=False), talk("B3")]  # fmt: skip
    found = roles(talks)
    assert {code for code, role in found.items() if role == UNTOLD} == {"B0", "B1", "B2"}


def test_one_who_did_not_agree_is_not_found_by_subtraction():
    """Six officers took part and five are listed: the one without a role would be the sixth."""
    talks = [*(talk(f"A{at}", "agent") for at in range(5)), talk("A5", "agent", named=False),
             *(talk(f"B{at}") for at in range(9))]  # fmt: skip
    assert set(roles(talks).values()) == {UNTOLD}


def test_who_speaks_in_general_is_not_told_by_having_no_place():
    talks = [talk("A0", town="", named=False), talk("A1", "agent")]
    assert places(talks)["A0"] == UNTOLD


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


@pytest.mark.parametrize("profile", ["publiek", "consortium"])
@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(["bewoner", "agent"]), st.booleans(), st.booleans()),
             max_size=24)
)  # fmt: skip
def test_who_stands_without_a_role_is_one_of_enough_and_of_several_roles(profile, drawn):
    talks = [talk(f"{at:04}", role, "stad" if town else "", named=named)
             for at, (role, town, named) in enumerate(drawn)]  # fmt: skip
    found = roles(talks, profile)
    left = [one for one in talks if found[one.code] == UNTOLD]
    assert {one.code for one in talks if not one.named} <= {one.code for one in left}
    if left and len(left) < len(talks):
        assert len(left) >= ALIKE[profile]
        assert len({one.role for one in left}) > 1


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
        left = sum(by_code[code].role == role and place == UNTOLD and bool(by_code[code].case)
                   for code, place in shown.items())  # fmt: skip
        assert left == 0 or left >= least


def test_conversations_are_counted_per_version_with_the_typical_length_of_enough():
    spent = (30.0, 50.0, 40.0, 35.0, 60.0, None)
    talks = (*(talk(f"A{at}", minutes=one) for at, one in enumerate(spent)),
             replace(talk("B0"), version="0.9.0"),
             replace(talk("C0", minutes=None), version="0.8.0"))  # fmt: skip
    inputs = replace(made(profile="consortium"), talks=talks)
    assert [row.cells for row in release(instrument_table(inputs), "consortium").rows] == [
        ("Gesprek", "0.8.0", "1", "–"), ("Gesprek", "0.9.0", "1", "x"),
        ("Gesprek", "1.0.0", "6", "40"),
    ]  # fmt: skip
