"""Write files whole or not at all; packages of the same parts come out as the same bytes."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

_DATE = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"
_NOTHING: Mapping[str, bytes] = MappingProxyType({})


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the path, then move over it, and have it on the disk on return.

    Raise OSError when that fails, also where something stands that is no file: moving over a device
    would take its place.
    """
    if path.exists() and not path.is_file():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def repacked(package: bytes, instead: Mapping[str, bytes] = _NOTHING) -> bytes:
    """Zip the parts again in a fixed order with fixed dates; `instead` replaces some of them."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            new.writestr(entry, instead.get(name) or old.read(name), compresslevel=6)
    return target.getvalue()
