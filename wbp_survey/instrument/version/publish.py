"""Publish a draft: freeze it as a version and write the lock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from wbp_survey.errors import InstrumentError, Problem
from wbp_survey.instrument.canonical import fingerprint
from wbp_survey.instrument.check import check_draft
from wbp_survey.instrument.load import (
    FOLDER,
    load_instrument,
    lock_problems,
    version_key,
    versions,
)
from wbp_survey.instrument.reading import dump_yaml
from wbp_survey.instrument.resolve import DRAFT
from wbp_survey.instrument.version.crosswalk import crosswalk_file, crosswalk_sha256, crosswalk_yaml
from wbp_survey.instrument.version.lock import LOCK, newest_locked, read_lock
from wbp_survey.instrument.version.step import Step, crosswalk_step, history_problems
from wbp_survey.instrument.writing import write_whole
from wbp_survey.model.instrument import Instrument, Item, Section


def publish(
    root: Path, instrument_id: str, version: str, *, by: str, why: str, at: str
) -> Instrument:
    """Freeze the draft as `version` and append it to the lock; `at` is an ISO moment.

    Raise InstrumentError when the check finds anything, when the version is not above the newest
    one or not far enough for what changed, when the crosswalk from the version before leaves
    anything undecided, or when nobody says why. A published version never changes.
    """
    draft = load_instrument(root, instrument_id, DRAFT)
    problems = _version_problems(root, instrument_id, version)
    problems += check_draft(root, instrument_id)
    lines = read_lock(root, problems)
    parent = newest_locked(lines, instrument_id)
    step = Step()
    if parent and not problems:
        step = crosswalk_step(root, load_instrument(root, instrument_id, parent), draft, version)
        problems += step.problems
        problems += history_problems(root, instrument_id, draft)
    if not why.strip() or not by.strip():
        problems.append(Problem("INSTRUMENT_WHY"))
    if problems:
        raise InstrumentError(problems)
    frozen = replace(draft, version=version, status="published")
    frozen = replace(frozen, sha256=fingerprint(frozen))
    entry = {"id": instrument_id, "version": version, "sha256": frozen.sha256, "parent": parent}
    entry |= {"at": at, "by": by, "why": why}
    if step.crosswalk is not None:
        decided = replace(step.crosswalk, after=version)
        entry["crosswalk"] = crosswalk_sha256(decided)
        own = root / crosswalk_file(instrument_id, parent, version)
        write_atomically(own, crosswalk_yaml(decided, step.difference))
    write_atomically(root / FOLDER / instrument_id / f"{version}.yaml", instrument_yaml(frozen))
    _append(root, entry)
    if parent:
        (root / crosswalk_file(instrument_id, parent, DRAFT)).unlink(missing_ok=True)
    return frozen


def retire(
    root: Path, instrument_id: str, version: str, *, by: str, why: str, at: str
) -> Instrument:
    """Retire a published version: no session is opened with it any more, all else stays.

    Raise InstrumentError when it is not published, retired already, or when nobody says why.
    """
    found = load_instrument(root, instrument_id, version)
    values = {"id": instrument_id, "version": version}
    problems = lock_problems(root, found)
    if found.status == "draft":
        problems.append(Problem("INSTRUMENT_NOT_PUBLISHED", values={"id": instrument_id}))
    if found.status == "retired":
        problems.append(Problem("INSTRUMENT_RETIRED_ALREADY", values=values))
    if not why.strip() or not by.strip():
        problems.append(Problem("INSTRUMENT_WHY"))
    if problems:
        raise InstrumentError(problems)
    entry = {"id": instrument_id, "version": version, "sha256": found.sha256, "parent": ""}
    _append(root, entry | {"at": at, "by": by, "why": why, "status": "retired"})
    return replace(found, status="retired")


def _append(root: Path, entry: dict[str, str]) -> None:
    """Add a line to the lock, keeping every line that was there."""
    lock = root / LOCK
    before = lock.read_text(encoding="utf-8") if lock.exists() else ""
    write_atomically(lock, _ended(before) + dump_yaml([entry]))


def instrument_yaml(instrument: Instrument) -> str:
    """Write an instrument as a file of its own: every scale listed, nothing from the bank."""
    head = _plain(instrument, leave_out={"sections", "status", "sha256", "round_table"})
    if instrument.version == DRAFT:
        del head["version"]
    whole: dict[str, Any] = {"instrument": head}
    scales = {
        scale.id: scale
        for item in instrument.items
        for scale in (item.scale, item.post_coding)
        if scale is not None
    }
    if scales:
        whole["response_scales"] = [_plain(scale) for scale in scales.values()]
    whole["sections"] = [_plain_section(section) for section in instrument.sections]
    if instrument.round_table is not None:
        parts = _plain(instrument.round_table)
        whole["round_table"] = {key: part for key, part in parts.items() if part}
    return dump_yaml(whole)


def write_atomically(path: Path, text: str) -> None:
    """Write the whole file or nothing, and have it on the disk on return."""
    try:
        write_whole(path, text.encode("utf-8"))
    except OSError as error:
        raise InstrumentError.one("INSTRUMENT_WRITE", path.name) from error


def _version_problems(root: Path, instrument_id: str, version: str) -> list[Problem]:
    if not version_key(version):
        return [Problem("INSTRUMENT_VERSION_FORM", values={"version": version})]
    there = versions(root, instrument_id)
    if version in there:
        return [
            Problem("INSTRUMENT_VERSION_EXISTS", values={"id": instrument_id, "version": version})
        ]
    newest = there[-1]
    if version_key(version) < version_key(newest):
        return [Problem("INSTRUMENT_VERSION_ORDER", values={"version": version, "newest": newest})]
    return []


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _plain_section(section: Section) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(section, leave_out={"items"})
    return plain | {"items": [_plain_item(item) for item in section.items]}


def _plain_item(item: Item) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(item, leave_out={"scale", "post_coding", "constraints"})
    plain["referent"] = item.referent
    checks = [_plain(check) for check in item.constraints]
    if checks:
        plain["constraint"] = checks[0] if len(checks) == 1 else checks
    scales = {"scale": item.scale, "post_coding": item.post_coding}
    return plain | {key: scale.id for key, scale in scales.items() if scale is not None}


def _plain(thing: Any, leave_out: Collection[str] = ()) -> Any:
    """Turn model objects into what the file holds; what has its default is left out."""
    if isinstance(thing, Mapping):
        return {key: _plain(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_plain(value) for value in thing]
    if not hasattr(thing, "__dataclass_fields__"):
        return thing
    return {
        one.name: _plain(getattr(thing, one.name))
        for one in fields(thing)
        if one.name not in leave_out and getattr(thing, one.name) != one.default
    }
