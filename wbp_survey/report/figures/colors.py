"""The colours of figures: told apart by colour-blind readers, and by lightness in grey print."""

from __future__ import annotations

from collections.abc import Sequence

from wbp_survey.report.contrast import ratio

INK, GREY, SOFT, PALE = "#1A1A1A", "#7F7F7F", "#595959", "#D9D9D9"

_DISAGREE, _MIDDLE, _AGREE = ("#713A00", "#D9984A"), "#F4F4F4", ("#A2D3CE", "#17736C")
"""Two hues; strong and weak on either side are four lightnesses, so that grey tells them apart."""
_MORE = ("#F4F8FA", "#0E2C40")
"""One hue, from nothing to a lot."""
MARKS: tuple[tuple[str, str], ...] = (
    ("#0B4F79", "o"),
    ("#E07B00", "s"),
    ("#4E9C6B", "^"),
    ("#8E3B7C", "D"),
    ("#8C8C8C", "v"),
    ("#4FA3D1", "P"),
    ("#3B3B3B", "X"),
    ("#B9A000", "<"),
)
"""Colours with a shape each, for whoever prints in grey."""


def diverging(n: int) -> list[str]:
    """Return n colours from disagreeing to agreeing, the middle one pale."""
    side = n // 2
    lows = _between(_DISAGREE, side)
    highs = _between(_AGREE, side) if side > 1 else [_AGREE[1]] * side
    return [*lows, *([_MIDDLE] * (n % 2)), *highs]


def rising(n: int) -> list[str]:
    """Return n colours of one hue from light to dark."""
    return _between(_MORE, n)


def shade(part: float) -> str:
    """Return the colour for a value at this part of its scale, 0 to 1."""
    return _mixed(_MORE, min(max(part, 0.0), 1.0))


def ink_on(color: str) -> str:
    """Return black or white, whichever is read best on a fill."""
    return max(("#000000", "#FFFFFF"), key=lambda ink: ratio(ink, color))


def _between(ends: Sequence[str], n: int) -> list[str]:
    return [_mixed(ends, at / max(n - 1, 1)) for at in range(n)]


def _mixed(ends: Sequence[str], part: float) -> str:
    """Mix two colours so that lightness rises or falls evenly enough to count by."""
    channels = (
        round(int(ends[0][at : at + 2], 16) * (1 - part) + int(ends[1][at : at + 2], 16) * part)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02X}" for channel in channels)
