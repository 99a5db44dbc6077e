"""Moving about a table: by section, to and fro between rows and forms, and back a step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wizard.forms import CHANNELS, both, item
from tests.wizard.round_tables import answers, at, held, round_table, written
from wbp_survey.model.instrument import Constraint, Section
from wbp_survey.model.moves import history
from wbp_survey.wizard.question import Act, Back, Given, GoTo, Note, Pause, Redo, Turn, Undo

RATED = round_table("r1", "talk", "r2")
IDEAS = round_table("r1", "ideas", "r2")
VOTE = round_table("outcome")
VOTED = round_table("r1", "outcome", "dissent", "end")
PICKED = replace(
    RATED,
    sections=(
        Section(
            "pick",
            both("Kies"),
            (
                item("c", "select_one", scale=CHANNELS),
                item("k", "rank", scale=CHANNELS, top=2),
                item("g", "select_one", scale=CHANNELS, mode="group"),
            ),
        ),
    ),
)


def test_ideas_are_one_section_to_turn_past_however_many_there_are():
    _, _, ask = held(IDEAS, ["4*", "5*", "+ a", "+ b", "+ c", "+ d", Turn(1), Turn(-1), Pause()])
    assert ask.stops()[-3:] == ["ideas:ideas", "s1/2", "ideas:ideas"]
    assert ask.stops().count("s1/2") == 1


def test_form_by_form_they_are_one_section_as_well():
    told = [4, 5, 4, 5, 4, 5, "yes", "rust", "good", Turn(1), Turn(-1), Turn(-1), Pause()]
    _, _, ask = held(IDEAS, told, by="form")
    assert ask.stops()[-4:] == ["ideas:more[2]/S1", "s1/S1/2", "ideas:more[1]/S1", "s1/S1/1"]


def test_back_in_rows_one_stands_at_the_first_row_of_the_section_that_is_open():
    _, _, ask = held(RATED, [Act("form"), 4, 5, 4, Act("grid"), Pause()])
    assert ask.stops() == ["s1/1", "s1/S1/1", "s2/S1/1", "s1/S2/1", "s2/S2/1", "s1/1"]
    assert ask.last().given.value == "4 4 ."


def test_back_in_rows_where_nothing_is_open_one_stays():
    replies = ["4*", "5*", Back(), Act("form"), Act("grid"), Pause()]
    _, _, ask = held(RATED, replies)
    assert ask.stops() == ["s1/1", "s2/1", "topic", "s2/1", "s2/S3/1", "s2/1"]


def test_who_leaves_while_they_are_asked_alone_gives_way_to_what_comes_behind():
    votes = ["Samen.", "consensus", "for", Act("presence", "2 weg"), Pause()]
    _, _, ask = held(VOTE, votes, by="form")
    assert ask.stops() == ["said", "status", "vote/S1", "vote/S2", "vote/S3"]


def test_in_rows_too_what_is_asked_of_each_apart_goes_on_with_the_next_seat():
    votes = ["4*", "4*", "Samen.", "consensus", "t t t", "Nee.", Act("presence", "2 weg"), Pause()]
    _, _, ask = held(VOTED, votes)
    assert ask.stops()[-3:] == ["dissent/S1", "dissent/S2", "dissent/S3"]


def test_taking_back_that_somebody_came_goes_on_with_what_comes_behind():
    away, back = Act("presence", "2 weg"), Act("presence", "2 terug")
    come = [away, "Samen.", "consensus", back, GoTo(at("vote", "S2"))]
    _, _, ask = held(VOTE, [*come, Undo(), Pause()], by="form")
    assert ask.stops()[3:] == ["vote/S1", "vote/S1", "vote/S2", "vote/S3"]


def test_words_for_another_answer_are_asked_of_each_behind_the_row():
    replies = ["4 1 4", "plein", "poort", "12 43 21", "brug", "geen", Pause()]
    _, journal, ask = held(PICKED, replies)
    assert ask.stops()[:6] == ["c", "c_other/S1", "c_other/S3", "k", "k_other/S2", "g"]
    assert answers(journal, "c") == {"S1": "anders", "S2": "tel112", "S3": "anders"}
    assert answers(journal, "c_other") == {"S1": "plein", "S3": "poort"}
    assert answers(journal, "k")["S2"] == ["anders", "straat"]
    assert answers(journal, "k_other") == {"S2": "brug"}


def test_a_row_taken_back_is_told_seat_by_seat():
    _, _, ask = held(RATED, ["4 4 2", Back(), "5 4 1", Undo(), Redo(), Pause()])
    undone, redone = ask.notices()[-2:]
    assert "S1 mee eens; S2 mee eens; S3 mee oneens" in undone
    assert "S1 helemaal mee eens; S2 mee eens; S3 helemaal mee oneens" in redone


def test_one_seat_of_a_row_taken_back_is_told_with_the_others_of_that_row():
    _, _, ask = held(RATED, ["4 4 2", Back(), "4 4 1", Undo(), Pause()])
    assert "S1 mee eens; S2 mee eens; S3 mee oneens" in ask.last().notice


def test_a_remark_at_a_row_is_about_the_line_and_seen_at_every_seat():
    _, journal, ask = held(RATED, [Note("rumoer"), Act("form"), Pause()])
    assert journal.state.remarks == {at("s1", "", 1): "rumoer"}
    assert ask.last().remark == "rumoer"
    seen = {spot.slot: spot.remark for spot in ask.last().spots() if spot.remark}
    assert seen == {at("s1", seat, 1): "rumoer" for seat in ("S1", "S2", "S3")}


def test_a_remark_at_a_row_is_taken_back_where_it_was_made():
    _, journal, ask = held(RATED, [Note("rumoer"), "4*", Undo(), Undo(), Pause()])
    assert not journal.state.remarks
    assert ask.last().slot.item == "s1:row"
    assert "Vraag s1" in ask.last().notice


def test_the_round_stands_in_the_list_of_places():
    _, _, ask = held(RATED, [Pause()])
    who = {spot.slot: spot.who for spot in ask.last().spots()}
    assert who[at("s1", "S2", 1)] == "S2 · wijkagent · R1"
    assert who[at("s1", "S2", 2)] == "S2 · wijkagent · R2"
    assert who[at("topic")] == "Hele tafel"


def test_the_closing_names_the_points_that_wait():
    end = ["4*", "5*", Act("points", "+ toezicht"), Act("points", "+ licht")]
    _, _, ask = held(round_table("r1"), [*end, Act("points", "1 klaar"), Pause()])
    left = [one.item.instruction for one in ask.asked if one.kind == "close"]
    told = [one["nl"] if one else "" for one in left]
    assert "parkeerpunt" not in told[0]
    assert "1 parkeerpunt open" in told[1]
    assert "2 parkeerpunten open" in told[2]
    assert "1 parkeerpunt open" in told[3]


ODD = replace(
    RATED,
    sections=(
        Section(
            "odd",
            both("Vreemd"),
            (
                item(
                    "n",
                    "integer",
                    mode="group",
                    constraints=(Constraint(". < 5", both("Dat is veel."), soft=True),),
                ),
                item("end", mode="group"),
            ),
        ),
    ),
)


@pytest.mark.parametrize(
    "act", [Act("say", "2: iets"), Act("presence", "2 weg"), Act("turns", "2")]
)
def test_why_an_odd_answer_stays_is_asked_with_nothing_in_between(act):
    _, journal, ask = held(ODD, [8, 8, act, "omdat", Pause()])
    whys = [one for one in ask.asked if one.kind == "why"]
    assert len(whys) == 2
    assert whys[1].notice
    assert not {"statement_made", "participant_out", "turn_counted"} & set(journal.kinds())
    assert len(history(journal.events).done) == 1


def test_what_is_typed_beside_the_question_leaves_the_place_where_one_stands():
    places, beside = [], []
    keeping = {
        "note_position": lambda slot, typed: places.append(slot),
        "note_typed": lambda slot, typed: beside.append((slot, typed)),
    }

    def half(question):
        question.note("2: ie")
        return Given("2: iets")

    held(RATED, [Act("say"), half, Pause()], **keeping)
    assert beside[-2:] == [(at(":say"), "2: ie"), (at(":say"), "")]
    assert {slot.item for slot, _ in beside[:-2]} == {":seats"}
    assert places[-1] == at("s1:row", "S1", 1)
    assert not [slot for slot in places if slot.item.startswith(":")]


def test_an_answer_keeps_which_line_it_was_first_given_in():
    _, journal, _ = held(RATED, ["4 4 2", Back(), "5 4 2", Pause()])
    lines = {one["row"] for one in written(journal)}
    assert len(lines) == 2
    rows = {answer.row for answer in journal.state.answers.values()}
    assert len(rows) == 1
    assert rows < lines
