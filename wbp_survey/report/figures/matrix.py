"""Draw a matrix of rows by cases: the median in figures, and as a shade; `x` where it is hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.report.figures.canvas import (
    LINE,
    POINTS,
    SMALL,
    WIDTH,
    Key,
    box,
    extremes,
    inches,
    legend,
    picture,
    quoted,
    told,
    words,
    wrapped,
)
from wbp_survey.report.figures.colors import GREY, INK, SOFT, ink_on, shade
from wbp_survey.report.gate.charts import Cell, ReleasedMatrix
from wbp_survey.report.gate.release import SUPPRESSED
from wbp_survey.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW, HEAD = 0.32, 0.26
_SIDE, _NARROWEST, _WIDEST = 0.05, 0.42, 0.8
_LINES = 4
_STEPS = (0.0, 0.5, 1.0)


def draw_matrix(matrix: ReleasedMatrix, stem: Path) -> Path:
    """Write `stem`.png (200 dpi), .svg and .csv; return the path of the PNG.

    Raises ReportError when they cannot be written.
    """

    def fill(axes: Axes) -> float:
        return _fill(axes, matrix)

    return picture(stem, fill, _rows(matrix), matrix.title)


def matrix_alt(matrix: ReleasedMatrix, language: str) -> str:
    """Say in words what is highest and lowest, from released cells only, in 250 characters."""
    shown = [one for one in matrix.cells if one.text and one.part is not None]
    parts = [f"{matrix.title}."]
    if any(one.coarse for one in shown):
        counted = Counter(one.text for one in shown)
        named = [(name, counted[name]) for name in matrix.shades]
        parts.append(", ".join(f"{name}: {n}" for name, n in named).capitalize() + ".")
    else:
        ends = extremes(shown, lambda one: one.part or 0.0)
        for name, one in zip(("highest", "lowest"), ends, strict=False):
            values = {"row": quoted(one.row), "column": one.column, "value": one.text}
            parts.append(say(f"figures.matrix.{name}", language, **values))
    hidden = sum(one.text is None for one in matrix.cells)
    parts += [say("figures.hidden", language, n=hidden)] if hidden else []
    return told(parts)


def _fill(axes: Axes, matrix: ReleasedMatrix) -> float:
    """Put the cases over the cells and the rows beside them; return how far down they came."""
    named = zip(matrix.shades, _STEPS, strict=True)
    y = legend(axes, [Key(name, shade(at)) for name, at in named])
    wide = min(max(3.6 / max(len(matrix.columns), 1), _NARROWEST), _WIDEST)
    left = WIDTH - _SIDE - wide * len(matrix.columns)
    names = [wrapped(name, wide - 0.04, most=_LINES, size=SMALL) for name in matrix.columns]
    deep = max(map(len, names), default=0) * LINE * 0.9
    for at, lines in enumerate(names):
        for number, text in enumerate(reversed(lines)):
            place = (left + (at + 0.5) * wide, y + deep - (number + 0.5) * LINE * 0.9)
            words(axes, place, text, ha="center", size=SMALL)
    y += deep + 0.05
    cells = {(one.row, one.column): one for one in matrix.cells}
    for row in matrix.rows:
        if row in matrix.heads:
            words(axes, (_SIDE, y + HEAD / 2), matrix.heads[row], color=SOFT, weight="bold")
            y += HEAD
        lines = wrapped(row, left - _SIDE - 0.12)
        for number, text in enumerate(lines):
            place = (_SIDE, y + ROW / 2 + (number - (len(lines) - 1) / 2) * LINE)
            words(axes, place, text)
        for at, name in enumerate(matrix.columns):
            _cell(axes, cells.get((row, name)), (left + at * wide, y), wide)
        y += ROW
    return y + 0.05


def _cell(axes: Axes, cell: Cell | None, corner: tuple[float, float], wide: float) -> None:
    """Fill a cell by its value and print that; nobody asked: nothing, too few: `x`."""
    if cell is None:
        return
    fill = "#FFFFFF" if cell.text is None or cell.part is None else shade(cell.part)
    text = SUPPRESSED if cell.text is None else cell.text
    box(axes, corner, (wide, ROW), fill, edgecolor=GREY, linewidth=0.4)
    size = POINTS if inches(text) < wide - 0.04 else SMALL - 0.5
    ink = INK if cell.text is None else ink_on(fill)
    words(axes, (corner[0] + wide / 2, corner[1] + ROW / 2), text, ha="center", size=size,
          color=ink)  # fmt: skip


def _rows(matrix: ReleasedMatrix) -> Iterator[list[object]]:
    """Give the cells as they are printed; suppressed ones as `x` here too."""
    yield ["row", "case", "value"]
    for one in matrix.cells:
        yield [one.row, one.column, SUPPRESSED if one.text is None else one.text]
