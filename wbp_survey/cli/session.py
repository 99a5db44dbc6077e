"""`wbp session`: look at what was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from wbp_survey.cli.around import print_around
from wbp_survey.cli.audit import audit_data, print_audit
from wbp_survey.cli.options import help_line, json_option, print_json, study_option
from wbp_survey.cli.tables import print_table
from wbp_survey.cli.told import print_held
from wbp_survey.errors import StoreError
from wbp_survey.store.reading import SessionRow
from wbp_survey.texts import say
from wbp_survey.workflow.sessions import list_sessions, show_session, verify_journal
from wbp_survey.workflow.study import open_place

_FORGOTTEN = timedelta(days=1)
"""How long a session may stand open before it looks forgotten."""


@click.command("list", help=help_line("session list"))
@study_option
@json_option
def list_(folder: Path | None, *, as_json: bool) -> None:
    """List the sessions."""
    rows = list_sessions(open_place(folder))
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    again = {row.again: row.id for row in rows}
    head = [say(f"cli.session.{name}") for name in ("id", "instrument", "case", "answers", "state")]
    print_table(
        head,
        [
            [
                row.id,
                f"{row.instrument} {row.version}",
                row.case or "-",
                str(row.answers),
                _state(row, again),
            ]
            for row in rows
        ],
        numbers=(3,),
    )
    _mention_forgotten(rows)


@click.command("show", help=help_line("session show"))
@click.argument("session")
@click.option("--audit", is_flag=True, help=say("after.option.audit"))
@study_option
@json_option
def show(session: str, folder: Path | None, *, audit: bool, as_json: bool) -> None:
    """Print one session as it was held, or its whole history."""
    place = open_place(folder)
    held = show_session(place, session)
    if as_json and audit:
        print_json(audit_data(held))
    elif as_json:
        print_json([asdict(event) for event in held.events])
    elif audit:
        print_audit(held)
    else:
        print_held(held, place.study)
        print_around(held, place.study)


@click.command("verify", help=help_line("session verify"))
@study_option
@json_option
def verify(folder: Path | None, *, as_json: bool) -> None:
    """Recompute the digest chain of every session."""
    problems = verify_journal(open_place(folder))
    if as_json:
        print_json([{"code": one.code, "place": one.place, **one.values} for one in problems])
    elif not problems:
        click.echo(say("cli.session.verified"))
    if problems:
        raise StoreError(problems)


def _state(row: SessionRow, again: Mapping[str, str]) -> str:
    """Say how a session stands, and when it is no ordinary one; `again` names second entries."""
    words = [
        say("cli.session.closed" if row.closed_at else "cli.session.open"),
        say("after.paper") if row.mode == "paper" else "",
        say("after.again", session=row.again) if row.again else "",
        say("after.again_in", session=again[row.id]) if row.id in again else "",
    ]
    return ", ".join(filter(None, words))


def _mention_forgotten(rows: list[SessionRow]) -> None:
    """Say how many sessions were left open for more than a day, and what can be done."""
    now = datetime.now(UTC)
    waiting = [
        row
        for row in rows
        if not row.closed_at and now - datetime.fromisoformat(row.last_at) > _FORGOTTEN
    ]
    if waiting:
        key = "one" if len(waiting) == 1 else "more"
        click.echo(say(f"after.forgotten.{key}", count=len(waiting), session=waiting[0].id))
