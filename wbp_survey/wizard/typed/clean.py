"""Make typed text safe to store and to show: what a terminal or a paste may smuggle in goes out."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 20_000
"""The longest answer we keep, in characters; longer text belongs in an attachment."""

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# C0 and C1 controls but newline, bidi overrides and isolates, noncharacters that Word refuses.
_HARMFUL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)


def clean(typed: str, *, lines: bool = False) -> tuple[str, int]:
    """Return the text in NFC without harmful characters, and how many of those were removed.

    Newlines become spaces unless `lines`; a tab becomes a space; half a surrogate pair becomes
    U+FFFD, because no database takes it.
    """
    text, removed = _HARMFUL.subn("", _with_known_ends(typed))
    if not lines:
        text = text.replace("\n", " ")
    return unicodedata.normalize("NFC", text).strip(), removed


def harmless(typed: str) -> str:
    """Return what may stand in a field while typing: nothing that moves a cursor."""
    return _HARMFUL.sub("", _with_known_ends(typed))


def folded(text: str) -> str:
    """Return the text as it is compared: one form of each letter, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", clean(text)[0]).casefold().split())


def _with_known_ends(typed: str) -> str:
    text = _SURROGATES.sub("\ufffd", typed).replace("\t", " ")
    return _LINE_ENDS.sub("\n", text)
