"""The shared database: PostgreSQL through psycopg 3."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from wbp_survey.errors import StoreError

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import URL, Connection, Engine

CONNECT_TIMEOUT = 5
"""Seconds to wait for a server before saying that it does not answer."""

DURABLE = {"synchronous_commit": ("on", "remote_apply"), "fsync": ("on",)}
"""Server settings without which a confirmed answer could still be lost."""

_KEEPALIVE = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}
_BETWEEN_TRIES = 0.05


def engine_for(url: str) -> tuple[Engine, str]:
    """Return an engine for `url` and the name of the place, without user and password."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise StoreError.one("STORE_URL") from None
    engine = create_engine(
        parsed,
        connect_args={"connect_timeout": CONNECT_TIMEOUT, "application_name": "wbp"},
        hide_parameters=True,
        pool_pre_ping=True,
    )
    event.listen(engine, "connect", _ask_durable)
    return engine, _place(parsed)


def check_durable(connection: Connection, place: str) -> None:
    """Refuse a server that does not commit durably."""
    for name, accepted in DURABLE.items():
        found = connection.exec_driver_sql(f"SHOW {name}").scalar_one()
        if found not in accepted:
            wanted = accepted[0]
            raise StoreError.one("STORE_PRAGMA", place, name=name, wanted=wanted, found=found)


def lasting(engine: Engine) -> Connection:
    """Return a connection outside the pool that notices within half a minute when an end is gone.

    The server asks too: a laptop that lost its network must not hold a session for hours.
    """
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.detach()
    for name, seconds in _KEEPALIVE.items():
        connection.exec_driver_sql(f"SET {name} = {seconds}")
    return connection


def try_lock(connection: Connection, number: int, patience: float) -> bool:
    """Take the lock with this number, as long as the connection lasts; False when it is taken."""
    deadline = time.monotonic() + patience
    while True:
        taken = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({number})").scalar_one()
        if taken or time.monotonic() > deadline:
            return bool(taken)
        time.sleep(_BETWEEN_TRIES)


def _ask_durable(connection: psycopg.Connection[Any], _record: object) -> None:
    connection.execute("SET synchronous_commit = on")
    connection.commit()


def _place(url: URL) -> str:
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{url.host or ''}{port}/{url.database or ''}"
