"""The published figures of study.yaml: read, and held against what can be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wbp_survey.errors import Problem
from wbp_survey.instrument.reading import Document, Route
from wbp_survey.instrument.study_forms import PublishedForm
from wbp_survey.model.published import Part, PublishedFigure

_BLOCK: Route = ("report", "published")


def published_of(forms: Iterable[PublishedForm]) -> tuple[PublishedFigure, ...]:
    """Return the figures in the order in which they are written."""
    return tuple(
        PublishedFigure(
            form.id,
            form.label,
            form.value,
            form.of,
            form.unit or "",
            form.claim or "",
            tuple(Part(one.value, one.label) for one in form.parts),
            form.source,
        )
        for form in forms
    )


def published_problems(document: Document) -> Iterator[Problem]:
    """Report figures with the same id, of no whole, with one part, or below zero."""
    seen: set[object] = set()
    for route, row in _rows(document):
        name = row.get("id")
        if isinstance(name, str) and name in seen:
            yield document.problem("STUDY_REPEATED", (*route, "id"), key="id", value=name)
        seen.add(name if isinstance(name, str) else None)
        yield from _figure(document, route, row)


def _figure(document: Document, route: Route, row: Mapping[str, Any]) -> Iterator[Problem]:
    parts = row.get("parts")
    listed = parts if isinstance(parts, list) else []
    if len(listed) == 1:
        yield document.problem("STUDY_PUBLISHED_PARTS", (*route, "parts"))
    if row.get("claim") and "of" not in row:
        yield document.problem("STUDY_PUBLISHED_CLAIM", (*route, "claim"))
    numbers = [((*route, key), row.get(key)) for key in ("value", "of")]
    numbers += [
        ((*route, "parts", at, "value"), one.get("value"))
        for at, one in enumerate(listed)
        if isinstance(one, dict)
    ]
    for where, number in numbers:
        least = 1 if where[-1] == "of" else 0
        if isinstance(number, int | float) and number < least:
            yield document.problem("STUDY_PUBLISHED_NUMBER", where, least=least)


def _rows(document: Document) -> Iterator[tuple[Route, dict[str, Any]]]:
    found: Any = document.data
    for key in _BLOCK:
        found = found.get(key) if isinstance(found, dict) else None
    for index, row in enumerate(found if isinstance(found, list) else ()):
        if isinstance(row, dict):
            yield (*_BLOCK, index), row
