"""Fold the events around a round table, and say what takes one of them back. Pure.

`take_in` is the fold; `round_table_facts` its inverse: what must be recorded to bring the table
from one state to another, to the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from wbp_survey.model.journal import Event, EventKind, Payload
from wbp_survey.model.round_table import (
    Moment,
    ParkedPoint,
    RecordCheck,
    RoundTable,
    Statement,
    Stay,
)

_Kept = TypeVar("_Kept")
_Fold = Callable[[RoundTable, Event, Payload], RoundTable]

SEATED_LATE = "late"


def take_in(table: RoundTable, event: Event, payload: Payload, opened_at: str) -> RoundTable:
    """Return the table after one more event; what is not about it changes nothing.

    `opened_at` is when the session was opened: what is said is placed by the minute since then.
    """
    handler = HANDLERS.get(event.kind)
    if handler is None:
        return table
    if event.kind == "statement_made" and "minute" not in payload:
        payload = {**payload, "minute": _minute(opened_at, event.at)}
    return handler(table, event, payload)


def idea_key(item: str, participant: str) -> str:
    """Name an idea: the answer that holds it and the seat that gave it."""
    return f"{participant}/{item}"


def statement_payload(said: Statement) -> dict[str, Any]:
    """Write the payload of `statement_made` as it is made once more.

    The first time it goes without a minute: that follows from when it was recorded.
    """
    return {
        "statement": said.id,
        "who": list(said.who),
        "how": said.how,
        "text": said.text,
        "stance": said.stance,
        "about": said.about,
        "round": said.round,
        "minute": said.minute,
        "withheld": said.withheld,
    }


def round_table_facts(
    here: RoundTable, there: RoundTable
) -> Iterator[tuple[EventKind, dict[str, Any]]]:
    """Yield what must be recorded to bring a table from `here` to `there`."""
    # What did not change is the very same mapping: a long session is not gone through at each step.
    if here.stays is not there.stays or here.away is not there.away:
        yield from _presence(here, there)
    yield from _seats_and_phases(here, there)
    if here.statements is not there.statements:
        yield from _statements(here.statements, there.statements)
    if here.points is not there.points:
        yield from _points(here.points, there.points)
    if here.turns is not there.turns:
        yield from _turns(here.turns, there.turns)
    if here.merged is not there.merged:
        for one in dict.fromkeys((*here.merged, *there.merged)):
            if here.merged.get(one) != there.merged.get(one):
                yield "idea_merged", {"idea": one, "into": there.merged.get(one, "")}


_Facts = Iterator[tuple[EventKind, dict[str, Any]]]


def _presence(here: RoundTable, there: RoundTable) -> _Facts:
    for seat in dict.fromkeys((*here.stays, *there.stays, *here.away, *there.away)):
        before = here.stays.get(seat), here.away.get(seat)
        after = there.stays.get(seat), there.away.get(seat)
        if before != after:
            stays = [_plain(one) for one in after[0] or ()]
            yield "presence_set", {"participant": seat, "stays": stays, "away": after[1] or ""}


def _seats_and_phases(here: RoundTable, there: RoundTable) -> _Facts:
    for seat in _only(there.removed, here.removed):
        yield "participant_removed", {"participant": seat}
    for seat in _only(here.removed, there.removed):
        yield "participant_restored", {"participant": seat}
    for section in _only(there.skipped, here.skipped):
        yield "phase_skipped", {"section": section}
    for section in _only(here.skipped, there.skipped):
        yield "phase_resumed", {"section": section}


def _only(these: tuple[str, ...], those: tuple[str, ...]) -> list[str]:
    return [one for one in these if one not in those]


def _statements(here: Mapping[str, Statement], there: Mapping[str, Statement]) -> _Facts:
    for name, said in there.items():
        known = here.get(name)
        if known is not said and known != said:
            yield "statement_made", statement_payload(said)
    for name in here.keys() - there.keys():
        yield "statement_taken_back", {"statement": name}


def _points(here: Mapping[str, ParkedPoint], there: Mapping[str, ParkedPoint]) -> _Facts:
    for name, point in there.items():
        if here.get(name) != point:
            payload = {"point": name, "text": point.text, "settled": point.settled}
            yield "point_parked", payload
    for name in here.keys() - there.keys():
        yield "point_dropped", {"point": name}


def _turns(here: Mapping[str, int], there: Mapping[str, int]) -> _Facts:
    for name in dict.fromkeys((*here, *there)):
        more = there.get(name, 0) - here.get(name, 0)
        for _ in range(abs(more)):
            yield ("turn_counted" if more > 0 else "turn_taken_back"), {"who": name}


def _minute(opened_at: str, at: str) -> int:
    if not opened_at or not at:
        return 0
    passed = datetime.fromisoformat(at) - datetime.fromisoformat(opened_at)
    return max(0, int(passed.total_seconds() // 60))


def _plain(stay: Stay) -> list[Any]:
    until = [stay.until.order, stay.until.at] if stay.until else None
    return [[stay.since.order, stay.since.at], until, stay.why]


def _stay(plain: list[Any]) -> Stay:
    since, until, why = plain
    return Stay(Moment(*since), Moment(*until) if until else None, why)


def _without(mapping: Mapping[str, _Kept], gone: str) -> Mapping[str, _Kept]:
    return {name: kept for name, kept in mapping.items() if name != gone}


def _moment(table: RoundTable, event: Event, payload: Payload) -> Moment:
    """Return when it was; a time given afterwards is put where it belongs among what is known.

    Whoever recorded it may have said where: `order`.
    """
    when = payload.get("when", "")
    if not when:
        return Moment(float(event.seq), event.at)
    if "order" in payload:
        return Moment(float(payload["order"]), when)
    known = [*table.phases.values()]
    for stays in table.stays.values():
        known += [one for stay in stays for one in (stay.since, stay.until) if one]
    later = [one.order for one in known if one.at > when]
    return Moment(min(later) - 0.5 if later else float(event.seq), when)


def _seated(table: RoundTable, event: Event, payload: Payload) -> RoundTable:
    seat = payload["participant"]
    if payload.get(SEATED_LATE):
        return replace(table, away={**table.away, seat: SEATED_LATE})
    stay = Stay(_moment(table, event, payload))
    return replace(table, stays={**table.stays, seat: (stay,)})


def _in(table: RoundTable, event: Event, payload: Payload) -> RoundTable:
    seat = payload["participant"]
    stays = table.stays.get(seat, ())
    if stays and stays[-1].until is None:
        return table
    stays = (*stays, Stay(_moment(table, event, payload)))
    return replace(table, stays={**table.stays, seat: stays}, away=_without(table.away, seat))


def _out(table: RoundTable, event: Event, payload: Payload) -> RoundTable:
    """Let a seat be empty; who was late after all was never there until they come in."""
    seat, why = payload["participant"], payload.get("why", "left")
    away = {**table.away, seat: why}
    stays = table.stays.get(seat, ())
    if why == SEATED_LATE:
        return replace(table, stays=_without(table.stays, seat), away=away)
    if not stays or stays[-1].until is not None:
        return replace(table, away=away)
    ended = replace(stays[-1], until=_moment(table, event, payload), why=why)
    return replace(table, stays={**table.stays, seat: (*stays[:-1], ended)}, away=away)


def _set(table: RoundTable, _event: Event, payload: Payload) -> RoundTable:
    seat = payload["participant"]
    stays = _without(table.stays, seat)
    if payload["stays"]:
        stays = {**stays, seat: tuple(_stay(one) for one in payload["stays"])}
    away = _without(table.away, seat)
    away = {**away, seat: payload["away"]} if payload["away"] else away
    return replace(table, stays=stays, away=away)


def _removed(table: RoundTable, _event: Event, payload: Payload) -> RoundTable:
    seat = payload["participant"]
    return table if seat in table.removed else replace(table, removed=(*table.removed, seat))


def _restored(table: RoundTable, _event: Event, payload: Payload) -> RoundTable:
    seat = payload["participant"]
    return replace(table, removed=tuple(one for one in table.removed if one != seat))


def _started(table: RoundTable, event: Event, payload: Payload) -> RoundTable:
    """Begin a phase; going back to an earlier one does not begin it again."""
    section = payload["section"]
    if section in table.phases:
        return table
    return replace(table, phases={**table.phases, section: _moment(table, event, payload)})


def _skipped(table: RoundTable, _event: Event, payload: Payload) -> RoundTable:
    section = payload["section"]
    if section in table.skipped:
        return table
    return replace(table, skipped=(*table.skipped, section))


def _resumed(table: RoundTable, _event: Event, payload: Payload) -> RoundTable:
    section = payload["section"]
    return replace(table, skipped=tuple(one for one in table.skipped if one != section))


def _said(table: RoundTable, _event: Event, payload: Payload) -> RoundTable:
    said = Statement(
        payload["statement"],
        tuple(payload["who"]),
        payload["how"],
        payload["text"],
        payload.get("stance", ""),
        payload.get("about", ""),
        payload.get("round", 0),
        payload.get("minute", 0),
        payload.get("withheld", False),
    )
    return replace(table, statements={**table.statements, said.id: said})


def _unsaid(table: RoundTable, _event: Event, payload: Payload) -> RoundTable:
    return replace(table, statements=_without(table.statements, payload["statement"]))


def _point(table: RoundTable, _event: Event, payload: Payload) -> RoundTable:
    point = ParkedPoint(payload["point"], payload["text"], payload.get("settled", False))
    return replace(table, points={**table.points, point.id: point})


def _dropped(table: RoundTable, _event: Event, payload: Payload) -> RoundTable:
    return replace(table, points=_without(table.points, payload["point"]))


def _counted(table: RoundTable, _event: Event, payload: Payload) -> RoundTable:
    who = payload["who"]
    return replace(table, turns={**table.turns, who: table.turns.get(who, 0) + 1})


def _uncounted(table: RoundTable, _event: Event, payload: Payload) -> RoundTable:
    who = payload["who"]
    left = table.turns.get(who, 0) - 1
    turns = _without(table.turns, who)
    return replace(table, turns={**turns, who: left} if left > 0 else turns)


def _merged(table: RoundTable, _event: Event, payload: Payload) -> RoundTable:
    merged = _without(table.merged, payload["idea"])
    into = payload["into"]
    return replace(table, merged={**merged, payload["idea"]: into} if into else merged)


def _checked(table: RoundTable, event: Event, payload: Payload) -> RoundTable:
    check = RecordCheck(payload["agrees"], payload.get("text", ""), event.at)
    return replace(table, checked={**table.checked, payload["participant"]: check})


HANDLERS: Mapping[EventKind, _Fold] = {
    "participant_seated": _seated,
    "participant_in": _in,
    "participant_out": _out,
    "presence_set": _set,
    "participant_removed": _removed,
    "participant_restored": _restored,
    "phase_started": _started,
    "phase_skipped": _skipped,
    "phase_resumed": _resumed,
    "statement_made": _said,
    "statement_taken_back": _unsaid,
    "point_parked": _point,
    "point_dropped": _dropped,
    "turn_counted": _counted,
    "turn_taken_back": _uncounted,
    "idea_merged": _merged,
    "record_checked": _checked,
}

_NO_STEPS = ("participant_seated", "phase_started", "record_checked")

STEPS: tuple[EventKind, ...] = tuple(kind for kind in HANDLERS if kind not in _NO_STEPS)
"""The events that are a step of their own, to be taken back; that a phase began is none."""
