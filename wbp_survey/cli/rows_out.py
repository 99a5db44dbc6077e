"""Result rows printed as JSON or CSV, some at a time: a national file has half a million."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import click

from wbp_survey.model.cells import as_cell
from wbp_survey.model.result import Comparison, Result

_AT_ONCE = 1000
_HERE = "rows"


def print_rows_as_json(comparison: Comparison) -> None:
    """Print `{"manifest": …, "rows": […]}`, each row on a line of its own."""
    whole = replace(comparison, rows=()).as_json() | {"rows": _HERE}
    text = json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False)
    before, after = text.split(f'\n  "rows": "{_HERE}"')
    click.echo(f'{before}\n  "rows": [', nl=False)
    mark = "\n"
    for some in _some(comparison.rows):
        click.echo(mark + ",\n".join(map(_line, some)), nl=False)
        mark = ",\n"
    click.echo(f"\n  ]{after}" if comparison.rows else f"]{after}")


def print_rows_as_csv(comparison: Comparison) -> None:
    """Print the rows as CSV; notes are separated by spaces, an absent value is empty."""
    names: list[str] = []
    for some in _some(comparison.rows):
        rows = [one.as_row() for one in some]
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        if not names:
            names = list(rows[0])
            writer.writerow(names)
        writer.writerows([_cell(row[name]) for name in names] for row in rows)
        click.echo(buffer.getvalue(), nl=False)
    if not names:
        click.echo()


def _some(rows: Sequence[Result]) -> Iterator[Sequence[Result]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


def _line(row: Result) -> str:
    return f"    {json.dumps(row.as_row(), ensure_ascii=False, allow_nan=False)}"


def _cell(value: object) -> object:
    return value if isinstance(value, float) else as_cell(value)
