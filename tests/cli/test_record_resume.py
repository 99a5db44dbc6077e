"""A session left open, as somebody at a terminal meets it: told of, gone on with, or left alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.cli.keyboard import ENTER, ROOT, Keyboard, agree_to_everything
from tests.cli.test_record import wbp
from wbp_survey.workflow.init import init

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

WORDS = ("--case", "lastage", "--interviewer", "AB")


@pytest.fixture
def study(tmp_path):
    return init(tmp_path / "study")


@pytest.fixture
def session(study):
    """A session that was killed at its second question."""
    keyboard = Keyboard(study, *WORDS)
    agree_to_everything(keyboard)
    keyboard.type("3,5")
    keyboard.see("vraag 2 van")
    keyboard.kill()
    return listed(study)[0]["id"]


def listed(study):
    return json.loads(wbp(study, "session", "list", "--json"))


def chosen(keyboard, key):
    keyboard.press(key)
    keyboard.see(f"> {key}")
    keyboard.press(ENTER)


@pytest.mark.parametrize("way", [(), ("--plain",)])
def test_a_session_left_open_is_told_of_before_anything_else(study, session, way):
    keyboard = Keyboard(study, *WORDS, *way)
    shown = keyboard.see("verandert niets")
    flat = " ".join(shown.split())
    for word in (session, "AB", "vandaag om", "1 antwoord", "Gebleven bij:"):
        assert word in flat
    assert len(listed(study)) == 1
    keyboard.kill()


def test_it_goes_on_where_it_stood(study, session):
    keyboard = Keyboard(study, *WORDS)
    keyboard.see("verandert niets")
    chosen(keyboard, "1")
    keyboard.see("vraag 2 van")
    assert keyboard.leave() == 0
    assert [row["id"] for row in listed(study)] == [session]


def test_a_new_one_can_begin_beside_it(study, session):
    keyboard = Keyboard(study, *WORDS)
    keyboard.see("verandert niets")
    chosen(keyboard, "2")
    keyboard.see("Toestemming")
    assert keyboard.leave() == 0
    assert len(listed(study)) == 2
    assert "--session" in keyboard.flat()


def test_stopping_changes_nothing(study, session):
    before = listed(study)
    keyboard = Keyboard(study, *WORDS)
    keyboard.see("verandert niets")
    chosen(keyboard, "3")
    assert keyboard.end() == 0
    assert "Er is niets begonnen" in keyboard.flat()
    assert listed(study) == before


def test_to_resume_one_of_two_is_a_choice_at_a_terminal_and_a_list_elsewhere(study, session):
    wbp(study, "record", "wijkagent-interview", *WORDS)
    ids = [row["id"] for row in listed(study)]
    keyboard = Keyboard(study, *WORDS, "--resume")
    shown = keyboard.see("verandert niets")
    assert all(one in shown for one in ids)
    assert "nieuwe sessie" not in shown
    chosen(keyboard, "1")
    keyboard.see("vraag 2 van")
    assert keyboard.leave() == 0
    done = run(study, "record", "wijkagent-interview", *WORDS, "--resume")
    assert done.returncode == 1
    assert "[RECORD_SEVERAL_OPEN]" in done.stderr
    assert all(one in done.stderr for one in ids)


def run(study, *words):
    return subprocess.run(
        [sys.executable, "-m", "wbp_survey", *words],
        cwd=study,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_session_that_is_open_elsewhere_is_shown_and_cannot_be_chosen(study):
    first = Keyboard(study, *WORDS)
    first.see("Toestemming")
    (row,) = listed(study)
    second = Keyboard(study, "--case", "lastage", "--interviewer", "CD")
    shown = " ".join(second.see("verandert niets").split())
    assert f"Sessie {row['id']} is nu open bij AB" in shown
    assert "Verder met" not in shown
    chosen(second, "2")
    assert second.end() == 0
    done = run(study, "record", "wijkagent-interview", "--case", "lastage", "--resume")
    assert done.returncode == 1
    assert "open bij AB" in done.stderr
    assert "[STORE_SESSION_BUSY]" in done.stderr
    first.kill()
    third = Keyboard(study, *WORDS, "--resume")
    third.see("Toestemming")
    assert third.leave() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_stop_leaves_as_one_would_and_says_how_to_go_on(study, number):
    keyboard = Keyboard(study, *WORDS)
    agree_to_everything(keyboard)
    keyboard.type("3,5")
    keyboard.see("vraag 2 van")
    keyboard.child.kill(number)
    assert keyboard.end() == 0
    assert "Alles is opgeslagen" in keyboard.flat()
    assert "--resume" in keyboard.flat()
    assert listed(study)[0]["answers"] == 1
    assert not (study / "data" / "locks").exists()


def test_a_rehearsal_says_so_on_every_screen_and_leaves_no_file(study):
    before = sorted(study.rglob("*"))
    keyboard = Keyboard(study, "--rehearse")
    assert "OEFENEN" in keyboard.see("Toestemming")
    agree_to_everything(keyboard)
    assert "OEFENEN" in keyboard.screen()
    keyboard.type("3,5")
    assert "OEFENEN" in keyboard.see("vraag 2 van")
    assert keyboard.leave() == 0
    assert "er is niets bewaard" in keyboard.flat()
    assert sorted(study.rglob("*")) == before
