"""A session with repeated sections, a group that answers after its members, options that go."""

from __future__ import annotations

from dataclasses import replace

from tests.wizard.askers import Replies, held
from tests.wizard.forms import AGREE, YES_NO, both, ideas, interview, item, table, with_items
from wbp_survey.model.session import Slot
from wbp_survey.wizard.flow import off_route
from wbp_survey.wizard.question import Back, Given, Reason


def test_the_group_sees_what_each_of_its_members_said():
    works = item("works", "scale", scale=AGREE, mode="individual_then_group")
    form = with_items(table(), replace(works, instruction=both("Eerst apart.")))
    seats = iter([Given("beheerder"), Given("wijkagent")])

    class Seated(Replies):
        def __call__(self, question):
            seat = next(seats, None) if question.kind == "seat" else None
            return seat or super().__call__(question)

    _, journal, ask = held(form, Seated([1, Reason("abstained"), 2]))
    asked = [question for question in ask.asked if question.item.id == "works"]
    assert [question.slot.participant for question in asked] == ["S1", "S2", ""]
    assert asked[0].item.instruction["nl"] == "Eerst apart."
    assert asked[2].item.instruction["nl"] == (
        "Eerst apart.\nAan tafel gezegd: S1 · beheerder: helemaal mee oneens; "
        "S2 · wijkagent: onthouding"
    )
    assert journal.values() == {"works/S1": 1, "works/S2": "abstained", "works": 2}


def test_the_title_says_which_time_it_is():
    _, _, ask = held(ideas(), [3, "yes", "lamp", 4, "yes"])
    titles = [question.section for question in ask.asked if question.kind == "item"]
    assert titles == ["Begin", "Ideeën", *["Ideeën · idee 1"] * 2, "Ideeën", "Ideeën · idee 2"]
    texts = [question.item.text["nl"] for question in ask.asked if question.item.id == "ideas:more"]
    assert texts == ["Is er een idee?", "Is er nog een idee?"]


def test_going_back_through_the_times_follows_the_path_and_loses_nothing():
    replies = [3, "yes", "lamp", 4, "yes", "bank", *[Back()] * 5, "no", "no", "klaar"]
    _, journal, ask = held(ideas(), replies)
    assert [question.slot.item for question in ask.asked if question.kind == "item"][6:] == [
        "cost[2]",
        "idea[2]",
        "ideas:more[2]",
        "cost[1]",
        "idea[1]",
        "ideas:more[1]",
        "ideas:more[1]",
        "last",
    ]
    assert [question.notice for question in ask.asked if question.notice] == [
        "4 eerdere antwoorden tellen nu niet mee. Ze blijven bewaard."
    ]
    assert journal.values()["idea[2]/S1"] == "bank"
    held(ideas(), ["yes"], journal, resume_at=Slot("ideas:more[1]", "S1"))
    assert not off_route(ideas(), journal.state)


def test_a_pause_within_a_time_goes_on_there():
    _, journal, _ = held(ideas(), [3, "yes", "lamp", 4, "yes"])
    outcome, _, ask = held(
        ideas(),
        ["bank", 200, "no", "no", "klaar"],
        journal,
        resume_at=Slot("idea[2]", "S1"),
        drafts={Slot("idea[2]", "S1"): "ba"},
    )
    assert outcome == "closed"
    assert (ask.asked[0].slot.item, ask.asked[0].draft) == ("idea[2]", "ba")
    assert ask.items() == ["idea", "cost", "ideas:more", "dear", "last"]


def test_a_choice_that_went_off_the_list_is_open_again_and_says_so():
    hidden = replace(YES_NO.options[0], relevant="${n} > 2")
    choice = item("m", "select_one", scale=replace(YES_NO, options=(hidden, YES_NO.options[1])))
    form = with_items(interview(), item("n", "integer"), choice, item("end"))
    _, journal, ask = held(form, [5, "yes", Back(), Back(), 1, 1, "yes", "no", "x"])
    last = [question for question in ask.asked if question.item.id == "m"][-2:]
    assert [question.given for question in last] == [None, None]
    assert last[0].notice == "1 eerder antwoord telt nu niet mee. Het blijft bewaard."
    assert journal.values()["m/S1"] == "no"
