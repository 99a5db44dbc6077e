"""Names and texts of elsewhere as ours: ids, codes without spaces, texts a file may hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from html import unescape

from wbp_survey.instrument.reading import UNPRINTABLE
from wbp_survey.model.instrument import Texts

_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h\d)\b[^>]*>", re.IGNORECASE)
_NOT_READ = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_DUTCH = ("nl", "nld", "dut", "dutch", "nederlands", "flemish", "vlaams")
_ENGLISH = ("en", "eng", "english", "engels")


def id_of(name: str, fallback: str = "item") -> str:
    """Return the name as an id of ours: letters, digits, _ and -, a letter or _ first."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", plain.strip()).strip("-") or fallback
    return plain if re.match(r"[A-Za-z_]", plain) else f"_{plain}"


def fresh(name: str, taken: Collection[str]) -> str:
    """Return the name, or the name with the first number that makes it new."""
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def code_of(code: str) -> str:
    """Return a code without spaces."""
    return "_".join(clean(code).split())


def clean(words: str) -> str:
    """Return a text in the form a file of ours may hold: NFC, no control characters."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return UNPRINTABLE.sub("", unicodedata.normalize("NFC", plain)).strip()


def has_markup(words: str) -> bool:
    """Tell whether a text holds HTML."""
    return _TAG.search(words) is not None


def without_markup(words: str) -> str:
    """Return what a reader of the HTML sees."""
    plain = _TAG.sub("", _BREAK.sub("\n", _NOT_READ.sub("", words)))
    lines = (" ".join(line.split()) for line in unescape(plain).split("\n"))
    return clean(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))


def language_of(name: str) -> str:
    """Return the code of a language from what a form calls it; its own name when we do not know."""
    inside = re.search(r"\(([^()]+)\)\s*$", name)
    for word in (inside.group(1) if inside else name, name):
        plain = word.strip().lower()
        stem = re.split(r"[-_]", plain)[0]
        for code, names in (("nl", _DUTCH), ("en", _ENGLISH)):
            if plain in names or stem == code:
                return code
    return (inside.group(1) if inside else name).strip().lower()


def in_every(words: str, languages: Iterable[str]) -> Texts:
    """Put one text under each language."""
    return dict.fromkeys(languages, words)
