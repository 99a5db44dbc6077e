"""Any acts around a table can be taken back to the letter, and done again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.content import content_digest
from tests.model.three import SEATS, held_by_three, said
from tests.wizard.around import clock
from wbp_survey.model.gathering import STEPS, round_table_facts, statement_payload
from wbp_survey.model.moves import REDO, UNDO, Moves, history, marked, moved
from wbp_survey.model.payloads import answer_payload
from wbp_survey.model.round_table import Statement
from wbp_survey.model.session import ROW, Slot, fold, slot_of

STATEMENTS = st.builds(
    Statement,
    st.sampled_from(["U1", "U2"]),
    st.lists(st.sampled_from([*SEATS, "moderator"]), max_size=3).map(tuple),
    st.sampled_from(["literal", "paraphrase"]),
    st.text(max_size=20),
    st.sampled_from(["", "agrees", "asks"]),
    st.sampled_from(["", "s1"]),
    st.integers(0, 2),
    st.integers(0, 300),
    st.booleans(),
)


@given(STATEMENTS)
def test_a_statement_is_read_back_as_it_was_written(statement):
    held = held_by_three()
    payload = json.loads(json.dumps(statement_payload(statement)))
    held.save("statement_made", payload)
    assert held.table.statements == {statement.id: statement}


POINTS, IDEAS = st.sampled_from(["P1", "P2"]), st.sampled_from(["S1/idea[1]", "S2/idea[1]"])
SECTIONS, SEAT = st.sampled_from(["r1", "talk", "r2"]), st.sampled_from(SEATS)


def about(kind, **parts):
    names = list(parts)
    return st.tuples(*parts.values()).map(
        lambda values: [(kind, dict(zip(names, values, strict=True)))]
    )


def together(fact):
    """The same of two seats at once, as one line."""
    (kind, payload), row = fact[0], {ROW: "presence/1"}
    return [(kind, {**payload, "participant": seat, **row}) for seat in ("S1", "S2")]


OUT = about("participant_out", participant=SEAT, why=st.sampled_from(["late", "break", "left"]))
ACTS = st.one_of(
    about("participant_in", participant=SEAT),
    about("participant_in", participant=SEAT, when=st.sampled_from([clock(5), clock(400)])),
    OUT,
    OUT.map(together),
    about("participant_removed", participant=SEAT),
    about("participant_restored", participant=SEAT),
    about("phase_skipped", section=SECTIONS),
    about("phase_resumed", section=SECTIONS),
    STATEMENTS.map(lambda one: [("statement_made", statement_payload(one))]),
    st.just([said("U3")]),
    about("statement_taken_back", statement=st.sampled_from(["U1", "U2", "U3"])),
    about("point_parked", point=POINTS, text=st.just("punt"), settled=st.booleans()),
    about("point_dropped", point=POINTS),
    about("turn_counted", who=st.sampled_from([*SEATS, "wijkagent"])),
    about("turn_taken_back", who=SEAT),
    about("idea_merged", idea=IDEAS, into=IDEAS | st.just("")),
)
PHASE = about("phase_started", section=SECTIONS)
ANSWER = st.builds(
    lambda seats, value: [
        ("answer_given", answer_payload(Slot("s1", seat, 1), value) | {ROW: "s1/1"})
        for seat in seats
    ],
    st.lists(SEAT, min_size=1, max_size=3, unique=True),
    st.sampled_from(["1", "4"]),
)


class Live:
    """Whoever holds the session: what is done is kept as a move, as the wizard does it."""

    def __init__(self):
        self.journal, self.moves, self.number = held_by_three(), Moves(), 0

    @property
    def state(self):
        return self.journal.state

    def do(self, facts):
        self.number += 1
        self.journal.minute += 1
        before = self.state
        rows = {ROW: f"line/{self.number}"}
        facts = [(kind, said | rows if ROW in said else said) for kind, said in facts]
        self.journal.save_all(facts)
        slots = [slot_of(said) for kind, said in facts if kind == "answer_given"]
        if facts[0][0] != "phase_started":
            self.moves = moved(self.moves, before, self.state, *slots)

    def undo(self):
        move = self.moves.done[-1]
        self.journal.minute += 1
        self.journal.save_all(marked(move.back, UNDO, len(self.moves.done)))
        self.moves = Moves(self.moves.done[:-1], (*self.moves.undone, move))

    def redo(self):
        move = self.moves.undone[-1]
        self.journal.minute += 1
        self.journal.save_all(marked(move.forth, REDO, len(self.moves.done) + 1))
        self.moves = Moves((*self.moves.done, move), self.moves.undone[:-1])


@given(st.lists(ACTS | ANSWER, min_size=1, max_size=25))
def test_any_acts_taken_back_leave_what_stood_and_done_again_what_followed(acts):
    live = Live()
    digests = [content_digest(live.state)]
    for act in acts:
        before = len(live.moves.done)
        live.do(act)
        if len(live.moves.done) > before:
            digests.append(content_digest(live.state))
        assert content_digest(live.state) == digests[-1]
    for digest in reversed(digests[:-1]):
        live.undo()
        assert content_digest(live.state) == digest
    assert not live.moves.done
    for digest in digests[1:]:
        live.redo()
        assert content_digest(live.state) == digest
    assert content_digest(fold(live.journal.events)) == digests[-1]


FIRST = [
    said("U1"),
    ("point_parked", {"point": "P1", "text": "punt"}),
    ("turn_counted", {"who": "S1"}),
    ("participant_removed", {"participant": "S2"}),
    ("phase_skipped", {"section": "talk"}),
]
ONE_OF_EACH = {
    "participant_in": {"participant": "S3"},
    "participant_out": {"participant": "S1", "why": "break"},
    "presence_set": {"participant": "S1", "stays": [], "away": "late"},
    "participant_removed": {"participant": "S1"},
    "participant_restored": {"participant": "S2"},
    "phase_skipped": {"section": "r2"},
    "phase_resumed": {"section": "talk"},
    "statement_made": said("U2")[1],
    "statement_taken_back": {"statement": "U1"},
    "point_parked": {"point": "P1", "text": "punt", "settled": True},
    "point_dropped": {"point": "P1"},
    "turn_counted": {"who": "wijkagent"},
    "turn_taken_back": {"who": "S1"},
    "idea_merged": {"idea": "S1/idea[1]", "into": "S2/idea[1]"},
}


@pytest.mark.parametrize("kind", STEPS)
def test_every_kind_of_step_is_taken_back_and_done_again(kind):
    live = Live()
    live.journal.save_all(FIRST)
    before = content_digest(live.state)
    live.do([(kind, ONE_OF_EACH[kind])])
    after = content_digest(live.state)
    assert after != before
    live.undo()
    assert content_digest(live.state) == before
    live.redo()
    assert content_digest(live.state) == after
    first = history(live.journal.events[: len(live.journal.events) - 3])
    assert history(live.journal.events).done[len(first.done) :] == live.moves.done


@given(st.lists(ACTS | ANSWER | PHASE | st.sampled_from(["undo", "redo"]), max_size=30))
def test_the_steps_read_back_from_the_journal_are_those_that_were_kept(acts):
    live = Live()
    for act in acts:
        if act == "undo":
            _ = live.moves.done and live.undo()
        elif act == "redo":
            _ = live.moves.undone and live.redo()
        else:
            live.do(act)
        assert history(live.journal.events) == live.moves


@given(st.lists(ACTS, max_size=12), st.lists(ACTS, max_size=12))
def test_facts_bring_a_table_from_any_state_to_any_other(one, other):
    here, there = Live(), Live()
    for live, acts in ((here, one), (there, other)):
        for act in acts:
            live.do(act)
    facts = list(round_table_facts(here.state.round_table, there.state.round_table))
    here.journal.save_all(json.loads(json.dumps(facts)))
    assert content_digest(here.state) == content_digest(there.state)
    assert not list(round_table_facts(here.state.round_table, there.state.round_table))


@given(st.lists(ACTS | PHASE, max_size=20))
def test_of_every_seat_the_stays_follow_one_another_and_only_the_last_goes_on(acts):
    live = Live()
    for act in acts:
        if "when" not in act[0][1]:
            live.do(act)
    for seat, stays in live.state.round_table.stays.items():
        assert all(stay.until for stay in stays[:-1])
        ends = [one.order for stay in stays for one in (stay.since, stay.until) if one]
        assert ends == sorted(ends)
        assert (stays[-1].until is not None) == (seat in live.state.round_table.away)
