"""Which figures stand where, from what was answered to what may be drawn of it.

Every function draws into a folder and returns the figures that there are, possibly none; what an
earlier run drew under its names and this one did not is taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from wbp_survey.report.appendices.picture_matrix import case_matrix
from wbp_survey.report.appendices.picture_shares import agreeing
from wbp_survey.report.appendices.picture_sheets import (
    Family,
    asked_sheets,
    families,
    id_of,
    in_general,
    named_groups,
    open_groups,
    several_open,
    source_of,
)
from wbp_survey.report.appendices.picture_slopes import slopes
from wbp_survey.report.appendices.picture_strips import role_dots
from wbp_survey.report.blocks import Figure
from wbp_survey.report.figures.bars import HEAD, alt_text, counts_only, draw, height_of
from wbp_survey.report.figures.canvas import ROOM, forget, pages
from wbp_survey.report.gate.charts import release_bars
from wbp_survey.report.gate.release import Bar, DraftFigure, ReleasedFigure
from wbp_survey.report.inputs import ReportInputs, Sheet, Stats, number
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

__all__ = ["case_matrix", "municipality_figures", "role_dots", "slopes", "statement_figures"]

_NAMES = {True: "stellingen", False: "antwoorden"}
"""What figures are called on scales with and without an agreeing answer."""
_KINDS = {True: "agree", False: "other"}


def statement_figures(inputs: ReportInputs, figures_dir: Path) -> list[Figure]:
    """Draw how everyone judged the statements, by theme; then the same by role."""
    figures: list[Figure] = []
    for family in families(asked_sheets(inputs, _grouping(inputs))):
        figures += _everyone(inputs, family, figures_dir)
    figures += _split(inputs, "role", figures_dir)
    names = _NAMES.values()
    patterns = [*names, *(f"{name}-{end}" for name in names for end in ("alle-*", "role-*"))]
    forget(figures_dir, patterns, {one.id for one in figures})
    return figures


def municipality_figures(inputs: ReportInputs, figures_dir: Path) -> list[Figure]:
    """Draw the answers by municipality, and how many agree there, and in each case."""
    figures = _split(inputs, "municipality", figures_dir)
    for family in families(asked_sheets(inputs, "municipality")):
        if family.agree:
            figures += agreeing(inputs, family, figures_dir)
    patterns = [*(f"{name}-municipality-*" for name in _NAMES.values()), "instemming*"]
    forget(figures_dir, patterns, {one.id for one in figures})
    return figures


def _grouping(inputs: ReportInputs) -> str:
    """Return the first grouping there is: everyone together is the same in each."""
    rows = inputs.comparisons[0].rows if inputs.comparisons else ()
    return next((row.by for row in rows if row.by), "")


def _everyone(inputs: ReportInputs, family: Family, figures_dir: Path) -> Iterator[Figure]:
    """Draw one bar a statement, over as many figures as that takes; no theme is torn."""
    shown = []
    for theme, name, members in family.themes(inputs):
        seen = [sheet for sheet in members if "" in open_groups(inputs, sheet)]
        if seen:
            shown.append((theme, name, seen))
    heights = [HEAD + height_of(1, alone=True) * len(seen) for _, _, seen in shown]
    for page in pages(heights, ROOM):
        parts = [shown[at] for at in page]
        bars = [_bar(inputs, sheet, "", name) for _, name, members in parts for sheet in members]
        stem = f"{_NAMES[family.agree]}{f'-alle-{family.id}' if family.id else ''}"
        if page[0]:
            stem = f"{_NAMES[family.agree]}-alle-{id_of(family, parts[0][0])}"
        everyone = [sheet for _, _, seen in parts for sheet in seen]
        title = _title(inputs, family, "everyone")
        yield from _drawn(inputs, family, (stem, title), (everyone, bars), figures_dir)


def _split(inputs: ReportInputs, by: str, figures_dir: Path) -> list[Figure]:
    """Draw the bars of each group that may be seen beside another, a figure a theme."""
    figures: list[Figure] = []
    general = in_general(inputs, by) if by == "role" else {}
    for family in families(asked_sheets(inputs, by)):
        for theme, name, members in family.themes(inputs):
            shown = [sheet for sheet in members if several_open(inputs, sheet)]
            heights = [_high(sheet, general) for sheet in shown]
            for page in pages(heights, ROOM):
                seen = [shown[at] for at in page]
                stem = f"{_NAMES[family.agree]}-{by}-{id_of(family, theme)}"
                if page[0]:
                    stem = f"{stem}-{seen[0].variable.id}"
                bars = [bar for sheet in seen for bar in _bars(inputs, sheet, general)]
                beside = [general[one.variable.id] for one in seen if one.variable.id in general]
                title = _title(inputs, family, by, name)
                parts = ([*seen, *beside], bars)
                figures += _drawn(inputs, family, (stem, title), parts, figures_dir)
    return figures


def _high(sheet: Sheet, general: Mapping[str, Sheet]) -> float:
    extra = sheet.variable.id in general
    return height_of(len(sheet.persons) + 1 + extra, alone=False)


def _title(inputs: ReportInputs, family: Family, by: str, theme: str = "") -> str:
    language = inputs.language
    labels = family.labels(language)
    per = say(f"figures.per.{by}", language)
    kind = "of_theme" if theme else "title"
    key = f"figures.{_KINDS[family.agree]}.{kind}"
    return say(key, language, per=per, theme=theme, low=labels[0], high=labels[-1])


def _bars(inputs: ReportInputs, sheet: Sheet, general: Mapping[str, Sheet]) -> Iterator[Bar]:
    """Give a bar to each group, to everyone, and apart to experts who judged in general."""
    for group in sheet.persons:
        yield _bar(inputs, sheet, group, "")
    yield _bar(inputs, sheet, "", "")
    beside = general.get(sheet.variable.id)
    for group in beside.persons if beside else ():
        if beside and group in open_groups(inputs, beside):
            role = named_groups(inputs, "role").get(group, group)
            label = say("figures.bars.general", inputs.language, role=role)
            bar = _bar(inputs, beside, group, "")
            yield Bar(clean(sheet.text(inputs.language)), group, label, bar.base, bar.n, bar.shares)


def _bar(inputs: ReportInputs, sheet: Sheet, group: str, theme: str) -> Bar:
    language = inputs.language
    stats: Stats = sheet.groups[group] if group else sheet.total
    codes = sheet.variable.codes
    shares = tuple(number(stats, f"share:{code}") or 0.0 for code in codes)
    label = say("report.everyone", language)
    if group:
        label = clean(named_groups(inputs, sheet.by).get(group, group))
    persons = int(number(stats, "n_valid") or 0)
    return Bar(clean(sheet.text(language)), group, label, sheet.base, persons, shares, theme)


def _drawn(
    inputs: ReportInputs,
    family: Family,
    name: tuple[str, str],
    parts: tuple[Sequence[Sheet], Sequence[Bar]],
    figures_dir: Path,
) -> Iterator[Figure]:
    """Bring bars past the gate and draw them."""
    (stem, title), (members, bars), language = name, parts, inputs.language
    variable = family.sheets[0].variable
    draft = DraftFigure(
        title=title,
        codes=variable.codes,
        labels=family.labels(language),
        bars=tuple(bars),
        agree=tuple(variable.codes.index(code) for code in variable.agree),
        bases={sheet.base: sheet.persons for sheet in members},
    )
    released = release_bars(draft, inputs.profile)
    if released is None:
        return
    path = draw(released, figures_dir / stem, language)
    notes = tuple(_bar_notes(inputs, members, released))
    yield Figure(
        stem, released, path, alt_text(released, language), notes, path.with_suffix(".svg")
    )


def _bar_notes(
    inputs: ReportInputs, members: Sequence[Sheet], released: ReleasedFigure
) -> Iterator[str]:
    language = inputs.language
    if released.agree:
        yield say("figures.agree.order", language)
    unit = "counts" if counts_only(released) else "percentages"
    yield say(f"figures.bars.{unit}", language)
    turned = [sheet.text(language) for sheet in members if "reversed" in sheet.variable.notes]
    if turned:
        listed = "; ".join(f"‘{text.rstrip('.')}’" for text in dict.fromkeys(turned))
        yield say("figures.reversed", language, items=listed)
    if any(sheet.variable.referent == "general" for sheet in members):
        yield say("figures.bars.general_note", language)
    if any(bar.shares is None for bar in released.bars):
        yield say("report.note.suppressed", language)
    yield source_of(inputs, members, "bar", "counted")
