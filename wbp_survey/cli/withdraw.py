"""`wbp session withdraw | check`: what a participant has to say about the record afterwards."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from wbp_survey.cli.options import (
    by_option,
    help_line,
    json_option,
    print_json,
    study_option,
)
from wbp_survey.cli.tables import print_table
from wbp_survey.cli.told import line
from wbp_survey.errors import UsageError
from wbp_survey.texts import say
from wbp_survey.workflow.checking import check_record
from wbp_survey.workflow.seats import same_seat
from wbp_survey.workflow.study import Place, open_place
from wbp_survey.workflow.withdraw import Withdrawal, Withdrawn, foresee, withdraw

_AGREES: Mapping[str, bool] = {"yes": True, "ja": True, "no": False, "nee": False}


@click.command("withdraw", help=help_line("session withdraw"))
@click.argument("session")
@click.option("--participant", required=True, help=say("told.option.participant"))
@click.option("--scope", "scopes", multiple=True, help=say("told.option.scope"))
@click.option("--because", required=True, help=say("told.option.because"))
@click.option("--confirm", default="", help=say("told.option.confirm"))
@by_option
@study_option
@json_option
def withdraw_(
    session: str,
    participant: str,
    scopes: tuple[str, ...],
    because: str,
    confirm: str,
    by: str,
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """Withdraw consent; altogether, only once the participant is named again."""
    place = open_place(folder)
    request = Withdrawal(session, participant, because, scopes)
    if not scopes:
        typed = (confirm,) if confirm else ()
        if not confirmed(foresee(place, request), typed, ask=not as_json):
            click.echo(say("after.unchanged"))
            return
    done = withdraw(place, request, by)
    if as_json:
        print_json(asdict(done))
    else:
        _tell(done, place)


@click.command("check", help=help_line("session check"))
@click.argument("session")
@click.option("--participant", required=True, help=say("told.option.participant"))
@click.option(
    "--agrees",
    required=True,
    type=click.Choice(tuple(_AGREES), case_sensitive=False),
    metavar="yes|no",
    help=say("told.option.agrees"),
)
@click.option("--remark", default="", help=say("told.option.remark"))
@by_option
@study_option
def check(
    session: str, participant: str, agrees: str, remark: str, by: str, folder: Path | None
) -> None:
    """Record whether a participant finds the record right."""
    place = open_place(folder)
    done = check_record(place, session, participant, by, agrees=_AGREES[agrees], remark=remark)
    verdict = "agrees" if done.check.agrees else "disagrees"
    values = {"participant": done.participant, "session": done.session}
    click.echo(say(f"told.check.{verdict}", None, **values))
    if done.again:
        click.echo(say("told.check.again"))


def confirmed(planned: Withdrawn, typed: Sequence[str], *, ask: bool) -> bool:
    """Tell whether removal is meant: named beforehand, or typed at a terminal.

    Raises UsageError where nobody was named and nobody can be asked.
    """
    seat = planned.participant
    if typed:
        if not any(same_seat(one, seat) for one in typed):
            raise UsageError.one("USAGE_CONFIRM_SEAT", participant=seat)
        return True
    if not (ask and sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError.one("USAGE_CONFIRM_NEEDED", participant=seat, session=planned.session)
    click.echo(say("told.withdraw.foreseen", None, participant=seat, session=planned.session))
    print_removed(planned.removed)
    asked = say("told.withdraw.confirm", None, participant=seat)
    return same_seat(click.prompt(asked, default="", show_default=False), seat)


def _tell(done: Withdrawn, place: Place) -> None:
    """Say what was removed, what stays, and what nobody can take back."""
    values = {"participant": done.participant, "session": done.session}
    others = [one for one in done.entries if one != done.session]
    if done.scopes:
        scopes = ", ".join(done.scopes)
        line("", say("told.withdraw.done_scopes", None, scopes=scopes, **values))
    else:
        click.echo(say("told.withdraw.done", None, **values))
        print_removed(done.removed)
    if others:
        click.echo(say("told.withdraw.entries", None, entries=", ".join(others)))
    if done.scopes:
        return
    line("", say("told.withdraw.kept", None, participant=done.participant))
    if done.unknown:
        line("", say("told.withdraw.unknown", None, count=done.unknown))
    tell_bytes(done, place)


def tell_bytes(done: Withdrawn, place: Place) -> None:
    """Say where what was removed is gone and where it may still be."""
    where = "wiped" if done.wiped else "server" if place.study.store else "not_wiped"
    line("", say(f"told.withdraw.{where}", None, store=done.store))
    line("", say("told.withdraw.not_undone"))


def print_removed(removed: Mapping[str, int]) -> None:
    """Print how much of each kind, and not a word of it."""
    if not removed:
        click.echo(f"  {say('told.withdraw.nothing')}")
        return
    head = [say(f"told.withdraw.head_{name}") for name in ("kind", "count")]
    rows = [[say(f"after.kind.{kind}"), str(count)] for kind, count in removed.items()]
    print_table(head, rows, numbers=(1,))
