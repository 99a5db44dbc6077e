"""Print what roles say about the same case: every pair, no test."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import click

from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.result import Comparison, Result
from wbp_survey.report.numbers import decimal_text
from wbp_survey.texts import current_language, say, say_note

_GENERAL = "@general"
_BY_CASE, _BY_ROLE = "case", "role"


def print_roles(comparison: Comparison) -> None:
    """Print each item: a line per case with the value of each role, then how many are equal."""
    if comparison.manifest.synthetic:
        click.echo(say("cli.compare.synthetic"))
    roles = list(comparison.manifest.filters["roles"])
    for _, rows in groupby(comparison.rows, key=_item):
        _print_item(list(rows), roles)
    print_wrapped("", say_note("listed_not_tested"))
    sha256 = comparison.manifest.data_sha256[:12]
    click.echo(say("agreement.footer_roles", None, rows=len(comparison.rows), sha256=sha256))


def _item(row: Result) -> tuple[str, int | None]:
    return row.variable.removesuffix(_GENERAL), row.round


def _print_item(rows: Sequence[Result], roles: Sequence[str]) -> None:
    name, number = _item(rows[0])
    title = f"{name} ({rows[0].construct})" if rows[0].construct else name
    round_ = f", {say('cli.compare.round', None, round=number)}" if number else ""
    click.echo(f"{title}{round_}")
    _print_cases([row for row in rows if row.by == _BY_CASE], roles)
    totals = [row for row in rows if row.by == _BY_ROLE and row.group2 is not None]
    for (one, other), found in groupby(totals, key=lambda row: (row.group, row.group2)):
        stats = {row.stat: row for row in found}
        if stats["n_pairs"].value is None:
            print_wrapped("  ", say_note("suppressed"))
            continue
        if not stats["n_pairs"].value:
            continue
        text = _total(stats["n_pairs"], stats["n_equal"], stats["n_within_one"])
        line = say("agreement.of_roles", None, first=one, second=other, text=text)
        print_wrapped("  ", line, hang=4)
    _print_beside([row for row in rows if row.variable.endswith(_GENERAL)])
    click.echo()


def _print_cases(rows: Sequence[Result], roles: Sequence[str]) -> None:
    """Print a line per case; the difference of two roles only where the codes have an order."""
    ordered = any("nominal" not in row.note for row in rows if row.stat == "difference")
    cells = []
    for case, found in groupby(rows, key=lambda row: row.group):
        listed = list(found)
        values = [_value(row) for row in listed if row.stat.startswith("value:")]
        apart = [_number(row) for row in listed if row.stat == "difference" and ordered]
        cells.append([case or "", *values, *apart])
    last = [say("agreement.difference")] if ordered else []
    print_table([say("agreement.case"), *roles, *last], cells)


def _value(row: Result) -> str:
    """Write what a role said: the code, all codes without an order, or a median."""
    given = next((note.partition(":")[2] for note in row.note if note.startswith("given:")), "")
    if row.value is None or "|" not in given:
        return given.replace("|", ", ") or say("agreement.none")
    return say("agreement.median_of", None, value=_plain(row.value), n=row.n)


def _number(row: Result) -> str:
    return say("agreement.none") if row.value is None else _plain(row.value)


def _plain(value: float) -> str:
    """Write a score without decimals when it has none."""
    return decimal_text(value, 0 if value == round(value) else 1, current_language())


def _total(pairs: Result, equal: Result, near: Result) -> str:
    counts = {"pairs": round(pairs.value or 0), "equal": round(equal.value or 0)}
    if near.value is None:
        return say("agreement.roles_equal", None, **counts)
    return say("agreement.roles", None, near=round(near.value), **counts)


def _print_beside(rows: Sequence[Result]) -> None:
    """Say what experts say in general, which is about no case."""
    for role, found in groupby(rows, key=lambda row: row.group):
        stats = {row.stat: row for row in found}
        median = stats["median"]
        if median.value is None:
            print_wrapped("  ", say("agreement.beside_few", None, role=role, n=median.n), hang=4)
            continue
        values = {"role": role, "median": _plain(median.value), "n": median.n}
        print_wrapped("  ", say("agreement.beside", None, **values), hang=4)
