"""What stands in one cell: a statistic in words and figures, an en dash where there is none."""

from __future__ import annotations

from collections.abc import Callable

from wbp_survey.model.missing import BY_ID
from wbp_survey.report.inputs import Stats, number
from wbp_survey.report.numbers import (
    EN_DASH,
    NBSP,
    PERCENT_FROM,
    count_of,
    decimal_text,
    interval,
    p_value,
    percent,
    percent_interval,
    whole,
)
from wbp_survey.texts import say

_APART_FROM = 0.10  # when missing answers together pass this share, each reason stands apart

Cell = Callable[[Stats, str], str]


def agreeing(stats: Stats, language: str) -> str:
    """Write how many agree: a percentage with its Wilson interval, below twenty 9 van de 14."""
    share, n = number(stats, "agree_share"), round(number(stats, "n_valid") or 0)
    low, high = number(stats, "agree_ci_low"), number(stats, "agree_ci_high")
    if share is None or low is None or high is None:
        return EN_DASH
    if n < PERCENT_FROM:
        return count_of(round(share * n), n, language)
    return f"{percent(share, n, language)} ({percent_interval(low, high, n, language)})"


def median(stats: Stats, language: str) -> str:
    """Write the median."""
    return _score(number(stats, "median"), language)


def quartiles(stats: Stats, language: str) -> str:
    """Write the first and third quartile."""
    low, high = number(stats, "q1"), number(stats, "q3")
    if low is None or high is None:
        return EN_DASH
    return f"{_score(low, language)}{EN_DASH}{_score(high, language)}"


def missing(stats: Stats, language: str) -> str:
    """Write how many gave no answer; each reason apart when they are more than a tenth."""
    counts = {
        stat.partition(":")[2]: round(row.value)
        for stat, row in stats.items()
        if stat.startswith("missing:") and row.value
    }
    known = {reason: n for reason, n in counts.items() if reason in BY_ID}
    total, valid = sum(known.values()), number(stats, "n_valid") or 0
    if not total:
        return EN_DASH
    if total <= _APART_FROM * (total + valid):
        return whole(total, language)
    reasons = (
        f"{n}{NBSP}{say(f'report.missing_short.{reason}', language)}" for reason, n in known.items()
    )
    return ", ".join(reasons)


def kruskal(stats: Stats, language: str) -> str:
    """Write H with its degrees of freedom and the chi-square p."""
    h, df = number(stats, "kruskal_h"), number(stats, "kruskal_df")
    if h is None or df is None:
        return EN_DASH
    p = _p(stats, "kruskal_p", language)
    return f"{decimal_text(h, 2, language)} ({whole(df, language)}), {p}"


def eta(stats: Stats, language: str) -> str:
    """Write eta squared H with its interval."""
    value = number(stats, "eta_squared_h")
    low, high = number(stats, "eta_squared_h_ci_low"), number(stats, "eta_squared_h_ci_high")
    return _with_interval(value, low, high, language)


def delta(stats: Stats, language: str) -> str:
    """Write Cliff's delta with its interval."""
    value = number(stats, "cliffs_delta")
    low, high = number(stats, "cliffs_delta_ci_low"), number(stats, "cliffs_delta_ci_high")
    return _with_interval(value, low, high, language)


def p_with_smallest(stats: Stats, language: str, stat: str = "permutation_p") -> str:
    """Write a permutation p and, in brackets, the smallest that could have come out."""
    if number(stats, stat) is None and number(stats, f"{stat}_min") is None:
        return EN_DASH
    smallest = p_of(stats, f"{stat}_min", language)
    return f"{p_of(stats, stat, language)} ({smallest})"


def p_of(stats: Stats, stat: str, language: str) -> str:
    """Write a p as a bare number: the column says what it is."""
    value = number(stats, stat)
    return EN_DASH if value is None else p_value(value, language)


def _p(stats: Stats, stat: str, language: str) -> str:
    text = p_of(stats, stat, language)
    sign = "" if text[0] in "<>" else f"={NBSP}"
    return f"p{NBSP}{sign}{text}"


def _score(value: float | None, language: str) -> str:
    """Write a score without decimals when it has none."""
    if value is None:
        return EN_DASH
    return decimal_text(value, 0 if value == round(value) else 1, language)


def _with_interval(
    value: float | None, low: float | None, high: float | None, language: str
) -> str:
    if value is None:
        return EN_DASH
    text = decimal_text(value, 2, language)
    if low is None or high is None:
        return text
    return f"{text} ({interval(low, high, 2, language)})"
