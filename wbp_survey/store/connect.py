"""Open and close the store, and the two kinds of transaction: reading and writing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from wbp_survey.errors import StoreError
from wbp_survey.store import postgresql, sqlite
from wbp_survey.store.failures import translated
from wbp_survey.store.migrations import migrate

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult, Engine

_READING = "wbp_reading"


@dataclass(frozen=True, slots=True)
class Store:
    """An open journal. `url` is safe to show: it never holds a user name or a password.

    `identity` is device and inode of an SQLite file (empty for a server): a file that was deleted
    or replaced under an open connection would swallow answers without a word.
    """

    engine: Engine
    url: str
    identity: tuple[int, ...] = ()

    def __enter__(self) -> Self:
        """Return the open store."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        close(self)


def open_store(url: str, *, create: bool = False) -> Store:
    """Open the journal at `url`: a path, `sqlite:///PATH` or `postgresql://…`.

    Bring its tables up to date. With `create` an absent journal is made; without, it is an error.
    Raise StoreError when it cannot be opened for writing.
    """
    if url.startswith(("postgresql:", "postgres:", "postgresql+psycopg:")):
        return _opened(*postgresql.engine_for(url), create=create)
    if "://" in url and not url.startswith("sqlite:///"):
        raise StoreError.one("STORE_URL")
    path = Path(url.removeprefix("sqlite:///"))
    sqlite.check_place(path, create=create)
    store = _opened(sqlite.engine_for(path, create=create), str(path), create=create)
    return Store(store.engine, store.url, _identity(store.url))


def close(store: Store) -> None:
    """Close every connection; SQLite then folds its write-ahead log into the one file."""
    store.engine.dispose()


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    """Give one transaction that holds the write lock from its start; durable when it ends."""
    _check_identity(store)
    with translated(store.url), store.engine.begin() as connection:
        yield connection


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """Give one transaction that sees one moment and never waits for a writer."""
    _check_identity(store)
    with (
        translated(store.url),
        store.engine.connect().execution_options(**{_READING: True}) as connection,
        connection.begin(),
    ):
        yield connection


def run(
    connection: Connection,
    sql: str,
    values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
) -> CursorResult[Any]:
    """Run one statement, the same text on both databases, with bound `:names`."""
    return connection.exec_driver_sql(_spelled(sql, connection.dialect.name), values)


@cache
def _spelled(sql: str, dialect: str) -> str:
    """Spell the names as the driver wants them; SQLAlchemy's own way takes twice the time."""
    return sql if dialect == "sqlite" else re.sub(r":(\w+)", r"%(\1)s", sql)


def _opened(engine: Engine, url: str, *, create: bool) -> Store:
    from sqlalchemy import event

    event.listen(engine, "begin", _begin)
    try:
        with translated(url), engine.begin() as connection:
            migrate(connection, url, create=create)
            owed = engine.dialect.name == "sqlite" and sqlite.owes_wiping(connection)
        if owed:
            sqlite.wipe(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, url)


def _begin(connection: Connection) -> None:
    """Start the transaction ourselves: the driver's own start takes no lock and skips DDL."""
    options = connection.get_execution_options()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _READING in options else "BEGIN IMMEDIATE")
    elif _READING in options:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _check_identity(store: Store) -> None:
    if store.identity and _identity(store.url) != store.identity:
        raise StoreError.one("STORE_REPLACED", store.url)


def _identity(path: str) -> tuple[int, ...]:
    try:
        found = Path(path).stat()
    except OSError:
        return ()
    return (found.st_dev, found.st_ino)
