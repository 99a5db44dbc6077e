from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, event, given, settings

from tests.instrument.building import (
    LETTERS,
    MEMBER,
    MESSAGE,
    POINTS,
    YES_NO,
    both,
    instrument,
    item,
    scale,
    section,
)
from tests.instrument.every_answer import answered, ways
from tests.instrument.random_forms import small_instruments
from wbp_survey.instrument.route.reach import circles, forward
from wbp_survey.instrument.route.routes import routes
from wbp_survey.instrument.route.trial import all_shown
from wbp_survey.model.instrument import Constraint, Repeat
from wbp_survey.model.repeats import base_id
from wbp_survey.wizard.flow import route


def verdicts(found):
    return {one.item: one.verdict for one in found.reach}


def test_every_item_comes_with_the_answers_that_lead_to_it():
    found = routes(
        instrument(
            (
                MEMBER,
                item("n", "integer", minimum=0, maximum=9, relevant="${member} = 'yes'"),
                item("many", relevant="${n} > 5"),
            )
        )
    )
    assert set(verdicts(found).values()) == {"proved"}
    many = found.reach[-1]
    assert many.answers["member"] == "yes"
    assert many.answers["n"] > 5
    assert (found.count, found.at_least) == (3, False)
    assert found.items == (1, 3)


def test_an_item_nobody_can_reach_is_found():
    found = routes(
        instrument(
            (
                MEMBER,
                item("n", "integer", minimum=0, maximum=9, relevant="${member} = 'yes'"),
                item("never", relevant="${n} > 5 and ${member} = 'no'"),
                item("over", relevant="${n} > 9"),
                item("after", relevant="${never} != ''"),
            )
        )
    )
    assert found.unreachable == ("never", "over", "after")


def test_a_hard_check_keeps_answers_out_and_a_soft_one_does_not():
    check = Constraint(". < 3", MESSAGE)
    number = item("n", "integer", minimum=0, maximum=9, constraints=(check,))
    after = item("many", relevant="${n} > 5")
    assert routes(instrument((number, after))).unreachable == ("many",)
    soft = replace(number, constraints=(replace(check, soft=True),))
    assert routes(instrument((soft, after))).unreachable == ()


def test_options_that_nobody_can_choose_are_found():
    shown = scale("a", "b", "c", b="${member} = 'yes'", c="${member} = 'yes' and ${member} = 'no'")
    only_a = item("one", "select_one", scale=LETTERS, constraints=(Constraint(". = 'a'", MESSAGE),))
    found = routes(instrument((MEMBER, item("which", "select_one", scale=shown), only_a)))
    assert [(one.item, one.code) for one in found.dead_options] == [
        ("which", "c"),
        ("one", "b"),
        ("one", "c"),
    ]


def test_an_item_of_which_no_answer_passes_is_found():
    impossible = (Constraint(". > 5", MESSAGE), Constraint(". < 3", MESSAGE))
    found = routes(instrument((item("n", "integer", constraints=impossible),)))
    assert found.unanswerable == ("n",)


def test_a_condition_that_never_fails_is_found():
    found = routes(
        instrument(
            (
                MEMBER,
                item("always", relevant="${member} != 'x' or ${member} = 'yes'"),
                item("often", relevant="${member} != 'yes'"),
            )
        )
    )
    assert found.always == ("always",)


def test_what_the_solver_cannot_follow_is_assumed_unless_an_example_shows_it():
    found = routes(
        instrument(
            (
                item("t"),
                item("pattern", relevant="regex(${t}, '[0-9]{4} [A-Z]{2}')"),
                item("length", relevant="string-length(${t}) > 0"),
                item("neither", relevant="regex(${t}, 'x') and not(regex(${t}, 'x'))"),
            )
        )
    )
    expected = {"t": "proved", "pattern": "assumed", "length": "proved", "neither": "never"}
    assert verdicts(found) == expected


def test_calculations_count_as_what_they_come_to():
    total = item("total", "calculate", calculation="coalesce(${a}, 0) + coalesce(${b}, 0)")
    numbers = [item(id_, "integer", minimum=0, maximum=5) for id_ in "ab"]
    found = routes(
        instrument(
            (
                *numbers,
                total,
                item("ten", relevant="${total} = 10"),
                item("more", relevant="${total} > 10"),
            )
        )
    )
    assert found.unreachable == ("more",)
    assert found.reach[3].answers == {"a": 5, "b": 5}


def test_circles_of_calculations_and_questions_asked_too_early_are_found():
    whole = instrument(
        (
            item("a", "calculate", calculation="${c} + 1"),
            item("b", "calculate", calculation="${a} + 1"),
            item("c", "calculate", calculation="${b} + 1"),
            item("d", "calculate", calculation="${d} + 1"),
            item("early", relevant="${late} = 'x'"),
            item("late"),
        )
    )
    assert circles(whole.items) == (("a", "c", "b"), ("d",))
    assert forward(whole) == (("a", "c"), ("early", "late"))


def test_a_repeated_section_counts_once_and_is_seen_from_outside():
    people = section(
        "people",
        item("age", "integer", minimum=0, maximum=99),
        relevant="${member} = 'yes'",
        repeat=Repeat(label=both("persoon")),
    )
    found = routes(
        instrument(
            (MEMBER,),
            people,
            (
                item("nobody", relevant="count(${age}) = 0"),
                item("old", relevant="max(${age}) > 80"),
                item("too_old", relevant="sum(${age}) > 99"),
            ),
        )
    )
    assert found.unreachable == ("too_old",)
    assert found.repeated == ("people",)
    assert verdicts(found)["old"] == "proved"


def test_planned_minutes_go_along_with_the_questions():
    found = routes(
        instrument(
            section("a", MEMBER, item("more", relevant="${member} = 'yes'"), minutes=10),
            section("b", item("x"), relevant="${member} = 'no'", minutes=7),
            section("c", item("read", "note"), minutes=3),
        )
    )
    assert found.minutes == (8.0, 15.0)
    assert {(one.items, one.minutes) for one in found.listed} == {(1, 8.0), (2, 13.0), (2, 15.0)}
    assert found.count == 3


def test_a_gate_in_front_of_everything_does_not_make_the_count_explode():
    inner = [
        one
        for number in range(30)
        for one in (
            item(f"q{number}", "select_one", scale=YES_NO),
            item(f"why{number}", relevant=f"${{q{number}}} = 'yes'"),
        )
    ]
    found = routes(instrument((MEMBER,), section("rest", *inner, relevant="${member} = 'yes'")))
    assert (found.count, found.at_least) == (2**30 + 1, False)
    assert found.items == (1, 61)


def test_routes_that_hang_together_everywhere_are_counted_at_least():
    asked = [item(f"q{number}", "select_one", scale=YES_NO) for number in range(14)]
    pairs = [
        item(f"p{one}_{two}", relevant=f"${{q{one}}} = 'yes' and ${{q{two}}} = 'no'")
        for one in range(14)
        for two in range(14)
        if one != two
    ]
    found = routes(instrument((*asked, *pairs)), most=5)
    assert found.at_least
    assert found.count > 30
    assert len(found.listed) == 5
    assert found.unreachable == ()


def test_trying_is_enough_for_what_most_instruments_ask():
    shown = scale("a", "b", b="${member} = 'no'")
    few = item("few", "integer", minimum=0, constraints=(Constraint(". <= 3", MESSAGE),))
    after = item("after", relevant="${few} > 1 and ${member} = 'yes'")
    deeper = item("deeper", relevant="${after} != ''")
    whole = instrument((MEMBER, item("which", "select_one", scale=shown), few, after, deeper))
    assert all_shown(whole)
    hidden = item("hidden", relevant="${few} > 3")
    assert not all_shown(instrument((MEMBER, few, hidden)))
    nobody = scale("a", "b", b="${member} = 'yes' and ${member} = 'no'")
    assert not all_shown(instrument((MEMBER, item("which", "select_multiple", scale=nobody))))
    assert not all_shown(instrument((item("late", relevant="not(today() > '2000-01-01')"),)))


def test_where_the_solver_gives_up_nothing_is_called_proved_or_exact():
    numbers = [item(f"x{place}", "integer", minimum=2, maximum=999) for place in range(3)]
    cubes = "${x0} * ${x0} * ${x0} + ${x1} * ${x1} * ${x1} = ${x2} * ${x2} * ${x2}"
    found = routes(instrument((*numbers, item("fermat", relevant=cubes))))
    assert verdicts(found)["fermat"] == "assumed"
    assert found.at_least


def test_a_long_chain_of_questions_that_each_open_the_next_is_counted_exactly():
    gates = [MEMBER]
    for place in range(60):
        before = gates[-1].id
        gates.append(
            item(f"g{place}", "select_one", scale=YES_NO, relevant=f"${{{before}}} = 'yes'")
        )
    found = routes(instrument(tuple(gates)))
    assert (found.count, found.at_least) == (61, False)
    assert found.items == (1, 61)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(small_instruments())
def test_the_solver_agrees_with_every_answer_tried_in_the_wizard(whole):
    tried = ways(whole)
    found = routes(whole, most=50)
    reached = frozenset().union(*tried)
    for one in found.reach:
        if whole.item(one.item).type == "calculate":
            continue
        assert one.verdict == ("proved" if one.item in reached else "never"), one
        if one.verdict == "proved":
            asked = {base_id(step.slot.item) for step in route(whole, answered(whole, one.answers))}
            assert one.item in asked
    event(f"{min(len(tried), 9)} routes, {'trying is enough' if all_shown(whole) else 'solver'}")
    if all_shown(whole):
        assert found.unreachable == found.dead_options == found.unanswerable == ()
    assert (found.count, found.at_least) == (len(tried), False)
    lengths = [len([name for name in way if whole.item(name).type != "note"]) for way in tried]
    assert found.items == (min(lengths), max(lengths))
    assert {frozenset(one.asked) for one in found.listed} == (
        set(tried)
        if len(tried) <= 50
        else {frozenset(one.asked) for one in found.listed} & set(tried)
    )
    assert {one.verdict for one in found.listed} == {"proved"}


def test_a_question_asked_in_two_rounds_counts_twice_and_the_second_answer_follows_the_first():
    rated = item("rate", "scale", scale=POINTS, mode="individual_twice")
    again = item("changed", relevant="${rate} = 3")
    whole = instrument(
        section("r1", rated, item("low", relevant="${rate} = 1"), round=1),
        section(
            "r2", rated, again, item("still", relevant="${low} != '' and ${rate} = 1"), round=2
        ),
    )
    found = routes(whole)
    assert (found.count, found.items) == (5, (2, 4))
    answers = {one.item: one.answers for one in found.reach}
    assert answers["still"] == {"rate": 1, "low": "…", "rate (2)": 1}
    assert {one.verdict for one in found.reach} == {"proved"}


@pytest.mark.parametrize("condition", ["today() > '2030-01-01'", "now() > '2030-01-01T10:00:00'"])
def test_a_condition_about_the_day_is_reached_on_some_day(condition):
    (found,) = routes(instrument((item("later", relevant=condition),))).reach
    assert found.verdict in ("proved", "assumed")
    if "today" in condition:
        assert found.verdict == "proved"
        assert found.today.year >= 2030


def test_a_number_beyond_all_numbers_in_a_check_is_left_to_the_solver():
    beyond = Constraint(f". < {'9' * 400}", MESSAGE)
    assert all_shown(instrument((item("n", "integer", constraints=(beyond,)),)))
    over = Constraint(f". > {'9' * 400}", MESSAGE)
    assert not all_shown(instrument((item("n", "integer", constraints=(over,)),)))
