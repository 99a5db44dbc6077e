"""kill -9 and two windows: what was confirmed is there, nothing is invented."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.store.events import interview, make
from wbp_survey.model.session import Slot
from wbp_survey.store.connect import open_store
from wbp_survey.store.drafts import read_draft
from wbp_survey.store.journal import append, events_of, verify
from wbp_survey.store.reading import responses

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from tests.store.events import answered, make
from wbp_survey.errors import StoreError
from wbp_survey.model.session import Slot
from wbp_survey.store.connect import open_store
from wbp_survey.store.drafts import save_draft
from wbp_survey.store.journal import append, events_of

url, session, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = open_store(url)
last = events_of(store, session)[-1]
print("ready", flush=True)
sys.stdin.readline()
for _ in range(count):
    number = last.seq + 1
    save_draft(store, session, Slot(f"q{number}", "S1"), f"answer {number}")
    print("typed", number, flush=True)
    (event,) = make([answered(f"answer {number}", f"q{number}")], after=last)
    try:
        append(store, [event])
    except StoreError as error:
        print(error.problems[0].code, flush=True)
        last = events_of(store, session)[-1]
        continue
    print("confirmed", event.id, flush=True)
    last = event
"""


def start_writer(url, session, count):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, session, str(count)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def started(writers):
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()


def said(writer):
    """Return what a writer printed, as pairs; a line cut short by its end is not counted."""
    with writer:
        lines = writer.stdout.read().splitlines(keepends=True)
    return [tuple(line.split()) for line in lines if line.endswith("\n")]


@pytest.mark.parametrize("seed", range(3))
def test_killing_the_writer_loses_nothing_confirmed(store_url, seed):
    with open_store(store_url, create=True) as store:
        begin = interview()
        append(store, begin)
    session = begin[0].session
    writer = start_writer(store_url, session, 1_000_000)
    started([writer])
    time.sleep(random.Random(seed).uniform(0.01, 0.3))
    writer.kill()
    lines = said(writer)
    confirmed = [words[1] for words in lines if words[0] == "confirmed"]
    typed = [int(words[1]) for words in lines if words[0] == "typed"]

    with open_store(store_url) as store:
        events = events_of(store, session)
        assert verify(store) == []
        kept = [event.id for event in events[len(begin) :]]
        assert kept[: len(confirmed)] == confirmed
        assert len(kept) <= len(confirmed) + 1
        assert [event.payload["value"] for event in events[len(begin) :]] == [
            f"answer {event.seq}" for event in events[len(begin) :]
        ]
        assert len(responses(store)) == len(kept)
        if typed:
            draft = read_draft(store, session)
            assert draft.slot in (Slot(f"q{typed[-1]}", "S1"), Slot(f"q{typed[-1] + 1}", "S1"))
        append(store, make([("session_closed", {})], after=events[-1]))


def test_two_windows_on_one_session_never_mix(store_url):
    with open_store(store_url, create=True) as store:
        begin = interview()
        append(store, begin)
    session = begin[0].session
    writers = [start_writer(store_url, session, 40) for _ in range(2)]
    started(writers)
    lines = [words for writer in writers for words in said(writer)]
    confirmed = {words[1] for words in lines if words[0] == "confirmed"}
    refused = [words[0] for words in lines if words[0].startswith("STORE")]

    assert set(refused) <= {"STORE_SECOND_WRITER"}
    assert len(confirmed) + len(refused) == 80
    with open_store(store_url) as store:
        assert verify(store) == []
        assert {event.id for event in events_of(store, session)[len(begin) :]} == confirmed
        assert len(responses(store)) == len(confirmed)
