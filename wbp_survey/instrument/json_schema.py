"""The forms of our files as JSON Schema, so that an editor helps while somebody writes.

Made from the forms themselves. Where a form leaves a list open, because its elements are judged one
by one, `_OPEN` says what stands there. Whatever the forms accept, the schema accepts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from wbp_survey.instrument import forms, study_forms
from wbp_survey.instrument.forms import (
    BankItemForm,
    ConstraintForm,
    CrosswalkForm,
    CrosswalkLineForm,
    HeadForm,
    InstrumentForm,
    ItemForm,
    ItemsForm,
    MappingForm,
    MatrixForm,
    OutcomeForm,
    RoundTableForm,
    ScaleForm,
    ScalesForm,
    SectionForm,
    UseForm,
)
from wbp_survey.instrument.study_forms import StudyForm
from wbp_survey.model.missing import TYPED
from wbp_survey.texts import LANGUAGES, current_language, has, say

Schema = dict[str, Any]

SCHEMAS: Mapping[str, type] = {
    "instrument": InstrumentForm,
    "items": ItemsForm,
    "response-scales": ScalesForm,
    "study": StudyForm,
    "mapping": MappingForm,
    "crosswalk": CrosswalkForm,
}
"""Every kind of file an author writes, by the name of its schema."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DEFINED = "#/$defs/"
_ROW = "MatrixRow"
_TEXTS = "Texts"
_ANY_TEXTS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
# These look like a text in several languages, but their keys are what a file of answers holds.
_NO_TEXTS = ("values", "missing", "map", "turns")


def json_schema(name: str, language: str | None = None) -> Schema:
    """Write the schema of one kind of file; KeyError when there is no such kind.

    Titles and descriptions are in `language`, that of the interface unless given.
    """
    definitions = _definitions()
    root = SCHEMAS[name].__name__
    used = {one: definitions[one] for one in sorted(_used(definitions, root))}
    for one, definition in used.items():
        _explain(one, definition, language or current_language())
    head: Schema = {"$schema": _DIALECT, "$id": f"urn:wbp-survey:schema:{name}"}
    return head | used.pop(root) | {"$defs": used}


def _definitions() -> dict[str, Schema]:
    """Return the schema of every form by its name, with what the forms leave open filled in."""
    from pydantic import TypeAdapter

    adapters: list[Any] = [
        (name, "validation", TypeAdapter(form)) for name, form in _forms().items()
    ]
    _, whole = TypeAdapter.json_schemas(adapters)
    definitions: dict[str, Schema] = whole["$defs"]
    for name, form in _forms().items():
        properties = definitions[name]["properties"]
        for key, schema in properties.items():
            properties[key] = _with_texts(_opened(form, key) or schema, key)
            if not properties[key].get("default", True):
                del properties[key]["default"]  # left out, empty and null mean the same
    definitions[_ROW] = _row(definitions[ItemForm.__name__])
    languages = {language: {"type": "string"} for language in LANGUAGES}
    definitions[_TEXTS] = {**_ANY_TEXTS, "properties": languages}
    return definitions


def _forms() -> dict[str, type]:
    return {
        name: one
        for name, one in (vars(forms) | vars(study_forms)).items()
        if isinstance(one, type) and hasattr(one, "__pydantic_config__")
    }


def _explained() -> dict[str, type]:
    return {**_forms(), _ROW: ItemForm}


def _ref(form: type | str) -> Schema:
    return {"$ref": _DEFINED + (form if isinstance(form, str) else form.__name__)}


def _list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


# Told apart by their keys, so that a mistake in one is not reported as a mistake in all.
_OR_USE: Schema = {"if": {"type": "object", "required": ["use"]}, "then": _ref(UseForm)}
_ELEMENT: Schema = {
    "properties": {"use": {}, "matrix": {}},
    "if": {"type": "object", "required": ["matrix", "items"]},
    "then": _ref(MatrixForm),
    "else": {**_OR_USE, "else": _ref(ItemForm)},
}
_OPEN: Mapping[tuple[type, str], Schema] = {
    (InstrumentForm, "instrument"): _ref(HeadForm),
    (InstrumentForm, "sections"): _list_of(_ref(SectionForm)),
    (InstrumentForm, "response_scales"): _list_of(_ref(ScaleForm)),
    (InstrumentForm, "round_table"): _ref(RoundTableForm),
    (RoundTableForm, "outcomes"): _list_of(_ref(OutcomeForm)),
    (ScalesForm, "response_scales"): _list_of(_ref(ScaleForm)),
    (ItemsForm, "items"): _list_of(_ref(BankItemForm)),
    (SectionForm, "items"): _list_of(_ELEMENT),
    (MatrixForm, "items"): _list_of({"properties": {"use": {}}, **_OR_USE, "else": _ref(_ROW)}),
    (CrosswalkForm, "items"): _list_of(_ref(CrosswalkLineForm)),
    (ItemForm, "constraint"): {
        "anyOf": [_ref(ConstraintForm), _list_of(_ref(ConstraintForm)), {"type": "null"}]
    },
}


def _opened(form: type, key: str) -> Schema:
    found = (_OPEN.get((owner, key)) for owner in form.__mro__)
    return deepcopy(next((schema for schema in found if schema), {}))


def _row(item: Schema) -> Schema:
    """Return the form of a row of a matrix block: the block says its type."""
    return {**deepcopy(item), "required": [key for key in item["required"] if key != "type"]}


def _with_texts(schema: Any, key: str) -> Any:
    """Put one definition in place of every text in several languages."""
    if isinstance(schema, list):
        return [_with_texts(one, key) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if key not in _NO_TEXTS and _ANY_TEXTS.items() <= schema.items():
        return {"$ref": _DEFINED + _TEXTS}
    return {name: _with_texts(one, key) for name, one in schema.items()}


def _used(definitions: Mapping[str, Schema], name: str) -> set[str]:
    """Return the names a definition leads to, its own included."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += [ref.removeprefix(_DEFINED) for ref in _refs(definitions[one])]
    return found


def _refs(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from (ref for key, ref in schema.items() if key == "$ref")
    inner = schema.values() if isinstance(schema, dict) else schema
    for one in inner if isinstance(schema, dict | list) else ():
        yield from _refs(one)


def _explain(name: str, definition: Schema, language: str) -> None:
    """Give a form its title and each of its keys a title and a description."""
    form = _explained().get(name)
    definition.pop("description", None)
    if form is not None:
        definition["title"] = say(f"schema.form.{_area(form)}", language)
    for key, schema in definition["properties"].items():
        sentence = _sentence(form, key) if form else f"schema.texts.{key}"
        schema |= {"title": key, "description": say(sentence, language)}
        _explain_values(schema, key, language)
        for word, one in schema.get("items", {}).get("properties", {}).items():
            one |= {"title": word, "description": say(f"schema.{word}.{word}", language)}


def _explain_values(schema: Schema, key: str, language: str) -> None:
    """Say what each word stands for where a key takes one of a few."""
    for one in (schema, *schema.get("anyOf", ())):
        words = one.get("enum", ())
        if words and all(has(f"schema.value.{key}.{word}") for word in words):
            one["enumDescriptions"] = [
                say(f"schema.value.{key}.{word}", language) for word in words
            ]
    if key == "missing" and schema.get("type") == "array":
        schema["items"]["examples"] = [reason.id for reason in TYPED]


def _sentence(form: type, key: str) -> str:
    """Return the key of the sentence: the form's own, or that of the form it is like."""
    like = (*form.__mro__, ItemForm) if form is MatrixForm else form.__mro__
    keys = [f"schema.{_area(owner)}.{key}" for owner in like]
    return next((one for one in keys if has(one)), keys[0])


def _area(form: type) -> str:
    return form.__name__.removesuffix("Form").lower()
