"""Undo and redo: what a step changed can be taken back and done again, by recording more."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.model.holding import Held
from wbp_survey.model.moves import Moves, facts, history
from wbp_survey.model.payloads import answer_payload, slot_payload
from wbp_survey.model.session import SessionState, Slot, fold

TRUST, SEEN = Slot("trust", "S1"), Slot("seen", "S2", 2)


def standing(state):
    """What undo answers for: not when something was said, nor in what order it was parked."""
    answers = {slot: (answer.value, answer.missing) for slot, answer in state.answers.items()}
    return answers, dict(state.overridden), dict(state.remarks), set(state.parked)


def test_an_answer_taken_back_leaves_the_one_before_it():
    held = Held()
    held.answer(TRUST, 7)
    held.answer(TRUST, 3)
    held.undo()
    assert held.state.answers[TRUST].value == 7
    held.undo()
    assert TRUST not in held.state.answers
    assert held.journal.kinds() == [
        "answer_given",
        "answer_given",
        "answer_given",
        "answer_cleared",
    ]


def test_what_was_taken_back_can_be_done_again_in_order():
    held = Held()
    held.answer(TRUST, 7)
    held.miss(SEEN, "refused")
    held.undo()
    held.undo()
    held.redo()
    assert standing(held.state)[0] == {TRUST: (7, "")}
    held.redo()
    assert standing(held.state)[0] == {TRUST: (7, ""), SEEN: (None, "refused")}
    assert held.moves.undone == ()


def test_a_new_step_ends_what_could_be_done_again():
    held = Held()
    held.answer(TRUST, 7)
    held.undo()
    held.answer(SEEN, "ja")
    assert held.moves.undone == ()
    assert history(held.journal.events) == held.moves


def test_an_answer_given_once_more_is_no_step():
    held = Held()
    held.answer(TRUST, 7)
    held.answer(TRUST, 7)
    assert len(held.moves.done) == 1
    held.undo()
    assert TRUST not in held.state.answers


def test_an_odd_answer_goes_and_comes_back_with_its_explanation():
    held = Held()
    held.answer(TRUST, 99, ". < 50", ". < 90")
    held.answer(TRUST, 5)
    assert TRUST not in held.state.overridden
    held.undo()
    assert held.state.overridden[TRUST] == {". < 50": "zo zit het", ". < 90": "zo zit het"}
    assert [len(move.forth) for move in history(held.journal.events).done] == [3]


def test_the_same_answer_with_another_explanation_is_a_step():
    held = Held()
    held.answer(TRUST, 99)
    held.answer(TRUST, 99, ". < 50")
    held.undo()
    assert (held.state.answers[TRUST].value, held.state.overridden) == (99, {})
    held.redo()
    assert held.state.overridden == {TRUST: {". < 50": "zo zit het"}}


def test_an_answer_to_a_parked_question_taken_back_parks_it_again():
    held = Held()
    held.park(TRUST)
    held.answer(TRUST, 7)
    assert held.state.parked == ()
    held.undo()
    assert held.state.parked == (TRUST,)
    held.redo()
    assert (held.state.parked, held.state.answers[TRUST].value) == ((), 7)


def test_the_same_answer_at_a_parked_question_only_takes_it_out():
    held = Held()
    held.answer(TRUST, 7)
    held.park(TRUST)
    held.answer(TRUST, 7)
    assert held.moves.done[-1].forth == (("item_unparked", slot_payload(TRUST)),)
    held.undo()
    assert (held.state.parked, held.state.answers[TRUST].value) == ((TRUST,), 7)


def test_a_question_parked_before_and_after_another_answer_stays_parked():
    here, there = Held(), Held()
    for held, value in ((here, 7), (there, 3)):
        held.answer(TRUST, value)
        held.park(TRUST)
    recorded = facts(here.state, there.state, TRUST)
    assert recorded == (
        ("answer_given", answer_payload(TRUST, 3)),
        ("item_parked", slot_payload(TRUST)),
    )


def test_a_remark_taken_back_is_the_one_before_or_none():
    held = Held()
    held.remark(TRUST, "eerste")
    held.remark(TRUST, "tweede")
    held.undo()
    assert held.state.remarks == {TRUST: "eerste"}
    held.undo()
    assert held.state.remarks == {}
    held.redo()
    assert held.state.remarks == {TRUST: "eerste"}


def test_a_move_touches_no_other_question():
    held = Held()
    held.answer(TRUST, 7)
    held.answer(SEEN, "ja")
    held.undo()
    payloads = [payload for _, payload in held.moves.undone[-1].back]
    assert payloads == [slot_payload(SEEN)]


def test_facts_between_equal_states_are_none():
    held = Held()
    held.answer(TRUST, 7, ". < 5")
    held.remark(TRUST, "toelichting")
    assert facts(held.state, held.state, TRUST) == ()


def test_a_session_left_half_way_can_be_taken_back_by_whoever_goes_on():
    held = Held()
    held.journal.save("participant_seated", {"participant": "S1", "role": "r", "pseudonym": "R1"})
    held.answer(TRUST, 7)
    held.journal.save("query_raised", slot_payload(TRUST) | {"query": "Q1", "text": "klopt dit?"})
    held.answer(SEEN, "ja")
    held.undo()
    again = Held(held.journal, history(held.journal.events))
    assert again.moves == held.moves
    again.undo()
    assert again.state.answers == {}
    assert again.state.queries["Q1"].status == "open"


def test_a_step_whose_words_were_removed_is_no_step_any_more():
    held = Held()
    held.answer(TRUST, 7)
    held.answer(SEEN, "ja")
    first, second = held.journal.events
    left = history([replace(first, payload=None, salt=""), second])
    assert [move.slot for move in left.done] == [SEEN]


SLOTS = st.sampled_from([TRUST, SEEN])
STEPS = st.one_of(
    st.tuples(st.just("answer"), SLOTS, st.integers(1, 3)),
    st.tuples(st.just("answer"), SLOTS, st.integers(1, 2), st.sampled_from([". < 2", ". < 3"])),
    st.tuples(st.just("miss"), SLOTS, st.sampled_from(["refused", "dont_know"])),
    st.tuples(st.just("clear"), SLOTS),
    st.tuples(st.just("remark"), SLOTS, st.sampled_from(["", "een", "twee"])),
    st.tuples(st.just("park"), SLOTS),
    st.tuples(st.just("unpark"), SLOTS),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def hold(steps):
    """Hold a session of these steps, and return it with what stood before every step in force."""
    held, before, after = Held(), [SessionState()], []
    for name, *values in steps:
        done = len(held.moves.done)
        was = held.state
        getattr(held, name)(*values)
        if name == "undo" and done:
            after.append(was)
            assert standing(held.state) == standing(before.pop())
        elif name == "redo" and len(held.moves.done) > done:
            before.append(was)
            assert standing(held.state) == standing(after.pop())
        elif len(held.moves.done) > done:
            before.append(was)
            after = []
    return held


@given(st.lists(STEPS, max_size=25))
def test_taking_back_restores_what_stood_and_doing_again_what_followed(steps):
    held = hold(steps)
    full = held.state
    count = len(held.moves.done)
    for _ in range(count):
        held.undo()
    assert standing(held.state) == standing(SessionState())
    for _ in range(count):
        held.redo()
    assert standing(held.state) == standing(full)
    assert standing(fold(held.journal.events)) == standing(full)


@given(st.lists(STEPS, max_size=9), st.lists(STEPS, max_size=9), SLOTS)
def test_facts_bring_a_question_from_any_state_to_any_other(one, two, slot):
    here, there = hold(one), hold(two)
    wanted = [slot in part and part[slot] for part in standing(there.state)[:3]]
    for kind, payload in facts(here.state, there.state, slot):
        here.journal.save(kind, payload)
    assert [slot in part and part[slot] for part in standing(here.state)[:3]] == wanted
    assert (slot in here.state.parked) == (slot in there.state.parked)
    assert facts(here.state, there.state, slot) == ()


@given(st.lists(STEPS, max_size=25))
def test_the_steps_read_back_from_the_journal_are_those_that_were_made(steps):
    held = Held()
    for name, *values in steps:
        getattr(held, name)(*values)
        assert history(held.journal.events) == held.moves


def test_what_was_closed_or_corrected_is_not_taken_back_by_a_key():
    for kind, payload in (
        ("session_closed", {"reason": "complete"}),
        ("answer_corrected", answer_payload(TRUST, 7) | {"because": "verkeerd verstaan"}),
        ("answer_settled", answer_payload(TRUST, 7) | {"entry": "20260101-abc234"}),
    ):
        held = Held()
        held.answer(TRUST, 5)
        held.journal.save(kind, payload)
        assert history(held.journal.events) == Moves()
        held.answer(TRUST, 9)
        assert len(history(held.journal.events).done) == 1
