"""Any instrument, walked in any way: no question twice, no answer lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wizard.forms import (
    YES_NO,
    both,
    interview,
    opened,
    refolded,
    study,
)
from wbp_survey.model.instrument import Item, Repeat, Section
from wbp_survey.wizard.flow import first_open, off_route, route
from wbp_survey.wizard.question import Back, Given, Pause, Reason
from wbp_survey.wizard.session.engine import hold
from wbp_survey.wizard.walk import standing

TYPES = ("text", "integer", "select_one", "rank", "note", "calculate")
MOVES = st.lists(st.sampled_from(["back", "reason", 0, 1, 2, 1, 2, 1]), max_size=50)


@st.composite
def forms(draw, kind=None):
    """An instrument with repeats, conditions and calculations over what was asked before."""
    kind = kind or draw(st.sampled_from(["interview", "round_table", "case_form"]))
    outside, sections = [], []
    for number in range(draw(st.integers(1, 4))):
        repeat = draw(st.sampled_from([None, None, "ask", "count"]))
        inside = []
        relevant = _condition(draw, outside)
        count = f"${{{outside[-1].id}}}" if outside and outside[-1].type == "integer" else "2"
        for place in range(draw(st.integers(1, 3))):
            inside.append(_item(draw, f"i{number}_{place}", kind, [*outside, *inside]))
        rule = {
            None: None,
            "ask": Repeat(label=both("keer"), minimum=draw(st.integers(0, 1)), maximum=3),
            "count": Repeat(count=count, maximum=3),
        }[repeat]
        sections.append(
            Section(f"s{number}", both("S"), tuple(inside), relevant=relevant, repeat=rule)
        )
        outside += [] if rule else inside
    roles = () if kind == "case_form" else ("wijkagent",)
    return replace(interview(), kind=kind, sections=tuple(sections), roles=roles)


def _item(draw, name, kind, before):
    type_ = draw(st.sampled_from(TYPES))
    rest = {"relevant": _condition(draw, before)}
    if kind == "round_table":
        rest["mode"] = draw(st.sampled_from(["individual", "group", "individual_then_group"]))
    if type_ in ("select_one", "rank"):
        hidden = _condition(draw, before)
        options = (YES_NO.options[0], replace(YES_NO.options[1], relevant=hidden))
        rest["scale"] = replace(YES_NO, options=options)
    if type_ == "calculate":
        numbers = [one.id for one in before if one.type in ("integer", "calculate")]
        rest["calculation"] = " + ".join(["1", *(f"coalesce(${{{one}}}, 0)" for one in numbers)])
    return Item(name, type_, both(name), **rest)


def _condition(draw, before):
    known = [one for one in before if one.type in ("integer", "select_one", "calculate")]
    if not known or draw(st.booleans()):
        return ""
    one = draw(st.sampled_from(known))
    return f"${{{one.id}}} = 'yes'" if one.type == "select_one" else f"${{{one.id}}} > 1"


def value_for(item, move):
    """A value for an item, out of three."""
    if item.type in ("select_one", "rank"):
        code = item.scale.codes[move % len(item.scale.codes)]
        return [code] if item.type == "rank" else code
    return move if item.type == "integer" else f"tekst {move}"


def walked(form, moves):
    """Hold a session along random moves, and look at every question on the way."""
    journal, left, last = opened(form), iter(moves), []

    def ask(question):
        if question.odd:  # an answer that takes others off the route is given twice
            return last[-1]
        last.append(reply(question))
        return last[-1]

    def reply(question):
        if question.kind != "item":
            chosen = {"seat": "seated"}.get(question.kind, "yes")
            first = question.kind == "seat" and question.item.id in (":S1", ":S2")
            return Given("wijkagent" if first else None if question.kind == "note" else chosen)
        steps = route(form, journal.state)
        assert len({step.slot for step in steps}) == len(steps)
        step = next(step for step in steps if step.slot == question.slot)
        assert question.given == standing(step, journal.state)
        move = next(left, None)
        if move is None:
            return Pause()
        if move == "back":
            return Back()
        return Reason("refused") if move == "reason" else Given(value_for(question.item, move))

    outcome = hold(form, study(), journal.state, ask, journal.save, "nl")
    return outcome, journal


@settings(max_examples=150, deadline=None)
@given(form=forms(), moves=MOVES)
def test_no_question_comes_twice_and_nothing_answered_is_lost(form, moves):
    outcome, journal = walked(form, moves)
    state = refolded(journal)
    assert state == journal.state
    given_ = [event.payload for event in journal.events if event.kind == "answer_given"]
    assert {one["item"] for one in given_} == {slot.item for slot in state.answers}
    open_ = first_open(route(form, state), state)
    assert outcome == "stopped" or open_ is None


@settings(max_examples=150, deadline=None)
@given(form=forms(), moves=MOVES, data=st.data())
def test_an_answer_changed_and_changed_back_restores_the_route(form, moves, data):
    _, journal = walked(form, moves)
    state = journal.state
    if not state.answers:
        return
    slot = data.draw(st.sampled_from(sorted(state.answers)))
    before = (route(form, state), off_route(form, state), state.answers[slot])
    others = [f"tekst {move}" for move in range(3)] + ["yes", "no", 0, 1, 2]
    payload = {"item": slot.item, "participant": slot.participant, "round": slot.round}
    away = journal.save("answer_given", payload | {"value": data.draw(st.sampled_from(others))})
    assert off_route(form, away) <= away.answers.keys()
    answer = before[2]
    said = {"missing": answer.missing} if answer.missing else {"value": answer.value}
    back = journal.save("answer_given", payload | said)
    assert (route(form, back), off_route(form, back)) == before[:2]
