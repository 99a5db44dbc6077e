"""A second entry and its differences as two people at a terminal see them."""

from __future__ import annotations

import sys

import pytest

from tests.cli.keyboard import ENTER, Keyboard
from tests.workflow.paper import consent, other, typed_in
from tests.workflow.studies import small_study
from wbp_survey.model.session import Slot
from wbp_survey.workflow.entries import Again, enter_again_script
from wbp_survey.workflow.sessions import list_sessions, show_session, verify_journal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

COMMAND = ("session", "enter-again")
BANNER = "TWEEDE INVOER VAN"
ESC, CTRL_C = "\x1b", "\x03"


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


@pytest.fixture
def first(place):
    """A paper form that AB typed in."""
    return typed_in(place)


@pytest.fixture
def differing(place, first):
    """The same form typed in again by CD, otherwise at three questions."""
    script = (consent(place), *other(years="25", know="1", why="Het helpt niet."))
    assert enter_again_script(place, Again(first, "CD"), script).left == 3
    return first


def again(place, first, *words):
    return Keyboard(place.root, first, "--interviewer", "CD", *words, command=COMMAND)


def to_the_first_question(keyboard):
    """Answer what comes before the questions with one key each; nothing is read aloud."""
    for scope in ("Meedoen", "Citeren"):
        keyboard.see(scope)
        keyboard.press("j")
    keyboard.see("Bent u lid?")


def to_the_first_difference(keyboard, question="Hoeveel jaar?"):
    keyboard.see("iets anders ingevoerd")
    keyboard.press(ENTER)
    keyboard.see(question)


def choose(keyboard, key, then):
    """Choose and confirm; see what comes next."""
    keyboard.press(key)
    keyboard.see(f"> {key}")
    keyboard.press(ENTER)
    return keyboard.see(then)


def values(place, session):
    state = show_session(place, session).state
    return {slot.item: answer.value for slot, answer in state.answers.items()}


def test_a_form_is_entered_again_and_settled_in_one_go(place, first):
    keyboard = again(place, first)
    to_the_first_question(keyboard)
    assert BANNER in keyboard.screen()
    keyboard.press("n")  # the other entry says yes
    shown = keyboard.see("kennen deelnemers elkaar")
    assert BANNER in shown
    assert "eens  (" not in shown
    keyboard.press("3")
    keyboard.see("Welke kanalen")
    keyboard.press("1", " ", "2", " ", ENTER)
    keyboard.see("Waarom?")
    keyboard.press("Het helpt.", ENTER)
    keyboard.see("Hoe vaak?")
    keyboard.press("1")
    keyboard.see("afsluiten")
    keyboard.press("j")
    to_the_first_difference(keyboard, "Bent u lid?")
    choose(keyboard, "1", "niet gevraagd")
    choose(keyboard, "1", "zijn beslecht")
    assert keyboard.end() == 0
    assert values(place, first)["years"] == 2.5
    assert values(place, first)["member"] == "yes"
    assert verify_journal(place) == []


def test_both_entries_stand_on_one_screen_and_one_step_back_leads_to_the_one_before(
    place, differing
):
    keyboard = again(place, differing, "--settle")
    to_the_first_difference(keyboard)
    shown = keyboard.see("vraag 1 van 3")
    assert "2,5" in shown
    assert "25 jaar" in shown
    assert "eerste invoer: AB" in shown
    assert "tweede invoer: CD" in shown
    choose(keyboard, "2", "vraag 2 van 3")
    keyboard.press(ESC)
    keyboard.see("vraag 1 van 3")
    choose(keyboard, "1", "vraag 2 van 3")
    choose(keyboard, "2", "Het helpt niet.")
    choose(keyboard, "2", "zijn beslecht")
    assert keyboard.end() == 0
    found = values(place, differing)
    assert (found["years"], found["know"], found["why"]) == (2.5, 1, "Het helpt niet.")


def test_another_answer_is_typed_at_the_question_with_the_reason_why(place, differing):
    keyboard = again(place, differing, "--settle")
    to_the_first_difference(keyboard)
    choose(keyboard, "3", "Begrepen: 2,5")
    keyboard.press("\x7f" * 3, "5,2")
    keyboard.see("Begrepen: 5,2")
    keyboard.press(ENTER)
    keyboard.see("Waarom is dit het juiste antwoord?")
    keyboard.press("Verwisseld.")
    keyboard.see("Verwisseld.")
    keyboard.press(ENTER)
    keyboard.see("vraag 2 van 3")
    keyboard.kill()
    payload = show_session(place, differing).events[-1].payload
    assert (payload["value"], payload["because"]) == (5.2, "Verwisseld.")


def test_a_choice_survives_the_end_of_the_program_at_the_next_screen(place, differing):
    keyboard = again(place, differing, "--settle")
    to_the_first_difference(keyboard)
    choose(keyboard, "2", "vraag 2 van 3")
    keyboard.kill()
    assert values(place, differing)["years"] == 25
    assert verify_journal(place) == []
    keyboard = again(place, differing, "--settle")
    to_the_first_difference(keyboard, "kennen deelnemers elkaar")
    assert "vraag 1 van 2" in keyboard.screen()
    keyboard.kill()


def test_what_is_typed_in_a_second_entry_survives_a_crash_and_nothing_else_shows(place, first):
    keyboard = again(place, first)
    to_the_first_question(keyboard)
    keyboard.press("j")
    keyboard.see("Hoeveel jaar?")
    keyboard.press("2")
    keyboard.see("Begrepen: 2 ")
    keyboard.kill()
    keyboard = again(place, first, "--resume")
    shown = keyboard.see("Begrepen: 2 ")
    assert BANNER in shown
    assert "2,5" not in shown
    keyboard.kill()
    assert len(list_sessions(place)) == 2


def test_ctrl_c_twice_leaves_the_differences_for_later(place, differing):
    keyboard = again(place, differing, "--settle")
    to_the_first_difference(keyboard)
    keyboard.press(CTRL_C)
    keyboard.see("Nogmaals Ctrl+C")
    keyboard.press(CTRL_C)
    keyboard.see("nog 3 verschillen")
    assert keyboard.end() == 0
    assert not any(
        event.kind == "answer_settled" for event in show_session(place, differing).events
    )


def test_who_settles_holds_the_session_and_another_is_told_so(place, differing):
    keyboard = again(place, differing, "--settle")
    to_the_first_difference(keyboard)
    second = again(place, differing, "--settle")
    second.see("STORE_SESSION_BUSY")
    assert second.end() == 1
    choose(keyboard, "1", "vraag 2 van 3")
    keyboard.kill()
    assert Slot("years", "S1") in show_session(place, differing).state.settled
