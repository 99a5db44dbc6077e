"""Draw a dot for every rating of a round table, by role: first round left, second right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.round_statements import ROUNDS, Rated, persons_behind
from wbp_survey.report.figures.canvas import (
    LINE,
    SMALL,
    WIDTH,
    Key,
    dot,
    extremes,
    forget,
    heading,
    legend,
    picture,
    quoted,
    rule,
    told,
    words,
)
from wbp_survey.report.figures.colors import INK, MARKS, SOFT
from wbp_survey.report.gate.release import SUPPRESSED, DotPanel, DraftDots, ReleasedDots
from wbp_survey.report.inputs import ReportInputs, number
from wbp_survey.report.numbers import score_text
from wbp_survey.report.table_record import TableRecord
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW, _ABOVE, _GAP, _SIDE, _TICK, _DOT = 0.36, 0.08, 0.3, 0.1, 0.06, 0.076
"""Inches: a row of dots, room above a statement, between the rounds and beside them; a dot."""
_COUNT = "count:"
_NAME = "stippen-"


def drafted_dots(
    inputs: ReportInputs, record: TableRecord, statements: Sequence[Rated]
) -> DraftDots:
    """Lay out every rating at a table: per statement and round, per role how often each code.

    A role of one person, and one that somebody does not want to be named, is one among others.
    """
    language = inputs.language
    labels = _labels(inputs, record)
    others = say("round_tables.talk.others", language)
    counted = _counted(inputs, record)
    here = [one for one in statements if one.asked_at(record.group)]
    panels = tuple(
        DotPanel(
            clean(f"{one.at}  {text_in(one.variable.label, language)}"),
            round_,
            one.base(round_),
            record.group,
            _together(counted.get((one.variable.id, round_), {}), labels),
            number(one.rounds.get((round_, record.group), {}), "median"),
        )
        for one in here
        for round_ in ROUNDS
    )
    return DraftDots(
        title=say("round_tables.dots.title", language, place=record.label),
        codes=here[0].variable.codes if here else (),
        roles=tuple(dict.fromkeys(sorted(labels.values(), key=lambda one: one == others))),
        panels=panels,
        bases=persons_behind(statements),
    )


def _labels(inputs: ReportInputs, record: TableRecord) -> dict[str, str]:
    """Return what each role at a table is called in a figure of single ratings.

    Others are never one person: then the smallest role is among them too.
    """
    language = inputs.language
    known = {role.id: text_in(role.label, language) for role in inputs.study.roles}
    persons = record.persons
    named = [role for role, n in persons.items() if role in record.named and n > 1]
    if sum(persons.values()) - sum(persons[role] for role in named) == 1 and named:
        named.remove(min(named, key=persons.__getitem__))
    others = say("round_tables.talk.others", language)
    return {role: known.get(role, role) if role in named else others for role in persons}


def _together(
    counted: Mapping[str, Mapping[str, int]], labels: Mapping[str, str]
) -> dict[str, dict[str, int]]:
    """Add up the ratings of the roles that go by the same name; one without a name is nobody's."""
    found: dict[str, Counter[str]] = {}
    for role, codes in counted.items():
        if role in labels:
            found.setdefault(labels[role], Counter()).update(codes)
    return {name: dict(codes) for name, codes in found.items()}


def draw_dots(dots: ReleasedDots, stem: Path, language: str) -> Path:
    """Write `stem`.png (200 dpi), .svg and .csv; return the path of the PNG.

    Raises ReportError when they cannot be written.
    """

    def fill(axes: Axes) -> float:
        return _fill(axes, dots, language)

    return picture(stem, fill, _rows(dots), dots.title)


def forget_dots(folder: Path, drawn: Collection[str] = ()) -> None:
    """Take away the dots of earlier runs: for readers who may see more, of tables no longer there.

    `drawn` holds the ids of the tables of which this run did draw them. Raises ReportError when one
    stays.
    """
    forget(folder, [f"{_NAME}tafel-*"], {f"{_NAME}{name}" for name in drawn})


def dots_stem(folder: Path, name: str) -> Path:
    """Name the dots of a table, without what a file name ends in."""
    return folder / f"{_NAME}{name}"


def dots_alt(dots: ReleasedDots, language: str) -> str:
    """Say in words what the figure shows, in at most 250 characters."""
    last = [one for one in dots.panels if one.round == ROUNDS[-1] and one.median is not None]
    parts = [f"{dots.title}."]
    ends = extremes(last, lambda one: one.median or 0.0)
    for name, one in zip(("highest", "lowest"), ends, strict=False):
        value = score_text(one.median or 0.0, language)
        item = quoted(one.item)
        parts.append(say(f"figures.median.{name}", language, item=item, value=value))
    hidden = sum(one.counts is None for one in dots.panels)
    parts += [say("figures.hidden", language, n=hidden)] if hidden else []
    return told([*parts, say("round_tables.dots.alt", language, roles=", ".join(dots.roles))])


def _counted(
    inputs: ReportInputs, record: TableRecord
) -> dict[tuple[str, int], dict[str, dict[str, int]]]:
    """Return per statement and round how often each role at a table gave each code."""
    found: dict[tuple[str, int], dict[str, dict[str, int]]] = {}
    for row in inputs.rounds.rows if inputs.rounds else ():
        dotted = row.by == f"role@{record.group}" and row.stat.startswith(_COUNT)
        if dotted and row.group and row.round and row.value:
            roles = found.setdefault((row.variable, row.round), {})
            roles.setdefault(row.group, {})[row.stat.removeprefix(_COUNT)] = int(row.value)
    return found


def _fill(axes: Axes, dots: ReleasedDots, language: str) -> float:
    """Put both rounds of every statement side by side; return how far down they came."""
    keys = [Key(role, *look) for role, look in zip(dots.roles, MARKS, strict=False)]
    median = Key(say("round_tables.dots.median", language), INK, "|")
    y = legend(axes, [*keys, median]) + 0.05
    wide = (WIDTH - _GAP - 2 * _SIDE) / len(ROUNDS)
    lanes = {at: _SIDE + place * (wide + _GAP) for place, at in enumerate(ROUNDS)}
    for at, left in lanes.items():
        name = say("report.round", language, round=at)
        words(axes, (left + wide / 2, y + LINE / 2), name, ha="center", color=SOFT)
    y += LINE
    for _, panels in groupby(dots.panels, key=lambda one: one.item):
        both = list(panels)
        y = heading(axes, y + _ABOVE, both[0].item) + _ROW
        for one in both:
            lane = (lanes[one.round], wide / len(dots.codes))
            _panel(axes, dots, one, lane, (y, keys))
    for left in lanes.values():
        for at, code in enumerate(dots.codes):
            x = left + (at + 0.5) * wide / len(dots.codes)
            words(axes, (x, y + 0.12), code, ha="center", size=SMALL, color=SOFT)
    return y + 0.22


def _panel(
    axes: Axes,
    dots: ReleasedDots,
    panel: DotPanel,
    lane: tuple[float, float],
    look: tuple[float, Sequence[Key]],
) -> None:
    """Stack the dots of one statement upon its line, role by role; a tick marks the median."""
    (left, step), (bottom, keys) = lane, look
    right = left + step * len(dots.codes)
    rule(axes, (left, bottom), (right, bottom), color="#BFBFBF")
    if panel.counts is None:
        words(axes, ((left + right) / 2, bottom - _ROW / 2), SUPPRESSED, ha="center")
        return
    tallest = max(_heights(panel, dots.codes), default=0)
    up = min(_DOT, (_ROW - _DOT) / max(tallest, 1))
    for place, code in enumerate(dots.codes):
        y = bottom - _DOT * 0.75
        for role, key in zip(dots.roles, keys, strict=True):
            for _ in range(panel.counts.get(role, {}).get(code, 0)):
                dot(axes, (left + (place + 0.5) * step, y), key)
                y -= up
    if panel.median is not None:
        x = left + (panel.median - float(dots.codes[0]) + 0.5) * step
        rule(axes, (x, bottom), (x, bottom + _TICK), color=INK, linewidth=1.8, zorder=3)


def _heights(panel: DotPanel, codes: Sequence[str]) -> list[int]:
    counts = panel.counts or {}
    return [sum(of_role.get(code, 0) for of_role in counts.values()) for code in codes]


def _rows(dots: ReleasedDots) -> Iterator[list[object]]:
    """Give the dots as numbers; what may not be shown as `x` here too."""
    yield ["item", "round", "role", "code", "n"]
    for one in dots.panels:
        if one.counts is None:
            yield [one.item, one.round, SUPPRESSED, SUPPRESSED, SUPPRESSED]
            continue
        for role, codes in one.counts.items():
            for code, n in codes.items():
                yield [one.item, one.round, role, code, n]
