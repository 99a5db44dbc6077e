"""Who withdraws altogether is gone: out of every table, out of the bytes; the rest is as it was."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.store.events import OPENED, answered, make
from tests.store.test_crash import ROOT, said, started
from tests.store.test_journal import overwrite
from wbp_survey.errors import StoreError
from wbp_survey.model.gathering import statement_payload
from wbp_survey.model.round_table import Statement
from wbp_survey.model.session import Slot, fold
from wbp_survey.model.withdrawal import said_by, without
from wbp_survey.store import journal, sqlite
from wbp_survey.store.connect import open_store, reading, run, writing
from wbp_survey.store.drafts import read_draft, read_drafts, save_draft, save_typed
from wbp_survey.store.journal import append, append_new, events_of, verify
from wbp_survey.store.reading import rebuild, responses, sessions
from wbp_survey.store.removal import is_wiped

SECRET = "zeldzaamwoord"
MINE, OTHER = Slot("story", "S1"), Slot("story", "S2")
ALL = ("consent_withdrawn", {"participant": "S2", "all": True, "scopes": [], "because": "wil niet"})


def table(*steps, session="table"):
    seats = [
        ("participant_seated", {"participant": seat, "role": "bewoner", "pseudonym": f"B-{seat}"})
        for seat in ("S1", "S2")
    ]
    return make([("session_opened", OPENED | {"kind": "round_table"}), *seats, *steps], session)


def spoken():
    """A talk in which both say something, and S2 something rare in every way there is."""
    secret = Statement("u1", ("S2",), "literal", f"{SECRET} gezegd")
    return table(
        answered("gewoon", "story", "S1"),
        answered(f"{SECRET} getypt " * 300, "story", "S2"),
        ("remark_made", {"item": "story", "participant": "S2", "text": f"{SECRET} erbij"}),
        ("statement_made", statement_payload(secret)),
        answered("samen", "outcome", ""),
    )


def withdrawn(events):
    return make([ALL], after=events[-1])


def bytes_of(path):
    """Everything that lies on disk of a database."""
    return b"".join(file.read_bytes() for file in Path(path).parent.glob(f"{Path(path).name}*"))


def test_what_they_said_is_gone_and_everything_else_is_as_it_was(store):
    events = spoken()
    append(store, events)
    append(store, withdrawn(events))
    gone = {one.id for one in said_by(events, "S2")}
    kept = events_of(store, "table")
    assert [one.seq for one in kept if one.payload is None] == [5, 6, 7]
    assert kept[:-1] == without(events, gone)
    assert [(one.participant, one.value) for one in responses(store)] == [
        ("", "samen"),
        ("S1", "gewoon"),
    ]
    assert verify(store) == []


def test_the_tables_are_what_they_would_be_if_filled_anew(store):
    events = spoken()
    append(store, events)
    append(store, withdrawn(events))
    before = responses(store), sessions(store)
    rebuild(store)
    assert (responses(store), sessions(store)) == before
    assert sessions(store)[0].participants == 2


def test_the_session_goes_on_afterwards(store):
    events = spoken()
    append(store, events)
    (event,) = withdrawn(events)
    append(store, [event])
    append(store, make([answered("later", "why", "S1"), ("session_closed", {})], after=event))
    assert fold(events_of(store, "table")).answers.keys() == {
        MINE,
        Slot("outcome"),
        Slot("why", "S1"),
    }
    assert verify(store) == []


def test_what_is_being_typed_goes_with_it_and_the_place_stays(store):
    append(store, spoken())
    save_typed(store, "table", OTHER, "half een zin")
    save_draft(store, "table", MINE, "4 4 2")
    save_draft(store, "elders", MINE, "blijft")
    append(store, withdrawn(events_of(store, "table")))
    assert read_drafts(store, "table") == {}
    assert (read_draft(store, "table").slot, read_draft(store, "table").text) == (MINE, "")
    assert read_drafts(store, "elders") == {MINE: "blijft"}


def test_nobody_goes_on_typing_at_the_place_of_who_is_gone(store):
    append(store, spoken())
    save_draft(store, "table", OTHER, "half een zin")
    append(store, withdrawn(events_of(store, "table")))
    assert read_draft(store, "table") is None


def test_withdrawing_from_some_purposes_removes_nothing(store):
    events = spoken()
    append(store, events)
    some = ("consent_withdrawn", {"participant": "S2", "scopes": ["quote"]})
    append(store, make([some], after=events[-1]))
    assert events_of(store, "table")[:-1] == events
    assert len(responses(store)) == 3


def test_a_withdrawal_that_comes_in_from_elsewhere_removes_as_well(store):
    events = spoken()
    both = [*events, *withdrawn(events)]
    append_new(store, events)
    assert append_new(store, both) == 1
    assert append_new(store, both) == 0
    assert [one.seq for one in events_of(store, "table") if one.payload is None] == [5, 6, 7]
    assert verify(store) == []


def test_a_session_that_comes_in_with_its_withdrawal_leaves_nothing_behind(store):
    events = spoken()
    append_new(store, [*events, *withdrawn(events)])
    assert [one.seq for one in events_of(store, "table") if one.payload is None] == [5, 6, 7]
    assert verify(store) == []


def test_two_records_of_one_talk_lose_the_same_person_at_once(store):
    first, second = table(answered(1, "q", "S2")), table(answered(2, "q", "S2"), session="other")
    append(store, [*first, *second])
    append(store, [*withdrawn(first), *withdrawn(second)])
    assert responses(store) == []
    assert verify(store) == []


def test_when_anything_goes_wrong_nothing_has_happened(store, monkeypatch):
    events = spoken()
    append(store, events)

    def fail(*_):
        raise StoreError.one("STORE_FULL")

    monkeypatch.setattr(journal, "forget_confirmed", fail)
    with pytest.raises(StoreError):
        append(store, withdrawn(events))
    monkeypatch.undo()
    assert events_of(store, "table") == events
    assert len(responses(store)) == 3


def test_what_was_left_behind_after_all_is_found(store):
    events = spoken()
    append(store, [*events, *withdrawn(events)])
    victim, payload = events[4], '{"item":"story","participant":"S2","value":"terug"}'
    sql = "UPDATE event SET payload = :payload WHERE id = :id"
    overwrite(store, sql, payload=payload, id=victim.id)
    problems = verify(store)
    assert "STORE_WITHDRAWN_KEPT" in [one.code for one in problems]
    for language in ("nl", "en"):
        assert "1" in next(one for one in problems if one.code == "STORE_WITHDRAWN_KEPT").line(
            language
        )


def test_a_server_is_left_to_clean_up_by_itself(postgresql_url):
    with open_store(postgresql_url, create=True) as store:
        events = spoken()
        append(store, [*events, *withdrawn(events)])
        assert not is_wiped(store)
        with reading(store) as connection:
            found = run(connection, "SELECT count(*) FROM meta WHERE key = 'wipe'").scalar_one()
        assert found == 0


def test_not_a_byte_is_left_in_the_file_or_its_log(tmp_path):
    path = str(tmp_path / "study.db")
    events = spoken()
    with open_store(path, create=True) as store:
        append(store, events)
        save_draft(store, "table", OTHER, f"{SECRET} onaf")
        assert bytes_of(path).count(SECRET.encode()) > 300
        append(store, withdrawn(events))
        assert SECRET.encode() not in bytes_of(path)
        assert is_wiped(store)
    assert SECRET.encode() not in bytes_of(path)
    with open_store(path) as store:
        assert verify(store) == []


@pytest.mark.parametrize("seed", [2, 11])
def test_not_a_byte_is_left_where_pages_were_split_and_filled_again(tmp_path, seed):
    """Texts that grow and shrink move about, and leave copies in the free space of pages."""
    path, chance = str(tmp_path / "study.db"), random.Random(seed)
    names = [f"t{number}" for number in range(6)]
    with open_store(path, create=True) as store:
        tables = [table(session=name) for name in names]
        append(store, [event for events in tables for event in events])
        last = {events[0].session: events[-1] for events in tables}
        for _ in range(400):
            seat = chance.choice(["S1", "S2"])
            words = SECRET if seat == "S2" else "gewoonwoord"
            text = f"{words} " * chance.choice([1, 3, 10, 40, 100, 300, 400, 900])
            name = chance.choice(names)
            step = answered(text, f"q{chance.randint(1, 12)}", seat)
            (last[name],) = make([step], after=last[name])
            append(store, [last[name]])
        for name in names:
            append(store, withdrawn([last[name]]))
        assert SECRET.encode() not in bytes_of(path)
        assert b"gewoonwoord" in bytes_of(path)
        assert is_wiped(store)


def test_what_somebody_else_is_reading_is_wiped_at_the_next_opening(tmp_path, monkeypatch):
    path = str(tmp_path / "study.db")
    monkeypatch.setitem(sqlite.PRAGMAS, "busy_timeout", 50)
    events = spoken()
    with open_store(path, create=True) as store, open_store(path) as other:
        append(store, events)
        with reading(other) as connection:
            run(connection, "SELECT count(*) FROM event").scalar_one()
            append(store, withdrawn(events))
            assert not is_wiped(store)
        assert [one.seq for one in events_of(store, "table") if one.payload is None] == [5, 6, 7]
    with open_store(path) as store:
        assert is_wiped(store)
        assert SECRET.encode() not in bytes_of(path)


def test_what_another_process_removes_meanwhile_stays_owed(tmp_path):
    from sqlalchemy import event

    path = str(tmp_path / "study.db")
    events, late = spoken(), []
    with open_store(path, create=True) as store, open_store(path) as other:
        append(store, events)

        def at_the_last_moment(statement):
            if statement.startswith("DELETE FROM meta") and not late:
                late.append(statement)
                with writing(other) as connection:
                    sqlite.owe_wiping(connection)

        def watch(connection, *_):
            connection.set_trace_callback(at_the_last_moment)

        event.listen(store.engine, "checkout", watch)
        append(store, withdrawn(events))
        assert late
        assert not is_wiped(other)
    with open_store(path) as store:
        assert is_wiped(store)


REMOVER = """
import sys
from tests.store.test_removal import withdrawn
from wbp_survey.store.connect import open_store
from wbp_survey.store.journal import append, events_of

store = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for session in sys.argv[2:]:
    append(store, withdrawn(events_of(store, session)))
    print("confirmed", session, flush=True)
"""


@pytest.mark.parametrize("seed", range(4))
def test_killed_in_the_middle_it_is_all_or_nothing(store_url, seed):
    names = [f"t{number}" for number in range(40)]
    with open_store(store_url, create=True) as store:
        for name in names:
            steps = [answered(f"{SECRET} {n} " * 20, f"q{n}", "S2") for n in range(30)]
            append(store, table(*steps, answered("blijft", "q", "S1"), session=name))
    command = [sys.executable, "-c", REMOVER, store_url, *names]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    remover = subprocess.Popen(command, cwd=ROOT, **pipes)
    started([remover])
    time.sleep(random.Random(seed).uniform(0.02, 0.4))
    remover.kill()
    confirmed = {words[1] for words in said(remover)}
    with open_store(store_url) as store:
        assert verify(store) == []
        for name in names:
            events = events_of(store, name)
            left = [one.payload for one in events[3:33]]
            done = events[-1].kind == "consent_withdrawn"
            assert all(one is None for one in left) if done else all(left), name
            assert done or name not in confirmed
            assert events[33].payload["value"] == "blijft"
        secrets = len([one for one in responses(store) if one.participant == "S2"])
        assert secrets % 30 == 0
    if not store_url.startswith("postgresql"):
        words = bytes_of(store_url).count(f"{SECRET} 7 ".encode())
        assert words == 2 * 20 * (secrets // 30), "an answer stands in its event and in its table"
