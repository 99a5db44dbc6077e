"""`wbp instrument schema`: the form of our files, for an editor."""

from __future__ import annotations

from pathlib import Path

import click

from wbp_survey.cli.options import FILE, as_json_text, help_line, save_text
from wbp_survey.instrument.json_schema import SCHEMAS, json_schema
from wbp_survey.texts import say


@click.command("schema", help=help_line("instrument schema"))
@click.argument("kind", type=click.Choice(list(SCHEMAS)), default="instrument")
@click.option("-o", "--output", type=FILE, help=say("cli.option.output"))
def schema(kind: str, output: Path | None) -> None:
    """Write the JSON Schema of one kind of file."""
    save_text(as_json_text(json_schema(kind)) + "\n", output)
