"""What goes wrong: each problem one line with its code, nothing lost, and the right exit code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.cli.running import ROOT, refused, wbp, wbp_apart
from tests.workflow.studies import ANSWERS, CLOSED, HOUSING, hold, said, small_study, survey
from wbp_survey.errors import Problem
from wbp_survey.store.journal import events_of, verify
from wbp_survey.workflow import exports
from wbp_survey.workflow.init import init
from wbp_survey.workflow.study import journal

ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


@pytest.fixture
def logs(tmp_path, monkeypatch):
    """A folder in which logs of our own bugs end up."""
    folder = tmp_path / "logs"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


COMMANDS = [
    ("instrument", "list"),
    ("instrument", "check"),
    ("instrument", "show", "small"),
    ("instrument", "publish", "small", "2.0.0", "--why", "x", "--by", "AB"),
    ("session", "list"),
    ("session", "show", "x"),
    ("session", "verify"),
    ("data", "import", HOUSING),
    ("data", "export", "csv"),
    ("compare", "--by", "role"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(map(str, command[:2])))
def test_a_folder_that_is_no_study_is_one_line(capsys, tmp_path, command):
    refused(wbp(capsys, *command, "--study", tmp_path), "STUDY_MISSING")
    assert not list(tmp_path.iterdir())


def test_every_problem_of_a_broken_study_is_a_line_with_file_and_line(capsys, place):
    file = place.root / "study.yaml"
    text = file.read_text("utf-8").replace("municipality: dorp", "municipality: drop")
    file.write_text(text.replace("languages:", "langauges:"), "utf-8")
    done = wbp(capsys, "session", "list", "--study", place.root)
    refused(done, *done.problems)
    assert {"STUDY_UNKNOWN_MUNICIPALITY_NEAR", "INSTRUMENT_UNKNOWN_KEY_NEAR"} <= set(done.problems)
    assert all(line.startswith("study.yaml:") for line in done.err.splitlines())


def test_every_problem_of_a_broken_instrument_is_a_line_with_file_and_line(capsys, place):
    draft = place.root / "instruments" / "small" / "draft.yaml"
    text = draft.read_text("utf-8").replace("relevant:", "relevent:")
    draft.write_text(text.replace("type: decimal", "type: decimaal"), "utf-8")
    done = wbp(capsys, "instrument", "check", "--study", place.root)
    refused(done, *done.problems)
    assert len(done.problems) >= 3
    assert all("draft.yaml:" in line.partition(" ")[0] for line in done.err.splitlines())


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: [", b"\t- x", b"", b"- 1\n"])
def test_a_study_file_that_is_no_yaml_is_refused(capsys, place, content):
    (place.root / "study.yaml").write_bytes(content)
    done = wbp(capsys, "session", "list", "--study", place.root)
    refused(done, *done.problems)
    assert done.problems


def test_a_file_that_is_no_journal_is_refused_and_left_as_it_is(capsys, place):
    file = place.root / "data" / "study.db"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"geen database " * 100)
    refused(wbp(capsys, "session", "list", "--study", place.root), "STORE_NOT_A_JOURNAL")
    assert file.read_bytes() == b"geen database " * 100


@pytest.mark.parametrize(
    "arguments",
    [
        ("--nonsense",),
        ("nonsense",),
        ("compare",),
        ("compare", HOUSING, "--by", "Type", "--items", "Sat", "--missing", "8=nonsense"),
        ("session", "show"),
        ("data", "export", "xls"),
        ("instrument", "publish", "small"),
        ("instrument", "retire", "small", "1.0.0"),
        ("instrument", "diff"),
    ],
)
def test_a_mistake_on_the_command_line_ends_with_2(capsys, arguments):
    done = wbp(capsys, *arguments)
    assert done.code == 2
    assert done.err
    assert not done.out
    assert "Traceback" not in done.err


def test_a_bug_of_ours_ends_with_3_and_a_log_without_messages_or_values(
    capsys, place, logs, monkeypatch
):
    hold(place, "one", said("channels", ["app", "tel"]), said("why", "geheim antwoord"), CLOSED)

    def fail(rows):
        raise ValueError(f"cannot handle {rows[-1].value}")

    monkeypatch.setattr("wbp_survey.cli.data.as_csv", fail)
    done = wbp(capsys, "data", "export", "csv", "--study", place.root)
    (log,) = logs.iterdir()
    text = log.read_text("utf-8")
    assert done.code == 3
    assert str(log) in done.err
    assert len(done.err.splitlines()) == 1
    assert text.rstrip().endswith("ValueError")
    assert "fail" in text
    assert "geheim" not in text + done.err
    assert "cannot handle" not in text + done.err


def test_a_bug_while_writing_loses_nothing_that_was_recorded(capsys, place, logs, monkeypatch):
    events = hold(place, "one", said("member", "yes"))
    monkeypatch.setattr(exports, "responses", lambda _store: 1 / 0)
    assert wbp(capsys, "data", "export", "csv", "--study", place.root).code == 3
    with journal(place) as store:
        assert events_of(store, "one") == events
        assert verify(store) == []


@pytest.mark.parametrize("kind", [KeyboardInterrupt, EOFError])
def test_an_interrupt_ends_with_130(capsys, place, monkeypatch, kind):
    hold(place, "one", said("member", "yes"))

    def interrupt(_store):
        raise kind

    monkeypatch.setattr(exports, "responses", interrupt)
    done = wbp(capsys, "data", "export", "csv", "--study", place.root)
    assert done.code == 130
    assert "Traceback" not in done.err


def test_a_reader_that_goes_away_is_no_error(place):
    hold(place, "one", *[said("why", "x" * 2000, f"S{number}") for number in range(200)])
    command = f'"{sys.executable}" -m wbp_survey data export csv --study "{place.root}" | head -1'
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.startswith("session,participant")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_who_goes_away_before_a_table_is_no_failure(tmp_path):
    place = small_study(tmp_path)
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "wbp_survey", "instrument", "list", "--study", str(place.root)],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.fixture
def humble(tmp_path):
    """The command before ours that takes away what root may: to write where nobody may."""
    if sys.platform == "win32":
        pytest.skip("files and folders know no such permissions here")
    if not ROOT_USER:
        return ()
    before = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    probe = tmp_path / "probe"
    probe.touch()
    probe.chmod(0)
    done = subprocess.run(
        [*before, "cat", str(probe)] if shutil.which("setpriv") else ["true"],
        capture_output=True,
        check=False,
    )
    if done.returncode == 0:
        pytest.skip("root may write everywhere here")
    return before


def lock(folder, *, writable):
    """Take away, or give back, the right to write in a folder and in all that is in it."""
    for one in (folder, *folder.rglob("*")):
        one.chmod((0o555 if one.is_dir() else 0o444) | (0o200 if writable else 0))


def test_a_folder_that_is_read_only_is_one_line_and_changes_nothing(place, tmp_path, humble):
    file, _ = survey(tmp_path)
    lock(place.root, writable=False)
    added = wbp_apart("data", "import", file, "--study", place.root, before=humble)
    publish = ("instrument", "publish", "small", "2.0.0", "--why", "x", "--by", "AB")
    published = wbp_apart(*publish, "--study", place.root, before=humble)
    begun = wbp_apart("init", place.root / "nieuw", before=humble)
    lock(place.root, writable=True)
    refused(added, "STUDY_FOLDER_READ_ONLY")
    refused(published, "INSTRUMENT_WRITE")
    refused(begun, "STUDY_FOLDER_READ_ONLY")
    assert not (place.root / "data").exists()
    assert not list(place.root.rglob("2.0.0*"))


def test_a_journal_that_may_not_be_written_is_one_line_and_stays_as_it_was(place, tmp_path, humble):
    hold(place, "one", said("member", "yes"), CLOSED)
    file, _ = survey(tmp_path)
    database = place.root / "data" / "study.db"
    before = database.read_bytes()
    lock(place.root, writable=False)
    done = wbp_apart("data", "import", file, "--study", place.root, before=humble)
    lock(place.root, writable=True)
    refused(done, "STORE_READ_ONLY")
    assert database.read_bytes() == before


def test_a_file_that_may_not_be_read_is_one_line(tmp_path, humble):
    file, _ = survey(tmp_path)
    file.chmod(0)
    done = wbp_apart("compare", file, "--by", "town", "--items", "mood", before=humble)
    refused(done, "DATA_FILE_UNREADABLE")


def test_a_study_that_may_not_be_read_is_one_line(place, humble):
    place.root.chmod(0)
    done = wbp_apart("session", "list", "--study", place.root, before=humble)
    place.root.chmod(0o755)
    refused(done, "STUDY_FOLDER_UNREADABLE")


def test_a_current_folder_that_was_removed_is_one_line(tmp_path):
    gone = tmp_path / "weg"
    gone.mkdir()
    done = wbp_apart(
        "session", "list", cwd=gone, before=("sh", "-c", f'rmdir "{gone}"; exec "$@"', "-")
    )
    refused(done, "STUDY_FOLDER_UNREADABLE")


def test_an_export_over_a_file_that_may_not_be_written_leaves_it(place, tmp_path, humble):
    hold(place, "one", said("member", "yes"), CLOSED)
    target = tmp_path / "uit.csv"
    target.write_text("van mij", "utf-8")
    target.chmod(0o444)
    done = wbp_apart("data", "export", "csv", "-o", target, "--study", place.root, before=humble)
    refused(done, "DATA_CANNOT_WRITE")
    assert target.read_text("utf-8") == "van mij"


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
def test_a_disk_that_is_full_is_one_line_and_loses_nothing(place, tmp_path):
    """A limit on the size of files stands for the disk; a write beyond it fails as a full disk."""
    events = hold(place, "one", said("member", "yes"), CLOSED)
    people = "".join(f"R{number},dorp,1,Low\n" for number in range(10, 3000))
    file, _ = survey(tmp_path, ANSWERS + people)

    def little_room():
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    done = wbp_apart("data", "import", file, "--study", place.root, preexec_fn=little_room)
    assert done.code == 1, done
    assert done.problems[0] in {"STORE_FULL", "STORE_DISK"}
    assert len(done.err.splitlines()) == 1
    with journal(place) as store:
        assert events_of(store, "one") == events
        assert verify(store) == []
    assert wbp_apart("data", "import", file, "--study", place.root).code == 0


@pytest.mark.slow
def test_200_megabytes_of_text_named_csv_are_refused_within_seconds(tmp_path):
    file = tmp_path / "verslag.csv"
    line = b"Dit is een verslag, geen tabel; het gaat maar door.\n"
    with file.open("wb") as out:
        for _ in range(200):
            out.write(line * (1_000_000 // len(line)))
    done = wbp_apart("compare", file, "--by", "town", "--items", "mood")
    refused(done, "DATA_UNKNOWN_COLUMN", "DATA_UNKNOWN_COLUMN")


def test_a_text_named_csv_is_refused_without_being_imported(capsys, place, tmp_path):
    file, mapping = survey(tmp_path, "Dit is een verslag, geen tabel.\n" * 10_000)
    done = wbp(capsys, "data", "import", file, "--mapping", mapping, "--study", place.root)
    refused(done, *["DATA_UNKNOWN_COLUMN"] * 4)


def test_an_unknown_case_is_one_line_with_the_nearest(capsys, place):
    done = wbp(capsys, "record", "small", "--case", "plien", "--study", place.root)
    refused(done, "RECORD_UNKNOWN_CASE")
    assert "plein" in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes an output")
@pytest.mark.parametrize("words", [["instrument", "list"], ["instrument", "list", "--json"]])
def test_an_output_that_was_closed_beforehand_is_no_mistake_of_ours(place, words):
    close = ("sh", "-c", 'exec "$@" >&-', "sh")
    done = wbp_apart(*words, "--study", place.root, before=close)
    assert (done.code, done.err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [["instrument", "list", "--json"], ["instrument", "list"]])
def test_a_full_output_is_one_sentence_and_no_mistake_of_ours(tmp_path, words):
    root = init(tmp_path / "study")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "wbp_survey", *words, "--study", str(root)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "schijf is vol" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "address", ["postgresql://jan:ge:h@im@host/db", "postgres:/jan:geheim@host/db"]
)
def test_no_user_or_password_of_a_database_is_ever_said(address):
    told = Problem("STORE_SERVER_GONE", address).line("nl")
    assert "host/db" in told
    assert not re.search("jan|im@", told)
