"""Print what a design can and cannot show, for somebody who still has to find the people."""

from __future__ import annotations

import click

from wbp_survey.cli.stat_text import TWO_PLACES, UNKNOWN, Stats, count, number, p_of
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.result import Comparison, Result
from wbp_survey.report.numbers import decimal_text
from wbp_survey.texts import current_language, say

_ALPHA = 0.05


def print_plan(comparison: Comparison) -> None:
    """Print the design, what whole cases allow, what would show, and how wide intervals are."""
    filters = comparison.manifest.filters
    whole = {row.stat: row for row in comparison.rows if row.group is None}
    cases, people = filters["cases"], filters["people"]
    click.echo(
        say(
            "plan.design",
            None,
            cases=sum(cases),
            towns=len(cases),
            held="-".join(map(str, cases)),
            people=sum(people),
        )
    )
    click.echo()
    _print_divisions(whole, filters["tests"])
    for stat, row in whole.items():
        if stat.startswith("naive_rejection:"):
            rate = f"{round(100 * (row.value or 0))}%"
            print_wrapped("  ", say("plan.naive", None, icc=_icc(stat), rate=rate), hang=4)
    for stat in whole:
        if stat.startswith("detectable_eta_squared"):
            print_wrapped("  ", _detectable(whole, stat), hang=4)
    click.echo()
    _print_pairs([row for row in comparison.rows if row.group2])
    _print_widths([row for row in comparison.rows if row.stat == "agree_ci_width"])


def _print_divisions(stats: Stats, tests: int) -> None:
    p_min = stats["cluster_permutation_p_min"].value or 0.0
    adjusted = stats["cluster_permutation_p_min_adjusted"].value or 0.0
    values = {
        "count": count(stats, "cluster_permutation_count"),
        "smallest": p_of(stats, "cluster_permutation_p_min"),
        "adjusted": p_of(stats, "cluster_permutation_p_min_adjusted"),
        "tests": tests,
    }
    print_wrapped("  ", say("plan.divisions", None, **values), hang=4)
    key = "never" if p_min > _ALPHA else "never_adjusted" if adjusted > _ALPHA else "possible"
    print_wrapped("  ", say(f"plan.{key}", None, **values), hang=4)


def _detectable(stats: Stats, stat: str) -> str:
    value = number(stats, stat, TWO_PLACES)
    key = "nothing" if value == UNKNOWN else "eta"
    if ":" not in stat:
        return say(f"plan.{key}", None, eta=value)
    return say(f"plan.{key}_cases", None, eta=value, icc=_icc(stat))


def _icc(stat: str) -> str:
    return decimal_text(float(stat.partition(":")[2]), TWO_PLACES, current_language())


def _print_pairs(rows: list[Result]) -> None:
    pairs: dict[tuple[str | None, str | None], dict[str, Result]] = {}
    for row in rows:
        pairs.setdefault((row.group, row.group2), {})[row.stat] = row
    cells = [
        [
            say("plan.pair", None, first=first, second=second),
            str(stats["detectable_delta"].n),
            number(stats, "detectable_delta", TWO_PLACES),
            number(stats, "cliffs_delta_ci_width", TWO_PLACES),
        ]
        for (first, second), stats in pairs.items()
    ]
    head = [say(f"plan.{name}") for name in ("towns", "people", "delta", "delta_width")]
    print_table(head, cells, numbers=(1, 2, 3))


def _print_widths(rows: list[Result]) -> None:
    everybody = say("plan.everybody")
    cells = [
        [
            say("plan.town", None, town=row.group) if row.group else everybody,
            str(row.n),
            decimal_text(100 * (row.value or 0), 0, current_language()),
        ]
        for row in rows
    ]
    head = [say(f"plan.{name}") for name in ("town_head", "people", "share_width")]
    print_table(head, cells, numbers=(1, 2))
    print_wrapped("  ", say("plan.notes"), hang=4)
