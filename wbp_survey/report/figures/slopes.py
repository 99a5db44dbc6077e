"""Draw how medians moved between the rounds of round tables: never the line of a person.

A small panel per statement, a line per table and a thick one for all together. Lines on the same
medians lie a little apart, so that each can be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.report.figures.canvas import (
    LINE,
    SMALL,
    WIDTH,
    Key,
    dot,
    legend,
    picture,
    quoted,
    rule,
    told,
    words,
    wrapped,
)
from wbp_survey.report.figures.colors import INK, MARKS, SOFT
from wbp_survey.report.gate.charts import ReleasedShifts, Shift
from wbp_survey.report.gate.release import SUPPRESSED
from wbp_survey.report.numbers import score_text
from wbp_survey.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANELS = 3
"""Panels beside each other."""
HIGH = 1.75
"""Inches: a panel with its words."""
_GAP, _SIDE, _WORDS, _PLOT, _INSET, _APART = 0.16, 0.05, 3 * LINE, 1.05, 0.34, 0.028
_TOGETHER = Key("", INK, "o")


def draw_slopes(shifts: ReleasedShifts, stem: Path, language: str) -> Path:
    """Write `stem`.png (200 dpi), .svg and .csv; return the path of the PNG.

    Raises ReportError when they cannot be written.
    """

    def fill(axes: Axes) -> float:
        return _fill(axes, shifts, language)

    return picture(stem, fill, _rows(shifts), shifts.title)


def slopes_alt(shifts: ReleasedShifts, language: str) -> str:
    """Say in words which way medians went and which went furthest, in at most 250 characters.

    Counts the lines of all tables together, or those of single tables when these alone are shown.
    """
    shown = [one for one in shifts.lines if one.medians]
    together = [one for one in shown if not one.group] or shown
    moved = [_moved(one) for one in together]
    ways = {
        "up": sum(by > 0 for by in moved),
        "down": sum(by < 0 for by in moved),
        "equal": sum(by == 0 for by in moved),
    }
    parts = [f"{shifts.title}.", say("figures.slopes.ways", language, **ways)]
    furthest = max(together, key=lambda one: abs(_moved(one)), default=None)
    if furthest and furthest.medians and _moved(furthest):
        before, after = (score_text(one, language) for one in furthest.medians)
        item = quoted(furthest.item)
        parts.append(
            say("figures.slopes.furthest", language, item=item, before=before, after=after)
        )
    return told(parts)


def _fill(axes: Axes, shifts: ReleasedShifts, language: str) -> float:
    """Put the panels beside and below each other; return how far down they came."""
    keys = _keys(shifts)
    y = legend(axes, list(keys.values())) + 0.05
    items = [(item, list(lines)) for item, lines in groupby(shifts.lines, key=lambda one: one.item)]
    wide = (WIDTH - 2 * _SIDE - (PANELS - 1) * _GAP) / PANELS
    for at, (item, lines) in enumerate(items):
        left = _SIDE + (at % PANELS) * (wide + _GAP)
        top = y + (at // PANELS) * HIGH
        for number, text in enumerate(wrapped(item, wide, most=3, size=SMALL, weight="bold")):
            place = (left, top + (number + 0.5) * LINE * 0.9)
            words(axes, place, text, size=SMALL, weight="bold")
        box = (left + _INSET, left + wide - _INSET, top + _WORDS + 0.02)
        _panel(axes, shifts, lines, box, (keys, language))
    return y + -(-len(items) // PANELS) * HIGH


def _keys(shifts: ReleasedShifts) -> dict[str, Key]:
    """Give every table its look, in order, and all together one that stands out."""
    named = {one.group: one.label for one in shifts.lines}
    shown = {one.group for one in shifts.lines if one.medians}
    tables = [group for group in named if group and group in shown]
    keys = {group: Key(named[group], *MARKS[at % len(MARKS)]) for at, group in enumerate(tables)}
    if "" in shown:
        keys[""] = Key(named[""], _TOGETHER.color, _TOGETHER.marker)
    return keys


def _panel(
    axes: Axes,
    shifts: ReleasedShifts,
    lines: Sequence[Shift],
    box: tuple[float, float, float],
    look: tuple[dict[str, Key], str],
) -> None:
    """Draw one statement: both rounds as posts, classes as thin lines, then the shifts."""
    (left, right, top), (keys, language) = box, look
    low, high = shifts.ends

    def down(value: float) -> float:
        return top + (high - value) / (high - low) * _PLOT

    _posts(axes, shifts, (left, right), down, language)
    shown = [one for one in lines if one.medians]
    if not shown:
        words(axes, ((left + right) / 2, down((low + high) / 2)), SUPPRESSED, ha="center")
    for one, away in _apart(shown):
        ends = [down(one.medians[at]) + away for at in (0, 1)] if one.medians else []
        _line(axes, (left, right), ends, keys[one.group], thick=not one.group)
        if not one.group and one.medians:
            _numbers(axes, one.medians, (left, right), ends, language)


def _posts(
    axes: Axes,
    shifts: ReleasedShifts,
    across: tuple[float, float],
    down: Callable[[float], float],
    language: str,
) -> None:
    """Draw both rounds as posts with the ends of the scale, and where a class begins."""
    ends = shifts.ends
    for bound in shifts.classes:
        start, end = ((x, down(bound)) for x in across)
        rule(axes, start, end, linewidth=0.5, linestyle=(0, (3, 2)))
    for x, ha, away, number in zip(across, ("right", "left"), (-0.15, 0.15), (1, 2), strict=True):
        rule(axes, (x, down(ends[1])), (x, down(ends[0])), linewidth=0.6)
        for value in ends:
            text = score_text(value, language)
            words(axes, (x + away, down(value)), text, ha=ha, size=6.5, color=SOFT)
        text = say("report.round", language, round=number)
        words(axes, (x, down(ends[0]) + 0.13), text, ha="center", size=SMALL, color=SOFT)


def _line(
    axes: Axes, across: tuple[float, float], ends: Sequence[float], key: Key, *, thick: bool
) -> None:
    look = {"color": key.color, "linewidth": 2.2 if thick else 1.0, "zorder": 2}
    rule(axes, (across[0], ends[0]), (across[1], ends[1]), **look)
    for x, y in zip(across, ends, strict=True):
        dot(axes, (x, y), key, 6.0 if thick else 4.5)


def _numbers(
    axes: Axes,
    medians: tuple[float, float],
    across: tuple[float, float],
    ends: Sequence[float],
    language: str,
) -> None:
    """Print the medians of all together beside the ends of their line."""
    for value, x, y, ha, away in zip(
        medians, across, ends, ("right", "left"), (-0.08, 0.08), strict=True
    ):
        text = score_text(value, language)
        words(axes, (x + away, y), text, ha=ha, size=SMALL, weight="bold")


def _apart(lines: Sequence[Shift]) -> Iterator[tuple[Shift, float]]:
    """Yield every line with how far it is to lie from its place among those on the same medians."""
    same = Counter(one.medians for one in lines)
    seen: Counter[tuple[float, float] | None] = Counter()
    for one in lines:
        yield one, (seen[one.medians] - (same[one.medians] - 1) / 2) * _APART
        seen[one.medians] += 1


def _moved(one: Shift) -> float:
    return one.medians[1] - one.medians[0] if one.medians else 0.0


def _rows(shifts: ReleasedShifts) -> Iterator[list[object]]:
    """Give the numbers behind the figure; suppressed ones as `x` here too."""
    yield ["item", "table", "n_1", "n_2", "median_1", "median_2"]
    for one in shifts.lines:
        if one.medians is None or one.persons is None:
            yield [one.item, one.label, *[SUPPRESSED] * 4]
        else:
            yield [one.item, one.label, *one.persons, *map(repr, one.medians)]
