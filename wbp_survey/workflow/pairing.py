"""Two records of one talk, made apart: carry one over, and say that both are of the same table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from wbp_survey.errors import DataError, Problem, RecordError
from wbp_survey.model.journal import Event, Payload
from wbp_survey.model.moves import Fact
from wbp_survey.model.session import Participant, SessionState
from wbp_survey.model.withdrawal import said_by
from wbp_survey.store.claim import claim
from wbp_survey.store.connect import Store
from wbp_survey.store.journal import append
from wbp_survey.store.removal import is_wiped
from wbp_survey.wizard.after.differences import differences
from wbp_survey.wizard.editing import forget_texts
from wbp_survey.workflow.agreement import was_paired
from wbp_survey.workflow.entries import entered_by, second_entry
from wbp_survey.workflow.recorder import Now, Recorder, next_events, utc_now
from wbp_survey.workflow.request import same_version
from wbp_survey.workflow.rescue import write_copy
from wbp_survey.workflow.sessions import Held, find_session, held_session
from wbp_survey.workflow.study import Place, journal
from wbp_survey.workflow.withdraw import Withdrawn

_SAME = ("instrument", "version", "sha256", "case")
"""What two records of one talk have in common, in the names of a session's state."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A session that was written to a file, and of how many events."""

    state: SessionState
    events: int


@dataclass(frozen=True, slots=True)
class Paired:
    """Both records of one talk, at how many questions they differ, and what was withdrawn anew.

    Each of `withdrawn` is a withdrawal of the one record that holds in the other from now on.
    """

    first: SessionState
    second: SessionState
    left: int
    withdrawn: tuple[Withdrawn, ...] = ()


@dataclass(frozen=True, slots=True)
class _Owed:
    """A withdrawal recorded in one record of a talk that the other does not know of."""

    session: str
    payload: Payload
    done: Withdrawn


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

    From then on it is in no table and no report, like a second entry, and what somebody withdrew in
    one of both is withdrawn in the other: `foresee_pair` tells what that removes. Raises
    RecordError with every reason why these two cannot be of one table.
    """
    with _both(place, first, second, by) as (store, *both):
        owed = _fit(store, *both)
        one, other = both
        same_version(place, one.state)
        facts: dict[str, list[Fact]] = {held.state.id: [] for held in both}
        for due in owed:
            facts[due.session].append(("consent_withdrawn", due.payload))
        facts[other.state.id].append(("session_paired", {"again": one.state.id}))
        events = [
            event
            for held in both
            for event in next_events(_recorder(store, held, by, now), facts[held.state.id])
        ]
        append(store, events)
        one, other = (held_session(place, store, held.state.id) for held in both)
        done = tuple(_carried_out(place, store, due.done) for due in owed)
        left = differences(one.instrument, place.study.consent, one.state, other.state)
        return Paired(one.state, other.state, len(left), done)


def foresee_pair(place: Place, first: str, second: str) -> tuple[Withdrawn, ...]:
    """Return what pairing would withdraw anew; it raises what the pairing itself would."""
    with journal(place) as store:
        held = _two(place, store, first, second)
        return tuple(due.done for due in _fit(store, *held))


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
        return _recorder(store, other, by, now).save("session_paired", {"again": ""})


@contextmanager
def _both(place: Place, first: str, second: str, by: str) -> Iterator[tuple[Store, Held, Held]]:
    """Hold two sessions for one writer; RecordError when they are one and the same."""
    with journal(place) as store, ExitStack() as claims:
        for held in _two(place, store, first, second):
            claims.enter_context(claim(store, held.state.id, by))
        yield store, *_two(place, store, first, second)


def _two(place: Place, store: Store, first: str, second: str) -> tuple[Held, Held]:
    ids = find_session(store, first), find_session(store, second)
    if ids[0] == ids[1]:
        raise RecordError.one("RECORD_PAIR_ITSELF", session=ids[0])
    return held_session(place, store, ids[0]), held_session(place, store, ids[1])


def _fit(store: Store, first: Held, second: Held) -> list[_Owed]:
    """Refuse what cannot be a pair; return the withdrawals that one of both lacks."""
    problems = list(_problems(store, first, second))
    if problems:
        raise RecordError(problems)
    return [*_owed(first, second), *_owed(second, first)]


def _owed(known: Held, other: Held) -> Iterator[_Owed]:
    """Yield what was withdrawn in one record and still counts in the other.

    What was agreed to anew afterwards is withdrawn no more.
    """
    withdrawals = [
        event.payload
        for event in known.events
        if event.kind == "consent_withdrawn" and event.payload
    ]
    for one in other.state.participants:
        own = [said for said in withdrawals if said["participant"] == one.id]
        if one.id in known.state.withdrawn:
            left = said_by(other.events, one.id)
            if one.id in other.state.withdrawn and not left:
                continue
            removed = dict(Counter(str(event.kind) for event in left))
            payload = next(said for said in reversed(own) if said.get("all"))
            yield _due(other, payload, Withdrawn(other.state.id, one.id, removed=removed))
            continue
        here, there = (held.state.consent.get(one.id, {}) for held in (known, other))
        gone = dict.fromkeys(scope for said in own for scope in said["scopes"])
        scopes = tuple(scope for scope in gone if there.get(scope) and not here.get(scope))
        if scopes:
            done = Withdrawn(other.state.id, one.id, scopes)
            yield _due(other, {**own[-1], "scopes": list(scopes)}, done)


def _due(other: Held, payload: Payload, done: Withdrawn) -> _Owed:
    return _Owed(other.state.id, payload, replace(done, entries=(other.state.id,)))


def _problems(store: Store, first: Held, second: Held) -> Iterator[Problem]:
    """Yield every reason why two sessions cannot be two records of one table."""
    for held in (first, second):
        yield from _unfit(store, held)
    one, other = first.state, second.state
    apart = [name for name in _SAME if getattr(one, name) != getattr(other, name)]
    if apart or _day(one) != _day(other):
        values = {"first": _of_what(one), "second": _of_what(other)}
        yield Problem("RECORD_PAIR_OTHER", values=values)
    else:
        yield from _seats_apart(one, other)
    shared = _at_the_table(first.events) & _at_the_table(second.events)
    if shared:
        yield Problem("RECORD_PAIR_SAME_PERSON", values={"first": one.id, "second": other.id})


def _carried_out(place: Place, store: Store, done: Withdrawn) -> Withdrawn:
    """Forget what else is left of who withdrew altogether, and tell how far that goes."""
    if done.scopes:
        return done
    forget_texts(place.editing, done.session)
    return replace(done, wiped=is_wiped(store), store=store.url)


def _recorder(store: Store, held: Held, by: str, now: Now) -> Recorder:
    return Recorder(store, held.state, by, now, list(held.events))


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
    """Name what a session is of: instrument, version, case, day."""
    words = f"{state.instrument} {state.version}"
    return ", ".join(filter(None, (words, state.case, _day(state))))


def _day(state: SessionState) -> str:
    """Return the day a session was opened, as it was there: a case may have several tables."""
    return state.opened_here[:10]


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
