"""How one statistic is written on the terminal; a dash where there is no number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable
from wbp_survey.report.numbers import NBSP, decimal_text, p_value, score_text
from wbp_survey.texts import current_language

UNKNOWN = "-"
TWO_PLACES = 2
_MANY = 1e9

Stats = Mapping[str, Result]


@dataclass(frozen=True, slots=True)
class Page:
    """How a comparison is printed: for whom numbers are, and what items and codes are called."""

    by: str
    adjust: str
    alpha: float
    language: str
    variables: Mapping[str, Variable] = field(default_factory=dict)
    cluster: str = ""
    block: str = ""


def number(stats: Stats, stat: str, places: int) -> str:
    """Write a number with so many decimals."""
    row = stats.get(stat)
    if row is None or row.value is None:
        return UNKNOWN
    return decimal_text(row.value, places, current_language())


def score(stats: Stats, stat: str) -> str:
    """Write a score without decimals when it has none."""
    row = stats.get(stat)
    if row is None or row.value is None:
        return UNKNOWN
    return score_text(row.value, current_language())


def interval_of(stats: Stats, stat: str) -> str:
    """Write an interval between brackets; a dash when it has no ends."""
    ends = [number(stats, f"{stat}_ci_{end}", TWO_PLACES) for end in ("low", "high")]
    return UNKNOWN if ends == [UNKNOWN, UNKNOWN] else f"[{'; '.join(ends)}]"


def p_of(stats: Stats, stat: str) -> str:
    """Write a p as "p = 0,047" or "p < 0,001"."""
    row = stats.get(stat)
    if row is None or row.value is None:
        return UNKNOWN
    return p_text(row.value, current_language())


def p_text(value: float, language: str) -> str:
    """Write a p with its sign, unbroken: `p = 0,047`, `p < 0,001`."""
    p = p_value(value, language)
    return f"p{NBSP}{p}" if p[0] in "<>" else f"p{NBSP}={NBSP}{p}"


def count(stats: Stats, stat: str) -> str:
    """Write how many there are; as a power of ten when there are very many."""
    row = stats.get(stat)
    if row is None or row.value is None or row.value < _MANY:
        return number(stats, stat, 0)
    digit, _, exponent = f"{row.value:.0e}".partition("e")
    return f"{digit}{NBSP}×{NBSP}10^{int(exponent)}"
