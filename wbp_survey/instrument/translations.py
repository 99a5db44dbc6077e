"""Every text in a file, found by its key, held against the languages it must have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wbp_survey.errors import Problem
from wbp_survey.instrument.reading import Document, Route
from wbp_survey.texts import LANGUAGES

TEXT_KEYS = frozenset(
    {
        "closing",
        "hint",
        "instruction",
        "intro",
        "label",
        "message",
        "probes",
        "script",
        "stem",
        "subtitle",
        "text",
        "title",
    }
)


_REPORT_KEYS = frozenset({"deviations", "function", "letter", "limits", "selection", "why"})


def translation_problems(document: Document, languages: Iterable[str] = ()) -> list[Problem]:
    """Report each text that lacks a language, has an empty one, or one nobody declared."""
    wanted = tuple(languages) or LANGUAGES
    return [
        problem
        for route, texts in _texts(document.data, ())
        for problem in _judge(document, route, texts, wanted)
    ]


def _texts(data: Any, route: Route) -> Iterator[tuple[Route, dict[str, Any]]]:
    if isinstance(data, list):
        for index, one in enumerate(data):
            yield from _texts(one, (*route, index))
    elif isinstance(data, dict) and is_text(route):
        yield route, data
    elif isinstance(data, dict):
        for key, one in data.items():
            yield from _texts(one, (*route, key))


def is_text(route: Route) -> bool:
    """Tell whether a text in several languages stands at `route`."""
    keys = [part for part in route if isinstance(part, str)]
    if not keys:
        return False
    if keys[0] == "report" and (keys[-1] in _REPORT_KEYS or keys[1:-1] == ["coreq"]):
        return True
    return keys[-1] in TEXT_KEYS or keys[-2:-1] == ["constructs"]


def _judge(
    document: Document, route: Route, texts: dict[str, Any], wanted: tuple[str, ...]
) -> Iterator[Problem]:
    for language in wanted:
        if language not in texts:
            yield document.problem("INSTRUMENT_MISSING_TRANSLATION", route, language=language)
    for language, text in texts.items():
        if language not in wanted:
            known = ", ".join(wanted)
            yield document.problem(
                "INSTRUMENT_UNKNOWN_LANGUAGE", (*route, language), language=language, known=known
            )
        elif isinstance(text, str) and not text.strip():
            yield document.problem(
                "INSTRUMENT_MISSING_TRANSLATION", (*route, language), language=language
            )
