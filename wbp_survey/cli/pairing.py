"""`wbp session copy | pair | unpair`: two records of one table, made on two laptops."""

from __future__ import annotations

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
from wbp_survey.model.session import SessionState
from wbp_survey.texts import say
from wbp_survey.workflow.pairing import copy_session, pair_sessions, unpair_session
from wbp_survey.workflow.study import open_place


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
@by_option
@study_option
@json_option
def pair(first: str, second: str, by: str, folder: Path | None, *, as_json: bool) -> None:
    """Say that two sessions are two records of one table."""
    done = pair_sessions(open_place(folder), first, second, by)
    if as_json:
        print_json({"first": done.first.id, "second": done.second.id, "left": done.left})
        return
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


def _named(state: SessionState) -> str:
    """Name a session with what tells two records apart: who made it, and when it was opened."""
    opened = f"{datetime.fromisoformat(state.opened_at).astimezone():%Y-%m-%d %H:%M}"
    words = {"session": state.id, "by": state.interviewer, "opened": opened}
    return say("entries.pair.named", None, **words)
