"""The text in a field and the cursor in it: what each editing key does, and how it is shown. Pure.

Written here because prompt_toolkit breaks long lines inside words, and because its own editing keys
hold surprises: two strokes that accept, erase or search where somebody only meant to go back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining

from wbp_survey.wizard.wrapping import cells, cells_of


@dataclass(frozen=True, slots=True)
class Entry:
    """What is typed, and before which character the cursor stands."""

    text: str = ""
    at: int = 0


EMPTY = Entry()


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows of a field in sight from row `top` on, and where the cursor stands among them.

    `more` tells that there are rows below.
    """

    rows: tuple[str, ...]
    row: int
    column: int
    top: int = 0
    more: bool = False


def filled(text: str) -> Entry:
    """Return a field with this text, the cursor behind it."""
    return Entry(text, len(text))


def insert(entry: Entry, text: str) -> Entry:
    """Put text at the cursor."""
    return Entry(entry.text[: entry.at] + text + entry.text[entry.at :], entry.at + len(text))


def edit(entry: Entry, key: str, width: int) -> Entry:
    """Return the field after an editing key; `width` is that of its rows."""
    if key in ("up", "down"):
        return _to_row(entry, -1 if key == "up" else 1, width)
    if key in ("home", "end"):
        start, end = _row_ends(entry, width)
        return Entry(entry.text, start if key == "home" else end)
    return _EDITS[key](entry)


def shown(entry: Entry, width: int, rows: int, top: int = 0) -> Shown:
    """Return the rows around the cursor, from row `top` on as long as the cursor is among them."""
    starts = _starts(entry.text, width)
    row = _row_of(entry, starts)
    first = min(max(top, row - rows + 1), row, max(len(starts) - rows, 0))
    last = min(first + rows, len(starts))
    pieces = tuple(_row(entry.text, starts, one, width) for one in range(first, last))
    column = min(cells(entry.text[starts[row] : entry.at]), width)
    return Shown(pieces, row - first, column, first, last < len(starts))


def row_count(text: str, width: int) -> int:
    """Return how many rows the text takes."""
    return len(_starts(text, width))


def _starts(text: str, width: int) -> list[int]:
    """Return where each row begins; the spaces at the end of one hang over its edge."""
    starts, begin = [], 0
    for line in text.split("\n"):
        starts += [begin + start for start in _line_starts(line, width)]
        begin += len(line) + 1
    return starts


@lru_cache(maxsize=512)
def _line_starts(line: str, width: int) -> tuple[int, ...]:
    starts, taken = [0], 0
    for word in re.finditer(r"(\S*)(\s*)", line):
        wide = cells(word[1])
        if taken and taken + wide > width:
            starts.append(word.start())
            taken = 0
        if wide > width:
            taken = _cut_word(starts, word.start(), word[1], width)
        else:
            taken += wide
        taken += cells(word[2])
    return tuple(starts)


def _cut_word(starts: list[int], begin: int, word: str, width: int) -> int:
    """Cut a word wider than a row; return how much of the last row it takes."""
    taken = 0
    for at, sign in enumerate(word, start=begin):
        taken += cells_of(sign)
        if taken > width:
            starts.append(at)
            taken = cells_of(sign)
    return taken


def _row_of(entry: Entry, starts: list[int]) -> int:
    return max(row for row, start in enumerate(starts) if start <= entry.at)


def _row(text: str, starts: list[int], row: int, width: int) -> str:
    """Return what stands in a row; spaces that hang over its edge are not shown."""
    end = starts[row + 1] if row + 1 < len(starts) else len(text)
    piece = text[starts[row] : end].rstrip("\n")
    return piece if cells(piece) <= width else piece.rstrip()


def _row_ends(entry: Entry, width: int) -> tuple[int, int]:
    """Return the first and the last place of the row the cursor stands in."""
    starts = _starts(entry.text, width)
    row = _row_of(entry, starts)
    last = row + 1 >= len(starts)
    return starts[row], len(entry.text) if last else starts[row + 1] - 1


def _to_row(entry: Entry, by: int, width: int) -> Entry:
    """Go to the same column of a row above or below; past the ends, to the end of the text."""
    starts = _starts(entry.text, width)
    here = _row_of(entry, starts)
    row = here + by
    if not 0 <= row < len(starts):
        return Entry(entry.text, 0 if by < 0 else len(entry.text))
    column = cells(entry.text[starts[here] : entry.at])
    end = starts[row + 1] - 1 if row + 1 < len(starts) else len(entry.text)
    at = starts[row]
    while at < end and cells(entry.text[starts[row] : at + 1]) <= column:
        at += 1
    return Entry(entry.text, at)


def _left(entry: Entry) -> Entry:
    """Step over one letter, with the accents that are characters of their own."""
    at = max(entry.at - 1, 0)
    while at and combining(entry.text[at]):
        at -= 1
    return Entry(entry.text, at)


def _right(entry: Entry) -> Entry:
    at = min(entry.at + 1, len(entry.text))
    while at < len(entry.text) and combining(entry.text[at]):
        at += 1
    return Entry(entry.text, at)


def _word_left(entry: Entry) -> Entry:
    found = re.search(r"\S+\s*$", entry.text[: entry.at])
    return Entry(entry.text, found.start() if found else 0)


def _word_right(entry: Entry) -> Entry:
    found = re.search(r"\s*\S+", entry.text[entry.at :])
    return Entry(entry.text, entry.at + found.end() if found else len(entry.text))


def _without(entry: Entry, start: int, end: int) -> Entry:
    return Entry(entry.text[:start] + entry.text[end:], start)


_EDITS: Mapping[str, Callable[[Entry], Entry]] = {
    "left": _left,
    "right": _right,
    "word_left": _word_left,
    "word_right": _word_right,
    "top": lambda entry: Entry(entry.text, 0),
    "bottom": lambda entry: filled(entry.text),
    "erase": lambda entry: _without(entry, _left(entry).at, entry.at),
    "delete": lambda entry: _without(entry, entry.at, _right(entry).at),
    "erase_word": lambda entry: _without(entry, _word_left(entry).at, entry.at),
}
