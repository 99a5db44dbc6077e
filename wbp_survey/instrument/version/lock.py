"""published.lock: which versions were published, with the fingerprint each had then."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from wbp_survey.errors import Problem
from wbp_survey.instrument.forms import LockForm
from wbp_survey.instrument.reading import Route, read_yaml
from wbp_survey.instrument.schema import validate
from wbp_survey.model.instrument import Instrument

LOCK = Path("instruments", "published.lock")
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


def version_key(version: str) -> tuple[int, ...]:
    """Return the numbers of a version such as 1.10.0, to sort by; empty when it is not one."""
    match = _VERSION.fullmatch(version)
    return tuple(int(part) for part in match.groups()) if match else ()


def read_lock(root: Path, problems: list[Problem]) -> list[tuple[LockForm, str]]:
    """Return each line of the lock with its place; what is wrong is added to `problems`."""
    if not (root / LOCK).exists():
        return []
    document = read_yaml(root / LOCK, LOCK.as_posix())
    problems += document.problems
    rows = document.data if document.data is not None else []
    if not isinstance(rows, list):
        problems.append(document.problem("INSTRUMENT_NEEDS_LIST", key=LOCK.name))
        return []
    found: list[tuple[LockForm, str]] = []
    for index, raw in enumerate(rows):
        route: Route = (index,)
        one = validate(LockForm, raw, document, route, problems)
        if one is not None:
            found.append((one, document.place(route)))
    return found


def newest_locked(lines: Iterable[tuple[LockForm, str]], instrument_id: str) -> str:
    """Return the newest version of an instrument that was ever published; "" when none was."""
    known = [line.version for line, _ in lines if line.id == instrument_id]
    return max(known, key=version_key, default="")


def retired_versions(root: Path) -> frozenset[tuple[str, str]]:
    """Return which versions (instrument id and version) the lock says are retired."""
    lines = read_lock(root, [])
    return frozenset((line.id, line.version) for line, _ in lines if line.status == "retired")


def lock_problems(root: Path, instrument: Instrument) -> list[Problem]:
    """Report a published instrument that the lock does not know, or knows with other content."""
    if instrument.status == "draft":
        return []
    problems: list[Problem] = []
    values = {"id": instrument.id, "version": instrument.version}
    locked = [
        (line, place)
        for line, place in read_lock(root, problems)
        if (line.id, line.version) == (instrument.id, instrument.version)
    ]
    if not locked:
        return [*problems, Problem("INSTRUMENT_NOT_LOCKED", LOCK.as_posix(), values)]
    return problems + [
        Problem("INSTRUMENT_CHANGED", place, values)
        for line, place in locked
        if line.sha256 != instrument.sha256
    ]
