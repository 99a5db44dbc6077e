"""One writer per session: refused with a name while it lives, gone without a trace when it died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.expect import refused
from wbp_survey.errors import StoreError
from wbp_survey.store.claim import busy, claim
from wbp_survey.store.connect import open_store

OPEN_FILES_GO = pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file go")
ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from wbp_survey.store.claim import claim
from wbp_survey.store.connect import open_store

with open_store(sys.argv[1]) as store, claim(store, sys.argv[2], "AB"):
    print("held", flush=True)
    sys.stdin.readline()
"""


class Holder:
    """A process that holds a session until it is told to stop, or killed."""

    def __init__(self, url, session):
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, url, session],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout.readline() == "held\n"

    def end(self):
        self.process.communicate("done\n")

    def kill(self):
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def holder(store, store_url):
    holder = Holder(store_url, "s1")
    yield holder
    if holder.process.returncode is None:
        holder.kill()


def test_a_second_writer_is_refused_and_told_who_and_since_when(store, holder):
    with refused("STORE_SESSION_BUSY") as caught, claim(store, "s1", "CD"):
        pass
    (problem,) = caught.value.problems
    assert problem.values["owner"] == "AB"
    assert problem.values["since"][:2] == "20"
    assert problem.values["device"] not in ("", "?")
    assert list(busy(store, ["s1", "s2"])) == ["s1"]
    assert busy(store, ["s1"])["s1"].owner == "AB"


def test_another_session_is_free(store, holder):
    with claim(store, "s2", "CD") as left:
        assert left is None


def test_who_left_is_not_in_the_way(store, holder):
    holder.end()
    assert busy(store, ["s1"]) == {}
    with claim(store, "s1", "CD") as left:
        assert left is None


def test_a_killed_writer_leaves_nothing_that_holds_and_is_known_to_have_been(store, holder):
    holder.kill()
    with claim(store, "s1", "CD") as left:
        assert left.owner == "AB"
        assert busy(store, ["s1"])["s1"].owner == "CD"
    with claim(store, "s1", "EF") as left:
        assert left is None


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="nothing can be suspended here")
def test_a_suspended_writer_still_holds(store, holder):
    os.kill(holder.process.pid, signal.SIGSTOP)
    with refused("STORE_SESSION_BUSY"), claim(store, "s1", "CD"):
        pass
    holder.kill()
    with claim(store, "s1", "CD"):
        pass


def test_what_goes_wrong_while_a_session_is_held_lets_it_go(store):
    with pytest.raises(ZeroDivisionError), claim(store, "s1", "AB"):
        raise ZeroDivisionError
    with claim(store, "s1", "CD") as left:
        assert left is None


def test_no_lock_file_stays_behind(tmp_path):
    with open_store(str(tmp_path / "study.db"), create=True) as store:
        with claim(store, "s1", "AB"), claim(store, "s2", "AB"):
            assert len(list((tmp_path / "locks").iterdir())) == 2
        assert not (tmp_path / "locks").exists()


def test_where_locks_cannot_be_kept_nobody_is_refused_here(tmp_path):
    (tmp_path / "locks").write_text("in the way")
    with (
        open_store(str(tmp_path / "study.db"), create=True) as store,
        claim(store, "s1", "AB"),
        claim(store, "s1", "CD") as before,
    ):
        assert before.owner == "AB"


@OPEN_FILES_GO
def test_a_file_that_goes_while_a_session_is_held_is_no_trouble_at_the_end(tmp_path):
    path = tmp_path / "study.db"
    with open_store(str(path), create=True) as store, claim(store, "s1", "AB"):
        for file in tmp_path.glob("study.db*"):
            file.rename(tmp_path / f"away-{file.name}")


@OPEN_FILES_GO
def test_a_session_cannot_be_held_in_a_store_that_is_gone(tmp_path):
    path = tmp_path / "study.db"
    with open_store(str(path), create=True) as store:
        path.unlink()
        with pytest.raises(StoreError), claim(store, "s1", "AB"):
            pass
        assert not (tmp_path / "locks").exists()
