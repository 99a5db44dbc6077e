"""Whatever is wrong with the place, the user reads one sentence and a remedy."""

from __future__ import annotations

import sqlite3
import traceback

import pytest

from tests.store.events import answered, interview
from tests.store.expect import refused
from wbp_survey.store import postgresql, sqlite
from wbp_survey.store.connect import close, open_store, reading, run, writing
from wbp_survey.store.drafts import read_draft, save_draft
from wbp_survey.store.journal import append, events_of, verify
from wbp_survey.store.reading import responses


@pytest.mark.parametrize("prefix", ["", "sqlite:///"])
def test_a_path_and_an_sqlite_address_are_the_same_store(tmp_path, prefix):
    events = interview()
    with open_store(f"{prefix}{tmp_path}/study.db", create=True) as store:
        append(store, events)
        assert store.url == f"{tmp_path}/study.db"
    with open_store(f"{tmp_path}/study.db") as store:
        assert events_of(store, events[0].session) == events


def test_odd_characters_in_a_path_are_just_characters(tmp_path):
    path = tmp_path / "een map? 100% #1 é;x" / "study?mode=memory.db"
    path.parent.mkdir()
    with open_store(str(path), create=True) as store:
        append(store, interview())
    assert path.stat().st_size > 0


@pytest.mark.parametrize(
    "url",
    ["mysql://root:geheim@host/db", "https://host/study.db", "postgresql://u:geheim@host:poort/db"],
)
def test_an_address_we_cannot_read_is_refused_without_repeating_it(url):
    with refused("STORE_URL") as error:
        open_store(url)
    assert "geheim" not in str(error.value)


def test_an_absent_store_is_not_made_silently(store_url, tmp_path):
    with refused("STORE_MISSING"):
        open_store(store_url)
    assert not (tmp_path / "study-1.db").exists()


def test_an_empty_file_is_no_store_until_asked(tmp_path):
    path = tmp_path / "study.db"
    path.touch()
    with refused("STORE_MISSING"):
        open_store(str(path))
    assert path.read_bytes() == b""
    open_store(str(path), create=True).engine.dispose()
    open_store(str(path)).engine.dispose()


def test_a_folder_that_is_gone_is_named(tmp_path):
    with refused("STORE_FOLDER_GONE") as error:
        open_store(str(tmp_path / "usb" / "study.db"), create=True)
    assert "usb" in str(error.value)


def test_a_file_where_a_folder_should_be(tmp_path):
    (tmp_path / "file").touch()
    with refused("STORE_FOLDER_GONE"):
        open_store(str(tmp_path / "file" / "study.db"), create=True)


def test_a_folder_is_no_store(tmp_path):
    with refused("STORE_NOT_A_JOURNAL"):
        open_store(str(tmp_path), create=True)


def test_a_text_file_is_no_store_and_stays_as_it_was(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("vergadering " * 1000, encoding="utf-8")
    before = path.read_bytes()
    with refused("STORE_NOT_A_JOURNAL"):
        open_store(str(path), create=True)
    assert path.read_bytes() == before


def test_the_database_of_another_program_stays_as_it_was(tmp_path):
    path = tmp_path / "photos.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE photo (id)")
    other.close()
    before = path.read_bytes()
    with refused("STORE_NOT_A_JOURNAL"):
        open_store(str(path), create=True)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["photos.db"]


def test_every_pragma_holds_on_every_connection(tmp_path):
    path = str(tmp_path / "s.db")
    with open_store(path, create=True) as store, reading(store) as one, reading(store) as two:
        for connection in (one, two):
            for name, wanted in sqlite.PRAGMAS.items():
                assert connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() == wanted


def test_an_answer_reaches_the_disk_before_it_is_confirmed(tmp_path):
    """Killing a process cannot tell FULL from NORMAL; only the settings can."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "fullfsync": 1, "checkpoint_fullfsync": 1}
    with open_store(str(tmp_path / "s.db"), create=True) as store, writing(store) as connection:
        for name, value in wanted.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() == value


def test_a_pragma_that_is_not_honoured_is_refused(tmp_path, monkeypatch):
    monkeypatch.setitem(sqlite.PRAGMAS, "page_size", 100)
    with refused("STORE_PRAGMA"):
        open_store(str(tmp_path / "s.db"), create=True)


def test_a_server_that_does_not_commit_durably_is_refused(postgresql_url, monkeypatch):
    monkeypatch.setitem(postgresql.DURABLE, "fsync", ("never",))
    with refused("STORE_PRAGMA"):
        open_store(postgresql_url, create=True)


def test_a_server_commits_durably_even_when_the_address_asks_otherwise(server):
    url = server.url() + "&options=-csynchronous_commit%3Doff"
    engine, _ = postgresql.engine_for(url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
    engine.dispose()


def test_a_writer_who_waits_too_long_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sqlite.PRAGMAS, "busy_timeout", 50)
    path = str(tmp_path / "s.db")
    events = interview(answered(1))
    with open_store(path, create=True) as mine, open_store(path) as yours:
        append(mine, events[:2])
        with writing(yours), refused("STORE_BUSY"):
            append(mine, events[2:])
        append(mine, events[2:])


def test_readers_do_not_wait_for_a_writer_and_see_one_moment(store):
    events = interview(answered(1))
    append(store, events[:2])
    with writing(store) as connection:
        run(connection, "DELETE FROM session")
        assert events_of(store, events[0].session) == events[:2]
    with reading(store) as connection:
        before = run(connection, "SELECT count(*) FROM event").scalar_one()
        append(store, events[2:])
        assert run(connection, "SELECT count(*) FROM event").scalar_one() == before


def test_a_reader_cannot_write_on_a_server(postgresql_url):
    with (
        open_store(postgresql_url, create=True) as store,
        refused("STORE_READ_ONLY"),
        reading(store) as connection,
    ):
        run(connection, "DELETE FROM draft")


def test_a_server_that_is_not_there_is_named_without_password(tmp_path):
    url = f"postgresql://interviewer:geheim@/wbp?host={tmp_path}"
    with refused("STORE_SERVER_GONE") as error:
        open_store(url)
    shown = "".join(traceback.format_exception(error.value))
    assert "geheim" not in shown
    assert "interviewer" not in shown


def test_the_password_shows_nowhere_in_an_open_store(server, postgresql_url):
    url = postgresql_url.replace("postgres@", "postgres:geheim@")
    with open_store(url, create=True) as store:
        assert "geheim" not in repr(store)
        assert "geheim" not in store.url
        assert store.engine.url.password == "geheim"


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "STORE_FULL"),
        ("25006", "STORE_READ_ONLY"),
        ("42501", "STORE_SERVER_REFUSES"),
        ("40P01", "STORE_BUSY"),
        ("58030", "STORE_DISK"),
        ("XX001", "STORE_DAMAGED"),
        ("57P01", "STORE_SERVER_GONE"),
        ("22012", "STORE_FAILED"),
    ],
)
def test_what_a_server_reports_becomes_a_sentence_and_writing_resumes(postgresql_url, state, code):
    events = interview(answered("geheim antwoord"))
    with open_store(postgresql_url, create=True) as store:
        append(store, events[:2])
        with store.engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION 'no: %%', NEW.value USING ERRCODE = '{state}'; END $$"
            )
            connection.exec_driver_sql(
                "CREATE TRIGGER fail BEFORE INSERT ON response FOR EACH ROW EXECUTE FUNCTION fail()"
            )
        with refused(code) as error:
            append(store, events[2:])
        assert "geheim" not in "".join(traceback.format_exception(error.value))
        assert events_of(store, events[0].session) == events[:2]
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER fail ON response")
        append(store, events[2:])
        assert verify(store) == []


def test_a_connection_the_server_dropped_is_made_again(server, postgresql_url):
    import psycopg

    events = interview(answered(1))
    with open_store(postgresql_url, create=True) as store:
        append(store, events[:2])
        with store.engine.connect() as connection:
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with psycopg.connect(server.url(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        append(store, events[2:])
        assert len(responses(store)) == 1


def test_a_failed_append_leaves_the_draft(store):
    from wbp_survey.model.session import Slot

    events = interview(answered(1))
    append(store, events)
    save_draft(store, events[0].session, Slot("leden"), "nog niet klaar")
    with refused("STORE_SECOND_WRITER"):
        append(store, events)
    assert read_draft(store, events[0].session).text == "nog niet klaar"


def test_a_closed_sqlite_store_is_one_file(tmp_path):
    store = open_store(str(tmp_path / "s.db"), create=True)
    append(store, interview())
    close(store)
    assert [found.name for found in tmp_path.iterdir()] == ["s.db"]
