"""Hold data against its form; pydantic's complaints become problems with a place and a remedy."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_type_hints

from wbp_survey.errors import Problem
from wbp_survey.instrument.reading import Document, Route
from wbp_survey.instrument.translations import is_text

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

Form = TypeVar("Form")

_MOST_NAMED = 30
_WANTED = {
    "string_type": "INSTRUMENT_NEEDS_TEXT",
    "bool_type": "INSTRUMENT_NEEDS_TRUE_FALSE",
    "int_type": "INSTRUMENT_NEEDS_WHOLE_NUMBER",
    "int_from_float": "INSTRUMENT_NEEDS_WHOLE_NUMBER",
    "float_type": "INSTRUMENT_NEEDS_NUMBER",
    "tuple_type": "INSTRUMENT_NEEDS_LIST",
    "dict_type": "INSTRUMENT_NEEDS_KEYS",
    "dataclass_type": "INSTRUMENT_NEEDS_KEYS",
}


def validate(
    form: type[Form], raw: Any, document: Document, route: Route, problems: list[Problem]
) -> Form | None:
    """Return `raw` as `form`, or None after adding every problem with it."""
    from pydantic import ValidationError

    try:
        # JSON is pydantic's only strict mode that makes dataclasses out of mappings.
        adapter: TypeAdapter[Form] = _adapter(cast("Any", form))
        return adapter.validate_json(json.dumps(raw))
    except ValidationError as error:
        problems += [_problem(detail, form, document, route) for detail in error.errors()]
        return None


def unknown(place: str, code: str, word: str, known: Iterable[str]) -> Problem:
    """Report a word nobody knows: with the nearest known one, or with those most like it."""
    known = sorted({*known} - {""})
    values = {"word": word, "known": ", ".join(_some(word, known)) or "–"}
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return Problem(f"{code}_NEAR", place, values | {"near": near[0]})
    return Problem(code, place, values)


def _some(word: str, known: list[str]) -> list[str]:
    if len(known) <= _MOST_NAMED:
        return known
    return [*sorted(get_close_matches(word, known, n=_MOST_NAMED // 2, cutoff=0.0)), "…"]


def by_place(problems: Iterable[Problem]) -> list[Problem]:
    """Put problems in the order of file, line and column."""
    return sorted(problems, key=_position)


def _position(problem: Problem) -> tuple[str, int, int]:
    name, line, column = (*problem.place.split(":"), "0", "0")[:3]
    return name, int(line), int(column)


@cache
def _adapter(form: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(form)


def _problem(detail: ErrorDetails, form: type, document: Document, route: Route) -> Problem:
    loc = tuple(part for part in detail["loc"] if part != "[key]")
    here = (*route, *loc)
    key = str(here[-1]) if here else ""
    match detail["type"]:
        case "unexpected_keyword_argument":
            known = _keys(form, loc[:-1])
            return unknown(document.place(here), "INSTRUMENT_UNKNOWN_KEY", key, known)
        case "missing":
            return document.problem("INSTRUMENT_MISSING_KEY", here[:-1], key=key)
        case "literal_error":
            known = detail["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
            word = str(detail["input"])
            return unknown(document.place(here), "INSTRUMENT_NOT_ONE_OF", word, known)
        case kind:
            return _wrong_kind(kind, detail["input"], document, here)


def _wrong_kind(kind: str, value: Any, document: Document, route: Route) -> Problem:
    key = next((part for part in reversed(route) if isinstance(part, str)), document.name)
    if value is None and not route:
        return document.problem("INSTRUMENT_FILE_EMPTY", route)
    if value is None:
        return document.problem("INSTRUMENT_EMPTY", route, key=key)
    if kind == "string_type" and isinstance(value, (bool, int, float)):
        shown = document.written.get(route, str(value).lower())
        return document.problem("INSTRUMENT_QUOTES", route, key=key, value=shown)
    if kind == "dict_type" and is_text(route):
        return document.problem("INSTRUMENT_NEEDS_TEXTS", route, key=key)
    return document.problem(_WANTED.get(kind, "INSTRUMENT_NOT_VALID"), route, key=key)


def _keys(form: Any, loc: Route) -> list[str]:
    """Return the keys the form knows at `loc`."""
    for part in loc:
        hint = get_type_hints(form).get(str(part)) if is_dataclass(form) else None
        form = _inner(hint) if hint is not None else form
    return [one.name for one in fields(form)] if is_dataclass(form) else []


def _inner(hint: Any) -> Any:
    """Return the dataclass inside `hint` (optional, tuple of, mapping to), or `hint` itself."""
    if is_dataclass(hint):
        return hint
    found = (_inner(part) for part in get_args(hint))
    return next((one for one in found if is_dataclass(one)), None)
