"""Two records of one table side by side, around the answers: who was away when. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from wbp_survey.model.round_table import RoundTable
from wbp_survey.model.session import SessionState

MINUTES_APART = 5
"""Moments further apart than this differ: two people never write down the same minute."""


@dataclass(frozen=True, slots=True)
class Away:
    """One stretch in which a seat was empty, and why.

    `since` and `until` are UTC (ISO 8601); empty: from the beginning on, and for good.
    """

    since: str
    until: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Seating:
    """When one seat was empty, according to each of two records."""

    seat: str
    first: tuple[Away, ...]
    second: tuple[Away, ...]

    @property
    def alike(self) -> bool:
        """Tell whether both say the same, give or take some minutes."""
        if len(self.first) != len(self.second):
            return False
        pairs = zip(self.first, self.second, strict=True)
        return all(_alike(one, other) for one, other in pairs)


def seatings(first: SessionState, second: SessionState) -> tuple[Seating, ...]:
    """Return the seats of which two records do not tell alike when they were empty."""
    tables = first.round_table, second.round_table
    found = (
        Seating(person.id, tuple(away(tables[0], person.id)), tuple(away(tables[1], person.id)))
        for person in first.participants
        if person.id not in tables[0].removed
    )
    return tuple(one for one in found if not one.alike)


def away(table: RoundTable, seat: str) -> Iterator[Away]:
    """Yield when a seat was empty, in order."""
    stays = table.stays.get(seat, ())
    if not stays:
        if seat in table.away:
            yield Away("", "", table.away[seat])
        return
    begun = min((moment.order for moment in table.phases.values()), default=float("inf"))
    if stays[0].since.order > begun:
        yield Away("", stays[0].since.at, "late")
    for stay, after in zip(stays, (*stays[1:], None), strict=True):
        if stay.until is not None:
            yield Away(stay.until.at, after.since.at if after else "", stay.why)


def _alike(one: Away, other: Away) -> bool:
    times = (one.since, other.since), (one.until, other.until)
    return one.why == other.why and all(_near(*pair) for pair in times)


def _near(one: str, other: str) -> bool:
    if not one or not other:
        return one == other
    apart = datetime.fromisoformat(one) - datetime.fromisoformat(other)
    return abs(apart.total_seconds()) <= MINUTES_APART * 60
