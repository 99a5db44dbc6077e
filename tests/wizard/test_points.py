"""What asks for attention in a session: open, parked, wrong, odd, queried, set aside."""

from __future__ import annotations

from tests.wizard.forms import Journal, both, interview, item, opened, study, with_items
from wbp_survey.model.instrument import Constraint
from wbp_survey.model.payloads import answer_payload, override_payload, slot_payload
from wbp_survey.model.session import Slot
from wbp_survey.wizard.points import counts, remark_at, spots

SEAT = {"participant": "S1", "role": "wijkagent", "pseudonym": "W-AAAAA"}
FEWER = Constraint(". <= ${all}", both("Meer leden actief dan er zijn."), soft=True)


def form():
    return with_items(
        interview(),
        item("all", "integer"),
        item("active", "integer", constraints=(FEWER,)),
        item("why", "text", relevant="${all} > 10"),
    )


def session(**answers) -> Journal:
    journal = opened(form())
    journal.save("participant_seated", SEAT)
    for name, value in answers.items():
        journal.save("answer_given", answer_payload(Slot(name, "S1"), value))
    return journal


def spot(journal, name):
    found = spots(form(), study(), journal.state, "nl")
    return next(one for one in found if one.slot.item == name)


def test_every_question_on_the_route_is_a_place_with_its_answer_in_words():
    journal = session(all=20, active=3)
    found = spots(form(), study(), journal.state, "nl")
    assert [(one.slot.item, one.words, one.marks) for one in found] == [
        ("all", spot(journal, "all").words, ()),
        ("active", spot(journal, "active").words, ()),
        ("why", "", ("open",)),
    ]
    assert spot(journal, "all").words.startswith("20")


def test_a_reason_is_said_in_words():
    journal = session(all=3)
    journal.save("answer_given", answer_payload(Slot("active", "S1"), missing="dont_know"))
    assert spot(journal, "active").words == "weet niet"


def test_an_answer_off_the_route_is_set_aside_and_still_shown():
    journal = session(all=20, active=3, why="druk")
    journal.save("answer_given", answer_payload(Slot("all", "S1"), 5))
    assert spot(journal, "why").marks == ("aside",)
    assert spot(journal, "why").words == "druk"


def test_an_answer_becomes_odd_when_another_one_changes():
    journal = session(all=20, active=12)
    assert spot(journal, "active").marks == ()
    journal.save("answer_given", answer_payload(Slot("all", "S1"), 11))
    assert spot(journal, "active").marks == ("odd",)
    assert "Meer leden actief dan er zijn." in spot(journal, "active").finding
    assert "‘Vraag all’" in spot(journal, "active").finding


def test_a_reason_makes_an_odd_answer_no_longer_a_point():
    journal = session(all=5, active=12)
    slot = Slot("active", "S1")
    journal.save("check_overridden", override_payload(slot, FEWER.check))
    assert spot(journal, "active").marks == ("odd",)
    journal.save("check_overridden", override_payload(slot, FEWER.check, "ook oud-leden"))
    assert spot(journal, "active").marks == ()


def test_a_hard_check_that_fails_now_is_wrong():
    hard = with_items(
        interview(),
        item("all", "integer"),
        item("active", "integer", constraints=(Constraint(". <= ${all}", both("Te veel.")),)),
    )
    journal = session(all=20, active=12)
    journal.save("answer_given", answer_payload(Slot("all", "S1"), 5))
    found = {one.slot.item: one for one in spots(hard, study(), journal.state, "nl")}
    assert found["active"].marks == ("wrong",)
    assert found["active"].finding == "Te veel."


def test_parked_remarked_and_queried_places_are_marked_and_counted():
    journal = session(all=5)
    slot = slot_payload(Slot("active", "S1"))
    journal.save("item_parked", slot)
    journal.save("remark_made", slot | {"text": "komt nog"})
    journal.save("query_raised", slot | {"query": "Q1", "text": "klopt dit?"})
    assert spot(journal, "active").marks == ("open", "parked", "remark", "query")
    assert spot(journal, "active").remark == "komt nog"
    found = counts(spots(form(), study(), journal.state, "nl"))
    assert found == {
        "open": 1,
        "parked": 1,
        "wrong": 0,
        "odd": 0,
        "remark": 1,
        "query": 1,
        "aside": 0,
    }
    journal.save("query_answered", {"query": "Q1", "text": "ja"})
    assert "query" not in spot(journal, "active").marks


def test_a_remark_on_a_whole_line_is_seen_at_every_seat_and_before_its_own():
    journal = session(all=5)
    line, own = Slot("active"), Slot("active", "S1")
    journal.save("remark_made", slot_payload(line) | {"text": "rumoer"})
    assert remark_at(journal.state, own) == "rumoer"
    assert spot(journal, "active").marks == ("open", "remark")
    journal.save("remark_made", slot_payload(own) | {"text": "aarzelt"})
    assert remark_at(journal.state, own) == "rumoer\naarzelt"
    assert remark_at(journal.state, line) == "rumoer"
    assert remark_at(journal.state, Slot("active", "S1", 2)) == ""
