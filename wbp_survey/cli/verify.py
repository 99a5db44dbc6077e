"""`wbp verify RAPPORT.docx`: whether a report still says what the answers say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from wbp_survey.cli.options import FILE, help_line, json_option, print_json, study_option
from wbp_survey.cli.progress import steps_shown
from wbp_survey.cli.report_told import apart, place_of
from wbp_survey.cli.tables import print_wrapped
from wbp_survey.errors import Problem, ReportError
from wbp_survey.report.word.check import Cell, Checked
from wbp_survey.texts import say
from wbp_survey.workflow.study import open_place
from wbp_survey.workflow.verify import Verified, verify_report

_MOST = 12  # places shown of one block


@click.command("verify", help=help_line("verify"))
@click.argument("file", type=FILE)
@json_option
@study_option
def verify(file: Path, folder: Path | None, *, as_json: bool) -> None:
    """Hold a report against today's answers, cell by cell."""
    with steps_shown(say("into.verify.title")) as progress:
        found = verify_report(open_place(folder), file.resolve(), None if as_json else progress)
    if as_json:
        print_json(_told(found))
    else:
        _print(found)
    if found.stale:
        raise ReportError.one("REPORT_STALE", str(file), blocks=len(found.stale))


def _print(found: Verified) -> None:
    counts = Counter(one.state for one in found.blocks)
    parts = [say(f"into.state.{state}", None, n=n) for state, n in sorted(counts.items())]
    print_wrapped(f"{found.path.name}: ", "; ".join(parts) + ".", hang=2)
    same = found.then.data_sha256 == found.now.data_sha256
    key = "into.verify.same_data" if same else "into.verify.other_data"
    click.echo(say(key, None, then=found.then.data_sha256[:12], now=found.now.data_sha256[:12]))
    for one in found.blocks:
        if one.state not in {"same", "missing"}:
            _print_block(one)
    _print_problems(found.faults, "faults")
    _print_problems(found.barriers, "barriers")


def _print_problems(problems: Sequence[Problem], kind: str) -> None:
    """Say what is wrong with the file itself, each kind of problem once with where it is."""
    if not problems:
        click.echo(say(f"into.verify.no_{kind}"))
        return
    click.echo(say(f"into.verify.{kind}", None, n=len(problems)))
    first: dict[str, Problem] = {}
    for one in problems:
        first.setdefault(one.code, one)
    for code, one in first.items():
        n = sum(other.code == code for other in problems)
        print_wrapped("- ", f"{n} × {one.line()}", hang=2)


def _print_block(one: Checked) -> None:
    print_wrapped("- ", f"{one.title}: {say(f'into.block.{one.state}')}", hang=2)
    for cell in one.cells[:_MOST]:
        print_wrapped("    ", _place(cell), hang=6)
    if one.cells[_MOST:]:
        click.echo("    " + say("into.more", None, n=len(one.cells) - _MOST))


def _place(cell: Cell) -> str:
    where = place_of(cell.row, cell.column)
    there, today = apart(cell.there, cell.today)
    values = {"place": where, "there": there, "today": today}
    key = "mine" if cell.mine else "stale"
    if not cell.today:
        key = f"{key}_extra"
    elif not cell.there:
        key = f"{key}_lacking"
    return say(f"into.cell.{key}", None, **values)


def _told(found: Verified) -> dict[str, Any]:
    """Return the comparison as JSON tells it."""
    return {
        "file": found.path.name,
        "stale": len(found.stale),
        "then": _made(found.then),
        "now": _made(found.now),
        "blocks": [asdict(one) for one in found.blocks],
        "faults": [{"code": one.code, "place": one.place} for one in found.faults],
        "barriers": [{"code": one.code, "place": one.place} for one in found.barriers],
    }


def _made(made: Any) -> dict[str, Any]:
    told = asdict(made)
    del told["blocks"]
    return told
