"""`wbp record` killed at every event of a whole interview: a prefix is kept, and it goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.script import dump_script, load_script
from wbp_survey.wizard.question import Given, Reason
from wbp_survey.wizard.script import scripted
from wbp_survey.workflow.init import init
from wbp_survey.workflow.invent import Plan, invent
from wbp_survey.workflow.record import Request, record, record_script
from wbp_survey.workflow.sessions import list_sessions, show_session, verify_journal
from wbp_survey.workflow.study import open_place

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a process per event"),
]

ROOT = Path(__file__).parents[2]
FORM, CASE = "beheerder-interview", "lastage"
REQUEST = Request(FORM, CASE, interviewer="AB")

# One process per event that kills itself there: with the rows written and not committed, or as
# soon as they are. Forked, so that the libraries and the instrument are read once.
KILLER = """
import gc, os, shutil, signal, sys
from pathlib import Path
from wbp_survey.cli.main import main
from wbp_survey.store import journal
from wbp_survey.workflow import recorder

study, script, moment, events = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
module, name = {"within": (journal, "project"), "after": (recorder, "append")}[moment]
really = getattr(module, name)
import sqlalchemy, yaml, pydantic
import wbp_survey.cli.record
from wbp_survey.instrument.load import load_instrument
from wbp_survey.workflow.study import open_place

load_instrument(open_place(study).root, "beheerder-interview")
gc.freeze()

def dying(number):
    left = [number]

    def call(*given):
        really(*given)
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    return call

for number in range(1, events + 1):
    copy = study.parent / f"{moment}-{number}"
    shutil.copytree(study, copy)
    child = os.fork()
    if not child:
        setattr(module, name, dying(number))
        os._exit(main(["record", "beheerder-interview", "--case", "lastage", "--interviewer", "AB",
                       "--script", script, "--study", str(copy)]))
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, (number, status)
"""


@pytest.fixture(scope="module")
def interview(tmp_path_factory):
    """A study, the script of a whole interview, and the events of that interview undisturbed."""
    folder = tmp_path_factory.mktemp("killed")
    place = open_place(init(folder / "study"))
    form = load_instrument(place.root, FORM)
    entries = invent(place.study, Plan(form, CASE, ("beheerder",), "killed"))
    script = folder / "script.yaml"
    script.write_text(dump_script(entries), encoding="utf-8")
    shutil.copytree(place.root, folder / "whole")
    whole = open_place(folder / "whole")
    recorded = record_script(whole, REQUEST, script)
    assert recorded.how == "closed"
    return folder, script, show_session(whole, recorded.state.id).events


def told(events):
    """What events say, apart from when and under which pseudonym."""
    apart = ("here", "pseudonym")
    return [
        (event.kind, {key: said for key, said in event.payload.items() if key not in apart})
        for event in events
    ]


def answers(held):
    return [(slot, one.value, one.missing) for slot, one in held.state.answers.items()]


def the_rest(script, state):
    """An interviewer with the rest of the script, who lets stand what is answered already."""
    answered = {slot.item for slot in state.answers}
    ask_script = scripted([one for one in load_script(script) if one.item not in answered])

    def ask(question):
        given = question.given
        if given is None:
            return ask_script(question)
        return Reason(given.missing) if given.missing else Given(given.value)

    return ask


@pytest.mark.parametrize(("moment", "kept"), [("within", -1), ("after", 0)])
def test_killed_at_any_event_a_prefix_is_kept_and_the_rest_can_follow(interview, moment, kept):
    folder, script, whole = interview
    command = [sys.executable, "-c", KILLER, folder / "study", script, moment, str(len(whole))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

    complete = show_session(open_place(folder / "whole"), whole[0].session)
    for number in range(1, len(whole) + 1):
        place = open_place(folder / f"{moment}-{number}")
        rows = list_sessions(place)
        assert len(rows) == (number + kept > 0)
        assert verify_journal(place) == []
        for row in rows:
            held = show_session(place, row.id)
            assert told(held.events) == told(whole[: number + kept])
            assert answers(held) == answers(complete)[: len(held.state.answers)]
        if rows and not rows[0].closed_at:
            gone_on = record(place, replace(REQUEST, resume=""), the_rest(script, held.state))
            assert gone_on.state.id == rows[0].id
            assert answers(show_session(place, rows[0].id)) == answers(complete)
            assert verify_journal(place) == []
