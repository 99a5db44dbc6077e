"""Who comes in by mistake is out again; a half-typed row stays with the seats it was typed for."""

from __future__ import annotations

import pytest

from tests.model.content import content_digest
from tests.wizard.round_tables import (
    Table,
    about_consent,
    answers,
    at,
    held,
    round_table,
    stop,
    typing,
)
from wbp_survey.model.presence import is_in
from wbp_survey.wizard.question import Act, Back, Pause

RATED = round_table("r1", "talk", "r2")
LATE = [Act("presence", "2 laat"), *["j j"] * 4]
VOTED = round_table("r1", "outcome", "dissent", "end")


def drafts(ask, name="s1:row"):
    """What stood in the line of a row, each time it was asked."""
    return [one.draft for one in ask.asked if one.slot.item == name]


def come(*replies):
    """A table of which the second is late, and what comes after consent."""
    return held(RATED, Table([*LATE, *replies], consent=True))


def test_who_came_in_by_mistake_is_late_again_when_one_goes_back_at_once():
    _, before, _ = come(Pause())
    _, journal, ask = come(Act("presence", "2 binnen"), Back(), Pause())
    assert ask.last().slot.item == "s1:row"
    assert not is_in(journal.state.round_table, "S2")
    assert journal.state.round_table.away == {"S2": "late"}
    assert "S2" not in journal.state.consent
    assert content_digest(journal.state) == content_digest(before.state)


def test_who_goes_back_from_a_later_question_is_asked_the_one_before():
    _, journal, ask = come(Act("presence", "2 binnen"), "yes", Back(), "yes", "yes", "yes", "yes")
    asked = [stop(one) for one in ask.asked if one.kind == "consent"]
    assert asked == ["participate", "record", "participate", "record", "quote", "quote_name"]
    assert is_in(journal.state.round_table, "S2")


def test_who_was_added_by_mistake_is_removed_again_and_its_number_is_not_given_out_twice():
    add = Act("presence", "+ wijkagent")
    replies = [*["j*"] * 4, add, Back(), add, *["yes"] * 4, "4 4 4 5"]
    _, journal, _ = held(RATED, Table(replies, consent=True))
    assert journal.state.round_table.removed == ("S4",)
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 4, "S3": 4, "S5": 5}
    assert set(journal.state.consent) == {"S1", "S2", "S3", "S5"}


def test_who_came_back_and_had_agreed_is_asked_nothing():
    replies = [*["j*"] * 4, Act("presence", "2 weg"), Act("presence", "2 terug"), "4 4 4"]
    _, journal, ask = held(RATED, Table(replies, consent=True))
    assert not [one for one in ask.asked if one.kind == "consent"]
    assert answers(journal, "s1", 1)["S2"] == 4


@pytest.mark.parametrize(
    ("first", "typed", "act", "draft"),
    [
        ((), "4 5", "2 weg", "4 5 ."),
        ((), "4 5 2", "2 weg", "4 5 2"),
        ((), "4 5 2", "3 weg", "4 5 2"),
        ((Act("presence", "2 weg"),), "4 2", "2 terug", "4 . 2"),
        ((), "4 5 2", "+ wijkagent", "4 5 2"),
        ((), "4 5 2", "2 verwijder", "4 2"),
        ((), "4 5", "1 weg", "4 5 ."),
    ],
)
def test_a_half_typed_row_keeps_each_answer_with_its_seat(first, typed, act, draft):
    _, _, ask = held(RATED, [*first, typing(typed, Act("presence", act)), Pause()])
    assert drafts(ask)[-1] == draft


def test_a_row_that_is_retyped_under_another_first_seat_is_kept_for_after_a_crash():
    kept = []
    half = typing("4 5", Act("presence", "1 weg"))
    _, journal, _ = held(
        RATED, [half, Pause()], note_position=lambda slot, typed: kept.append((slot, typed))
    )
    slot, typed = kept[-1]
    assert (slot, typed) == (at("s1:row", "S2", 1), "4 5 .")
    assert (at("s1:row", "S1", 1), "") in kept
    _, _, ask = held(RATED, [Pause()], journal, resume_at=slot, drafts={slot: typed})
    assert ask.last().draft == "4 5 ."


def test_a_row_one_leaves_alone_is_not_typed_for():
    _, _, ask = held(RATED, [Act("presence", "2 weg"), Act("presence", "2 terug"), Pause()])
    assert drafts(ask) == ["", "", ""]


def test_who_was_out_when_a_row_was_filled_stands_in_it_as_away_and_their_form_can_be_added():
    away, back = Act("presence", "2 weg"), Act("presence", "2 terug")
    _, journal, ask = held(RATED, [away, "4 2", back, Back(), "4 5 2", "4 5 2", Pause()])
    again = [one for one in ask.asked if one.slot.item == "s1:row"][2]
    states = {cell.seat: cell.state for cell in again.understand("4 2").cells}
    assert states == {"S1": "given", "S2": "away", "S3": "given"}
    assert again.given.value == "4 2"
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 5, "S3": 2}


def test_who_is_there_and_is_not_asked_is_no_part_of_the_row():
    votes = ["4*", "4*", "Samen.", "consensus", "t t v", "Nee.", "Nee.", Pause()]
    _, _, ask = held(VOTED, votes)
    row = ask.last()
    assert (row.kind, row.item.id) == ("row", "quote")
    assert [cell.seat for cell in row.understand("3*").cells] == ["S1", "S2"]


def test_a_vote_is_not_awaited_of_who_left_before_it_and_is_of_who_left_after():
    before = [Act("presence", "2 weg"), "4*", "4*", "Samen.", "consensus", "v v", Pause()]
    _, journal, ask = held(VOTED, before)
    assert answers(journal, "vote") == {"S1": "for", "S3": "for"}
    assert ask.last().item.id == "back"
    after = ["4*", "4*", "Samen.", "consensus", "v . v", Act("presence", "2 weg"), "1 1", Pause()]
    _, _, ask = held(VOTED, after)
    spots = {spot.slot: spot.marks for spot in ask.last().spots()}
    assert spots[at("vote", "S2")] == ("open",)


def test_a_correction_seat_by_seat_does_not_change_who_was_asked_in_a_line():
    vote = ["4*", "4*", "Samen.", "consensus", "v . v", Act("presence", "2 weg")]
    _, journal, ask = held(VOTED, [*vote, Act("form"), Pause()])
    for seat in ("S1", "S3"):
        payload = {"item": "vote", "participant": seat, "round": 0, "value": "against"}
        journal.save("answer_given", payload)
    _, _, ask = held(VOTED, [Pause()], journal)
    assert at("vote", "S2") in {spot.slot for spot in ask.last().spots()}


def test_consent_is_never_in_a_line_while_somebody_is_asked_alone():
    _, _, ask = come(Act("presence", "2 binnen"), "yes", Pause())
    alone = [one for one in ask.asked if about_consent(one)][-2:]
    assert [one.kind for one in alone] == ["consent", "consent"]
    assert {one.slot.participant for one in alone} == {"S2"}
