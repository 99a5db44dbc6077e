"""Going through what a session left open: place by place, every step recorded as it is taken."""

from __future__ import annotations

import io
from functools import partial

import pytest

from tests.wizard.forms import (
    YES_NO,
    both,
    ideas,
    interview,
    item,
    opened,
    refolded,
    study,
    table,
    with_items,
)
from wbp_survey.model.instrument import Constraint
from wbp_survey.model.payloads import answer_payload, override_payload, slot_payload
from wbp_survey.model.session import Slot
from wbp_survey.wizard.after.review import points, review
from wbp_survey.wizard.plain.ask import ask_plainly
from wbp_survey.wizard.plain.teletype import Teletype
from wbp_survey.wizard.question import Back, Given, GoTo, Note, Park, Pause, Reason, Turn, Undo
from wbp_survey.wizard.session.room import Room

FEW = Constraint(". > ${groups} div 4", both("Dat is weinig."), soft=True)
MOST = Constraint(". <= ${groups}", both("Dat kan niet."))
CLOSE = ("session_closed", {"reason": "complete"})


def form():
    """Six questions: `since` only for members, `active` doubted and sometimes refused."""
    return with_items(
        interview(),
        item("member", "select_one", scale=YES_NO),
        item("since", "text", relevant="${member} = 'yes'"),
        item("groups", "integer"),
        item("active", "integer", constraints=(MOST, FEW)),
        item("end"),
    )


def slot(name):
    return Slot(name, "S1")


def given(name, value):
    return ("answer_given", answer_payload(slot(name), value))


def parked(name):
    return ("item_parked", slot_payload(slot(name)))


def asked(name, number="Q1", text="Zeker?"):
    return ("query_raised", slot_payload(slot(name)) | {"query": number, "text": text})


FULL = (given("member", "no"), given("groups", 8), given("active", 4), given("end", "x"))


def held(*steps, instrument=None):
    journal = opened(instrument or form())
    seat = {"participant": "S1", "role": "wijkagent", "pseudonym": "W"}
    journal.save("participant_seated", seat)
    for kind, payload in steps:
        journal.save(kind, payload)
    return journal


class Person:
    """Replies one after the other, and leaves when there are none."""

    def __init__(self, *replies):
        self.replies, self.asked = list(replies), []

    def __call__(self, question):
        self.asked.append(question)
        reply = self.replies.pop(0) if self.replies else Pause()
        return Given(reply) if isinstance(reply, (str, int)) else reply

    @property
    def seen(self):
        return [question.item.id for question in self.asked]

    @property
    def notices(self):
        return [question.notice for question in self.asked]


def reviewed(journal, *replies, instrument=None, drafts=None, ask=None):
    """Review a session; return how it ended, who was asked, and what was recorded meanwhile."""
    person = ask or Person(*replies)
    before = len(journal.events)
    keep = {} if drafts is None else drafts
    room = Room(instrument or form(), study(), person, journal.save, "nl", keep.__setitem__, {})
    how = review(room, journal.state)
    new = [(event.kind, dict(event.payload)) for event in journal.events[before:]]
    assert refolded(journal) == journal.state
    return how, person, new


def found(journal, instrument=None):
    listed = points(instrument or form(), study(), journal.state, "nl")
    return [(point.mark, point.slot.item) for point in listed]


def test_every_kind_of_open_point_is_listed_along_the_route():
    journal = held(
        given("groups", 8),
        given("active", 1),
        given("end", "x"),
        parked("since"),
        given("member", "yes"),
        parked("end"),
        asked("groups"),
    )
    assert found(journal) == [
        ("open", "since"),
        ("parked", "since"),
        ("query", "groups"),
        ("odd", "active"),
        ("parked", "end"),
    ]


def test_an_answer_that_has_become_impossible_is_a_point_and_says_why():
    journal = held(*FULL, given("groups", 2))
    (point,) = points(form(), study(), journal.state, "nl")
    assert (point.mark, point.slot) == ("wrong", slot("active"))
    assert "Dat kan niet." in point.words


def test_what_was_explained_answered_or_set_aside_is_no_point():
    journal = held(
        *FULL,
        given("active", 1),
        ("check_overridden", override_payload(slot("active"), FEW.check, "pas begonnen")),
        asked("groups"),
        ("query_answered", {"query": "Q1", "text": "ja"}),
        given("since", "x"),
    )
    assert found(journal) == []


def test_a_query_about_an_answer_set_aside_comes_last_and_can_be_answered():
    journal = held(given("since", "2020"), *FULL, asked("since"))
    assert found(journal) == [("query", "since")]
    how, person, new = reviewed(journal, "Uit het verslag.")
    assert how == "done"
    assert new == [("query_answered", {"query": "Q1", "text": "Uit het verslag."})]
    assert "Zeker?" in person.asked[0].item.text["nl"]


def test_each_place_says_which_point_of_how_many_it_is_and_what_is_the_matter():
    journal = held(
        given("member", "yes"), given("groups", 8), given("active", 1), given("end", "x")
    )
    _, person, _ = reviewed(journal, "2020", Park())
    assert person.seen == ["since", "active"]
    assert person.notices[0].startswith("Punt 1 van 2. Nog geen antwoord.")
    assert person.notices[1].startswith(
        "Punt 2 van 2. Opvallend, nog zonder uitleg: Dat is weinig."
    )


def test_in_an_open_session_an_answer_is_an_answer():
    journal = held(given("member", "no"), given("groups", 8), given("active", 4))
    how, _, new = reviewed(journal, "slot")
    assert how == "done"
    assert new == [("answer_given", answer_payload(slot("end"), "slot"))]


def test_in_a_closed_session_a_changed_answer_asks_why_before_it_is_recorded():
    journal = held(*FULL, given("groups", 2), CLOSE)
    how, person, new = reviewed(journal, 1, "verhoord")
    assert how == "done"
    assert person.seen == ["active", "active:because"]
    payload = answer_payload(slot("active"), 1) | {"old": {"value": 4}, "because": "verhoord"}
    assert new == [("answer_corrected", payload)]
    assert journal.state.closed


def test_what_was_never_answered_in_a_closed_session_is_corrected_from_nothing():
    journal = held(given("member", "no"), given("groups", 8), given("active", 4), CLOSE)
    _, _, new = reviewed(journal, Reason("dont_know"), "niet gevraagd")
    payload = slot_payload(slot("end")) | {"missing": "dont_know"}
    assert new == [("answer_corrected", payload | {"old": {}, "because": "niet gevraagd"})]


@pytest.mark.parametrize("closed", [False, True])
def test_keeping_an_odd_answer_asks_why_it_is_right(closed):
    journal = held(*FULL, given("active", 1), *([CLOSE] if closed else []))
    how, person, new = reviewed(journal, 1, 1, "pas begonnen")
    assert how == "done"
    assert person.seen == ["active", "active", "active:why"]
    assert {kind for kind, _ in new} == {"check_overridden"}
    assert journal.state.overridden[slot("active")] == {FEW.check: "pas begonnen"}
    assert found(journal) == []


def test_a_query_is_answered_after_its_question_was_looked_at_again():
    journal = held(*FULL, asked("groups"), asked("groups", "Q2", "Alle groepen?"), CLOSE)
    how, person, new = reviewed(journal, 8, "ja, nagevraagd", "")
    assert how == "done"
    assert person.seen == ["groups", "groups:Q1", "groups:Q2"]
    assert new == [("query_answered", {"query": "Q1", "text": "ja, nagevraagd"})]
    assert found(journal) == [("query", "groups")]


def test_a_step_back_from_a_query_leads_to_its_question():
    journal = held(*FULL, asked("groups"), CLOSE)
    _, person, new = reviewed(journal, 8, Back(), 8, "ja")
    assert person.seen == ["groups", "groups:Q1", "groups", "groups:Q1"]
    assert len(new) == 1


def test_passing_over_a_point_leaves_it_and_comes_to_each_once():
    journal = held(parked("member"))
    how, person, new = reviewed(journal, *[Park()] * 4)
    assert how == "done"
    assert person.seen == ["member", "groups", "active", "end"]
    assert new == []


def test_back_leads_along_the_places_really_seen_and_says_where_that_ends():
    journal = held()
    _, person, new = reviewed(journal, Park(), Turn(1), Back(), Turn(-1), Back())
    assert person.seen == ["member", "groups", "active", "groups", "member", "member"]
    assert person.notices[-1].startswith("Dit is het eerste punt; F7 slaat het over.")
    assert new == []


def test_a_question_that_comes_onto_the_route_is_a_point_from_then_on():
    journal = held(given("groups", 8), given("active", 4), given("end", "x"))
    how, person, _ = reviewed(journal, "yes", "2020")
    assert how == "done"
    assert person.seen == ["member", "since"]


def test_one_may_go_to_any_question_on_the_route_and_correct_that_too():
    journal = held(*FULL, given("groups", 2), CLOSE)
    _, person, new = reviewed(journal, GoTo(slot("groups")), 9, "verteld", GoTo(slot("active")))
    assert person.seen[:3] == ["active", "groups", "groups:because"]
    assert [payload["item"] for _, payload in new] == ["groups"]
    assert found(journal) == []


def test_a_remark_can_be_made_and_what_means_nothing_here_says_so():
    journal = held(*FULL, parked("end"))
    _, person, new = reviewed(journal, Note("onzeker"), Undo(), GoTo(slot("since")), "x")
    assert new == [
        ("remark_made", slot_payload(slot("end")) | {"text": "onzeker"}),
        ("item_unparked", slot_payload(slot("end"))),
    ]
    assert person.notices[2:4] == ["Dat kan hier niet."] * 2


def test_stopping_keeps_every_step_taken_and_the_rest_stays_open():
    journal = held()
    how, _, new = reviewed(journal, "no", 8)
    assert how == "stopped"
    assert [payload["item"] for _, payload in new] == ["member", "groups"]
    assert found(journal) == [("open", "active"), ("open", "end")]


def test_what_is_typed_is_kept_until_it_is_an_answer():
    journal, kept = held(*FULL[:-1]), {}

    def ask(question):
        question.note("half")
        assert kept[slot("end")] == "half"
        return Given("heel")

    reviewed(journal, ask=ask, drafts=kept)
    assert kept[slot("end")] == ""


def test_at_a_round_table_each_seat_and_round_is_a_point_of_its_own():
    journal = held(instrument=table())
    listed = found(journal, table())
    assert listed.count(("open", "s1")) == 2
    _, person, _ = reviewed(journal, "5", instrument=table())
    assert person.asked[0].who.startswith("S1")


def test_each_time_of_a_repeated_section_is_a_place_of_its_own():
    journal = held(
        ("answer_given", answer_payload(slot("n"), 1)),
        ("answer_given", answer_payload(slot("ideas:more[1]"), "yes")),
        instrument=ideas(),
    )
    assert ("open", "idea[1]") in found(journal, ideas())
    _, person, new = reviewed(journal, "bankje", instrument=ideas())
    assert person.asked[0].item.id == "idea"
    assert new == [("answer_given", answer_payload(slot("idea[1]"), "bankje"))]


def test_the_whole_round_can_be_gone_in_plain_lines():
    journal = held(*FULL[:-1], asked("groups"))
    source, out = io.StringIO("\nja, alle\nslot\n"), io.StringIO()
    how, _, new = reviewed(journal, ask=partial(ask_plainly, teletype=Teletype(source, out)))
    assert how == "done"
    assert [kind for kind, _ in new] == ["query_answered", "answer_given"]
    assert "Navraag Q1 van INT: Zeker?" in out.getvalue()
