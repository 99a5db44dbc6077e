"""What the groups of an item come to: the verdict, the effect and the tests behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wbp_survey.cli.stat_text import (
    TWO_PLACES,
    UNKNOWN,
    Page,
    Stats,
    count,
    interval_of,
    number,
    p_of,
)
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.result import Result
from wbp_survey.report.numbers import decimal_text
from wbp_survey.report.verdict import verdict
from wbp_survey.texts import current_language, say


def print_tests(stats: Stats, page: Page) -> None:
    """Print what the groups come to: first in words, then the effect, then the tests."""
    print_wrapped("  ", verdict(stats, page.by, page.alpha, page.language).text, hang=4)
    if number(stats, "kruskal_h", TWO_PLACES) == UNKNOWN:
        return
    for line in (_effect(stats), _detectable(stats), *_tests(stats)):
        if line:
            print_wrapped("  ", line, hang=4)


def print_overview(items: Sequence[Sequence[Result]], page: Page) -> None:
    """Print one line an item: the effect, its interval, and p with and without its family."""
    rows = []
    for item in items:
        stats = {row.stat: row for row in item if row.group is None and row.group2 is None}
        deciding = verdict(stats, page.by, page.alpha, page.language).test
        name = item[0].variable + (f" ({item[0].round})" if item[0].round else "")
        rows.append(
            [
                name,
                number(stats, "n_valid", 0),
                _floored(stats),
                interval_of(stats, "eta_squared_h"),
                p_of(stats, deciding),
                p_of(stats, "omnibus_p_adjusted"),
            ]
        )
    names = ("overview", "valid", "eta_short", "interval", "p_short", "p_family")
    print_table([say(f"cli.compare.{name}") for name in names], rows, numbers=(1, 2))


def _effect(stats: Stats) -> str:
    """Write eta squared with its interval and, where cases were left out, its range."""
    interval = interval_of(stats, "eta_squared_h")
    text = say("cli.compare.eta", value=_floored(stats), interval=interval)
    low = _floored(stats, "eta_squared_h_without_one_low")
    if low == UNKNOWN:
        return text
    high = _floored(stats, "eta_squared_h_without_one_high")
    note = stats["eta_squared_h_without_one_low"].note
    most = next((one.partition(":")[2] for one in note if one.startswith("most_influential")), "")
    return f"{text}; {say('cli.compare.without_one', None, low=low, high=high, most=most)}"


def _floored(stats: Stats, stat: str = "eta_squared_h") -> str:
    """Write eta squared; below zero, as an unbiased estimator may be, as zero."""
    row = stats.get(stat)
    if row is None or row.value is None:
        return UNKNOWN
    return number({stat: replace(row, value=max(row.value, 0.0))}, stat, TWO_PLACES)


def _detectable(stats: Stats) -> str:
    """Write the smallest effect that could have shown; of whole cases too, where there are."""
    if "detectable_eta_squared" not in stats:
        return ""
    people = _from(stats, "detectable_eta_squared")
    power = stats["detectable_eta_squared"].method.split("_")[1]  # power_80
    shared = [stat for stat in stats if stat.startswith("detectable_eta_squared:")]
    if not shared:
        return say("cli.compare.detectable", None, eta=people, power=power)
    cases = "; ".join(
        say("cli.compare.detectable_icc", None, icc=_decimal(stat), eta=_from(stats, stat))
        for stat in shared
    )
    return say("cli.compare.detectable_cases", None, cases=cases, people=people, power=power)


def _from(stats: Stats, stat: str) -> str:
    value = number(stats, stat, TWO_PLACES)
    if value == UNKNOWN:
        return say("cli.compare.detectable_none")
    return say("cli.compare.detectable_from", None, eta=value)


def _decimal(stat: str) -> str:
    return decimal_text(float(stat.partition(":")[2]), TWO_PLACES, current_language())


def _tests(stats: Stats) -> list[str]:
    """Write each test with the smallest p it could have given."""
    lines = [
        say(f"cli.compare.{kind}", None, p=p_of(stats, f"{kind}_permutation_p"),
            smallest=p_of(stats, f"{kind}_permutation_p_min"),
            count=count(stats, f"{kind}_permutation_count"))
        for kind in ("cluster", "blocked")
        if f"{kind}_permutation_p" in stats
    ]  # fmt: skip
    naive = [
        say(
            "cli.compare.kruskal",
            h=number(stats, "kruskal_h", TWO_PLACES),
            df=number(stats, "kruskal_df", 0),
            p=p_of(stats, "kruskal_p"),
        ),
        _permutation(stats),
    ]
    if "cluster_permutation_p" in stats:
        lines.append(f"{say('cli.compare.as_if')} {'; '.join(naive)}")
    else:
        lines += naive
    if number(stats, "icc1", TWO_PLACES) != UNKNOWN:
        value, interval = number(stats, "icc1", TWO_PLACES), interval_of(stats, "icc1")
        lines.append(say("cli.compare.icc", value=value, interval=interval))
    return lines


def _permutation(stats: Stats) -> str:
    row = stats.get("permutation_p")
    kind = "exact" if row and row.method.startswith("exact") else "monte_carlo"
    how = say(f"cli.compare.permutation_{kind}", count=count(stats, "permutation_count"))
    return say(
        "cli.compare.permutation",
        p=p_of(stats, "permutation_p"),
        how=how,
        smallest=p_of(stats, "permutation_p_min"),
    )
