"""`wbp session copy | pair | unpair`: two records of one table, made on two laptops."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from wbp_survey.cli.options import (
    FILE,
    by_option,
    help_line,
    in_study,
    json_option,
    print_json,
    study_option,
)
from wbp_survey.cli.told import line
from wbp_survey.cli.withdraw import confirmed, print_removed, tell_bytes
from wbp_survey.model.session import SessionState
from wbp_survey.texts import say
from wbp_survey.workflow.pairing import (
    Paired,
    copy_session,
    foresee_pair,
    pair_sessions,
    unpair_session,
)
from wbp_survey.workflow.study import Place, open_place
from wbp_survey.workflow.withdraw import Withdrawn


@click.command("copy", help=help_line("session copy"))
@click.argument("session")
@click.option("-o", "--output", type=FILE, required=True, help=say("entries.option.output"))
@study_option
@json_option
def copy(session: str, output: Path, folder: Path | None, *, as_json: bool) -> None:
    """Write one session to a file for another laptop."""
    copied = copy_session(open_place(folder), session, output)
    if as_json:
        print_json({"session": copied.state.id, "events": copied.events, "path": str(output)})
        return
    words = {"session": copied.state.id, "path": output, "events": copied.events}
    click.echo(say("entries.copied", None, **words))


@click.command("pair", help=help_line("session pair"))
@click.argument("first")
@click.argument("second")
@click.option("--confirm", "typed", multiple=True, help=say("entries.option.confirm"))
@by_option
@study_option
@json_option
def pair(
    first: str, second: str, typed: tuple[str, ...], by: str, folder: Path | None, *, as_json: bool
) -> None:
    """Say that two sessions are two records of one table; what one removes the other does too."""
    place = open_place(folder)
    for planned in foresee_pair(place, first, second):
        if planned.removed and not confirmed(planned, typed, ask=not as_json):
            click.echo(say("after.unchanged"))
            return
    done = pair_sessions(place, first, second, by)
    if as_json:
        print_json(
            {"first": done.first.id, "second": done.second.id, "left": done.left}
            | {"withdrawn": [asdict(one) for one in done.withdrawn]}
        )
        return
    for one in done.withdrawn:
        _tell(one, done, place)
    named = {"first": _named(done.first), "second": _named(done.second)}
    click.echo(say("entries.pair.done", None, **named))
    study = in_study(folder)
    if done.left:
        settle = f"wbp session enter-again {done.first.id} --settle{study}"
        key = "left_one" if done.left == 1 else "left_more"
        click.echo(say(f"entries.done.{key}", None, count=done.left, settle=settle))
    else:
        click.echo(say("entries.done.equal"))
    look = f"wbp session agreement --session {done.first.id}{study}"
    click.echo(say("entries.pair.look", None, look=look))


@click.command("unpair", help=help_line("session unpair"))
@click.argument("second")
@by_option
@study_option
@json_option
def unpair(second: str, by: str, folder: Path | None, *, as_json: bool) -> None:
    """Take back that a session is another record of a table."""
    state = unpair_session(open_place(folder), second, by)
    if as_json:
        print_json({"session": state.id})
    else:
        click.echo(say("entries.pair.undone", None, session=state.id))


def _tell(one: Withdrawn, done: Paired, place: Place) -> None:
    """Say what was withdrawn in one record and therefore is in the other, and what that removed."""
    known = done.first.id if one.session == done.second.id else done.second.id
    values = {"participant": one.participant, "known": known, "session": one.session}
    if one.scopes:
        scopes = ", ".join(one.scopes)
        line("", say("entries.pair.withdrawn_scopes", None, scopes=scopes, **values))
        return
    line("", say("entries.pair.withdrawn", None, **values))
    print_removed(one.removed)
    if one.removed:
        tell_bytes(one, place)


def _named(state: SessionState) -> str:
    """Name a session with what tells two records apart: who made it, and when it was opened."""
    opened = f"{datetime.fromisoformat(state.opened_at).astimezone():%Y-%m-%d %H:%M}"
    words = {"session": state.id, "by": state.interviewer, "opened": opened}
    return say("entries.pair.named", None, **words)
