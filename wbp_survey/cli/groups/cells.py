"""What stands in the table of groups: one text a cell, a dash where there is no number."""

from __future__ import annotations

from collections.abc import Iterable

from wbp_survey.cli.stat_text import TWO_PLACES, UNKNOWN, Page, Stats, number, score
from wbp_survey.model.result import Result
from wbp_survey.report.numbers import PERCENT_FROM, decimal_text, percent, score_text
from wbp_survey.texts import say

ByGroup = list[tuple[str | None, dict[str, Result]]]


def by_group(rows: Iterable[Result]) -> ByGroup:
    """Sort the rows of an item by group, in their order; all groups together come last."""
    found: dict[str | None, dict[str, Result]] = {}
    for row in rows:
        found.setdefault(row.group, {})[row.stat] = row
    return sorted(found.items(), key=lambda pair: pair[0] is None)


def codes_of(groups: ByGroup) -> list[str]:
    """Return the codes whose shares are known, low to high."""
    return [stat.partition(":")[2] for stat in groups[-1][1] if stat.startswith("share:")]


def measured(groups: ByGroup) -> bool:
    """Tell whether the answers are measurements, of which there may be a mean."""
    return any("mean" in stats for _, stats in groups)


def was_asked(stats: Stats) -> bool:
    """Tell whether anybody in a group got the question."""
    return any(stats[stat].value for stat in ("n_valid", "n_missing") if stat in stats)


def group_cells(group: str | None, stats: Stats, page: Page) -> dict[str, str]:
    """Return the cells of one group, by the name of their column."""
    return {
        "group": group or say("compared.all"),
        "valid": number(stats, "n_valid", 0),
        "distribution": distribution(stats),
        "median": _middle(stats),
        "agree": _agreeing(stats),
        "interval": _agreeing_interval(stats, page.language),
    }


def measured_cells(group: str | None, stats: Stats, page: Page) -> dict[str, str]:
    """Return the cells of one group whose answers are measurements."""
    return {
        "group": group or say("compared.all"),
        "valid": number(stats, "n_valid", 0),
        "range": _range(stats, page),
        "median": _middle(stats),
        "mean": score(stats, "mean"),
        "interval": _mean_interval(stats, page.language),
    }


def distribution(stats: Stats) -> str:
    """Show how many gave each code, low to high: 2-0-5-9-4."""
    shares = [row for stat, row in stats.items() if stat.startswith("share:")]
    if not shares or any(row.value is None for row in shares):
        return UNKNOWN
    return "-".join(str(round((row.value or 0) * row.n)) for row in shares)


def _mean_interval(stats: Stats, language: str) -> str:
    ends = [stats.get(f"mean_ci_{end}") for end in ("low", "high")]
    written = [score_text(row.value, language) for row in ends if row and row.value is not None]
    return f"[{'; '.join(written)}]" if written else UNKNOWN


def _range(stats: Stats, page: Page) -> str:
    """Write the lowest and the highest value that anybody gave."""
    given = [
        float(stat.partition(":")[2])
        for stat, row in stats.items()
        if stat.startswith("share:") and row.value
    ]
    if not given:
        return UNKNOWN
    ends = (score_text(end, page.language) for end in (min(given), max(given)))
    return "-".join(dict.fromkeys(ends))


def _middle(stats: Stats) -> str:
    """Write the median and, in brackets, the quartiles."""
    median, low, high = (score(stats, stat) for stat in ("median", "q1", "q3"))
    return median if median == UNKNOWN else f"{median} ({low}-{high})"


def _agreeing(stats: Stats) -> str:
    row = stats.get("agree_share")
    if row is None or row.value is None:
        return UNKNOWN
    return f"{round(row.value * row.n)}/{row.n}"


def _agreeing_interval(stats: Stats, language: str) -> str:
    ends = [stats.get(f"agree_ci_{end}") for end in ("low", "high")]
    written = [_end(row.value, row.n, language) for row in ends if row and row.value is not None]
    return f"[{'; '.join(written)}]" if written else UNKNOWN


def _end(value: float, n: int, language: str) -> str:
    """Write one end of an interval: never as a percentage below n = 20."""
    if n < PERCENT_FROM:
        return decimal_text(value, TWO_PLACES, language)
    return percent(value, n, language)
