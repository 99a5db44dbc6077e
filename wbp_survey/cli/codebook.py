"""`wbp instrument codebook`: one version of an instrument, written out in full."""

from __future__ import annotations

from pathlib import Path

import click

from wbp_survey.cli.options import (
    FILE,
    as_json_text,
    help_line,
    json_option,
    save_text,
    study_option,
    warn,
    with_version,
)
from wbp_survey.errors import UsageError
from wbp_survey.report.codebook.book import Codebook
from wbp_survey.report.codebook.entry import Speech
from wbp_survey.report.codebook.tidy import codebook_json
from wbp_survey.texts import LANGUAGES, current_language, say
from wbp_survey.workflow.codebook import (
    codebook_csv,
    codebook_markdown,
    codebook_word,
    make_codebook,
)
from wbp_survey.workflow.specs import doubts
from wbp_survey.workflow.study import open_place

_FORMATS = {".md": "markdown", ".docx": "word", ".csv": "csv", ".json": "json"}


@click.command("codebook", help=help_line("instrument codebook"))
@click.argument("instrument", metavar="ID[@VERSION]|FILE")
@click.option("--version", "version", default="", help=say("cli.option.version"))
@click.option(
    "--format", "format_", type=click.Choice(list(_FORMATS.values())), help=say("cli.option.format")
)
@click.option(
    "--language",
    type=click.Choice([*LANGUAGES, "both"]),
    default="both",
    help=say("cli.option.wordings"),
)
@click.option("--no-counts", "uncounted", is_flag=True, help=say("cli.option.no_counts"))
@click.option("-o", "--output", type=FILE, help=say("cli.option.output"))
@study_option
@json_option
def codebook(
    instrument: str,
    version: str,
    format_: str | None,
    language: str,
    output: Path | None,
    folder: Path | None,
    *,
    uncounted: bool,
    as_json: bool,
) -> None:
    """Write a codebook."""
    suffix = output.suffix.lower() if output else ""
    chosen = "json" if as_json else format_ or _FORMATS.get(suffix, "markdown")
    if chosen == "word" and output is None:
        raise UsageError.one("USAGE_WORD_NEEDS_FILE")
    both = language == "both"
    speech = Speech(current_language() if both else language, LANGUAGES if both else (language,))
    spec = with_version(instrument, version)
    place = open_place(folder)
    book = make_codebook(place, spec, speech=speech, counts=not uncounted)
    warn(doubts(place, book.instrument))
    if chosen == "word" and output is not None:
        codebook_word(book, output)
        click.echo(say("cli.written", path=output))
    else:
        save_text(_text(book, chosen), output)


def _text(book: Codebook, form: str) -> str:
    if form == "json":
        return as_json_text(codebook_json(book)) + "\n"
    return codebook_csv(book) if form == "csv" else codebook_markdown(book)
