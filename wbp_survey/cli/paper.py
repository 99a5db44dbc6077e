"""`wbp instrument paper`: an instrument as a form to be filled in by hand."""

from __future__ import annotations

from pathlib import Path

import click

from wbp_survey.cli.options import FILE, help_line, study_option, warn, with_version
from wbp_survey.errors import UsageError
from wbp_survey.texts import LANGUAGES, current_language, say
from wbp_survey.workflow.paper import paper_form, print_form
from wbp_survey.workflow.specs import doubts
from wbp_survey.workflow.study import open_place


@click.command("paper", help=help_line("instrument paper"))
@click.argument("instrument", metavar="ID[@VERSION]|FILE")
@click.option("--version", "version", default="", help=say("cli.option.version"))
@click.option("--language", type=click.Choice(LANGUAGES), help=say("cli.option.form_language"))
@click.option("--case", default="", help=say("cli.option.form_case"))
@click.option("-o", "--output", type=FILE, help=say("cli.option.form_file"))
@study_option
def paper(
    instrument: str,
    version: str,
    language: str | None,
    case: str,
    output: Path | None,
    folder: Path | None,
) -> None:
    """Print a form."""
    if output is None:
        raise UsageError.one("USAGE_WORD_NEEDS_FILE")
    place = open_place(folder)
    form = paper_form(
        place,
        with_version(instrument, version),
        language=language or current_language(),
        case=case,
    )
    warn(doubts(place, form.instrument))
    print_form(place, form, output)
    click.echo(say("cli.written", path=output))
