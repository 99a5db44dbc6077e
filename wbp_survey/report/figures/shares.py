"""Draw how many agree per group: a share with its interval, below twenty persons the persons.

Under twenty a percentage would look surer than it is: then there is one dot a person, filled for
who agrees, beside `7 van de 8`, and no axis. Only rows of twenty or more lie on the axis.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.report.figures.canvas import (
    LINE,
    SMALL,
    WIDTH,
    Key,
    dot,
    heading,
    inches,
    legend,
    picture,
    quoted,
    rule,
    told,
    words,
)
from wbp_survey.report.figures.colors import INK, PALE, SOFT
from wbp_survey.report.gate.charts import ReleasedShares, Share
from wbp_survey.report.gate.release import SUPPRESSED
from wbp_survey.report.numbers import NBSP, PERCENT_FROM, count_of, percent, percent_interval
from wbp_survey.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW, GAP = 0.19, 0.1
_SIDE, _INDENT, _FOOT, _PITCH = 0.05, 0.14, 0.22, 0.12
_COLOR = "#17736C"
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def draw_shares(shares: ReleasedShares, stem: Path, language: str) -> Path:
    """Write `stem`.png (200 dpi), .svg and .csv; return the path of the PNG.

    Raises ReportError when they cannot be written.
    """

    def fill(axes: Axes) -> float:
        return _fill(axes, shares, language)

    return picture(stem, fill, _rows(shares), shares.title)


def shares_alt(shares: ReleasedShares, language: str) -> str:
    """Say in words where groups differ most, from released numbers only, in 250 characters."""
    parts = [f"{shares.title}."]
    furthest: tuple[float, Share, Share] | None = None
    for _, group in groupby(shares.shares, key=lambda one: one.item):
        shown = sorted((one for one in group if one.group and one.n), key=_part)
        if len(shown) > 1:
            apart = _part(shown[-1]) - _part(shown[0])
            if furthest is None or apart > furthest[0]:
                furthest = (apart, shown[-1], shown[0])
    if furthest:
        _, most, least = furthest
        values = {"item": quoted(most.item), "most": most.label, "least": least.label}
        sizes = {"many": _counted(most, language), "few": _counted(least, language)}
        parts.append(say("figures.shares.furthest", language, **values, **sizes))
    hidden = sum(one.n is None for one in shares.shares)
    parts += [say("figures.hidden", language, n=hidden)] if hidden else []
    return told(parts)


def height_of(rows: int) -> float:
    """Return about how many inches an item of so many rows takes."""
    return GAP + 2 * LINE + ROW * rows


def _fill(axes: Axes, shares: ReleasedShares, language: str) -> float:
    """Put every statement with its groups on the page; return how far down they came."""
    on_axis = any(one.low is not None for one in shares.shares)
    y = legend(axes, list(_keys(shares, language)))
    names = max(inches(one.label) + _INDENT * one.inside for one in shares.shares)
    sizes = max(inches(_value(one, language)) for one in shares.shares)
    value = _SIDE + min(names, WIDTH / 3) + 0.2
    left = value + sizes + 0.25
    for _, group in groupby(shares.shares, key=lambda one: one.item):
        rows = list(group)
        y = heading(axes, y + GAP, rows[0].item)
        for one in rows:
            middle = y + ROW / 2
            words(axes, (_SIDE + 0.1 + _INDENT * one.inside, middle), one.label)
            words(axes, (value, middle), _value(one, language))
            if one.low is not None and one.high is not None:
                _interval(axes, one, left, y)
            elif one.n:
                _persons(axes, one, left, middle)
            y += ROW
    if not on_axis:
        return y + 0.05
    for tick in _TICKS:
        text = percent(tick, PERCENT_FROM, language)
        place = (_x(left, tick), y + _FOOT / 2)
        words(axes, place, text, ha="center", size=SMALL, color=SOFT)
    return y + _FOOT


def _keys(shares: ReleasedShares, language: str) -> Iterator[Key]:
    if any(one.low is not None for one in shares.shares):
        yield Key(say("figures.shares.interval", language), _COLOR, "D")
    if any(one.n and one.low is None for one in shares.shares):
        yield Key(say("figures.shares.agrees", language), _COLOR, "o")
        yield Key(say("figures.shares.other", language), _COLOR, "o", hollow=True)


def _interval(axes: Axes, one: Share, left: float, y: float) -> None:
    """Lay a share with its interval on the axis."""
    middle = y + ROW / 2
    for tick in _TICKS:
        rule(axes, (_x(left, tick), y), (_x(left, tick), y + ROW), color=PALE, linewidth=0.5)
    ends = [_x(left, end) for end in (one.low or 0.0, one.high or 0.0)]
    rule(axes, (ends[0], middle), (ends[1], middle), color=INK, linewidth=1.1, zorder=1)
    for x in ends:
        rule(axes, (x, middle - 0.035), (x, middle + 0.035), color=INK, linewidth=1.1, zorder=1)
    dot(axes, (_x(left, _part(one)), middle), Key("", _COLOR, "D"), 5.5)


def _persons(axes: Axes, one: Share, left: float, middle: float) -> None:
    """Put down a dot for every person, those who agree first."""
    for at in range(one.n or 0):
        key = Key("", _COLOR, "o", hollow=at >= (one.agree or 0))
        dot(axes, (left + at * _PITCH, middle), key, 5.5)


def _x(left: float, share: float) -> float:
    return left + share * (WIDTH - 0.25 - left)


def _part(one: Share) -> float:
    return (one.agree or 0) / one.n if one.n else 0.0


def _value(one: Share, language: str) -> str:
    """Write a share as the tables do, with its n where that is not in the words."""
    if one.n is None:
        return SUPPRESSED
    text = _counted(one, language)
    if one.low is None or one.high is None:
        return text
    ends = percent_interval(one.low, one.high, one.n, language)
    return f"{text} ({ends}), n{NBSP}={NBSP}{one.n}"


def _counted(one: Share, language: str) -> str:
    n, agree = one.n or 0, one.agree or 0
    return count_of(agree, n, language) if n < PERCENT_FROM else percent(agree / n, n, language)


def _rows(shares: ReleasedShares) -> Iterator[list[object]]:
    """Give the numbers behind the figure; suppressed ones as `x` here too."""
    yield ["item", "group", "n", "agree", "low", "high"]
    for one in shares.shares:
        if one.n is None:
            yield [one.item, one.label, *[SUPPRESSED] * 4]
            continue
        ends = ["" if end is None else repr(end) for end in (one.low, one.high)]
        yield [one.item, one.label, one.n, one.agree, *ends]
