"""Facts that several kinds of source were asked for: what each says, and where they disagree."""

from __future__ import annotations

from collections.abc import Iterator

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.sources import source_line
from wbp_survey.report.blocks import Block, Heading, Line, Passage, Ref, Table, Text
from wbp_survey.report.fact_record import DOCUMENTS, ToldBy, ToldFact
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import count_of, percent
from wbp_survey.report.sentences import fact_sentences, passage, said_of_all, told_bases
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

_COMPARED = "bronnen-feiten"
_MM_COUNT, _MM_NAMES, _MM_CASES = 22, 34, 25
_MANY = 99


def told_blocks(inputs: ReportInputs) -> Iterator[Block]:
    """Write per fact what each kind of source says, counted over cases; then where they agree."""
    if not inputs.facts:
        return
    language = inputs.language
    yield Heading("casussen-bronnen", say("cases.told.heading", language), 2)
    intro = (Ref(_COMPARED), Text(say("cases.told.intro", language)))
    yield Passage("casussen-bronnen-inleiding", (Line(intro),))
    yield Table(_COMPARED, release(_compared(inputs), inputs.profile))
    for fact in inputs.facts:
        found = list(fact_sentences(inputs, fact))
        yield from passage(f"zin-casus-{fact.id}", found, language)
        if fact.labels:
            yield Table(f"feit-{fact.id}", release(_by_source(inputs, fact), inputs.profile))


def _compared(inputs: ReportInputs) -> DraftTable:
    """Count over cases where the sources of a fact say the same; a difference is not resolved."""
    language = inputs.language
    rows = []
    bases: dict[str, dict[str, int]] = {}
    for fact in inputs.facts:
        base = f"all:{fact.id}"
        if not hides(inputs, fact, everywhere=True):
            bases[base] = dict(fact.persons)
        counts = (fact.same, fact.differ, fact.alone)
        cells = (Fact(count_of(one, fact.cases, language), base) for one in counts)
        rows.append(DraftRow((Fact(_name(fact, language)), Fact(_sources(inputs, fact)), *cells)))
    columns = ("same", "differ", "alone")
    return DraftTable(
        title=say("cases.told.title", language),
        columns=(
            Column(say("cases.told.fact", language)),
            Column(say("cases.told.sources", language), _MM_NAMES),
            *(Column(say(f"cases.told.{one}", language), _MM_CASES, "right") for one in columns),
        ),
        rows=tuple(rows),
        alt=say("cases.told.alt", language, n=len(rows)),
        notes=tuple((Fact(one),) for one in _compared_notes(inputs)),
        bases=bases,
    )


def _compared_notes(inputs: ReportInputs) -> Iterator[str]:
    language = inputs.language
    yield say("cases.told.note", language)
    for fact in inputs.facts:
        if fact.tolerance:
            share = percent(fact.tolerance, _MANY, language)
            yield say("cases.told.tolerance", language, fact=_name(fact, language), share=share)
    if any(hides(inputs, fact, everywhere=True) for fact in inputs.facts):
        yield say("report.note.suppressed", language)
    yield _source(inputs, [fact.id for fact in inputs.facts])


def _source(inputs: ReportInputs, constructs: list[str]) -> str:
    language = inputs.language
    items = [
        item.id
        for form in inputs.instruments
        for item in form.items
        if item.construct in constructs
    ]
    method = say("cases.told.method", language)
    n = say("cases.told.n", language)
    return source_line(inputs, items, n, method)


def _name(fact: ToldFact, language: str) -> str:
    words = clean(text_in(fact.name, language))
    return f"{words[:1].upper()}{words[1:]}"


def _sources(inputs: ReportInputs, fact: ToldFact) -> str:
    return ", ".join(_who(inputs, one.source) for one in fact.sources)


def _who(inputs: ReportInputs, source: str) -> str:
    if source == DOCUMENTS:
        return say("cases.told.documents", inputs.language)
    return clean(inputs.groups.get("role", {}).get(source, source))


def _by_source(inputs: ReportInputs, fact: ToldFact) -> DraftTable:
    """Give a row to each answer and a column to each kind of source; the unit is the case."""
    language = inputs.language
    rows = [
        DraftRow(
            (
                Fact(_answer(fact, code, language)),
                *(_count(fact, one, one.answers.get(code, 0), language) for one in fact.sources),
            )
        )
        for code in fact.labels
    ]
    mixed = (
        Fact("–") if one.source == DOCUMENTS else _count(fact, one, one.mixed, language)
        for one in fact.sources
    )
    rows.append(DraftRow((Fact(say("cases.told.mixed", language)), *mixed)))
    name = _name(fact, language)
    return DraftTable(
        title=say("cases.told.by_source", language, fact=name),
        columns=(
            Column(say("cases.told.answer", language)),
            *(Column(_who(inputs, one.source), _MM_COUNT, "right") for one in fact.sources),
        ),
        rows=tuple(rows),
        alt=say("cases.told.by_source_alt", language, fact=name, n=len(rows)),
        notes=tuple((Fact(one),) for one in _by_source_notes(inputs, fact)),
        bases=told_bases(inputs, fact),
    )


def _by_source_notes(inputs: ReportInputs, fact: ToldFact) -> Iterator[str]:
    yield say("cases.told.unit", inputs.language)
    if hides(inputs, fact):
        yield say("report.note.suppressed", inputs.language)
    yield _source(inputs, [fact.id])


def hides(inputs: ReportInputs, fact: ToldFact, *, everywhere: bool = False) -> bool:
    """Tell whether something said of a fact is hidden: by some role, or of all `everywhere`."""
    known = told_bases(inputs, fact)
    if everywhere:
        return not said_of_all(inputs, fact, "?")
    return len(known[f"told:{fact.id}"]) < len(fact.persons)


def _answer(fact: ToldFact, code: str, language: str) -> str:
    return clean(text_in(fact.labels.get(code), language) or code)


def _count(fact: ToldFact, one: ToldBy, part: int, language: str) -> Fact:
    text = count_of(part, one.cases, language)
    if one.source == DOCUMENTS:
        return Fact(text)
    return Fact(text, f"told:{fact.id}", (one.source,))
