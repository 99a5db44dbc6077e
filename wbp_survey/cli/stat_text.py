"""How one statistic is written on the terminal; a dash where there is no number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable
from wbp_survey.report.numbers import decimal_text, p_value
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


def number(stats: Stats, stat: str, places: int) -> str:
    """Write a number with so many decimals."""
    row = stats.get(stat)
    if row is None or row.value is None:
        return UNKNOWN
    return decimal_text(row.value, places, current_language())


def plain(stats: Stats, stat: str) -> str:
    """Write a score without decimals when it has none."""
    row = stats.get(stat)
    whole = row is not None and row.value is not None and row.value == round(row.value)
    return number(stats, stat, 0 if whole else 1)


def interval_of(stats: Stats, stat: str) -> str:
    """Write an interval between brackets."""
    ends = (number(stats, f"{stat}_ci_{end}", TWO_PLACES) for end in ("low", "high"))
    return f"[{'; '.join(ends)}]"


def p_of(stats: Stats, stat: str) -> str:
    """Write a p as "p = 0,047" or "p < 0,001"."""
    row = stats.get(stat)
    if row is None or row.value is None:
        return UNKNOWN
    p = p_value(row.value, current_language())
    return f"p {p}" if p.startswith("<") else f"p = {p}"


def count(stats: Stats, stat: str) -> str:
    """Write how many there are; as a power of ten when there are very many."""
    row = stats.get(stat)
    if row is None or row.value is None or row.value < _MANY:
        return number(stats, stat, 0)
    digit, _, exponent = f"{row.value:.0e}".partition("e")
    return f"{digit} × 10^{int(exponent)}"
