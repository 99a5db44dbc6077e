"""Whatever two people entered, and whatever is chosen: in the end no difference is left."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.entering import SECOND, settled
from tests.wizard.forms import refolded, study
from tests.wizard.random_entries import FORMS, Anyhow, entered, second_of
from wbp_survey.wizard.after.differences import compared, differences
from wbp_survey.wizard.flow import off_route


@given(FORMS, st.randoms(use_true_random=False))
def test_settling_everything_leaves_no_difference(instrument, random):
    first, second = entered(instrument, random), second_of(instrument, random)
    how, _ = settled(instrument, first, second, ask=Anyhow(random))
    assert how == "settled"
    assert differences(instrument, study().consent, first.state, second.state) == ()
    assert refolded(first) == first.state


@given(FORMS, st.randoms(use_true_random=False))
def test_what_counts_afterwards_was_entered_by_one_of_them_or_chosen(instrument, random):
    first, second = entered(instrument, random), second_of(instrument, random)
    before = dict(first.state.answers)
    settled(instrument, first, second, ask=Anyhow(random))
    aside = off_route(instrument, first.state)
    for slot, answer in first.state.answers.items():
        if slot not in aside:
            known = [before.get(slot), second.state.answers.get(slot)]
            said = [(one.value, one.missing) for one in known if one] + [(None, "dont_know")]
            assert (answer.value, answer.missing) in said


@given(FORMS, st.randoms(use_true_random=False))
def test_an_entry_compared_with_itself_differs_nowhere(instrument, random):
    first = entered(instrument, random)
    same = replace(first.state, id=SECOND)
    assert all(both.alike for both in compared(instrument, first.state, same))
    assert differences(instrument, study().consent, first.state, same) == ()


@given(FORMS, st.randoms(use_true_random=False))
def test_entries_differ_whichever_is_called_the_first(instrument, random):
    one, other = entered(instrument, random).state, second_of(instrument, random).state
    there = {both.step.slot: both.alike for both in compared(instrument, one, other)}
    back = {both.step.slot: both.alike for both in compared(instrument, other, one)}
    assert there == back
