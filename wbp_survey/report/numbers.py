"""Write numbers as Dutch or English readers print them; nowhere else does a number become text."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

NBSP = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"

_LOCALES = {"nl": "nl_NL", "en": "en_GB"}
_OF = {"nl": "van de", "en": "of"}
_FROM = {"nl": "van", "en": "from"}
_TO = {"nl": "tot", "en": "to"}
_SMALLEST_P = Decimal("0.001")
_LARGEST_P = Decimal("0.999")
PERCENT_FROM = 20
"""Below this many answers nothing is written as a percentage."""

_WHOLE_PERCENT_BELOW = 100
_APART_FROM = 10_000
_THOUSANDS = {"nl": ".", "en": ","}
_EVERY_FLOAT = Context(prec=330)  # the largest has 309 digits before the point


def rounded(value: float, places: int) -> Decimal:
    """Round half up from the shortest decimal that names the float; never minus zero."""
    exact = Decimal(repr(float(value)))
    result = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EVERY_FLOAT)
    return result or result.copy_abs()


def decimal_text(value: float, places: int, language: str) -> str:
    """Write a number with a fixed count of decimals and the language's separators."""
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * places if places else "")
    with localcontext(_EVERY_FLOAT):
        text = format_decimal(rounded(value, places), format=pattern, locale=_LOCALES[language])
    return text.replace("-", MINUS)


def whole(value: float, language: str) -> str:
    """Write a count."""
    return decimal_text(value, 0, language)


def score_text(value: float, language: str) -> str:
    """Write a score or median: without decimals when it has none, else with one.

    Four digits stand together, as they do in a year.
    """
    text = decimal_text(value, 0 if value == round(value) else 1, language)
    return text if abs(rounded(value, 1)) >= _APART_FROM else text.replace(_THOUSANDS[language], "")


def p_value(value: float, language: str) -> str:
    """Write a p-value in three decimals; beyond them `< 0,001` and `> 0,999`."""
    exact = Decimal(repr(float(value)))
    if exact < _SMALLEST_P:
        return f"<{NBSP}{decimal_text(0.001, 3, language)}"
    if _LARGEST_P < exact < 1 and rounded(value, 3) == 1:
        return f">{NBSP}{decimal_text(0.999, 3, language)}"
    return decimal_text(value, 3, language)


def count_of(part: int, total: int, language: str) -> str:
    """Write `9 van de 14`, the form below twenty answers."""
    return NBSP.join(
        [whole(part, language), _OF[language].replace(" ", NBSP), whole(total, language)]
    )


def percent(share: float, n: int, language: str) -> str:
    """Write a share as a percentage: whole below a hundred answers, else one decimal."""
    return f"{_points(share, n, language)}%"


def percent_interval(low: float, high: float, n: int, language: str) -> str:
    """Write the two ends of an interval around a percentage, without the sign."""
    return f"{_points(low, n, language)}{EN_DASH}{_points(high, n, language)}"


def interval(low: float, high: float, places: int, language: str) -> str:
    """Write a range: `0,12–0,31`, or in words when an end is negative."""
    ends = decimal_text(low, places, language), decimal_text(high, places, language)
    if MINUS in "".join(ends):
        return NBSP.join([_FROM[language], ends[0], _TO[language], ends[1]])
    return EN_DASH.join(ends)


def date_text(day: date, language: str) -> str:
    """Write a date in full: `1 januari 2026`."""
    from babel.dates import format_date

    return format_date(day, format="d MMMM y", locale=_LOCALES[language]).replace(" ", NBSP)


def month_text(day: date, language: str) -> str:
    """Write the month of a date: `januari 2026`."""
    from babel.dates import format_date

    return format_date(day, format="MMMM y", locale=_LOCALES[language]).replace(" ", NBSP)


def _points(share: float, n: int, language: str) -> str:
    # The product of a float and 100 is not the decimal that was meant; shift it exactly.
    shifted = Decimal(repr(float(share))).scaleb(2)
    return decimal_text(float(shifted), 0 if n < _WHOLE_PERCENT_BELOW else 1, language)
