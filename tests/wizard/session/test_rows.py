"""A row: the answers of a whole table to one statement, typed in one line."""

from __future__ import annotations

import pytest

from tests.wizard.forms import refolded
from tests.wizard.round_tables import (
    Table,
    answers,
    at,
    careful,
    held,
    round_table,
    typing,
    written,
)
from wbp_survey.errors import StoreError
from wbp_survey.model.moves import history
from wbp_survey.wizard.question import Act, Back, Given, GoTo, Note, Park, Pause, Reason, Turn, Undo

RATED = round_table("r1", "talk", "r2")


def test_a_row_asks_all_seats_at_once_and_counts_as_one_question():
    _, journal, ask = held(RATED, ["4 4 2", "5 5 5"])
    assert ask.stops() == ["s1/1", "s2/1", "topic"]
    assert [(one.number, one.total) for one in ask.asked if one.kind == "row" and one.number] == [
        (1, 5),
        (2, 5),
    ]
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 4, "S3": 2}
    assert answers(journal, "s2", 1) == {"S1": 5, "S2": 5, "S3": 5}


def test_a_row_is_nobodys_in_particular():
    _, _, ask = held(RATED, ["4 4 2"])
    row = next(one for one in ask.asked if one.slot.item == "s1:row")
    assert row.kind == "row"
    assert row.who == ""
    assert [cell.seat for cell in row.understand("4").cells] == ["S1", "S2", "S3"]


def test_both_rounds_are_kept_apart():
    _, journal, ask = held(RATED, ["1 2 3", "1*", "gesprek", "3 2 1"])
    assert answers(journal, "s1", 1) == {"S1": 1, "S2": 2, "S3": 3}
    assert answers(journal, "s1", 2) == {"S1": 3, "S2": 2, "S3": 1}
    second = next(one for one in ask.asked if one.slot == at("s1:row", "S1", 2))
    assert second.given is None


def test_a_row_is_saved_in_one_go():
    journal = careful(RATED)
    held(RATED, ["4 w 2"], journal, save_all=journal.save_all)
    assert ["answer_given"] * 3 in journal.batches
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": "dont_know", "S3": 2}


def test_a_row_that_could_not_be_kept_leaves_nothing_and_is_tried_again_whole():
    journal = careful(RATED)
    seen = []

    def failing(_question):
        journal.refuse.append(StoreError.one("STORE_FULL", "data/study.db"))
        return Given("4 4 2")

    table = Table([failing])

    def ask(question):
        if question.kind == "trouble":
            seen.append(answers(journal, "s1", 1))
        return table(question)

    held(RATED, ask, journal, save_all=journal.save_all)
    assert seen == [{}]
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 4, "S3": 2}
    assert len(written(journal)) == 3


@pytest.mark.parametrize(
    "wrong",
    ["", "4 4", "4 4 2 2", "4 4 7", "4 x 2", "- 4 2", ". . .", "4 4 2 # 5", "\x00", None, 4],
)
def test_a_wrong_line_never_reaches_the_journal(wrong):
    _, journal, ask = held(RATED, [Given(wrong), "4 4 2"])
    first, again = (one for one in ask.asked if one.slot.item == "s1:row")
    assert again.notice
    assert not first.notice
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 4, "S3": 2}
    assert len(written(journal)) == 3


def test_a_seat_that_is_left_open_comes_back_before_the_closing():
    _, journal, ask = held(RATED, ["4 . 2", "5*", "gesprek", "4*", "4*", "4 3 2"])
    assert ask.stops() == ["s1/1", "s2/1", "topic", "s1/2", "s2/2", "s1/1", ":close"]
    assert ask.asked[-2].given.value == "4 . 2"
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 3, "S3": 2}


def test_a_row_one_comes_back_to_is_filled_in_and_unchanged_writes_nothing():
    _, journal, ask = held(RATED, ["4 w 2", Back(), "4 w 2"])
    assert ask.stops() == ["s1/1", "s2/1", "s1/1", "s2/1"]
    again = [one for one in ask.asked if one.slot.item == "s1:row"][1]
    assert again.given.value == "4 w 2"
    assert len(written(journal)) == 3


def test_of_a_row_that_is_changed_only_what_is_new_is_written():
    _, journal, _ = held(RATED, ["4 4 2", Back(), "4 5 2"])
    assert [(one["participant"], one["value"]) for one in written(journal)[3:]] == [("S2", 5)]


def test_a_row_is_taken_back_in_one_step_and_done_again_in_one():
    _, journal, ask = held(RATED, ["4 4 2", "5 5 5", Undo(), Undo()])
    assert answers(journal, "s1", 1) == {}
    assert answers(journal, "s2", 1) == {}
    assert ask.stops() == ["s1/1", "s2/1", "topic", "s2/1", "s1/1"]


def test_after_a_crash_a_row_is_still_one_step():
    _, journal, _ = held(RATED, ["4 4 2", "5 5 5"])
    _, _, ask = held(RATED, [Undo()], journal, past=history(journal.events))
    assert answers(journal, "s2", 1) == {}
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 4, "S3": 2}
    assert ask.stops()[-1] == "s2/1"


def test_taking_a_row_back_takes_the_form_of_who_had_left_along():
    away = Act("presence", "2 weg")
    _, journal, ask = held(RATED, [away, "4 5 2", "4 5 2", Undo(), Pause()])
    assert [one["participant"] for one in written(journal)] == ["S1", "S2", "S3"]
    assert answers(journal, "s1", 1) == {}
    assert ask.stops()[-1] == "s1/1"


def test_a_reason_at_a_row_is_that_of_the_open_seats_only():
    _, journal, ask = held(RATED, ["4 . .", Back(), Reason("cannot_judge")])
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": "cannot_judge", "S3": "cannot_judge"}
    assert ask.stops() == ["s1/1", "s2/1", "s1/1", "s2/1"]


def test_a_reason_that_is_derived_is_never_taken_from_a_row():
    _, journal, ask = held(RATED, [Reason("absent"), "4 4 2"])
    assert ask.stops()[:2] == ["s1/1", "s1/1"]
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 4, "S3": 2}


def test_an_empty_seat_is_skipped_and_comes_back_with_its_person():
    away, there = Act("presence", "2 weg"), Act("presence", "2 terug")
    _, journal, ask = held(RATED, [away, "4 2", there, "5 5 5"])
    assert answers(journal, "s1", 1) == {"S1": 4, "S3": 2}
    assert answers(journal, "s2", 1) == {"S1": 5, "S2": 5, "S3": 5}
    row = [one for one in ask.asked if one.slot.item == "s1:row"][-1]
    states = {cell.seat: cell.state for cell in row.understand("4 2").cells}
    assert states == {"S1": "given", "S2": "away", "S3": "given"}


def test_when_everybody_is_away_nothing_is_asked_of_them():
    _, _, ask = held(RATED, [Act("presence", "1,2,3 pauze")])
    assert ask.stops() == ["s1/1", ":presence", "topic"][::2]


def test_what_is_half_typed_survives_a_statement():
    half = typing("4 4", Act("say", '2: "Dat herken ik."'))
    _, journal, ask = held(RATED, [half, "4 4 2"])
    assert ask.asked[-2].draft == "4 4"
    (said,) = journal.state.round_table.statements.values()
    assert (said.who, said.how, said.text, said.about, said.round) == (
        ("S2",),
        "literal",
        "Dat herken ik.",
        "s1",
        1,
    )
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 4, "S3": 2}
    assert ask.last().draft == ""


def test_what_is_half_typed_survives_a_statement_that_is_asked_for():
    half = typing("4 4", Act("say"))
    _, journal, ask = held(RATED, [half, "2: kort en goed"])
    assert ask.stops() == ["s1/1", ":say", "s1/1"]
    assert ask.last().draft == "4 4"
    assert len(journal.state.round_table.statements) == 1


def test_a_line_about_the_table_that_is_left_changes_nothing():
    _, journal, ask = held(RATED, [Act("say"), typing("2: half", Back()), Act("say")])
    assert ask.stops() == ["s1/1", ":say", "s1/1", ":say"]
    assert ask.last().draft == "2: half"
    assert not journal.state.round_table.statements


def test_a_session_goes_on_at_the_row_with_what_was_half_typed():
    positions = []
    _, journal, _ = held(
        RATED,
        ["4 4 2", typing("5 5", Pause())],
        note_position=lambda slot, typed: positions.append((slot, typed)),
    )
    slot, typed = positions[-1]
    assert (slot, typed) == (at("s2:row", "S1", 1), "5 5")
    _, _, ask = held(RATED, ["5 5 4"], journal, resume_at=slot, drafts={slot: typed})
    assert ask.stops() == ["s2/1", "topic"]
    assert ask.asked[0].draft == "5 5"
    assert answers(journal, "s2", 1) == {"S1": 5, "S2": 5, "S3": 4}


def test_back_leaves_a_row_at_once_also_after_a_crash():
    _, journal, _ = held(RATED, ["4 4 2", "5 5 5"])
    _, _, ask = held(RATED, [Back(), Back(), Back()], journal)
    assert ask.stops() == ["topic", "s2/1", "s1/1", "s1/1"]
    assert ask.notices()


def test_a_row_put_off_is_put_off_for_the_whole_table():
    _, journal, ask = held(RATED, [Park(), "5 5 5"])
    assert ask.stops() == ["s1/1", "s2/1", "topic"]
    assert {slot.participant for slot in journal.state.parked} == {"S1", "S2", "S3"}
    _, _, again = held(RATED, ["gesprek", "4*", "4*", "4 3 2"], journal)
    assert again.stops() == ["topic", "s1/2", "s2/2", "s1/1", ":close"]
    assert not journal.state.parked


def test_putting_off_a_row_is_taken_back_in_one_step_also_after_a_crash():
    _, journal, _ = held(RATED, [Park()])
    _, _, ask = held(RATED, [Undo()], journal, past=history(journal.events))
    assert not journal.state.parked
    assert ask.stops()[-1] == "s1/1"
    assert refolded(journal) == journal.state


def test_a_jump_from_a_row_comes_back_to_it_and_then_goes_on():
    jump = GoTo(at("s1", "S2", 1))
    _, _, ask = held(RATED, ["4 4 2", jump, "4 4 3", "5 5 5"])
    assert ask.stops() == ["s1/1", "s2/1", "s1/1", "s2/1", "topic"]


def test_a_jump_to_the_answer_of_one_seat_shows_the_row_once():
    jump = GoTo(at("s1", "S3", 1))
    _, _, ask = held(RATED, ["4 4 2", "5 5 5", jump, "4 4 3", jump, Back(), Back()])
    assert ask.stops() == ["s1/1", "s2/1", "topic", "s1/1", "topic", "s1/1", "topic", "s1/1"]


def test_a_remark_at_a_row_is_kept_and_the_row_stays():
    _, journal, ask = held(RATED, [typing("4 4", Note("rumoer")), "4 4 2"])
    assert list(journal.state.remarks.values()) == ["rumoer"]
    assert ask.asked[-2].draft == "4 4"
    assert ask.asked[-2].remark == "rumoer"


def test_turning_to_another_section_and_back_loses_no_row():
    _, _, ask = held(RATED, ["4 4 2", Turn(1), Turn(-1), "4 4 2", "5 5 5"])
    assert ask.stops()[:2] == ["s1/1", "s2/1"]
    assert ask.stops()[-1] == "topic"


def test_a_table_of_one_is_asked_as_one():
    ask = Table([4], seats=("beheerder",))
    _, journal, _ = held(RATED, ask)
    assert ask.stops("item") == ["s1/S1/1", "s2/S1/1"]
    assert answers(journal, "s1", 1) == {"S1": 4}
