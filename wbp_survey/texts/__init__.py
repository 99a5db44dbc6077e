"""The message catalogue: every sentence a user reads, Dutch first, English second."""

from __future__ import annotations

import os
from functools import cache
from importlib import resources
from typing import Literal, cast

import tomli

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")

_LANGUAGE_VARIABLE = "WBP_LANG"


def current_language() -> Language:
    """Return the interface language: `WBP_LANG` when it names one we have, else Dutch."""
    wanted = os.environ.get(_LANGUAGE_VARIABLE, "")[:2].lower()
    return next((language for language in LANGUAGES if language == wanted), LANGUAGES[0])


def say(key: str, language: str | None = None, /, **values: object) -> str:
    """Return the sentence for `key` (`area.name[.name]`) with `values` filled in.

    A key without a translation falls back to Dutch. An unknown key raises KeyError: it is our bug.
    """
    template = _lookup(key, language or current_language())
    return template.format(**values) if values else template


def has(key: str) -> bool:
    """Tell whether the catalogue knows `key`."""
    try:
        _lookup(key, LANGUAGES[0])
    except KeyError:
        return False
    return True


def say_note(note: str, language: str | None = None, /) -> str:
    """Return the sentence of a note code with its detail (`group_empty:Tilburg`).

    A code that ends in a number a study chose itself (`n_below_30`) has the sentence of its kind;
    one the catalogue does not know is returned as it is.
    """
    code, _, detail = note.partition(":")
    kind, _, number = code.rpartition("_")
    if has(f"notes.{code}"):
        return say(f"notes.{code}", language, detail=detail)
    if number.replace(".", "", 1).isdigit() and has(f"notes.{kind}"):
        point = "," if (language or current_language()) == "nl" else "."
        return say(f"notes.{kind}", language, number=number.replace(".", point))
    return note


def _lookup(key: str, language: str) -> str:
    area, _, name = key.partition(".")
    for candidate in (language, *LANGUAGES):
        text = _catalogue(candidate, area).get(name)
        if text is not None:
            return text
    raise KeyError(key)


@cache
def _catalogue(language: str, area: str) -> dict[str, str]:
    """Read one catalogue file into flat dotted keys; an absent file is an empty catalogue."""
    file = resources.files(__name__) / language / f"{area}.toml"
    if not file.is_file():
        return {}
    return dict(_flatten("", tomli.loads(file.read_text(encoding="utf-8"))))


def _flatten(prefix: str, table: dict[str, object]) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            flat += _flatten(f"{prefix}{name}.", cast("dict[str, object]", value))
        else:
            flat.append((f"{prefix}{name}", str(value)))
    return flat
