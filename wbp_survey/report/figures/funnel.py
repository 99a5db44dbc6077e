"""Draw a funnel: each group's share against its number of answers, within the limits of chance.

Drawn from result rows that went through the gate: a group that was emptied there is left out and
counted (Spiegelhalter 2005, Statistics in Medicine 24:1185-1202).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from wbp_survey.errors import ReportError
from wbp_survey.model.result import Result
from wbp_survey.report.figures.canvas import WIDTH, installed_fonts, wrapped
from wbp_survey.report.figures.colors import INK
from wbp_survey.report.numbers import decimal_text, percent, whole
from wbp_survey.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_ENDINGS = (".svg", ".png")
_HEIGHT = 4.3
_LEFT, _RIGHT, _TOP, _BOTTOM, _LINE = 0.62, 0.75, 0.62, 0.5, 0.14
"""Inches around the axes; below them also a line for every sentence of small print."""
_GREY, _BAND, _EDGE = "#8A8A8A", "#EEF2F2", "#6B7A7A"
_LOOKS = {
    "below": ("#8C510A", "v", 30),
    "inside": ("#B9C4C4", "o", 14),
    "above": ("#01665E", "^", 30),
}
"""Colour, shape and size: shapes and lightness tell them apart in grey."""
_LIMITS: tuple[tuple[str, Any], ...] = (("95", (0, (4, 2))), ("998", "solid"))
_LIMIT_PERCENT = (95.0, 99.8)
_MOST_NAMES = 14
_FAR = 3.0902
"""Standard errors of the 99.8% limits."""
_OFFSETS = (
    (4, 2, "left"),
    (-4, 2, "right"),
    (4, -7, "left"),
    (-4, -7, "right"),
    (0, 5, "center"),
    (0, -11, "center"),
)
"""Where a name may stand, in points from its group, the best place first."""
_OVERDISPERSED = "overdispersed"
"""The note that says the groups differ by more than chance."""
_NAME_POINTS = 7.5
_LEGEND_POINTS = (8.0, 7.0, 6.0)
_LINE_CHARACTERS = 100
_MARK_POINTS = 4.0


@dataclass(frozen=True, slots=True)
class Point:
    """One group: its answers, its share, the limits there and its distance in standard errors."""

    group: str
    n: float
    share: float
    low: tuple[float, float]
    high: tuple[float, float]
    z: float

    @property
    def where(self) -> str:
        """Tell whether it lies below, inside or above the 99.8% limits."""
        if self.share < self.low[1]:
            return "below"
        return "above" if self.share > self.high[1] else "inside"


@dataclass(frozen=True, slots=True)
class Funnel:
    """The groups of one item that may be shown, the share of all, and how many are left out.

    `spread` is by how much the variance between groups exceeds that of chance, 1 when it does not.
    """

    variable: str
    points: tuple[Point, ...]
    overall: float
    n: int
    spread: float
    left_out: int
    weighted: bool

    @property
    def outside(self) -> tuple[Point, ...]:
        """Return the groups to name, the furthest first.

        Those outside the 99.8% limits, also after allowing for groups that differ by more than
        chance.
        """
        bound = _FAR * max(self.spread, 1.0) ** 0.5
        far = (one for one in self.points if one.where != "inside" and abs(one.z) > bound)
        return tuple(sorted(far, key=lambda one: (-abs(one.z), one.group)))


def funnels(rows: Iterable[Result]) -> tuple[Funnel, ...]:
    """Return the funnel of every item that has one, from rows that went through the gate."""
    found = []
    for (variable, _), group in groupby(rows, key=lambda row: (row.variable, row.round)):
        funnel = _funnel(variable, list(group))
        if funnel:
            found.append(funnel)
    return tuple(found)


def draw_funnels(
    rows: Iterable[Result], path: Path, titles: Mapping[str, str], language: str
) -> tuple[Path, ...]:
    """Draw the funnel of every item; several become `path-item.svg`. Return the files written.

    `rows` went through the gate; `titles` are by variable, which is its own title without one.
    Raises ReportError when no item has a funnel, or a file cannot be written.
    """
    found = funnels(rows)
    if not found:
        raise ReportError.one("REPORT_NO_FUNNEL", str(path))
    if path.suffix.lower() not in _ENDINGS:
        raise ReportError.one("REPORT_FIGURE_KIND", str(path), kinds=", ".join(_ENDINGS))
    written = []
    for one in found:
        target = path
        if len(found) > 1:
            target = path.with_name(f"{path.stem}-{one.variable}{path.suffix}")
        written.append(draw_funnel(one, titles.get(one.variable, one.variable), target, language))
    return tuple(written)


def draw_funnel(funnel: Funnel, title: str, path: Path, language: str) -> Path:
    """Write the figure as SVG or PNG, as the path says; the same funnel gives the same bytes.

    Raises ReportError when it cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    look: Any = {"font.family": list(installed_fonts()), "font.size": 8.5, "svg.hashsalt": "wbp"}
    with mpl.rc_context(look):
        canvas = Canvas(figsize=(WIDTH, _HEIGHT))
        FigureCanvasAgg(canvas)
        _fill(canvas, funnel, title, language)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            canvas.savefig(path, dpi=200, metadata=_metadata(path, funnel, title, language))
        except OSError as error:
            reason = error.strerror or ""
            raise ReportError.one("REPORT_UNWRITABLE", str(path), reason=reason) from error
    return path


def alt_text(funnel: Funnel, title: str, language: str) -> str:
    """Say in words what the figure shows."""
    places = [one.where for one in funnel.points]
    return say(
        "survey.funnel.alt",
        language,
        item=title,
        groups=len(places),
        agree=percent(funnel.overall, funnel.n, language),
        above=places.count("above"),
        below=places.count("below"),
    )


def _funnel(variable: str, rows: Sequence[Result]) -> Funnel | None:
    """Gather the rows of one item; None when it has no limits at all."""
    groups: dict[str | None, dict[str, Result]] = {}
    for row in rows:
        if row.group2 is None:
            groups.setdefault(row.group, {})[row.stat] = row
    total = groups.pop(None, {})
    with_limits = {group: stats for group, stats in groups.items() if "funnel_z" in stats}
    overall = total.get("agree_share")
    if not with_limits or overall is None or overall.value is None:
        return None
    points = [_point(str(group), stats) for group, stats in with_limits.items()]
    known = tuple(point for point in points if point is not None)
    spread = total.get("overdispersion")
    return Funnel(
        variable,
        tuple(sorted(known, key=lambda one: one.n)),
        overall.value,
        overall.n,
        spread.value if spread and spread.value and _OVERDISPERSED in spread.note else 1.0,
        len(points) - len(known),
        "weight_sum" in total,
    )


def _point(group: str, stats: dict[str, Result]) -> Point | None:
    """Return a group as a point; None when any number of it may not be shown or is not there."""
    names = ("funnel_n", "agree_share", "funnel_low_95", "funnel_low_998", "funnel_high_95",
             "funnel_high_998", "funnel_z")  # fmt: skip
    found = [stats[name].value for name in names if name in stats]
    numbers = [value for value in found if value is not None]
    if len(numbers) < len(names):
        return None
    n, share, low, lowest, high, highest, z = numbers
    return Point(group, n, share, (low, lowest), (high, highest), z)


def _metadata(path: Path, funnel: Funnel, title: str, language: str) -> dict[str, Any]:
    if path.suffix.lower() == ".svg":
        words = alt_text(funnel, title, language)
        return {"Date": None, "Creator": None, "Title": title, "Description": words}
    return {"Software": None}


def _fill(canvas: Canvas, funnel: Funnel, title: str, language: str) -> None:
    """Put title, legend, groups, limits and the small print on the canvas."""
    (shown,) = wrapped(title, WIDTH - 0.2, most=1, weight="bold", size=9.5)
    canvas.text(0.012, 0.985, shown, weight="bold", color=INK, va="top", size=9.5)
    words = _small_print(funnel, language)
    bottom = (_BOTTOM + _LINE * (len(words) + 1)) / _HEIGHT
    wide = 1 - (_LEFT + _RIGHT) / WIDTH
    axes = canvas.add_axes((_LEFT / WIDTH, bottom, wide, 1 - _TOP / _HEIGHT - bottom))
    if not funnel.points:
        axes.set_axis_off()
        axes.text(0.5, 0.5, say("survey.funnel.nothing", language), ha="center", color=INK)
        return
    _frame(axes, funnel, language)
    _draw_limits(axes, funnel, language)
    for where, (color, marker, size) in _LOOKS.items():
        here = [one for one in funnel.points if one.where == where]
        axes.scatter([one.n for one in here], [one.share for one in here], s=size, c=color,
                     marker=marker, edgecolors="white", linewidths=0.5, zorder=3)  # fmt: skip
    _legend(canvas, funnel, language)
    unnamed = len(funnel.outside) - _write_names(canvas, axes, funnel)
    if unnamed:
        words.append(say("survey.funnel.unnamed", language, count=unnamed))
    canvas.text(0.012, 0.02, "\n".join(words), size=7.5, color="#595959", va="bottom",
                linespacing=1.25)  # fmt: skip


def _frame(axes: Axes, funnel: Funnel, language: str) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    shares = [edge for one in funnel.points for edge in (one.share, one.low[1], one.high[1])]
    low, high = min(shares), max(shares)
    room = max(high - low, 0.05) * 0.06
    sizes = [one.n for one in funnel.points]
    wide = max(max(sizes) - min(sizes), 1.0)
    axes.set_ylim(max(low - room, -0.01), min(high + room, 1.01))
    axes.set_xlim(max(min(sizes) - wide * 0.03, 0), max(sizes) + wide * 0.05)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda at, _: percent(max(at, 0.0), 20, language)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: whole(at, language)))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_GREY)
    axes.tick_params(color=_GREY, labelcolor=INK)
    axes.set_xlabel(say(f"survey.funnel.{'x_worth' if funnel.weighted else 'x'}", language),
                    color=INK)  # fmt: skip
    axes.set_ylabel(say("survey.funnel.y", language), color=INK)


def _draw_limits(axes: Axes, funnel: Funnel, language: str) -> None:
    """Draw the share of all, named at its right end, and the limits around it."""
    n = [one.n for one in funnel.points]
    for place, (level, dashes) in enumerate(_LIMITS):
        low = [one.low[place] for one in funnel.points]
        high = [one.high[place] for one in funnel.points]
        if level == _LIMITS[-1][0]:
            axes.fill_between(n, low, high, color=_BAND, linewidth=0, zorder=0)
        for edge in (low, high):
            axes.plot(n, edge, color=_EDGE, linewidth=0.8, linestyle=dashes, zorder=1)
    axes.axhline(funnel.overall, color=INK, linewidth=0.9, zorder=2)
    agree = percent(funnel.overall, funnel.n, language)
    axes.annotate(say("survey.funnel.whole", language, agree=agree), (1, funnel.overall),
                  xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points",
                  va="center", size=_NAME_POINTS, color=INK)  # fmt: skip


def _legend(canvas: Canvas, funnel: Funnel, language: str) -> None:
    """Name the shapes that occur and the lines, under the title."""
    from matplotlib.lines import Line2D

    there = {one.where for one in funnel.points}
    handles = [
        Line2D([], [], color="none", marker=marker, markerfacecolor=color, markeredgecolor="white",
               markersize=6.5, label=say(f"survey.funnel.{where}", language))
        for where, (color, marker, _) in reversed(_LOOKS.items())
        if where in there
    ]  # fmt: skip
    handles += [
        Line2D([], [], color=_EDGE, linewidth=0.8, linestyle=dashes,
               label=say("survey.funnel.line", language,
                         level=decimal_text(share, int(share % 1 > 0), language)))
        for (_, dashes), share in zip(_LIMITS, _LIMIT_PERCENT, strict=True)
    ]  # fmt: skip
    for size in _LEGEND_POINTS:
        legend = canvas.legend(
            handles=handles,
            loc="upper left",
            ncols=len(handles),
            frameon=False,
            fontsize=size,
            handletextpad=0.5,
            columnspacing=1.3,
            handlelength=1.6,
            borderaxespad=0.0,
            bbox_to_anchor=(0.0, 1 - 0.27 / _HEIGHT),
        )
        if legend.get_window_extent().x1 <= canvas.bbox.x1 or size == _LEGEND_POINTS[-1]:
            return
        legend.remove()


def _write_names(canvas: Canvas, axes: Axes, funnel: Funnel) -> int:
    """Name the furthest groups where there is room; return how many got a name."""
    from matplotlib.patheffects import withStroke

    page, halo = axes.get_window_extent(), [withStroke(linewidth=2, foreground="white")]
    taken = [_box_of(axes, one) for one in funnel.points]
    named = 0
    for one in funnel.outside[:_MOST_NAMES]:
        for right, up, align in _OFFSETS:
            text = axes.annotate(one.group, (one.n, one.share), xytext=(right, up),
                                 textcoords="offset points", ha=align, size=_NAME_POINTS,
                                 color=INK, zorder=4, path_effects=halo)  # fmt: skip
            box = text.get_window_extent()
            inside = page.x0 <= box.x0 and box.x1 <= canvas.bbox.x1 and page.y0 <= box.y0
            if inside and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                named += 1
                break
            text.remove()
    return named


def _box_of(axes: Axes, one: Point) -> Any:
    """Return the square that a group's mark takes, in pixels."""
    from matplotlib.transforms import Bbox

    x, y = axes.transData.transform((one.n, one.share))
    canvas: Any = axes.figure
    half = _MARK_POINTS / 2 * canvas.dpi / 72
    return Bbox.from_extents(x - half, y - half, x + half, y + half)


def _small_print(funnel: Funnel, language: str) -> list[str]:
    """Say what is not in the figure, and why not every group outside the limits has a name."""
    words = []
    if len(funnel.outside) < sum(one.where != "inside" for one in funnel.points):
        factor = decimal_text(funnel.spread, 1, language)
        words.append(say("survey.funnel.spread", language, factor=factor))
    if funnel.left_out:
        key = "left_out_one" if funnel.left_out == 1 else "left_out"
        words.append(say(f"survey.funnel.{key}", language, count=funnel.left_out))
    return [line for one in words for line in wrap(one, _LINE_CHARACTERS)]
