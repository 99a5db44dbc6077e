"""`wbp record` in trouble: a window closed for real, a first start that was cut off."""

from __future__ import annotations

import json
import sys
import time

import pytest

from tests.cli.keyboard import Keyboard, agree_to_everything
from tests.cli.test_record import wbp
from wbp_survey.workflow.init import init

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

WORDS = ("--case", "lastage", "--interviewer", "AB")


@pytest.fixture
def study(tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    return init(tmp_path / "study")


def closed_window(keyboard):
    """Close the terminal as its window does, and return the exit code."""
    keyboard.child.ptyproc.fileobj.close()
    end = time.monotonic() + 20
    while keyboard.child.ptyproc.isalive():
        assert time.monotonic() < end, "goes on without a terminal"
        time.sleep(0.02)
    return keyboard.child.ptyproc.exitstatus


def our_mistakes(study):
    """Return what was logged as a mistake of ours."""
    return list((study.parent / "temporary").glob("wbp-*.log"))


@pytest.mark.parametrize("way", [(), ("--plain",), ("--rehearse",)])
def test_a_window_closed_before_the_first_answer_is_an_end_like_any_other(study, way):
    keyboard = Keyboard(study, *WORDS, *way)
    keyboard.see("Meedoen is vrijwillig")
    assert closed_window(keyboard) == 0
    assert our_mistakes(study) == []
    assert not (study / "data" / "locks").exists()


def test_what_stood_on_the_line_when_the_window_closed_lies_ready(study):
    keyboard = Keyboard(study, *WORDS)
    agree_to_everything(keyboard)
    keyboard.type("3,5")
    keyboard.see("vraag 2 van")
    keyboard.press("12")
    keyboard.see("Begrepen: 12")
    assert closed_window(keyboard) == 0
    assert our_mistakes(study) == []
    again = Keyboard(study, *WORDS, "--resume")
    assert "> 12" in again.see("vraag 2 van")
    assert again.leave() == 0


@pytest.mark.parametrize("how", ["nothing", "a header alone"])
def test_a_first_start_that_was_cut_off_stands_in_nobodys_way(study, how):
    database = study / "data" / "study.db"
    database.touch()
    if how == "a header alone":
        _written_only_the_header(database)
    keyboard = Keyboard(study, *WORDS)
    keyboard.see("Meedoen is vrijwillig")
    assert keyboard.leave() == 0
    assert len(json.loads(wbp(study, "session", "list", "--json"))) == 1


def _written_only_the_header(database):
    import sqlite3

    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode=wal")
    connection.close()
    assert database.stat().st_size > 0
