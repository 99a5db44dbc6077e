"""Numbers as people write them: decimal comma in Dutch, decimal point in English."""

from __future__ import annotations

import re
from decimal import Decimal

from wbp_survey.wizard.refusal import Refused

_DIGITS = 15
"""Significant digits that a float keeps exactly."""

# (decimal mark, thousands mark) per language.
_MARKS = {"nl": (",", "."), "en": (".", ",")}


def read_decimal(typed: str, language: str, unit: str = "") -> float:
    """Read a decimal by the marks of `language`; Refused when it can be read in two ways.

    The other language's decimal mark is taken only where it cannot be a thousands mark: in Dutch
    `3.5` is 3,5 but `1.234` might be 1234 or 1,234 and is refused with both readings.
    """
    text = _bare(typed, unit)
    mark, group = _MARKS.get(language, _MARKS["nl"])
    if re.fullmatch(rf"[+-]?[0-9]{{1,3}}{re.escape(group)}[0-9]{{3}}", text) and not re.match(
        r"[+-]?0", text
    ):
        whole, fraction = text.split(group)
        raise Refused("two_readings", typed=text, one=whole + fraction, two=whole + mark + fraction)
    if re.fullmatch(rf"[+-]?[0-9]*{re.escape(group)}[0-9]+", text):
        return _float(text.replace(group, "."))
    return _float(_plain(text, mark, group).replace(mark, "."))


def read_integer(typed: str, language: str, unit: str = "") -> int:
    """Read a whole number; groups of three may be set apart by the thousands mark or a space."""
    text = _bare(typed, unit)
    mark, group = _MARKS.get(language, _MARKS["nl"])
    if re.fullmatch(rf"[+-]?[0-9]+{re.escape(mark)}0+", text):
        text = text.split(mark)[0]
    if re.fullmatch(r"[+-]?[0-9]*[.,]([0-9]{1,2}|[0-9]{4,})", text):
        raise Refused("not_whole")
    plain = _plain(text, mark, group)
    if not re.fullmatch(r"[+-]?[0-9]+", plain):
        raise Refused("not_whole")
    if len(plain.lstrip("+-0")) > _DIGITS:
        raise Refused("too_many_digits")
    return int(plain)


def write_number(value: float, language: str) -> str:
    """Write a number as it would be typed back: no thousands marks, the decimal mark of ours."""
    mark, _ = _MARKS.get(language, _MARKS["nl"])
    text = str(value) if isinstance(value, int) else _positional(value)
    return text.replace(".", mark)


def _positional(value: float) -> str:
    """Write a float without exponent and without a useless `.0`."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


def _bare(typed: str, unit: str) -> str:
    text = typed.strip().replace("\u2212", "-")
    if unit and text.casefold().endswith(unit.casefold()):
        text = text[: -len(unit)].rstrip()
    return text


def _plain(text: str, mark: str, group: str) -> str:
    """Take the thousands marks out; Refused unless all of them stand where they belong."""
    marks = rf"{re.escape(group)}|[ \u00a0\u202f]"
    grouped = rf"[+-]?[0-9]{{1,3}}((?:{marks})[0-9]{{3}})+({re.escape(mark)}[0-9]+)?"
    if re.fullmatch(grouped, text):
        return re.sub(marks, "", text)
    if re.fullmatch(rf"[+-]?([0-9]+({re.escape(mark)}[0-9]+)?|{re.escape(mark)}[0-9]+)", text):
        return text
    raise Refused("not_a_number")


def _float(plain: str) -> float:
    if len(plain.strip("+-0").replace(".", "").strip("0")) > _DIGITS + 2:
        raise Refused("too_many_digits")
    value = float(plain)
    if abs(value) >= 10.0**_DIGITS:
        raise Refused("too_many_digits")
    return value
