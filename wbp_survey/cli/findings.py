"""`wbp data check`: what in the data deserves a look, in a study or in any file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import click

from wbp_survey.cli.answers import reading_of, reading_options
from wbp_survey.cli.options import FILE, help_line, json_option, print_json, study_option, words
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.errors import Problem, UsageError
from wbp_survey.model.finding import Finding, Findings
from wbp_survey.texts import say
from wbp_survey.workflow.findings import check_study
from wbp_survey.workflow.findings_file import FileAsked, check_file
from wbp_survey.workflow.study import open_place

_ONLY_FILE = ("items", "id_", "round_", "order", "missing", "minimum", "maximum")
_ONLY_STUDY = ("folder",)
_SHOWN = 10
"""Findings of one kind that are printed; `--json` has them all."""


@click.command("check", help=help_line("data check"))
@click.argument("file", type=FILE, required=False)
@click.option("--items", help=say("findings.option.items"))
@click.option("--id", "id_", default="", help=say("findings.option.id"))
@click.option("--round", "round_", default="", help=say("findings.option.round"))
@reading_options
@study_option
@json_option
def check(
    file: Path | None,
    items: str | None,
    id_: str,
    round_: str,
    order: tuple[str, ...],
    missing: str | None,
    minimum: float | None,
    maximum: float | None,
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """List what in the data deserves a look; nothing is dropped, and it ends in 0."""
    _refuse_mixed(file)
    if file:
        asked = FileAsked(words(items), id_, round_)
        found = check_file(file, asked, reading_of(order, missing, minimum, maximum))
    else:
        found = check_study(open_place(folder))
    if as_json:
        print_json(found.as_json())
    else:
        _print(found)


def _refuse_mixed(file: Path | None) -> None:
    """Refuse an option that would be passed over in silence."""
    context = click.get_current_context()
    options = {option.name: option.opts[-1] for option in context.command.params}
    names, code = (_ONLY_STUDY, "USAGE_ONLY_STUDY") if file else (_ONLY_FILE, "USAGE_ONLY_FILE")
    source = click.core.ParameterSource
    given = [name for name in names if context.get_parameter_source(name) != source.DEFAULT]
    if given:
        raise UsageError(Problem(code, values={"option": options[name]}) for name in given)
    if file and context.params["round_"] and not context.params["id_"]:
        raise UsageError.one("USAGE_ROUND_WITHOUT_ID")


def _print(found: Findings) -> None:
    """Print the findings kind by kind, then what was looked at."""
    if found.checked.get("synthetic"):
        click.echo(say("findings.synthetic"))
    if found.total:
        print_wrapped("", say("findings.intro"))
    else:
        click.echo(say("findings.none"))
    for code, some in groupby(found.findings, key=lambda one: one.code):
        click.echo("")
        _print_kind(code, list(some), found.counts[code], in_file="rows" in found.checked)
    click.echo("")
    for line in _looked_at(found):
        print_wrapped("", line)


def _print_kind(code: str, some: Sequence[Finding], count: int, *, in_file: bool) -> None:
    title = say(f"findings.{code}.title")
    click.echo(say("findings.title", None, title=title, count=count))
    head = (say("findings.column.place"), say("findings.column.what"))
    print_table(
        head, [(_line(one) if in_file else one.places[0], _told(one)) for one in some[:_SHOWN]]
    )
    if count > _SHOWN:
        key, values = ("more", {}) if count == len(some) else ("many", {"listed": len(some)})
        click.echo(f"  {say(f'findings.{key}', None, count=count - _SHOWN, **values)}")
    print_wrapped("  -> ", some[0].suggestion())


def _line(finding: Finding) -> str:
    """Return the line of the file it is on."""
    return finding.places[0].rpartition(":")[2]


def _told(finding: Finding) -> str:
    told = finding.what()
    return told if finding.status == "open" else f"{told} {say('findings.resolved')}"


def _looked_at(found: Findings) -> Iterator[str]:
    """Say what was looked at, what was not, and where else to look."""
    checked = found.checked
    if "rows" in checked:
        items = sum(map(len, checked["blocks"]))
        columns = len(checked["columns"])
        yield say("findings.file", None, rows=checked["rows"], columns=columns, items=items)
        for why in checked["not_checked"].values():
            yield say(f"findings.not_checked.{why}")
        return
    numbers = {name: checked[name] for name in ("sessions", "people", "answers")}
    yield say("findings.study", None, **numbers)
    if checked["second_entries"]:
        yield say("findings.again", None, count=checked["second_entries"])
    for why, count in checked["not_timed"].items():
        yield say(f"findings.untimed.{why}", None, count=count)
    yield say("findings.elsewhere")
