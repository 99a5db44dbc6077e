"""Two records of one talk, made apart: carry one over, and say that both are of the same table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from wbp_survey.errors import DataError, Problem, RecordError
from wbp_survey.model.journal import Event
from wbp_survey.model.session import Participant, SessionState
from wbp_survey.store.claim import claim
from wbp_survey.store.connect import Store
from wbp_survey.wizard.after.differences import differences
from wbp_survey.workflow.agreement import was_paired
from wbp_survey.workflow.entries import entered_by, second_entry
from wbp_survey.workflow.recorder import Now, Recorder, utc_now
from wbp_survey.workflow.request import same_version
from wbp_survey.workflow.rescue import write_copy
from wbp_survey.workflow.sessions import Held, find_session, held_session
from wbp_survey.workflow.study import Place, journal

_SAME = ("instrument", "version", "sha256", "case")
"""What two records of one talk have in common, in the names of a session's state."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A session that was written to a file, and of how many events."""

    state: SessionState
    events: int


@dataclass(frozen=True, slots=True)
class Paired:
    """Both records of one talk, and at how many questions they differ."""

    first: SessionState
    second: SessionState
    left: int


def copy_session(place: Place, session: str, file: Path) -> Copied:
    """Write one session to a new file, as it stands, for the journal of another laptop.

    Raises RecordError for what was imported or when there is such a file, DataError when it cannot
    be written.
    """
    with journal(place) as store:
        held = held_session(place, store, find_session(store, session))
    if _imported(held):
        raise RecordError.one("RECORD_COPY_IMPORTED", session=held.state.id)
    try:
        write_copy(file, list(held.events), {})
    except FileExistsError:
        raise RecordError.one("RECORD_COPY_EXISTS", str(file)) from None
    except OSError as error:
        reason = error.strerror or "?"
        raise DataError.one("DATA_CANNOT_WRITE", str(file), reason=reason) from error
    return Copied(held.state, len(held.events))


def pair_sessions(place: Place, first: str, second: str, by: str, *, now: Now = utc_now) -> Paired:
    """Record that the second session is the other record of the table of the first.

    From then on it is in no table and no report, like a second entry. Raises RecordError with every
    reason why these two cannot be of one table.
    """
    with _both(place, first, second, by) as (store, one, other):
        problems = list(_problems(store, one, other))
        if problems:
            raise RecordError(problems)
        same_version(place, one.state)
        recorder = Recorder(store, other.state, by, now, list(other.events))
        paired = recorder.save("session_paired", {"again": one.state.id})
        left = differences(one.instrument, place.study.consent, one.state, paired)
        return Paired(one.state, paired, len(left))


def unpair_session(place: Place, second: str, by: str, *, now: Now = utc_now) -> SessionState:
    """Take back that a session is the other record of another: it counts by itself again.

    Raises RecordError when it is none, or when differences were settled with it already.
    """
    with journal(place) as store:
        found = held_session(place, store, find_session(store, second)).state
    if not found.again:
        raise RecordError.one("RECORD_PAIR_NONE", session=found.id)
    with _both(place, found.again, found.id, by) as (store, one, other):
        if not was_paired(other.events):
            raise RecordError.one("RECORD_PAIR_NONE", session=found.id)
        if other.state.id in one.state.settled.values():
            values = {"first": one.state.id, "second": other.state.id}
            raise RecordError.one("RECORD_PAIR_SETTLED", **values)
        recorder = Recorder(store, other.state, by, now, list(other.events))
        return recorder.save("session_paired", {"again": ""})


@contextmanager
def _both(place: Place, first: str, second: str, by: str) -> Iterator[tuple[Store, Held, Held]]:
    """Hold two sessions for one writer; RecordError when they are one and the same."""
    with journal(place) as store:
        ids = find_session(store, first), find_session(store, second)
        if ids[0] == ids[1]:
            raise RecordError.one("RECORD_PAIR_ITSELF", session=ids[0])
        with claim(store, ids[0], by), claim(store, ids[1], by):
            yield store, held_session(place, store, ids[0]), held_session(place, store, ids[1])


def _problems(store: Store, first: Held, second: Held) -> Iterator[Problem]:
    """Yield every reason why two sessions cannot be two records of one table."""
    for held in (first, second):
        yield from _unfit(store, held)
    one, other = first.state, second.state
    apart = [name for name in _SAME if getattr(one, name) != getattr(other, name)]
    if apart:
        values = {"first": _of_what(one), "second": _of_what(other)}
        yield Problem("RECORD_PAIR_OTHER", values=values)
    else:
        yield from _seats_apart(one, other)
    shared = _at_the_table(first.events) & _at_the_table(second.events)
    if shared:
        yield Problem("RECORD_PAIR_SAME_PERSON", values={"first": one.id, "second": other.id})


def _unfit(store: Store, held: Held) -> Iterator[Problem]:
    """Yield why one session can be no half of a pair, whatever the other is."""
    state = held.state
    second = second_entry(store, state.id)
    if _imported(held):
        yield Problem("RECORD_PAIR_IMPORTED", values={"session": state.id})
    elif not state.closed:
        yield Problem("RECORD_PAIR_OPEN", values={"session": state.id})
    if state.again:
        yield Problem("RECORD_PAIR_TAKEN", values={"session": state.id, "first": state.again})
    if second:
        yield Problem("RECORD_PAIR_TWICE", values={"session": state.id, "second": second.id})


def _imported(held: Held) -> bool:
    return any(event.kind == "responses_imported" for event in held.events)


def _of_what(state: SessionState) -> str:
    """Name what a session is of: instrument, version, case."""
    words = f"{state.instrument} {state.version}"
    return f"{words}, {state.case}" if state.case else words


def _seats_apart(first: SessionState, second: SessionState) -> Iterator[Problem]:
    """Yield each seat that is not taken by the same role in both records."""
    ours, theirs = _seats(first), _seats(second)
    for seat in {**ours, **theirs}:
        roles = ours.get(seat), theirs.get(seat)
        if roles[0] != roles[1]:
            values = {"seat": seat, "first": roles[0] or "-", "second": roles[1] or "-"}
            yield Problem("RECORD_PAIR_SEAT", values=values | {"session": second.id})


def _seats(state: SessionState) -> dict[str, str]:
    """Return who sits where: the role at each seat that somebody turned out to take."""
    people: Iterable[Participant] = state.participants
    return {one.id: one.role for one in people if one.id not in state.round_table.removed}


def _at_the_table(events: Iterable[Event]) -> set[str]:
    """Return who held a session, by name, up to the moment it was first opened again."""
    return entered_by(takewhile(lambda event: event.kind != "session_reopened", events))
