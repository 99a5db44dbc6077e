"""Full, read-only, damaged or gone: what was confirmed stays, and the user is told."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.store.disk import fill, mounted, remount
from tests.store.events import answered, interview, make
from tests.store.expect import refused
from wbp_survey.errors import StoreError
from wbp_survey.store.connect import open_store, reading
from wbp_survey.store.journal import append, events_of, verify
from wbp_survey.store.reading import responses


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1 MB of its own; only root can make one."""
    with mounted(tmp_path / "disk") as disk:
        yield disk


def fill_until_refused(store, last, code):
    """Append answers until the store refuses one; return what was confirmed before that."""
    confirmed, codes = [], []
    for _ in range(5000):
        (event,) = make([answered("x" * 2000)], after=last)
        try:
            append(store, [event])
        except StoreError as error:
            codes = [problem.code for problem in error.problems]
            break
        confirmed.append(event)
        last = event
    assert codes == [code]
    return confirmed


@pytest.fixture
def stored(tmp_path):
    """A closed file with one long session."""
    path = tmp_path / "study.db"
    with open_store(str(path), create=True) as store:
        append(store, interview(*(answered("x" * 500) for _ in range(200))))
    return path


def found_in(path):
    """Return the codes of what is wrong with a file, at opening or at verifying."""
    try:
        with open_store(str(path)) as store:
            return {problem.code for problem in verify(store)}
    except StoreError as error:
        return {problem.code for problem in error.problems}


def overwrite_in_payload(path, byte):
    """Change one byte within the payload of one event."""
    content = bytearray(path.read_bytes())
    payload = content.index(b'{"item":"leden"')
    content[content.index(b"x" * 100, payload)] = byte
    path.write_bytes(content)


@pytest.mark.parametrize("size", [1, 50, 100, 4096, 30_000])
def test_a_truncated_file_is_refused_in_words(stored, size):
    os.truncate(stored, size)
    codes = found_in(stored)
    assert codes <= {"STORE_DAMAGED", "STORE_NOT_A_JOURNAL", "STORE_CHAIN_SHORT"}
    assert codes


def test_damaged_pages_are_found(stored):
    with stored.open("r+b") as file:
        file.seek(20_000)
        file.write(b"\xff" * 20_000)
    assert found_in(stored) == {"STORE_DAMAGED"}


def test_one_changed_letter_in_the_file_is_found(stored):
    overwrite_in_payload(stored, ord("y"))
    assert found_in(stored) == {"STORE_EVENT_CHANGED"}


def test_bytes_that_are_no_text_are_found(stored):
    overwrite_in_payload(stored, 0xFF)
    assert found_in(stored) == {"STORE_DAMAGED"}


def test_a_full_disk_keeps_what_was_confirmed_and_writing_resumes(tmp_path):
    """SQLite's own limit on the size of the file gives the same error as a full disk."""
    first = interview()
    with open_store(str(tmp_path / "s.db"), create=True) as store:
        append(store, first)
        with reading(store) as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=60")
        confirmed = fill_until_refused(store, first[-1], "STORE_FULL")
        assert events_of(store, first[0].session) == [*first, *confirmed]
        with reading(store) as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=100000")
        append(store, make([answered("weer ruimte")], after=confirmed[-1]))
        assert responses(store)[0].value == "weer ruimte"
        assert verify(store) == []


def test_a_really_full_disk_keeps_what_was_confirmed_and_writing_resumes(small_disk):
    first = interview()
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 300_000)
    with open_store(str(small_disk / "s.db"), create=True) as store:
        append(store, first)
        confirmed = fill_until_refused(store, first[-1], "STORE_FULL")
        assert events_of(store, first[0].session) == [*first, *confirmed]
        ballast.unlink()
        append(store, make([answered("weer ruimte")], after=[*first, *confirmed][-1]))
        assert verify(store) == []
    with open_store(str(small_disk / "s.db")) as store:
        assert len(events_of(store, first[0].session)) == len(first) + len(confirmed) + 1


def test_a_disk_too_full_to_begin_on_is_told(small_disk):
    (small_disk / "ballast").write_bytes(b"x" * (1024 * 1024 - 8192))
    with pytest.raises(StoreError) as error:
        open_store(str(small_disk / "s.db"), create=True)
    assert error.value.problems[0].code in ("STORE_FULL", "STORE_DISK")


def test_a_disk_that_filled_up_since_is_called_full_and_not_broken(small_disk):
    with open_store(str(small_disk / "s.db"), create=True) as store:
        append(store, interview())
    fill(small_disk)
    with refused("STORE_FULL"):
        open_store(str(small_disk / "s.db"))


def test_a_read_only_disk_is_refused_at_the_start(small_disk):
    with open_store(str(small_disk / "s.db"), create=True) as store:
        append(store, interview())
    remount(small_disk, "ro")
    with refused("STORE_READ_ONLY"):
        open_store(str(small_disk / "s.db"))
    with refused("STORE_READ_ONLY"):
        open_store(str(small_disk / "new.db"), create=True)


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="permission bits bind only ordinary users on POSIX"
)
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_place_without_permission_is_refused_at_the_start(stored, what):
    place = stored if what == "file" else stored.parent
    mode = place.stat().st_mode
    place.chmod(0o400 if what == "file" else 0o500)
    with refused("STORE_READ_ONLY"):
        open_store(str(stored))
    place.chmod(mode)


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file go")
@pytest.mark.parametrize("what", ["gone", "replaced"])
def test_a_file_that_goes_while_in_use_swallows_no_answers(tmp_path, what):
    folder = tmp_path / "usb"
    folder.mkdir()
    events = interview(answered(1))
    with open_store(str(folder / "s.db"), create=True) as store:
        append(store, events[:2])
        shutil.move(folder, tmp_path / "away")
        if what == "replaced":
            folder.mkdir()
            (folder / "s.db").touch()
        with refused("STORE_REPLACED"):
            append(store, events[2:])
        with refused("STORE_REPLACED"):
            responses(store)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(tmp_path / "away", folder)
        append(store, events[2:])
        assert verify(store) == []
