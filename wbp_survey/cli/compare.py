"""`wbp compare`: groups compared, printed as a table or as result rows."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import click
from click.core import ParameterSource

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
from wbp_survey.cli.rounds import print_rounds
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.round_tables import ROUND_TABLE
from wbp_survey.errors import Problem, UsageError
from wbp_survey.model.result import Comparison
from wbp_survey.texts import say
from wbp_survey.workflow.compare import (
    RESAMPLES,
    Question,
    compare_file,
    compare_study,
    load_answers,
)
from wbp_survey.workflow.exports import as_cell
from wbp_survey.workflow.rounds import compare_rounds
from wbp_survey.workflow.study import open_place

_NOT_IN_ROUNDS = ("cluster", "seed", "resamples", "adjust")


@click.command("compare", help=help_line("compare"))
@click.argument("file", type=FILE, required=False)
@click.option("--by", help=say("cli.option.by_column"))
@click.option("--rounds", is_flag=True, help=say("rounds.option"))
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
    by: str | None,
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
    rounds: bool,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Compare groups."""
    _refuse_mixed(
        file,
        study={"--rounds": rounds, "--construct": construct, "--role": role},
        data={"--order": order, "--missing": missing, "--min": minimum, "--max": maximum},
    )
    _refuse_alone(by, rounds=rounds)
    question = Question(
        by=by or ROUND_TABLE,
        items=words(items),
        construct=construct,
        role=role,
        cluster=cluster,
        seed=seed,
        resamples=resamples,
        adjust=adjust,
    )
    reading = Reading(orders(order), *scale_ends(minimum, maximum), missing_codes(missing))
    shown = print_comparison
    if file:
        comparison = compare_file(file, question, reading)
    elif rounds:
        place = open_place(folder)
        loaded = load_answers(place)
        comparison = compare_rounds(place, question, loaded)
        whole = replace(question, items=(), construct="")
        narrowed = whole != question and not (as_json or as_csv)
        ranked = compare_rounds(place, whole, loaded).rows if narrowed else ()
        shown = partial(print_rounds, study=place.study, variables=loaded.variables, ranked=ranked)
    else:
        comparison = compare_study(open_place(folder), question)
    if as_json:
        print_json(comparison.as_json())
    elif as_csv:
        click.echo(rows_as_csv(comparison), nl=False)
    else:
        shown(comparison)
    sys.stdout.flush()


def _refuse_alone(by: str | None, *, rounds: bool) -> None:
    """Refuse to compare without groups and, in rounds, what such a comparison does not do."""
    context = click.get_current_context()
    options = {option.name: option for option in context.command.params}
    if not rounds:
        if by is None:
            raise click.MissingParameter(ctx=context, param=options["by"])
        return
    given = [name for name in _NOT_IN_ROUNDS if _said(context, name)]
    if given:
        raise UsageError(
            Problem("USAGE_NOT_WITH_ROUNDS", values={"option": options[name].opts[-1]})
            for name in given
        )


def _said(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is not ParameterSource.DEFAULT


def _refuse_mixed(
    file: Path | None, *, study: Mapping[str, object], data: Mapping[str, object]
) -> None:
    """Refuse an option that would be passed over in silence."""
    code, options = ("USAGE_ONLY_STUDY", study) if file else ("USAGE_ONLY_FILE", data)
    given = [name for name, value in options.items() if value not in {None, "", (), False}]
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
