"""`wbp reliability`: how well the items of a scale go together, and what its scores look like."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from wbp_survey.cli.answers import SOURCE, output_options, reading_of, reading_options, show
from wbp_survey.cli.options import help_line, study_option, words
from wbp_survey.cli.scale_sheet import print_scales
from wbp_survey.dataset.coding import is_number
from wbp_survey.errors import Problem, UsageError
from wbp_survey.model.profile import Release
from wbp_survey.model.scale import ScoringRule
from wbp_survey.texts import say
from wbp_survey.workflow.reliability import ItemsAsked, reliability_of_file, reliability_of_study
from wbp_survey.workflow.study import open_place

_TWO_ENDS = 2
_ONLY_FILE = ("items", "reverse", "rule", "ends", "order", "missing", "minimum", "maximum")
_ONLY_STUDY = ("scale", "role", "folder")


@click.command("reliability", help=help_line("reliability"))
@click.argument("file", type=SOURCE, required=False)
@click.option("--items", help=say("reliability.option.items"))
@click.option("--reverse", help=say("reliability.option.reverse"))
@click.option(
    "--rule",
    type=click.Choice(get_args(ScoringRule)),
    default="half",
    show_default=True,
    help=say("reliability.option.rule"),
)
@click.option("--range", "ends", help=say("reliability.option.range"))
@click.option("--scale", default="", help=say("reliability.option.scale"))
@click.option("--role", default="", help=say("cli.option.only_role"))
@reading_options
@output_options
@study_option
def reliability(
    file: Path | str | None,
    items: str | None,
    reverse: str | None,
    rule: ScoringRule,
    ends: str | None,
    scale: str,
    role: str,
    order: tuple[str, ...],
    missing: str | None,
    minimum: float | None,
    maximum: float | None,
    folder: Path | None,
    *,
    as_json: bool,
    as_csv: bool,
    profile: Release,
) -> None:
    """Report how well the items of scales go together."""
    _refuse_mixed(file)
    if file:
        asked = ItemsAsked(words(items), words(reverse), rule, _range(ends))
        found = reliability_of_file(file, asked, reading_of(order, missing, minimum, maximum))
    else:
        found = reliability_of_study(open_place(folder), scale, role)
    show(found, print_scales, as_json=as_json, as_csv=as_csv, profile=profile)


def _refuse_mixed(file: Path | str | None) -> None:
    """Refuse an option that would be passed over in silence."""
    context = click.get_current_context()
    options = {option.name: option.opts[-1] for option in context.command.params}
    names, code = (_ONLY_STUDY, "USAGE_ONLY_STUDY") if file else (_ONLY_FILE, "USAGE_ONLY_FILE")
    source = click.core.ParameterSource
    given = [name for name in names if context.get_parameter_source(name) != source.DEFAULT]
    if given:
        raise UsageError(Problem(code, values={"option": options[name]}) for name in given)


def _range(text: str | None) -> tuple[float, float] | None:
    """Read `0,10`; refuse what is no range."""
    if text is None:
        return None
    try:
        ends = [float(word) for word in words(text)]
    except ValueError:
        ends = []
    if len(ends) != _TWO_ENDS or not all(map(is_number, ends)) or ends[0] >= ends[1]:
        raise UsageError.one("USAGE_SCORE_RANGE", given=text)
    return ends[0], ends[1]
