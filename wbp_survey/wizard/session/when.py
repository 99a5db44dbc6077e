"""A time that is told afterwards: which moment it was, and what had been recorded by then. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from wbp_survey.model.round_table import Moment
from wbp_survey.model.session import SessionState
from wbp_survey.texts import say
from wbp_survey.wizard.acts import Coming


def moment_of(state: SessionState, clock: str, now: datetime) -> str:
    """Return the last time it was this o'clock (HH:MM) where the session is held, as UTC.

    Before midnight only when the session began before midnight too.
    """
    hour, minute = (int(part) for part in clock.split(":"))
    moment = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    before = moment - timedelta(days=1)
    if moment > now and state.opened_at and before >= _opened(state):
        moment = before
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def order_at(state: SessionState, at: str) -> float:
    """Return where in the order of events a moment lies: before all that came after it."""
    later = [order for order, known in _known(state) if known > at]
    return min(later) - 0.5 if later else state.seq + 1.0


def time_trouble(state: SessionState, said: Coming, now: datetime, language: str) -> str:
    """Say why somebody cannot have come or gone at that time; empty when they can."""
    if not said.when:
        return ""
    at = moment_of(state, said.when, now)
    if datetime.fromisoformat(at) > now:
        return say("around.when.later", language, when=said.when)
    if state.opened_at and datetime.fromisoformat(at) < _opened(state) - timedelta(minutes=1):
        return say("around.when.before", language, when=said.when)
    for seat in said.seats:
        last = _last(state, seat)
        if last and last.at > at:
            return say("around.when.crossed", language, when=said.when, seat=seat, at=_here(last))
    return ""


def _opened(state: SessionState) -> datetime:
    return datetime.fromisoformat(state.opened_at)


def _last(state: SessionState, seat: str) -> Moment | None:
    """Return when a seat was last taken or left."""
    stays = state.round_table.stays.get(seat, ())
    return (stays[-1].until or stays[-1].since) if stays else None


def _here(moment: Moment) -> str:
    return f"{datetime.fromisoformat(moment.at).astimezone():%H:%M}"


def _known(state: SessionState) -> Iterator[tuple[float, str]]:
    """Yield what has a place in the order of events and a time."""
    table = state.round_table
    for moment in table.phases.values():
        yield moment.order, moment.at
    for stays in table.stays.values():
        for stay in stays:
            for one in filter(None, (stay.since, stay.until)):
                yield one.order, one.at
    for answer in state.answers.values():
        if answer.first_at:
            yield float(answer.order), answer.first_at
