"""What one participant said in a session, event by event: what goes when they withdraw. Pure.

That they sat there, in which role, and what they agreed to stays: it accounts for the removal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wbp_survey.model.gathering import idea_key
from wbp_survey.model.journal import Event, Payload
from wbp_survey.model.session import GROUP, slot_of

_ABOUT = {
    "turn_counted": "who",
    "turn_taken_back": "who",
    "record_checked": "participant",
    "responses_imported": "participant",
}
"""Kinds of event that hold something of one participant, and where they name the seat."""

_SEATED = ("participant_seated", "responses_imported")


def who_withdrew(event: Event) -> str:
    """Return the seat that withdraws altogether by an event; empty when nobody does."""
    payload = event.payload or {}
    if event.kind != "consent_withdrawn" or not payload.get("all"):
        return ""
    return str(payload["participant"])


def all_withdrawn(events: Iterable[Event]) -> tuple[str, ...]:
    """Return the seats that withdrew altogether, each once, in order."""
    return tuple(dict.fromkeys(filter(None, map(who_withdrew, events))))


def said_by(events: Sequence[Event], seat: str) -> tuple[Event, ...]:
    """Return the events of a session that still hold something this participant said.

    Of a statement, or an idea taken together with another, the last word on whose it is counts: an
    earlier slip must not come back. Who sat alone said what stands under the group as well.
    """
    kept = [(event, event.payload) for event in events if event.payload is not None]
    seats = {said["participant"] for event, said in kept if event.kind in _SEATED}
    places = {seat, GROUP} if seats == {seat} else {seat}
    queries = {
        said["query"]
        for event, said in kept
        if event.kind == "query_raised" and slot_of(said).participant in places
    }
    last: dict[tuple[str, str], bool] = {}
    for event, said in kept:
        last[_named(event, said)] = _owned(event, said, seat)
    return tuple(
        event
        for event, said in kept
        if ("item" in said and slot_of(said).participant in places)
        or said.get("query") in queries
        or said.get(_ABOUT.get(event.kind, "")) == seat
        or _owned(event, said, seat)
        or last[_named(event, said)]
    )


def without(events: Iterable[Event], gone: Collection[str]) -> list[Event]:
    """Return the events with the payloads of those with these ids removed."""
    return [replace(one, payload=None, salt="") if one.id in gone else one for one in events]


def without_withdrawn(events: Sequence[Event]) -> list[Event]:
    """Return the events without what those said who withdrew altogether in the course of them."""
    seats = all_withdrawn(events)
    gone = {one.id for seat in seats for one in said_by(events, seat)}
    return without(events, gone) if gone else list(events)


def _named(event: Event, said: Payload) -> tuple[str, str]:
    """Return kind and name of a statement or an idea, of which the last event tells whose it is."""
    name = {"statement_made": "statement", "idea_merged": "idea"}.get(event.kind, "")
    return (event.kind, str(said[name])) if name else ("", "")


def _owned(event: Event, said: Mapping[str, Any], seat: str) -> bool:
    if event.kind == "statement_made":
        return seat in said["who"]
    idea = idea_key("", seat)
    return event.kind == "idea_merged" and (
        said["idea"].startswith(idea) or said["into"].startswith(idea)
    )
