"""The state of a session: a fold over its events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from itertools import groupby
from typing import Any, Literal, TypeVar

from wbp_survey.model.gathering import HANDLERS as _AROUND
from wbp_survey.model.gathering import take_in
from wbp_survey.model.instrument import Value
from wbp_survey.model.journal import Event
from wbp_survey.model.round_table import RoundTable

_Kept = TypeVar("_Kept")
GROUP = ""
"""The participant id under which the group as a whole answers."""
ORDER = "order"
"""In the payload of an answer that comes back: where its slot was first answered."""
ROW = "row"
"""In the payload of answers that were given together, in one line: which line that was."""
CONSENT = ":consent:"
"""Begins the name of a place where something was agreed to; no item is called so."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Where an answer goes: item, participant (GROUP: the group), round (0: the item has none)."""

    item: str
    participant: str = GROUP
    round: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A value or a missing reason, never both, with the moment it was given.

    `order` is where among the events of its session the slot was first answered, and `first_at`
    when that was (empty: not known any more): a correction long afterwards does not change who was
    at the table then. `row` names the line of the whole table it was first given in.
    """

    value: Value | None = None
    missing: str = ""
    at: str = ""
    monotonic: int = 0
    event: str = ""
    order: int = 0
    first_at: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in one session under a pseudonym; `id` is the seat (S1…S10; S1 in an interview)."""

    id: str
    role: str
    pseudonym: str
    case: str = ""
    municipality: str = ""


QueryStatus = Literal["open", "answered", "closed"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question somebody has about an answer afterwards: raised, answered, closed.

    `said` holds what was said about it, in order: status reached, words, who, when.
    """

    id: str
    slot: Slot
    status: QueryStatus
    said: tuple[tuple[QueryStatus, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class SessionState:
    """One interview or round table as held, folded from its events.

    `case` and `municipality` are empty for a session about groups in general. `answers` keeps the
    order in which slots were first answered; `overridden` says per slot which soft checks its
    answer fails and why it is right after all, if that was said. `again` names the session that
    this one enters a second time; `mode` is "paper" when a filled form is typed in. `settled` says
    per slot with which second entry a difference was settled. `withdrawn` says of who withdrew
    altogether when that was.
    """

    id: str = ""
    instrument: str = ""
    version: str = ""
    sha256: str = ""
    kind: str = ""
    case: str = ""
    municipality: str = ""
    language: str = "nl"
    interviewer: str = ""
    opened_at: str = ""
    opened_here: str = ""
    closed_at: str = ""
    last_at: str = ""
    mode: str = ""
    again: str = ""
    synthetic: bool = False
    source: str = ""
    participants: tuple[Participant, ...] = ()
    consent: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    consent_version: str = ""
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[Slot, Answer] = field(default_factory=dict)
    overridden: Mapping[Slot, Mapping[str, str]] = field(default_factory=dict)
    remarks: Mapping[Slot, str] = field(default_factory=dict)
    parked: tuple[Slot, ...] = ()
    settled: Mapping[Slot, str] = field(default_factory=dict)
    queries: Mapping[str, Query] = field(default_factory=dict)
    round_table: RoundTable = field(default_factory=RoundTable)
    seq: int = 0
    digest: str = ""

    @property
    def closed(self) -> bool:
        """Tell whether the session was closed and not reopened since."""
        return bool(self.closed_at)

    def participant(self, participant_id: str) -> Participant:
        """Return the participant with this id; KeyError when there is none."""
        for participant in self.participants:
            if participant.id == participant_id:
                return participant
        raise KeyError(participant_id)


def same_answer(one: Answer | None, other: Answer | None) -> bool:
    """Tell whether two answers say the same, whenever they were given."""
    return (one and (one.value, one.missing)) == (other and (other.value, other.missing))


def fold(events: Iterable[Event], start: SessionState | None = None) -> SessionState:
    """Replay events in order of `seq`; events whose payload was removed change nothing."""
    state = start or SessionState()
    for kind, run in groupby(events, lambda one: one.kind):
        state = _AT_ONCE.get(kind, _in_turn)(state, run)
    return state


def _in_turn(state: SessionState, events: Iterable[Event]) -> SessionState:
    return reduce(apply, events, state)


def apply(state: SessionState, event: Event) -> SessionState:
    """Return the state after one more event."""
    state = replace(state, seq=event.seq, digest=event.digest, last_at=event.at)
    if event.payload is None:
        return state
    if event.kind in _AROUND:
        table = take_in(state.round_table, event, event.payload, state.opened_at)
        state = replace(state, round_table=table)
    return _HANDLERS.get(event.kind, _keep)(state, event, event.payload)


def slot_of(payload: Mapping[str, Any]) -> Slot:
    """Read the slot out of an answer's payload."""
    return Slot(payload["item"], payload.get("participant") or GROUP, payload.get("round") or 0)


def consent_slot(scope: str, participant: str) -> Slot:
    """Name the place of what a participant agreed to; no answer ever goes there."""
    return Slot(f"{CONSENT}{scope}", participant)


def _without(slots: Mapping[Slot, _Kept], gone: Slot) -> Mapping[Slot, _Kept]:
    return {slot: kept for slot, kept in slots.items() if slot != gone}


def _keep(state: SessionState, _event: Event, _payload: Mapping[str, Any]) -> SessionState:
    return state


def _opened(state: SessionState, event: Event, payload: Mapping[str, Any]) -> SessionState:
    return replace(
        state,
        id=event.session,
        instrument=payload["instrument"],
        version=payload["version"],
        sha256=payload["sha256"],
        kind=payload["kind"],
        case=payload.get("case", ""),
        municipality=payload.get("municipality", ""),
        language=payload.get("language", "nl"),
        interviewer=event.actor,
        opened_at=event.at,
        opened_here=payload.get("here", event.at),
        synthetic=payload.get("synthetic", False),
        source=payload.get("source", ""),
        mode=payload.get("mode", ""),
        again=payload.get("again", ""),
    )


def _seated(state: SessionState, _event: Event, payload: Mapping[str, Any]) -> SessionState:
    return replace(state, participants=(*state.participants, _person(state, payload)))


def _person(state: SessionState, payload: Mapping[str, Any]) -> Participant:
    return Participant(
        payload["participant"],
        payload["role"],
        payload["pseudonym"],
        payload.get("case", state.case),
        payload.get("municipality", state.municipality),
    )


def _withdrawn(state: SessionState, event: Event, payload: Mapping[str, Any]) -> SessionState:
    """Take back consent for some scopes, or for everything: then nothing of them counts."""
    seat = payload["participant"]
    given = state.consent.get(seat, {})
    gone = given if payload.get("all") else payload["scopes"]
    consent = {**state.consent, seat: {**given, **dict.fromkeys(gone, False)}}
    withdrawn = {**state.withdrawn, seat: event.at} if payload.get("all") else state.withdrawn
    return replace(state, consent=consent, withdrawn=withdrawn)


def _paired(state: SessionState, _event: Event, payload: Mapping[str, Any]) -> SessionState:
    return replace(state, again=payload["again"])


def _consent(state: SessionState, _event: Event, payload: Mapping[str, Any]) -> SessionState:
    consent = {**state.consent, payload["participant"]: dict(payload["scopes"])}
    agreed = replace(state, consent=consent, consent_version=payload["version"])
    if "entry" not in payload:
        return agreed
    slot = consent_slot(payload["scope"], payload["participant"])  # two entries differed here
    return replace(agreed, settled={**state.settled, slot: payload["entry"]})


def _answered(state: SessionState, event: Event, _payload: Mapping[str, Any]) -> SessionState:
    return _all_answered(state, (event,))


def _all_answered(state: SessionState, events: Iterable[Event]) -> SessionState:
    """Take answers at once: one by one, each would copy all those before."""
    answers, overridden, parked = dict(state.answers), dict(state.overridden), state.parked
    for event in events:
        payload = event.payload
        if payload is None:
            continue
        slot = slot_of(payload)
        before = answers.get(slot)
        answers[slot] = Answer(
            payload.get("value"),
            payload.get("missing", ""),
            event.at,
            event.monotonic,
            event.id,
            before.order if before else payload.get(ORDER, event.seq),
            before.first_at if before else "" if ORDER in payload else event.at,
            before.row if before else payload.get(ROW, ""),
        )
        overridden.pop(slot, None)
        parked = _unlisted(parked, slot)
    return replace(state, answers=answers, overridden=overridden, parked=parked)


def _given(state: SessionState, event: Event, _payload: Mapping[str, Any]) -> SessionState:
    return _all_given(state, (event,))


def _all_given(state: SessionState, events: Iterable[Event]) -> SessionState:
    """Take answers from the talk itself: what two entries settled there no longer holds."""
    run = tuple(events)
    last, gone = run[-1], {slot_of(one.payload) for one in run if one.payload is not None}
    settled = {slot: kept for slot, kept in state.settled.items() if slot not in gone}
    answered = _all_answered(state, run)
    return replace(answered, settled=settled, seq=last.seq, digest=last.digest, last_at=last.at)


def _cleared(state: SessionState, _event: Event, payload: Mapping[str, Any]) -> SessionState:
    slot = slot_of(payload)
    return replace(
        state, answers=_without(state.answers, slot), overridden=_without(state.overridden, slot)
    )


def _overridden(state: SessionState, _event: Event, payload: Mapping[str, Any]) -> SessionState:
    slot = slot_of(payload)
    why = payload.get("reason") or payload.get("missing", "")
    reasons = {**state.overridden.get(slot, {}), payload["check"]: why}
    return replace(state, overridden={**state.overridden, slot: reasons})


def _settled(state: SessionState, event: Event, payload: Mapping[str, Any]) -> SessionState:
    settled = {**state.settled, slot_of(payload): payload["entry"]}
    if payload.get("value") is None and not payload.get("missing"):
        return replace(_cleared(state, event, payload), settled=settled)  # settled on no answer
    return replace(_answered(state, event, payload), settled=settled)


def _remarked(state: SessionState, _event: Event, payload: Mapping[str, Any]) -> SessionState:
    """Keep the remark on an item; an empty one takes it away."""
    slot = slot_of(payload)
    remarks = _without(state.remarks, slot)
    return replace(
        state, remarks={**remarks, slot: payload["text"]} if payload["text"] else remarks
    )


def _parked(state: SessionState, _event: Event, payload: Mapping[str, Any]) -> SessionState:
    slot = slot_of(payload)
    return replace(state, parked=(*_unlisted(state.parked, slot), slot))


def _unparked(state: SessionState, _event: Event, payload: Mapping[str, Any]) -> SessionState:
    return replace(state, parked=_unlisted(state.parked, slot_of(payload)))


def _unlisted(slots: tuple[Slot, ...], gone: Slot) -> tuple[Slot, ...]:
    return tuple(slot for slot in slots if slot != gone) if gone in slots else slots


def _raised(state: SessionState, event: Event, payload: Mapping[str, Any]) -> SessionState:
    raised: QueryStatus = "open"
    said = ((raised, payload["text"], event.actor, event.at),)
    query = Query(payload["query"], slot_of(payload), raised, said)
    return replace(state, queries={**state.queries, query.id: query})


def _moved_on(
    state: SessionState, event: Event, payload: Mapping[str, Any], status: QueryStatus
) -> SessionState:
    query = state.queries.get(payload["query"])
    if query is None:  # what it was about has been removed
        return state
    said = (*query.said, (status, payload.get("text", ""), event.actor, event.at))
    moved = replace(query, status=status, said=said)
    return replace(state, queries={**state.queries, query.id: moved})


def _imported(state: SessionState, event: Event, _payload: Mapping[str, Any]) -> SessionState:
    return _all_imported(state, (event,))


def _all_imported(state: SessionState, events: Iterable[Event]) -> SessionState:
    """Take in the people of a file at once: one by one, each would copy all those before."""
    people, answers = list(state.participants), dict(state.answers)
    for event in events:
        state = replace(state, seq=event.seq, digest=event.digest, last_at=event.at)
        said, at = event.payload or {}, (event.at, event.monotonic, event.id)
        people += [_person(state, said)] if said else []
        for item, answer in said.get("answers", {}).items():
            slot = Slot(item, said["participant"], said.get("round") or 0)
            answers[slot] = Answer(answer.get("value"), answer.get("missing", ""), *at)
    return replace(state, participants=tuple(people), answers=answers)


def _closed(state: SessionState, event: Event, _payload: Mapping[str, Any]) -> SessionState:
    return replace(state, closed_at=event.at)


def _reopened(state: SessionState, _event: Event, _payload: Mapping[str, Any]) -> SessionState:
    return replace(state, closed_at="")


_HANDLERS: Mapping[str, Callable[[SessionState, Event, Mapping[str, Any]], SessionState]] = {
    "session_opened": _opened,
    "participant_seated": _seated,
    "consent_given": _consent,
    "consent_withdrawn": _withdrawn,
    "session_paired": _paired,
    "answer_given": _given,
    "answer_cleared": _cleared,
    "answer_corrected": _answered,
    "answer_settled": _settled,
    "check_overridden": _overridden,
    "remark_made": _remarked,
    "item_parked": _parked,
    "item_unparked": _unparked,
    "query_raised": _raised,
    "query_answered": partial(_moved_on, status="answered"),
    "query_closed": partial(_moved_on, status="closed"),
    "responses_imported": _imported,
    "session_closed": _closed,
    "session_reopened": _reopened,
}

_AT_ONCE: Mapping[str, Callable[[SessionState, Iterable[Event]], SessionState]] = {
    "answer_given": _all_given,
    "responses_imported": _all_imported,
}
"""Events of which many come one after the other."""
