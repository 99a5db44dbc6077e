"""Numbers in words: said back where digits are easily misread, and read where somebody types them.

Written here rather than taken from num2words: that one loses the minus sign of -0,5.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from wbp_survey.texts import LANGUAGES, say

_HUNDRED, _THOUSAND, _MILLION = 100, 1000, 1_000_000
_TWENTY = 20
_TEEN_HUNDREDS = range(11, 20)
"""1234 is said as 12 hundred and 34 in Dutch, and so are the years before 2000."""

_DECIMALS = 4
"""More digits after the decimal mark nobody follows by ear."""


def spell(value: float, language: str) -> str:
    """Say a number in words; empty from a million up or with many decimals."""
    whole, _, fraction = f"{Decimal(repr(abs(value))):f}".partition(".")
    fraction = fraction.rstrip("0")
    if abs(value) >= _MILLION or len(fraction) > _DECIMALS:
        return ""
    words = _with_fraction(int(whole), fraction, language)
    return f"{_said('minus', language)} {words}" if value < 0 else words


def spelled(words: str) -> float | None:
    """Return the number that `words` say in either language: up to a hundred, and halves."""
    return _known().get(words.replace("é", "e"))


@cache
def _known() -> Mapping[str, float]:
    values = (*range(_HUNDRED + 1), *(whole + 0.5 for whole in range(_TWENTY + 1)))
    return {spell(value, language): value for language in LANGUAGES for value in values}


def _with_fraction(whole: int, fraction: str, language: str) -> str:
    if fraction == "5":
        halves = (_said("half", language), _said("one_and_half", language))
        words = _whole(whole, language)
        return halves[whole] if whole < len(halves) else _said("and_half", language, whole=words)
    digits = [_whole(int(digit), language) for digit in fraction]
    point = [_said("point", language)] if digits else []
    return " ".join([_whole(whole, language), *point, *digits])


def _whole(number: int, language: str) -> str:
    return _english(number) if language == "en" else _dutch(number)


def _dutch(number: int) -> str:
    if number < _HUNDRED:
        ten, unit = _ten_and_unit(number, "nl")
        return f"{unit}{'ën' if unit.endswith('e') else 'en'}{ten}" if ten and unit else ten or unit
    hundreds, rest = divmod(number, _HUNDRED)
    if number < _THOUSAND or hundreds in _TEEN_HUNDREDS:
        return _many(hundreds) + _said("hundred", "nl") + (_dutch(rest) if rest else "")
    thousands, rest = divmod(number, _THOUSAND)
    words = _many(thousands) + _said("thousand", "nl")
    return f"{words} {_dutch(rest)}" if rest else words


def _many(number: int) -> str:
    """Say how many hundreds or thousands in Dutch, where one goes without saying."""
    return _dutch(number) if number > 1 else ""


def _english(number: int) -> str:
    if number < _HUNDRED:
        return "-".join(filter(None, _ten_and_unit(number, "en")))
    size, name = (_HUNDRED, "hundred") if number < _THOUSAND else (_THOUSAND, "thousand")
    count, rest = divmod(number, size)
    words = f"{_english(count)} {_said(name, 'en')}"
    link = " and " if rest < _HUNDRED else " "
    return words + link + _english(rest) if rest else words


def _ten_and_unit(number: int, language: str) -> tuple[str, str]:
    """Return the words for the tens and for what is left; either may be empty."""
    units, tens = _said("units", language).split(), _said("tens", language).split()
    if number < _TWENTY:
        return "", units[number]
    return tens[number // 10 - 2], units[number % 10] if number % 10 else ""


def _said(name: str, language: str, **values: object) -> str:
    return say(f"wizard.number.{name}", language, **values)
