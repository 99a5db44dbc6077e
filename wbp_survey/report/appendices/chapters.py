"""The tables at the chapters of the report: per construct sentences and a table, then tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from wbp_survey.report.appendices.effects import effects_table
from wbp_survey.report.appendices.outcomes import Panel, construct_table, of_chapter, panels
from wbp_survey.report.appendices.pictures import (
    case_matrix,
    municipality_figures,
    role_dots,
    statement_figures,
)
from wbp_survey.report.appendices.tested import tested
from wbp_survey.report.blocks import Block, Figure, Heading, Line, Passage, Ref, Table, Text, line
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.gathered import Gathered, gathered
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import percent
from wbp_survey.report.sentence_rules import rules
from wbp_survey.report.sentences import item_sentences, passage
from wbp_survey.texts import say

CHAPTERS = ("1", "3", "4", "5")
_EFFECTS = "4"
_FIGURES: Mapping[str, Sequence[Callable[[ReportInputs, Path], list[Figure]]]] = {
    "3": (case_matrix,),
    "4": (statement_figures, municipality_figures, role_dots),
}
_SOURCES = "t-bronnen-gevolgen"
_WHOLE = 100


def chapters(inputs: ReportInputs, figures_dir: Path) -> Iterable[Block]:
    """Write the tables for the chapters, each under the number of its chapter."""
    known, language = gathered(inputs), inputs.language
    intro = tuple(line(say(f"chapters.intro.{one}", language)) for one in ("order", "perceived"))
    yield Heading("t", say("chapters.heading.all", language))
    yield Passage("t-inleiding", intro)
    found = {one: list(_chapter(known, one, figures_dir)) for one in CHAPTERS}
    if not any(found.values()):
        yield Passage("t-leeg", (line(say("chapters.intro.nothing", language)),))
        return
    yield Table("t-woordkeus", release(_words(inputs), inputs.profile), captioned=False)
    for number, blocks in found.items():
        if blocks:
            yield Heading(f"t-{number}", say(f"chapters.heading.{number}", language), 2, number)
            yield from blocks


def _chapter(known: Gathered, number: str, figures_dir: Path) -> Iterator[Block]:
    inputs = known.inputs
    here = panels(known, number)
    effects = effects_table(known) if number == _EFFECTS else None
    if effects:
        told = Text(" " + say("chapters.intro.effects", inputs.language))
        yield Passage("t-bronnen-gevolgen-inleiding", (Line((Ref(_SOURCES), told)),))
    for at, panel in enumerate(here):
        if not at or here[at - 1].construct != panel.construct:
            yield Heading(f"{panel.id}-kop", panel.name, 3)
            yield from _sentences(known, panel.construct, here)
        yield Table(panel.id, release(construct_table(known, panel), inputs.profile))
    if effects:
        yield Table(_SOURCES, release(effects, inputs.profile))
    yield from tested(known, number, here)
    for figures in _FIGURES.get(number, ()):
        yield from figures(inputs, figures_dir)
    missing = sum(known.whole(name) is None for name in of_chapter(known, number))
    if missing:
        words = say("chapters.intro.left_out", inputs.language, n=missing)
        yield Passage(f"t-{number}-weggelaten", (line(words),))


def _sentences(known: Gathered, construct: str, here: Sequence[Panel]) -> Iterator[Block]:
    """Write the sentences on one construct, whatever the scales of its items."""
    names = [
        sheet.variable.id
        for panel in here
        if panel.construct == construct
        for sheet in panel.sheets
    ]
    found = [one for name in names for one in item_sentences(known, name)]
    yield from passage(f"zin-{construct or names[0]}", found, known.inputs.language)


def _words(inputs: ReportInputs) -> DraftTable:
    """Give the words for shares with the rules that choose them."""
    language = inputs.language
    sizes = rules().sizes
    rows = tuple(
        DraftRow(
            (
                Fact(say(f"sentences.size.{one.id}", language)),
                Fact(percent(one.low, _WHOLE - 1, language)),
                Fact(percent(one.high, _WHOLE - 1, language)),
                Fact(one.id),
            )
        )
        for one in sizes
    )
    names = (("words", 0), ("from", 22), ("to", 22), ("rule", 40))
    return DraftTable(
        title=say("sentences.table.title", language),
        columns=tuple(
            Column(
                say(f"sentences.table.{name}", language),
                width,
                "right" if name in ("from", "to") else "left",
            )
            for name, width in names
        ),
        rows=rows,
        alt=say("sentences.table.alt", language, n=len(rows)),
        notes=((Fact(say("sentences.table.note", language)),),),
    )
