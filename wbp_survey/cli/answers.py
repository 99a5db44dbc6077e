"""What the statistical commands share: how a file's answers are read, and how rows are printed."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from wbp_survey.cli.options import FILE, json_option, missing_codes, orders, print_json, scale_ends
from wbp_survey.dataset.coding import Reading
from wbp_survey.model.cells import as_cell
from wbp_survey.model.result import Comparison
from wbp_survey.model.study import Release
from wbp_survey.texts import say
from wbp_survey.workflow.release import released

Command = TypeVar("Command", bound=Callable[..., Any])


class _Source(click.ParamType[Path | str]):
    """A file, or the address of a table in a database."""

    name = "file"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path | str:
        """Leave an address as it is; a path would lose one of its slashes."""
        if "://" in str(value):
            return str(value)
        return FILE.convert(str(value), param, ctx)


SOURCE = _Source()


def reading_options(command: Command) -> Command:
    """Add how text becomes codes: `--order`, `--missing`, `--min`, `--max`."""
    for option in (
        click.option("--max", "maximum", type=float, help=say("cli.option.max")),
        click.option("--min", "minimum", type=float, help=say("cli.option.min")),
        click.option("--missing", help=say("cli.option.missing")),
        click.option("--order", multiple=True, help=say("cli.option.order")),
    ):
        command = option(command)
    return command


def reading_of(
    order: tuple[str, ...], missing: str | None, minimum: float | None, maximum: float | None
) -> Reading:
    """Return what the options of `reading_options` say."""
    return Reading(orders(order), *scale_ends(minimum, maximum), missing_codes(missing))


def output_options(command: Command) -> Command:
    """Add how rows leave: `--json`, `--csv`, and under which `--profile`."""
    profiles = click.Choice(get_args(Release))
    command = click.option(
        "--profile", type=profiles, default="intern", help=say("cli.option.release")
    )(command)
    command = click.option("--csv", "as_csv", is_flag=True, help=say("cli.option.csv"))(command)
    return json_option(command)


def show(
    comparison: Comparison,
    printed: Callable[[Comparison], None],
    *,
    as_json: bool,
    as_csv: bool,
    profile: Release,
) -> None:
    """Let the rows through the gate and print them: as JSON, as CSV, or for people."""
    comparison = released(comparison, profile)
    if as_json:
        print_json(comparison.as_json())
    elif as_csv:
        click.echo(rows_as_csv(comparison), nl=False)
    else:
        printed(comparison)
    sys.stdout.flush()


def rows_as_csv(comparison: Comparison) -> str:
    """Write the result rows as CSV; notes are separated by spaces, an absent value is empty."""
    buffer = io.StringIO()
    rows = [
        {name: cell if isinstance(cell, float) else as_cell(cell) for name, cell in row.items()}
        for row in (one.as_row() for one in comparison.rows)
    ]
    names = list(rows[0]) if rows else []
    writer = csv.DictWriter(buffer, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()
