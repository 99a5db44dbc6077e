"""The write-ahead log cut off or scarred anywhere, as a power cut leaves it: a prefix is read."""

from __future__ import annotations

import random
import shutil

import pytest

from tests.store.events import answered, interview, make
from wbp_survey.store.connect import open_store
from wbp_survey.store.journal import append, events_of, verify
from wbp_survey.store.reading import responses

HEAD, FRAME = 32, 24 + 4096
"""Bytes of the head of the log, and of one page in it with a head of its own."""


@pytest.fixture
def crashed(tmp_path):
    """A store as a crash leaves it: the first events in the file, the others in its log only."""
    path = tmp_path / "study.db"
    begin = interview(answered("vooraf", "q0"))
    with open_store(str(path), create=True) as store:
        append(store, begin)
    events = list(begin)
    with open_store(str(path)) as store:
        for number in range(1, 13):
            (event,) = make([answered(f"antwoord {number}", f"q{number}")], after=events[-1])
            append(store, [event])
            events.append(event)
        for name in ("study.db", "study.db-wal"):
            shutil.copyfile(tmp_path / name, tmp_path / f"crashed-{name}")
    return tmp_path, events


def opened_with(folder, log, events):
    """Open the store with this log; check that it holds a prefix, and return how long that is."""
    for file in folder.glob("study.db*"):
        file.unlink()
    shutil.copyfile(folder / "crashed-study.db", folder / "study.db")
    (folder / "study.db-wal").write_bytes(log)
    with open_store(str(folder / "study.db")) as store:
        kept = events_of(store, events[0].session)
        assert kept == events[: len(kept)]
        assert verify(store) == []
        assert len(responses(store)) == len(kept) - 2
        (event,) = make([answered("verder", "q99")], after=kept[-1])
        append(store, [event])
        assert verify(store) == []
    return len(kept)


def test_a_log_cut_off_at_any_page_or_byte_leaves_a_prefix(crashed):
    folder, events = crashed
    log = (folder / "crashed-study.db-wal").read_bytes()
    pages = range(HEAD, len(log) + 1, FRAME)
    dice = random.Random(4)
    bytes_ = [dice.randrange(len(log)) for _ in range(60)]
    cuts = sorted({0, 1, HEAD - 1, *pages, *(page - 1 for page in pages), *bytes_, len(log)})
    kept = [opened_with(folder, log[:cut], events) for cut in cuts]
    assert kept == sorted(kept)
    assert kept[0] == len(events) - 12
    assert kept[-1] == len(events)
    assert len(set(kept)) == 13


def test_a_scar_in_the_log_leaves_what_was_written_before_it(crashed):
    folder, events = crashed
    log = (folder / "crashed-study.db-wal").read_bytes()
    dice = random.Random(5)
    for _ in range(40):
        place = dice.randrange(len(log))
        scarred = bytearray(log)
        scarred[place] ^= 0xFF
        assert opened_with(folder, bytes(scarred), events) == opened_with(
            folder, log[:place], events
        )


def test_pages_left_behind_the_end_of_the_log_are_not_read_again(crashed):
    folder, events = crashed
    log = (folder / "crashed-study.db-wal").read_bytes()
    assert opened_with(folder, log + log[HEAD:], events) == len(events)
