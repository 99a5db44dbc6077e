"""`wbp record` of our own round table, as whoever takes notes sees it: seats, rows, a power cut."""

from __future__ import annotations

import sys

import pytest

from tests.cli.keyboard import ENTER, Keyboard, wait_for_another
from tests.cli.running import wbp
from wbp_survey.wizard.question import Given, Pause
from wbp_survey.workflow.init import init
from wbp_survey.workflow.record import Request, record
from wbp_survey.workflow.sessions import list_sessions, show_session, verify_journal
from wbp_survey.workflow.study import open_place

TERMINAL = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
PROTOCOL = "rondetafel-protocol@3.0.0"
F5, F8, F9, F12 = "\x1b[15~", "\x1b[19~", "\x1b[20~", "\x1b[24~"
ESC, UNDO = "\x1b", "\x1a"
WORDS = ("--case", "lastage", "--interviewer", "AB")
BEGUN = """
- seats: [beheerder, wijkagent, gemeente, bewoner]
- consent: {participate: yes, record: yes, quote: yes, function: yes, contact: yes, reuse: yes}
- {rt_invited: "6"}
- {rt_nonparticipation: "Twee waren ziek."}
- {rt_setting: "1"}
- {rt_others: "Een notulist."}
- {rt_recorded: "1"}
- {item: rt_s01, round: 1, value: "4 9 5 1"}
"""
SECRET = "Stroopwafelgeheim"


@pytest.fixture
def study(tmp_path):
    return init(tmp_path / "study")


@pytest.fixture
def rating(study, capsys):
    """A table of four that has rated one statement, with the second before it."""
    script = study.parent / "begun.yaml"
    script.write_text(BEGUN, encoding="utf-8")
    done = wbp(capsys, "record", PROTOCOL, *WORDS, "--script", script, "--study", study)
    assert done.code == 0, done
    return study


def resumed(study, *words):
    keyboard = Keyboard(study, *WORDS, "--resume", *words, instrument=PROTOCOL)
    keyboard.see("vraag 7 van")
    return keyboard


def session(study):
    place = open_place(study)
    (row,) = list_sessions(place)
    return show_session(place, row.id)


def given(study, item, of_round=1):
    answers = session(study).state.answers.items()
    return {
        slot.participant: one.missing or one.value
        for slot, one in answers
        if (slot.item, slot.round) == (item, of_round)
    }


def confirmed(keyboard, typed):
    """Type a line, see it stand there, and confirm it."""
    keyboard.press(typed)
    keyboard.see(f"> {typed}")
    keyboard.press(ENTER)


def read_until(keyboard, text):
    """Read what is read aloud, page by page, until this is asked."""
    while text not in (shown := keyboard.see("Ctrl+C")):
        keyboard.press(ENTER)
        wait_for_another(keyboard, shown)


@TERMINAL
def test_a_table_is_seated_and_agrees_line_by_line_and_a_latecomer_is_asked_apart(study):
    keyboard = Keyboard(study, *WORDS, instrument=PROTOCOL)
    for number, role in enumerate("1245", start=1):
        keyboard.see(f"Plaats S{number}")
        keyboard.press(role, ENTER)
    read_until(keyboard, "Per plaats j n")
    keyboard.see("vrijwillig mee")
    keyboard.press(F9)
    keyboard.see("Wie komt er of wie gaat er?")
    confirmed(keyboard, "2 laat")
    assert "Aan tafel: 2 van 3." in keyboard.see("vrijwillig mee")
    for scope in ("vrijwillig mee", "geluidsopname", "worden aangehaald", "Mijn functie"):
        keyboard.see(scope)
        confirmed(keyboard, "j j")
    for scope in ("eigen naam", "benaderen"):
        keyboard.see(scope)
        confirmed(keyboard, "n n")
    keyboard.see("later onderzoek")
    confirmed(keyboard, "n n")
    read_until(keyboard, "Hoeveel mensen zijn uitgenodigd?")
    keyboard.press(F9)
    keyboard.see("Wie komt er of wie gaat er?")
    confirmed(keyboard, "2 binnen")
    assert "j  ja" in keyboard.see("S2 · wijkagent")
    assert keyboard.leave() == 0
    state = session(study).state
    assert [one.role for one in state.participants] == ["beheerder", "wijkagent", "bewoner"]
    assert set(state.consent) == {"S1", "S3"}
    assert state.consent["S1"]["participate"]
    assert not state.consent["S1"]["quote_name"]


@TERMINAL
def test_a_power_cut_while_people_sit_down_leaves_them_seated(study):
    keyboard = Keyboard(study, *WORDS, instrument=PROTOCOL)
    for seat, role in (("S1", "2"), ("S2", "4")):
        keyboard.see(f"Plaats {seat}")
        keyboard.press(role, ENTER)
    keyboard.see("Plaats S3")
    keyboard.kill()
    keyboard = Keyboard(study, *WORDS, "--resume", instrument=PROTOCOL)
    assert "S1 wijkagent, S2 bewoner" in keyboard.see("Plaats S3")
    keyboard.press(ESC)
    keyboard.see("Plaats S2")
    keyboard.press("1", ENTER)
    keyboard.see("Plaats S3")
    keyboard.press("5", ENTER)
    keyboard.see("Dit onderzoek gaat over")
    keyboard.kill()
    assert [one.role for one in session(study).state.participants] == ["wijkagent", "beheerder"]


@TERMINAL
def test_a_statement_in_the_middle_of_a_row_leaves_the_row_as_it_was(rating):
    keyboard = resumed(rating)
    keyboard.press("4 4")
    keyboard.see("> 4 4")
    keyboard.press(F8)
    keyboard.see("Wat is er gezegd, en door wie?")
    keyboard.press('3: "Dat herken ik."')
    keyboard.see("letterlijk")
    keyboard.press(ENTER)
    shown = keyboard.see("> 4 4")
    assert "De uitspraak is bewaard." in shown
    keyboard.press(" w 3")
    keyboard.see("> 4 4 w 3")
    keyboard.press(ENTER)
    keyboard.see("vraag 8 van")
    assert keyboard.leave() == 0
    assert given(rating, "rt_s02") == {"S1": 4, "S2": 4, "S3": "dont_know", "S4": 3}
    (said,) = session(rating).state.round_table.statements.values()
    assert (said.who, said.text, said.about, said.round) == (
        ("S3",),
        "Dat herken ik.",
        "rt_s02",
        1,
    )


@TERMINAL
def test_after_a_power_cut_the_half_typed_row_is_still_there(rating):
    keyboard = resumed(rating)
    keyboard.press("4 4 2")
    keyboard.see("> 4 4 2")
    keyboard.kill()
    assert given(rating, "rt_s02") == {}
    keyboard = resumed(rating)
    keyboard.see("> 4 4 2")
    keyboard.press(" 5", ENTER)
    keyboard.see("vraag 8 van")
    assert keyboard.leave() == 0
    assert given(rating, "rt_s02") == {"S1": 4, "S2": 4, "S3": 2, "S4": 5}
    assert verify_journal(open_place(rating)) == []


@TERMINAL
def test_after_a_power_cut_in_the_middle_of_a_statement_its_words_are_still_there(rating):
    keyboard = resumed(rating)
    keyboard.press("4 4")
    keyboard.see("> 4 4")
    keyboard.press(F8)
    keyboard.see("Wat is er gezegd")
    keyboard.press("3: dat her")
    keyboard.see("> 3: dat her")
    keyboard.kill()
    keyboard = resumed(rating)
    keyboard.see("> 4 4")
    keyboard.press(F8)
    keyboard.see("> 3: dat her")
    keyboard.press("ken ik", ENTER)
    keyboard.see("> 4 4")
    assert keyboard.leave() == 0
    (said,) = session(rating).state.round_table.statements.values()
    assert said.text == "dat herken ik"


@TERMINAL
def test_a_wrong_line_stays_and_says_at_which_seat(rating):
    keyboard = resumed(rating)
    keyboard.press("4 x 3 3")
    keyboard.see("! S2")
    keyboard.press(ENTER)
    keyboard.see("‘x’")
    assert "vraag 7 van" in keyboard.screen()
    assert keyboard.leave() == 0
    assert given(rating, "rt_s02") == {}


@TERMINAL
def test_a_row_is_taken_back_with_one_key(rating):
    keyboard = resumed(rating)
    confirmed(keyboard, "4 4 2 5")
    keyboard.see("vraag 8 van")
    keyboard.press(UNDO)
    keyboard.see("vraag 7 van")
    keyboard.press(UNDO)
    keyboard.see("vraag 6 van")
    assert keyboard.leave() == 0
    assert given(rating, "rt_s01") == given(rating, "rt_s02") == {}


@TERMINAL
def test_a_reason_fills_the_seats_that_are_open(rating):
    keyboard = resumed(rating)
    confirmed(keyboard, "4 . . 5")
    keyboard.see("vraag 8 van")
    keyboard.press(ESC)
    keyboard.see("> 4 . . 5")
    keyboard.press(F5)
    keyboard.see("kan ik niet beoordelen")
    keyboard.press("3", ENTER)
    keyboard.see("vraag 8 van")
    assert keyboard.leave() == 0
    assert given(rating, "rt_s02") == {"S1": 4, "S2": "cannot_judge", "S3": "cannot_judge", "S4": 5}


@TERMINAL
def test_turns_are_counted_and_the_row_comes_back(rating):
    keyboard = resumed(rating)
    keyboard.press("4")
    keyboard.see("> 4")
    keyboard.press(F12)
    keyboard.see("Wie heeft het woord?")
    for sign, count in (("2", "wijkagent  1"), ("b", "beheerder  1")):
        keyboard.press(sign)
        keyboard.see(count)
    keyboard.press(ESC)
    keyboard.see("> 4")
    assert keyboard.leave() == 0
    assert session(rating).state.round_table.turns == {"S2": 1, "beheerder": 1}


@TERMINAL
def test_who_withdraws_in_the_middle_leaves_no_words_in_the_file_and_the_others_theirs(rating):
    keyboard = resumed(rating)
    keyboard.press(f"/uitspraak 2: {SECRET}", ENTER)
    keyboard.see("De uitspraak is bewaard.")
    confirmed(keyboard, "4 4 2 5")
    keyboard.see("vraag 8 van")
    keyboard.press("/toestemming 2 trekt in", ENTER)
    keyboard.see("Doorgaan?")
    keyboard.press("j", ENTER)
    keyboard.see("S2 doet niet meer mee")
    keyboard.press(UNDO)
    keyboard.see("vraag 8 van")
    assert keyboard.leave() == 0
    assert given(rating, "rt_s02") == {"S1": 4, "S3": 2, "S4": 5}
    assert given(rating, "rt_s01") == {"S1": 4, "S3": 5, "S4": 1}
    for file in (rating / "data").rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes()
    assert verify_journal(open_place(rating)) == []


@TERMINAL
def test_in_plain_lines_a_row_is_typed_the_same_way(rating):
    keyboard = Keyboard(rating, *WORDS, "--resume", "--plain", instrument=PROTOCOL)
    keyboard.see("vraag 7 van")
    keyboard.press("/aanwezig 3 weg", ENTER)
    keyboard.see("Aan tafel: 3 van 4.")
    keyboard.press("4 4 5", ENTER)
    keyboard.see("vraag 8 van")
    assert keyboard.leave() == 0
    assert given(rating, "rt_s02") == {"S1": 4, "S2": 4, "S4": 5}


class Filling:
    """Somebody who answers whatever is asked with the first thing that will do."""

    LINES = ("j*", "1*", "v*", "12*", "123*", "")

    def __init__(self, seats, most=2000):
        self.seats, self.left = list(seats), most

    def __call__(self, question):
        self.left -= 1
        if not self.left:
            return Pause()
        item = question.item
        if question.kind == "seat":
            return Given(self.seats.pop(0) if self.seats else "seated")
        if question.kind in ("row", "line"):
            will_do = (one for one in self.LINES if not question.understand(one).trouble)
            return Given(next(will_do))
        if item.type == "note":
            return Given(None)
        return Given(self._answer(item))

    def _answer(self, item):
        codes = item.scale.codes if item.scale else ()
        if item.type in ("integer", "decimal"):
            return int(item.minimum or 1)
        if item.type == "scale":
            return int(codes[0])
        if item.type == "rank":
            return list(codes[: item.top or len(codes)])
        if item.type == "select_multiple":
            return [codes[0]]
        if item.type == "select_one":
            return "no" if item.id.startswith("ideas:more") else codes[0]
        return {"date": "2026-03-02", "time": "14:30"}.get(item.type, "Zo is het.")


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0", "3.0.0"])
def test_every_version_of_the_protocol_can_be_held_to_its_closing(study, version):
    place = open_place(study)
    seats = ("beheerder", "wijkagent", "gemeente", "bewoner", "bewoner")
    request = Request("rondetafel-protocol", "lastage", interviewer="AB", version=version)
    held = record(place, request, Filling(seats))
    assert held.how == "closed"
    assert held.state.version == version
    rated = {slot for slot in held.state.answers if slot.item == "rt_s01"}
    assert {slot.round for slot in rated} == {1, 2}
    assert {slot.participant for slot in rated} == {f"S{n}" for n in range(1, 6)}
    assert verify_journal(place) == []


def test_a_session_of_an_older_version_goes_on_in_rows(study, capsys):
    place = open_place(study)
    request = Request("rondetafel-protocol", "lastage", interviewer="AB", version="2.0.0")
    begun = record(place, request, Filling(("beheerder", "wijkagent", "bewoner"), most=40))
    assert begun.how == "stopped"
    whole = Request("rondetafel-protocol", "lastage", interviewer="AB", resume="")
    held = record(place, whole, Filling(()))
    assert held.how == "closed"
    assert held.state.id == begun.state.id
    assert held.state.version == "2.0.0"
    assert begun.state.answers
    assert begun.state.answers.items() <= held.state.answers.items()
