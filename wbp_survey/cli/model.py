"""`wbp model`: what goes with an answer, printed as a table or as result rows."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import click
from click.core import ParameterSource

from wbp_survey.analysis.models.observed import Link, Robust
from wbp_survey.cli.answers import SOURCE, output_options, reading_of, reading_options, show
from wbp_survey.cli.model_sheet import print_models
from wbp_survey.cli.options import help_line, study_option, words
from wbp_survey.errors import Problem, UsageError
from wbp_survey.model.profile import Release
from wbp_survey.texts import say
from wbp_survey.workflow.model import ModelQuestion, model_file, model_study
from wbp_survey.workflow.study import open_place

_ONLY_FILE = ("order", "missing", "minimum", "maximum", "weight")
_ONLY_STUDY = ("role", "folder")


@click.command("model", help=help_line("model"))
@click.argument("file", type=SOURCE, required=False)
@click.option("--outcome", required=True, help=say("model.option.outcome"))
@click.option("--terms", help=say("model.option.terms"))
@click.option("--cluster", default="", help=say("model.option.cluster"))
@click.option("--random", default="", help=say("model.option.random"))
@click.option("--weight", default="", help=say("model.option.weight"))
@click.option(
    "--link", type=click.Choice(get_args(Link)), default=None, help=say("model.option.link")
)
@click.option(
    "--robust",
    type=click.Choice(["CR0", "CR1", "CR2"]),
    default=None,
    help=say("model.option.robust"),
)
@click.option("--gee", is_flag=True, help=say("model.option.gee"))
@click.option("--role", default="", help=say("cli.option.only_role"))
@click.option("--seed", type=int, help=say("cli.option.seed"))
@reading_options
@output_options
@study_option
def model(
    file: Path | str | None,
    outcome: str,
    terms: str | None,
    cluster: str,
    random: str,
    weight: str,
    link: str | None,
    robust: str | None,
    role: str,
    seed: int | None,
    order: tuple[str, ...],
    missing: str | None,
    minimum: float | None,
    maximum: float | None,
    folder: Path | None,
    *,
    gee: bool,
    as_json: bool,
    as_csv: bool,
    profile: Release,
) -> None:
    """Model an outcome by terms."""
    _refuse_mixed(file)
    question = ModelQuestion(
        outcome=outcome.strip(),
        terms=tuple(dict.fromkeys(words(terms))),
        cluster=cluster.strip(),
        random=random.strip(),
        weight=weight.strip(),
        link=cast("Link", link or ""),
        robust=cast("Robust", robust or ""),
        gee=gee,
        role=role,
        seed=seed,
    )
    if file:
        found = model_file(file, question, reading_of(order, missing, minimum, maximum))
    else:
        found = model_study(open_place(folder), question)
    show(found, print_models, as_json=as_json, as_csv=as_csv, profile=profile)


def _refuse_mixed(file: Path | str | None) -> None:
    """Refuse an option that would be passed over in silence."""
    context = click.get_current_context()
    options = {option.name: option.opts[-1] for option in context.command.params}
    names, code = (_ONLY_STUDY, "USAGE_ONLY_STUDY") if file else (_ONLY_FILE, "USAGE_ONLY_FILE")
    given = [
        name for name in names if context.get_parameter_source(name) is not ParameterSource.DEFAULT
    ]
    if given:
        raise UsageError(Problem(code, values={"option": options[name]}) for name in given)
