"""The code of a field taken apart, and the numbers it asks for written as it asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wbp_survey.report.word.numbering import letters, roman

_TOKEN = re.compile(r'"(?P<quoted>(?:[^"\\]|\\.)*)"|\\(?P<switch>[A-Za-z*#@!])|(?P<word>[^\s"\\]+)')
_TAKES: Mapping[str, str] = {"SEQ": "rs*", "REF": "d*", "PAGEREF": "*", "TOC": "abcdflnopst*"}
"""The switches behind which a value may stand, by field."""

_NO_FORMAT = {"MERGEFORMAT", "CHARFORMAT", "MERGEFORMATINET"}


@dataclass(frozen=True, slots=True)
class Code:
    """A field code: what it is called, what it is about, and its switches in small letters.

    `formats` are the values of the format switch that say more than to keep the old looks.
    """

    name: str
    arguments: tuple[str, ...] = ()
    switches: Mapping[str, str] | None = None
    formats: tuple[str, ...] = ()

    def has(self, switch: str) -> bool:
        """Tell whether the code has a switch."""
        return switch in (self.switches or {})

    def only(self, known: str) -> bool:
        """Tell whether the code has no switches but these."""
        return set(self.switches or {}) <= set(known)


def parse(text: str) -> Code:
    """Take a field code apart; an empty one has an empty name."""
    tokens = [(one.lastgroup, one[one.lastgroup or 0]) for one in _TOKEN.finditer(text)]
    if not tokens or tokens[0][0] == "switch":
        return Code("")
    name = tokens[0][1].upper()
    takes, arguments, formats, waiting = _TAKES.get(name, "*"), [], [], ""
    switches: dict[str, str] = {}
    for kind, token in tokens[1:]:
        if kind == "switch":
            waiting = token.lower()
            switches.setdefault(waiting, "")
        elif waiting and waiting in takes:
            formats += [token] * (waiting == "*")
            switches[waiting], waiting = token, ""
        else:
            arguments.append(token)
            waiting = ""
    switches.pop("*", None)
    kept = tuple(one for one in formats if one.upper() not in _NO_FORMAT)
    return Code(name, tuple(arguments), switches, kept)


def number_as(number: int, form: str) -> str | None:
    """Write a number in the form a field asks for; None when that form is not known here.

    The first letter of the form says whether letters are capitals.
    """
    name = form.upper()
    if name in {"", "ARABIC"}:
        return str(number)
    if name not in {"ALPHABETIC", "ROMAN"}:
        return None
    written = letters(number) if name == "ALPHABETIC" else roman(number)
    return written if form[0].isupper() else written.lower()
