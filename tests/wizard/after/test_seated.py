"""Whoever enters a table a second time is asked of each seat what the first was asked of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.around import Clocked
from tests.wizard.forms import interview, opened, state_with, table
from wbp_survey.model.payloads import answer_payload
from wbp_survey.model.presence import is_in
from wbp_survey.model.round_table import RoundTable
from wbp_survey.wizard.after.seated import facts_of, taken_over
from wbp_survey.wizard.derived import derived_missing
from wbp_survey.wizard.flow import route

SEATS = (1, 2, 3)
MOVES = st.lists(st.tuples(*[st.booleans()] * len(SEATS)), min_size=4, max_size=4)
"""For each pause between phases, which seats change: who is there goes, who is not comes."""


def begun(form):
    journal = opened(form)
    return Clocked(list(journal.events), journal.state)


def evening(moves, late):
    """Hold a table at which people come and go in the pauses; who is there answers everything."""
    form = table()
    held = begun(form)
    for seat in SEATS:
        held.seat(seat, late=late[seat - 1])
    for section, changing in zip(form.sections, moves, strict=False):
        pause(held, changing)
        held.minute += 20
        held.begins(section.id)
        here = [seat for seat in SEATS if is_in(held.table, f"S{seat}")]
        for item in ("s1", "s2") if section.round else ():
            for seat in here:
                held.says(item, seat, 3 + seat % 2, section.round)
    pause(held, moves[-1])
    return form, held


def pause(held, changing):
    for seat, changes in zip(SEATS, changing, strict=True):
        if changes:
            (held.goes if is_in(held.table, f"S{seat}") else held.comes)(seat)


def entered_again(form, first):
    """Begin a second entry of a table, with the same people."""
    again = begun(form)
    again.seat(*SEATS)
    again.save_all(facts_of(taken_over(form, first)))
    return again


def asked(form, state):
    return {step.slot for step in route(form, state)}


@given(MOVES, st.tuples(*[st.booleans()] * len(SEATS)))
def test_the_same_seats_are_asked_before_and_after_the_same_answers(moves, late):
    form, held = evening(moves, late)
    first = held.state
    again = entered_again(form, first)
    assert asked(form, again.state) >= asked(form, first)
    for slot, answer in reversed(first.answers.items()):
        again.save("answer_given", answer_payload(slot, answer.value))
    assert asked(form, again.state) == asked(form, first)
    assert derived_missing(form, again.state) == derived_missing(form, first)


def test_what_is_taken_over_folds_to_itself_and_lies_before_the_entry():
    form, held = evening(
        [(False,) * 3, (True, False, True), (False,) * 3, (False,) * 3], (False,) * 3
    )
    taken = taken_over(form, held.state)
    again = entered_again(form, held.state).table
    assert (again.stays, again.phases, again.away) == (taken.stays, taken.phases, taken.away)
    assert list(taken.phases) == ["r1", "talk", "r2"]
    assert all(moment.order < 0 for moment in taken.phases.values())


def test_a_removed_seat_and_a_phase_passed_over_stay_so():
    form, held = evening([(False,) * 3] * 4, (False,) * 3)
    held.save_all(
        [("participant_removed", {"participant": "S2"}), ("phase_skipped", {"section": "r2"})]
    )
    taken = taken_over(form, held.state)
    assert (taken.removed, taken.skipped) == (("S2",), ("r2",))


def test_an_interview_has_no_table():
    form = interview()
    assert taken_over(form, state_with(form, {})) == RoundTable()
    assert not list(facts_of(RoundTable()))
