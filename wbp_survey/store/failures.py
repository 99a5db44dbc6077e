"""Turn what a database says into one sentence with a remedy; values and passwords stay behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from wbp_survey.errors import StoreError

_SQLITE = {
    "SQLITE_FULL": "STORE_FULL",
    "SQLITE_READONLY": "STORE_READ_ONLY",
    "SQLITE_PERM": "STORE_READ_ONLY",
    "SQLITE_CANTOPEN": "STORE_CANNOT_OPEN",
    "SQLITE_NOTADB": "STORE_NOT_A_JOURNAL",
    "SQLITE_CORRUPT": "STORE_DAMAGED",
    "SQLITE_BUSY": "STORE_BUSY",
    "SQLITE_LOCKED": "STORE_BUSY",
    "SQLITE_IOERR": "STORE_DISK",
    "SQLITE_IOERR_SHMSIZE": "STORE_FULL",  # no room for the file that goes with the log
    "SQLITE_CONSTRAINT_UNIQUE": "STORE_SECOND_WRITER",
    "SQLITE_CONSTRAINT_PRIMARYKEY": "STORE_SECOND_WRITER",
}
_POSTGRESQL = {
    "08": "STORE_SERVER_GONE",
    "23505": "STORE_SECOND_WRITER",
    "25006": "STORE_READ_ONLY",
    "28": "STORE_SERVER_REFUSES",
    "3D": "STORE_MISSING",
    "40": "STORE_BUSY",
    "42501": "STORE_SERVER_REFUSES",
    "53100": "STORE_FULL",
    "53": "STORE_SERVER_GONE",
    "55": "STORE_BUSY",
    "57P": "STORE_SERVER_GONE",
    "58": "STORE_DISK",
    "XX001": "STORE_DAMAGED",
    "XX002": "STORE_DAMAGED",
}


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Raise StoreError for any failure of the database inside the block.

    The original is dropped, not chained: a server's message can quote the value it refused.
    """
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.exc import TimeoutError as PoolTimeout

    try:
        yield
    except DBAPIError as error:
        code, reason = _named(error.orig)
    except sqlite3.Error as error:
        code, reason = _named(error)
    except PoolTimeout:
        code, reason = "STORE_BUSY", ""
    else:
        return
    raise StoreError.one(code, place, reason=reason) from None


def _named(error: BaseException | None) -> tuple[str, str]:
    """Return our code for a driver's error, and the driver's own short name for it."""
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", "")
        # The one operational error without a name is text in the file that is not text any more.
        unnamed = isinstance(error, sqlite3.OperationalError) and not name
        return "STORE_DAMAGED" if unnamed else _code(_SQLITE, name), name
    state = getattr(error, "sqlstate", None) or ""
    return _code(_POSTGRESQL, state) if state else "STORE_SERVER_GONE", state


def _code(codes: dict[str, str], name: str) -> str:
    """Return the code of the longest prefix of `name` that we know."""
    known = [prefix for prefix in codes if name.startswith(prefix)]
    return codes[max(known, key=len)] if known else "STORE_FAILED"
