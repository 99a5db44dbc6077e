"""What the statistical commands share: how a file's answers are read, and how rows are printed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from wbp_survey.cli.options import FILE, json_option, words
from wbp_survey.cli.rows_out import print_rows_as_csv, print_rows_as_json
from wbp_survey.dataset.coding import Reading, as_number, is_number
from wbp_survey.errors import UsageError
from wbp_survey.model.missing import BY_ID, TYPED
from wbp_survey.model.profile import Release
from wbp_survey.model.result import Comparison
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
    return Reading(_orders(order), *_scale_ends(minimum, maximum), _missing_codes(missing))


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
        print_rows_as_json(comparison)
    elif as_csv:
        print_rows_as_csv(comparison)
    else:
        printed(comparison)
    sys.stdout.flush()


def _orders(texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Read each `Low,Medium,High`; refuse a code named twice."""
    found = tuple(words(text) for text in texts)
    for order in found:
        twice = [code for place, code in enumerate(order) if code in order[:place]]
        if twice:
            raise UsageError.one("USAGE_ORDER", code=twice[0])
    return found


def _scale_ends(low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """Return `--min` and `--max`; refuse what is no scale."""
    given = [end for end in (low, high) if end is not None]
    if not all(map(is_number, given)) or given != sorted(given):
        named = {"minimum": low, "maximum": high}
        said = {name: "-" if end is None else f"{end:g}" for name, end in named.items()}
        raise UsageError.one("USAGE_RANGE", **said)
    return low, high


def _missing_codes(text: str | None) -> dict[str, str]:
    """Read `8=not_applicable,9=dont_know`; refuse a reason that does not exist, and two of a code.

    A code is the same however it is written: "9", "9.0".
    """
    declared: dict[str, str] = {}
    reasons: dict[float | str, str] = {}
    for pair in words(text):
        code, _, reason = (part.strip() for part in pair.partition("="))
        if not code or reason not in BY_ID:
            known = ", ".join(one.id for one in TYPED)
            raise UsageError.one("USAGE_MISSING", pair=pair, known=known)
        number = as_number(code)
        if reasons.setdefault(code if number is None else number, reason) != reason:
            raise UsageError.one("USAGE_MISSING_TWICE", code=code)
        declared[code] = reason
    return declared
