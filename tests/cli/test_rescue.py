"""`wbp session restore`, and what leads to it: a session whose folder went away under it."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.keyboard import ENTER, Keyboard, agree_to_everything
from tests.cli.running import refused, wbp, wbp_apart
from wbp_survey.workflow.init import init

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

FORM = "wijkagent-interview"


@pytest.fixture
def study(tmp_path, monkeypatch):
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return init(tmp_path / "study")


def left_in_trouble(study, away):
    """Take the folder away while a session is held, answer, and leave; return what was printed."""
    keyboard = Keyboard(study, "--case", "lastage")
    agree_to_everything(keyboard)
    shutil.move(study / "data", away)
    keyboard.press("3,5")
    keyboard.see("Begrepen")
    keyboard.press(ENTER)
    keyboard.see("Dit kon niet worden bewaard")
    keyboard.press(ENTER)
    keyboard.see("Dit kon niet worden bewaard")
    keyboard.press("\x03")
    keyboard.see("Nogmaals")
    keyboard.press("\x03")
    assert keyboard.end() == 1
    return keyboard.flat()


def test_what_could_not_be_kept_is_in_a_file_that_can_be_put_back(study, tmp_path, capsys):
    printed = left_in_trouble(study, tmp_path / "away")
    (file,) = Path.home().iterdir()
    assert "[STORE_REPLACED]" in printed
    assert f'wbp session restore "{file}"' in printed
    assert "Traceback" not in printed
    shutil.move(tmp_path / "away", study / "data")

    done = wbp(capsys, "session", "restore", file, "--study", study)
    assert done.code == 0, done
    assert "is teruggezet: 1 gebeurtenissen nieuw, nu 1 antwoorden" in done.out
    session = re.search(r"Sessie (\S+) is terug", done.out)[1]
    assert f"wbp record {FORM} --session {session}" in done.out
    again = wbp(capsys, "session", "restore", file, "--study", study, "--json")
    assert json.loads(again.out) == {"session": session, "new": 0, "answers": 1}
    assert "stond er al" in wbp(capsys, "session", "restore", file, "--study", study).out
    assert wbp(capsys, "session", "verify", "--study", study).code == 0


def test_what_is_no_emergency_copy_is_one_sentence(study, tmp_path, capsys):
    file = tmp_path / "notes.txt"
    file.write_text("boodschappen", encoding="utf-8")
    refused(wbp(capsys, "session", "restore", file, "--study", study), "RECORD_RESCUE_NOT_ONE")
    nothing = wbp(capsys, "session", "restore", tmp_path / "none", "--study", study)
    refused(nothing, "DATA_FILE_UNREADABLE")


@pytest.mark.parametrize("option", ["--rehearse", "--paper"])
def test_what_is_for_a_new_session_is_not_for_one_that_goes_on(study, capsys, option):
    done = wbp(capsys, "record", FORM, "--resume", option, "--study", study)
    assert done.code == 2
    assert done.problems == ["USAGE_NEW_SESSION"]
    assert option in done.err


def test_a_script_on_paper_is_known_as_such(study, tmp_path, capsys):
    script = tmp_path / "script.yaml"
    script.write_text("- consent: {participate: false}\n", encoding="utf-8")
    words = ("record", FORM, "--case", "lastage", "--script", script, "--study", study)
    assert wbp(capsys, *words, "--paper").code == 0
    (row,) = json.loads(wbp(capsys, "session", "list", "--json", "--study", study).out)
    assert row["mode"] == "paper"


def test_a_script_can_be_rehearsed(study, tmp_path):
    script = tmp_path / "script.yaml"
    script.write_text("- consent: {participate: false}\n", encoding="utf-8")
    done = wbp_apart("record", f"{FORM}@draft", "--rehearse", "--script", script, "--study", study)
    assert done.code == 0, done
    assert "er is niets bewaard" in done.out
    assert not (study / "data" / "study.db").exists()
