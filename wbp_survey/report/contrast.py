"""How light colours are, and how far two of them stand apart: WCAG 2.1, relative luminance."""

from __future__ import annotations

_DARKEST = 0.04045
"""Up to here sRGB is linear."""


def luminance(color: str) -> float:
    """Return how light a colour is, 0 (black) to 1; six hex digits, with or without a `#`."""
    digits = color.removeprefix("#")
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= _DARKEST else float(((part + 0.055) / 1.055) ** 2.4)
