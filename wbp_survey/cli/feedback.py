"""`wbp session feedback`: how the first ratings lie, to show between the rounds."""

from __future__ import annotations

from pathlib import Path

import click

from wbp_survey.cli.options import FILE, help_line, json_option, print_json, study_option
from wbp_survey.cli.tables import print_wrapped
from wbp_survey.report.feedback import Feedback, feedback_table
from wbp_survey.report.gate.release import SUPPRESSED
from wbp_survey.texts import LANGUAGES, current_language, say
from wbp_survey.workflow.feedback import feedback, write_feedback
from wbp_survey.workflow.study import open_place

_CELL = 5


@click.command("feedback", help=help_line("session feedback"))
@click.argument("session")
@click.option("-o", "--output", type=FILE, help=say("feedback.option"))
@click.option("--language", type=click.Choice(LANGUAGES), help=say("cli.option.form_language"))
@study_option
@json_option
def feedback_(
    session: str,
    output: Path | None,
    language: str | None,
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """Print the sheet, or write it as a Word document."""
    sheet = feedback(open_place(folder), session, language or current_language())
    if output is not None:
        write_feedback(sheet, output)
    if as_json:
        print_json(_data(sheet))
    elif output is not None:
        click.echo(say("cli.written", path=output))
    else:
        _print(sheet)


def _print(sheet: Feedback) -> None:
    """Print a block per statement: its words, the scale, how often each rating was given."""
    language = sheet.language
    table = feedback_table(sheet)
    if sheet.synthetic:
        click.echo(say("cli.compare.synthetic"))
    click.echo(table.title)
    names = [say(f"feedback.{name}", language) for name in ("counts", "times")]
    width = max(map(len, names)) + 2
    for row in table.rows:
        title, *counts, median = row.cells
        click.echo()
        print_wrapped("", title, hang=3)
        for name, cells in zip(names, (sheet.codes, counts), strict=True):
            line = "".join(f"{cell:>{_CELL}}" for cell in cells)
            tail = f"   {say('feedback.median', language).lower()} {median}"
            click.echo(f"  {name:<{width}}{line}{tail if cells is counts else ''}".rstrip())
    click.echo()
    for note in table.notes:
        print_wrapped("", note, hang=2)


def _data(sheet: Feedback) -> list[dict[str, object]]:
    """Give what was released: a statement with too few ratings has neither counts nor median."""
    found: list[dict[str, object]] = []
    for one, row in zip(sheet.lines, feedback_table(sheet).rows, strict=True):
        hidden = row.cells[-1] == SUPPRESSED
        spread = one.spread
        found.append(
            {
                "item": spread.item,
                "round": spread.round,
                "widest": one.widest,
                "n": None if hidden else spread.n,
                "counts": None if hidden else dict(spread.counts),
                "median": None if hidden else spread.median,
                "p30": None if hidden else spread.p30,
                "p70": None if hidden else spread.p70,
            }
        )
    return found
