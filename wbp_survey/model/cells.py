"""Values as cells of a file that a spreadsheet will open."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_cell(value: object) -> str:
    """Write a value as a cell that no spreadsheet takes for a formula.

    Text that looks like one gets an apostrophe before it. So does text that begins with apostrophes
    and then such a sign: taking one off always gives the text back.
    """
    if value is None:
        return ""
    if isinstance(value, (bool, int, float)):
        return str(value)
    text = " ".join(str(code) for code in value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text
