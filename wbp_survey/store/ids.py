"""Identifiers: events in order of time, salts, and the device that writes."""

from __future__ import annotations

import hashlib
import platform
import secrets
import threading
import time
import uuid
from functools import cache

_SALT_BYTES = 32
_lock = threading.Lock()
_last = 0


def new_event_id() -> str:
    """Return a UUIDv7, later in order than every one made before it in this process."""
    made = getattr(uuid, "uuid7", _uuid7)  # the standard library has it from Python 3.14
    return str(made())


def new_salt() -> str:
    """Return the random salt that hides a payload behind its commitment."""
    return secrets.token_hex(_SALT_BYTES)


@cache
def device_id() -> str:
    """Return the id of this computer: a digest, so that it names nobody.

    It must not come from the database: several computers may share one, and each has a clock of its
    own that only its own times can be held against.
    """
    address = uuid.getnode()
    invented = address >> 40 & 1  # no network card: the standard library makes one up each time
    told = f"wbp-device-1\n{platform.node()}\n{'' if invented else address}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _uuid7() -> uuid.UUID:
    """Build a UUIDv7 (RFC 9562, method 1): milliseconds, a 12-bit counter, 62 random bits."""
    global _last  # noqa: PLW0603  the order of ids is a property of the process
    with _lock:
        # A random start leaves half the counter for ids within one millisecond.
        _last = max(_last + 1, (time.time_ns() // 1_000_000 << 12) | secrets.randbits(11))
        moment, counter = _last >> 12, _last & 0xFFF
    return uuid.UUID(
        int=moment << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | secrets.randbits(62)
    )
