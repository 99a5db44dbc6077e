"""What tests over groups come to: per chapter one table of tests and one of pairs a grouping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wbp_survey.report.appendices.cells import (
    Cell,
    delta,
    eta,
    kruskal,
    p_of,
    p_with_smallest,
)
from wbp_survey.report.appendices.outcomes import Panel, per_groups, source_note
from wbp_survey.report.blocks import Block, Table
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.gathered import Gathered
from wbp_survey.report.inputs import Sheet, number
from wbp_survey.texts import say

_TESTED = ("municipality", "role")
_WIDTHS = {"eta": 32, "cluster": 26, "kruskal": 31, "permutation": 25}
_CLUSTER = "cluster_permutation_p"


def tested(known: Gathered, chapter: str, panels: Sequence[Panel]) -> Iterator[Block]:
    """Write the tests and the pairs of the items in a chapter, as far as they may be told."""
    names = [sheet.variable.id for panel in panels for sheet in panel.sheets]
    for by in _TESTED:
        found = [sheet for name in names if (sheet := known.sheet(by, name))]
        told = [sheet for sheet in found if known.testable(sheet)]
        if told:
            draft = _tests(known, by, told)
            yield Table(f"t-toetsen-{chapter}-{by}", release(draft, known.inputs.profile))
        pairs = [(sheet, pair) for sheet in found for pair in _known_pairs(known, sheet)]
        if pairs:
            draft = _pairs(known, by, pairs)
            yield Table(f"t-paren-{chapter}-{by}", release(draft, known.inputs.profile))


def _tests(known: Gathered, by: str, shown: Sequence[Sheet]) -> DraftTable:
    """Give per item the test with whole cases first, then as if respondents were independent."""
    language = known.inputs.language
    clustered = any(_CLUSTER in sheet.total for sheet in shown)
    cells: dict[str, Cell] = {"eta": eta}
    if clustered:
        cells["cluster"] = lambda stats, spoken: p_with_smallest(stats, spoken, _CLUSTER)
    cells |= {"kruskal": kruskal, "permutation": p_with_smallest}
    rows = tuple(
        DraftRow(
            (
                Fact(sheet.text(language)),
                *(Fact(cell(sheet.total, language), sheet.base) for cell in cells.values()),
            )
        )
        for sheet in shown
    )
    about = "cluster" if clustered else "independent"
    per = per_groups([by], language)
    return DraftTable(
        title=say("chapters.title.tests", language, per=per),
        columns=(
            Column(say("report.column.item", language)),
            *(
                Column(say(f"report.column.{name}", language), _WIDTHS[name], "right")
                for name in cells
            ),
        ),
        rows=rows,
        alt=say("chapters.alt.tests", language, items=len(rows)),
        notes=(
            (Fact(say(f"report.note.{about}", language)),),
            (Fact(say("report.note.smallest", language)),),
            source_note(known, shown, "tests"),
        ),
        bases={sheet.base: known.open_persons(sheet) for sheet in shown},
    )


def _known_pairs(known: Gathered, sheet: Sheet) -> list[tuple[str, str]]:
    """List the pairs whose groups may both be shown and whose effect could be computed."""
    seen = set(known.shown(sheet))
    return [
        pair
        for pair, stats in sheet.pairs.items()
        if seen.issuperset(pair) and number(stats, "cliffs_delta") is not None
    ]


def _pairs(known: Gathered, by: str, pairs: Sequence[tuple[Sheet, tuple[str, str]]]) -> DraftTable:
    language = known.inputs.language
    rows = []
    for sheet, pair in pairs:
        stats = sheet.pairs[pair]
        names = " – ".join(known.label(by, group) for group in pair)
        facts = (
            Fact(delta(stats, language), sheet.base, pair),
            Fact(p_of(stats, "mann_whitney_p_adjusted", language), sheet.base, pair),
        )
        rows.append(DraftRow((Fact(sheet.text(language)), Fact(names), *facts)))
    shown = list(dict.fromkeys(sheet.base for sheet, _ in pairs))
    sheets = [next(sheet for sheet, _ in pairs if sheet.base == base) for base in shown]
    return DraftTable(
        title=say("chapters.title.pairs", language, per=per_groups([by], language)),
        columns=(
            Column(say("report.column.item", language)),
            Column(say("report.column.pair", language), 40),
            Column(say("report.column.delta", language), 36, "right"),
            Column(say("report.column.p_adjusted", language), 18, "right"),
        ),
        rows=tuple(rows),
        alt=say("chapters.alt.pairs", language, pairs=len(rows)),
        notes=((Fact(say("report.note.delta", language)),), source_note(known, sheets, "pairs")),
        bases={sheet.base: known.open_persons(sheet) for sheet in sheets},
    )
