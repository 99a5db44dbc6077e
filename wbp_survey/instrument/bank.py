"""The bank: response scales and items that several instruments share; a wording lives here once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from wbp_survey.errors import Problem
from wbp_survey.instrument.forms import (
    BankItemForm,
    ItemsForm,
    OptionForm,
    ScaleForm,
    ScalesForm,
)
from wbp_survey.instrument.reading import Document, Route, read_yaml
from wbp_survey.instrument.schema import validate
from wbp_survey.model.instrument import Option, ResponseScale

Form = TypeVar("Form")

BANK = Path("instruments", "bank")


@dataclass(frozen=True, slots=True)
class Bank:
    """The shared response scales and items; names also hold those that are not valid."""

    scales: Mapping[str, ResponseScale] = field(default_factory=dict)
    items: Mapping[str, BankItemForm] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    scale_names: frozenset[str] = frozenset()
    documents: tuple[Document, ...] = ()
    routes: Mapping[str, Route] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_bank(root: Path) -> Bank:
    """Read the bank; an absent file is an empty one."""
    problems: list[Problem] = []
    scales = _bank_file(root, "response_scales.yaml")
    items = _bank_file(root, "items.yaml")
    scale_forms = _listed(scales, ScalesForm, "response_scales", ScaleForm, problems)
    item_forms = _listed(items, ItemsForm, "items", BankItemForm, problems)
    return Bank(
        {form.id: scale_of(form) for form, _ in reversed(scale_forms)},
        {form.id: form for form, _ in reversed(item_forms)},
        ids(items.data, "items"),
        ids(scales.data, "response_scales"),
        (scales, items),
        {form.id: route for form, route in scale_forms + item_forms},
        tuple(problems),
    )


def scale_of(form: ScaleForm) -> ResponseScale:
    """Turn the form of a response scale into the model."""
    options = tuple(option_of(option) for option in form.options)
    return ResponseScale(
        form.id, form.level, options, form.minimum, form.maximum, form.agree, form.source
    )


def option_of(form: OptionForm) -> Option:
    """Turn the form of an option into the model."""
    return Option(form.code, form.label, form.exclusive, form.other, form.relevant)


def rows(data: Any, key: str) -> list[Any]:
    """Return the list under `key`, or nothing when there is none."""
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def ids(data: Any, key: str) -> frozenset[str]:
    """Return the ids in the list under `key`, also of elements that are not valid."""
    return frozenset(
        str(row["id"]) for row in rows(data, key) if isinstance(row, dict) and "id" in row
    )


def _bank_file(root: Path, name: str) -> Document:
    path = root / BANK / name
    shown = (BANK / name).as_posix()
    return read_yaml(path, shown) if path.exists() else Document(shown)


def _listed(
    document: Document,
    outer: type[Any],
    key: str,
    inner: type[Form],
    problems: list[Problem],
) -> list[tuple[Form, Route]]:
    """Validate the list under `key`, element by element; a repeated id is a problem."""
    problems += document.problems
    if document.data is None:
        return []
    whole = validate(outer, document.data, document, (), problems)
    found: list[tuple[Form, Route]] = []
    seen: dict[str, int] = {}
    for index, raw in enumerate(getattr(whole, key, ())):
        one = validate(inner, raw, document, (key, index), problems)
        name = str(raw.get("id")) if isinstance(raw, dict) else ""
        if name and name in seen:
            line = document.marks[key, seen[name]][0]
            problems.append(
                document.problem("INSTRUMENT_DUPLICATE_ID", (key, index, "id"), id=name, line=line)
            )
        seen.setdefault(name, index)
        if one is not None:
            found.append((one, (key, index)))
    return found
