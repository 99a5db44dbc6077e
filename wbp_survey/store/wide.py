"""A wide table of somebody else's PostgreSQL: one row per person, one column per item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wbp_survey.errors import DataError
from wbp_survey.store.failures import translated
from wbp_survey.store.postgresql import engine_for

if TYPE_CHECKING:
    from sqlalchemy import Engine

_SCHEMES = ("postgresql://", "postgres://", "postgresql+psycopg://")
_NO_SUCH = ("42P01", "3F000")  # no such table, no such schema


@dataclass(frozen=True, slots=True)
class WideTable:
    """A table of a database. `place` is safe to show: it holds no user name and no password.

    `name` is quoted as SQL wants it.
    """

    engine: Engine
    name: str
    place: str


def is_wide(address: str) -> bool:
    """Tell whether this is the address of a database rather than the name of a file."""
    return address.startswith(_SCHEMES)


def wide_table(address: str) -> WideTable:
    """Read `postgresql://USER@HOST/DATABASE?table=SCHEMA.NAME`; the schema may be left out.

    Raises DataError when no table is named, StoreError when the rest is no address.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise DataError.one("DATA_TABLE_ADDRESS") from None
    named = url.query.get("table", "")
    parts = named.split(".") if isinstance(named, str) else []
    if len(parts) not in {1, 2} or not all(parts):
        raise DataError.one("DATA_TABLE_ADDRESS")
    rest = url.difference_update_query(["table"]).render_as_string(hide_password=False)
    engine, place = engine_for(rest)
    quote = engine.dialect.identifier_preparer.quote_identifier
    return WideTable(engine, ".".join(map(quote, parts)), f"{place}?table={named}")


def wide_columns(table: WideTable) -> tuple[str, ...]:
    """Return the columns of the table. Raises DataError when it is not there."""
    with _refused(table), table.engine.connect() as connection:
        found = connection.exec_driver_sql(f"SELECT * FROM {table.name} LIMIT 0")  # noqa: S608
        return tuple(found.keys())


def wide_pieces(table: WideTable, columns: Sequence[str], size: int) -> Iterator[bytes]:
    """Read columns of the table as CSV without a header, in pieces of about `size` bytes.

    The server copies out what one moment holds and writes it as text itself; asking for rows
    through a cursor takes several times as long. A null is an empty cell.
    """
    quote = table.engine.dialect.identifier_preparer.quote_identifier
    listed = ", ".join(map(quote, columns))
    asked = f"COPY (SELECT {listed} FROM {table.name}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')"  # noqa: S608
    with _refused(table), table.engine.connect() as connection:
        piece, length = [], 0
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(asked) as copied:
            for data in copied:
                piece.append(bytes(data))
                length += len(data)
                if length >= size:
                    yield b"".join(piece)
                    piece, length = [], 0
        if piece:
            yield b"".join(piece)


@contextmanager
def _refused(table: WideTable) -> Iterator[None]:
    """Turn every failure of the database into one clear sentence, and close the connection."""
    from psycopg import Error
    from sqlalchemy.exc import DBAPIError

    try:
        with translated(table.place):
            try:
                yield
            except Error as error:  # of the copy, which passes by SQLAlchemy
                raise DBAPIError("", {}, error) from None
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", "") in _NO_SUCH:
                    raise DataError.one("DATA_NO_TABLE", table.place) from None
                raise
    finally:
        table.engine.dispose()
