"""Repeated sections, ranks and forms without people, from the command line to the journal."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest

from tests.cli.keyboard import ENTER, Keyboard, agree_to_everything
from tests.cli.running import wbp
from tests.wizard.forms import CHANNELS, ideas, item, with_items
from tests.workflow.studies import freeze, small_study
from wbp_survey.instrument.version.publish import instrument_yaml

on_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@pytest.fixture
def study(tmp_path):
    return small_study(tmp_path / "study").root


def published(root, name, form):
    """Put an instrument of the tests into the study as version 1.0.0."""
    folder = root / "instruments" / name
    folder.mkdir()
    draft = replace(form, id=name, version="draft")
    text = instrument_yaml(draft).replace("yes_no", "own_yes_no")  # the bank has one too
    (folder / "draft.yaml").write_text(text, encoding="utf-8")
    freeze(root, name, "1.0.0")


def sessions(capsys, root):
    return json.loads(wbp(capsys, "session", "list", "--study", root, "--json").out)


def given(capsys, root):
    """The answers of the only session, in the order in which they were given."""
    (session,) = sessions(capsys, root)
    shown = wbp(capsys, "session", "show", session["id"], "--study", root, "--json").out
    return {
        event["payload"]["item"]: event["payload"].get("value")
        for event in json.loads(shown)
        if event["kind"] == "answer_given"
    }


@on_a_terminal
def test_a_session_killed_within_a_time_goes_on_there(study, capsys):
    published(study, "ideas", ideas())
    keyboard = Keyboard(study, "--case", "plein", instrument="ideas")
    agree_to_everything(keyboard)
    answer(
        keyboard,
        ("Vraag n", "3"),
        ("Is er een idee?", "j"),
        ("Ideeën · idee 1", "lamp"),
        ("Vraag cost", "40"),
        ("Is er nog een idee?", "j"),
    )
    keyboard.see("Ideeën · idee 2")
    keyboard.press("half een id")
    keyboard.see("half een id")
    keyboard.kill()
    confirmed = {"n": 3, "ideas:more[1]": "yes", "idea[1]": "lamp", "cost[1]": 40}
    assert given(capsys, study) == confirmed | {"ideas:more[2]": "yes"}

    keyboard = Keyboard(study, "--case", "plein", "--resume", instrument="ideas")
    answer(
        keyboard,
        ("half een id", "ee"),
        ("Vraag cost", "80"),
        ("Is er nog een idee?", "n"),
        ("Vraag dear", "j"),
        ("Vraag last", "klaar"),
        ("De sessie afsluiten?", "j"),
    )
    assert keyboard.end() == 0
    answers = given(capsys, study)
    assert answers["idea[2]"] == "half een idee"
    assert (answers["dear"], answers["last"]) == ("yes", "klaar")


def answer(keyboard, *questions):
    """Wait for each question and answer it."""
    for seen, typed in questions:
        keyboard.see(seen)
        keyboard.press(typed, ENTER)


def recorded(capsys, root, name, script, folder):
    file = folder / "script.yaml"
    file.write_text(script, encoding="utf-8")
    done = wbp(capsys, "record", name, "--case", "plein", "--script", file, "--study", root)
    assert done.code == 0, done
    session = sessions(capsys, root)[-1]["id"]
    return wbp(capsys, "session", "show", session, "--study", root).out


def test_a_session_is_shown_time_by_time_with_what_was_worked_out(study, capsys, tmp_path):
    published(study, "ideas", ideas())
    script = """
- {consent: {participate: yes, quote: no}}
- {n: 2}
- {"ideas:more": ja}
- {idea: lamp}
- {cost: 30}
- {"ideas:more": ja}
- {idea: bank}
- {cost: 90}
- {"ideas:more": nee}
- {dear: nee}
- {last: klaar}
"""
    out = recorded(capsys, study, "ideas", script, tmp_path)
    lines = [line.strip() for line in out.splitlines() if line.strip()]
    order = [
        "== Ideeën · idee 1",
        "idea[1]",
        "-> lamp",
        "== Ideeën · idee 2",
        "cost[2]",
        "-> 90",
        "total",
        "-> 120 (berekend)",
        "dear",
    ]
    places = [lines.index(line) for line in order]
    assert places == sorted(places)
    assert "idee 3" not in out


@pytest.mark.parametrize("kind", ["case_form", "codebook"])
def test_a_form_without_people_is_recorded_without_consent(study, capsys, tmp_path, kind):
    best = item("best", "rank", scale=CHANNELS, top=2)
    form = replace(with_items(ideas(), item("when", "time"), best), kind=kind, roles=())
    published(study, "form", form)
    out = recorded(capsys, study, "form", '- {when: "14:30"}\n- {best: [app, tel112]}\n', tmp_path)
    assert "-> 14:30" in out
    lines = [line.strip() for line in out.splitlines()]
    at = lines.index("-> 1. label app")
    assert lines[at + 1] == "-> 2. label tel112"
    assert given(capsys, study) == {"when": "14:30", "best": ["app", "tel112"]}
    assert wbp(capsys, "session", "verify", "--study", study).code == 0
