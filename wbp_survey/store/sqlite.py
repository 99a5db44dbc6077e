"""The embedded database: one SQLite file per study, durable at every commit."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

APPLICATION_ID = 0x57425031
"""The letters WBP1, at byte 68 of the file: whose database it is."""

_SMALLEST = 512
"""Bytes in the smallest page: SQLite would take a file with fewer for empty and write over it."""

PRAGMAS: dict[str, str | int] = {
    "busy_timeout": 5000,
    "journal_mode": "wal",
    "synchronous": 2,
    "fullfsync": 1,
    "checkpoint_fullfsync": 1,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "temp_store": 2,
}
"""What durability rests on: builds of SQLite differ in their defaults, so nothing is left to them.

`synchronous` 2 is FULL: with NORMAL, 70% of simulated power cuts lost answers already confirmed.
"""


_OWE = (
    "INSERT INTO meta (key, value) VALUES ('wipe', lower(hex(randomblob(16))))"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_OWED = "SELECT value FROM meta WHERE key = 'wipe'"
_PAID = "DELETE FROM meta WHERE key = 'wipe' AND value = ?"
"""What was removed, and may still be in the bytes of the file: written down, asked, done.

Each debt has a value of its own: what another process removes meanwhile is not paid with it.
"""

_CUT_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"


def check_place(path: Path, *, create: bool) -> None:
    """Refuse a place where no journal can be kept, before the database touches it."""
    place = str(path)
    if not path.parent.is_dir():
        raise StoreError.one("STORE_FOLDER_GONE", place)
    exists = path.exists()
    if not exists and not create:
        raise StoreError.one("STORE_MISSING", place)
    if path.is_dir() or (exists and 0 < path.stat().st_size < _SMALLEST):
        raise StoreError.one("STORE_NOT_A_JOURNAL", place)
    # SQLite writes beside the file as well as in it.
    if not all(os.access(where, os.W_OK) for where in (path.parent, path) if where.exists()):
        raise StoreError.one("STORE_READ_ONLY", place)


def engine_for(path: Path, *, create: bool) -> Engine:
    """Return an engine whose every connection has our pragmas."""
    from sqlalchemy import create_engine

    return create_engine(
        "sqlite+pysqlite://",
        creator=lambda: _connect(path, create=create),
        poolclass=_pool(),
        hide_parameters=True,
    )


def owe_wiping(connection: Connection) -> None:
    """Write down, in the transaction that removes something, that its bytes must go as well."""
    connection.exec_driver_sql(_OWE)


def owes_wiping(connection: Connection) -> bool:
    """Tell whether something was removed whose bytes may still be in the file."""
    return connection.exec_driver_sql(_OWED).scalar_one_or_none() is not None


def wipe(engine: Engine) -> None:
    """Build the file anew and cut off its log; what cannot be done now stays owed.

    `secure_delete` writes over what is deleted, but not over a copy that a page kept in its free
    space when it was split; only a file built anew has none.
    """
    # No room, or somebody writes: the removal itself stands, and the next one to open tries again.
    with suppress(sqlite3.Error, StoreError), closing(engine.raw_connection()) as raw:
        cursor = raw.cursor()
        owed = cursor.execute(_OWED).fetchone()
        cursor.execute("VACUUM")
        (busy, _, _) = cursor.execute(_CUT_LOG).fetchone()
        if owed and not busy:
            cursor.execute(_PAID, owed)


def _pool() -> type:
    """Return the pool for files; without a path in the URL the engine would assume memory."""
    from sqlalchemy.pool import QueuePool

    return QueuePool


def _connect(path: Path, *, create: bool) -> sqlite3.Connection:
    mode = "rwc" if create else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _check_owner(connection, str(path), create=create)
        _set_pragmas(connection, str(path))
    except BaseException:
        connection.close()
        raise
    return connection


def _check_owner(connection: sqlite3.Connection, place: str, *, create: bool) -> None:
    """Refuse another program's database, or none, before a pragma changes a byte of it."""
    connection.execute("BEGIN")  # one moment: another window may be making the tables
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    connection.execute("COMMIT")
    if owner != APPLICATION_ID and objects:
        raise StoreError.one("STORE_NOT_A_JOURNAL", place)
    if not objects and not create:
        raise StoreError.one("STORE_MISSING", place)


def _set_pragmas(connection: sqlite3.Connection, place: str) -> None:
    for name, wanted in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={wanted}")
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != wanted:
            raise StoreError.one("STORE_PRAGMA", place, name=name, wanted=wanted, found=found)
