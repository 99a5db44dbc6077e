"""Settling: each difference once, in order, kept at once, with the way back and the way out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wizard.entering import SECOND, again, filled, left, settled
from tests.wizard.forms import interview, item, with_items
from wbp_survey.errors import StoreError
from wbp_survey.model.instrument import Constraint
from wbp_survey.model.payloads import override_payload
from wbp_survey.model.session import Slot
from wbp_survey.wizard.flow import off_route
from wbp_survey.wizard.question import Back, Given, Note, Park, Pause, Reason

TWO = with_items(interview(), item("one"), item("two"))
NUMBER = with_items(interview(), item("n", "integer", minimum=0, maximum=50))
ODD = ". < 10"
MANY = with_items(
    interview(),
    item("n", "integer", constraints=(Constraint(ODD, {"nl": "Dat is veel."}, soft=True),)),
)
GATE = interview()
NO = {"member": "no", "groups_n": 3, "years": 1.0}
YES = {"member": "yes", "since": "2020-05-01", "groups_n": 3, "years": 1.0}


def last(journal):
    """The payload of the last event."""
    return journal.events[-1].payload


def test_nothing_is_asked_when_nothing_differs():
    first = filled(TWO, {"one": "a", "two": "b"})
    how, ask = settled(TWO, first, again(TWO, {"one": "a", "two": "b"}))
    assert (how, ask.asked) == ("settled", [])


def test_both_entries_are_shown_in_words_with_who_and_when():
    _, ask = settled(GATE, filled(GATE, YES), again(GATE, NO))
    (question,) = ask.choices()
    labels = [option.label["nl"] for option in question.item.scale.options]
    assert labels[0].startswith("ja  (eerste invoer: INT, 2024-12-31 1")
    assert labels[1].startswith("nee  (tweede invoer: CD, 2024-12-31 1")
    assert question.item.stem["nl"] == "Vraag member"
    assert (question.number, question.total, question.section) == (1, 2, "Contact")


def test_what_was_not_asked_and_what_was_not_answered_are_told_apart():
    first = filled(GATE, YES)
    _, ask = settled(GATE, first, again(GATE, NO), "first")
    assert "niet gevraagd" in ask.choices()[-1].item.scale.options[1].label["nl"]
    first = filled(TWO, {"one": "a"})
    _, ask = settled(TWO, first, again(TWO, {"one": "a", "two": "b"}))
    assert ask.choices()[0].item.scale.options[0].label["nl"].startswith("geen antwoord")


def test_the_remarks_made_at_both_entries_are_shown():
    first, second = filled(TWO, {"one": "a"}), again(TWO, {"one": "b"})
    for journal, text in ((first, "slecht te lezen"), (second, "twee keer doorgestreept")):
        journal.save("remark_made", {"item": "one", "participant": "S1", "text": text})
    second.state = replace(second.state, id=SECOND)
    _, ask = settled(TWO, first, second)
    shown = ask.choices()[0].item.instruction["nl"]
    assert "slecht te lezen" in shown
    assert "twee keer doorgestreept" in shown


def test_long_answers_are_shown_from_where_they_begin_to_differ():
    same, tail = "woord " * 80, " einde" * 80
    first = filled(TWO, {"one": f"{same}LINKS{tail}"})
    _, ask = settled(TWO, first, again(TWO, {"one": f"{same}RECHTS{tail}"}))
    for option, word in zip(ask.choices()[0].item.scale.options, ("LINKS", "RECHTS"), strict=False):
        assert word in option.label["nl"]
        assert len(option.label["nl"]) < 250


def test_the_start_of_the_other_answer_is_no_difference_to_point_at():
    first = filled(TWO, {"one": "woord " * 80})
    _, ask = settled(TWO, first, again(TWO, {"one": "woord"}))
    assert ask.choices()[0].item.scale.options[0].label["nl"].startswith("woord woord")


@pytest.mark.parametrize(("choice", "value"), [("first", "a"), ("second", "b")])
def test_the_entry_that_is_chosen_is_kept_in_the_first_session(choice, value):
    first, second = filled(TWO, {"one": "a"}), again(TWO, {"one": "b"})
    how, _ = settled(TWO, first, second, choice)
    assert how == "settled"
    assert first.events[-1].kind == "answer_settled"
    assert last(first) == {"item": "one", "participant": "S1", "value": value, "entry": SECOND}
    assert first.state.answers[Slot("one", "S1")].value == value
    assert left(TWO, first, second) == []


def test_choosing_an_entry_without_answer_leaves_none():
    first, second = filled(TWO, {"one": "a", "two": "b"}), again(TWO, {"one": "a"})
    settled(TWO, first, second, "second")
    assert last(first) == {"item": "two", "participant": "S1", "neither": True, "entry": SECOND}
    assert Slot("two", "S1") not in first.state.answers
    assert left(TWO, first, second) == []


def test_another_answer_is_asked_at_the_question_itself_and_why():
    first, second = filled(NUMBER, {"n": 3}), again(NUMBER, {"n": 5})
    how, ask = settled(NUMBER, first, second, "other", 4, "Er staat een 4.")
    assert how == "settled"
    assert [question.kind for question in ask.asked] == ["note", "choice", "why", "remark"]
    assert ask.asked[2].given.value == 3
    assert last(first)["value"] == 4
    assert last(first)["because"] == "Er staat een 4."


def test_a_reason_why_there_is_no_answer_settles_too_and_needs_no_words():
    first, second = filled(NUMBER, {"n": 3}), again(NUMBER, {"n": 5})
    settled(NUMBER, first, second, "other", Reason("unreadable"), "")
    expected = {"item": "n", "participant": "S1", "missing": "unreadable", "entry": SECOND}
    assert last(first) == expected


def test_an_answer_that_cannot_be_is_refused_and_asked_again():
    first, second = filled(NUMBER, {"n": 3}), again(NUMBER, {"n": 99})
    _, ask = settled(NUMBER, first, second, "second", "first")
    assert "past niet" in ask.choices()[1].notice
    assert "99" in ask.choices()[1].notice
    assert last(first)["value"] == 3


def test_other_keys_lead_nowhere_from_here():
    first, second = filled(NUMBER, {"n": 3}), again(NUMBER, {"n": 5})

    class Wandering:
        """Tries to leave by every other way before choosing."""

        def __init__(self):
            self.tries = [Note(), Park(), Reason("dont_know"), Given("first")]
            self.asked = []

        def __call__(self, question):
            self.asked.append(question)
            return Given(None) if question.item.type == "note" else self.tries.pop(0)

    ask = Wandering()
    settled(NUMBER, first, second, ask=ask)
    assert [bool(question.notice) for question in ask.asked] == [False, False, True, True, True]
    assert last(first)["value"] == 3


def test_back_from_the_other_answer_leads_to_the_choice():
    first, second = filled(NUMBER, {"n": 3}), again(NUMBER, {"n": 5})
    _, ask = settled(NUMBER, first, second, "other", Back(), "other", 4, Back(), "second")
    assert len(ask.choices()) == 3
    assert last(first)["value"] == 5


def test_one_step_back_settles_the_difference_before_otherwise():
    first, second = filled(TWO, {"one": "a", "two": "b"}), again(TWO, {"one": "x", "two": "y"})
    _, ask = settled(TWO, first, second, "first", Back(), "second", "first")
    asked = [question.slot.item for question in ask.choices()]
    assert asked == ["one", "two", "one", "two"]
    assert [question.number for question in ask.choices()] == [1, 2, 1, 2]
    assert {question.total for question in ask.choices()} == {2}
    assert first.state.answers[Slot("one", "S1")].value == "x"
    assert first.state.answers[Slot("two", "S1")].value == "b"


def test_there_is_no_step_back_before_the_first_difference():
    first, second = filled(TWO, {"one": "a"}), again(TWO, {"one": "x"})
    _, ask = settled(TWO, first, second, Back())
    assert "eerste verschil" in ask.choices()[1].notice


def test_leaving_keeps_what_was_settled_and_the_rest_is_asked_next_time():
    first, second = filled(TWO, {"one": "a", "two": "b"}), again(TWO, {"one": "x", "two": "y"})
    assert settled(TWO, first, second, "second", Pause())[0] == "stopped"
    assert left(TWO, first, second) == ["two/S1"]
    how, ask = settled(TWO, first, second, "first")
    assert (how, len(ask.choices())) == ("settled", 1)


def test_an_answer_that_comes_onto_the_route_is_compared_as_well():
    first, second = filled(GATE, NO), again(GATE, YES)
    how, ask = settled(GATE, first, second, "second", "second")
    assert how == "settled"
    assert [question.slot.item for question in ask.choices()] == ["member", "since"]
    assert first.state.answers[Slot("since", "S1")].value == "2020-05-01"


def test_an_answer_that_leaves_the_route_is_not_asked_and_said_to_be_set_aside():
    first = filled(GATE, YES | {"trust": 5})
    second = again(GATE, NO | {"trust": 6})
    _, ask = settled(GATE, first, second, "second", "first")
    assert [question.slot.item for question in ask.choices()] == ["member", "trust"]
    assert "1 eerder antwoord" in ask.choices()[1].notice
    assert off_route(GATE, first.state) == {Slot("since", "S1")}


def test_several_steps_back_lead_to_the_answer_that_opened_the_route():
    first, second = filled(GATE, YES | {"trust": 5}), again(GATE, NO | {"trust": 6})
    replies = ("first", "first", Back(), Back(), "second", "first")
    how, ask = settled(GATE, first, second, *replies)
    asked = [question.slot.item for question in ask.choices()]
    assert (how, asked) == ("settled", ["member", "since", "trust", "since", "member", "trust"])
    assert off_route(GATE, first.state) == {Slot("since", "S1")}


def test_an_odd_answer_keeps_the_reason_that_its_entry_gave():
    first, second = filled(MANY, {"n": 3}), again(MANY, {"n": 12})
    why = override_payload(Slot("n", "S1"), ODD, "Een grote wijk.")
    second.save("check_overridden", why)
    second.state = replace(second.state, id=SECOND)
    settled(MANY, first, second, "second")
    assert [event.kind for event in first.events[-2:]] == ["answer_settled", "check_overridden"]
    assert first.state.overridden == {Slot("n", "S1"): {ODD: "Een grote wijk."}}


def test_an_odd_answer_that_nobody_explained_asks_why():
    first, second = filled(MANY, {"n": 3}), again(MANY, {"n": 12})
    _, ask = settled(MANY, first, second, "second", "Nageteld.")
    assert "Dat is veel." in ask.asked[-1].notice
    assert last(first)["reason"] == "Nageteld."
    assert first.state.answers[Slot("n", "S1")].value == 12


def test_an_odd_first_answer_that_stays_stays_explained():
    first, second = filled(MANY, {"n": 12}), again(MANY, {"n": 3})
    first.save("check_overridden", override_payload(Slot("n", "S1"), ODD, "Een grote wijk."))
    settled(MANY, first, second, "first")
    assert first.state.overridden == {Slot("n", "S1"): {ODD: "Een grote wijk."}}


@pytest.mark.parametrize(("choice", "agreed"), [("first", True), ("second", False)])
def test_consent_is_settled_by_consent_recorded_anew(choice, agreed):
    first = filled(TWO, {"one": "a"})
    second = again(TWO, {"one": "a"}, consent={"participate": True, "record": False})
    how, ask = settled(TWO, first, second, choice)
    codes = [option.code for option in ask.choices()[0].item.scale.options]
    assert (how, codes) == ("settled", ["first", "second"])
    assert first.state.consent["S1"] == {"participate": True, "record": agreed}
    assert (first.events[-1].kind, last(first)["entry"]) == ("consent_given", SECOND)
    assert set(first.state.answers) == {Slot("one", "S1")}
    assert left(TWO, first, second) == []


def test_consent_that_proves_refused_takes_every_answer_off_the_route():
    first = filled(TWO, {"one": "a", "two": "b"})
    second = again(TWO, {}, consent={"participate": False, "record": False})
    how, ask = settled(TWO, first, second, "second")
    assert (how, len(ask.choices())) == ("settled", 1)
    assert first.state.consent["S1"] == {"participate": False, "record": False}
    assert len(off_route(TWO, first.state)) == 2


def test_a_choice_that_cannot_be_kept_is_tried_again():
    first, second = filled(TWO, {"one": "a"}), again(TWO, {"one": "b"})
    save, failing = first.save, [StoreError.one("STORE_FULL", "study.db")]

    def full_once(kind, payload):
        if failing:
            raise failing.pop()
        return save(kind, payload)

    first.save = full_once
    _, ask = settled(TWO, first, second, "second")
    assert "trouble" in [question.kind for question in ask.asked]
    assert first.state.answers[Slot("one", "S1")].value == "b"
