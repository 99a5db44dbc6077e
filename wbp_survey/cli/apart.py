"""Print where two entries of one session differ: question by question, seat by seat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from wbp_survey.cli.tables import print_table
from wbp_survey.model.session import Answer, Slot
from wbp_survey.texts import current_language, say
from wbp_survey.wizard.after.beside import Away, Seating
from wbp_survey.wizard.after.differences import Both, about_consent
from wbp_survey.workflow.agreement import Beside, Differing
from wbp_survey.workflow.happened_around import clock
from wbp_survey.workflow.sessions import in_lines
from wbp_survey.workflow.slots import place_name, slot_data

_WIDTH = 24
"""As much of an answer as fits beside another one."""


def print_apart(apart: Beside) -> None:
    """Print what differs as it was entered, and what became of it."""
    if apart.answers:
        _title("answers", len(apart.answers))
        print_table(
            _head("place", "first", "second", "ending"), [_answer_row(one) for one in apart.answers]
        )
    if apart.consents:
        _title("consents", len(apart.consents))
        print_table(
            _head("place", "first", "second"), [_consent_row(one) for one in apart.consents]
        )
    if apart.seatings:
        _title("seatings", len(apart.seatings))
        for one in apart.seatings:
            click.echo(f"  {_seating(one)}")
    if any(apart.statements):
        first, second = apart.statements
        click.echo(say("entries.apart.statements", None, first=first, second=second))


def apart_data(apart: Beside) -> dict[str, Any]:
    """Write what differs as data."""
    return {
        "first": apart.first.id,
        "second": apart.second.id,
        "differences": [
            slot_data(one.both.step.slot) | _both_data(one.both) | {"settled": one.ending}
            for one in apart.answers
        ],
        "consents": [
            {"scope": about_consent(both.step.slot), "participant": both.step.slot.participant}
            | _both_data(both)
            for both in apart.consents
        ],
        "presence": [
            {
                "participant": one.seat,
                "first": [_away_data(away) for away in one.first],
                "second": [_away_data(away) for away in one.second],
            }
            for one in apart.seatings
        ],
        "statements": dict(zip(("first", "second"), apart.statements, strict=True)),
    }


def _title(name: str, count: int) -> None:
    key = "one" if count == 1 else "more"
    click.echo()
    click.echo(say(f"entries.apart.{name}_{key}", None, count=count))


def _head(*names: str) -> list[str]:
    return [say(f"entries.apart.{name}") for name in names]


def _answer_row(one: Differing) -> list[str]:
    return [
        place_name(one.both.step.slot),
        *_words(one.both),
        say(f"entries.apart.became.{one.ending}"),
    ]


def _consent_row(both: Both) -> list[str]:
    slot = both.step.slot
    return [place_name(Slot(about_consent(slot), slot.participant)), *_words(both)]


def _words(both: Both) -> list[str]:
    return [_shown(both, answer) for answer in (both.first, both.second)]


def _shown(both: Both, answer: Answer | None) -> str:
    words = " ".join(", ".join(in_lines(both.step.item, answer, current_language())).split())
    return words if len(words) <= _WIDTH else f"{words[: _WIDTH - 1]}…"


def _seating(one: Seating) -> str:
    first, second = _times(one.first), _times(one.second)
    return say("entries.apart.seating", None, seat=one.seat, first=first, second=second)


def _times(times: Iterable[Away]) -> str:
    found = [_time(one) for one in times]
    return ", ".join(found) or say("entries.apart.always_there")


def _time(one: Away) -> str:
    since, until = (at and clock(at) for at in (one.since, one.until))
    key = "between" if since and until else "until" if until else "since" if since else "never"
    why = say(f"entries.apart.why.{one.why}") if one.why else ""
    return say(f"entries.apart.{key}", None, since=since, until=until, why=why)


def _both_data(both: Both) -> dict[str, Any]:
    return {"first": _answer_data(both.first), "second": _answer_data(both.second)}


def _answer_data(answer: Answer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {"missing": answer.missing} if answer.missing else {"value": answer.value}


def _away_data(one: Away) -> dict[str, str]:
    return {"since": one.since, "until": one.until, "why": one.why}
