"""`wbp report`: the appendices in Word, written anew or brought up to date in a report."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from wbp_survey.cli.options import FILE, help_line, study_option
from wbp_survey.cli.progress import steps_shown
from wbp_survey.cli.report_told import tell_changes, tell_house, tell_written
from wbp_survey.errors import Problem, UsageError
from wbp_survey.model.profile import Profile
from wbp_survey.report.compose import PARTS
from wbp_survey.report.word.house_names import HouseChoices, read_choices
from wbp_survey.report.word.preflight import preflight
from wbp_survey.texts import LANGUAGES, current_language, say
from wbp_survey.workflow.report import opened_report, preview, write_into, write_report
from wbp_survey.workflow.reporting.order import Order, order_of
from wbp_survey.workflow.reporting.pages import office
from wbp_survey.workflow.study import open_place


def _parts(_context: click.Context, _option: click.Parameter, typed: str) -> tuple[str, ...]:
    """Read the letters of appendices: `A,B`, in any case; refuse what there is not, all at once."""
    letters = [one.strip().upper() for one in typed.replace(";", ",").split(",") if one.strip()]
    unknown = [one for one in dict.fromkeys(letters) if one not in PARTS]
    if unknown:
        known = ", ".join(PARTS)
        values = {"letters": ", ".join(unknown), "known": known}
        raise UsageError([Problem("REPORT_NO_SUCH_PART", "--appendix", values)])
    return tuple(one for one in PARTS if one in letters)


@click.command("report", help=help_line("report"))
@click.option("-o", "--output", type=FILE, help=say("cli.option.report_output"))
@click.option("--into", type=FILE, help=say("into.option.into"))
@click.option("--appendix", "parts", default="", callback=_parts, help=say("into.option.appendix"))
@click.option("--overwrite", multiple=True, metavar="TAG", help=say("into.option.overwrite"))
@click.option("--dry-run", is_flag=True, help=say("into.option.dry_run"))
@click.option("--template", type=FILE, help=say("cli.option.template_docx"))
@click.option("--styles", type=FILE, help=say("house.option.styles"))
@click.option("--check", is_flag=True, help=say("house.option.check"))
@click.option(
    "--profile", type=click.Choice(["publiek", "consortium"]), help=say("cli.option.profile")
)
@click.option("--language", type=click.Choice(LANGUAGES), help=say("cli.option.report_language"))
@study_option
def report(
    output: Path | None,
    into: Path | None,
    parts: tuple[str, ...],
    overwrite: tuple[str, ...],
    template: Path | None,
    styles: Path | None,
    profile: str | None,
    language: str | None,
    folder: Path | None,
    *,
    check: bool,
    dry_run: bool,
) -> None:
    """Write the appendices, or bring a report up to date."""
    _agree(output, into, overwrite, dry_run=dry_run, check=check)
    _agree_on_house(into, template, styles, check=check)
    choices = read_choices(styles) if styles else HouseChoices()
    spoken = language or current_language()
    if template:
        tell_house(preflight(template, spoken, choices), every=check)
    if check:
        return
    asked = cast("Profile | None", profile)
    if into is None:
        order = Order(asked, spoken, parts, template, choices, paged=bool(office()))
        _write(cast("Path", output).resolve(), order, folder)
    else:
        _bring_up(into.resolve(), output, _as_it_was(into, asked, language, parts), overwrite,
                  folder, dry_run=dry_run)  # fmt: skip


def _agree(
    output: Path | None,
    into: Path | None,
    overwrite: tuple[str, ...],
    *,
    dry_run: bool,
    check: bool,
) -> None:
    """Refuse options that do not go together, all at once."""
    problems = []
    if output is None and into is None and not check:
        problems.append(Problem("REPORT_NOWHERE", "-o"))
    if into is None and overwrite:
        problems.append(Problem("REPORT_ONLY_INTO", "--overwrite"))
    if into is None and dry_run:
        problems.append(Problem("REPORT_ONLY_INTO", "--dry-run"))
    if problems:
        raise UsageError(problems)


def _agree_on_house(
    into: Path | None, template: Path | None, styles: Path | None, *, check: bool
) -> None:
    """Refuse a house style for a report that has its own, and checking nothing."""
    given = {"--template": template, "--styles": styles} if into else {}
    problems = [
        Problem("REPORT_TEMPLATE_INTO", option, {"option": option})
        for option, path in given.items()
        if path
    ]
    if check and not template:
        problems.append(Problem("REPORT_CHECK_TEMPLATE", "--check"))
    if problems:
        raise UsageError(problems)


def _write(path: Path, order: Order, folder: Path | None) -> None:
    place = open_place(folder)
    with steps_shown(say("cli.report.title")) as progress:
        done = write_report(place, path, order, progress)
    tell_written(done, paged=order.paged)


def _as_it_was(
    into: Path, profile: Profile | None, language: str | None, parts: tuple[str, ...]
) -> Order:
    """Ask for a report as it was made, but for what is said otherwise.

    Appendices that are named come in beside those it has: what is not named may not go.
    """
    _, _, base = opened_report(into)
    was = order_of(base)
    both = tuple(one for one in PARTS if one in was.parts or one in parts)
    return Order(
        profile or was.profile,
        language or was.language,
        both if was.parts else (),
        None,
        was.choices,
        paged=bool(office()),
    )


def _bring_up(
    into: Path,
    output: Path | None,
    order: Order,
    overwrite: tuple[str, ...],
    folder: Path | None,
    *,
    dry_run: bool,
) -> None:
    place = open_place(folder)
    with steps_shown(say("cli.report.title")) as progress:
        if dry_run:
            changes = preview(place, into, order, overwrite, progress)
        else:
            target = output.resolve() if output else into
            done = write_into(place, into, target, order, overwrite, progress)
            changes = done.changes
    tell_changes(changes, into.name, dry_run=dry_run)
    if not dry_run:
        tell_written(done, paged=order.paged)
