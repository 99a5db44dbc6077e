"""A database is brought up to date step by step, whole or not at all."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from tests.store.events import OPENED, SEATED, answered, interview, make
from wbp_survey.errors import StoreError
from wbp_survey.model.session import Slot
from wbp_survey.store import migrations
from wbp_survey.store.claim import claim
from wbp_survey.store.connect import open_store, reading, run, writing
from wbp_survey.store.drafts import read_drafts
from wbp_survey.store.journal import append, events_of, verify
from wbp_survey.store.migrations import schema_version
from wbp_survey.store.reading import responses, sessions
from wbp_survey.store.rows import insert_events
from wbp_survey.store.schema import STEPS

ADD_TABLE = ("CREATE TABLE remark (id {text} NOT NULL PRIMARY KEY, seq {integer}) {strict}",)
ADD_COLUMN = ("ALTER TABLE remark ADD COLUMN words {text}",)
FAILS = ("CREATE TABLE half (id {integer})", "INSERT INTO nowhere VALUES (1)")


def version(store):
    with reading(store) as connection:
        return schema_version(connection)


def tables(store):
    return set(inspect(store.engine).get_table_names())


def test_an_empty_database_gets_every_table(store):
    wanted = {"meta", "event", "draft", "session", "participant", "response", "typed", "writer"}
    assert tables(store) == wanted
    assert version(store) == len(STEPS)


def test_an_older_database_is_brought_up_to_date_with_its_data(store_url, monkeypatch):
    events = interview(answered(1))
    with open_store(store_url, create=True) as store:
        append(store, events)
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, ADD_TABLE, ADD_COLUMN))
    with open_store(store_url) as store:
        assert version(store) == len(STEPS) + 2
        assert "remark" in tables(store)
        assert events_of(store, events[0].session) == events
        assert verify(store) == []
    with open_store(store_url) as store:
        assert version(store) == len(STEPS) + 2


FIRST_SESSION = """
INSERT INTO session (id, instrument, version, sha256, kind, "case", municipality, interviewer,
  opened_at, closed_at, last_at, synthetic, source, seq, digest)
VALUES (:id, :instrument, :version, :sha256, :kind, :case, :municipality, :actor,
  :at, '', :last_at, 0, '', :seq, :digest)
"""
FIRST_SEAT = """
INSERT INTO participant (session, id, role, pseudonym, "case", municipality)
VALUES (:id, :participant, :role, :pseudonym, :case, :municipality)
"""
FIRST_ANSWER = """
INSERT INTO response (session, participant, item, round, value, missing, event)
VALUES (:id, 'S1', 'leden', 0, '1', '', :event)
"""

FIRST_DRAFT = """
INSERT INTO draft (session, item, participant, round, text, at)
VALUES (:id, 'jaren', 'S1', 0, '"half ge"', :at)
"""


def fill_as_at_first(store, events):
    """Write a session as the first version of the tool did, into its tables."""
    first, last = events[0], events[-1]
    session = {"id": first.session, "actor": first.actor, "at": first.at, **OPENED}
    with writing(store) as connection:
        insert_events(connection, events)
        ends = {"last_at": last.at, "seq": last.seq, "digest": last.digest}
        run(connection, FIRST_SESSION, {**session, **ends})
        run(connection, FIRST_SEAT, {**session, **SEATED})
        run(connection, FIRST_ANSWER, {"id": first.session, "event": last.id})
        run(connection, FIRST_DRAFT, {"id": first.session, "at": last.at})


def test_a_store_of_the_first_version_opens_with_its_sessions_and_takes_new_answers(
    store_url, monkeypatch
):
    events = interview(answered(1))
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", STEPS[:1])
        with open_store(store_url, create=True) as store:
            assert version(store) == 1
            fill_as_at_first(store, events)
    with open_store(store_url) as store:
        assert verify(store) == []
        (row,) = sessions(store)
        assert (row.mode, row.again, row.answers, row.last_at) == ("", "", 1, events[-1].at)
        assert read_drafts(store, events[0].session) == {Slot("jaren", "S1"): "half ge"}
        append(store, make([answered(2, "jaren")], after=events[-1]))
        assert [one.item for one in responses(store)] == ["jaren", "leden"]
        assert verify(store) == []
        with claim(store, events[0].session, "AB") as left:
            assert left is None


def test_a_step_that_fails_leaves_nothing_half_done(store_url, monkeypatch):
    with open_store(store_url, create=True) as store:
        append(store, interview(answered(1)))
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*STEPS, ADD_TABLE, FAILS))
        with pytest.raises(StoreError):
            open_store(store_url)
    with open_store(store_url) as store:
        assert not {"half", "remark"} & tables(store)
        assert version(store) == len(STEPS)
        assert len(responses(store)) == 1


def test_a_database_of_a_newer_version_is_refused(store_url, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*STEPS, ADD_TABLE))
        open_store(store_url, create=True).engine.dispose()
    with pytest.raises(StoreError) as error:
        open_store(store_url)
    (problem,) = error.value.problems
    assert problem.code == "STORE_NEWER"
    assert problem.values == {"found": len(STEPS) + 1, "known": len(STEPS)}


def test_creating_what_exists_changes_nothing(store_url):
    events = interview(answered(1))
    with open_store(store_url, create=True) as store:
        append(store, events)
    with open_store(store_url, create=True) as store:
        assert events_of(store, events[0].session) == events


def test_several_windows_may_create_at_once(store_url):
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_store(store_url, create=True), range(4)))
    for store in opened:
        assert version(store) == len(STEPS)
        store.engine.dispose()


def test_the_file_says_whose_it_is(tmp_path):
    path = tmp_path / "study.db"
    open_store(str(path), create=True).engine.dispose()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    assert connection.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"WBP1"),)
    connection.close()


def test_a_column_holds_only_what_it_declares(store):
    with store.engine.begin() as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql("INSERT INTO draft VALUES ('s', 'i', '', 'many', '', '')")


def test_a_server_sorts_text_as_sqlite_does_whatever_its_language(postgresql_url):
    open_store(postgresql_url, create=True).engine.dispose()
    with psycopg.connect(postgresql_url) as connection:
        collations = connection.execute(
            "SELECT DISTINCT collation_name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND data_type = 'text'"
        ).fetchall()
    assert collations == [("C",)]
