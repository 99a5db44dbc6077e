"""Draw stacked bars of a released figure; its numbers and words stand beside it.

Bars over codes of which some agree are laid around the middle of the scale; others start at the
left, in one hue from little to much.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.report.figures.canvas import (
    LINE,
    SMALL,
    WIDTH,
    Key,
    box,
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
from wbp_survey.report.figures.colors import GREY, SOFT, diverging, ink_on, rising
from wbp_survey.report.gate.release import SUPPRESSED, Bar, ReleasedFigure
from wbp_survey.report.numbers import NBSP, PERCENT_FROM, count_of, percent, whole
from wbp_survey.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAR = 0.17
"""Inches: how high a bar is."""
ROW, GAP, HEAD = 0.22, 0.1, 0.26
"""Inches: a bar with its room, room above an item, a theme with its room."""
_TEXT = 2.75
"""Inches for the words of an item that has one bar."""
_FOOT, _SIDE = 0.25, 0.05
_HIGHEST = 2
"""So many codes are told of in words where none of them is one of agreement."""
_SMALLEST = 6.0


def draw(figure: ReleasedFigure, stem: Path, language: str) -> Path:
    """Write `stem`.png (200 dpi), .svg and .csv; return the path of the PNG.

    Raises ReportError when they cannot be written.
    """

    def fill(axes: Axes) -> float:
        return _fill(axes, figure, language)

    return picture(stem, fill, _rows(figure), figure.title)


def alt_text(figure: ReleasedFigure, language: str) -> str:
    """Say in words what the figure shows, from released numbers only, in at most 250 characters."""
    shown = [bar for bar in figure.bars if bar.shares is not None]
    if not shown:
        return told([f"{figure.title}."])
    at = figure.agree or tuple(range(len(figure.codes))[-_HIGHEST:])
    kind = "agree" if figure.agree else "often"
    ends = extremes(shown, lambda bar: _part(bar, at))
    parts = [f"{figure.title}."]
    for name, bar in zip(("most", "least"), ends, strict=False):
        values = {"item": _named(figure, bar), "part": _share_text(bar, at, language)}
        label = say(
            "figures.bars.or", language, first=figure.labels[at[0]], last=figure.labels[at[-1]]
        )
        parts.append(say(f"figures.bars.{name}_{kind}", language, label=label, **values))
    hidden = len(figure.bars) - len(shown)
    parts += [say("figures.hidden", language, n=hidden)] if hidden else []
    return told(parts)


def counts_only(figure: ReleasedFigure) -> bool:
    """Tell whether the bars carry counts because some released bar has too few answers."""
    return any(bar.n is not None and bar.n < PERCENT_FROM for bar in figure.bars)


def height_of(bars: int, *, alone: bool) -> float:
    """Return about how many inches an item takes; `alone`: beside its one bar, else above them."""
    return ROW + GAP if alone else GAP + 2 * LINE + ROW * bars


def _fill(axes: Axes, figure: ReleasedFigure, language: str) -> float:
    """Put legend, themes, items and bars on the page; return how far down they came."""
    colors = diverging(len(figure.codes)) if figure.agree else rising(len(figure.codes))
    pairs = zip(colors, figure.labels, strict=True)
    y = legend(axes, [Key(label, color) for color, label in pairs]) + GAP
    items = [list(bars) for _, bars in groupby(figure.bars, key=lambda bar: (bar.theme, bar.item))]
    alone = all(len(bars) == 1 for bars in items)
    lane = _lane(figure, alone=alone)
    theme = ""
    for bars in items:
        if bars[0].theme != theme:
            theme = bars[0].theme
            words(axes, (_SIDE, y + HEAD / 2), theme, color=SOFT, weight="bold")
            y += HEAD
        above = y
        if alone:
            lines = wrapped(bars[0].item, _TEXT - 3 * _SIDE)
            deep = max(ROW, LINE * len(lines)) + GAP / 2
            for at, text in enumerate(lines):
                down = y + deep / 2 + (at - (len(lines) - 1) / 2) * LINE
                words(axes, (_SIDE, down), text)
            _bar(axes, figure, bars[0], lane, (y + deep / 2, colors), language)
            y += deep
        else:
            above = y = heading(axes, y + GAP, bars[0].item)
            for bar in bars:
                _bar(axes, figure, bar, lane, (y + ROW / 2, colors), language)
                y += ROW
        if figure.agree:
            rule(axes, (lane.zero, above), (lane.zero, y))
    return _foot(axes, figure, lane, y, language)


@dataclass(frozen=True, slots=True)
class _Lane:
    """Where the bars lie, in inches: labels end at `left`, shares are counted from `zero`."""

    left: float
    zero: float
    per_share: float


def _lane(figure: ReleasedFigure, *, alone: bool) -> _Lane:
    """Divide the width: labels as wide as the widest, bars as wide as what is left allows."""
    widest = max((inches(_label(bar, alone=alone)) for bar in figure.bars), default=0.0)
    left = (_TEXT if alone else _SIDE + 0.1) + min(widest, WIDTH / 2) + 0.1
    low = max((_below(bar, figure) for bar in figure.bars), default=0.0)
    high = max((sum(bar.shares or ()) - _below(bar, figure) for bar in figure.bars), default=1.0)
    per_share = (WIDTH - left - _SIDE) / ((low + high) or 1.0)
    return _Lane(left, left + low * per_share, per_share)


def _bar(
    axes: Axes,
    figure: ReleasedFigure,
    bar: Bar,
    lane: _Lane,
    look: tuple[float, Sequence[str]],
    language: str,
) -> None:
    """Draw one bar, its numbers inside as far as they fit."""
    y, colors = look
    alone = lane.left > _TEXT
    words(axes, (lane.left - 0.08, y), _label(bar, alone=alone), ha="right")
    if bar.shares is None or bar.n is None:
        words(axes, (lane.zero, y), SUPPRESSED, ha="center", bbox={"fc": "white", "ec": "none",
              "pad": 1.0})  # fmt: skip
        return
    left, plain = lane.zero - _below(bar, figure) * lane.per_share, counts_only(figure)
    for share, color in zip(bar.shares, colors, strict=True):
        wide = share * lane.per_share
        if not share:
            continue
        box(axes, (left, y - BAR / 2), (wide, BAR), color, edgecolor=GREY, linewidth=0.4)
        part = percent(share, PERCENT_FROM, language).removesuffix("%")
        text = whole(share * bar.n, language) if plain else part
        sizes = (size for size in (SMALL, _SMALLEST) if wide > inches(text, size=size) + 0.02)
        size = next(sizes, 0.0)
        if size:
            words(axes, (left + wide / 2, y), text, ha="center", size=size, color=ink_on(color))
        left += wide


def _foot(axes: Axes, figure: ReleasedFigure, lane: _Lane, y: float, language: str) -> float:
    """Say at which side they agree."""
    if not figure.agree:
        return y + 0.05
    for key, ha, away in (("low", "right", -0.06), ("high", "left", 0.06)):
        text = say(f"figures.bars.axis_{key}", language)
        words(axes, (lane.zero + away, y + _FOOT / 2), text, ha=ha, size=SMALL, color=SOFT)
    return y + _FOOT


def _label(bar: Bar, *, alone: bool) -> str:
    """Name a bar; where the item stands beside it only its n."""
    n = "" if bar.n is None else f"n{NBSP}={NBSP}{bar.n}"
    if alone:
        return n
    return f"{bar.label} ({n})" if n else bar.label


def _named(figure: ReleasedFigure, bar: Bar) -> str:
    """Name a bar in a sentence: by its item, and its group where items have several."""
    groups = {one.label for one in figure.bars}
    return quoted(bar.item) if len(groups) == 1 else f"{quoted(bar.item)}, {bar.label}"


def _below(bar: Bar, figure: ReleasedFigure) -> float:
    """Return how much of a bar lies left of zero: all lower codes and half of the middle one."""
    half = (len(figure.codes) - 1) / 2
    if not bar.shares or not figure.agree:
        return 0.0
    return sum(
        share * (1.0 if at < half else 0.5 * (at == half)) for at, share in enumerate(bar.shares)
    )


def _part(bar: Bar, at: Sequence[int]) -> float:
    return sum(bar.shares[one] for one in at) if bar.shares else 0.0


def _share_text(bar: Bar, at: Sequence[int], language: str) -> str:
    share, n = _part(bar, at), bar.n or 0
    if n < PERCENT_FROM:
        return count_of(round(share * n), n, language)
    return percent(share, n, language)


def _rows(figure: ReleasedFigure) -> Iterator[list[object]]:
    """Give the numbers behind the figure; suppressed ones as `x` here too."""
    yield ["item", "group", "n", *(f"share:{code}" for code in figure.codes)]
    for bar in figure.bars:
        numbers: list[object] = [SUPPRESSED] * (len(figure.codes) + 1)
        if bar.shares is not None:
            numbers = [bar.n, *(repr(share) for share in bar.shares)]
        yield [bar.item, bar.label, *numbers]
