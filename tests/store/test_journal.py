"""The journal keeps what was confirmed, in order, once, and notices every change."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from tests.store.events import answered, imported, interview, make
from wbp_survey.errors import StoreError
from wbp_survey.model.journal import Event
from wbp_survey.model.session import Slot, fold
from wbp_survey.store.connect import open_store, run, writing
from wbp_survey.store.journal import append, append_new, events_of, session_ids, verify
from wbp_survey.store.reading import rebuild, responses

COLUMNS = Event.__slots__


def codes(error):
    return [problem.code for problem in error.value.problems]


def overwrite(store, sql, **values):
    """Change the tables behind the tool's back, as somebody with the file could."""
    on = "" if store.engine.dialect.name == "sqlite" else " ON event"
    with store.engine.begin() as connection:
        for trigger in ("event_is_never_changed", "event_is_never_deleted"):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on}")
        run(connection, sql, values)


def test_events_come_back_as_they_were_given(store):
    events = interview(answered("Ja, élke dag: 90% \0 \u202e 'quote' 💬"), answered(["a", "b"]))
    append(store, events)
    assert events_of(store, events[0].session) == events


def test_events_survive_closing_and_reopening(store_url):
    events = interview(answered(3))
    with open_store(store_url, create=True) as store:
        append(store, events)
    with open_store(store_url) as store:
        assert events_of(store, events[0].session) == events


def test_a_session_grows_answer_by_answer(store):
    events = interview(*(answered(n) for n in range(20)))
    for event in events:
        append(store, [event])
    assert fold(events_of(store, events[0].session)).answers[Slot("leden", "S1")].value == 19
    assert verify(store) == []


def test_an_unknown_session_has_no_events(store):
    assert events_of(store, "nobody") == []


def test_nothing_to_append_is_no_work(store):
    append(store, [])
    assert append_new(store, []) == 0
    assert session_ids(store) == []


def test_session_ids_are_listed_once_and_in_order(store):
    for name in ("b", "a", "C"):
        append(store, interview(answered(1), session=name))
    assert session_ids(store) == ["C", "a", "b"]


@pytest.mark.parametrize("break_it", ["gap", "repeat", "fork"])
def test_events_that_do_not_follow_the_head_are_refused(store, break_it):
    events = interview(answered(1), answered(2), answered(3))
    append(store, events[:3])
    other = {
        "gap": events[4:],
        "repeat": [events[2]],
        "fork": make([answered(9)], after=events[1]),
    }[break_it]
    with pytest.raises(StoreError) as error:
        append(store, other)
    assert codes(error) == ["STORE_SECOND_WRITER"]
    assert events_of(store, events[0].session) == events[:3]


def test_a_session_does_not_start_in_the_middle(store):
    with pytest.raises(StoreError):
        append(store, interview(answered(1))[1:])


def test_a_batch_is_stored_whole_or_not_at_all(store):
    good, bad = interview(answered(1)), interview(answered(2))
    with pytest.raises(StoreError):
        append(store, [*good, *bad[1:]])
    assert session_ids(store) == []
    assert responses(store) == []


@pytest.mark.parametrize("change", [{"actor": "someone-else"}, {"payload": {"item": "x"}}])
def test_an_event_that_is_not_what_it_seals_is_refused(store, change):
    events = interview(answered(1))
    with pytest.raises(StoreError) as error:
        append(store, [*events[:2], replace(events[2], **change)])
    assert codes(error) == ["STORE_EVENT_CHANGED"]


def test_an_event_needs_an_actor(store):
    from wbp_survey.model.journal import chain

    nobody = chain(replace(interview()[0], actor=""), "")
    with pytest.raises(StoreError):
        append(store, [nobody])


def test_appending_new_events_twice_adds_them_once(store):
    events = interview(*(imported(f"R{n}", {"q": {"value": n}}) for n in range(700)))
    assert append_new(store, events[:300]) == 300
    assert append_new(store, events) == len(events) - 300
    assert append_new(store, events) == 0
    assert events_of(store, events[0].session) == events


def test_several_sessions_go_in_together(store):
    first, second = interview(answered(1)), interview(answered(2))
    mixed = [event for pair in zip(first, second, strict=True) for event in pair]
    assert append_new(store, mixed) == len(mixed)
    assert events_of(store, second[0].session) == second


def test_new_events_that_fork_a_session_are_refused(store):
    events = interview(answered(1), answered(2))
    append(store, events)
    with pytest.raises(StoreError) as error:
        append_new(store, make([answered(5)], after=events[2]))
    assert codes(error) == ["STORE_SECOND_WRITER"]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM event",
        "UPDATE event SET actor = 'x'",
        "UPDATE event SET payload = '{}'",
        "UPDATE event SET payload = NULL, salt = '', seq = seq + 100",
    ],
)
def test_the_database_itself_refuses_to_change_an_event(store, sql):
    events = interview(answered(1))
    append(store, events)
    with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.exec_driver_sql(sql)
    assert events_of(store, events[0].session) == events


def test_replacing_an_event_is_refused_too(tmp_path):
    with open_store(str(tmp_path / "s.db"), create=True) as store:
        append(store, interview())
        with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
            connection.exec_driver_sql("REPLACE INTO event SELECT * FROM event")


def test_truncating_the_journal_is_refused(postgresql_url):
    with open_store(postgresql_url, create=True) as store:
        append(store, interview())
        with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
            connection.exec_driver_sql("TRUNCATE event")


def test_removing_a_payload_keeps_the_chain_and_loses_the_answer(store):
    events = interview(answered(1, "a"), answered(2, "b"))
    append(store, events)
    with writing(store) as connection:
        run(
            connection,
            "UPDATE event SET payload = NULL, salt = '' WHERE id = :id",
            {"id": events[2].id},
        )
    rebuild(store)
    assert verify(store) == []
    assert [response.item for response in responses(store)] == ["b"]
    assert events_of(store, events[0].session)[2] == replace(events[2], payload=None, salt="")
    append(store, make([answered(3, "c")], after=events[-1]))
    assert [response.item for response in responses(store)] == ["b", "c"]


def test_events_whose_payload_was_removed_elsewhere_can_come_in(store):
    events = interview(answered(1, "a"), answered(2, "b"))
    events[2] = replace(events[2], payload=None, salt="")
    assert append_new(store, events) == len(events)
    assert verify(store) == []
    assert [response.item for response in responses(store)] == ["b"]


def _flipped(column, value):
    if column in ("seq", "monotonic"):
        return value + 1000
    if column == "payload":
        return json.dumps({"item": "leden", "participant": "S1", "value": 99})
    return value[:-1] + ("0" if value[-1] != "0" else "1")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_in_any_column_is_found(store, column):
    events = interview(*(answered(n) for n in range(5)))
    append(store, events)
    victim = events[3]
    value = _flipped(column, getattr(victim, column))
    overwrite(
        store, f"UPDATE event SET {column} = :value WHERE id = :id", value=value, id=victim.id
    )
    found = verify(store)
    assert found
    assert {problem.code for problem in found} <= {
        "STORE_EVENT_CHANGED",
        "STORE_CHAIN_BROKEN",
        "STORE_CHAIN_SHORT",
    }


def test_a_payload_removed_without_its_salt_is_found(store):
    events = interview(answered(1))
    append(store, events)
    overwrite(store, "UPDATE event SET payload = NULL WHERE id = :id", id=events[2].id)
    assert [problem.code for problem in verify(store)] == ["STORE_EVENT_CHANGED"]


@pytest.mark.parametrize(
    ("seq", "code"),
    [(3, "STORE_CHAIN_BROKEN"), (5, "STORE_CHAIN_SHORT"), (1, "STORE_CHAIN_BROKEN")],
)
def test_a_deleted_event_is_found(store, seq, code):
    append(store, interview(*(answered(n) for n in range(3))))
    overwrite(store, "DELETE FROM event WHERE seq = :seq", seq=seq)
    assert [problem.code for problem in verify(store)] == [code]


def test_a_deleted_session_is_found(store):
    append(store, interview(session="kept"))
    append(store, interview(session="gone"))
    overwrite(store, "DELETE FROM event WHERE session = :session", session="gone")
    assert [(problem.code, problem.place) for problem in verify(store)] == [
        ("STORE_CHAIN_SHORT", "gone")
    ]


def test_verifying_names_the_place(store):
    events = interview(answered(1))
    append(store, events)
    overwrite(store, "UPDATE event SET at = 'then' WHERE seq = 2")
    (problem,) = verify(store)
    assert problem.place == f"{events[0].session}:2"
    assert problem.line("nl")
    assert problem.line("en")


def test_a_payload_that_is_no_json_any_more_is_found(store):
    append(store, interview(answered(1)))
    overwrite(store, "UPDATE event SET payload = '{half' WHERE seq = 3")
    (problem,) = verify(store)
    assert problem.code == "STORE_EVENT_CHANGED"
    with pytest.raises(StoreError) as error:
        events_of(store, problem.place.split(":")[0])
    assert codes(error) == ["STORE_EVENT_CHANGED"]


def test_order_of_arrival_within_a_session_matters_not_across_sessions(store):
    many = [interview(answered(n)) for n in range(5)]
    random.Random(1).shuffle(many)
    for events in many:
        append(store, events)
    assert session_ids(store) == sorted(events[0].session for events in many)
    assert verify(store) == []
