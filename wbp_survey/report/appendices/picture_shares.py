"""The figures of how many agree: by municipality, and in each of its cases as far as allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from wbp_survey.report.appendices.picture_sheets import (
    Family,
    alike,
    asked_sheets,
    named_groups,
    parents_of,
    several_open,
    source_of,
)
from wbp_survey.report.blocks import Figure
from wbp_survey.report.figures.canvas import ROOM, pages
from wbp_survey.report.figures.shares import draw_shares, height_of, shares_alt
from wbp_survey.report.gate.charts import (
    DraftShares,
    ReleasedShares,
    Share,
    Within,
    hidden_places,
    release_shares,
)
from wbp_survey.report.inputs import ReportInputs, Sheet, Stats, number
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say


def agreeing(inputs: ReportInputs, family: Family, figures_dir: Path) -> Iterator[Figure]:
    """Draw how many agree by municipality, and in each of its cases where that may be seen."""
    by_case = {sheet.variable.id: sheet for sheet in asked_sheets(inputs, "case")}
    drafts = [
        _shares_of(inputs, sheet, by_case.get(sheet.variable.id))
        for _, _, members in family.themes(inputs)
        for sheet in members
        if several_open(inputs, sheet)
    ]
    heights = [height_of(len(draft.shares)) for _, draft in drafts]
    language = inputs.language
    for page in pages(heights, ROOM):
        found = [drafts[at] for at in page]
        name = f"instemming-{family.id}" if family.id else "instemming"
        stem = f"{name}-{found[0][0].variable.id}" if page[0] else name
        released = release_shares(_joined(inputs, [draft for _, draft in found]), inputs.profile)
        if released is None:
            continue
        path = draw_shares(released, figures_dir / stem, language)
        notes = tuple(_notes(inputs, family, [sheet for sheet, _ in found], released))
        alt = shares_alt(released, language)
        yield Figure(stem, released, path, alt, notes, path.with_suffix(".svg"))


def _notes(
    inputs: ReportInputs, family: Family, members: Sequence[Sheet], released: ReleasedShares
) -> Iterator[str]:
    language = inputs.language
    labels = dict(zip(family.sheets[0].variable.codes, family.labels(language), strict=True))
    agree = " / ".join(labels[code] for code in family.sheets[0].variable.agree)
    yield say("figures.shares.note", language, agree=agree)
    on_axis = any(one.low is not None for one in released.shares)
    if on_axis:
        yield say("figures.shares.clustered", language)
    if any(one.n is None for one in released.shares):
        yield say("report.note.suppressed", language)
    yield source_of(inputs, members, "row", "wilson" if on_axis else "counted")


def _shares_of(
    inputs: ReportInputs, sheet: Sheet, cases: Sheet | None
) -> tuple[Sheet, DraftShares]:
    """Give a row to every municipality, below it its cases when there are several, then all."""
    parents = parents_of(inputs, sheet)
    bases = {sheet.base: sheet.persons}
    same = alike(sheet)
    within: tuple[Within, ...] = ()
    if cases:
        bases[cases.base] = cases.persons
        same |= alike(cases)
        within = (Within(cases.base, sheet.base, parents),)
    hidden = hidden_places(bases, inputs.profile, same, within)
    rows = []
    for town in sheet.persons:
        rows.append(_share(inputs, sheet, town))
        inside = [case for case, parent in parents.items() if parent == town]
        known = [case for case in inside if cases and case in cases.persons]
        if cases and inside[1:] and any((cases.base, case) not in hidden for case in known):
            rows += [_share(inputs, cases, case, inside=True) for case in inside]
    rows.append(_share(inputs, sheet, ""))
    return sheet, DraftShares("", tuple(rows), bases, same, within)


def _share(inputs: ReportInputs, sheet: Sheet, group: str, *, inside: bool = False) -> Share:
    language = inputs.language
    stats: Stats = sheet.groups.get(group, {}) if group else sheet.total
    n = int(number(stats, "n_valid") or 0)
    label = named_groups(inputs, sheet.by).get(group, group)
    if not group:
        label = say("report.everyone", language)
    return Share(
        item=clean(sheet.text(language)),
        label=clean(label),
        base=sheet.base,
        group=group,
        n=n,
        agree=round((number(stats, "agree_share") or 0.0) * n),
        low=number(stats, "agree_ci_low"),
        high=number(stats, "agree_ci_high"),
        inside=inside,
    )


def _joined(inputs: ReportInputs, drafts: Sequence[DraftShares]) -> DraftShares:
    """Put the statements of one figure together under its title."""
    return DraftShares(
        title=say("figures.shares.title", inputs.language),
        shares=tuple(one for draft in drafts for one in draft.shares),
        bases={base: persons for draft in drafts for base, persons in draft.bases.items()},
        alike={place: code for draft in drafts for place, code in draft.alike.items()},
        within=tuple(one for draft in drafts for one in draft.within),
    )
