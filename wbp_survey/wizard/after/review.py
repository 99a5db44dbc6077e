"""Go through what a session left open, one place at a time, after the talk.

Every step is recorded as it is taken, so that one may stop at any place and go on another day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from wbp_survey.model.instrument import Instrument, Item, Texts
from wbp_survey.model.repeats import base_id
from wbp_survey.model.session import Query, SessionState, Slot
from wbp_survey.model.study import Study
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.after.correct import ask_words, change, words_item
from wbp_survey.wizard.flow import route
from wbp_survey.wizard.points import spots
from wbp_survey.wizard.question import (
    Back,
    Elsewhere,
    Given,
    GoTo,
    Mark,
    Note,
    Park,
    Reason,
    Spot,
    Turn,
)
from wbp_survey.wizard.session.engine import put_step
from wbp_survey.wizard.session.room import Paused, Room, keep
from wbp_survey.wizard.session.steps import remark
from wbp_survey.wizard.session.way import Way, arrive, step_at

Reviewed = Literal["done", "stopped"]
_Left = Back | Park | GoTo

_LOOKED_AT: tuple[Mark, ...] = ("open", "parked", "wrong", "odd")
"""What somebody must look at; a query too, but that has a place of its own."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to look at: what kind of thing, where, the question, and what is the matter."""

    mark: Mark
    slot: Slot
    text: str
    words: str
    query: str = ""


def points(
    instrument: Instrument, study: Study, state: SessionState, language: str
) -> tuple[Point, ...]:
    """Return what is open in a session, along its route; then the queries about anything else."""
    places = spots(instrument, study, state, language)
    queries = [query for query in state.queries.values() if query.status == "open"]
    found = [
        point
        for spot in places
        for point in (
            *(_marked(spot, mark, language) for mark in spot.marks if mark in _LOOKED_AT),
            *(_asked(spot, query, language) for query in queries if query.slot == spot.slot),
        )
    ]
    told = {point.query for point in found}
    elsewhere = [query for query in queries if query.id not in told]
    loose = (_asked(Spot(one.slot, one.slot.item), one, language) for one in elsewhere)
    return (*found, *loose)


def review(room: Room, state: SessionState) -> Reviewed:
    """Go along every place with something open, until all were seen or somebody stops."""
    way = Way(room.instrument, state, route(room.instrument, state), None)
    try:
        _go_round(room, way)
    except Paused:
        return "stopped"
    return "done"


def _go_round(room: Room, way: Way) -> None:
    """Stand at each place once; back leads along the places really seen."""
    seen: list[Slot] = []
    here = _next(room, way, seen, None)
    first = ""
    while here is not None:
        left = _look(room, way, here, seen, first)
        first = ""
        if not isinstance(left, Back):
            seen.append(here)
            here = left.slot if isinstance(left, GoTo) else _next(room, way, seen, here)
        elif seen:
            here = seen.pop()
        else:
            first = say("after.review.first", room.language)


def _next(room: Room, way: Way, seen: Sequence[Slot], after: Slot | None) -> Slot | None:
    """Return the next place with a point that was not seen: behind this one, else from the top."""
    order = [spot.slot for spot in spots(room.instrument, room.study, way.state, room.language)]
    unseen = [slot for slot in _places(room, way) if slot not in seen]
    here = order.index(after) if after in order else -1
    behind = (slot for slot in unseen if slot not in order or order.index(slot) > here)
    return next(behind, None) or next(iter(unseen), None)


def _places(room: Room, way: Way) -> list[Slot]:
    found = points(room.instrument, room.study, way.state, room.language)
    return list(dict.fromkeys(point.slot for point in found))


def _look(room: Room, way: Way, slot: Slot, seen: Sequence[Slot], first: str) -> _Left:
    """Show one place with what is the matter; return how it was left."""
    way.here = step_at(way, slot)
    way.notice = " ".join(filter(None, (first, _matter(room, way, slot, seen))))
    while way.here is not None:
        replied = put_step(room, way, way.here)
        reply, way.notice = replied.reply, ""
        if isinstance(reply, Given | Reason):
            if change(room, way, replied, correcting=way.state.closed) and _answer(room, way, slot):
                return Park()
            way.here = step_at(way, slot)
        elif (left := _left(room, way, reply)) is not None:
            return left
    return Park() if _answer(room, way, slot) else Back()


def _left(room: Room, way: Way, reply: Back | Elsewhere) -> _Left | None:
    """Return how a place is left by a reply that answers nothing; None when one stays."""
    if isinstance(reply, Turn):
        return Park() if reply.by > 0 else Back()
    if isinstance(reply, Back | Park):
        return reply
    if isinstance(reply, GoTo) and step_at(way, reply.slot) is not None:
        return reply
    if isinstance(reply, Note):
        remark(room, way, reply.text)
    else:
        way.notice = say("wizard.not_here", room.language)
    return None


def _matter(room: Room, way: Way, slot: Slot, seen: Sequence[Slot]) -> str:
    """Say which place of how many this is, and what is the matter there."""
    found = points(room.instrument, room.study, way.state, room.language)
    left = {point.slot for point in found} - set(seen) - {slot}
    words = [point.words for point in found if point.slot == slot]
    number = say(
        "after.review.place",
        room.language,
        number=len(seen) + 1,
        total=len(seen) + 1 + len(left),
    )
    return " ".join([number, *words]).replace("\n", " ")


def _answer(room: Room, way: Way, slot: Slot) -> bool:
    """Ask for an answer to each open query about a place; False for a step back."""
    for query in [one for one in way.state.queries.values() if one.status == "open"]:
        if query.slot != slot:
            continue
        words = ask_words(room, way.state, _query_item(room, query), slot)
        if words is None:
            return False
        if words:
            payload = {"query": query.id, "text": words}
            arrive(way, keep(room, "query_answered", payload))
    return True


def _query_item(room: Room, query: Query) -> Item:
    _, text, by, _ = query.said[0]
    words: Texts = {
        language: say("after.query.reply", language, query=query.id, by=by, text=text)
        for language in LANGUAGES
    }
    base = base_id(query.slot.item)
    stem = next((item.text for item in room.instrument.items if item.id == base), None)
    return words_item(f"{query.slot.item}:{query.id}", words, stem)


def _marked(spot: Spot, mark: Mark, language: str) -> Point:
    words = say(f"after.point.{mark}", language, finding=spot.finding)
    return Point(mark, spot.slot, spot.text, words)


def _asked(spot: Spot, query: Query, language: str) -> Point:
    _, text, by, _ = query.said[0]
    words = say("after.point.query", language, query=query.id, by=by, text=text)
    return Point("query", spot.slot, spot.text, words, query.id)
