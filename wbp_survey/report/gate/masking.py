"""Take out of people's words what leads to a person: numbers, addresses, seats and pseudonyms.

What has a form is found by its form. A name has none: whoever writes the report reads the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wbp_survey.texts import say

_PSEUDONYM = "[A-Z]-[2-9A-HJKMNP-TV-Z]{5}"  # in small letters many a word looks like one
_UNITS = "(?:[kcm]m|kg|m[gl]|am|pm)"
_SHORT_WORDS = (
    "(?:al|an|as|at|be|by|da|de|do|en|er|ex|ga|go|he|if|ik|in|is|it|ja|je|me|my|na|no|nu|of|om|on|op"
    f"|or|so|te|to|up|us|we|wo|ze|zo|{_UNITS})"
)
"""Words of two letters that may follow a year."""

_FORMS: Mapping[str, re.Pattern[str]] = {
    "mail": re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
    "link": re.compile(
        r"\b(?:(?:https?://|www\.)\S*[^\s.,;:!?)’'\"]|"
        r"(?:[\w-]+\.)+(?:nl|com|org|net|eu)\b(?:/\S*[^\s.,;:!?)’'\"])?)",
        re.IGNORECASE,
    ),
    "bank": re.compile(
        r"\b[A-Z]{2}\d{2}[ .]?[A-Z0-9]{4}(?:[ .]?\d{4}){1,6}(?:[ .]?\d{1,4})?\b", re.IGNORECASE
    ),
    "phone": re.compile(r"(?<![\w+])(\+31|0031|0)(\s?\(0\))?([ .-]{0,3}\d){9}(?!\d)"),
    "postcode": re.compile(
        rf"\b[1-9]\d{{3}}(?: ?[A-Z]{{2}}|(?!{_UNITS}\b)[A-Za-z]{{2}}"
        rf"| (?!{_SHORT_WORDS}\b)[A-Za-z]{{2}})\b"
    ),
    "plate": re.compile(
        r"\b(?=[\w-]*\d)(?=[\w-]*[a-z])[a-z0-9]{1,3}-[a-z0-9]{2,3}-[a-z0-9]{1,3}\b", re.IGNORECASE
    ),
    "address": re.compile(
        r"\b(?!onderweg|halverweg|supermarkt|schoolplein)\w[\w'’.-]+"
        r"(straat|laan|weg|plein|dreef|kade|gracht|singel|hof|pad|steeg|markt) \d+[a-z]?\b",
        re.IGNORECASE,
    ),
    "handle": re.compile(r"(@\w{2,})+"),
    "person": re.compile(
        rf"\b({_PSEUDONYM}|(?i:(?=[a-z-]*\d){_PSEUDONYM}|[A-Z]-\d{{2,3}}|S(10|0?[1-9])))\b"
    ),
}
"""What to look for, in this order; seats and pseudonyms stand last."""


def masked(text: str, language: str) -> str:
    """Return words with `[phone number]` and the like where they lead to a person."""
    for name, form in _FORMS.items():
        text = form.sub(say(f"round_tables.masked.{name}", language), text)
    return text.strip()
