"""Draw a diverging stacked bar chart of a released figure; its data and words stand beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wbp_survey.errors import ReportError
from wbp_survey.report.gate.release import SUPPRESSED, Bar, ReleasedFigure
from wbp_survey.report.numbers import NBSP, PERCENT_FROM, decimal_text
from wbp_survey.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

WIDTH = 6.3
_BAR_INCHES, _ITEM_INCHES, _FRAME_INCHES = 0.23, 0.24, 1.0
_FONTS = ("Calibri", "Carlito", "Arial", "Liberation Sans", "DejaVu Sans")
_LOW, _MIDDLE, _HIGH = ("#8C510A", "#D8B365"), "#E3E3E3", ("#5AB4AC", "#01665E")
INK = "#1A1A1A"
_LUMINANCE_FOR_WHITE = 0.4
_ALT_LIMIT = 250
_LEGEND_POINTS, _LEGEND_ENTRY_INCHES = 8, 0.34


def draw(figure: ReleasedFigure, stem: Path, language: str) -> Path:
    """Write `stem`.png (200 dpi) and .csv; return the path of the PNG.

    Raises ReportError when they cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    target = stem.with_suffix(".png")
    with mpl.rc_context({"font.family": list(installed_fonts()), "font.size": 8.5}):
        canvas = Canvas(figsize=(WIDTH, _height(figure)))
        FigureCanvasAgg(canvas)
        _fill(canvas, figure, language)
        try:
            stem.parent.mkdir(parents=True, exist_ok=True)
            canvas.savefig(target, dpi=200, metadata={"Software": None})
            _write_csv(figure, stem.with_suffix(".csv"))
        except OSError as error:
            reason = error.strerror or ""
            raise ReportError.one("REPORT_UNWRITABLE", str(target), reason=reason) from error
    return target


def alt_text(figure: ReleasedFigure, language: str) -> str:
    """Say in words what the figure shows, from released numbers only, in at most 250 characters."""
    shown = [bar for bar in figure.bars if bar.shares is not None]
    parts = [say("report.alt_figure", language, title=figure.title, bars=len(shown))]
    if len(shown) < len(figure.bars):
        parts.append(say("report.alt_suppressed", language, n=len(figure.bars) - len(shown)))
    if figure.agree and shown:
        ordered = sorted(shown, key=lambda bar: _agreeing(bar, figure.agree))
        for key, bar in (("report.alt_most", ordered[-1]), ("report.alt_least", ordered[0])):
            parts.append(say(key, language, label=bar.label, item=bar.item))
    text = ""
    for part in parts:
        if len(text) + len(part) < _ALT_LIMIT:
            text = f"{text} {part}".strip()
    return text or parts[0][:_ALT_LIMIT]


def counts_only(figure: ReleasedFigure) -> bool:
    """Tell whether the bars carry counts because some released bar has too few answers."""
    return any(bar.n is not None and bar.n < PERCENT_FROM for bar in figure.bars)


def forget(files: Iterable[Path]) -> None:
    """Take away what an earlier run drew and this one did not.

    Raises ReportError when it stays.
    """
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or ""
            raise ReportError.one("REPORT_UNWRITABLE", str(file), reason=reason) from error


def installed_fonts() -> Iterator[str]:
    """Yield our fonts as far as they are there; matplotlib warns about the others."""
    from matplotlib import font_manager

    present = {entry.name for entry in font_manager.fontManager.ttflist}
    return (font for font in _FONTS if font in present)


def _height(figure: ReleasedFigure) -> float:
    items = len({bar.item for bar in figure.bars})
    return _FRAME_INCHES + _BAR_INCHES * len(figure.bars) + _ITEM_INCHES * items


def _fill(canvas: Canvas, figure: ReleasedFigure, language: str) -> None:
    """Put bars, numbers, labels and legend on the canvas; inches decide, so nothing overlaps."""
    height = canvas.get_figheight()
    label = _label_inches(canvas, figure)
    axes = canvas.add_axes(
        (label / WIDTH, 0.42 / height, (WIDTH - label - 0.1) / WIDTH, 1 - 0.95 / height)
    )
    half = _half(figure)
    extent = max((_reach(bar, half) for bar in figure.bars), default=0.5)
    axes.set_xlim(-extent * 1.02, extent * 1.02)
    y = 0.0
    item = None
    for bar in figure.bars:
        if bar.item != item:
            item, y = bar.item, y + _ITEM_INCHES / _BAR_INCHES
            axes.annotate(shortened(canvas, item, WIDTH - 0.2), (0, y - 0.95),
                          xycoords=("figure fraction", "data"), xytext=(4, 0),
                          textcoords="offset points", va="center", weight="bold",
                          color=INK)  # fmt: skip
        _draw_bar(axes, figure, bar, y, language)
        y += 1
    axes.set_ylim(y - 0.4, -0.2)
    _frame(axes, language)
    _legend(canvas, figure, height)


def _draw_bar(axes: Axes, figure: ReleasedFigure, bar: Bar, y: float, language: str) -> None:
    """Draw one bar centred on its middle code, its numbers inside as far as they fit."""
    axes.vlines(0, y - 0.5, y + 0.5, color="#7F7F7F", linewidth=0.8, zorder=0)
    axes.annotate(_bar_label(bar), (0, y), xycoords=("axes fraction", "data"), xytext=(-5, 0),
                  textcoords="offset points", va="center", ha="right", color=INK)  # fmt: skip
    if bar.shares is None or bar.n is None:
        axes.text(0, y, SUPPRESSED, va="center", ha="center", color=INK)
        return
    left = -_left_of_zero(bar.shares, _half(figure))
    plain = counts_only(figure)
    for share, color in zip(bar.shares, _colors(len(figure.codes)), strict=True):
        axes.barh(y, share, left=left, height=0.78, color=color, edgecolor="white", linewidth=0.6)
        text = decimal_text(share * bar.n if plain else share * 100, 0, language)
        if share and share * _inches_per_share(axes) > 0.075 * len(text) + 0.04:
            shade = "white" if _luminance(color) < _LUMINANCE_FOR_WHITE else INK
            axes.text(left + share / 2, y, text, va="center", ha="center", color=shade, size=8)
        left += share


def _frame(axes: Axes, language: str) -> None:
    axes.set_yticks([])
    axes.set_xticks([])
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    for at, key, align in ((0.0, "report.axis_low", "left"), (1.0, "report.axis_high", "right")):
        axes.annotate(say(key, language), (at, 0), xycoords="axes fraction", xytext=(0, -4),
                      textcoords="offset points", va="top", ha=align, color="#595959",
                      size=8)  # fmt: skip


def _legend(canvas: Canvas, figure: ReleasedFigure, height: float) -> None:
    """Put the codes above the bars, in as many columns as fit by measured width."""
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=color, edgecolor="#7F7F7F", linewidth=0.4, label=label)
        for color, label in zip(_colors(len(figure.codes)), figure.labels, strict=True)
    ]
    widths = [_inches(canvas, label, size=_LEGEND_POINTS) for label in figure.labels]
    columns = next((n for n in range(len(patches), 1, -1) if _legend_inches(widths, n) < WIDTH), 1)
    in_rows = [
        patches[at] for first in range(columns) for at in range(first, len(patches), columns)
    ]
    canvas.legend(handles=in_rows, loc="upper left", ncols=columns, frameon=False,
                  fontsize=_LEGEND_POINTS, handlelength=1.1, handleheight=0.9,
                  columnspacing=1.1, borderaxespad=0.2,
                  bbox_to_anchor=(0.0, 1 - 0.02 / height))  # fmt: skip


def _legend_inches(widths: Sequence[float], columns: int) -> float:
    """Return how wide a legend of so many columns becomes: each as wide as its widest entry."""
    return sum(max(widths[at::columns]) + _LEGEND_ENTRY_INCHES for at in range(columns))


def _bar_label(bar: Bar) -> str:
    return bar.label if bar.n is None else f"{bar.label} (n{NBSP}={NBSP}{bar.n})"


def _label_inches(canvas: Canvas, figure: ReleasedFigure) -> float:
    """Measure the widest bar label, at most half the figure."""
    return min(
        max((_inches(canvas, _bar_label(bar)) for bar in figure.bars), default=0.0) + 0.2,
        WIDTH / 2,
    )


def _inches(canvas: Canvas, text: str, **look: Any) -> float:
    """Return the width of text as it will be drawn."""
    probe = canvas.text(0, 0, text, **look)
    width = probe.get_window_extent().width / canvas.dpi
    probe.remove()
    return float(width)


def shortened(canvas: Canvas, text: str, limit: float) -> str:
    """Cut text at a word so that it fits; the table beside the figure has it whole."""
    words = text.split()
    while len(words) > 1 and _inches(canvas, " ".join(words) + " …", weight="bold") > limit:
        words.pop()
    return text if len(words) == len(text.split()) else " ".join(words) + " …"


def _inches_per_share(axes: Axes) -> float:
    low, high = axes.get_xlim()
    canvas: Any = axes.figure
    return float(axes.get_position().width * canvas.get_figwidth() / (high - low))


def _half(figure: ReleasedFigure) -> float:
    return (len(figure.codes) - 1) / 2


def _left_of_zero(shares: Sequence[float], half: float) -> float:
    """Return how much of a bar lies left of zero: all lower codes and half of the middle one."""
    return sum(
        share * (1.0 if at < half else 0.5 * (at == half)) for at, share in enumerate(shares)
    )


def _reach(bar: Bar, half: float) -> float:
    if bar.shares is None:
        return 0.0
    left = _left_of_zero(bar.shares, half)
    return max(left, sum(bar.shares) - left)


def _colors(n: int) -> list[str]:
    """Return n colours from low to high: two hues that grey and colour-blind readers tell apart."""
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    side = n // 2
    low, high = (LinearSegmentedColormap.from_list("", pair) for pair in (_LOW, _HIGH))
    step = max(side - 1, 1)
    lows = [to_hex(low(at / step)) for at in range(side)]
    highs = [to_hex(high(at / step if side > 1 else 1.0)) for at in range(side)]
    return [*lows, *([_MIDDLE] * (n % 2)), *highs]


def _luminance(color: str) -> float:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _agreeing(bar: Bar, agree: Sequence[int]) -> float:
    return sum(bar.shares[at] for at in agree) if bar.shares else 0.0


def _write_csv(figure: ReleasedFigure, path: Path) -> None:
    """Write the numbers behind the figure; suppressed ones as `x` here too."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["item", "group", "n", *(f"share:{code}" for code in figure.codes)])
        for bar in figure.bars:
            numbers = [SUPPRESSED] * (len(figure.codes) + 1)
            if bar.shares is not None:
                numbers = [str(bar.n), *(repr(share) for share in bar.shares)]
            writer.writerow([bar.item, bar.label, *numbers])
