"""`wbp data`: answers in and out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from wbp_survey.cli.options import (
    FILE,
    as_json_text,
    help_line,
    json_option,
    print_json,
    study_option,
)
from wbp_survey.errors import DataError
from wbp_survey.texts import say
from wbp_survey.workflow.exports import as_csv, list_responses
from wbp_survey.workflow.imports import import_file, starter_mapping
from wbp_survey.workflow.study import open_place


@click.command("import", help=help_line("data import"))
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, help=say("cli.option.mapping"))
@click.option("--mapping-template", "template", is_flag=True, help=say("cli.option.template"))
@study_option
@json_option
def import_(
    file: Path, mapping: Path | None, folder: Path | None, *, template: bool, as_json: bool
) -> None:
    """Bring a file of answers into the study."""
    if template:
        click.echo(starter_mapping(file), nl=False)
        return
    done = import_file(open_place(folder), file, mapping)
    if as_json:
        print_json(asdict(done))
        return
    key = "cli.import.done" if done.new else "cli.import.nothing_new"
    click.echo(say(key, **asdict(done)))


@click.command("export", help=help_line("data export"))
@click.argument("format_", metavar="csv|json", type=click.Choice(["csv", "json"]))
@click.option("--scope", default="", help=say("cli.option.export_scope"))
@click.option("-o", "--output", type=FILE, help=say("cli.option.output"))
@study_option
def export(format_: str, scope: str, output: Path | None, folder: Path | None) -> None:
    """Take the responses out, one row each."""
    rows = list_responses(open_place(folder), scope)
    text = as_csv(rows) if format_ == "csv" else f"{as_json_text([asdict(row) for row in rows])}\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise DataError.one("DATA_CANNOT_WRITE", str(output), reason=error.strerror) from error
    click.echo(say("cli.written", path=output))
