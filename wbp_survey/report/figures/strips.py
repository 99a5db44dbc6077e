"""Draw a dot for every answer to a question, a row for each role: for the researchers alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.report.figures.canvas import (
    LINE,
    SMALL,
    WIDTH,
    Key,
    dot,
    extremes,
    heading,
    inches,
    legend,
    picture,
    quoted,
    rule,
    told,
    words,
    wrapped,
)
from wbp_survey.report.figures.colors import INK, MARKS, PALE, SOFT
from wbp_survey.report.gate.release import SUPPRESSED, DotPanel, ReleasedDots
from wbp_survey.report.numbers import NBSP, score_text
from wbp_survey.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIDE, _GAP, _DOT, _LEAST, _FOOT = 0.05, 0.1, 0.082, 0.2, 0.22
_LABEL = 6.5


def draw_strips(dots: ReleasedDots, stem: Path, labels: Sequence[str], language: str) -> Path:
    """Write `stem`.png (200 dpi), .svg and .csv; return the path of the PNG.

    Every panel is about one role; `labels` are the words at the codes, empty for none. Raises
    ReportError when they cannot be written.
    """

    def fill(axes: Axes) -> float:
        return _fill(axes, dots, labels, language)

    return picture(stem, fill, _rows(dots), dots.title)


def strips_alt(dots: ReleasedDots, language: str) -> str:
    """Say in words which median is highest and lowest and whose it is, in 250 characters."""
    shown = [one for one in dots.panels if one.median is not None]
    parts = [f"{dots.title}."]
    ends = extremes(shown, lambda one: one.median or 0.0)
    for name, one in zip(("highest", "lowest"), ends, strict=False):
        item = f"{quoted(one.item)}, {one.group}"
        value = score_text(one.median or 0.0, language)
        parts.append(say(f"figures.median.{name}", language, item=item, value=value))
    hidden = sum(one.counts is None for one in dots.panels)
    parts += [say("figures.hidden", language, n=hidden)] if hidden else []
    return told(parts)


def height_of(rows: int) -> float:
    """Return about how many inches an item of so many roles takes."""
    return _GAP + 2 * LINE + rows * (_LEAST + _DOT)


def _fill(axes: Axes, dots: ReleasedDots, labels: Sequence[str], language: str) -> float:
    """Put the roles of every item below each other; return how far down they came."""
    median = Key(say("round_tables.dots.median", language), INK, "|")
    answer = Key(say("figures.strips.answer", language), MARKS[0][0], MARKS[0][1])
    y = legend(axes, [answer, median])
    names = [_label(one) for one in dots.panels]
    left = _SIDE + 0.1 + max(inches(name) for name in names) + 0.2
    step = (WIDTH - _SIDE - left) / len(dots.codes)
    for _, group in groupby(dots.panels, key=lambda one: one.item):
        panels = list(group)
        y = heading(axes, y + _GAP, panels[0].item)
        for one in panels:
            y = _row(axes, dots, one, (left, step), y)
    for at, code in enumerate(dots.codes):
        x = left + (at + 0.5) * step
        words(axes, (x, y + 0.6 * LINE), code, ha="center", size=SMALL, color=SOFT)
        if labels:
            for number, text in enumerate(wrapped(labels[at], step, size=_LABEL)):
                place = (x, y + (number + 1.6) * LINE * 0.9)
                words(axes, place, text, ha="center", size=_LABEL, color=SOFT)
    return y + _FOOT + 2 * LINE * bool(labels)


def _row(
    axes: Axes, dots: ReleasedDots, panel: DotPanel, lane: tuple[float, float], y: float
) -> float:
    """Pack the dots of a role around each code; a tick marks the median. Return where it ends."""
    left, step = lane
    counts = next(iter(panel.counts.values())) if panel.counts else {}
    beside = max(int(step * 0.9 / _DOT), 1)
    deep = max((-(-n // beside) for n in counts.values()), default=1)
    high = max(_LEAST, deep * _DOT + 0.08)
    middle, right = y + high / 2, left + step * len(dots.codes)
    words(axes, (_SIDE + 0.1, middle), _label(panel))
    rule(axes, (left, y + high), (right, y + high), color=PALE, linewidth=0.5)
    if panel.counts is None:
        words(axes, ((left + right) / 2, middle), SUPPRESSED, ha="center")
        return y + high
    for at, code in enumerate(dots.codes):
        n = counts.get(code, 0)
        for place in range(n):
            line, column = divmod(place, beside)
            across = min(n - line * beside, beside)
            x = left + (at + 0.5) * step + (column - (across - 1) / 2) * _DOT
            up = (line - (-(-n // beside) - 1) / 2) * _DOT
            dot(axes, (x, middle + up), Key("", *MARKS[0]), 5.0)
    if panel.median is not None:
        x = left + (_place(panel.median, dots.codes) + 0.5) * step
        rule(axes, (x, y + high - 0.045), (x, y + high + 0.02), color=INK, linewidth=1.8, zorder=3)
    return y + high


def _place(value: float, codes: Sequence[str]) -> float:
    """Return where a median lies among the codes, which are numbers one apart."""
    return value - float(codes[0])


def _label(panel: DotPanel) -> str:
    """Name a row: the role, and how many persons it is about."""
    if panel.counts is None:
        return panel.group
    n = sum(next(iter(panel.counts.values())).values())
    return f"{panel.group} (n{NBSP}={NBSP}{n})"


def _rows(dots: ReleasedDots) -> Iterator[list[object]]:
    """Give the dots as numbers; what may not be shown as `x` here too."""
    yield ["item", "role", "code", "n"]
    for one in dots.panels:
        if one.counts is None:
            yield [one.item, one.group, SUPPRESSED, SUPPRESSED]
            continue
        for code, n in next(iter(one.counts.values())).items():
            yield [one.item, one.group, code, n]
