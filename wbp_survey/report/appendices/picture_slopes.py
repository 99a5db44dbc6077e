"""The figure of how medians moved between the two rounds of the round tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from wbp_survey.model.instrument import text_in
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
from wbp_survey.report.figures.slopes import HIGH, PANELS, draw_slopes, slopes_alt
from wbp_survey.report.gate.charts import DraftShifts, ReleasedShifts, Shift, release_shifts
from wbp_survey.report.inputs import ReportInputs, number
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

_NAME = "verschuiving"
_CLASSES_OF_NINE = (3.5, 6.5)
"""Where on a scale of 1 to 9 a class begins (RAND/UCLA)."""
_NINE = 9


def slopes(inputs: ReportInputs, figures_dir: Path) -> list[Figure]:
    """Draw the median of every statement before and after, per table and of all together.

    Of one table only its own line; nothing where no statement was rated twice by enough persons.
    """
    figures: list[Figure] = []
    statements = [one for one in rated(inputs) if _both(one)]
    lines = [-(-at // PANELS) for at in range(1, len(statements) + 1)]
    heights = [HIGH * (line - before) for before, line in zip([0, *lines], lines, strict=False)]
    for page in pages(heights, ROOM):
        found = [statements[at] for at in page]
        released = release_shifts(_drafted(inputs, found), inputs.profile)
        if released is None:
            continue
        stem = f"{_NAME}-{found[0].variable.id}" if page[0] else _NAME
        path = draw_slopes(released, figures_dir / stem, inputs.language)
        alt, notes = slopes_alt(released, inputs.language), tuple(_notes(inputs, found, released))
        figures.append(Figure(stem, released, path, alt, notes, path.with_suffix(".svg")))
    forget(figures_dir, [f"{_NAME}*"], {one.id for one in figures})
    return figures


def _both(one: Rated) -> bool:
    """Tell whether a statement was rated in both rounds at all."""
    return all(one.asked_at(EVERYONE, round_) for round_ in ROUNDS)


def _drafted(inputs: ReportInputs, statements: Sequence[Rated]) -> DraftShifts:
    language = inputs.language
    scores = statements[0].variable.scores
    names = {one.group: clean(one.label) for one in inputs.tables}
    if len(names) > 1:
        names[EVERYONE] = say("round_tables.together", language)
    return DraftShifts(
        title=say("figures.slopes.title", language),
        ends=(scores[0], scores[-1]),
        classes=_CLASSES_OF_NINE if len(scores) == _NINE else (),
        lines=tuple(_lines(statements, names, language)),
        bases=persons_behind(statements),
    )


def _lines(statements: Sequence[Rated], names: dict[str, str], language: str) -> Iterator[Shift]:
    for one in statements:
        item = clean(f"{one.at}  {text_in(one.variable.label, language)}")
        for group, name in names.items():
            if one.asked_at(group):
                found = [one.rounds.get((round_, group), {}) for round_ in ROUNDS]
                before, after = (number(stats, "median") for stats in found)
                n = [int(number(stats, "n_valid") or 0) for stats in found]
                known = before is not None and after is not None
                yield Shift(
                    item,
                    name,
                    (one.base(ROUNDS[0]), one.base(ROUNDS[1]), one.moved),
                    group,
                    (before or 0.0, after or 0.0) if known else None,
                    (n[0], n[1]) if known else None,
                )


def _notes(
    inputs: ReportInputs, statements: Sequence[Rated], released: ReleasedShifts
) -> Iterator[str]:
    language = inputs.language
    yield say("figures.slopes.note", language)
    if released.classes:
        yield say("figures.slopes.classes", language)
    if any(one.medians is None for one in released.lines):
        yield say("figures.slopes.suppressed", language)
    yield source_line(
        inputs,
        [one.variable.id for one in statements],
        say("figures.source.n.tables", language),
        say("figures.source.method.medians", language),
        ("round_table",),
    )
