"""Take out of people's words what leads to a person: numbers, addresses, seats and pseudonyms.

What has a form is found by its form. A name has none: whoever writes the report reads the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wbp_survey.texts import say

_FORMS: Mapping[str, re.Pattern[str]] = {
    "mail": re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
    "phone": re.compile(r"(?<![\w+])(\+31|0031|0)(\s?\(0\))?([ -]?\d){9}(?!\d)"),
    "postcode": re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}\b"),
    "plate": re.compile(
        r"\b(?=[\w-]*\d)(?=[\w-]*[a-z])[a-z0-9]{1,3}-[a-z0-9]{2,3}-[a-z0-9]{1,3}\b", re.IGNORECASE
    ),
    "address": re.compile(
        r"\b[A-Z][\w'’.-]*(straat|laan|weg|plein|dreef|kade|gracht|singel|hof|pad|steeg|markt)"
        r" \d+[a-z]?\b"
    ),
    "handle": re.compile(r"(?<!\w)(@\w{2,})+"),
    "person": re.compile(r"\b([A-Z]-[2-9A-HJKMNP-TV-Z]{5}|[A-Z]-\d{2,3}|S(10|[1-9]))\b"),
}
"""What to look for, in this order; seats and pseudonyms stand last."""


def masked(text: str, language: str) -> str:
    """Return words with `[phone number]` and the like where they lead to a person."""
    for name, form in _FORMS.items():
        text = form.sub(say(f"round_tables.masked.{name}", language), text)
    return text.strip()
