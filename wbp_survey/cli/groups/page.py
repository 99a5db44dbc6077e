"""Print a comparison of groups: what it can show, each item, and what the items come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import click

from wbp_survey.cli.footer import print_footer
from wbp_survey.cli.groups.item import anybody_asked, print_item
from wbp_survey.cli.groups.notes import Legend, legend_of, print_legend, print_notes
from wbp_survey.cli.groups.overview import print_overview
from wbp_survey.cli.groups.reach import print_reach
from wbp_survey.cli.stat_text import Page
from wbp_survey.cli.tables import print_wrapped
from wbp_survey.model.result import Comparison, Result
from wbp_survey.model.table import Variable
from wbp_survey.texts import current_language, say


def print_comparison(
    comparison: Comparison, variables: Mapping[str, Variable] | None = None
) -> None:
    """Print every item of a comparison, then what they come to together and rest on."""
    manifest = comparison.manifest
    if manifest.synthetic:
        click.echo(say("cli.compare.synthetic"))
    by = next((row.by or "" for row in comparison.rows), "")
    filters = manifest.filters
    page = Page(
        by,
        str(filters.get("adjust", "")),
        float(filters.get("alpha", 0.05)),
        current_language(),
        variables or {},
        str(filters.get("cluster", "")),
        str(filters.get("block", "")),
    )
    items = [
        list(rows)
        for _, rows in groupby(comparison.rows, key=lambda row: (row.variable, row.round))
    ]
    if _may_share(comparison, page):
        print_wrapped("", say("compared.may_share"))
    print_reach(items, page)
    if len(items) == 1:
        _print_one(items[0], page)
    else:
        _print_several(items, page)
    _print_foot(comparison)


def _may_share(comparison: Comparison, page: Page) -> bool:
    """Tell whether people may share a case unsaid: a file does not tell, a study does."""
    return not comparison.manifest.instruments and not page.cluster


def _print_one(rows: Sequence[Result], page: Page) -> None:
    print_item(rows, page)
    print_notes(rows, page)


def _print_several(items: Sequence[Sequence[Result]], page: Page) -> None:
    """Print items that number their notes; the notes themselves stand once, at the end."""
    legend: Legend = legend_of(items, page)
    for rows in filter(anybody_asked, items):
        print_item(rows, page)
        legend.print_numbers(rows, page)
        click.echo()
    print_overview(items, page)
    print_legend(legend)


def _print_foot(comparison: Comparison) -> None:
    """Print what the numbers rest on, and for whom they are."""
    print_footer(comparison)
    print_wrapped("", say(f"cli.compare.profile.{comparison.manifest.profile}"))
