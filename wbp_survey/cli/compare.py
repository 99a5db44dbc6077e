"""`wbp compare`: groups, rounds, pairs or tables compared; printed for people or as result rows."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from wbp_survey.cli.answers import SOURCE, output_options, reading_options, show
from wbp_survey.cli.compare_modes import Asked, Mode, chosen, draw, start
from wbp_survey.cli.options import help_line, study_option
from wbp_survey.errors import Problem, UsageError
from wbp_survey.texts import say

RESAMPLES = 9999

_ALWAYS = frozenset({"file", "folder", "as_json", "as_csv", "profile"})
_ONLY_STUDY = ("rounds", "construct", "role", "folder")
_NAMED = frozenset({"by", "paired", "pair", "crossed", "block", "strata", "weight", "fpc"})
_READING = ("order", "missing", "minimum", "maximum")
_ONLY_FILE = (*_READING, "cluster_address")


@click.command("compare", help=help_line("compare"))
@click.argument("file", type=SOURCE, required=False)
@click.option("--by", help=say("cli.option.by_column"))
@click.option("--rounds", is_flag=True, help=say("rounds.option"))
@click.option("--paired", help=say("cli.option.paired"))
@click.option("--pair", help=say("cli.option.pair"))
@click.option("--table", "crossed", help=say("cli.option.table"))
@click.option("--plan", is_flag=True, help=say("cli.option.plan"))
@click.option("--items", help=say("cli.option.items"))
@click.option("--construct", default="", help=say("cli.option.construct"))
@click.option("--role", default="", help=say("cli.option.only_role"))
@click.option("--cluster", help=say("cli.option.cluster"))
@click.option("--block", default="", help=say("cli.option.block"))
@click.option("--strata", default="", help=say("cli.option.strata"))
@click.option("--weight", default="", help=say("cli.option.weight"))
@click.option("--fpc", default="", help=say("cli.option.fpc"))
@reading_options
@click.option("--sesoi", type=click.FloatRange(0, 1, min_open=True), help=say("cli.option.sesoi"))
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
@click.option("--cases", help=say("cli.option.plan_cases"))
@click.option("--people", help=say("cli.option.plan_people"))
@click.option("--icc", help=say("cli.option.plan_icc"))
@click.option("--tests", type=click.IntRange(1, 1000), help=say("cli.option.plan_tests"))
@click.option("--figure", type=click.Path(path_type=Path), help=say("cli.option.figure"))
@click.option("--cluster-address", help=say("cli.option.cluster_address"))
@study_option
@output_options
@click.pass_context
def compare(context: click.Context, /, **given: Any) -> None:
    """Compare groups, rounds, pairs or tables; or say what a design can show."""
    said = {
        name for name in given if context.get_parameter_source(name) is not ParameterSource.DEFAULT
    }
    names = {one.name: _spelled(one) for one in context.command.params if one.name}
    mode = chosen(said)
    _refuse(said, names, mode)
    for option in context.command.params:
        if option.name in mode.needs and option.name not in said:
            raise click.MissingParameter(ctx=context, param=option)
        if option.name in said and _says_nothing(option.name, given[option.name]):
            raise click.BadParameter("", ctx=context, param=option)
    known = {one.name for one in fields(Asked)}
    asked = Asked(
        **{name: value for name, value in given.items() if name in known},
        said=frozenset(said),
    )
    comparison, printed = start(mode, asked)
    if asked.figure is not None:
        draw(asked.figure, comparison, given["profile"])
    show(
        comparison,
        printed,
        as_json=given["as_json"],
        as_csv=given["as_csv"],
        profile=given["profile"],
    )


def _spelled(parameter: click.Parameter) -> str:
    """Name an option or argument as the help does."""
    argument = isinstance(parameter, click.Argument)
    return parameter.human_readable_name if argument else parameter.opts[-1]


def _says_nothing(name: str, value: object) -> bool:
    """Tell whether an option was given what would be passed over: no column, or no number."""
    return value != value or (value == "" and name in _NAMED)  # noqa: PLR0124 - only NaN is so


def _refuse(said: set[str], names: dict[str, str], mode: Mode) -> None:
    """Refuse every option that would be passed over in silence."""
    outside = said - _ALWAYS - mode.takes - set(_READING)
    if mode.option == "--plan":  # it looks at no answers
        outside |= said & {"file", "folder"}
    problems = [
        Problem("USAGE_NOT_WITH", values={"option": names[name], "mode": mode.option})
        for name in names
        if name in outside
    ]
    code, elsewhere = (
        ("USAGE_ONLY_STUDY", _ONLY_STUDY) if "file" in said else ("USAGE_ONLY_FILE", _ONLY_FILE)
    )
    if mode.option != "--plan":
        problems += [
            Problem(code, values={"option": names[name]})
            for name in elsewhere
            if name in said - outside
        ]
    if problems:
        raise UsageError(problems)
