"""What the items of a page come to together: one line each, and which were not tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click

from wbp_survey.cli.groups.notes import sentence
from wbp_survey.cli.groups.tests import floored
from wbp_survey.cli.stat_text import Page, Stats, interval_of, number, p_of
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.result import Result
from wbp_survey.report.numbers import decimal_text, score_text
from wbp_survey.report.verdict import Verdict, verdict
from wbp_survey.texts import say

_TESTED = frozenset({"differ", "not_corrected", "no_sign"})


@dataclass(frozen=True, slots=True)
class _Line:
    """One item in one round: its rows over all groups, and what they come to."""

    name: str
    stats: Stats
    found: Verdict

    @property
    def tested(self) -> bool:
        return self.found.kind in _TESTED


def print_overview(items: Sequence[Sequence[Result]], page: Page) -> None:
    """Print what was tested, a line an item, and what it adds up to; then what was not, and why."""
    lines = [_line(rows, page) for rows in items]
    tested = [one for one in lines if one.tested]
    if tested:
        names = ("overview", "valid", "eta_short", "interval", "p_short", "p_family")
        cells = [_cells(one) for one in tested]
        print_table([say(f"compared.{name}") for name in names], cells, numbers=(1, 2))
        print_wrapped("  ", _together(tested, page), hang=4)
    _print_untested([one for one in lines if not one.tested], page)


def _line(rows: Sequence[Result], page: Page) -> _Line:
    stats = {row.stat: row for row in rows if row.group is None and row.group2 is None}
    name = rows[0].variable + (f" ({rows[0].round})" if rows[0].round else "")
    return _Line(name, stats, verdict(stats, page.by, page.alpha, page.language))


def _cells(one: _Line) -> list[str]:
    return [
        one.name,
        number(one.stats, "n_valid", 0),
        floored(one.stats),
        interval_of(one.stats, "eta_squared_h"),
        p_of(one.stats, one.found.test),
        p_of(one.stats, "omnibus_p_adjusted"),
    ]


def _together(tested: Sequence[_Line], page: Page) -> str:
    """Say how many tests came out small, how many after correction, how many by chance alone.

    An exact test rejects at most alpha of the time, so that the last is an upper bound.
    """
    small = sum(one.found.kind in {"differ", "not_corrected"} for one in tested)
    left = sum(one.found.kind == "differ" for one in tested)
    expected = page.alpha * len(tested)
    return say(
        "compared.together",
        page.language,
        tests=len(tested),
        alpha=decimal_text(page.alpha, 2, page.language),
        small=small,
        left=left,
        expected=score_text(expected, page.language),
    )


def _print_untested(lines: Sequence[_Line], page: Page) -> None:
    """Name the items that were not tested, by reason."""
    reasons: dict[str, list[str]] = {}
    for one in lines:
        reasons.setdefault(_why(one, page), []).append(one.name)
    if reasons:
        click.echo(f"\n{say('compared.untested')}")
    for why, names in reasons.items():
        print_wrapped("  ", why)
        print_wrapped("    ", ", ".join(names))


def _why(one: _Line, page: Page) -> str:
    """Return the reason why there is no test: the first note of the one that would decide."""
    row = one.stats.get(one.found.test)
    if one.found.kind == "undecidable" or row is None or not row.note:
        return say("compared.undecidable", page.language)
    return sentence(row.note[0], page)
