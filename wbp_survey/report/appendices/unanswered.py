"""Which questions went without an answer most often, as far as that tells of nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.sources import source_line
from wbp_survey.report.blocks import Block, Line, Passage, Ref, Table, Text, line
from wbp_survey.report.code_record import BookRecord, CodedItem, ItemCount
from wbp_survey.report.codebook.tally import Panel
from wbp_survey.report.gate.release import THRESHOLDS, Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import count_of, whole
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

_TABLE = "onbeantwoord"
_HELD = "interview"  # people at a round table may have been spoken to apart as well
_LISTED = 5


@dataclass(frozen=True, slots=True)
class _Question:
    """A question that everybody got, over all questionnaires that hold it."""

    id: str
    text: str
    count: ItemCount


def unanswered(inputs: ReportInputs) -> Iterator[Block]:
    """Name the questions most often left without an answer; say so when none may be named."""
    if not any(book.instrument.kind == _HELD for book in inputs.books):
        return
    language, least = inputs.language, THRESHOLDS[inputs.profile]
    found = _most(inputs, least)
    if not found:
        few = line(say("justification.unanswered.none", language, k=whole(least, language)))
        yield Passage("a-onbeantwoord", (few,))
        return
    refer = Text(" " + say("justification.unanswered.refer", language))
    yield Passage("a-onbeantwoord", (Line((Ref(_TABLE), refer)),))
    yield Table(_TABLE, release(_drafted(inputs, found, least), inputs.profile))


def _most(inputs: ReportInputs, least: int) -> list[_Question]:
    """Return them, the largest share first: only where enough did answer and enough did not.

    Choosing by a number that is then hidden would tell of it, so what is hidden is not chosen.
    """
    may = [one for one in _questions(inputs) if min(one.count.valid, one.count.missing) >= least]
    return sorted(may, key=lambda one: (-one.count.missing / one.count.asked, one.id))[:_LISTED]


def _questions(inputs: ReportInputs) -> Iterator[_Question]:
    """Yield what was asked of everybody: whom a condition left out had answered something."""
    found: dict[str, _Question] = {}
    routed: set[str] = set()
    for book in inputs.books:
        for one in book.items if book.instrument.kind == _HELD else ():
            if one.item.relevant or one.section.relevant:
                routed.add(one.item.id)
            found[one.item.id] = _added(found.get(one.item.id), book, one, inputs.language)
    yield from (one for one in found.values() if one.id not in routed)


def _added(known: _Question | None, book: BookRecord, one: CodedItem, language: str) -> _Question:
    before = known.count if known else ItemCount()
    here = book.counts.get((one.item.id, Panel()), ItemCount())
    count = ItemCount(before.valid + here.valid, before.missing + here.missing)
    words = known.text if known else clean(text_in(one.item.text, language))
    return _Question(one.item.id, words, count)


def _drafted(inputs: ReportInputs, found: list[_Question], least: int) -> DraftTable:
    language = inputs.language
    groups = ("valid", "missing")
    rows = (
        (
            Fact(one.text),
            Fact(count_of(one.count.missing, one.count.asked, language), one.id, groups),
        )
        for one in found
    )
    notes = (
        say("justification.unanswered.note", language, k=whole(least, language)),
        source_line(
            inputs,
            [one.id for one in found],
            "",
            say("justification.unanswered.method", language),
            (_HELD,),
        ),
    )
    return DraftTable(
        title=say("justification.unanswered.table", language),
        columns=(
            Column(say("justification.unanswered.question", language)),
            Column(say("justification.unanswered.count", language), 36, "right"),
        ),
        rows=tuple(map(DraftRow, rows)),
        alt=say("justification.unanswered.alt", language, n=len(found)),
        notes=tuple((Fact(words),) for words in notes),
        bases={one.id: {"valid": one.count.valid, "missing": one.count.missing} for one in found},
    )
