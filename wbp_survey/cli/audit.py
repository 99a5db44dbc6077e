"""Print the whole history of a session."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from wbp_survey.cli.tables import print_table
from wbp_survey.cli.told import line
from wbp_survey.model.instrument import text_in
from wbp_survey.texts import current_language, say
from wbp_survey.wizard.typed.day import say_date
from wbp_survey.workflow.audit import Entry, Times, times, trail
from wbp_survey.workflow.happened import happened
from wbp_survey.workflow.sessions import Held

_SECOND, _MINUTE, _HOUR = 1000, 60_000, 3_600_000


def print_audit(held: Held) -> None:
    """Print a line per event, day by day, and then how long everything took."""
    language, day = current_language(), ""
    entries = _entries(held)
    click.echo(held.state.id)
    for entry in entries:
        at = datetime.fromisoformat(entry.event.at).astimezone()
        if (today := say_date(at.date().isoformat(), language)) != day:
            click.echo(f"\n{today}")
            day = today
        lead = f"  {at:%H:%M:%S}  {duration(entry.elapsed):>8}  {entry.event.actor}  "
        line(lead, happened(entry, held, language))
    _print_times(times(entries, held.instrument), held, language)


def audit_data(held: Held) -> dict[str, Any]:
    """Return the history as data: every event, how long after the one before, and in words."""
    language = current_language()
    entries = _entries(held)
    spent = times(entries, held.instrument)
    return {
        "session": held.state.id,
        "events": [
            asdict(entry.event)
            | {
                "elapsed": entry.elapsed,
                "aside": entry.aside,
                "back": entry.back,
                "happened": happened(entry, held, language),
            }
            for entry in entries
        ],
        "times": asdict(spent),
    }


def duration(milliseconds: int | None) -> str:
    """Write how long something took: 0:07, 1:02:30; a dash when that is not known."""
    if milliseconds is None:
        return "-"
    hours, rest = divmod(milliseconds, _HOUR)
    minutes, rest = divmod(rest, _MINUTE)
    seconds = rest // _SECOND
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _entries(held: Held) -> tuple[Entry, ...]:
    return trail(held.events, None if held.imported else held.instrument)


def _print_times(spent: Times, held: Held, language: str) -> None:
    total, idle = duration(spent.total), duration(spent.idle)
    click.echo(f"\n{say('after.audit.total', language, total=total, idle=idle)}")
    titles = {one.id: text_in(one.title, language) for one in held.instrument.sections}
    sections = {titles.get(one, one): ms for one, ms in spent.sections.items()}
    for name, taken in (("section", sections), ("item", spent.items)):
        if taken:
            head = [say(f"after.audit.{name}", language), say("after.audit.time", language)]
            click.echo()
            print_table(head, [[one, duration(ms)] for one, ms in taken.items()], numbers=(1,))
