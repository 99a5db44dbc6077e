"""A second entry of a round table: the same seats are asked the same, and only answers compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workflow.paper import answer
from tests.workflow.round_tables import gone, panel_study, phase, rated, sat
from tests.workflow.studies import said, seat
from wbp_survey.model.script import ScriptEntry
from wbp_survey.wizard.derived import derived_missing
from wbp_survey.wizard.flow import route
from wbp_survey.wizard.question import Pause
from wbp_survey.workflow.agreement import entry_agreement
from wbp_survey.workflow.entries import Again, enter_again, enter_again_script
from wbp_survey.workflow.sessions import show_session, verify_journal

FIRST = "20260302-aaaaaa"
AGAIN = Again(FIRST, "CD")


def agreed(place):
    scopes = {one.id: True for one in place.study.consent.scopes}
    return {"scopes": scopes, "version": "1"}


def empty_seats(state, form):
    return {slot for slot, why in derived_missing(form, state).items() if why == "absent"}


@pytest.fixture
def evening(tmp_path):
    """A table at which S1 stayed, S2 came late, S3 left early, S4 never came, S5 was a slip."""
    place = panel_study(tmp_path / "panel")
    late = [("participant_seated", seat(n)[1] | {"late": True}) for n in (2, 4)]
    steps = [seat(1), late[0], seat(3, "wijkagent"), late[1], seat(5), removed("S5")]
    steps += [("consent_given", agreed(place) | {"participant": f"S{n}"}) for n in (1, 2, 3)]
    steps += [phase("before"), *rated("calm", 1, [3, "", 7]), *rated("known", 1, [3, "", 7])]
    steps += [("participant_in", {"participant": "S2"}), phase("talk"), gone("S3")]
    steps += [said("outcome", "Rustig.", ""), phase("after"), *rated("calm", 2, [4, 8])]
    sat(place, FIRST, *steps, *rated("known", 2, [4, 8]), ("phase_skipped", {"section": "closing"}))
    return place


def removed(who):
    return ("participant_removed", {"participant": who})


def typed_again(**changed):
    """The rows of that evening, in the order in which they are asked."""
    lines = {"calm1": "3 7", "known1": "3 7", "outcome": "Rustig.", "calm2": "4 8", "known2": "4 8"}
    return tuple(answer(name.rstrip("12"), typed) for name, typed in (lines | changed).items())


def test_a_second_entry_of_a_table_asks_whom_the_first_asked(evening):
    done = enter_again_script(evening, AGAIN, typed_again(calm2="4 9"))
    assert (done.how, done.left) == ("closed", 1)
    form = show_session(evening, FIRST).instrument
    here, there = (
        {step.slot for step in route(form, state)} for state in (done.first, done.second)
    )
    assert here == there
    assert empty_seats(done.first, form) == empty_seats(done.second, form)
    assert {slot.participant for slot in empty_seats(done.second, form)} == {"S2", "S3", "S4"}
    again = show_session(evening, done.second.id).state.round_table
    assert (again.removed, again.skipped) == (("S5",), ("closing",))
    assert verify_journal(evening) == []


def test_of_a_table_that_was_typed_in_again_only_answers_are_compared(evening):
    enter_again_script(evening, AGAIN, typed_again(known1="3 8"))
    found = entry_agreement(evening, session=FIRST)
    assert [one.both.step.slot.participant for one in found.apart.answers] == ["S3"]
    assert (found.apart.seatings, found.apart.statements) == ((), (0, 0))


def test_what_is_entered_otherwise_of_who_was_there_stays_so_when_one_goes_on(evening):
    begun = enter_again_script(
        evening, AGAIN, (*typed_again()[:2], ScriptEntry(do="/aanwezig 1 weg"))
    )
    assert begun.how == "stopped"
    before = begun.second.round_table
    assert before.away["S1"] == "left"
    resumed = enter_again(evening, replace(AGAIN, resume=True), lambda _question: Pause())
    assert resumed.second.round_table == before
