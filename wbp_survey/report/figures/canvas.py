"""What every figure shares: a page in inches, fonts, measured text, a legend, the files beside it.

A picture is drawn from the top down and is as high as what was drawn: nothing is squeezed. It is
kept as PNG (200 dpi) and SVG. In the SVG letters are outlines, so that Word and LibreOffice show
the same whatever fonts they have; what can be read aloud is the alternative text.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from wbp_survey.errors import ReportError
from wbp_survey.report.figures.colors import GREY, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_One = TypeVar("_One")

WIDTH = 6.3
"""Inches: that of the text on a page."""
MOST_HIGH = 8.0
"""Inches: with its caption and notes a picture must stand on one page."""
ROOM = MOST_HIGH - 0.7
"""Inches: what is left of that below a legend and above a foot."""
POINTS, SMALL = 8.5, 7.5
LINE = 0.145
"""Inches from one line of text to the next."""
ENDS = (".png", ".svg", ".csv")

_DPI = 200
_FONTS = (
    ("Carlito", ("Carlito-Regular.ttf", "Carlito-Bold.ttf")),
    ("Calibri", ("calibri.ttf", "calibrib.ttf")),
    ("Liberation Sans", ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf")),
    ("Arial", ("arial.ttf", "arialbd.ttf")),
)
"""Our fonts and the files they stand in, the best first; Carlito is as wide as Calibri."""
_ALWAYS = "DejaVu Sans"
"""Comes with matplotlib: the last resort, and for letters that another font lacks."""
_ALT_LIMIT = 250
_STROKES = "|_"
"""Markers that are but a line."""
_SWATCH, _AFTER_SWATCH, _AFTER_LABEL = 0.13, 0.06, 0.16


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: its words and what it looks like: a filled box or a marker."""

    label: str
    color: str
    marker: str = ""
    hollow: bool = False


def picture(
    stem: Path,
    fill: Callable[[Axes], float],
    rows: Iterable[Sequence[object]],
    title: str,
) -> Path:
    """Write `stem`.png, .svg and .csv; return the path of the PNG.

    `fill` draws on a page whose unit is the inch, from the top down, and returns how far it came;
    `rows` are the numbers behind it. Raises ReportError when a file cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    points, vector, data = files_of(stem)
    look: Any = _look()
    with mpl.rc_context(look):
        canvas = Canvas(figsize=(WIDTH, MOST_HIGH))
        FigureCanvasAgg(canvas)
        axes = canvas.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, WIDTH)
        height = fill(axes)
        canvas.set_figheight(height)
        axes.set_ylim(height, 0)
        about = {"Date": None, "Creator": None, "Title": title}
        try:
            stem.parent.mkdir(parents=True, exist_ok=True)
            canvas.savefig(points, dpi=_DPI, metadata={"Software": None})
            canvas.savefig(vector, metadata=about)
            _write(rows, data)
        except OSError as error:
            reason = error.strerror or ""
            raise ReportError.one("REPORT_UNWRITABLE", str(points), reason=reason) from error
    return points


def files_of(stem: Path) -> tuple[Path, ...]:
    """Name the pictures and the numbers behind them; a dot in the name is no suffix."""
    return tuple(stem.with_name(f"{stem.name}{end}") for end in ENDS)


def forget(folder: Path, patterns: Iterable[str], kept: Collection[str] = ()) -> None:
    """Take away what earlier runs drew under these names and this one did not.

    `patterns` are names without their ending, `kept` those that were drawn now. Raises ReportError
    when a file stays.
    """
    for pattern in patterns:
        for end in ENDS:
            for file in sorted(folder.glob(f"{pattern}{end}")):
                if file.name.removesuffix(end) not in kept:
                    _remove(file)


def installed_fonts() -> tuple[str, ...]:
    """Return our fonts as far as they are there.

    Found by the names of their files: the list that matplotlib keeps may be older than the fonts,
    and then the same figure would differ from one account to the next.
    """
    from matplotlib import font_manager

    there = {Path(file).name.lower(): file for file in sorted(font_manager.findSystemFonts())}
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    found = []
    for name, files in _FONTS:
        if all(file.lower() in there for file in files):
            found.append(name)
            for file in files:
                path = there[file.lower()]
                if path not in known:
                    font_manager.fontManager.addfont(path)
    return (*found, _ALWAYS)


def words(axes: Axes, place: tuple[float, float], text: str, **look: Any) -> None:
    """Write text at a place in inches from the left and the top, by default left and centred."""
    axes.text(*place, text, **{"va": "center", "color": INK, "size": POINTS, **look})


def inches(text: str, size: float = POINTS, weight: str = "normal") -> float:
    """Return the width of text as it will be drawn."""
    import matplotlib as mpl

    return _measured(text, size, weight, tuple(mpl.rcParams["font.family"]))


def wrapped(
    text: str, limit: float, most: int = 2, size: float = POINTS, weight: str = "normal"
) -> list[str]:
    """Break text into at most so many lines of so many inches; what is too long is cut."""
    lines: list[str] = []
    left = text.split(" ")
    while left and len(lines) < most:
        taken = _that_fit(left, limit, size, weight)
        lines.append(" ".join(left[:taken]))
        left = left[taken:]
    if left:
        last = lines[-1].split(" ")
        while len(last) > 1 and inches(" ".join(last) + " …", size, weight) > limit:
            last.pop()
        lines[-1] = " ".join(last) + " …"
    return lines


def heading(axes: Axes, y: float, text: str, limit: float = WIDTH) -> float:
    """Write a bold heading of one or two lines from the left; return where it ends."""
    for line in wrapped(text, limit - 0.1, weight="bold"):
        words(axes, (0.05, y + LINE / 2), line, weight="bold")
        y += LINE
    return y


def legend(axes: Axes, keys: Sequence[Key], y: float = 0.04) -> float:
    """Name what the looks mean, in as many lines as that takes; return where they end."""
    x = 0.05
    for key in keys:
        wide = _SWATCH + _AFTER_SWATCH + inches(key.label, size=SMALL)
        if x > _SWATCH and x + wide > WIDTH:
            x, y = 0.05, y + LINE * 1.2
        middle = y + LINE / 2
        if key.marker:
            dot(axes, (x + _SWATCH / 2, middle), key)
        else:
            box(axes, (x, middle - 0.05), (_SWATCH, 0.1), key.color, edgecolor=GREY)
        words(axes, (x + _SWATCH + _AFTER_SWATCH, middle), key.label, size=SMALL)
        x += wide + _AFTER_LABEL
    return y + LINE * 1.2 if keys else y


def dot(axes: Axes, place: tuple[float, float], key: Key, size: float = 5.0) -> None:
    """Draw one marker."""
    hollow = {"markerfacecolor": "white", "markeredgecolor": key.color, "markeredgewidth": 0.9}
    filled = {"markerfacecolor": key.color, "markeredgecolor": "white", "markeredgewidth": 0.3}
    if key.marker in _STROKES:
        filled = {"markeredgecolor": key.color, "markeredgewidth": 1.6}
    axes.plot([place[0]], [place[1]], linestyle="", marker=key.marker, markersize=size,
              clip_on=False, zorder=3, **(hollow if key.hollow else filled))  # type: ignore[arg-type]  # fmt: skip


def box(
    axes: Axes, corner: tuple[float, float], size: tuple[float, float], color: str, **look: Any
) -> None:
    """Draw a filled rectangle from its upper left corner."""
    from matplotlib.patches import Rectangle

    style = {"edgecolor": "white", "linewidth": 0.6, "zorder": 2, **look}
    axes.add_patch(Rectangle(corner, *size, facecolor=color, **style))


def rule(axes: Axes, start: tuple[float, float], end: tuple[float, float], **look: Any) -> None:
    """Draw a straight line behind everything else."""
    style = {"color": GREY, "linewidth": 0.7, "zorder": 0, "solid_capstyle": "butt", **look}
    axes.plot([start[0], end[0]], [start[1], end[1]], **style)


def told(parts: Iterable[str]) -> str:
    """Put sentences together as far as an alternative text is long; the first always stands."""
    text = ""
    for part in parts:
        if not text:
            text = part if len(part) <= _ALT_LIMIT else part[: _ALT_LIMIT - 2] + " …"
        elif part and len(text) + 1 + len(part) <= _ALT_LIMIT:
            text = f"{text} {part}"
    return text


def extremes(found: Iterable[_One], value: Callable[[_One], float]) -> list[_One]:
    """Return what is highest and what is lowest; only the first when these are the same."""
    ordered = sorted(found, key=lambda one: -value(one))
    if not ordered or value(ordered[0]) == value(ordered[-1]):
        return ordered[:1]
    return [ordered[0], ordered[-1]]


def quoted(text: str, most: int = 44) -> str:
    """Put the words of a statement between quotes, cut at a word when they are long."""
    kept = " ".join(text.split()).rstrip(".")
    if len(kept) > most:
        kept = kept[:most].rpartition(" ")[0] + " …"
    return f"‘{kept}’"


@cache
def _measured(text: str, size: float, weight: str, family: tuple[str, ...]) -> float:
    from matplotlib.backends import backend_agg
    from matplotlib.font_manager import FontProperties

    agg: Any = backend_agg  # it has no types
    font = FontProperties(family=list(family), size=size, weight=weight)
    drawn = agg.RendererAgg(1, 1, _DPI)
    wide, _, _ = drawn.get_text_width_height_descent(text, font, ismath=False)
    return float(wide) / _DPI


def _look() -> dict[str, Any]:
    return {
        "font.family": list(installed_fonts()),
        "font.size": POINTS,
        "text.hinting": "none",
        "svg.fonttype": "path",
        "svg.hashsalt": "wbp",
    }


def _that_fit(left: Sequence[str], limit: float, size: float, weight: str) -> int:
    """Count the words that fit on a line; one always does."""
    taken = 1
    while taken < len(left) and inches(" ".join(left[: taken + 1]), size, weight) <= limit:
        taken += 1
    return taken


def _write(rows: Iterable[Sequence[object]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or ""
        raise ReportError.one("REPORT_UNWRITABLE", str(file), reason=reason) from error


def pages(heights: Sequence[float], most: float = MOST_HIGH) -> Iterator[list[int]]:
    """Divide parts, by their places, over pages of at most so high; a part is not torn."""
    page: list[int] = []
    high = 0.0
    for at, height in enumerate(heights):
        if page and high + height > most:
            yield page
            page, high = [], 0.0
        page.append(at)
        high += height
    if page:
        yield page
