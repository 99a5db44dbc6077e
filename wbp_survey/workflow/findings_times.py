"""Findings about the time that sessions took, from what the journal says of each event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from wbp_survey.analysis.findings.speed import (
    Timed,
    faster_than_reading,
    replayed,
    too_short,
    usual_minutes,
)
from wbp_survey.analysis.rules import threshold
from wbp_survey.model.finding import Finding
from wbp_survey.model.instrument import Instrument, text_in
from wbp_survey.model.journal import Event
from wbp_survey.model.repeats import base_id
from wbp_survey.model.session import SessionState
from wbp_survey.wizard.asides import asked_item
from wbp_survey.wizard.walk import Step
from wbp_survey.workflow.audit import Entry, times, trail
from wbp_survey.workflow.findings_answers import place_of

_READ_OUT = ("interview", "self_completion")
"""Kinds in which each question is read before it is answered: aloud, or by who fills it in. At a
round table forms are typed in, and of a case form nobody reads the questions again."""

_TOGETHER = 2
"""Milliseconds between events that were saved at once: what was confirmed as one."""

_HOUR, _MINUTE = 3600, 60


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session as far as time goes.

    `minutes` is how long somebody was at work on it, None when that cannot be told; `planned` the
    minutes of the sections on its route. `untimed` says why its times tell nothing: "paper",
    "script", "interrupted", or "". `back` is the largest step, in seconds, that the clock of one
    device was put back in between.
    """

    id: str
    instrument: str
    opened: datetime
    closed: datetime | None
    back: float = 0.0
    answers: tuple[Timed, ...] = ()
    minutes: float | None = None
    planned: float = 0.0
    untimed: str = ""
    place: str = ""


def sitting_of(
    instrument: Instrument, state: SessionState, steps: Iterable[Step], events: Sequence[Event]
) -> Sitting:
    """Read off how long a session took, and each first answer of it; `steps` are its walk."""
    entries = trail(events)
    answers = tuple(_timed(instrument, state, entries))
    open_ = [entry for entry in entries if entry.during]
    untimed = _untimed(state, answers, open_)
    spent = times(entries, instrument)
    ended = next((one.at for one in events if one.kind == "session_closed"), "")
    return Sitting(
        state.id,
        instrument.id,
        datetime.fromisoformat(state.opened_at),
        datetime.fromisoformat(ended) if ended else None,
        _put_back(events),
        answers if not untimed and state.kind in _READ_OUT else (),
        (spent.total - spent.idle) / 1000 / _MINUTE if answers and not untimed else None,
        _planned(instrument, steps),
        untimed,
        place_of(state.id, state.participants[0].id if state.participants else ""),
    )


def lasted(sitting: Sitting, now: datetime) -> Iterator[Finding]:
    """Yield what is odd about the times of one session by itself."""
    yield from _too_fast(sitting)
    hours = (sitting.closed - sitting.opened).total_seconds() / _HOUR if sitting.closed else 0.0
    if hours > threshold("session_long_hours") and sitting.untimed != "paper":
        yield Finding("session_long", (sitting.id,), (), {"hours": round(hours)})
    yield from _clock_back(sitting)
    ahead = (sitting.opened - now).total_seconds() / _HOUR
    if ahead > threshold("clock_ahead_hours"):
        values = {"opened": sitting.opened.date().isoformat(), "hours": round(ahead)}
        yield Finding("session_in_future", (sitting.id,), (), values)


def short_sessions(sittings: Sequence[Sitting]) -> Iterator[Finding]:
    """Yield the closed sessions that took much less than others with the same instrument."""
    minutes: dict[str, list[float]] = defaultdict(list)
    for one in sittings:
        if one.minutes is not None and one.closed:
            minutes[one.instrument].append(one.minutes)
    for one in sittings:
        if one.minutes is None or not one.closed:
            continue
        usual, known = usual_minutes(minutes[one.instrument], one.planned)
        if too_short(one.minutes, usual):
            values = {
                "minutes": round(one.minutes),
                "usual": round(usual),
                "known": known,
                "timed": len(minutes[one.instrument]),
                "instrument": one.instrument,
            }
            yield Finding("session_short", (one.id,), (), values, ("what", known))


def _timed(
    instrument: Instrument, state: SessionState, entries: Sequence[Entry]
) -> Iterator[Timed]:
    """Yield how long each first answer took; what was saved at once counts once."""
    for entry in entries:
        if entry.event.kind != "answer_given" or entry.before or not entry.during:
            continue
        if entry.slot is None or entry.elapsed is None or entry.elapsed < _TOGETHER:
            continue
        item = asked_item(instrument, entry.slot.item)
        words = len(text_in(item.text, state.language).split()) if item else 0
        yield Timed(base_id(entry.slot.item), entry.elapsed, words)


def _untimed(state: SessionState, answers: Sequence[Timed], entries: Sequence[Entry]) -> str:
    if state.mode == "paper":
        return "paper"
    if replayed(answers):
        return "script"
    return "interrupted" if any(entry.elapsed is None for entry in entries) else ""


def _planned(instrument: Instrument, steps: Iterable[Step]) -> float:
    """Return the planned minutes of the sections that were on the route."""
    sections = {step.section.id: step.section for step in steps if step.asks}
    return float(sum(one.minutes for one in sections.values()) or instrument.minutes)


def _too_fast(sitting: Sitting) -> Iterator[Finding]:
    fast = faster_than_reading(sitting.answers)
    if len(fast) < threshold("fast_answers"):
        return
    least = min(fast, key=lambda one: one.elapsed)
    values = {
        "fast": len(fast),
        "n": len(sitting.answers),
        "words": least.words,
        "milliseconds": least.elapsed,
        "per_minute": round(threshold("fast_words_per_minute")),
    }
    items = tuple(dict.fromkeys(one.item for one in fast))
    yield Finding("answers_too_fast", (sitting.place,), items, values)


def _clock_back(sitting: Sitting) -> Iterator[Finding]:
    if sitting.back > threshold("clock_back_seconds"):
        values = {"minutes": round(sitting.back / _MINUTE) or 1, "seconds": round(sitting.back)}
        yield Finding("clock_back", (sitting.id,), (), values)


def _put_back(events: Sequence[Event]) -> float:
    """Return the largest step back, in seconds, between two events on one device."""
    steps = [
        (datetime.fromisoformat(before.at) - datetime.fromisoformat(after.at)).total_seconds()
        for before, after in pairwise(events)
        if before.device == after.device
    ]
    return max(steps, default=0.0)
