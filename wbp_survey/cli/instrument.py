"""`wbp instrument list | show | check`: see and check instruments."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from wbp_survey.cli.options import (
    help_line,
    json_option,
    print_json,
    study_option,
    warn,
    with_version,
)
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.check import check_instruments
from wbp_survey.instrument.load import list_instruments
from wbp_survey.model.instrument import text_in
from wbp_survey.report.codebook.outline import outline
from wbp_survey.texts import current_language, say
from wbp_survey.workflow.specs import doubts, instrument_named
from wbp_survey.workflow.study import open_place


@click.command("list", help=help_line("instrument list"))
@study_option
@json_option
def list_(folder: Path | None, *, as_json: bool) -> None:
    """List drafts and published versions."""
    rows = list_instruments(open_place(folder).root)
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    head = [
        say(f"cli.instrument.{name}")
        for name in ("id", "version", "status", "items", "sha256", "title")
    ]
    language = current_language()
    cells = [
        [
            row.id,
            row.version,
            say(f"cli.instrument.status_{row.status}"),
            str(row.items),
            row.sha256[:12],
            text_in(row.title, language),
        ]
        for row in rows
    ]
    print_table(head, cells, numbers=(3,))


@click.command("show", help=help_line("instrument show"))
@click.argument("instrument", metavar="ID[@VERSION]|FILE")
@click.option("--version", "version", default="", help=say("cli.option.version"))
@study_option
@json_option
def show(instrument: str, version: str, folder: Path | None, *, as_json: bool) -> None:
    """Print an instrument as it will be asked."""
    place = open_place(folder)
    found = instrument_named(place, with_version(instrument, version))
    warn(doubts(place, found))
    if as_json:
        print_json(asdict(found))
        return
    for line in outline(found, place.study, current_language()):
        print_wrapped(" " * line.indent + line.lead, line.text)


@click.command("check", help=help_line("instrument check"))
@study_option
@json_option
def check(folder: Path | None, *, as_json: bool) -> None:
    """Check bank, drafts, published versions and the lock; list every problem."""
    root = open_place(folder).root
    problems = check_instruments(root)
    if as_json:
        print_json(
            [{"code": one.code, "place": one.place, "cause": one.cause()} for one in problems]
        )
    if problems:
        raise InstrumentError(problems)
    if not as_json:
        click.echo(say("cli.instrument.sound", count=len(list_instruments(root))))
