"""Where two entries differ: every place both routes lead to, and nothing that only looks it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wizard.entering import again, filled, left
from tests.wizard.forms import AGREE, ideas, interview, item, study, table, with_items
from wbp_survey.model.instrument import Constraint
from wbp_survey.model.session import Answer, Slot
from wbp_survey.wizard.after.differences import compared, differences, entered
from wbp_survey.wizard.question import Reason

FULL = {
    "member": "yes",
    "since": "2020-05-01",
    "groups_n": 3,
    "years": 3.5,
    "trust": 7,
    "channels": ["app", "straat"],
    "active": 2,
    "story": "Het helpt.",
}
HERE = interview()


def test_two_entries_of_the_same_differ_nowhere():
    assert left(HERE, filled(HERE, FULL), again(HERE, FULL)) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("since", "2020-01-05"),
        ("groups_n", 4),
        ("years", 35.0),
        ("trust", Reason("dont_know")),
        ("channels", ["app"]),
        ("story", "Het helpt niet."),
    ],
)
def test_a_difference_is_found_in_an_answer_of_any_type(name, value):
    assert left(HERE, filled(HERE, FULL), again(HERE, FULL | {name: value})) == [f"{name}/S1"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (3, 3.0),
        (0.5, 0.50),
        ("Het  helpt.\n", "Het helpt."),
        ("cafe\u0301", "caf\u00e9"),
    ],
)
def test_what_is_written_otherwise_but_says_the_same_is_alike(one, other):
    assert entered(Answer(one)) == entered(Answer(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Answer("ja"), Answer("Ja")),
        (Answer("1"), None),
        (Answer(missing="refused"), Answer(missing="dont_know")),
        (Answer("refused"), Answer(missing="refused")),
        (Answer(["app", "tel"]), Answer(["tel", "app"])),
        (Answer(0), None),
        (Answer(1e300), Answer(1e299)),
        (Answer(2**53), Answer(2**53 + 1)),
    ],
)
def test_what_says_something_else_is_not_alike(one, other):
    assert entered(one) != entered(other)


def test_an_answer_that_one_of_them_left_open_is_a_difference():
    short = {name: value for name, value in FULL.items() if name != "trust"}
    assert left(HERE, filled(HERE, FULL), again(HERE, short)) == ["trust/S1"]
    assert left(HERE, filled(HERE, short), again(HERE, FULL)) == ["trust/S1"]


def test_what_nobody_answered_is_no_difference():
    assert left(HERE, filled(HERE, {"member": "no"}), again(HERE, {"member": "no"})) == []


def test_an_answer_set_aside_at_the_second_entry_is_none_there():
    other = again(HERE, FULL | {"member": "no"})
    assert left(HERE, filled(HERE, FULL), other) == ["member/S1", "since/S1"]


def test_what_only_the_second_was_asked_counts_once_the_first_is_led_there():
    first = filled(HERE, {name: FULL[name] for name in FULL if name != "since"} | {"member": "no"})
    second = again(HERE, FULL)
    assert left(HERE, first, second) == ["member/S1"]
    both = {one.step.slot.item: one for one in compared(HERE, first.state, second.state)}
    assert list(both)[:3] == ["member", "since", "groups_n"]
    assert (both["since"].first, both["since"].second.value) == (None, "2020-05-01")
    first.save(
        "answer_settled",
        {"item": "member", "participant": "S1", "value": "yes", "entry": second.state.id},
    )
    assert left(HERE, first, second) == ["since/S1"]


def test_an_option_no_longer_on_offer_is_no_answer():
    offered = replace(
        AGREE, options=tuple(replace(one, relevant="${n} > 2") for one in AGREE.options)
    )
    form = with_items(
        HERE, item("n", "integer"), item("m", "text"), item("q", "scale", scale=offered)
    )
    first = filled(form, {"n": 3, "m": "x", "q": 4})
    assert left(form, first, again(form, {"n": 3, "m": "x", "q": 4})) == []
    assert left(form, first, again(form, {"n": 1, "m": "x", "q": 4})) == ["n/S1", "q/S1"]


def test_every_seat_and_round_of_a_round_table_is_compared():
    answers = {Slot("s1", seat, round_): 4 for seat in ("S1", "S2") for round_ in (1, 2)} | {
        Slot("s2", seat, round_): 4 for seat in ("S1", "S2") for round_ in (1, 2)
    }
    answers |= {Slot("outcome"): "Samen."}
    first = filled(table(), answers, seats=("S1", "S2"))
    wrong = {Slot("s1", "S2", 2): 5, Slot("outcome"): "Alleen."}
    second = again(table(), answers | wrong, seats=("S1", "S2"))
    assert left(table(), first, second) == ["outcome", "s1/S2/2"]


def test_every_time_of_a_repeated_section_is_compared():
    said = {
        "n": 2,
        "ideas:more[1]": "yes",
        "idea[1]": "a",
        "cost[1]": 5,
        "ideas:more[2]": "no",
        "last": "x",
    }
    first = filled(ideas(), said)
    more = said | {"ideas:more[2]": "yes", "idea[2]": "b", "cost[2]": 7, "ideas:more[3]": "no"}
    assert left(ideas(), first, again(ideas(), more)) == ["ideas:more[2]/S1"]
    assert left(ideas(), filled(ideas(), more), again(ideas(), said)) == [
        "ideas:more[2]/S1",
        "idea[2]/S1",
        "cost[2]/S1",
        "ideas:more[3]/S1",
    ]


def test_a_calculation_is_no_question_to_compare():
    first = filled(ideas(), {"n": 1, "ideas:more[1]": "yes", "idea[1]": "a", "cost[1]": 5})
    second = again(ideas(), {"n": 1, "ideas:more[1]": "yes", "idea[1]": "a", "cost[1]": 6})
    assert "total" not in {one.step.item.id for one in compared(ideas(), first.state, second.state)}


def test_what_was_agreed_to_is_compared_first():
    first = filled(HERE, FULL)
    second = again(HERE, FULL | {"trust": 1}, consent={"participate": True, "record": False})
    assert left(HERE, first, second) == [":consent:record/S1", "trust/S1"]


def test_a_scope_that_was_not_asked_the_first_time_is_not_compared():
    first = filled(HERE, FULL, consent={"participate": True})
    assert left(HERE, first, again(HERE, FULL)) == []


def test_what_was_settled_with_another_entry_is_open_for_this_one():
    first, second = filled(HERE, FULL), again(HERE, FULL | {"trust": 1})
    payload = {"item": "trust", "participant": "S1", "value": 7}
    first.save("answer_settled", payload | {"entry": "somebody-else"})
    assert left(HERE, first, second) == ["trust/S1"]
    first.save("answer_settled", payload | {"entry": second.state.id})
    assert left(HERE, first, second) == []


def test_a_check_that_fails_makes_no_difference_by_itself():
    odd = item("n", "integer", constraints=(Constraint(". < 5", {"nl": "Veel."}, soft=True),))
    form = with_items(HERE, odd)
    found = differences(
        form, study().consent, filled(form, {"n": 9}).state, again(form, {"n": 9}).state
    )
    assert found == ()


def gone(journal, kind, seat, **more):
    """Add an event about a seat before the session is closed, and answer around it as it was."""
    journal.save(kind, {"participant": seat, **more})
    return journal


def both_seats(make, **grades):
    """An entry of the table by two seats: `s1="54"` is what both answered in round 1."""
    answers = {
        Slot(name, f"S{seat}", 1): int(grade)
        for name, line in grades.items()
        for seat, grade in enumerate(line, start=1)
    }
    return make(table(), answers, seats=("S1", "S2"))


def test_of_a_seat_that_was_removed_no_consent_is_compared():
    first, second = both_seats(filled, s1="54"), filled(table(), {}, seats=("S1",))
    gone(first, "participant_removed", "S2")
    found = differences(table(), study().consent, first.state, second.state)
    assert {one.step.slot.participant for one in found} == {"S1"}


def test_of_who_withdrew_in_either_entry_nothing_is_compared():
    first, second = both_seats(filled, s1="54"), both_seats(again, s1="51")
    assert left(table(), first, second) == ["s1/S2/1"]
    gone(second, "consent_withdrawn", "S2", scopes=[], all=True)
    assert left(table(), first, second) == []


@pytest.mark.parametrize("first_away", [True, False])
def test_an_answer_at_a_seat_that_the_other_found_empty_is_a_difference(first_away):
    away, here = (
        both_seats(make, s1="5") if empty else both_seats(make, s1="54")
        for make, empty in ((filled, first_away), (again, not first_away))
    )
    gone(away if first_away else here, "participant_out", "S2", why="left")
    assert left(table(), away, here) == ["s1/S2/1"]


def test_what_the_first_had_no_time_for_can_be_settled_from_the_second():
    first = filled(table(), {}, seats=("S1", "S2"))
    first.save("phase_skipped", {"section": "talk"})
    second = again(table(), {Slot("outcome"): "samen"}, seats=("S1", "S2"))
    assert left(table(), first, second) == ["outcome"]
