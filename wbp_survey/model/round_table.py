"""What happens around a round table: who was there, what was said, which phase it was.

A part of the state of a session, folded from its events like the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

OutReason = Literal["late", "break", "left", "trouble"]
"""Why a seat is empty: not come yet, back soon, gone for good, something that went wrong."""

How = Literal["literal", "paraphrase"]
Stance = Literal["", "agrees", "disagrees", "adds", "asks"]

MODERATOR = "moderator"
"""Stands for who leads the conversation where a speaker is named."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was: its place in the order of events, and the clock (UTC, ISO 8601).

    What is compared is the order; clocks are set, and differ between computers.
    """

    order: float
    at: str


@dataclass(frozen=True, slots=True)
class Stay:
    """One stretch of time somebody was at the table; `until` None: still there."""

    since: Moment
    until: Moment | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said at the table.

    `who` holds the seats that said it, MODERATOR, or nothing when nobody knows; `about` is the item
    it has to do with, `minute` counts from the opening; `withheld`: may not be quoted, whatever was
    agreed to in general.
    """

    id: str
    who: tuple[str, ...]
    how: How
    text: str
    stance: Stance = ""
    about: str = ""
    round: int = 0
    minute: int = 0
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class ParkedPoint:
    """A point the table wants to come back to."""

    id: str
    text: str
    settled: bool = False


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """Whether a participant, shown the record afterwards, finds it right; what they remarked."""

    agrees: bool
    text: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class RoundTable:
    """Everything around the answers.

    `stays` holds per seat when it was taken (a seat without one is not come yet), `away` why a seat
    is empty now; `removed` the seats that turned out not to be there at all. `phases` tells when
    each section was begun, in order; `skipped` which were passed over for lack of time. `turns`
    counts how often each seat, or role, had the floor; `merged` says of an idea, by the name of its
    answer and its seat, with which other one it was taken together.
    """

    stays: Mapping[str, tuple[Stay, ...]] = field(default_factory=dict)
    away: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    phases: Mapping[str, Moment] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    statements: Mapping[str, Statement] = field(default_factory=dict)
    points: Mapping[str, ParkedPoint] = field(default_factory=dict)
    turns: Mapping[str, int] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    checked: Mapping[str, RecordCheck] = field(default_factory=dict)
