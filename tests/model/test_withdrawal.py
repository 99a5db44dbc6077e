"""What one participant said, picked out of everything that was recorded; the rest is left alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.store.events import OPENED, answered, imported, make
from wbp_survey.model.gathering import statement_payload
from wbp_survey.model.journal import commit_to, digest_of
from wbp_survey.model.payloads import override_payload, slot_payload
from wbp_survey.model.round_table import MODERATOR, Statement
from wbp_survey.model.session import GROUP, Slot, fold
from wbp_survey.model.withdrawal import (
    all_withdrawn,
    said_by,
    who_withdrew,
    without,
    without_withdrawn,
)

GONE = "S2"
SEATS = ("S1", "S2", "S3")
TABLE = OPENED | {"kind": "round_table"}
ALL = ("consent_withdrawn", {"participant": GONE, "all": True, "scopes": []})


def seated(seat):
    return "participant_seated", {"participant": seat, "role": "bewoner", "pseudonym": f"B-{seat}"}


def table(*steps):
    return make([("session_opened", TABLE), *map(seated, SEATS), *steps])


def statement(name, *who, text="zo is het"):
    return "statement_made", statement_payload(Statement(name, who, "literal", text))


def merged(idea, into):
    return "idea_merged", {"idea": idea, "into": into}


def at(seat, item="q", **more):
    return slot_payload(Slot(item, seat)) | more


def picked(*steps):
    """The numbers of those of the steps that hold something of S2."""
    events = table(*steps)
    first = events[-len(steps)].seq if steps else 0
    return [event.seq - first for event in said_by(events, GONE)]


def test_everything_at_a_place_of_theirs_is_theirs():
    for kind, payload in (
        ("answer_given", at(GONE, value=3)),
        ("answer_corrected", at(GONE, missing="refused", old={"value": 3}, because="x")),
        ("answer_settled", at(GONE, value=3, entry="two")),
        ("answer_cleared", at(GONE)),
        ("check_overridden", override_payload(Slot("q", GONE), ". < 5", "zo zit het")),
        ("remark_made", at(GONE, text="aarzelde")),
        ("item_parked", at(GONE)),
        ("query_raised", at(GONE, query="Q1", text="Zeker?")),
        ("record_checked", {"participant": GONE, "agrees": False, "text": "te stellig"}),
        ("turn_counted", {"who": GONE}),
    ):
        others = payload | {"participant": "S1", "who": "S1", "query": "Q9"}
        assert picked((kind, others), (kind, payload)) == [1], kind


def test_what_the_table_said_together_is_nobodys_alone():
    assert picked(answered("samen", "uitkomst", GROUP), ("turn_counted", {"who": "bewoner"})) == []


def test_that_they_sat_there_and_what_they_agreed_to_stays():
    steps = [
        ("participant_out", {"participant": GONE, "why": "break"}),
        ("participant_in", {"participant": GONE}),
        ("consent_given", {"participant": GONE, "scopes": {"quote": True}, "version": "1"}),
        ALL,
    ]
    assert picked(*steps) == []


def test_what_was_said_about_a_query_goes_with_the_query():
    steps = [
        ("query_raised", at("S1", query="Q1", text="Zeker?")),
        ("query_raised", at(GONE, query="Q2", text="Hoezo?")),
        ("query_answered", {"query": "Q1", "text": "Ja."}),
        ("query_answered", {"query": "Q2", "text": "Omdat."}),
        ("query_closed", {"query": "Q2", "text": ""}),
    ]
    assert picked(*steps) == [1, 3, 4]


def test_a_statement_goes_when_they_are_one_of_its_speakers():
    steps = [
        statement("a", GONE),
        statement("b", "S1", GONE),
        statement("c", "S1"),
        statement("d"),
        statement("e", MODERATOR),
    ]
    assert picked(*steps) == [0, 1]


def test_the_last_word_on_who_said_it_counts():
    slip = [statement("a", "S1"), statement("a", GONE)]
    assert picked(*slip) == [0, 1]
    assert picked(*slip, ("statement_taken_back", {"statement": "a"})) == [0, 1]
    assert picked(statement("a", GONE), statement("a", "S1")) == [0]


def test_an_idea_is_not_taken_together_again_with_another_one_than_it_last_was():
    again = [merged("S1/idea[1]", "S3/idea[1]"), merged("S1/idea[1]", "S2/idea[1]")]
    assert picked(*again) == [0, 1]
    assert picked(merged("S2/idea[1]", "S3/idea[1]")) == [0]
    assert picked(*again, merged("S1/idea[1]", "")) == [1]


def test_no_seat_is_taken_for_another_that_begins_alike():
    assert said_by(table(answered(1, "q", "S20"), merged("S20/idea[1]", "S3/idea[1]")), GONE) == ()


def test_who_sat_alone_said_what_stands_under_the_group_as_well():
    note = ("remark_made", {"item": "intro", "text": "belde intussen"})
    alone = make([("session_opened", OPENED), seated(GONE), note])
    assert [event.kind for event in said_by(alone, GONE)] == ["remark_made"]
    assert picked(note) == []


def test_an_imported_row_is_one_person():
    events = make([("session_opened", OPENED), imported("R1", {}), imported("R2", {})])
    assert [event.seq for event in said_by(events, "R2")] == [3]


def test_only_who_withdraws_from_everything_is_gone():
    some = ("consent_withdrawn", {"participant": "S1", "scopes": ["quote"]})
    events = table(some, ALL, ALL)
    assert all_withdrawn(events) == (GONE,)
    assert [who_withdrew(event) for event in events[-3:]] == ["", GONE, GONE]


def test_what_was_removed_keeps_its_place_in_the_chain():
    events = table(answered(1, "q", "S1"), answered(2, "q", GONE), ALL)
    left = without_withdrawn(events)
    assert left[5] == replace(events[5], payload=None, salt="")
    assert [one for one in left if one.seq != 6] == [one for one in events if one.seq != 6]
    assert all(digest_of(one) == one.digest for one in left)
    assert without_withdrawn(events[:-1]) == events[:-1]


ITEM = st.sampled_from(["q", "idea[1]", "idea[2]"])
WHERE = st.builds(
    lambda item, seat, round_: slot_payload(Slot(item, seat, round_)),
    ITEM,
    st.sampled_from([*SEATS, GROUP]),
    st.sampled_from([0, 1]),
)
IDEA = st.builds("{}/{}".format, st.sampled_from(SEATS), st.sampled_from(["idea[1]", "idea[2]"]))
WORD = st.sampled_from(["a", "b", "c"])


def at_place(kind, **more):
    return WHERE.map(lambda where: (kind, where | more))


STEP = st.one_of(
    st.builds(lambda where, n: ("answer_given", where | {"value": n}), WHERE, st.integers(1, 5)),
    at_place("answer_cleared"),
    at_place("answer_corrected", value=9, old={}, because="x"),
    at_place("answer_settled", value=7, entry="two"),
    at_place("check_overridden", check=". < 5", reason="zo zit het"),
    st.builds(
        lambda where, text: ("remark_made", where | {"text": text}), WHERE, WORD | st.just("")
    ),
    at_place("item_parked"),
    at_place("item_unparked"),
    st.builds(lambda where, n: ("query_raised", where | {"query": n, "text": "?"}), WHERE, WORD),
    st.builds(lambda n: ("query_closed", {"query": n, "text": "!"}), WORD),
    st.builds(
        lambda name, who: statement(name, *who), WORD, st.lists(st.sampled_from(SEATS), max_size=2)
    ),
    st.builds(lambda name: ("statement_taken_back", {"statement": name}), WORD),
    st.builds(merged, IDEA, IDEA | st.just("")),
    st.builds(
        lambda kind, who: (kind, {"who": who}),
        st.sampled_from(["turn_counted", "turn_taken_back"]),
        st.sampled_from([*SEATS, "bewoner"]),
    ),
    st.builds(
        lambda seat: ("record_checked", {"participant": seat, "agrees": True}),
        st.sampled_from(SEATS),
    ),
    st.builds(
        lambda kind, seat: (kind, {"participant": seat}),
        st.sampled_from(["participant_in", "participant_out", "participant_removed"]),
        st.sampled_from(SEATS),
    ),
)


def not_theirs(slots):
    return {slot: kept for slot, kept in slots.items() if slot.participant != GONE}


def stripped(state):
    """The same session as if S2 had sat there and never said a word."""
    around = state.round_table
    return replace(
        state,
        answers=not_theirs(state.answers),
        overridden=not_theirs(state.overridden),
        remarks=not_theirs(state.remarks),
        settled=not_theirs(state.settled),
        parked=tuple(slot for slot in state.parked if slot.participant != GONE),
        queries={name: one for name, one in state.queries.items() if one.slot.participant != GONE},
        round_table=replace(
            around,
            statements={n: one for n, one in around.statements.items() if GONE not in one.who},
            merged={a: b for a, b in around.merged.items() if f"{GONE}/" not in (a[:3], b[:3])},
            turns={who: count for who, count in around.turns.items() if who != GONE},
            checked={who: one for who, one in around.checked.items() if who != GONE},
        ),
    )


@given(st.lists(STEP, max_size=25))
def test_what_is_left_folds_to_the_session_without_their_words(steps):
    steps = _each_query_once(steps)
    events = table(*steps)
    gone = {event.id for event in said_by(events, GONE)}
    left = without(events, gone)
    assert fold(left) == stripped(fold(events))
    assert [event for event in left if event.id not in gone] == [
        event for event in events if event.id not in gone
    ]
    assert said_by(left, GONE) == ()


def _each_query_once(steps):
    """A number is given out to one query only, as the tool does."""
    seen = set()
    return [
        step
        for step in steps
        if step[0] != "query_raised" or not (step[1]["query"] in seen or seen.add(step[1]["query"]))
    ]


@given(st.lists(STEP, max_size=15))
def test_nothing_that_is_left_can_be_guessed_from_what_is_kept_of_the_removed(steps):
    for event in without_withdrawn(table(*steps, ALL)):
        if event.payload is None:
            assert event.salt == ""
        else:
            assert event.commitment == commit_to(event.payload, event.salt)
