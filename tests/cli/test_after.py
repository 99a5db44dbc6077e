"""`wbp session correct | close | reopen | review`: what they say, and at a real terminal."""

from __future__ import annotations

import json
import sys

import pytest

from tests.cli.keyboard import ENTER, Keyboard
from tests.cli.running import refused, wbp
from tests.workflow.studies import CLOSED, hold, said, small_study
from wbp_survey.model.payloads import slot_payload
from wbp_survey.model.session import Slot
from wbp_survey.workflow.sessions import show_session, verify_journal

TERMINAL = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
YEARS, KIND = Slot("years", "S1"), Slot("kind", "S1")
F7 = "\x1b[18~"


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


@pytest.fixture
def full(place):
    """A session that was closed with one question parked and one never asked."""
    scopes = {"participate": True, "quote": True}
    consent = {"participant": "S1", "scopes": scopes, "version": "1.0"}
    steps = [
        ("consent_given", consent),
        said("member", "yes"),
        said("years", 2.5),
        said("channels", ["app"]),
    ]
    hold(place, "one", *steps, ("item_parked", slot_payload(KIND)), CLOSED)
    return place


def session(capsys, place, *words):
    return wbp(capsys, "session", *words, "--study", place.root)


def events(place):
    return show_session(place, "one").events


def test_a_correction_says_what_was_and_what_is(full, capsys):
    why = ("--because", "stond zo op de band", "--by", "CD")
    done = session(capsys, full, "correct", "one", "years", "--value", "3,5", *why)
    assert done.code == 0, done
    assert "years S1: 2,5 jaar" in done.out
    assert "-> 3,5 jaar" in done.out
    event = events(full)[-1]
    assert (event.kind, event.actor) == ("answer_corrected", "CD")


def test_a_correction_says_how_many_answers_fall_off_come_back_or_come_on(full, capsys):
    because = ("--because", "verhoord")
    done = session(capsys, full, "correct", "one", "member", "--value", "nee", *because)
    assert "1 ander antwoord telt nu niet meer mee" in done.out
    done = session(capsys, full, "correct", "one", "member", "--value", "ja", *because)
    assert "1 eerder antwoord telt weer mee." in done.out
    done = session(capsys, full, "correct", "one", "channels", "--value", "1 2", *because)
    assert f"wbp session review one --study {full.root}" in done.out


def test_who_corrects_is_known_from_the_environment_too(full, capsys, monkeypatch):
    monkeypatch.setenv("WBP_INTERVIEWER", "EF")
    session(capsys, full, "correct", "one", "years", "--missing", "weet niet", "--because", "x")
    assert events(full)[-1].actor == "EF"
    session(capsys, full, "reopen", "one", "--because", "x", "--by", " ")
    assert events(full)[-1].actor.strip()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("years", "--value", "90", "--because", "x"), "RECORD_ANSWER_REFUSED"),
        (("years", "--value", "2,5", "--because", "x"), "RECORD_SAME_ANSWER"),
        (("yeers", "--value", "3", "--because", "x"), "RECORD_UNKNOWN_ITEM"),
        (("why", "--value", "x", "--because", "x"), "RECORD_NOT_ON_ROUTE"),
    ],
)
def test_what_cannot_be_corrected_is_one_line_and_changes_nothing(full, capsys, words, code):
    before = events(full)
    refused(session(capsys, full, "correct", "one", *words), code)
    assert events(full) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "USAGE_CORRECT"),
        (("--value", "3", "--missing", "weet niet"), "USAGE_CORRECT"),
        (("--value", "3"), "USAGE_EMPTY_TEXT"),
    ],
)
def test_a_correction_that_does_not_say_what_or_why_is_a_matter_of_usage(full, capsys, words, code):
    done = session(capsys, full, "correct", "one", "years", *words)
    assert (done.code, done.problems) == (2, [code])


def test_closing_and_opening_say_how_to_go_on(place, capsys):
    hold(place, "one", said("member", "yes"))
    done = session(capsys, place, "close", "one", "--because", "niet meer bereikt")
    assert "Sessie one is afgesloten" in done.out
    assert "wbp session reopen one" in done.out
    refused(session(capsys, place, "close", "one", "--because", "x"), "RECORD_ALREADY_CLOSED")
    done = session(capsys, place, "reopen", "one", "--because", "toch gebeld")
    assert f"wbp record small --session one --study {place.root}" in done.out
    refused(session(capsys, place, "reopen", "one", "--because", "x"), "RECORD_ALREADY_OPEN")


@pytest.mark.parametrize("command", ["close", "reopen"])
def test_neither_is_done_without_saying_why(full, capsys, command):
    assert session(capsys, full, command, "one").code == 2
    assert session(capsys, full, command, "one", "--because", " ").code == 2


def test_a_session_opened_again_is_gone_on_with_where_it_stood(full, capsys, tmp_path):
    session(capsys, full, "reopen", "one", "--because", "iets vergeten")
    script = tmp_path / "rest.yaml"
    script.write_text("- {item: know, value: '1'}\n- {item: kind, value: '1'}\n")
    asked = ("record", "small", "--session", "one", "--script", script, "--study", full.root)
    done = wbp(capsys, *asked)
    assert done.code == 0, done
    state = show_session(full, "one").state
    assert {"know", "kind"} <= {slot.item for slot in state.answers}


def test_elsewhere_than_at_a_terminal_a_review_is_a_list(full, capsys):
    done = session(capsys, full, "review", "one")
    assert done.code == 0
    assert "kind S1" in done.out
    assert "geparkeerd" in done.out
    found = json.loads(session(capsys, full, "review", "one", "--json").out)
    assert [(one["code"], one["item"]) for one in found] == [
        ("open", "know"),
        ("open", "kind"),
        ("parked", "kind"),
    ]
    assert {"session", "participant", "round", "query", "question", "what"} <= set(found[0])


def test_a_session_with_nothing_open_says_so(place, capsys):
    hold(place, "one", said("member", "no"), said("know", 2), said("channels", ["app"]))
    session(capsys, place, "correct", "one", "kind", "--value", "1", "--because", "x")
    assert "niets meer open" in session(capsys, place, "review", "one").out
    assert json.loads(session(capsys, place, "review", "one", "--json").out) == []


def at_terminal(place, *words):
    return Keyboard(place.root, *words, "--by", "CD", command=("session",))


@TERMINAL
def test_the_open_points_are_gone_through_at_a_terminal(full):
    keyboard = at_terminal(full, "review", "one")
    keyboard.see("Punt 1 van 2. Nog geen antwoord.")
    keyboard.see("NAKIJKEN")
    keyboard.press("2", ENTER)
    keyboard.see("Waarom verandert u dit antwoord?")
    keyboard.press("vergeten te vragen")
    keyboard.see("vergeten te vragen")
    keyboard.press(ENTER)
    keyboard.see("Punt 2 van 2.")
    keyboard.press(F7)
    assert keyboard.end() == 0
    assert "Nog open in sessie one: 1." in keyboard.flat()
    last = events(full)[-1]
    assert (last.kind, last.actor) == ("answer_corrected", "CD")
    assert last.payload["because"] == "vergeten te vragen"


@TERMINAL
def test_a_review_that_is_killed_keeps_what_was_confirmed_and_goes_on_from_there(full):
    keyboard = at_terminal(full, "review", "one")
    keyboard.see("Punt 1 van 2.")
    keyboard.press("2", ENTER)
    keyboard.see("Waarom verandert u dit antwoord?")
    keyboard.press("vergeten")
    keyboard.see("vergeten")
    keyboard.press(ENTER)
    keyboard.see("Punt 2 van 2.")
    keyboard.kill()
    assert verify_journal(full) == []
    keyboard = at_terminal(full, "review", "one")
    keyboard.see("Punt 1 van 1.")
    keyboard.press(F7)
    assert keyboard.end() == 0
    assert [event.kind for event in events(full)].count("answer_corrected") == 1


@TERMINAL
def test_a_correction_can_be_made_at_the_question_itself(full):
    keyboard = at_terminal(full, "correct", "one", "years", "--plain")
    keyboard.see("Hoeveel jaar?")
    keyboard.press(f"3,5{ENTER}")
    keyboard.see("Waarom verandert u dit antwoord?")
    keyboard.press(f"stond zo op de band{ENTER}")
    assert keyboard.end() == 0
    assert "2,5 jaar" in keyboard.flat()
    assert events(full)[-1].payload["value"] == 3.5
