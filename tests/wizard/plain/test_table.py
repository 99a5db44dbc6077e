"""Rows, lines and tallies in plain lines."""

from __future__ import annotations

import io

import pytest

from tests.wizard.driver import ONE
from tests.wizard.forms import YES_NO, item
from tests.wizard.plain.test_ask import lines
from tests.wizard.tables import SEATS, line, row, tally
from wbp_survey.model.session import Answer, Slot
from wbp_survey.wizard.plain.ask import ask_plainly
from wbp_survey.wizard.plain.teletype import Teletype
from wbp_survey.wizard.question import Act, Back, Given, Pause, Question, Reason

NINE = "4 4 2 . 5 w v 3 9"


def told(question, *typed):
    """Ask one question with these lines typed; return the reply and what was printed."""
    out = io.StringIO()
    return ask_plainly(question, Teletype(io.StringIO(lines(*typed)), out)), out.getvalue()


def asked(question, *typed):
    return told(question, *typed)[0]


def test_a_row_names_the_seats_once_and_who_is_not_there():
    _, out = told(row(began="2026-03-02T14:24:00Z"), NINE)
    assert "S1 wijkagent, S2 ambtenaar, S3 gebiedsmakelaar, S5 beheerder" in out
    assert "; S4 niet aanwezig\n" in out
    assert "1 = oneens; 9 = eens\n" in out
    assert out.count("S2 ambtenaar") == 1
    assert "Fase 2 - vraag 3 van 40 - " in out
    assert "  1. " not in out


def test_who_sits_where_is_not_said_again_until_it_changes_or_help_is_asked():
    out = io.StringIO()
    typed = io.StringIO(lines(NINE, NINE, "?", NINE, "1*"))
    teletype = Teletype(typed, out)
    for seen, question in ((1, row()), (1, row()), (2, row()), (3, row(seats=SEATS[:3]))):
        assert isinstance(ask_plainly(question, teletype), Given)
        assert out.getvalue().count("S1 wijkagent, S2 ambtenaar") == seen
    assert out.getvalue().count("Vraag asked") == 5


def test_a_row_says_seat_by_seat_how_it_was_understood():
    reply, out = told(row(), NINE)
    assert reply == Given(NINE)
    assert "Begrepen: S1 4, S2 4, S3 2, S4 niet aanwezig, S5 open, S6 5, S7 weet niet" in out


def test_trouble_names_the_seat_and_the_line_is_typed_again():
    reply, out = told(row(), "4 4 x", "", NINE)
    assert reply == Given(NINE)
    assert "S3 · gebiedsmakelaar: ‘x’" in out
    assert "Er is nog niets getypt" in out


def test_enter_alone_keeps_what_stands_there():
    reply, out = told(row(given=Answer(NINE)), "")
    assert reply == Given(NINE)
    assert f"Gegeven: {NINE}. Enter laat dat zo." in out


def test_a_line_cut_off_is_offered_and_taken_by_enter():
    reply, out = told(row(draft=NINE), "")
    assert reply == Given(NINE)
    assert f"U had al getypt: {NINE}" in out


def test_what_is_typed_is_kept_before_it_is_read():
    noted = []
    assert asked(row(note=noted.append), "4 4", NINE) == Given(NINE)
    assert noted == ["4 4", NINE]


def test_a_reason_at_a_row_is_that_of_all_who_are_open():
    assert asked(row(), "/weet niet") == Reason("dont_know")
    assert asked(row(), "/weigert", "/wil niet zeggen", "ja") == Reason("refused")


@pytest.mark.parametrize(
    ("typed", "act"),
    [
        ("/uitspraak", Act("say")),
        ("/uitspraak 3: ja", Act("say", "3: ja")),
        ("/aanwezig 4 weg", Act("presence", "4 weg")),
        ("/presence 4 out", Act("presence", "4 out")),
        ("/beurten", Act("turns")),
        ("/toestemming 5 citaten nee", Act("consent", "5 citaten nee")),
        ("/overslaan", Act("skip")),
        ("/parkeerpunten 2 klaar", Act("points", "2 klaar")),
    ],
)
def test_what_happens_around_the_table_is_said_by_its_word(typed, act):
    assert asked(row(), typed) == act


def test_elsewhere_there_is_no_table_to_speak_of():
    question = Question("item", item("n", "integer"), Slot("n"), "nl")
    reply, out = told(question, "/uitspraak", "12")
    assert reply == Given(12)
    assert "Dat kan alleen aan een rondetafel." in out
    reply, out = told(line(), "/aanwezig", "/terug")
    assert reply == Back()
    assert "Dat kan hier niet." in out


def test_the_commands_of_the_table_are_explained_there_only():
    _, at_table = told(row(), "?", NINE)
    assert "  /uitspraak: " in at_table
    assert "w weet niet, " in at_table
    _, elsewhere = told(Question("item", ONE["integer"], Slot("n"), "nl"), "?", "12")
    assert "/uitspraak" not in elsewhere


def test_the_letters_of_yes_and_no_are_said_once():
    _, out = told(row(item("asked", "select_one", scale=YES_NO)), "j*")
    assert out.count("j = ja; n = nee\n") == 1


def test_a_line_is_said_back_in_words():
    reply, out = told(line(), "3:", "3: dat werkt niet")
    assert reply == Given("3: dat werkt niet")
    assert "Er staat nog niets achter de dubbele punt." in out
    assert "\nS3 zegt iets\n" in out.replace("> ", "\n")


def test_enter_alone_says_nothing_of_the_table():
    assert asked(line(), "") == Back()


def test_an_idea_of_a_round_is_not_left_by_enter_alone():
    assert asked(line(number=4, total=9), "", "3: een idee") == Given("3: een idee")


def test_the_end_of_input_pauses_and_keeps_half_a_line():
    noted = []
    teletype = Teletype(io.StringIO("4 4"), io.StringIO())
    assert ask_plainly(row(note=noted.append), teletype) == Pause()
    assert noted == ["4 4"]


def counted(*typed):
    """Hold a tally in plain lines until it is left; return what was counted and what was said."""
    out = io.StringIO()
    teletype, turns, replies = Teletype(io.StringIO(lines(*typed)), out), {}, []
    while True:
        reply = ask_plainly(tally(turns), teletype)
        replies.append(reply)
        if not isinstance(reply, Given):
            return replies, out.getvalue()
        if reply.value != "-":
            key = "B" if reply.value == "b" else f"S{int(reply.value) or 10}"
            turns[key] = turns.get(key, 0) + 1


def test_every_letter_of_a_line_counts_a_turn():
    replies, out = counted("b3 30-b", "")
    assert replies == [*map(Given, ["b", "3", "3", "0", "-", "b"]), Back()]
    assert "S3 2, S10 1, B 2\n" in out
    assert out.count("Wie heeft het woord?") == 1


def test_a_line_with_a_letter_of_nobody_counts_nothing():
    replies, out = counted("bx3", "b²", "")
    assert replies == [Back()]
    assert "Niemand heeft ‘x’." in out
    assert "‘²’ is geen letter of cijfer. Er is niets geteld." in out


def test_a_tally_begun_again_is_explained_again():
    out = io.StringIO()
    teletype = Teletype(io.StringIO(lines("b", "", NINE, "")), out)
    assert ask_plainly(tally(), teletype) == Given("b")
    assert ask_plainly(tally({"B": 1}), teletype) == Back()
    assert ask_plainly(row(), teletype) == Given(NINE)
    assert ask_plainly(tally({"B": 1}), teletype) == Back()
    assert out.getvalue().count("Wie heeft het woord?") == 2
