"""One writer per session: a claim that the system itself holds, so that a crash leaves none."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.errors import StoreError
from wbp_survey.store import postgresql
from wbp_survey.store.connect import Store, reading, run, writing
from wbp_survey.store.failures import translated

if TYPE_CHECKING:
    from filelock import FileLock

_PATIENCE = 0.3
"""Seconds to wait for a claim: somebody may be looking whether a session is in use."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes to a session: name, computer, and since when (UTC)."""

    owner: str
    device: str
    at: str


_UNKNOWN = Writer("?", "?", "")
"""Somebody who holds a session and did not, or not yet, write down who they are."""


@contextmanager
def claim(store: Store, session: str, owner: str) -> Iterator[Writer | None]:
    """Hold a session for one writer; yield the writer whom a crash kept from leaving, if any.

    Raise StoreError when somebody else holds it now. Where the disk knows no locks nobody is
    refused here: an answer that would come in between is refused when it is saved.
    """
    with _lock(store, session) as taken:
        if not taken:
            raise _refusal(store, session)
        left = _signed_in(store, session, owner)
        try:
            yield left
        finally:
            # Work that was done does not fail because the slate cannot be wiped.
            with suppress(StoreError):
                _sign_out(store, session)


def busy(store: Store, sessions: Sequence[str]) -> dict[str, Writer]:
    """Return who writes now, for those of the sessions that somebody holds."""
    found = {}
    for session in sessions:
        with _lock(store, session) as taken:
            if not taken:
                found[session] = _writer(store, session) or _UNKNOWN
    return found


def local_time(at: str) -> str:
    """Write a moment as the clock on the wall has it, to the minute; `?` when it is not known."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}" if at else "?"


def _refusal(store: Store, session: str) -> StoreError:
    writer = _writer(store, session) or _UNKNOWN
    return StoreError.one(
        "STORE_SESSION_BUSY",
        session,
        owner=writer.owner,
        device=writer.device,
        since=local_time(writer.at),
    )


def _lock(store: Store, session: str) -> AbstractContextManager[bool]:
    if store.engine.dialect.name == "sqlite":
        return _file_lock(Path(store.url), session)
    return _server_lock(store, session)


@contextmanager
def _file_lock(database: Path, session: str) -> Iterator[bool]:
    """Lock a file beside the database; the operating system lets go when the process ends."""
    from filelock import FileLock

    file = database.parent / "locks" / f"{_number(session):x}.lock"
    lock = FileLock(file, mode=_mode(database), thread_local=False, fallback_to_soft=False)
    free = _acquire(lock, file.parent)
    try:
        yield free
    finally:
        if lock.is_locked:
            _let_go(lock, file)


def _mode(database: Path) -> int:
    """Return the rights for a lock: who may write in the database may hold a session in it."""
    try:
        return database.stat().st_mode & 0o666
    except OSError:
        return 0o600


def _acquire(lock: FileLock, folder: Path) -> bool:
    """Take a lock and return True, as on a disk that knows no locks; False when it is taken."""
    from filelock import Timeout

    try:
        folder.mkdir(exist_ok=True)
        lock.acquire(timeout=_PATIENCE)
    except Timeout:
        return False
    except (OSError, NotImplementedError):
        return True
    return True


def _let_go(lock: FileLock, file: Path) -> None:
    """Take the file away before it is let go: who waits for it sees that, and makes another."""
    with suppress(OSError):
        file.unlink()
    lock.release()
    with suppress(OSError):
        file.parent.rmdir()


@contextmanager
def _server_lock(store: Store, session: str) -> Iterator[bool]:
    """Lock on a connection of its own; the server lets go when that connection ends."""
    with translated(store.url):
        connection = postgresql.lasting(store.engine)
    try:
        with translated(store.url):
            taken = postgresql.try_lock(connection, _number(session), _PATIENCE)
        yield taken
    finally:
        connection.close()


def _number(session: str) -> int:
    """Return the 63-bit number a session is locked under, on a disk and on a server alike."""
    digest = hashlib.sha256(f"wbp-session\n{session}".encode()).digest()
    return int.from_bytes(digest[:8]) >> 1


def _signed_in(store: Store, session: str, owner: str) -> Writer | None:
    """Write down who writes, and return who had not been wiped out."""
    left = _writer(store, session)
    with writing(store) as connection:
        run(
            connection,
            """
            INSERT INTO writer (session, owner, device, at) VALUES (:session, :owner, :device, :at)
            ON CONFLICT (session) DO UPDATE SET owner = excluded.owner,
              device = excluded.device, at = excluded.at
            """,
            {
                "session": session,
                "owner": owner,
                "device": platform.node() or "?",
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        )
    return left


def _sign_out(store: Store, session: str) -> None:
    with writing(store) as connection:
        run(connection, "DELETE FROM writer WHERE session = :session", {"session": session})


def _writer(store: Store, session: str) -> Writer | None:
    with reading(store) as connection:
        found = run(
            connection,
            "SELECT owner, device, at FROM writer WHERE session = :session",
            {"session": session},
        ).one_or_none()
    return Writer(found.owner, found.device, found.at) if found else None
