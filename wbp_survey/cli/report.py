"""`wbp report`: the appendices in Word."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from wbp_survey.cli.options import FILE, help_line, study_option
from wbp_survey.cli.progress import steps_shown
from wbp_survey.model.study import Profile
from wbp_survey.texts import LANGUAGES, current_language, say
from wbp_survey.workflow.published import Larger
from wbp_survey.workflow.report import write_report
from wbp_survey.workflow.study import open_place


@click.command("report", help=help_line("report"))
@click.option("-o", "--output", type=FILE, required=True, help=say("cli.option.report_output"))
@click.option("--template", type=FILE, help=say("cli.option.template_docx"))
@click.option(
    "--profile", type=click.Choice(["publiek", "consortium"]), help=say("cli.option.profile")
)
@click.option("--language", type=click.Choice(LANGUAGES), help=say("cli.option.report_language"))
@study_option
def report(
    output: Path,
    template: Path | None,
    profile: str | None,
    language: str | None,
    folder: Path | None,
) -> None:
    """Write the appendices."""
    place = open_place(folder)
    with steps_shown(say("cli.report.title")) as progress:
        done = write_report(
            place,
            output.resolve(),
            profile=cast("Profile | None", profile),
            template=template,
            language=language or current_language(),
            progress=progress,
        )
    click.echo(
        say(
            "cli.report.done",
            path=done.path,
            tables=done.tables,
            figures=done.drawn,
            rows=done.results,
        )
    )
    # A name has no form by which it could be found.
    if done.quotes:
        count = "one" if done.quotes == 1 else "more"
        click.echo(say(f"round_tables.read_over.{count}", None, n=done.quotes))
    if done.points:
        count = "one" if done.points == 1 else "more"
        click.echo(say(f"round_tables.read_over_points.{count}", None, n=done.points))
    for one in done.larger:
        click.echo(_differs(one))


def _differs(one: Larger) -> str:
    """Warn of an earlier report that together with this one gives away who withdrew said what."""
    return say(
        "round_tables.published.fewer",
        file=one.file,
        before=one.before.persons,
        now=one.now.persons,
        gone_before=one.before.withdrawn,
        gone_now=one.now.withdrawn,
    )
