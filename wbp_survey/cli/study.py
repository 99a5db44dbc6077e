"""`wbp init`."""

from __future__ import annotations

from pathlib import Path

import click

from wbp_survey.cli.options import FOLDER, help_line
from wbp_survey.texts import say
from wbp_survey.workflow.init import init as begin


@click.command("init", help=help_line("init"))
@click.argument("folder", metavar="DIR", type=FOLDER)
def init(folder: Path) -> None:
    """Make a new study folder."""
    made = begin(folder)
    click.echo(say("cli.init.done", folder=made))
