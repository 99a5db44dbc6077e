"""Numbers as people write them: decimal comma in Dutch, decimal point in English."""

from __future__ import annotations

import re
from decimal import Decimal

from wbp_survey.wizard.typed.clean import clean
from wbp_survey.wizard.typed.refusal import Refused
from wbp_survey.wizard.typed.spell import spell, spelled

_DIGITS = 15
"""Significant digits that a float keeps exactly."""

_CLEAR = 1000
"""Whole numbers below this one are not misread in digits."""

# (decimal mark, thousands mark) per language.
_MARKS = {"nl": (",", "."), "en": (".", ",")}
_SAME_UNIT = (("%", "procent", "percent"), ("€", "euro", "eur"))
_MINUS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))

_ONE = r"[0-9]+(?:[.,][0-9]+)*"
_TWO_NUMBERS = re.compile(rf"\D*{_ONE}(?: ?[-/;&] ?| (?:[^\W\d]+ )?){_ONE}\D*")
_MORE_THAN_A_NUMBER = re.compile(rf"[^\d]*{_ONE}[^\d]*")
_ONLY_SIGNS = re.compile(r"[\s\d.,+-]*")


def read_decimal(typed: str, language: str, unit: str = "") -> float:
    """Read a decimal by the marks of `language`; Refused when it can be read in two ways.

    The other language's decimal mark is taken only where it cannot be a thousands mark: in Dutch
    `3.5` is 3,5 but `1.234` might be 1234 or 1,234 and is refused with both readings.
    """
    text = _bare(typed, unit)
    said = spelled(text)
    if said is not None:
        return float(said)
    mark, group = _marks(language)
    if _may_be_thousands(text, group):
        whole, fraction = text.split(group)
        raise Refused("two_readings", typed=text, one=whole + fraction, two=whole + mark + fraction)
    if re.fullmatch(rf"[+-]?[0-9]*{re.escape(group)}[0-9]+", text):
        return _float(text.replace(group, "."))
    return _float(_plain(text, mark, group).replace(mark, "."))


def read_integer(typed: str, language: str, unit: str = "") -> int:
    """Read a whole number; groups of three may be set apart by the thousands mark or a space.

    The other language's thousands mark is never guessed: in Dutch `1,234` is asked about.
    """
    text = _bare(typed, unit)
    said = spelled(text)
    if said is not None:
        return _whole(said)
    mark, group = _marks(language)
    if _may_be_thousands(text, mark):
        _ask_about_thousands(text, mark)
    if re.fullmatch(rf"[+-]?[0-9]+{re.escape(mark)}0+", text):
        text = text.split(mark)[0]
    if re.fullmatch(r"[+-]?[0-9]*[.,]([0-9]{1,2}|[0-9]{4,})", text):
        raise Refused("not_whole")
    plain = _plain(text, mark, group)
    if not re.fullmatch(r"[+-]?[0-9]+", plain):
        raise Refused("not_whole")
    if len(plain.lstrip("+-0")) > _DIGITS:
        raise Refused("too_many_digits")
    sign = "-" if plain.startswith("-") else ""
    return int(f"{sign}{plain.lstrip('+-0') or '0'}")  # Python reads no endless row of zeros


def write_number(value: float, language: str) -> str:
    """Write a number as it would be typed back: no thousands marks, the decimal mark of ours."""
    mark, _ = _marks(language)
    text = str(value) if isinstance(value, int) else _positional(value)
    return text.replace(".", mark)


def say_number(value: float, language: str, unit: str = "") -> str:
    """Say a number with its unit, and in words where its digits are easily misread.

    What is too long to say in words gets its thousands marks.
    """
    mark, group = _marks(language)
    digits, words = write_number(value, language), ""
    if not (0 <= value < _CLEAR and value == int(value)):
        words = spell(value, language)
    if abs(value) >= _CLEAR and not words:
        whole, _, fraction = digits.partition(mark)
        digits = f"{int(whole):,}".replace(",", group) + (mark + fraction if fraction else "")
    said = f"{digits}{'' if unit == '%' else ' '}{unit}".rstrip()
    return f"{said} ({words})" if words else said


def _marks(language: str) -> tuple[str, str]:
    return _MARKS.get(language, _MARKS["nl"])


def _positional(value: float) -> str:
    """Write a float without exponent and without a useless `.0`."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


def _bare(typed: str, unit: str) -> str:
    """Return what was typed without its unit, with one kind of minus and of space."""
    text = " ".join(clean(typed)[0].casefold().translate(_MINUS).split())
    name = unit.casefold()
    names = next((same for same in _SAME_UNIT if name in same), (name,))
    for one in filter(None, names):
        if text.endswith(one) or text.startswith(one):
            return text.removesuffix(one).removeprefix(one).strip()
    return text


def _may_be_thousands(text: str, mark: str) -> bool:
    """Tell whether the only mark stands where a thousands mark would: 1.234, not 0.234."""
    return re.fullmatch(rf"[+-]?[1-9][0-9]{{0,2}}{re.escape(mark)}[0-9]{{3}}", text) is not None


def _ask_about_thousands(text: str, mark: str) -> None:
    """Refuse a whole number with a decimal mark before its last three digits."""
    whole, fraction = text.split(mark)
    if not fraction.strip("0"):
        raise Refused("two_readings", typed=text, one=whole + fraction, two=whole)
    raise Refused("thousands", typed=text, meant=whole + fraction)


def _whole(said: float) -> int:
    if said != int(said):
        raise Refused("not_whole")
    return int(said)


def _plain(text: str, mark: str, group: str) -> str:
    """Take the thousands marks out; Refused unless all of them stand where they belong."""
    marks = rf"(?:{re.escape(group)}|[ ])"
    grouped = rf"[+-]?[0-9]{{1,3}}({marks}[0-9]{{3}})+({re.escape(mark)}[0-9]+)?"
    if re.fullmatch(grouped, text):
        return re.sub(marks, "", text)
    if re.fullmatch(rf"[+-]?([0-9]+({re.escape(mark)}[0-9]+)?|{re.escape(mark)}[0-9]+)", text):
        return text
    raise _no_number(text)


def _no_number(text: str) -> Refused:
    """Say why this is no number: a range and a guess are never half understood."""
    if _TWO_NUMBERS.fullmatch(text):
        return Refused("two_numbers")
    if _MORE_THAN_A_NUMBER.fullmatch(text) and not (
        _ONLY_SIGNS.fullmatch(text) and not text.endswith("+")
    ):
        return Refused("about")
    return Refused("not_a_number")


def _float(plain: str) -> float:
    digits = plain.strip("+-0").replace(".", "").strip("0")
    value = float(plain)
    too_small = bool(digits) and not value
    if len(digits) > _DIGITS + 2 or abs(value) >= 10.0**_DIGITS or too_small:
        raise Refused("too_many_digits")
    return value or 0.0  # never the minus of -0
