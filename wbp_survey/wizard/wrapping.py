"""Break text into lines by the cells it takes on a screen. Pure."""

from __future__ import annotations

from unicodedata import combining, east_asian_width


def cells(text: str) -> int:
    """Return how many cells the text takes on a screen."""
    return len(text) if text.isascii() else sum(map(cells_of, text))


def cells_of(sign: str) -> int:
    """Return how many cells one character takes; a combining one takes none."""
    if sign.isascii():
        return 1
    if combining(sign) or sign in "\u200d\ufe0f":
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines at spaces by the width it takes on a screen; newlines stay."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            if cells(joined) <= width or not line:
                line = joined
            else:
                lines.append(line)
                line = word
        lines.append(line)
    return [piece for line in lines for piece in _pieces(line, width)]


def fitting(text: str, width: int) -> str:
    """Return the beginning of the text that fits, ending in … when it is not all of it."""
    if cells(text) <= width:
        return text
    return _pieces(text, max(width - 1, 1))[0].rstrip() + "…"


def _pieces(line: str, width: int) -> list[str]:
    """Cut a line that is wider than `width`, where it does not fit."""
    if cells(line) <= width:
        return [line]
    pieces, taken = [""], 0
    for sign in line:
        taken += cells_of(sign)
        if taken > width:
            pieces.append("")
            taken = cells_of(sign)
        pieces[-1] += sign
    return pieces
