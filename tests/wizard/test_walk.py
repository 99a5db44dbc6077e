"""Sections, options, repeats and calculations: what is asked follows from what was answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wizard.forms import (
    AGREE,
    IDEAS,
    both,
    ideas,
    interview,
    item,
    state_with,
    table,
    with_items,
)
from wbp_survey.instrument.expression.evaluate import Repeated
from wbp_survey.model.instrument import Option, Repeat, ResponseScale, Section
from wbp_survey.model.session import GROUP, Slot
from wbp_survey.wizard.flow import first_open, off_route, route
from wbp_survey.wizard.typed.choice import listed
from wbp_survey.wizard.walk import walk

MEANS = ResponseScale(
    "means",
    "nominal",
    (
        Option("light", both("licht")),
        Option("patrol", both("toezicht"), relevant="${n} > 2"),
        Option("green", both("groen"), relevant="${n} > 5"),
    ),
)


def slots(form, answers, seats=("S1",)):
    steps = route(form, state_with(form, answers, seats))
    return ["/".join(filter(None, (step.slot.item, step.slot.participant))) for step in steps]


def items(form, answers):
    return [step.slot.item for step in route(form, state_with(form, answers))]


def result(form, answers, item_id):
    """What a calculation comes to, with these answers."""
    steps = [step for step in walk(form, state_with(form, answers)) if step.item.id == item_id]
    return steps[0].worked_out if steps else "not on the route"


def in_sections(*sections, kind="interview"):
    return replace(interview() if kind == "interview" else table(), sections=sections)


def test_a_section_is_asked_only_when_it_is_relevant_and_its_items_on_top_of_that():
    form = in_sections(
        Section("a", both("A"), (item("n", "integer"),)),
        Section(
            "b",
            both("B"),
            (item("x"), item("y", relevant="${n} > 5")),
            relevant="${n} > 2",
            script=both("Lees voor."),
        ),
    )
    assert items(form, {}) == ["n"]
    assert items(form, {"n": 3}) == ["n", "b:script", "x"]
    assert items(form, {"n": 6}) == ["n", "b:script", "x", "y"]


def test_only_the_options_on_offer_are_shown():
    form = with_items(interview(), item("n", "integer"), item("m", "select_one", scale=MEANS))
    codes = {n: route(form, state_with(form, {"n": n}))[1].item.scale.codes for n in (0, 3, 9)}
    assert codes == {
        0: ("light",),
        3: ("light", "patrol"),
        9: ("light", "patrol", "green"),
    }


def test_an_option_keeps_its_key_whatever_else_is_on_offer():
    means = replace(MEANS, options=(MEANS.options[1], *MEANS.options[:1], *MEANS.options[2:]))
    form = with_items(interview(), item("n", "integer"), item("m", "select_one", scale=means))
    keys = {n: listed(route(form, state_with(form, {"n": n}))[1].item) for n in (0, 9)}
    assert [(key, option.code) for key, option in keys[0]] == [("2", "light")]
    assert [(key, option.code) for key, option in keys[9]] == [
        ("1", "patrol"), ("2", "light"), ("3", "green")
    ]  # fmt: skip


def test_a_choice_that_is_no_longer_on_offer_is_asked_again_and_comes_back():
    why = item("why", relevant="${m} = 'patrol'")
    form = with_items(interview(), item("n", "integer"), item("m", "select_one", scale=MEANS), why)
    state = state_with(form, {"n": 3, "m": "patrol", "why": "druk"})
    assert not off_route(form, state)
    later = state_with(form, {"n": 1, "m": "patrol", "why": "druk"})
    assert first_open(route(form, later), later).item.id == "m"
    assert off_route(form, later) == {Slot("m", "S1"), Slot("why", "S1")}
    assert later.answers[Slot("m", "S1")].value == "patrol"
    assert not off_route(form, state_with(form, {"n": 4, "m": "patrol", "why": "druk"}))


def test_a_question_without_any_option_left_is_not_asked():
    scale = replace(MEANS, options=MEANS.options[1:])
    form = with_items(interview(), item("n", "integer"), item("m", "rank", scale=scale), item("z"))
    assert items(form, {"n": 0}) == ["n", "z"]
    assert items(form, {"n": 9}) == ["n", "m", "z"]


def test_a_point_may_be_hidden_from_a_scale_of_points():
    points = (Option("0", both("slecht")), Option("3", both("goed"), relevant="${n} > 5"))
    scale = ResponseScale("p", "interval", points, 0, 3)
    form = with_items(interview(), item("n", "integer"), item("m", "scale", scale=scale))
    assert route(form, state_with(form, {"n": 9}))[1].item.scale.codes == ("0", "1", "2", "3")
    assert route(form, state_with(form, {"n": 1}))[1].item.scale.codes == ("0", "1", "2")


def test_a_calculation_is_never_asked_and_opens_what_follows():
    total = item("total", "calculate", calculation="${a} + ${b}")
    many = item("many", relevant="${total} > 5")
    form = with_items(interview(), item("a", "integer"), item("b", "integer"), total, many)
    assert items(form, {"a": 2, "b": 2}) == ["a", "b"]
    assert items(form, {"a": 2, "b": 4}) == ["a", "b", "many"]
    assert result(form, {"a": 2, "b": 4}, "total") == 6
    assert result(form, {"a": 2}, "total") is None


def test_a_calculation_counts_only_answers_on_the_route():
    total = item("total", "calculate", calculation="coalesce(${b}, 0) + ${a}")
    form = with_items(
        interview(), item("a", "integer"), item("b", "integer", relevant="${a} > 5"), total
    )
    assert result(form, {"a": 6, "b": 10}, "total") == 16
    assert result(form, {"a": 2, "b": 10}, "total") == 2


def test_today_is_the_day_the_session_was_opened():
    form = with_items(interview(), item("day", "calculate", calculation="string(today())"))
    assert result(form, {}, "day") == "2024-12-31"
    # Half past midnight in Amsterdam is still yesterday in UTC.
    here = replace(state_with(form, {}), opened_here="2025-01-01T00:30:00+01:00")
    assert [step.worked_out for step in walk(form, here) if step.item.id == "day"] == ["2025-01-01"]


def test_every_time_is_asked_for_until_somebody_says_no():
    form = ideas()
    assert items(form, {})[1:] == ["ideas:more[1]", "last"]
    yes = {"ideas:more[1]": "yes", "idea[1]": "lamp"}
    assert items(form, yes)[1:-1] == ["ideas:more[1]", "idea[1]", "cost[1]", "ideas:more[2]"]
    no = yes | {"ideas:more[2]": "no", "ideas:more[3]": "yes", "idea[3]": "bank"}
    assert items(form, no)[1:-1] == ["ideas:more[1]", "idea[1]", "cost[1]", "ideas:more[2]"]
    assert items(form, no | {"ideas:more[1]": None})[1:-1] == ["ideas:more[1]"]


def test_there_is_a_least_and_a_most():
    form = ideas(replace(IDEAS, minimum=2))
    assert items(form, {})[1:-1] == ["idea[1]", "idea[2]", "ideas:more[3]"]
    done = items(form, {"ideas:more[3]": "yes"})
    assert done[1:-1] == ["idea[1]", "idea[2]", "ideas:more[3]", "idea[3]"]


@pytest.mark.parametrize(
    ("n", "times"), [(None, 1), (0, 1), (2, 2), (2.9, 2), (9, 3), (-4, 1), ("veel", 1)]
)
def test_a_count_says_how_often_within_least_and_most(n, times):
    form = ideas(Repeat(count="${n}", minimum=1, maximum=3))
    asked = items(form, {"n": n})
    assert [name for name in asked if name.startswith("idea")] == [
        f"idea[{number}]" for number in range(1, times + 1)
    ]


def test_without_a_number_a_counted_section_is_not_asked():
    form = ideas(Repeat(count="${n}"))
    assert items(form, {"n": None}) == ["n", "last"]


def test_fewer_times_set_the_later_answers_aside_and_more_bring_them_back():
    form = ideas(Repeat(count="${n}"))
    answers = {"n": 2, "idea[1]": "lamp", "idea[2]": "bank", "cost[2]": 7}
    assert not off_route(form, state_with(form, answers))
    fewer = state_with(form, answers | {"n": 1})
    assert off_route(form, fewer) == {Slot("idea[2]", "S1"), Slot("cost[2]", "S1")}
    assert not off_route(form, state_with(form, answers | {"n": 3}))


def test_inside_a_time_only_the_answers_of_that_time_count():
    form = ideas(Repeat(count="${n}"))
    asked = items(form, {"n": 2, "idea[1]": "lamp"})
    assert asked == ["n", "idea[1]", "cost[1]", "idea[2]", "last"]


def test_from_outside_all_times_are_seen_together():
    form = ideas(Repeat(count="${n}"))
    answers = {"n": 2, "idea[1]": "lamp", "cost[1]": 80, "idea[2]": "bank", "cost[2]": 30}
    assert result(form, answers, "total") == 110
    assert "dear" in items(form, answers)
    assert "dear" not in items(form, answers | {"n": 1})
    last = route(form, state_with(form, answers))[-1]
    assert last.answers["cost"] == Repeated((80, 30))
    assert last.answers[form.sections[1].id] == Repeated(("1", "2"))


def test_a_section_that_is_not_asked_was_asked_no_times():
    people = Section("p", both("P"), (item("age", "integer"),), relevant="false()", repeat=Repeat())
    after = (
        item("nobody", relevant="count(${age}) = 0 and count(${p}) = 0"),
        item("some", relevant="count(${age}) > 0 or count(${p}) > 0"),
    )
    form = in_sections(people, Section("after", both("A"), after))
    assert items(form, {}) == ["nobody"]


def test_the_number_of_the_time_may_be_used():
    first = item("first", relevant="position(..) = 1")
    form = in_sections(Section("r", both("R"), (item("x"), first), repeat=Repeat(count="2")))
    assert items(form, {}) == ["x[1]", "first[1]", "x[2]"]


def test_words_for_other_belong_to_their_time():
    scale = ResponseScale(
        "s", "nominal", (Option("a", both("a")), Option("b", both("b"), other=True))
    )
    one = item("via", "select_one", scale=scale)
    form = in_sections(Section("r", both("R"), (one,), repeat=Repeat(count="2")))
    assert items(form, {"via[2]": "b"}) == ["via[1]", "via[2]", "via_other[2]"]


def test_at_a_table_each_seat_repeats_for_itself_and_the_group_once():
    group = item("deal", mode="group")
    form = in_sections(
        Section("ideas", both("I"), (item("idea"),), repeat=IDEAS),
        Section("deals", both("D"), (group,), repeat=IDEAS),
        kind="table",
    )
    answers = {Slot("ideas:more[1]", "S1"): "yes", Slot("deals:more[1]"): "yes"}
    assert slots(form, answers, ("S1", "S2")) == [
        "ideas:more[1]/S1",
        "idea[1]/S1",
        "ideas:more[2]/S1",
        "ideas:more[1]/S2",
        "deals:more[1]",
        "deal[1]",
        "deals:more[2]",
    ]


def test_first_every_seat_and_then_the_group_as_one():
    works = item("works", "scale", scale=AGREE, mode="individual_then_group")
    why = item("why", relevant="${works} < 3", mode="group")
    form = in_sections(Section("s", both("S"), (works, item("own"), why)), kind="table")
    assert slots(form, {}, ("S1", "S2")) == [
        "works/S1",
        "own/S1",
        "works/S2",
        "own/S2",
        "works",
    ]
    apart = {Slot("works", "S1"): 1, Slot("works", "S2"): 1, Slot("works"): 4}
    assert "why" not in slots(form, apart, ("S1", "S2"))
    assert "why" in slots(form, apart | {Slot("works"): 2}, ("S1", "S2"))


def test_a_calculation_is_made_for_each_seat_and_for_the_group():
    score = item("score", "scale", scale=AGREE, mode="individual_then_group")
    double = item("double", "calculate", calculation="${score} * 2")
    form = in_sections(Section("s", both("S"), (score, double)), kind="table")
    answers = {Slot("score", "S1"): 1, Slot("score", "S2"): 4, Slot("score"): 3}
    found = {
        step.slot.participant: step.worked_out
        for step in walk(form, state_with(form, answers, ("S1", "S2")))
        if step.item.id == "double"
    }
    assert found == {"S1": 2, "S2": 8, GROUP: 6}
