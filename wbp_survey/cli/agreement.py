"""`wbp agreement`: how well coders agree, and what roles say about the same case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from wbp_survey.cli.answers import SOURCE, output_options, reading_of, reading_options, show
from wbp_survey.cli.coders import print_coders
from wbp_survey.cli.options import help_line, study_option, words
from wbp_survey.cli.role_pairs import print_roles
from wbp_survey.errors import DataError, Problem, UsageError
from wbp_survey.model.profile import Release
from wbp_survey.texts import say
from wbp_survey.workflow.coder_files import LEVELS, CodersLayout, Distance, Level
from wbp_survey.workflow.coders import CodersQuestion, compare_coders
from wbp_survey.workflow.comparing import RESAMPLES
from wbp_survey.workflow.role_agreement import RolesQuestion, compare_roles
from wbp_survey.workflow.study import open_place

_SMALLEST = 0.8
_TWO = 2


@click.command("agreement", help=help_line("agreement"))
@click.argument("file", type=SOURCE, required=False)
@click.option("--coders", help=say("agreement.option.coders"))
@click.option("--unit", default="", help=say("agreement.option.unit"))
@click.option("--coder", default="", help=say("agreement.option.coder"))
@click.option("--value", default="", help=say("agreement.option.value"))
@click.option("--level", type=click.Choice(LEVELS), help=say("agreement.option.level"))
@click.option(
    "--distance",
    type=click.Choice(["masi", "jaccard"]),
    default="masi",
    show_default=True,
    help=say("agreement.option.distance"),
)
@click.option(
    "--smallest-alpha",
    type=float,
    default=_SMALLEST,
    show_default=True,
    help=say("agreement.option.smallest"),
)
@click.option("--roles", help=say("agreement.option.roles"))
@click.option("--items", help=say("cli.option.items"))
@click.option("--construct", default="", help=say("cli.option.construct"))
@reading_options
@click.option("--seed", type=int, default=0, help=say("cli.option.seed"))
@click.option(
    "--resamples",
    type=click.IntRange(99, 10_000_000),
    default=RESAMPLES,
    show_default=True,
    help=say("cli.option.resamples"),
)
@study_option
@output_options
def agreement(
    file: Path | str | None,
    coders: str | None,
    unit: str,
    coder: str,
    value: str,
    level: Level | None,
    distance: Distance,
    smallest_alpha: float,
    roles: str | None,
    items: str | None,
    construct: str,
    order: tuple[str, ...],
    missing: str | None,
    minimum: float | None,
    maximum: float | None,
    seed: int,
    resamples: int,
    folder: Path | None,
    *,
    as_json: bool,
    as_csv: bool,
    profile: Release,
) -> None:
    """Compare coders in a file, or roles in the study."""
    if file is None:
        _refuse({"--coders": coders, "--unit": unit, "--coder": coder, "--value": value}, "FILE")
        _refuse({"--order": order, "--missing": missing, "--level": level}, "FILE")
        if not roles:
            raise UsageError.one("USAGE_CODERS")
        place = open_place(folder)
        found = compare_roles(place, RolesQuestion(words(roles), words(items), construct))
        show(found, print_roles, as_json=as_json, as_csv=as_csv, profile=profile)
        return
    _refuse({"--roles": roles, "--items": items, "--construct": construct}, "STUDY")
    layout = _layout(coders, unit, coder, value)
    if not 0 < smallest_alpha < 1:
        raise UsageError.one("USAGE_SMALLEST_ALPHA", value=f"{smallest_alpha:g}")
    question = CodersQuestion(level, distance, resamples, seed, smallest_alpha)
    reading = reading_of(order, missing, minimum, maximum)
    compared = compare_coders(file, layout, question, reading)
    show(compared, print_coders, as_json=as_json, as_csv=as_csv, profile=profile)


def _layout(coders: str | None, unit: str, coder: str, value: str) -> CodersLayout:
    """Return where the codes are; refuse half a description, and two."""
    if coders is None:
        if not (unit and coder and value):
            raise UsageError.one("USAGE_CODERS")
        return CodersLayout(unit=unit, coder=coder, value=value)
    both = {"--coder": coder, "--value": value}
    given = [name for name, said in both.items() if said]
    if given:
        raise UsageError(Problem("USAGE_CODERS_BOTH", values={"option": name}) for name in given)
    columns = words(coders)
    if len(set(columns)) < max(len(columns), _TWO) or unit in columns:
        raise DataError.one("DATA_CODERS_TWO", columns=coders)
    return CodersLayout(coders=columns, unit=unit)


def _refuse(options: Mapping[str, object], where: str) -> None:
    """Refuse an option that would be passed over in silence."""
    given = [name for name, said in options.items() if said not in {None, "", ()}]
    if given:
        code = f"USAGE_ONLY_{where}"
        raise UsageError(Problem(code, values={"option": name}) for name in given)
