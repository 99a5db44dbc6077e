"""The matrices of questions by cases, and of statements by round tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wbp_survey.model.instrument import text_in
from wbp_survey.model.table import Variable
from wbp_survey.report.appendices.picture_sheets import (
    alike,
    asked_sheets,
    named_groups,
    parents_of,
    source_of,
    theme_name,
)
from wbp_survey.report.appendices.round_statements import (
    EVERYONE,
    ROUNDS,
    Rated,
    persons_behind,
    rated,
)
from wbp_survey.report.appendices.sources import source_line
from wbp_survey.report.blocks import Figure
from wbp_survey.report.figures.canvas import ROOM, forget, pages
from wbp_survey.report.figures.matrix import HEAD, ROW, draw_matrix, matrix_alt
from wbp_survey.report.gate.charts import (
    Cell,
    DraftMatrix,
    Within,
    release_matrix,
)
from wbp_survey.report.gate.release import Bases
from wbp_survey.report.inputs import ReportInputs, Sheet, number
from wbp_survey.report.numbers import EN_DASH, score_text
from wbp_survey.report.table_record import TableRecord
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

_HEADER = 0.6
"""Inches for the names of the cases."""
_MOST_CODES, _FEWEST_CODES = 11, 3
_LAST = ROUNDS[-1]
_CLASSES = ("disagree", "undecided", "agree")
_NAMES = ("casusmatrix", "tafelmatrix")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a matrix before the gate: its id and its theme."""

    id: str
    theme: str
    draft: DraftMatrix


@dataclass(frozen=True, slots=True)
class _Matrix:
    """What a matrix is called, what its shades mean and what stands below it."""

    stem: str
    title: str
    shades: tuple[str, str, str]
    notes: tuple[str, ...]


def case_matrix(inputs: ReportInputs, figures_dir: Path) -> list[Figure]:
    """Draw what was answered in each case, and how each round table rated after the talk."""
    figures = [*_of_cases(inputs, figures_dir), *_of_tables(inputs, figures_dir)]
    forget(figures_dir, [f"{name}*" for name in _NAMES], {one.id for one in figures})
    return figures


def _of_cases(inputs: ReportInputs, figures_dir: Path) -> Iterator[Figure]:
    """Give a row to every question of which some case may be shown."""
    language = inputs.language
    towns = {sheet.variable.id: sheet for sheet in asked_sheets(inputs, "municipality")}
    sheets = [sheet for sheet in asked_sheets(inputs, "case") if _graded(sheet.variable)]
    rows, members = [], []
    for sheet in sheets:
        draft = _case_cells(inputs, sheet, towns.get(sheet.variable.id))
        if release_matrix(draft, inputs.profile):
            rows.append(_Row(sheet.variable.id, theme_name(inputs, sheet), draft))
            members.append(sheet)
    title = say("figures.matrix.title.cases", language)
    notes = (
        say("figures.matrix.note.cases", language),
        source_of(inputs, members, "cell", "median"),
    )
    matrix = _Matrix(_NAMES[0], title, _ends(language), notes)
    yield from _drawn(inputs, matrix, rows, figures_dir)


def _case_cells(inputs: ReportInputs, sheet: Sheet, towns: Sheet | None) -> DraftMatrix:
    """Give the median of a question in every case; the gate is told where the cases lie."""
    labels = named_groups(inputs, "case")
    bases, same = {sheet.base: sheet.persons}, alike(sheet)
    within: tuple[Within, ...] = ()
    if towns:
        bases[towns.base] = towns.persons
        same |= alike(towns)
        within = (Within(sheet.base, towns.base, parents_of(inputs, towns)),)
    row = clean(f"{sheet.text(inputs.language)} ({_range(sheet.variable)})")
    names = tuple(clean(labels.get(case.id, case.label)) for case in inputs.study.cases)
    cells = []
    for case, name in zip(inputs.study.cases, names, strict=True):
        value = number(sheet.groups.get(case.id, {}), "median")
        text = EN_DASH if value is None else score_text(value, inputs.language)
        part = _part(sheet.variable, value)
        cells.append(Cell(row, name, sheet.base, case.id, text, part))
    draft = _row(row, names, tuple(cells), bases)
    return replace(draft, alike=same, within=within)


def _of_tables(inputs: ReportInputs, figures_dir: Path) -> Iterator[Figure]:
    """Give the median of every table after the talk; when most are hidden, no more than classes."""
    statements = [one for one in rated(inputs) if one.asked_at(EVERYONE, _LAST)]
    if not statements or len(inputs.tables) < len(ROUNDS):
        return
    language = inputs.language
    rows = _table_rows(inputs, statements, _median_cell)
    kind, shades = "median", _ends(language)
    if _mostly_hidden(inputs, rows):
        rows = _table_rows(inputs, statements, _class_cell)
        low, middle, high = (say(f"round_tables.class.{name}", language) for name in _CLASSES)
        kind, shades = "class", (low, middle, high)
    title = say(f"figures.matrix.title.{kind}", language, round=_LAST)
    source = source_line(
        inputs,
        [one.variable.id for one in statements],
        say("figures.source.n.tables", language),
        say(f"figures.source.method.{kind}", language),
        ("round_table",),
    )
    notes = (say(f"figures.matrix.note.{kind}", language), source)
    yield from _drawn(inputs, _Matrix(_NAMES[1], title, shades, notes), rows, figures_dir)


def _table_rows(
    inputs: ReportInputs,
    statements: Sequence[Rated],
    cell: Callable[[Rated, TableRecord, str, str], Cell],
) -> list[_Row]:
    """Give a row to every statement of which some table may be shown."""
    held = {
        table.group: any(one.asked_at(table.group, _LAST) for one in statements)
        for table in inputs.tables
    }
    rows = []
    for one in statements:
        theme = theme_name(inputs, Sheet(one.variable, "session", _LAST, {}, {}))
        rows.append(_Row(one.variable.id, theme, _table_cells(inputs, one, held, cell)))
    return [row for row in rows if release_matrix(row.draft, inputs.profile)]


def _mostly_hidden(inputs: ReportInputs, rows: Sequence[_Row]) -> bool:
    released = [release_matrix(row.draft, inputs.profile) for row in rows]
    texts = [cell.text for one in released if one for cell in one.cells]
    return texts.count(None) * 2 >= len(texts)


def _table_cells(
    inputs: ReportInputs,
    one: Rated,
    held: Mapping[str, bool],
    cell: Callable[[Rated, TableRecord, str, str], Cell],
) -> DraftMatrix:
    """Give a cell to every table that was asked a statement and held the round after the talk."""
    language = inputs.language
    row = clean(f"{one.at}  {text_in(one.variable.label, language)}")
    cells = tuple(
        cell(one, table, row, language)
        for table in inputs.tables
        if held[table.group] and one.asked_at(table.group)
    )
    names = tuple(clean(table.label) for table in inputs.tables)
    return _row(row, names, cells, persons_behind([one]))


def _median_cell(one: Rated, table: TableRecord, row: str, language: str) -> Cell:
    value = number(one.rounds.get((_LAST, table.group), {}), "median")
    text = EN_DASH if value is None else score_text(value, language)
    column, part = clean(table.label), _part(one.variable, value)
    return Cell(row, column, one.base(_LAST), table.group, text, part)


def _class_cell(one: Rated, table: TableRecord, row: str, language: str) -> Cell:
    value = number(one.rounds.get((_LAST, table.group), {}), "class")
    text, part = EN_DASH, None
    if value is not None:
        text = say(f"round_tables.class.{_CLASSES[int(value) - 1]}", language)
        part = (value - 1) / (len(_CLASSES) - 1)
    column = clean(table.label)
    return Cell(row, column, one.base(_LAST), table.group, text, part, coarse=True)


def _row(row: str, columns: tuple[str, ...], cells: tuple[Cell, ...], bases: Bases) -> DraftMatrix:
    return DraftMatrix("", columns, (row,), {}, ("", "", ""), cells, bases)


def _drawn(
    inputs: ReportInputs, matrix: _Matrix, rows: Sequence[_Row], figures_dir: Path
) -> Iterator[Figure]:
    """Draw rows, those on one theme together, over as many figures as that takes.

    A later figure is named after its first row.
    """
    themes = [row.theme for row in rows]
    order = sorted(rows, key=lambda row: themes.index(row.theme))
    heads = [row.theme not in [one.theme for one in order[:at]] for at, row in enumerate(order)]
    for page in pages([ROW + HEAD * head for head in heads], ROOM - _HEADER):
        here = [order[at] for at in page]
        named = {order[at].draft.rows[0]: order[at].theme for at in page if heads[at]}
        released = release_matrix(_joined(matrix, here, named), inputs.profile)
        if released is None:
            continue
        stem = f"{matrix.stem}-{here[0].id}" if page[0] else matrix.stem
        path = draw_matrix(released, figures_dir / stem)
        hidden = any(one.text is None for one in released.cells)
        signs = [say("report.note.suppressed", inputs.language)] if hidden else []
        notes = (*matrix.notes[:-1], *signs, matrix.notes[-1])
        alt = matrix_alt(released, inputs.language)
        yield Figure(stem, released, path, alt, notes, path.with_suffix(".svg"))


def _joined(matrix: _Matrix, rows: Sequence[_Row], heads: Mapping[str, str]) -> DraftMatrix:
    """Put the rows of one figure together under its title."""
    drafts = [row.draft for row in rows]
    return DraftMatrix(
        title=matrix.title,
        columns=drafts[0].columns,
        rows=tuple(row for draft in drafts for row in draft.rows),
        heads=heads,
        shades=matrix.shades,
        cells=tuple(cell for draft in drafts for cell in draft.cells),
        bases={base: persons for draft in drafts for base, persons in draft.bases.items()},
        alike={place: code for draft in drafts for place, code in draft.alike.items()},
        within=tuple(one for draft in drafts for one in draft.within),
    )


def _ends(language: str) -> tuple[str, str, str]:
    low, middle, high = (
        say(f"figures.matrix.shade.{name}", language) for name in ("low", "middle", "high")
    )
    return low, middle, high


def _graded(variable: Variable) -> bool:
    """Keep what has a middle to speak of: ordered codes, not too many."""
    return (
        variable.declared
        and variable.level in ("ordinal", "interval")
        and _FEWEST_CODES <= len(variable.codes) <= _MOST_CODES
    )


def _part(variable: Variable, value: float | None) -> float | None:
    """Return where on its scale a value lies, 0 to 1."""
    low, high = variable.scores[0], variable.scores[-1]
    return None if value is None or high == low else (value - low) / (high - low)


def _range(variable: Variable) -> str:
    return f"{variable.codes[0]}{EN_DASH}{variable.codes[-1]}"
