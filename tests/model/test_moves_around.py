"""What is taken back at a round table: lines of answers, and what happens around them."""

from __future__ import annotations

from tests.model.holding import Held
from wbp_survey.model.moves import Moves, history, moved
from wbp_survey.model.payloads import answer_payload
from wbp_survey.model.session import ROW, Slot
from wbp_survey.model.withdrawal import without_withdrawn

TRUST, SEEN = Slot("trust", "S1"), Slot("seen", "S2", 2)


def in_a_row(held, line, values):
    """Give answers of several seats in one line."""
    before, slots = held.state, [Slot("s1", seat, 1) for seat in values]
    for slot, value in zip(slots, values.values(), strict=True):
        held.journal.save("answer_given", answer_payload(slot, value) | {ROW: line})
    held.moves = moved(held.moves, before, held.state, *slots)


def around(held, *recorded):
    """Something happens around the table."""
    before = held.state
    held.record(recorded)
    held.moves = moved(held.moves, before, held.state)


def test_the_answers_of_a_line_are_one_step():
    held = Held()
    in_a_row(held, "s1/1", {"S1": 4, "S2": 4, "S3": 2})
    in_a_row(held, "s1/4", {"S1": 5, "S3": 1})
    assert history(held.journal.events) == held.moves
    assert len(held.moves.done) == 2
    held.undo()
    assert held.journal.values() == {"s1/S1/1": 4, "s1/S2/1": 4, "s1/S3/1": 2}
    held.undo()
    assert held.state.answers == {}
    assert history(held.journal.events) == held.moves


def test_two_lines_one_after_another_are_two_steps():
    held = Held()
    in_a_row(held, "s1/1", {"S1": 4})
    in_a_row(held, "s1/2", {"S2": 4})
    assert [move.slot.participant for move in history(held.journal.events).done] == ["S1", "S2"]


def test_an_answer_that_comes_back_keeps_its_place_among_the_events():
    held = Held()
    held.answer(TRUST, 7)
    held.answer(SEEN, "ja")
    held.clear(TRUST)
    held.undo()
    assert held.state.answers[TRUST].order == 1
    held.undo()
    held.undo()
    assert held.state.answers == {}
    held.redo()
    held.redo()
    assert {slot: one.order for slot, one in held.state.answers.items()} == {TRUST: 1, SEEN: 2}


def test_what_happens_around_the_table_is_made_nowhere_in_particular():
    held = Held()
    around(held, ("turn_counted", {"who": "S1"}))
    assert [move.slot for move in held.moves.done] == [None]
    assert held.moves.done[0].back == (("turn_taken_back", {"who": "S1"}),)
    assert history(held.journal.events) == held.moves


def test_who_goes_together_comes_back_together():
    held = Held()
    going = [
        ("participant_out", {"participant": seat, "why": "break", ROW: "presence/1"})
        for seat in ("S1", "S2")
    ]
    around(held, *going)
    assert history(held.journal.events) == held.moves
    held.undo()
    assert held.state.round_table.away == {}
    assert history(held.journal.events) == held.moves


def test_that_a_phase_begins_is_no_step_and_is_in_the_way_of_none():
    held = Held()
    held.answer(TRUST, 7)
    held.journal.save("phase_started", {"section": "r1"})
    held.answer(SEEN, "ja")
    held.undo()
    held.undo()
    assert held.state.answers == {}
    assert list(held.state.round_table.phases) == ["r1"]
    assert history(held.journal.events) == held.moves


def test_nothing_before_somebody_withdrew_altogether_is_taken_back():
    held = Held()
    held.answer(TRUST, 7)
    held.journal.save("consent_withdrawn", {"participant": "S2", "all": True, "scopes": []})
    assert history(held.journal.events) == Moves()


def test_to_take_back_one_scope_leaves_every_step_to_be_taken_back():
    held = Held()
    held.answer(TRUST, 7)
    held.journal.save("consent_withdrawn", {"participant": "S1", "scopes": ["quote"]})
    held.answer(SEEN, "ja")
    assert history(held.journal.events) == held.moves
    held.undo()
    held.undo()
    assert held.state.answers == {}
    assert held.state.consent == {"S1": {"quote": False}}


def test_of_a_line_of_which_somebody_withdrew_nothing_comes_back():
    held = Held()
    in_a_row(held, "s1/1", {"S1": 4, "S2": 4})
    held.journal.save("consent_withdrawn", {"participant": "S1", "all": True, "scopes": []})
    held.journal.save("turn_counted", {"who": "S2"})
    left = without_withdrawn(held.journal.events)
    assert [event.payload is None for event in left] == [True, False, False, False]
    assert [move.forth for move in history(left).done] == [(("turn_counted", {"who": "S2"}),)]
