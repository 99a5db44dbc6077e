"""`wbp instrument import` and `export`: forms of other tools, with a report of what was lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import cast, get_args

import click

from wbp_survey.cli.options import FILE, help_line, json_option, print_json, study_option
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.errors import UsageError, WbpError
from wbp_survey.exchange.ledger import Fate, Loss
from wbp_survey.model.instrument import Kind
from wbp_survey.texts import LANGUAGES, current_language, say
from wbp_survey.workflow.foreign import FORMATS, Format, Options, export_form, import_form
from wbp_survey.workflow.study import open_place

_FATES: tuple[Fate, ...] = get_args(Fate)
_SHOWN = 6


@click.command("import", help=help_line("instrument import"))
@click.argument("file", type=FILE)
@click.option("--id", "instrument", default="", help=say("cli.option.foreign_id"))
@click.option("--language", "languages", multiple=True, help=say("cli.option.foreign_language"))
@click.option("--role", "roles", multiple=True, help=say("cli.option.foreign_role"))
@click.option("--kind", type=click.Choice(get_args(Kind)), help=say("cli.option.foreign_kind"))
@click.option("--dry-run", is_flag=True, help=say("cli.option.foreign_dry_run"))
@click.option("-f", "--force", is_flag=True, help=say("cli.option.foreign_force"))
@study_option
@json_option
def import_(
    file: Path,
    instrument: str,
    languages: Sequence[str],
    roles: Sequence[str],
    kind: str | None,
    folder: Path | None,
    *,
    dry_run: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Make a draft out of a form of another tool."""
    options = Options(
        id=instrument,
        kind=cast("Kind | None", kind),
        roles=tuple(roles),
        languages=_languages(languages),
        force=force,
        dry_run=dry_run,
    )
    try:
        done = import_form(open_place(folder), file, options)
    except WbpError as error:
        if as_json:
            print_json({"instrument": None, "losses": [], "problems": _problems(error)})
        raise
    if as_json:
        whole = asdict(done.instrument)
        print_json({"instrument": whole, "losses": _rows(done.losses), "problems": []})
        return
    items = len(done.instrument.items)
    key = "exchange.rehearsed" if done.file is None else "exchange.imported"
    click.echo(say(key, None, id=done.instrument.id, items=items, file=done.file))
    _print_losses(done.losses)


@click.command("export", help=help_line("instrument export"))
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("instrument", metavar="ID[@VERSION]")
@click.option("-o", "--output", type=FILE, required=True, help=say("cli.option.output"))
@click.option("--language", type=click.Choice(LANGUAGES), help=say("cli.option.export_language"))
@study_option
@json_option
def export(
    format_: str,
    instrument: str,
    output: Path,
    language: str | None,
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """Write an instrument as a form of another tool."""
    done = export_form(
        open_place(folder),
        cast("Format", format_),
        instrument,
        output,
        language or current_language(),
    )
    if as_json:
        head = {"id": done.instrument.id, "version": done.instrument.version}
        print_json(head | {"file": str(done.file), "losses": _rows(done.losses)})
        return
    named = {"id": done.instrument.id, "version": done.instrument.version}
    click.echo(say("exchange.exported", None, **named, format=format_, file=done.file))
    _print_losses(done.losses)


def _languages(given: Iterable[str]) -> dict[str, str]:
    """Read `nl` (texts that name none are Dutch) and `Français=nl` (what the form calls so is)."""
    found: dict[str, str] = {}
    for word in given:
        name, equals, code = word.rpartition("=")
        if code not in LANGUAGES:
            raise UsageError.one("USAGE_LANGUAGE", word=word, known=", ".join(LANGUAGES))
        found[name.strip().lower() if equals else ""] = code
    return found


def _problems(error: WbpError) -> list[dict[str, str]]:
    return [
        {"code": one.code, "place": one.place, "cause": one.cause(), "remedy": one.remedy()}
        for one in error.problems
    ]


def _rows(losses: Iterable[Loss]) -> list[dict[str, object]]:
    return [asdict(loss) for loss in losses]


def _print_losses(losses: Sequence[Loss]) -> None:
    """Print how often each construct met each fate, then what happened to what was not kept."""
    constructs = dict.fromkeys(loss.construct for loss in losses)
    head = [say("exchange.construct"), *(say(f"exchange.{fate}") for fate in _FATES)]
    cells = []
    for name in constructs:
        counts = {
            fate: sum(one.count for one in losses if (one.construct, one.fate) == (name, fate))
            for fate in _FATES
        }
        cells.append([name, *(str(counts[fate] or "") for fate in _FATES)])
    print_table(head, cells, numbers=(1, 2, 3))
    lost = [loss for loss in losses if loss.fate != "kept"]
    if not lost:
        click.echo(say("exchange.whole"))
    for fate in _FATES[1:]:
        rows = [loss for loss in lost if loss.fate == fate]
        if rows:
            click.echo(f"\n{say(f'exchange.{fate}')}")
        for loss in rows:
            print_wrapped("  ", _row(loss), 6)


def _row(loss: Loss) -> str:
    where = "; ".join(loss.where[:_SHOWN])
    if len(loss.where) > _SHOWN:
        where += f" {say('exchange.more', None, count=len(loss.where) - _SHOWN)}"
    why = say(f"exchange.why.{loss.why}")
    return say(
        "exchange.row",
        None,
        construct=loss.construct,
        count=loss.count,
        why=why,
        where=where,
    )
