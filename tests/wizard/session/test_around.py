"""What happens around the questions: said, come and gone, counted, parked, and back as it was."""

from __future__ import annotations

import pytest

from tests.wizard.forms import interview
from tests.wizard.round_tables import (
    Table,
    answers,
    at,
    held,
    round_table,
    typing,
    written,
)
from wbp_survey.model.moves import history
from wbp_survey.model.presence import is_in
from wbp_survey.wizard.question import Act, Back, Given, Pause, Redo, Undo

RATED = round_table("r1", "talk", "r2")
COUNTED = round_table("r1", "debrief")


def points(journal):
    return [(one.text, one.settled) for one in journal.state.round_table.points.values()]


def turns(journal):
    return dict(journal.state.round_table.turns)


def test_what_is_said_goes_with_the_question_and_round_it_was_said_at():
    _, journal, _ = held(RATED, [Act("say", "1,3: eens"), "4 4 2", "5*", Act("say", "?: gemor")])
    first, second = journal.state.round_table.statements.values()
    assert (first.who, first.about, first.round) == (("S1", "S3"), "s1", 1)
    assert (second.who, second.about, second.round) == ((), "topic", 0)


def test_words_that_mean_nothing_are_shown_again_with_what_is_wrong():
    _, journal, ask = held(RATED, [Act("say", "8: wie?"), "2: wie!", "4 4 2"])
    line = next(one for one in ask.asked if one.kind == "line")
    assert line.draft == "8: wie?"
    assert "S8" in line.notice
    assert [one["text"] for one in written(journal, "statement_made")] == ["wie!"]


def test_a_line_is_left_with_nothing_recorded():
    _, journal, ask = held(RATED, [Act("say"), Back(), "4 4 2"])
    assert ask.stops() == ["s1/1", ":say", "s1/1", "s2/1"]
    assert "statement_made" not in journal.kinds()


def test_what_was_kept_does_not_stand_in_the_next_line():
    said = typing("2: iets", Given("2: iets"))
    _, journal, ask = held(RATED, [Act("say"), said, Act("say")])
    assert ask.stops() == ["s1/1", ":say", "s1/1", ":say"]
    assert ask.last().draft == ""
    assert len(journal.state.round_table.statements) == 1


def test_a_point_to_come_back_to_is_parked_from_the_same_line():
    _, journal, _ = held(RATED, [Act("say", "! verlichting"), Act("points", "+ toezicht")])
    assert points(journal) == [("verlichting", False), ("toezicht", False)]


def test_points_are_listed_settled_and_opened_again():
    replies = [Act("points", "+ toezicht"), Act("points"), "1 klaar", Act("points", "1"), Pause()]
    _, journal, ask = held(RATED, replies)
    (listed,) = [one for one in ask.asked if one.kind == "line"]
    assert "1. toezicht" in listed.item.stem["nl"]
    assert points(journal) == [("toezicht", False)]
    assert [one.get("settled", False) for one in written(journal, "point_parked")] == [
        False,
        True,
        False,
    ]


def test_what_happens_around_the_table_is_taken_back_and_done_again():
    _, journal, ask = held(
        RATED, [Act("say", "2: iets"), Act("points", "+ iets"), Undo(), Undo(), Redo()]
    )
    assert points(journal) == []
    assert [one.text for one in journal.state.round_table.statements.values()] == ["iets"]
    assert len(ask.notices()) == 5
    assert ask.stops()[-1] == "s1/1"


def test_a_seat_comes_and_goes_and_the_screen_says_how_many_are_left():
    _, journal, ask = held(RATED, [Act("presence", "2 weg"), Act("presence", "2"), "4 4 2"])
    assert ask.notices() == ["Aan tafel: 2 van 3.", "Aan tafel: 3 van 3."]
    assert [one["why"] for one in written(journal, "participant_out")] == ["left"]
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 4, "S3": 2}


def test_a_time_typed_afterwards_is_kept_with_the_fact():
    _, journal, _ = held(RATED, [Act("presence", "2 weg 0.01")])
    (gone,) = written(journal, "participant_out")
    assert gone["when"].endswith("Z")


def test_when_the_first_seat_of_a_half_typed_row_leaves_the_others_are_asked():
    half = typing("4 4", Act("presence", "1 weg"))
    _, journal, ask = held(RATED, [half, "4 2"])
    assert answers(journal, "s1", 1) == {"S2": 4, "S3": 2}
    assert ask.stops() == ["s1/1", "s1/1", "s2/1"]


def test_a_line_half_typed_when_somebody_leaves_can_be_finished_as_it_was_begun():
    half = typing("4 5", Act("presence", "2 weg"))
    _, journal, ask = held(RATED, [half, "4 5 2", "4 5 2"])
    again, sure = [one for one in ask.asked if one.slot.item == "s1:row"][1:]
    assert again.draft == "4 5 ."
    assert "S2" in sure.odd
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 5, "S3": 2}


def test_a_removed_seat_is_asked_nothing_and_put_back_with_all_it_said():
    remove, restore = Act("presence", "2 verwijder"), Act("presence", "2 herstel")
    _, journal, ask = held(RATED, ["4 4 2", remove, "5 5", restore, Pause()])
    assert ask.stops() == ["s1/1", "s2/1", "s2/1", "topic", "topic"]
    assert answers(journal, "s1", 1)["S2"] == 4
    assert is_in(journal.state.round_table, "S2")


def test_an_eleventh_does_not_fit_and_that_is_said():
    _, journal, ask = held(
        RATED, Table([Act("presence", "+ wijkagent")], seats=("wijkagent",) * 10)
    )
    assert len(journal.state.participants) == 10
    assert "10" in ask.last().notice


def test_turns_are_counted_key_by_key_and_the_question_comes_back():
    _, journal, ask = held(RATED, [typing("4", Act("turns")), "2", "b", "2", "-", Back(), "4 4 2"])
    assert turns(journal) == {"S2": 1, "beheerder": 1}
    assert ask.stops() == ["s1/1", ":turns", ":turns", ":turns", ":turns", ":turns", "s1/1", "s2/1"]
    assert [one.draft for one in ask.asked if one.kind == "row" and one.number][1] == "4"
    cells = {cell.seat: cell.words for cell in ask.asked[-3].understand("").cells}
    assert (cells["S2"], cells["B"], cells["S1"]) == ("1", "1", "0")


def test_turns_can_be_counted_in_one_command():
    _, journal, _ = held(RATED, [Act("turns", "22b")])
    assert turns(journal) == {"S2": 2, "beheerder": 1}


@pytest.mark.parametrize("words", ["²", "2x", "9", "x", "2²"])
def test_a_command_with_a_sign_of_nobody_counts_nothing_and_says_so(words):
    _, journal, ask = held(RATED, [Act("turns", words)])
    assert turns(journal) == {}
    assert ask.last().notice


@pytest.mark.parametrize("wrong", ["9", "x", "²", "", "22"])
def test_a_key_of_nobody_counts_nothing(wrong):
    _, journal, ask = held(RATED, [Act("turns"), Given(wrong), Back()])
    assert turns(journal) == {}
    assert ask.stops()[-1] == "s1/1"


def test_the_last_turn_is_taken_back_also_after_a_crash():
    _, journal, _ = held(RATED, [Act("turns", "23-")])
    assert turns(journal) == {"S2": 1}
    _, _, _ = held(RATED, [Act("turns", "-")], journal, past=history(journal.events))
    assert turns(journal) == {}


def test_a_turn_taken_back_by_mistake_counts_again():
    _, journal, ask = held(RATED, [Act("turns", "2-"), Undo()])
    assert turns(journal) == {"S2": 1}
    assert ask.stops()[-1] == "s1/1"


def test_where_nothing_was_counted_there_is_nothing_to_take_back():
    _, journal, _ = held(RATED, [Act("turns", "-"), "4 4 2"])
    assert turns(journal) == {}
    assert answers(journal, "s1", 1)["S1"] == 4


def test_what_was_counted_is_filled_in_afterwards_and_waits_to_be_confirmed():
    _, journal, ask = held(COUNTED, [Act("turns", "bb13"), "4*", "5*", 3])
    assert ask.stops() == ["s1/1", "s1/1", "s2/1", "turns_b", ":close"]
    assert next(one.draft for one in ask.asked if one.item.id == "turns_b") == "3"
    assert answers(journal, "turns_b") == {"": 3}


def test_where_nobody_counted_nothing_is_filled_in():
    _, _, ask = held(COUNTED, ["4*", "5*"])
    assert ask.last().item.id == "turns_b"
    assert ask.last().draft == ""


def test_a_form_for_each_and_a_line_for_all_lead_to_the_same_place():
    replies = ["4 4 2", Act("form"), 5, Act("grid"), "5 4 4", "gesprek"]
    _, journal, ask = held(RATED, replies)
    assert ask.stops()[:3] == ["s1/1", "s2/1", "s2/S1/1"]
    assert ask.stops()[-1] == "s1/2"
    assert answers(journal, "s2", 1) == {"S1": 5, "S2": 4, "S3": 4}
    assert answers(journal, "topic") == {"": "gesprek"}


def test_switching_keeps_the_place():
    _, _, ask = held(RATED, ["4 4 2", Act("form"), Act("grid"), Pause()])
    assert ask.stops() == ["s1/1", "s2/1", "s2/S1/1", "s2/1"]


def test_form_after_form_one_goes_through_each_seat():
    _, journal, ask = held(RATED, [1, 2, 3, 4, 5, 1], by="form")
    assert ask.stops("item")[:6] == [
        f"{name}/S{seat}/1" for seat in (1, 2, 3) for name in ("s1", "s2")
    ]
    assert answers(journal, "s1", 1) == {"S1": 1, "S2": 3, "S3": 5}


def test_an_act_at_an_interview_does_nothing():
    table = Table([Act("presence", "1 weg"), "no"], seats=("wijkagent",))
    _, journal, ask = held(interview(), table)
    assert ask.stops()[:2] == ["member/S1", "member/S1"]
    assert ask.notices()
    assert "participant_out" not in journal.kinds()


def test_a_statement_at_the_closing_is_about_the_whole():
    form = round_table("r1")
    _, journal, ask = held(form, ["4*", "5*", Act("say", "1: dank"), "yes"])
    assert ask.stops() == ["s1/1", "s2/1", ":close", ":close"]
    (said,) = journal.state.round_table.statements.values()
    assert said.about == ""
    assert journal.state.closed


def test_a_command_at_what_is_read_aloud_comes_back_there():
    table = Table([])
    acted = []

    def ask(question):
        if question.item.id == "r1:script" and not acted:
            acted.append(question)
            table.asked.append(question)
            return Act("say", "2: vraagje")
        return table(question)

    _, journal, _ = held(RATED, ask)
    scripts = [one for one in table.asked if one.item.id == "r1:script"]
    assert len(scripts) == 2
    (said,) = journal.state.round_table.statements.values()
    assert said.who == ("S2",)
    assert at("s1:row", "S1", 1) == table.last().slot
