"""A session in a file: the emergency copy of what could not be kept, or a copy for elsewhere."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from wbp_survey.errors import Problem, RecordError, WbpError
from wbp_survey.model.journal import Event
from wbp_survey.model.session import SessionState, Slot, fold
from wbp_survey.model.withdrawal import all_withdrawn, without_withdrawn
from wbp_survey.store.claim import claim
from wbp_survey.store.drafts import save_draft
from wbp_survey.store.journal import append_new, chain_problems, events_of
from wbp_survey.workflow.recorder import Recorder
from wbp_survey.workflow.request import same_version
from wbp_survey.workflow.study import Place, journal

_FORM = "wbp-rescue-1"
_HEAD = {"form", "session", "events", "last"}


@dataclass(frozen=True, slots=True)
class Restored:
    """A session put back: how many of its events were new, and how it stands now."""

    new: int
    state: SessionState


def rescue(recorder: Recorder) -> Problem:
    """Write the session with what could not be saved elsewhere, and say where."""
    events = without_withdrawn([*recorder.events, *recorder.unsaved])
    typed = {} if all_withdrawn(recorder.unsaved) else recorder.typed
    name = f"wbp-noodkopie-{recorder.state.id}-{datetime.now().astimezone():%Y%m%d-%H%M%S}.jsonl"
    for folder in _places():
        with suppress(OSError):
            path = folder / name
            write_copy(path, events, typed)
            return Problem("RECORD_RESCUED", values={"path": path})
    return Problem("RECORD_NOT_RESCUED", values={"session": recorder.state.id})


def write_copy(path: Path, events: list[Event], typed: Mapping[Slot, str]) -> None:
    """Write a session to a new file that `restore` reads; OSError when there is one already."""
    _write(path, "".join(f"{line}\n" for line in _lines(events, typed)))


def restore(place: Place, file: Path, owner: str) -> Restored:
    """Put the events of an emergency copy back into the journal; those that are there stay.

    What was typed and not confirmed lies ready again, unless the session has gone on since.
    """
    head, events = _read(file)
    state = _folded(events, file)
    _check_known(place, state, file)
    with journal(place, create=True) as store, claim(store, state.id, owner):
        kept = events_of(store, state.id)
        if any(one.id != other.id for one, other in zip(kept, events, strict=False)):
            raise RecordError.one("RECORD_RESCUE_FORKED", str(file), session=state.id)
        new = append_new(store, events)
        if len(kept) <= len(events):
            for item, participant, number, text in head.get("typed", ()):
                save_draft(store, state.id, Slot(item, participant, number), text)
        return Restored(new, fold(events_of(store, state.id)))


def read_rescue(file: Path) -> list[Event]:
    """Read an emergency copy; RecordError when it is none, or not whole."""
    return _read(file)[1]


def _read(file: Path) -> tuple[dict[str, Any], list[Event]]:
    try:
        lines = file.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except OSError as error:
        reason = error.strerror or "?"
        raise RecordError.one("DATA_FILE_UNREADABLE", str(file), reason=reason) from error
    except UnicodeDecodeError:
        raise RecordError.one("RECORD_RESCUE_NOT_ONE", str(file)) from None
    head = _json(lines[0])
    if head is None or set(head) - {"typed"} != _HEAD or head["form"] != _FORM:
        raise RecordError.one("RECORD_RESCUE_NOT_ONE", str(file))
    events = [_event(line) for line in lines[1:]]
    whole = [event for event in events if event is not None]
    if len(whole) != len(events) or not _holds(head, whole):
        raise RecordError.one("RECORD_RESCUE_DAMAGED", str(file))
    return head, whole


def _lines(events: list[Event], typed: Mapping[Slot, str]) -> Iterator[str]:
    last = events[-1]
    head = {"form": _FORM, "session": last.session, "events": len(events), "last": last.digest}
    if typed:
        head["typed"] = [[*astuple(slot), text] for slot, text in typed.items()]
    for line in (head, *map(asdict, events)):
        yield json.dumps(line)  # in ASCII: whatever it passes through leaves it alone


def _places() -> Iterator[Path]:
    """Yield where a copy may go: not the folder that just failed, but where people look."""
    with suppress(RuntimeError):  # nobody's home
        yield Path.home()
    with suppress(OSError):
        yield Path(tempfile.gettempdir())


def _write(path: Path, text: str) -> None:
    """Write a new file, for its owner's eyes, whole or not at all."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w", encoding="ascii", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _json(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _event(line: str) -> Event | None:
    fields = _json(line)
    if fields is None or set(fields) != set(Event.__slots__):
        return None
    return Event(**fields)


def _holds(head: dict[str, Any], events: list[Event]) -> bool:
    """Tell whether these are all the events that were written, each as it was sealed."""
    if not events or head["events"] != len(events) or head["last"] != events[-1].digest:
        return False
    one_session = {event.session for event in events} == {head["session"]}
    begins = events[0].kind == "session_opened"
    return one_session and begins and not list(chain_problems(events))


def _folded(events: list[Event], file: Path) -> SessionState:
    try:
        return fold(events)
    except (KeyError, TypeError, ValueError):  # sealed, but not by us
        raise RecordError.one("RECORD_RESCUE_DAMAGED", str(file)) from None


def _check_known(place: Place, state: SessionState, file: Path) -> None:
    """Refuse the session of another study: this one does not have what it was held with."""
    try:
        same_version(place, state)
    except WbpError:
        values = {"instrument": state.instrument, "version": state.version}
        raise RecordError.one("RECORD_RESCUE_FOREIGN", str(file), **values) from None
