"""Why an answer is missing where nobody had to say so, and how many answers count then."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.around import sat
from tests.wizard.forms import YES_NO, both, interview, item, table
from wbp_survey.model.instrument import Repeat, Section
from wbp_survey.model.session import GROUP, Slot
from wbp_survey.wizard.derived import derived_missing
from wbp_survey.wizard.flow import route

FORM = table()
RATED = [Slot(name, "S1", number) for number in (1, 2) for name in ("s1", "s2")]


def why(held, form=FORM):
    """Per reason the places, `s1/S3/1`."""
    found: dict[str, list[str]] = {}
    for slot, reason in derived_missing(form, held.state).items():
        parts = (slot.item, slot.participant, slot.round or "")
        found.setdefault(reason, []).append("/".join(str(part) for part in parts if part))
    return found


def test_whoever_is_there_is_missing_nothing():
    assert why(sat(FORM, 1, 2)) == {}


def test_a_session_nobody_sits_at_yet_is_missing_nothing():
    assert why(sat(FORM)) == {}


def test_a_seat_nobody_ever_took_is_absent_everywhere():
    held = sat(FORM, 1, 2, late=(3,))
    assert why(held) == {"absent": ["s1/S3/1", "s2/S3/1", "s1/S3/2", "s2/S3/2"]}


def test_valid_n_follows_who_left_at_minute_forty():
    held = sat(FORM, 1, 2, 3)
    held.begins("r1")
    for name in ("s1", "s2"):
        held.rates(name, 1, 1, 2, 3)
    held.minute = 40
    held.goes(3)
    held.minute = 70
    held.begins("r2")
    for name in ("s1", "s2"):
        held.rates(name, 2, 1, 2)
    answered = [slot for slot in held.state.answers if slot.item == "s1"]
    absent = derived_missing(FORM, held.state)
    valid = {number: sum(slot.round == number for slot in answered) for number in (1, 2)}
    gone = {
        number: sum(slot.round == number and slot.item == "s1" for slot in absent)
        for number in (1, 2)
    }
    assert (valid, gone) == ({1: 3, 2: 2}, {1: 0, 2: 1})
    assert set(absent.values()) == {"absent"}


def test_the_group_answers_as_long_as_there_is_time_whoever_left():
    held = sat(FORM, 1, 2)
    held.goes(1)
    held.goes(2)
    assert Slot("outcome") not in derived_missing(FORM, held.state)
    held.save("phase_skipped", {"section": "talk"})
    assert derived_missing(FORM, held.state)[Slot("outcome")] == "not_asked"


def test_a_phase_without_time_is_not_asked_also_of_an_empty_seat():
    held = sat(FORM, 1, late=(2,))
    held.save("phase_skipped", {"section": "r2"})
    assert why(held) == {
        "absent": ["s1/S2/1", "s2/S2/1"],
        "not_asked": ["s1/S1/2", "s2/S1/2", "s1/S2/2", "s2/S2/2"],
    }


def test_who_withdrew_altogether_is_withdrawn_everywhere_also_where_there_was_no_time():
    held = sat(FORM, 1, 2, 3)
    held.rates("s1", 1, 1, 2, 3)
    held.save("phase_skipped", {"section": "r2"})
    held.save("consent_withdrawn", {"participant": "S2", "all": True, "scopes": []})
    found = why(held)
    assert found["withdrawn"] == ["s1/S2/1", "s2/S2/1", "s1/S2/2", "s2/S2/2"]
    assert not any("S2" in place for place in found["not_asked"])


def test_who_takes_back_one_scope_is_asked_as_before():
    held = sat(FORM, 1, 2)
    scopes = {"participate": True, "record": True}
    for seat in ("S1", "S2"):
        held.save("consent_given", {"participant": seat, "scopes": scopes, "version": "1.0"})
    held.save("consent_withdrawn", {"participant": "S2", "scopes": ["record"]})
    assert why(held) == {}


def test_who_never_agreed_to_take_part_or_was_removed_is_missing_nothing():
    held = sat(FORM, 1, 2, 3, late=(4,))
    no = {"participate": False, "record": False}
    held.save("consent_given", {"participant": "S2", "scopes": no, "version": "1.0"})
    for seat in ("S3", "S4"):
        held.save("participant_removed", {"participant": seat})
    assert why(held) == {}


def test_who_withdrew_and_was_then_removed_is_missing_nothing():
    held = sat(FORM, 1, 2)
    held.save("consent_withdrawn", {"participant": "S2", "all": True, "scopes": []})
    held.save("participant_removed", {"participant": "S2"})
    assert why(held) == {}


def test_where_the_route_would_have_led_an_empty_seat_nobody_knows():
    held = sat(FORM, 1, 2)
    held.begins("r1")
    held.says("s1", 1, "1", 1)
    held.goes(2)
    held.begins("talk")
    places = [slot.item for slot in derived_missing(FORM, held.state)]
    assert "why" not in places


def test_what_an_answer_of_who_left_leads_to_is_absent():
    """They disagreed, and left before they could say why."""
    why_later = item("why", "text", relevant="${s1} < 3")
    form = replace(
        FORM, sections=(*FORM.sections, Section("more", both("Toelichting"), (why_later,)))
    )
    held = sat(form, 1, 2)
    held.begins("r1")
    held.says("s1", 2, "1", 1)
    held.begins("talk")
    held.goes(2)
    held.begins("more")
    first = replace(form, sections=(form.sections[0], form.sections[1], form.sections[3]))
    assert derived_missing(first, held.state)[Slot("why", "S2")] == "absent"


def test_words_read_aloud_and_calculations_are_never_missing():
    section = Section(
        "all",
        both("Alles"),
        (
            item("read", "note"),
            item("n", "calculate", calculation="1 + 1"),
            item("yes", "select_one", scale=YES_NO),
        ),
        script=both("Lees voor."),
    )
    held = sat(replace(FORM, sections=(section,)), 1, late=(2,))
    assert why(held, replace(FORM, sections=(section,))) == {"absent": ["yes/S2"]}


def test_of_ideas_an_empty_seat_misses_the_first_and_a_skipped_round_what_is_left():
    ideas = Section("ideas", both("Ideeën"), (item("idea"),), repeat=Repeat(minimum=1, maximum=3))
    form = replace(FORM, sections=(ideas,))
    held = sat(form, 1, late=(2,))
    held.says("idea[1]", 1, "Meer licht")
    assert derived_missing(form, held.state)[Slot("idea[1]", "S2")] == "absent"
    held.save("phase_skipped", {"section": "ideas"})
    assert Slot("idea[1]", "S1") not in derived_missing(form, held.state)
    assert derived_missing(form, held.state)[Slot("idea[1]", "S2")] == "not_asked"


def test_in_an_interview_only_withdrawing_leaves_a_reason():
    held = sat(interview(), 1)
    held.goes(1)
    assert derived_missing(interview(), held.state) == {}
    held.save("consent_withdrawn", {"participant": "S1", "all": True, "scopes": []})
    found = derived_missing(interview(), held.state)
    assert set(found.values()) == {"withdrawn"}
    assert Slot("member", "S1") in found


@given(
    gone=st.sets(st.integers(1, 4)),
    late=st.sets(st.integers(1, 4)),
    withdrew=st.sets(st.integers(1, 4)),
    skipped=st.sets(st.sampled_from(["r1", "talk", "r2"])),
)
def test_each_place_has_the_one_reason_that_weighs_most(gone, late, withdrew, skipped):
    held = sat(FORM, 1, 2, 3, 4)
    scopes = {"participate": True, "record": False}
    for number in (1, 2, 3, 4):
        agreed = {"participant": f"S{number}", "scopes": scopes, "version": "1.0"}
        held.save("consent_given", agreed)
    for number in sorted(late | gone):
        held.goes(number, "late" if number in late else "left")
    for section in sorted(skipped):
        held.save("phase_skipped", {"section": section})
    for number in sorted(withdrew):
        held.save("consent_withdrawn", {"participant": f"S{number}", "all": True, "scopes": []})
    missing = derived_missing(FORM, held.state)
    asked = {step.slot for step in route(FORM, held.state)}
    for number in (1, 2, 3, 4):
        for slot in (replace(one, participant=f"S{number}") for one in RATED):
            wanted = (
                "withdrawn" if number in withdrew
                else "not_asked" if f"r{slot.round}" in skipped
                else "absent" if number in late | gone
                else None
            )  # fmt: skip
            assert missing.get(slot) == wanted
            assert (slot in asked) == (wanted is None)
    assert missing.get(Slot("outcome", GROUP)) == ("not_asked" if "talk" in skipped else None)
