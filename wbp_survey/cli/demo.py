"""`wbp demo`."""

from __future__ import annotations

from pathlib import Path

import click

from wbp_survey.cli.options import FOLDER, help_line
from wbp_survey.cli.progress import steps_shown
from wbp_survey.texts import say
from wbp_survey.workflow import demo as demonstration


@click.command("demo", help=help_line("demo"))
@click.argument("folder", metavar="[DIR]", type=FOLDER, default=Path("outputs/demo"))
@click.option("--seed", type=int, default=20181107, show_default=True, help=say("cli.option.seed"))
def demo(folder: Path, seed: int) -> None:
    """Build the demonstration study, record it, compare and report."""
    with steps_shown(say("cli.demo.title")) as progress:
        made = demonstration.demo(folder, seed=seed, progress=progress)
    click.echo(
        say(
            "cli.demo.done",
            sessions=made.sessions,
            answers=made.answers,
            study=made.study,
            report=made.report,
            figures=made.figures,
            rows=made.results,
        )
    )
