"""An answer that leads nowhere leaves every step of the route where it is."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wizard.around import sat
from tests.wizard.forms import CHANNELS, YES_NO, both, interview, item, table, with_items
from tests.wizard.test_walk_properties import MOVES, forms, value_for, walked
from wbp_survey.model.instrument import Constraint, Repeat, Section
from wbp_survey.model.session import Answer, Slot
from wbp_survey.wizard.flow import off_route
from wbp_survey.wizard.leading import leads_nowhere, quiet_items
from wbp_survey.wizard.walk import walk

FORM = table()
RATED = Slot("s2", "S1", 1)


def stays(form, state, slot, answer):
    """Whether all steps, and all that was set aside, stay what they were."""
    then = replace(state, answers={**state.answers, slot: answer})
    same = tuple(walk(form, then)) == tuple(walk(form, state))
    return same and off_route(form, then) == off_route(form, state)


@settings(max_examples=100)
@given(form=forms(), moves=MOVES, data=st.data())
def test_where_it_says_that_nothing_changes_nothing_does(form, moves, data):
    _, journal = walked(form, moves)
    state, quiet = journal.state, quiet_items(form)
    table_ = form.kind == "round_table"
    asked = [step for step in walk(form, state) if step.asks and not step.item.id.endswith(":more")]
    if not asked:
        return
    step = data.draw(st.sampled_from(asked))
    if leads_nowhere(quiet, state, [step.slot], table=table_):
        move = data.draw(st.integers(0, 2))
        assert stays(form, state, step.slot, Answer(value_for(step.item, move)))
        assert stays(form, state, step.slot, Answer(missing="refused"))


HAPPENS = st.lists(
    st.tuples(st.sampled_from(["comes", "goes", "rates", "begins"]), st.integers(1, 3)), max_size=12
)


@settings(max_examples=100)
@given(happens=HAPPENS, late=st.booleans())
def test_nor_does_it_at_a_table_where_people_come_and_go(happens, late):
    held = sat(FORM, 1, 2, late=(3,) if late else ())
    for what, number in happens:
        if what == "rates":
            held.rates("s2", 1, number)
        elif what == "begins":
            held.begins(FORM.sections[number - 1].id)
        else:
            getattr(held, what)(number)
    state, quiet = held.state, quiet_items(FORM)
    for step in walk(FORM, state):
        if step.asks and leads_nowhere(quiet, state, [step.slot], table=True):
            assert stays(FORM, state, step.slot, Answer("4"))


def test_whoever_comes_late_makes_every_rating_count_for_who_is_asked():
    held = sat(FORM, 1, 2, late=(3,))
    quiet = quiet_items(FORM)
    assert RATED.item in quiet
    held.rates("s2", 1, 1, 2)
    held.comes(3)
    assert not leads_nowhere(quiet, held.state, [RATED], table=True)
    whole = sat(FORM, 1, 2)
    assert leads_nowhere(quiet, whole.state, [RATED], table=True)


def test_what_any_expression_names_leads_somewhere_and_so_do_words_for_another_option():
    yes, no = YES_NO.options
    hidden = replace(YES_NO, options=(yes, replace(no, relevant="${d} > 1")))
    items = (
        *(item(one, "integer") for one in "abcdefq"),
        item("shown", relevant="${a} > 1"),
        item("sum", "calculate", calculation="${b} + 1"),
        item("checked", constraints=(Constraint("string-length(.) > ${c}", both("Nee")),)),
        item("hiding", "select_one", scale=hidden),
        item("other", "select_one", scale=CHANNELS),
    )
    form = with_items(interview(), *items)
    form = replace(
        form,
        sections=(
            *form.sections,
            Section("s2", both("S"), (item("x"),), relevant="${e} > 1"),
            Section("s3", both("S"), (item("y"),), repeat=Repeat(count="${f}")),
        ),
    )
    quiet = quiet_items(form)
    assert not set("abcdef") & quiet
    assert "other" not in quiet
    assert {"q", "shown", "x", "y"} <= quiet
    assert not leads_nowhere(quiet, sat(form).state, [Slot("s3:more[1]")], table=False)
    assert leads_nowhere(quiet, sat(form).state, [Slot("y[2]")], table=False)
