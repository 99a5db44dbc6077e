"""`wbp compare`: groups compared, printed as a table or as result rows."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from wbp_survey.cli.comparison import print_comparison
from wbp_survey.cli.options import (
    FILE,
    help_line,
    json_option,
    missing_codes,
    orders,
    print_json,
    scale_ends,
    study_option,
    words,
)
from wbp_survey.dataset.coding import Reading
from wbp_survey.errors import Problem, UsageError
from wbp_survey.model.result import Comparison
from wbp_survey.texts import say
from wbp_survey.workflow.compare import RESAMPLES, Question, compare_file, compare_study
from wbp_survey.workflow.exports import as_cell
from wbp_survey.workflow.study import open_place


@click.command("compare", help=help_line("compare"))
@click.argument("file", type=FILE, required=False)
@click.option("--by", required=True, help=say("cli.option.by_column"))
@click.option("--items", help=say("cli.option.items"))
@click.option("--construct", default="", help=say("cli.option.construct"))
@click.option("--role", default="", help=say("cli.option.only_role"))
@click.option("--cluster", help=say("cli.option.cluster"))
@click.option("--order", multiple=True, help=say("cli.option.order"))
@click.option("--missing", help=say("cli.option.missing"))
@click.option("--min", "minimum", type=float, help=say("cli.option.min"))
@click.option("--max", "maximum", type=float, help=say("cli.option.max"))
@click.option("--seed", type=int, help=say("cli.option.seed"))
@click.option(
    "--resamples",
    type=click.IntRange(99, 10_000_000),
    default=RESAMPLES,
    show_default=True,
    help=say("cli.option.resamples"),
)
@click.option(
    "--adjust",
    type=click.Choice(["holm", "bh", "none"]),
    default="holm",
    show_default=True,
    help=say("cli.option.adjust"),
)
@click.option("--csv", "as_csv", is_flag=True, help=say("cli.option.csv"))
@study_option
@json_option
def compare(
    file: Path | None,
    by: str,
    items: str | None,
    construct: str,
    role: str,
    cluster: str | None,
    order: tuple[str, ...],
    missing: str | None,
    minimum: float | None,
    maximum: float | None,
    seed: int | None,
    resamples: int,
    adjust: str,
    folder: Path | None,
    *,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Compare groups."""
    _refuse_mixed(
        file,
        study={"--construct": construct, "--role": role},
        data={"--order": order, "--missing": missing, "--min": minimum, "--max": maximum},
    )
    question = Question(
        by=by,
        items=words(items),
        construct=construct,
        role=role,
        cluster=cluster,
        seed=seed,
        resamples=resamples,
        adjust=adjust,
    )
    reading = Reading(orders(order), *scale_ends(minimum, maximum), missing_codes(missing))
    comparison = (
        compare_file(file, question, reading)
        if file
        else compare_study(open_place(folder), question)
    )
    if as_json:
        print_json(comparison.as_json())
    elif as_csv:
        click.echo(rows_as_csv(comparison), nl=False)
    else:
        print_comparison(comparison)
    sys.stdout.flush()


def _refuse_mixed(
    file: Path | None, *, study: Mapping[str, object], data: Mapping[str, object]
) -> None:
    """Refuse an option that would be passed over in silence."""
    code, options = ("USAGE_ONLY_STUDY", study) if file else ("USAGE_ONLY_FILE", data)
    given = [name for name, value in options.items() if value not in {None, "", ()}]
    if given:
        raise UsageError(Problem(code, values={"option": name}) for name in given)


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
