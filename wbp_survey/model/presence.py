"""Who was at the table when: derived from what was recorded, never typed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wbp_survey.model.round_table import Moment, RoundTable, Stay


@dataclass(frozen=True, slots=True)
class Asked:
    """Where in the order of events a table answered an item: all of it, and in lines for all.

    `on_a_form` tells that everybody fills it in on paper at the same time, whenever it is typed.
    """

    orders: Sequence[float] = ()
    in_rows: Sequence[float] = ()
    on_a_form: bool = False


_ALWAYS = Stay(Moment(float("-inf"), ""))


def seated_stays(table: RoundTable, seat: str) -> tuple[Stay, ...]:
    """Return when a seat was taken; one of which nothing is known was taken all the time."""
    stays = table.stays.get(seat)
    if stays is not None:
        return stays
    return () if seat in table.away else (_ALWAYS,)


def is_in(table: RoundTable, seat: str) -> bool:
    """Tell whether somebody sits on a seat now."""
    stays = seated_stays(table, seat)
    return seat not in table.removed and bool(stays) and stays[-1].until is None


def was_in_phase(table: RoundTable, seat: str, section: str) -> bool:
    """Tell whether a seat was taken during any part of a phase; of one to come, whether it is now.

    A phase lasts until the next one begins. Going back to look does not begin it again.
    """
    began = table.phases.get(section)
    if began is None:
        return is_in(table, seat)
    ended = min(
        (one.order for one in table.phases.values() if one.order > began.order),
        default=float("inf"),
    )
    return seat not in table.removed and any(
        stay.since.order < ended and (stay.until is None or stay.until.order > began.order)
        for stay in seated_stays(table, seat)
    )


def was_in_at(table: RoundTable, seat: str, orders: Iterable[float]) -> bool:
    """Tell whether a seat was taken at any of these places in the order of events."""
    stays = seated_stays(table, seat)
    return seat not in table.removed and any(
        stay.since.order < order and (stay.until is None or stay.until.order > order)
        for order in orders
        for stay in stays
    )


def expected(table: RoundTable, seat: str, section: str, asked: Asked) -> bool:
    """Tell whether an answer of this seat is to be expected to an item of a section.

    It is when the seat was taken during the phase and, if others have answered already, at one of
    those moments; else when it is taken now. Whoever has gone was asked only in a line for the
    whole table, or on a form that may still lie there. Of a phase before the session itself, taken
    over from another record, it says nothing when answers were typed in.
    """
    if not was_in_phase(table, seat, section):
        return False
    if section in table.phases and table.phases[section].order < 0:
        return True
    if is_in(table, seat):
        return not asked.orders or was_in_at(table, seat, asked.orders)
    lines = asked.in_rows or (asked.orders if asked.on_a_form else ())
    return was_in_at(table, seat, lines)


def minutes_spent(table: RoundTable, now: str) -> Mapping[str, float]:
    """Return how many minutes each phase took; the last one until `now` (UTC, ISO 8601)."""
    begun = sorted(table.phases.items(), key=lambda one: one[1].order)
    ends = [*(moment.at for _, moment in begun), now][1:]
    return {
        section: max(0.0, _seconds(moment.at, end) / 60)
        for (section, moment), end in zip(begun, ends, strict=True)
    }


def _seconds(since: str, until: str) -> float:
    return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds()
