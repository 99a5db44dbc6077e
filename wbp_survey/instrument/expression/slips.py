"""What somebody most likely meant by an expression that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Texts between quotes and references are no part of what we look at.
_SKIPPED = re.compile(r"""'[^']*'|"[^"]*"|\$\{[^}]*\}""")
_SIGNS = (
    (re.compile(r"[‘’“”„´`]"), "'"),
    (re.compile(r"!==+"), "!="),
    (re.compile(r"==+"), "="),
    (re.compile(r"<>|≠|=!"), "!="),
    (re.compile(r"≤|=<"), "<="),
    (re.compile(r"≥|=>"), ">="),
    (re.compile(r"&&?|\b(?:en|AND|And)\b"), "and"),
    (re.compile(r"\|\|?|\b(?:of|OR|Or)\b"), "or"),
    (re.compile(r"(?<=[\s)])/(?=[\s(])|÷|\b(?:DIV|Div)\b"), "div"),
    (re.compile(r"×"), "*"),
)
"""What other languages write, and what XLSForm wants."""
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")


def slip(expression: str) -> tuple[str, dict[str, str]] | None:
    """Return the problem code and its blanks, or None when nothing stands out."""
    return next(_slips(_SKIPPED.sub(" 0 ", expression)), None)


def _slips(bare: str) -> Iterator[tuple[str, dict[str, str]]]:
    for pattern, wanted in _SIGNS:
        for match in pattern.finditer(bare):
            yield "INSTRUMENT_EXPRESSION_SIGN", {"found": match.group(), "wanted": wanted}
    for match in _CLOCK.finditer(bare):
        yield "INSTRUMENT_EXPRESSION_CLOCK", {"found": match.group()}
    if "'" in bare or '"' in bare:
        yield "INSTRUMENT_EXPRESSION_QUOTE", {}
    if bare.count("(") != bare.count(")"):
        yield "INSTRUMENT_EXPRESSION_BRACKETS", {}
