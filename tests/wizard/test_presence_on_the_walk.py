"""Who is asked at a round table follows from who was there; what was answered always counts."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.around import Clocked, clock, sat
from tests.wizard.forms import YES_NO, both, interview, item, table
from wbp_survey.model.instrument import Repeat, Section
from wbp_survey.model.moves import REDO, UNDO, history, marked
from wbp_survey.model.payloads import slot_payload
from wbp_survey.model.session import GROUP, Slot
from wbp_survey.wizard.derived import derived_missing
from wbp_survey.wizard.flow import off_route, route, set_aside, takes_part
from wbp_survey.wizard.walk import walk

FORM = table()


def on_route(held, item_id, round_=0, form=FORM):
    """Which seats are asked an item."""
    return [
        step.slot.participant
        for step in route(form, held.state)
        if (step.slot.item, step.slot.round) == (item_id, round_)
    ]


def through(held, *, until="r2", during=lambda _section: None):
    """Go through the phases; whoever is asked rates, and something may happen at the end of each.

    Every answer takes a minute.
    """
    for section in ("r1", "talk", "r2"):
        held.begins(section)
        for step in list(route(FORM, held.state)):
            if step.section.id == section and step.asks and step.slot not in held.state.answers:
                held.minute += 1
                value = "4" if step.item.scale else "tekst"
                held.save("answer_given", slot_payload(step.slot) | {"value": value})
        during(section)
        if section == until:
            break
    return held


def test_everybody_who_is_there_is_asked_in_seat_order():
    held = sat(FORM, 1, 2, 3)
    assert on_route(held, "s1", 1) == ["S1", "S2", "S3"]
    assert on_route(held, "s1", 2) == ["S1", "S2", "S3"]
    assert on_route(held, "outcome") == [GROUP]


def test_an_empty_seat_is_not_asked_until_it_is_taken():
    held = sat(FORM, 1, 2, late=(3,))
    assert on_route(held, "s1", 1) == ["S1", "S2"]
    held.comes(3)
    assert on_route(held, "s1", 1) == ["S1", "S2", "S3"]
    held.goes(1, "break")
    assert on_route(held, "s1", 1) == ["S2", "S3"]


def test_who_comes_after_the_first_round_is_asked_the_second_alone():
    held = sat(FORM, 1, 2, late=(3,))
    through(held, during=lambda section: section == "talk" and held.comes(3))
    assert on_route(held, "s1", 1) == ["S1", "S2"]
    assert on_route(held, "s1", 2) == ["S1", "S2", "S3"]
    missing = derived_missing(FORM, held.state)
    assert {slot: why for slot, why in missing.items() if slot.participant == "S3"} == {
        Slot("s1", "S3", 1): "absent",
        Slot("s2", "S3", 1): "absent",
    }
    assert held.state.answers[Slot("s1", "S3", 2)].value == "4"


def test_who_comes_in_the_middle_of_a_round_is_asked_what_was_not_rated_yet():
    held = sat(FORM, 1, 2, late=(3,))
    held.begins("r1")
    held.rates("s1", 1, 1, 2)
    held.comes(3)
    held.rates("s2", 1, 1)
    assert on_route(held, "s1", 1) == ["S1", "S2"]
    assert on_route(held, "s2", 1) == ["S1", "S2", "S3"]


def test_what_a_seat_said_stays_when_it_leaves_and_nothing_more_is_asked():
    held = sat(FORM, 1, 2, 3)
    held.minute = 20
    held.begins("r1")
    held.rates("s1", 1, 1, 2, 3)
    held.minute = 40
    held.goes(3)
    held.rates("s2", 1, 1, 2)
    held.begins("r2")
    held.rates("s1", 2, 1, 2)
    assert on_route(held, "s1", 1) == ["S1", "S2", "S3"]
    assert on_route(held, "s2", 1) == ["S1", "S2"]
    assert on_route(held, "s1", 2) == ["S1", "S2"]
    assert not off_route(FORM, held.state)
    assert derived_missing(FORM, held.state) == {
        Slot("s2", "S3", 1): "absent",
        Slot("s1", "S3", 2): "absent",
        Slot("s2", "S3", 2): "absent",
    }


def test_an_answer_given_all_the_same_is_kept_on_the_route():
    held = sat(FORM, 1, 2, late=(3,))
    held.begins("r1")
    held.rates("s1", 1, 1, 2, 3)
    assert on_route(held, "s1", 1) == ["S1", "S2", "S3"]
    assert not off_route(FORM, held.state)
    assert Slot("s1", "S3", 1) not in derived_missing(FORM, held.state)


def test_who_stepped_out_while_the_others_rated_is_not_asked_when_back():
    held = sat(FORM, 1, 2)
    held.begins("r1")
    held.goes(1, "break")
    held.rates("s1", 1, 2)
    held.comes(1)
    assert on_route(held, "s1", 1) == ["S2"]
    assert on_route(held, "s2", 1) == ["S1", "S2"]


def test_a_correction_long_afterwards_does_not_change_who_was_there():
    held = sat(FORM, 1, 2)
    held.begins("r1")
    held.rates("s1", 1, 1)
    held.goes(2)
    assert on_route(held, "s1", 1) == ["S1", "S2"]
    held.says("s1", 1, "2", 1)
    assert on_route(held, "s1", 1) == ["S1", "S2"]


def test_a_rating_taken_back_and_done_again_does_not_change_who_was_there():
    held = sat(FORM, 1, 2, late=(3,))
    held.begins("r1")
    held.rates("s1", 1, 1, 2)
    held.comes(3)
    before = on_route(held, "s1", 1), derived_missing(FORM, held.state)
    assert before[0] == ["S1", "S2"]
    moves = history(held.events).done
    for number in range(len(moves), 0, -1):
        held.save_all(marked(moves[number - 1].back, UNDO, number))
    assert not held.state.answers
    for number, move in enumerate(moves, start=1):
        held.save_all(marked(move.forth, REDO, number))
    assert (on_route(held, "s1", 1), derived_missing(FORM, held.state)) == before


def test_a_time_typed_afterwards_decides_which_round_somebody_missed():
    def missed(when):
        held = sat(FORM, 1, 2, late=(3,))
        held.minute = 10
        for section in ("r1", "talk", "r2"):
            held.begins(section)
            held.minute += 30
        held.comes(3, when=clock(when))
        return [number for number in (1, 2) if "S3" not in on_route(held, "s1", number)]

    assert missed(5) == []
    assert missed(20) == []
    assert missed(50) == [1]
    assert missed(90) == [1]


def test_a_clock_set_back_asks_the_same_people():
    def course(back):
        held = sat(FORM, 1, 2, late=(3,))

        def then(section):
            if section == "r1":
                held.minute -= back
                held.goes(1, "break")
            if section == "talk":
                held.comes(3)

        through(held, during=then)
        return [step.slot for step in route(FORM, held.state)], derived_missing(FORM, held.state)

    assert course(60) == course(0)
    assert course(0)[1]


def test_a_phase_passed_over_is_asked_of_nobody_and_not_read_aloud():
    held = sat(FORM, 1, 2)
    held.rates("s1", 1, 1)
    held.save("phase_skipped", {"section": "r1"})
    steps = [step.slot for step in route(FORM, held.state) if step.section.id == "r1"]
    assert steps == [Slot("s1", "S1", 1)]
    assert derived_missing(FORM, held.state) == {
        Slot("s2", "S1", 1): "not_asked",
        Slot("s1", "S2", 1): "not_asked",
        Slot("s2", "S2", 1): "not_asked",
    }


def test_a_phase_taken_up_again_is_open_as_it_was():
    held = sat(FORM, 1, 2)
    before = route(FORM, held.state)
    for section in ("r1", "talk"):
        held.save("phase_skipped", {"section": section})
    assert len(route(FORM, held.state)) < len(before)
    for section in ("r1", "talk"):
        held.save("phase_resumed", {"section": section})
    assert route(FORM, held.state) == before
    assert not derived_missing(FORM, held.state)


def test_a_seat_that_was_removed_is_nowhere_and_what_it_said_is_set_aside_until_it_is_back():
    held = sat(FORM, 1, 2)
    held.rates("s1", 1, 1, 2)
    before = route(FORM, held.state)
    held.save("participant_removed", {"participant": "S2"})
    assert not takes_part(held.state, "S2")
    assert "S2" not in {step.slot.participant for step in walk(FORM, held.state)}
    assert off_route(FORM, held.state) == {Slot("s1", "S2", 1)}
    assert not derived_missing(FORM, held.state)
    held.save("participant_restored", {"participant": "S2"})
    assert route(FORM, held.state) == before
    assert not off_route(FORM, held.state)


def test_who_withdrew_is_not_asked_and_routes_nobody():
    held = sat(FORM, 1, 2)
    held.says("s1", 2, "1", 1)
    assert on_route(held, "why") == ["S2"]
    held.save("consent_withdrawn", {"participant": "S2", "all": True, "scopes": []})
    assert "S2" not in {step.slot.participant for step in walk(FORM, held.state)}
    assert on_route(held, "s1", 1) == ["S1"]


def test_an_answer_of_who_left_still_routes_what_was_asked_of_them():
    held = sat(FORM, 1, 2)
    held.begins("r1")
    held.says("s1", 1, "1", 1)
    held.says("why", 1, "omdat")
    held.goes(1)
    assert on_route(held, "why") == ["S1"]
    held.says("s1", 1, "5", 1)
    assert set_aside(walk(FORM, held.state), held.state) == {Slot("why", "S1")}


def test_in_an_interview_nobody_is_ever_absent():
    form = interview()
    held = sat(form, 1)
    whole = route(form, held.state)
    held.goes(1)
    held.save("phase_skipped", {"section": "views"})
    assert [step for step in route(form, held.state) if step.asks] == [
        step for step in whole if step.asks
    ]


TWICE = Repeat(label=both("idee"), minimum=1, maximum=3)
TOLD = replace(
    FORM,
    sections=(
        Section("ideas", both("Ideeën"), (item("idea"),), repeat=TWICE),
        Section(
            "end",
            both("Slot"),
            (item("n", "calculate", calculation="count(${idea})"), item("many", "select_one",
             scale=YES_NO, relevant="${n} > 0")),
        ),
    ),
)  # fmt: skip


def test_who_was_not_there_when_ideas_were_told_has_told_none():
    held = sat(TOLD, 1, 2, late=(3,))
    held.begins("ideas")
    for number in (1, 2):
        held.says("idea[1]", number, "Meer licht")
    steps = {step.slot: step for step in walk(TOLD, held.state)}
    assert Slot("idea[1]", "S3") not in steps
    assert [steps[Slot("n", seat)].worked_out for seat in ("S1", "S2", "S3")] == [1, 1, 0]
    missing = derived_missing(TOLD, held.state)
    assert missing[Slot("idea[1]", "S3")] == "absent"


def test_ideas_passed_over_are_no_times_at_all():
    form = replace(
        TOLD,
        sections=(
            TOLD.sections[0],
            Section("end", both("Slot"), (item("r", "calculate", calculation="count(${ideas})"),)),
        ),
    )
    held = sat(form, 1, 2)
    held.save("phase_skipped", {"section": "ideas"})
    told = {
        step.slot.participant: step.worked_out
        for step in walk(form, held.state)
        if step.item.id == "r"
    }
    assert (told["S1"], told["S2"]) == (0, 0)


ACTS = st.one_of(
    st.tuples(st.sampled_from(["in", "out", "remove", "restore"]), st.integers(1, 4)),
    st.tuples(st.just("rate"), st.integers(1, 4), st.sampled_from(["s1", "s2"]), st.integers(1, 2)),
    st.tuples(st.just("phase"), st.sampled_from(["r1", "talk", "r2"])),
    st.tuples(st.sampled_from(["skip", "resume"]), st.sampled_from(["r1", "talk", "r2"])),
)


def happen(held: Clocked, acts):
    """Let it all happen, one minute after another."""
    does = {
        "in": held.comes,
        "out": held.goes,
        "remove": lambda n: held.save("participant_removed", {"participant": f"S{n}"}),
        "restore": lambda n: held.save("participant_restored", {"participant": f"S{n}"}),
        "rate": lambda n, name, round_: held.says(name, n, "1" if n == 2 else "4", round_),
        "phase": held.begins,
        "skip": lambda section: held.save("phase_skipped", {"section": section}),
        "resume": lambda section: held.save("phase_resumed", {"section": section}),
    }
    for name, *values in acts:
        held.minute += 1
        does[name](*values)


@given(st.lists(ACTS, max_size=20))
def test_every_place_is_asked_or_derived_or_off_the_route_and_never_two_of_them(acts):
    held = sat(FORM, 1, 2, 3, late=(4,))
    happen(held, acts)
    asked = [step.slot for step in route(FORM, held.state)]
    missing = derived_missing(FORM, held.state)
    assert len(set(asked)) == len(asked)
    assert not set(asked) & set(missing)
    here = {one.id for one in held.state.participants if takes_part(held.state, one.id)}
    answered = {slot for slot in held.state.answers if slot.participant in here}
    assert answered <= set(asked)
    places = {
        Slot(name, seat, number) for name in ("s1", "s2") for seat in here for number in (1, 2)
    }
    assert places <= set(asked) | set(missing)
    assert {slot.participant for slot in missing} <= here | {GROUP}
    assert all(why in ("absent", "not_asked") for why in missing.values())
