"""Events as rows of the event table, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from wbp_survey.errors import StoreError
from wbp_survey.model.journal import Event, Payload, canonical_json
from wbp_survey.store.connect import run

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

EVENT_FIELDS = Event.__slots__
"""The columns of the event table are the fields of an event, under the same names."""

_COLUMNS = (
    "id, session, seq, kind, at, monotonic, actor, device, payload, salt, commitment, previous, "
    "digest"
)
_INSERT = f"""
INSERT INTO event ({_COLUMNS}) VALUES (:id, :session, :seq, :kind, :at, :monotonic, :actor,
  :device, :payload, :salt, :commitment, :previous, :digest)
"""  # noqa: S608  the columns are a constant
_OF_SESSION = f"SELECT {_COLUMNS} FROM event WHERE session = :session ORDER BY seq"  # noqa: S608
_EMPTY = "UPDATE event SET payload = NULL, salt = '' WHERE id = :id"
_PAYLOAD = EVENT_FIELDS.index("payload")
_CHUNK = 500


def insert_events(connection: Connection, events: Sequence[Event]) -> None:
    """Add events as they are."""
    run(connection, _INSERT, [_row(event) for event in events])


def empty_events(connection: Connection, ids: Iterable[str]) -> None:
    """Remove the payload and the salt of these events; that they happened stays."""
    rows = [{"id": one} for one in ids]
    if rows:
        run(connection, _EMPTY, rows)


def read_events(connection: Connection, session: str) -> Iterator[Event]:
    """Yield the events of a session in order of `seq`; StoreError when one cannot be read."""
    for row in run(connection, _OF_SESSION, {"session": session}):
        yield _event(row)


def read_session_ids(connection: Connection) -> list[str]:
    """Return the ids of all sessions that have events, in order."""
    return list(run(connection, "SELECT DISTINCT session FROM event ORDER BY session").scalars())


def known_ids(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Return which of these event ids the journal holds."""
    known: set[str] = set()
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        known.update(_known(connection, chunk))
    return known


def head(connection: Connection, session: str) -> tuple[int, str]:
    """Return seq and digest of the last event of a session; 0 and empty when it has none."""
    found = run(
        connection,
        "SELECT seq, digest FROM event WHERE session = :session ORDER BY seq DESC LIMIT 1",
        {"session": session},
    ).one_or_none()
    return (found.seq, found.digest) if found else (0, "")


def _known(connection: Connection, ids: Iterable[str]) -> Iterable[str]:
    from sqlalchemy import bindparam, text

    statement = text("SELECT id FROM event WHERE id IN :ids").bindparams(
        bindparam("ids", expanding=True)
    )
    return connection.execute(statement, {"ids": list(ids)}).scalars()


def _row(event: Event) -> dict[str, Any]:
    row = {name: getattr(event, name) for name in EVENT_FIELDS}
    row["payload"] = None if event.payload is None else canonical_json(event.payload)
    return row


def _event(row: Row[Any]) -> Event:
    """Read a row of `_COLUMNS`, which stand in the order of the fields."""
    fields = list(row)
    if fields[_PAYLOAD] is not None:
        fields[_PAYLOAD] = _payload(fields[_PAYLOAD], f"{row.session}:{row.seq}")
    return Event(*fields)


def _payload(text: str, place: str) -> Payload:
    try:
        return cast("Payload", json.loads(text))
    except ValueError:
        raise StoreError.one("STORE_EVENT_CHANGED", place) from None
