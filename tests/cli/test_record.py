"""`wbp record` at a real terminal: typed, killed, resumed, and every answer in the report."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile

import pytest

from tests.cli.keyboard import ENTER, ROOT, Keyboard, agree_to_everything
from wbp_survey.workflow.init import init

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

F3, F6, F7 = "\x1bOR", "\x1b[17~", "\x1b[18~"
PART = "word/document.xml"
WHERE = re.compile(r"vraag (\d+) van (\d+)")


def wbp(folder, *words):
    done = subprocess.run(
        [sys.executable, "-m", "wbp_survey", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def study(tmp_path):
    return init(tmp_path / "study")


def test_a_session_killed_half_way_is_resumed_and_ends_up_in_the_report(study):
    keyboard = Keyboard(study, "--case", "lastage", apart=True)
    agree_to_everything(keyboard)
    keyboard.type("3,5")
    keyboard.see("vraag 2 van")
    keyboard.type("12")
    keyboard.see("vraag 3 van")
    keyboard.press("inbraken en over")
    keyboard.see("inbraken en over")
    keyboard.kill()

    session = json.loads(wbp(study, "session", "list", "--json"))[0]
    assert (session["answers"], session["closed_at"]) == (2, "")

    keyboard = Keyboard(study, "--case", "lastage", "--resume", apart=True)
    assert "inbraken en over" in keyboard.see("vraag 3 van")
    keyboard.press("last")
    keyboard.see("inbraken en overlast")
    keyboard.press(ENTER)
    finish_with_dont_know(keyboard)
    assert keyboard.end() == 0

    check_what_was_kept(study)


def check_what_was_kept(study):
    """Every answer is in the journal, in the result rows, and its person in the document."""
    (session,) = json.loads(wbp(study, "session", "list", "--json"))
    assert session["closed_at"]
    events = json.loads(wbp(study, "session", "show", session["id"], "--json"))
    given = {
        event["payload"]["item"]: event["payload"].get("value")
        for event in events
        if event["kind"] == "answer_given"
    }
    assert list(given.items())[:3] == [
        ("wa_years", 3.5),
        ("wa_groups_n", 12),
        ("wa_problems", "inbraken en overlast"),
    ]
    assert "kloppen" in wbp(study, "session", "verify")
    wbp(study, "report", "-o", "bijlagen.docx")
    words = re.sub("<[^>]+>", "", zipfile.ZipFile(study / "bijlagen.docx").read(PART).decode())
    assert "1 gesprekspartner" in words
    assert "Er zijn 4" in words
    kept = json.loads((study / "bijlagen.resultaten.json").read_text(encoding="utf-8"))
    assert not any(row["value"] for one in kept for row in one["rows"])
    rows = json.loads(wbp(study, "compare", "--by", "role", "--json"))["rows"]
    valid = {row["variable"] for row in rows if row["stat"] == "n_valid" and row["value"] == 1}
    assert {"wa_years", "wa_groups_n"} <= valid
    unknown = {
        row["variable"] for row in rows if row["stat"] == "missing:dont_know" and row["value"]
    }
    assert len(unknown) > 20


def finish_with_dont_know(keyboard):
    """Answer whatever is left with one key, and confirm the closing."""
    before = 3
    while "Afsluiting" not in (shown := keyboard.see("Ctrl+C")):
        found = WHERE.search(shown)
        if found and int(found[1]) > before:
            before = int(found[1])
            keyboard.press(F3)
    keyboard.press("j", ENTER)


def test_going_back_with_escape_keeps_the_answer_and_shows_it(study):
    keyboard = Keyboard(study, "--case", "lastage")
    agree_to_everything(keyboard)
    keyboard.type("3,5")
    keyboard.see("vraag 2 van")
    keyboard.press("\x1b")
    assert "> 3,5" in keyboard.see("vraag 1 van")
    assert keyboard.leave() == 0
    assert "Alles is opgeslagen" in keyboard.flat()
    assert "wbp record wijkagent-interview --case lastage --resume" in keyboard.flat()


def test_an_unknown_case_is_one_sentence_before_anything_is_asked(study):
    keyboard = Keyboard(study, "--case", "lastagge")
    assert keyboard.end() == 1
    assert "RECORD_UNKNOWN_CASE" in keyboard.flat()
    assert "Traceback" not in keyboard.flat()


def test_without_a_case_the_interviewer_chooses_one(study):
    keyboard = Keyboard(study)
    keyboard.see("Over welke casus")
    keyboard.press("2")
    keyboard.see("> 2")
    keyboard.press(ENTER)
    keyboard.see("Toestemming")
    assert keyboard.leave() == 0
    (session,) = json.loads(wbp(study, "session", "list", "--json"))
    assert session["case"] == "casus-2"


@pytest.mark.parametrize("way_out", ["\x1b", "\x03\x03", "\x04\x04"])
def test_leaving_the_choice_of_a_case_records_nothing(study, way_out):
    keyboard = Keyboard(study)
    keyboard.see("Over welke casus")
    for key in way_out:
        keyboard.press(key)
        keyboard.screen()
    assert keyboard.end() == 0
    assert "Er is niets begonnen" in keyboard.flat()
    assert not (study / "data" / "study.db").exists()


def test_through_a_pipe_a_session_left_open_is_mentioned_and_a_new_one_begins(study):
    words = ["record", "wijkagent-interview", "--case", "lastage"]
    wbp(study, *words)
    session = json.loads(wbp(study, "session", "list", "--json"))[0]["id"]
    assert f"Er staat nog een sessie open ({session}" in wbp(study, *words)
    assert len(json.loads(wbp(study, "session", "list", "--json"))) == 2


def test_half_an_answer_that_was_put_off_lies_ready_days_later(study):
    keyboard = Keyboard(study, "--case", "lastage")
    agree_to_everything(keyboard)
    keyboard.press("12")
    keyboard.see("12")
    keyboard.press(F7)
    keyboard.see("geparkeerd")
    assert keyboard.leave() == 0
    again = Keyboard(study, "--case", "lastage", "--resume")
    again.see("vraag 2 van")
    again.press(F6)
    again.see("Naar welke vraag")
    again.press("wa_years", ENTER)
    assert "> 12" in again.see("vraag 1 van")
    again.kill()
