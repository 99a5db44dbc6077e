"""What belongs together is kept together or not at all, whatever breaks in the middle."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.store.disk import fill, mounted
from tests.store.events import OPENED, answered, make
from wbp_survey.errors import StoreError
from wbp_survey.model.moves import history
from wbp_survey.model.payloads import answer_payload
from wbp_survey.model.session import ROW, Slot, fold
from wbp_survey.store.connect import open_store
from wbp_survey.store.drafts import read_drafts, save_draft
from wbp_survey.store.journal import append, events_of, verify
from wbp_survey.store.reading import responses
from wbp_survey.workflow import recorder as recorder_module
from wbp_survey.workflow.recorder import Recorder

ROOT = Path(__file__).parents[2]
SESSION = "20260302-abc234"
SEATS = tuple(f"S{number}" for number in range(1, 10))


def seated():
    """A round table of nine, opened."""
    people = [
        ("participant_seated", {"participant": seat, "role": "bewoner", "pseudonym": f"B-{seat}"})
        for seat in SEATS
    ]
    return make([("session_opened", OPENED | {"kind": "round_table"}), *people], SESSION)


def row(item, value="4", number=1):
    """The answers of nine people in one line."""
    line = {ROW: f"{item}/{number}"}
    return [
        ("answer_given", answer_payload(Slot(item, seat, 1), f"{value}") | line) for seat in SEATS
    ]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "study.db"


@pytest.fixture
def store(file):
    with open_store(str(file), create=True) as opened:
        append(opened, seated())
        yield opened


@pytest.fixture
def recorder(store):
    events = events_of(store, SESSION)
    return Recorder(store, fold(events), "AB", events=list(events))


def kept(store):
    """How many answers the journal holds; everything in it holds together."""
    assert verify(store) == []
    count = sum(event.kind == "answer_given" for event in events_of(store, SESSION))
    assert len(responses(store)) == count
    return count


def codes(caught):
    return [problem.code for problem in caught.value.problems]


def test_a_row_is_kept_whole_and_in_order(store, recorder):
    state = recorder.save_all(row("s1"))
    events = events_of(store, SESSION)
    assert [event.payload["participant"] for event in events[-9:]] == list(SEATS)
    assert fold(events) == state == recorder.state
    assert recorder.events == events
    assert len(history(events).done) == 1


def test_nothing_to_keep_changes_nothing(store, recorder):
    before = recorder.state
    assert recorder.save_all([]) == before
    assert kept(store) == 0


def test_what_was_typed_there_is_forgotten_with_the_answers(store, recorder):
    here, elsewhere = Slot("s1", "S3", 1), Slot("s2", "S1", 1)
    recorder.typed |= {here: "4", elsewhere: "half"}
    save_draft(store, SESSION, here, "4")
    recorder.save_all(row("s1"))
    assert recorder.typed == {elsewhere: "half"}
    assert here not in read_drafts(store, SESSION)


@pytest.mark.parametrize("at", range(1, 10))
def test_a_row_that_breaks_at_any_answer_leaves_none(store, recorder, at):
    """The database refuses the answer of one seat in the middle of the line."""
    with open_store(store.url) as other, other.engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE TRIGGER no BEFORE INSERT ON event WHEN NEW.seq = {10 + at} "
            "BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    before = recorder.state
    with pytest.raises(StoreError):
        recorder.save_all(row("s1"))
    assert kept(store) == 0
    assert recorder.state == before
    assert len(recorder.unsaved) == 9
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER no")
    tried = list(recorder.unsaved)
    recorder.save_all(row("s1"))
    assert events_of(store, SESSION)[-9:] == tried
    assert recorder.unsaved == []
    assert kept(store) == 9


def test_a_row_whose_word_of_arrival_was_lost_is_kept_once(store, recorder, monkeypatch):
    def lost(*given_):
        append(*given_)
        raise StoreError.one("STORE_SERVER_GONE", "server")

    with monkeypatch.context() as patch:
        patch.setattr(recorder_module, "append", lost)
        with pytest.raises(StoreError):
            recorder.save_all(row("s1"))
    assert kept(store) == 9
    assert not recorder.state.answers
    recorder.save_all(row("s1"))
    assert kept(store) == 9
    assert fold(events_of(store, SESSION)) == recorder.state
    recorder.save_all(row("s2"))
    assert kept(store) == 18


def test_another_line_after_one_that_failed_takes_its_place(store, file, recorder):
    away = file.with_name("elders.db")
    file.rename(away)
    with pytest.raises(StoreError) as caught:
        recorder.save_all(row("s1", "4"))
    assert codes(caught) == ["STORE_REPLACED"]
    away.rename(file)
    recorder.save_all(row("s1", "2"))
    assert kept(store) == 9
    assert {one.value for one in responses(store)} == {"2"}
    assert recorder.unsaved == []


def test_what_somebody_else_wrote_in_between_keeps_the_whole_row_out(store, recorder):
    last = events_of(store, SESSION)[-1]
    append(store, make([answered("5", "s9", "S1")], after=last))
    with pytest.raises(StoreError) as caught:
        recorder.save_all(row("s1"))
    assert codes(caught) == ["STORE_SECOND_WRITER"]
    assert [event.kind for event in events_of(store, SESSION)].count("answer_given") == 1


def rows_without_end(recorder):
    for number in range(500):
        recorder.save_all(row(f"s{number}", "x" * 2000))


def test_on_a_full_disk_a_row_is_kept_whole_or_not_at_all(tmp_path):
    with mounted(tmp_path / "disk") as disk, open_store(str(disk / "s.db"), create=True) as store:
        append(store, seated())
        events = events_of(store, SESSION)
        recorder = Recorder(store, fold(events), "AB", events=list(events))
        ballast = fill(disk)
        with pytest.raises(StoreError):
            rows_without_end(recorder)
        assert len(recorder.unsaved) == 9
        again = [(event.kind, event.payload) for event in recorder.unsaved]
        confirmed = len(recorder.state.answers)
        ballast.unlink()
        assert kept(store) == confirmed
        recorder.save_all(again)
        assert kept(store) == confirmed + 9


def test_who_withdraws_is_gone_from_memory_as_from_the_journal(store, recorder):
    recorder.save_all(row("s1"))
    recorder.typed[Slot("s2", "S4", 1)] = "half"
    state = recorder.save("consent_withdrawn", {"participant": "S4", "all": True, "scopes": []})
    assert Slot("s1", "S4", 1) not in state.answers
    assert len(state.answers) == 8
    assert recorder.typed == {}
    assert recorder.events == events_of(store, SESSION)
    assert state == fold(recorder.events)
    assert verify(store) == []


# --- kill -9 --------------------------------------------------------------------------------------

WRITER = """
import os, signal, sys
from tests.workflow.test_recorder import SESSION, row
from wbp_survey.model.session import fold
from wbp_survey.store import journal
from wbp_survey.store.connect import open_store
from wbp_survey.store.journal import events_of
from wbp_survey.workflow import recorder as module

url, moment = sys.argv[1], sys.argv[2]
store = open_store(url)
events = events_of(store, SESSION)
recorder = module.Recorder(store, fold(events), "AB", events=list(events))

def dying(really, *given):
    really(*given)
    os.kill(os.getpid(), signal.SIGKILL)

if moment == "rows written":
    really = journal.insert_events
    journal.insert_events = lambda *given: dying(really, *given)
elif moment == "tables written":
    really = journal.project
    journal.project = lambda *given: dying(really, *given)
elif moment == "kept":
    really = module.append
    module.append = lambda *given: dying(really, *given)
print("ready", flush=True)
sys.stdin.readline()
for number in range(100_000):
    recorder.save_all(row(f"s{number}"))
    print("kept", number, flush=True)
"""


def writer(url, moment):
    """Another process that saves rows; killed by itself at a moment, or by us."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, moment],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    return process


def go(process):
    process.stdin.write("go\n")
    process.stdin.flush()


@pytest.mark.parametrize(
    ("moment", "left"), [("rows written", 0), ("tables written", 0), ("kept", 9)]
)
def test_killed_within_a_row_all_of_it_is_there_or_nothing(file, store, moment, left):
    process = writer(str(file), moment)
    go(process)
    with process:
        assert process.stdout.read() == ""
    assert process.returncode == -signal.SIGKILL
    with open_store(str(file)) as again:
        assert kept(again) == left
        events = events_of(again, SESSION)
        recorder = Recorder(again, fold(events), "CD", events=list(events))
        recorder.save_all(row("verder"))
        assert kept(again) == left + 9


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment_no_row_is_kept_in_part(file, store, seed):
    process = writer(str(file), "any")
    go(process)
    time.sleep(random.Random(seed).uniform(0.02, 0.4))
    process.kill()
    with process:
        lines = process.stdout.read().splitlines(keepends=True)
    confirmed = sum(line.endswith("\n") for line in lines)
    with open_store(str(file)) as again:
        rows, rest = divmod(kept(again), 9)
        assert rest == 0
        assert rows in (confirmed, confirmed + 1)
        assert len(history(events_of(again, SESSION)).done) == rows
