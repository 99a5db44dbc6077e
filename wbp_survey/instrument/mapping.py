"""Mapping files: how a file of answers maps onto the study."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from wbp_survey.errors import InstrumentError, Problem
from wbp_survey.instrument.forms import MappedItemForm, MappingForm, SourceForm
from wbp_survey.instrument.reading import Document, Route, dump_yaml, read_yaml
from wbp_survey.instrument.schema import by_place, unknown, validate
from wbp_survey.instrument.translations import translation_problems
from wbp_survey.model.mapping import ImportMapping, MappedItem, Source
from wbp_survey.model.missing import BY_ID


def load_mapping(path: Path) -> ImportMapping:
    """Read a mapping file; raise InstrumentError with everything that is wrong with it."""
    document = read_yaml(path)
    problems = list(document.problems)
    form = None
    if document.data is not None or not problems:
        form = validate(MappingForm, document.data, document, (), problems)
        problems += translation_problems(document)
    if form is not None:
        problems += _cross_references(form, document)
    if form is None or problems:
        raise InstrumentError(by_place(problems))
    return ImportMapping(
        form.mapping.id,
        form.mapping.title,
        form.mapping.source,
        _source(form.participant),
        _source(form.municipality),
        _source(form.role),
        tuple(_item(item) for item in form.items),
        _source(form.case),
        form.municipality.outside_study,
    )


def mapping_template(columns: Sequence[str], name: str) -> str:
    """Write a mapping to start from, with an entry per column and Dutch comments."""
    first = columns[0] if columns else ""
    head = {"id": name, "title": {"nl": name, "en": name}, "source": ""}
    items = [
        {"id": f"v{number}", "column": column, "order": ["1", "2", "3", "4", "5"]}
        for number, column in enumerate(columns[1:], start=1)
    ]
    blocks = [
        ("Hoe dit bestand met antwoorden bij het onderzoek past.", {"mapping": head}),
        ("De kolom die per respondent anders is.", {"participant": {"column": first}}),
        ("De gemeente: een kolom, of één waarde voor het hele bestand.", _constant("municipality")),
        ("De rol van de respondenten, zoals in study.yaml.", _constant("role")),
        ("Eén regel per vraag; `order` noemt de codes van laag naar hoog.", {"items": items}),
    ]
    return "\n".join(f"# {comment}\n{dump_yaml(block)}" for comment, block in blocks)


def _constant(key: str) -> dict[str, dict[str, str]]:
    return {key: {"constant": ""}}


def _cross_references(form: MappingForm, document: Document) -> Iterator[Problem]:
    for key in ("participant", "municipality", "role"):
        source: SourceForm = getattr(form, key)
        if bool(source.column) == bool(source.constant):
            yield document.problem("INSTRUMENT_MAPPING_SOURCE", (key,), key=key)
    if form.case.column and form.case.constant:
        yield document.problem("INSTRUMENT_MAPPING_SOURCE", ("case",), key="case")
    yield from _repeated(document, [item.id for item in form.items])
    for index, item in enumerate(form.items):
        yield from _item_problems(item, document, ("items", index))


def _repeated(document: Document, ids: Iterable[str]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, one in enumerate(ids):
        if one in seen:
            line = document.marks["items", seen[one]][0]
            route = ("items", index, "id")
            yield document.problem("INSTRUMENT_DUPLICATE_ID", route, id=one, line=line)
        seen.setdefault(one, index)


def _item_problems(item: MappedItemForm, document: Document, route: Route) -> Iterator[Problem]:
    twice = [code for place, code in enumerate(item.order) if code in item.order[:place]]
    if twice:
        values = {"id": item.id, "code": twice[0]}
        yield document.problem("INSTRUMENT_DUPLICATE_CODE", (*route, "order"), **values)
    for code in item.agree:
        if code not in item.order:
            place = document.place((*route, "agree"))
            yield unknown(place, "INSTRUMENT_UNKNOWN_CODE", code, item.order)
    for code, reason in item.missing.items():
        here = (*route, "missing", code)
        if reason not in BY_ID:
            yield unknown(document.place(here), "INSTRUMENT_UNKNOWN_REASON", reason, BY_ID)
        if code in item.order:
            yield document.problem("INSTRUMENT_MAPPING_BOTH", here, code=code)


def _source(form: SourceForm) -> Source:
    return Source(form.column, form.constant, form.values)


def _item(form: MappedItemForm) -> MappedItem:
    return MappedItem(
        form.id, form.column, form.order, form.label, form.construct, form.agree, form.missing
    )
