"""The route follows from the answers, and only from answers that are on it."""

from __future__ import annotations

from tests.wizard.forms import (
    AGREE,
    CHANNELS,
    YES_NO,
    interview,
    item,
    state_with,
    table,
    with_items,
)
from wbp_survey.model.session import Slot
from wbp_survey.wizard.flow import next_step, off_route, resume_step, route


def ids(steps):
    return [
        "/".join(
            str(part) for part in (step.item.id, step.slot.participant, step.slot.round) if part
        )
        for step in steps
    ]


def plain(steps):
    return [step.item.id for step in steps]


def test_a_question_comes_only_when_it_is_relevant():
    form = interview()
    assert plain(route(form, state_with(form, {})))[:3] == ["member", "groups_n", "read"]
    member = state_with(form, {"member": "yes"})
    assert plain(route(form, member))[:3] == ["member", "since", "groups_n"]


def test_an_answer_that_is_set_aside_opens_nothing():
    form = interview()
    busy = {"groups_n": 9, "many": "druk", "deep": 4}
    assert "deep" in plain(route(form, state_with(form, busy)))
    quiet = state_with(form, busy | {"groups_n": 2})
    assert "deep" not in plain(route(form, quiet))
    assert off_route(form, quiet) == {Slot("many", "S1"), Slot("deep", "S1")}


def test_a_route_that_opens_again_gives_its_answers_back():
    form = interview()
    answers = {"groups_n": 9, "many": "druk"}
    away_and_back = state_with(form, answers | {"groups_n": 2})
    again = state_with(form, answers | {"groups_n": 7})
    assert off_route(form, away_and_back)
    assert not off_route(form, again)


def test_the_table_goes_round_seat_by_seat_and_asks_the_group_once():
    form = table()
    steps = ids(route(form, state_with(form, {}, seats=("S1", "S2"))))
    assert steps == [
        "r1:script",
        "s1/S1/1",
        "s2/S1/1",
        "s1/S2/1",
        "s2/S2/1",
        "outcome",
        "s1/S1/2",
        "s2/S1/2",
        "s1/S2/2",
        "s2/S2/2",
    ]


def test_one_seat_does_not_open_the_route_of_another():
    form = table()
    state = state_with(form, {Slot("s1", "S2", 1): 1, Slot("s1", "S1", 1): 5}, seats=("S1", "S2"))
    steps = ids(route(form, state))
    assert "why/S2" in steps
    assert "why/S1" not in steps


def test_who_refused_everything_is_not_asked():
    from dataclasses import replace

    form = table()
    state = state_with(form, {}, seats=("S1", "S2"))
    state = replace(state, consent={"S1": {"participate": False}, "S2": {"participate": True}})
    asked = {step.slot.participant for step in route(form, state)}
    assert asked == {"", "S2"}


def test_a_form_without_participants_is_answered_for_the_group():
    form = with_items(interview(), item("members", "integer"))
    state = state_with(form, {}, seats=())
    assert [step.slot for step in route(form, state)] == [Slot("members")]


def test_an_option_that_asks_for_words_is_followed_by_a_text_question():
    form = with_items(interview(), item("via", "select_multiple", scale=CHANNELS), item("end"))
    assert plain(route(form, state_with(form, {"via": ["app"]}))) == ["via", "end"]
    state = state_with(form, {"via": ["app", "anders"]})
    assert plain(route(form, state)) == ["via", "via_other", "end"]


def test_an_instrument_may_word_that_question_itself():
    own = item("via_other", relevant="selected(${via}, 'anders')")
    form = with_items(interview(), item("via", "select_multiple", scale=CHANNELS), own)
    assert plain(route(form, state_with(form, {"via": ["anders"]}))) == ["via", "via_other"]


def test_a_missing_answer_does_not_open_a_route():
    form = with_items(
        interview(), item("a", "select_one", scale=YES_NO), item("b", relevant="${a} = 'yes'")
    )
    state = state_with(form, {"a": None})
    assert plain(route(form, state)) == ["a"]


def test_resuming_goes_to_where_one_stood_or_to_the_first_open_question():
    form = interview()
    state = state_with(form, {"member": "no"})
    steps = route(form, state)
    assert resume_step(steps, state, Slot("years", "S1")).item.id == "years"
    assert resume_step(steps, state, None).item.id == "groups_n"
    assert resume_step(steps, state, Slot("since", "S1")).item.id == "groups_n"
    later = state_with(form, {"member": "no", "groups_n": 1})
    assert resume_step(route(form, later), later, None).item.id == "read"


def test_after_the_last_question_come_the_ones_left_open():
    form = with_items(interview(), item("a"), item("b"))
    state = state_with(form, {"b": "x"})
    steps = route(form, state)
    assert next_step(steps, state, Slot("b", "S1")).item.id == "a"
    done = state_with(form, {"a": "x", "b": "y"})
    assert next_step(route(form, done), done, Slot("b", "S1")) is None


def test_rounds_are_kept_apart_in_what_a_route_sees():
    before = item("s1", "scale", scale=AGREE, mode="individual_twice")
    form = with_items(table(), before, item("why", relevant="${s1} < 3"))
    state = state_with(form, {Slot("s1", "S1", 2): 1})
    assert plain(route(form, state)) == ["s1"]
