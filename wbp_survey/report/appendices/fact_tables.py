"""Tables of what documents and figures say of the cases: facts beside each other, and series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wbp_survey.model.instrument import Item, text_in
from wbp_survey.report.appendices.fact_cells import (
    label_of,
    of_documents,
    source_text,
    sourced,
    worded,
)
from wbp_survey.report.fact_record import CaseRecord, DeskFact, DeskRow
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import has, say

LONG = "long_text"
_NUMBERS = ("integer", "decimal", "calculate")
_MM = {"date": 30, "text": 28, "select_one": 22, **dict.fromkeys(_NUMBERS, 25)}
_MM_SOURCE, _MM_CASE, _MM_FACT = 34, 33, 0


def fact_matrix(inputs: ReportInputs) -> DraftTable:
    """Set the facts of all cases beside each other, the source under each."""
    language, desks = inputs.language, inputs.desks
    every: dict[str, DeskFact] = {}
    for desk in desks:
        for fact in desk.facts:
            if fact.item.type != LONG:
                every.setdefault(fact.item.id, fact)
    rows = tuple(
        DraftRow(
            (
                Fact(label_of(first, language)),
                *(sourced(desk.fact(name), language) for desk in desks),
            )
        )
        for name, first in every.items()
    )
    headers = [clean(inputs.study.case(desk.case).label) for desk in desks]
    told = any(fact.told for desk in desks for fact in desk.facts)
    return DraftTable(
        title=say("cases.matrix.title", language),
        columns=(
            Column(say("cases.matrix.fact", language), _MM_FACT),
            *(Column(header, _MM_CASE) for header in headers),
        ),
        rows=rows,
        alt=say("cases.matrix.alt", language, facts=len(rows), cases=len(desks)),
        notes=((Fact(say("cases.matrix.note", language)),), *_notes(inputs, desks, told=told)),
    )


def series_table(inputs: ReportInputs, name: str) -> DraftTable:
    """Give what was noted several times, case by case, each with its source."""
    language = inputs.language
    desks = [desk for desk in inputs.desks if any(one.id == name for one in desk.series)]
    first = next(one for one in desks[0].series if one.id == name)
    columns = (*_columns(first.items, language), _source_column(first.items, language))
    rows: list[DraftRow] = []
    told = False
    for desk in desks:
        blank = (Fact(""),) * (len(columns) - 1)
        rows.append(DraftRow((Fact(clean(inputs.study.case(desk.case).label)), *blank), "item"))
        for row in next(one for one in desk.series if one.id == name).rows:
            rows.append(DraftRow(tuple(_cells(row, first.items, language))))
            told = told or row.told
    title = text_in(first.title, language)
    return DraftTable(
        title=say("cases.series.title", language, series=clean(title)),
        columns=columns,
        rows=tuple(rows),
        alt=say("cases.series.alt", language, cases=len(desks), series=clean(title)),
        notes=tuple(_notes(inputs, desks, told=told)),
    )


def _cells(row: DeskRow, items: Sequence[Item], language: str) -> Iterator[Fact]:
    """Write one time; by the items of the first form, should another version hold others."""
    known = {fact.item.id: fact for fact in row.values}
    for item in items:
        fact = known.get(item.id)
        text = worded(fact.item, fact.value, language) if fact else ""
        if fact and fact.value is None:
            text = say(f"missing.{fact.missing}", language)
        yield of_documents(text, told=row.told)
    yield of_documents(source_text(row.source, language), told=row.told)


def _columns(items: Sequence[Item], language: str) -> Iterator[Column]:
    """Give every item a column; the last of those in words takes what is left."""
    words = [item.id for item in items if item.type in ("text", LONG)]
    for at, item in enumerate(items):
        width = 0 if item.id in words[-1:] else _MM.get(item.type, 28)
        number = item.type in _NUMBERS and at
        yield Column(_header(item, language), width, "decimal" if number else "left")


def _source_column(items: Sequence[Item], language: str) -> Column:
    worded_apart = any(item.type in ("text", LONG) for item in items)
    return Column(say("cases.series.source", language), _MM_SOURCE if worded_apart else 0)


def _header(item: Item, language: str) -> str:
    """Name a column: as the tool knows the item, else as it was asked."""
    key = f"cases.column.{item.id}"
    return say(key, language) if has(key) else clean(text_in(item.text, language))


def _notes(
    inputs: ReportInputs, desks: Sequence[CaseRecord], *, told: bool
) -> Iterator[tuple[Fact, ...]]:
    """Explain the signs, and say last which form this comes from."""
    language = inputs.language
    if told:
        yield (Fact(say("cases.signs", language)),)
    forms = dict.fromkeys((text_in(one.form, language), one.version) for one in desks)
    named = "; ".join(
        say("figures.source.instrument", language, title=title, versions=version)
        for title, version in forms
    )
    n, method = say("cases.n", language, n=len(desks)), say("cases.method", language)
    yield (Fact(say("report.source_line", language, text=f"{named}; {n}; {method}")),)
