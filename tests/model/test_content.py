"""Equal content, equal digest; and any difference is seen."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.content import content_digest
from tests.wizard.around import sat
from tests.wizard.forms import table
from wbp_survey.model.gathering import statement_payload
from wbp_survey.model.moves import UNDO, history, marked
from wbp_survey.model.payloads import answer_payload, slot_payload
from wbp_survey.model.round_table import Statement
from wbp_survey.model.session import SessionState, Slot

SAID = Statement("U1", ("S1",), "literal", "zo is het")


def lived():
    """A table with something of everything."""
    held = sat(table(), 1, 2, late=(3,))
    scopes = {"participate": True, "quote": False}
    for seat in ("S1", "S2"):
        held.save("consent_given", {"participant": seat, "scopes": scopes, "version": "1.0"})
    held.begins("r1")
    held.rates("s1", 1, 1, 2)
    held.says("s1", 2, "5", 1)
    held.save("check_overridden", slot_payload(Slot("s1", "S2", 1)) | {"check": "x", "reason": "y"})
    held.save("remark_made", slot_payload(Slot("s1", "S1", 1)) | {"text": "aarzelde"})
    held.save("item_parked", slot_payload(Slot("s2", "S1", 1)))
    held.save("query_raised", slot_payload(Slot("s1", "S1", 1)) | {"query": "Q1", "text": "?"})
    held.goes(1, "break")
    held.comes(3)
    held.save("phase_skipped", {"section": "talk"})
    held.save("statement_made", statement_payload(SAID))
    held.save("point_parked", {"point": "P1", "text": "later"})
    held.save("turn_counted", {"who": "S2"})
    held.save("idea_merged", {"idea": "S1/idea[1]", "into": "S2/idea[1]"})
    held.save("record_checked", {"participant": "S2", "agrees": True})
    return held


def test_a_seat_with_answers_removed_and_put_back_leaves_everything_as_it_was():
    held = lived()
    held.says("s2", 2, "3", 1)
    before = content_digest(held.state)
    held.save("participant_removed", {"participant": "S2"})
    assert content_digest(held.state) != before
    move = history(held.events).done[-1]
    held.save_all(marked(move.back, UNDO, 1))
    assert content_digest(held.state) == before
    assert held.state.answers[Slot("s2", "S2", 1)].value == "3"


def test_one_of_two_removed_seats_put_back_and_removed_again_is_the_same():
    held = lived()
    for seat in ("S1", "S2"):
        held.save("participant_removed", {"participant": seat})
    before = content_digest(held.state)
    held.save("participant_restored", {"participant": "S1"})
    held.save("participant_removed", {"participant": "S1"})
    assert held.table.removed == ("S2", "S1")
    assert content_digest(held.state) == before


def test_how_far_the_journal_has_got_and_by_which_event_is_no_content():
    held = lived()
    before = content_digest(held.state)
    held.minute = 90
    held.says("s1", 1, "1", 1)
    assert content_digest(held.state) != before
    held.says("s1", 1, "4", 1)
    assert content_digest(held.state) == before


def test_when_a_slot_was_first_answered_is_content():
    """Who is expected to have answered hangs on it."""
    held = lived()
    before = content_digest(held.state)
    held.save("answer_cleared", slot_payload(Slot("s1", "S1", 1)))
    held.says("s1", 1, "4", 1)
    assert content_digest(held.state) != before
    held.save("answer_cleared", slot_payload(Slot("s1", "S1", 1)))
    back = answer_payload(Slot("s1", "S1", 1), "4") | {"order": 8}
    held.save("answer_given", back)
    assert held.state.answers[Slot("s1", "S1", 1)].order == 8
    assert content_digest(held.state) == before


LEFT_OUT = ("seq", "digest", "last_at", "round_table")
OTHER = {
    str: lambda value: f"{value}!",
    bool: lambda value: not value,
    tuple: lambda value: value[1:] if value else ("iets",),
    dict: lambda value: dict(list(value.items())[1:]) if value else {"iets": "anders"},
}


@pytest.mark.parametrize(
    "name", [one.name for one in fields(SessionState) if one.name not in LEFT_OUT]
)
def test_every_part_of_a_session_is_content(name):
    state = lived().state
    value = getattr(state, name)
    changed = replace(state, **{name: OTHER[type(value)](value)})
    assert content_digest(changed) != content_digest(state)


@pytest.mark.parametrize("name", [one.name for one in fields(lived().table)])
def test_every_part_of_what_happened_around_the_table_is_content(name):
    state = lived().state
    value = getattr(state.round_table, name)
    around = replace(state.round_table, **{name: OTHER[type(value)](value)})
    assert content_digest(replace(state, round_table=around)) != content_digest(state)


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_kept_makes_no_difference(random):
    state = lived().state

    def shuffled(value):
        pairs = list(value.items())
        random.shuffle(pairs)
        return dict(pairs)

    around = state.round_table
    mixed = {
        one.name: shuffled(getattr(around, one.name))
        for one in fields(around)
        if isinstance(getattr(around, one.name), dict)
    }
    other = replace(
        state,
        answers=shuffled(state.answers),
        consent=shuffled(state.consent),
        round_table=replace(around, **mixed),
    )
    assert content_digest(other) == content_digest(state)
