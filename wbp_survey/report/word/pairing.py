"""Which piece of a block is which: those it had, those it has now, those it will have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

Prints = tuple[str, ...]
"""The prints of one unit, one per cell."""

_Span = tuple[int, int, int, int]


def pair(old: Sequence[Prints], other: Sequence[Prints]) -> dict[int, int]:
    """Return the place in `other` of every unit of `old` that is still there, in order.

    First those that are the same, then between them those that begin with the same cell, then what
    is left when it is as many on both sides and of the same shape.
    """
    found: dict[int, int] = {}
    gaps: list[_Span] = [(0, len(old), 0, len(other))]
    for key in (_whole, _first):
        gaps = [gap for one in gaps for gap in _matched(old, other, one, key, found)]
    for a, b, c, d in gaps:
        shapes = [len(unit) for unit in old[a:b]], [len(unit) for unit in other[c:d]]
        if shapes[0] == shapes[1]:
            found.update(zip(range(a, b), range(c, d), strict=True))
    return found


def _whole(unit: Prints) -> object:
    return unit


def _first(unit: Prints) -> object:
    """Name a row by its first cell; a paragraph has no name but its text."""
    return len(unit), unit[0] if len(unit) > 1 else unit


def _matched(
    old: Sequence[Prints],
    other: Sequence[Prints],
    span: _Span,
    key: Callable[[Prints], object],
    found: dict[int, int],
) -> Iterator[_Span]:
    """Note down what matches within a span; yield what lies between."""
    a, b, c, d = span
    one, two = [key(unit) for unit in old[a:b]], [key(unit) for unit in other[c:d]]
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            found.update(zip(range(a + i, a + j), range(c + k, c + m), strict=True))
        elif what == "replace":
            yield a + i, a + j, c + k, c + m
