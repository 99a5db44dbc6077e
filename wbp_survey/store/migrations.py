"""Bring a database's tables up to date: ordered steps, each in one transaction with its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbp_survey.errors import StoreError
from wbp_survey.store import postgresql
from wbp_survey.store.schema import STEPS, statements
from wbp_survey.store.sqlite import APPLICATION_ID

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LOCK = 0x57425031
"""Key of the advisory lock under which one client at a time migrates a server's tables."""


def migrate(connection: Connection, place: str, *, create: bool) -> None:
    """Run the steps this database has not had yet; refuse a database newer than we know.

    Runs inside the caller's transaction, so that a step that fails leaves no trace of any.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    if not on_sqlite:
        postgresql.check_durable(connection, place)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    version = schema_version(connection)
    if version > len(STEPS):
        raise StoreError.one("STORE_NEWER", place, found=version, known=len(STEPS))
    if version == 0 and not create:
        raise StoreError.one("STORE_MISSING", place)
    for number, step in enumerate(STEPS[version:], start=version + 1):
        for statement in statements(step, connection.dialect.name):
            connection.exec_driver_sql(statement)
        _record(connection, number, on_sqlite=on_sqlite)


def schema_version(connection: Connection) -> int:
    """Return the number of the last step recorded; 0 for a database without our tables."""
    from sqlalchemy import inspect

    if not inspect(connection).has_table("meta"):
        return 0
    rows = connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'schema'")
    return int(rows.scalar_one())


def _record(connection: Connection, number: int, *, on_sqlite: bool) -> None:
    connection.exec_driver_sql(
        f"INSERT INTO meta (key, value) VALUES ('schema', '{number}') "  # noqa: S608
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )
    if on_sqlite:
        connection.exec_driver_sql(f"PRAGMA user_version={number}")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
