"""The figures of every answer by role: for the researchers alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from wbp_survey.report.appendices.picture_sheets import (
    Family,
    asked_sheets,
    families,
    id_of,
    in_general,
    named_groups,
    open_groups,
    source_of,
)
from wbp_survey.report.blocks import Figure
from wbp_survey.report.figures.canvas import ROOM, forget, pages
from wbp_survey.report.figures.strips import draw_strips, height_of, strips_alt
from wbp_survey.report.gate.release import DotPanel, DraftDots, release_dots
from wbp_survey.report.inputs import ReportInputs, Sheet, number
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say


def role_dots(inputs: ReportInputs, figures_dir: Path) -> list[Figure]:
    """Draw every answer by role, theme by theme; nothing for a publication."""
    figures: list[Figure] = []
    for family in families(asked_sheets(inputs, "role")):
        for theme, name, members in family.themes(inputs):
            about = (f"stippen-per-rol-{id_of(family, theme)}", name)
            figures += _dots(inputs, family, members, about, figures_dir)
    forget(figures_dir, ["stippen-per-rol-*"], {one.id for one in figures})
    return figures


def _dots(
    inputs: ReportInputs,
    family: Family,
    members: Sequence[Sheet],
    about: tuple[str, str],
    figures_dir: Path,
) -> Iterator[Figure]:
    """Draw a dot for every answer to the questions of one theme."""
    language, general = inputs.language, in_general(inputs, "role")
    shown = [sheet for sheet in members if any(open_groups(inputs, sheet))]
    heights = [height_of(len(sheet.persons) + 1) for sheet in shown]
    for page in pages(heights, ROOM):
        seen = [shown[at] for at in page]
        stem = f"{about[0]}-{seen[0].variable.id}" if page[0] else about[0]
        bases: dict[str, dict[str, int]] = {}
        panels: list[DotPanel] = []
        for sheet in seen:
            panels += _strips(inputs, sheet, sheet, bases)
            if sheet.variable.id in general:
                panels += _strips(inputs, general[sheet.variable.id], sheet, bases)
        title = say("figures.strips.title", language, theme=about[1])
        codes = family.sheets[0].variable.codes
        released = release_dots(DraftDots(title, codes, (), tuple(panels), bases), inputs.profile)
        if released is None:
            continue
        labels = family.labels(language)
        path = draw_strips(released, figures_dir / stem, labels, language)
        notes = [say("figures.strips.note", language)]
        if any(one.counts is None for one in released.panels):
            notes.append(say("report.note.suppressed", language))
        notes.append(source_of(inputs, seen, "row", "counted"))
        alt = strips_alt(released, language)
        yield Figure(stem, released, path, alt, tuple(notes), path.with_suffix(".svg"))


def _strips(
    inputs: ReportInputs, sheet: Sheet, about: Sheet, bases: dict[str, dict[str, int]]
) -> Iterator[DotPanel]:
    """Give a row to every role; a role in which all answered alike has no dots either."""
    language, labels = inputs.language, named_groups(inputs, "role")
    shown = open_groups(inputs, sheet)
    persons = bases.setdefault(sheet.base, {})
    for group, n in sheet.persons.items():
        name = clean(labels.get(group, group))
        if sheet is not about:
            name = say("figures.bars.general", language, role=name)
        persons[name] = n
        stats = sheet.groups[group]
        counts = {
            code: round((number(stats, f"share:{code}") or 0.0) * n)
            for code in sheet.variable.codes
        }
        item = clean(about.text(language))
        seen = group in shown
        yield DotPanel(
            item,
            0,
            sheet.base,
            name,
            {name: {code: k for code, k in counts.items() if k}} if seen else None,
            number(stats, "median") if seen else None,
        )
