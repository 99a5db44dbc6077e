"""Before a session begins: which case, and what to do with what was left open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wbp_survey.model.study import Case
from wbp_survey.wizard.choose import BEGIN, STOP, Waiting, choose_case, choose_session
from wbp_survey.wizard.question import Back, Given, Pause, Reason, Translate

CASES = (Case("brink", "Brink", "dorp"), Case("plein", "Plein", "stad"))
ONE = Waiting(
    "20260302-abcdef",
    "",
    "AB",
    "2026-03-02T09:00:00.000Z",
    "2026-03-02T09:41:00.000Z",
    12,
    "Hoeveel jaar werkt u al met groepen als deze, alles bij elkaar en met pauzes erbij?",
)
HELD = Waiting(
    "20260303-ghjkmn",
    "",
    "CD",
    "2026-03-03T09:00:00.000Z",
    "2026-03-03T09:41:00.000Z",
    1,
    held=("CD", "laptop-2", "2026-03-03 10:00"),
)


class Saying:
    """An asker with its replies ready, that remembers what it was asked."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.asked = []

    def __call__(self, question):
        self.asked.append(question)
        return self.replies.pop(0)


def labels(question, language="nl"):
    return [option.label[language] for option in question.item.scale.options]


def test_a_case_is_chosen_by_its_name():
    ask = Saying(Given("plein"))
    assert choose_case(ask, CASES, "nl") == "plein"
    assert labels(ask.asked[0]) == ["Brink", "Plein"]
    assert ask.asked[0].kind == "choice"


@pytest.mark.parametrize("way_out", [Pause(), Back()])
def test_leaving_chooses_nothing(way_out):
    assert choose_case(Saying(way_out), CASES, "nl") == ""
    assert choose_session(Saying(way_out), [ONE], "nl") == STOP


@pytest.mark.parametrize("reply", [Reason("dont_know"), Given("elsewhere"), Given(None)])
def test_what_is_no_choice_is_asked_again_with_a_word_of_why(reply):
    ask = Saying(reply, Given("plein"))
    assert choose_case(ask, CASES, "nl") == "plein"
    assert [bool(question.notice) for question in ask.asked] == [False, True]


def test_a_session_is_told_by_whom_since_when_how_far_and_at_which_question():
    ask = Saying(Given(ONE.id))
    assert choose_session(ask, [ONE], "nl") == ONE.id
    told, begin, stop = labels(ask.asked[0])
    for word in (ONE.id, "AB", "2 maart 2026", "12 antwoorden", "Hoeveel jaar werkt u", "…"):
        assert word in told
    assert "pauzes" not in told
    assert (begin[:10], stop[:7]) == ("Een nieuwe", "Stoppen")


def test_it_is_told_in_the_language_of_the_screen():
    ask = Saying(Given(BEGIN))
    assert choose_session(ask, [ONE], "en") == BEGIN
    assert "12 answers" in labels(ask.asked[0], "en")[0]
    assert "2 March 2026" in labels(ask.asked[0], "en")[0]


def test_the_language_of_the_choice_can_be_changed_at_once():
    ask = Saying(Translate(), Translate(), Given(ONE.id))
    assert choose_session(ask, [ONE, HELD], "nl", "Interview") == ONE.id
    assert [question.tongue for question in ask.asked] == ["nl", "en", "nl"]
    assert "12 answers" in labels(ask.asked[1], "en")[0]
    assert "open now" in ask.asked[1].item.stem["en"]
    assert {question.title for question in ask.asked} == {"Interview"}


def test_one_answer_is_not_twelve_answers_and_none_is_not_counted():
    ask = Saying(Pause())
    choose_session(ask, [replace(ONE, answers=1), replace(ONE, answers=0, question="")], "nl")
    one, none = labels(ask.asked[0])[:2]
    assert "1 antwoord," in one
    assert "antwoord" not in none
    assert "Gebleven" not in none


def test_a_session_that_somebody_holds_is_told_of_and_cannot_be_chosen():
    ask = Saying(Given(HELD.id), Given(STOP))
    assert choose_session(ask, [ONE, HELD], "nl") == STOP
    codes = [option.code for option in ask.asked[0].item.scale.options]
    assert codes == [ONE.id, BEGIN, STOP]
    told = ask.asked[0].item.stem["nl"]
    for word in (HELD.id, "CD", "laptop-2", "2026-03-03 10:00"):
        assert word in told


def test_to_go_on_offers_no_new_session():
    ask = Saying(Pause())
    choose_session(ask, [ONE, ONE], "nl", may_begin=False)
    assert BEGIN not in [option.code for option in ask.asked[0].item.scale.options]
