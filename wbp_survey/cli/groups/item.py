"""One item on the page: its wording, a table of groups, the test, and the pairs."""

from __future__ import annotations

from collections.abc import Sequence

import click

from wbp_survey.cli.groups.cells import (
    ByGroup,
    by_group,
    codes_of,
    group_cells,
    measured,
    measured_cells,
    was_asked,
)
from wbp_survey.cli.groups.pairs import print_pairs
from wbp_survey.cli.groups.tests import print_tests
from wbp_survey.cli.stat_text import UNKNOWN, Page, Stats
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.instrument import text_in
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable
from wbp_survey.texts import say

_WIDEST_DISTRIBUTION = 24
_ALWAYS = ("group", "valid")


def print_item(rows: Sequence[Result], page: Page) -> None:
    """Print one item in one round; groups that were not asked are only named."""
    groups = by_group(row for row in rows if row.group2 is None and row.by == page.by)
    asked: ByGroup = [(group, stats) for group, stats in groups if group and was_asked(stats)]
    if len(asked) != 1:
        asked += [(group, stats) for group, stats in groups if group is None]
    variable = page.variables.get(rows[0].variable)
    click.echo(title(rows[0]))
    if variable is not None:
        print_wrapped("  ", text_in(variable.label, page.language))
    _print_groups(asked, variable, page)
    _print_missing(asked)
    outside = [group for group, stats in groups if group and not was_asked(stats)]
    if outside:
        print_wrapped("  ", say("compared.outside", None, groups=", ".join(outside)), hang=4)
    whole = {row.stat: row for row in rows if row.group is None and row.group2 is None}
    print_tests(whole, page)
    print_pairs([row for row in rows if row.group2 is not None], page)


def anybody_asked(rows: Sequence[Result]) -> bool:
    """Tell whether anybody in any group got the question."""
    return any(row.value for row in rows if row.stat in {"n_valid", "n_missing"})


def title(row: Result) -> str:
    """Name an item, what it measures and the round."""
    name = f"{row.variable} ({row.construct})" if row.construct else row.variable
    return f"{name}, {say('cli.compare.round', None, round=row.round)}" if row.round else name


def _print_groups(groups: ByGroup, variable: Variable | None, page: Page) -> None:
    """Print one line a group; a distribution that is too wide stands below the table."""
    if measured(groups):
        _print_columns([measured_cells(group, stats, page) for group, stats in groups])
        return
    codes = codes_of(groups)
    if codes:
        print_wrapped("  ", say("cli.compare.codes", None, codes=_scale(codes, variable, page)))
    cells = [group_cells(group, stats, page) for group, stats in groups]
    wide = max(len(one["distribution"]) for one in cells) > _WIDEST_DISTRIBUTION
    if not wide:
        _print_columns(cells)
        return
    _print_columns([one | {"distribution": UNKNOWN} for one in cells])
    for one in cells:
        if one["distribution"] != UNKNOWN:
            lead = say("compared.distribution_of", None, group=one["group"])
            print_wrapped(f"  {lead} ", one["distribution"], hang=4)


def _print_columns(cells: Sequence[dict[str, str]]) -> None:
    """Print the columns in which anything stands."""
    names = [
        name for name in cells[0] if name in _ALWAYS or any(one[name] != UNKNOWN for one in cells)
    ]
    print_table(
        [say(f"compared.{name}") for name in names],
        [[one[name] for name in names] for one in cells],
        numbers=(1,),
    )


def _scale(codes: Sequence[str], variable: Variable | None, page: Page) -> str:
    """Write the codes, the first and the last with their words where these are known."""
    labels = variable.code_labels if variable else {}
    named = [
        f"{code} ({text_in(labels[code], page.language)})"
        if place in {0, len(codes) - 1} and labels.get(code)
        else code
        for place, code in enumerate(codes)
    ]
    return " - ".join(named)


def _print_missing(groups: ByGroup) -> None:
    """Say per group who gave no answer, each reason apart."""
    told = [
        f"{group}: {reasons}" for group, stats in groups if group and (reasons := _reasons(stats))
    ]
    if told:
        print_wrapped("  ", say("compared.missing", None, who="; ".join(told)), hang=4)


def _reasons(stats: Stats) -> str:
    return ", ".join(
        f"{round(row.value)} {say(stat.replace(':', '.'))}"
        for stat, row in stats.items()
        if stat.startswith("missing:") and row.value
    )
