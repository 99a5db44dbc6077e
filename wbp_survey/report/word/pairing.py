"""Which piece of a block is which: those it had, those it has now, those it will have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

Prints = tuple[str, ...]
"""The prints of one unit, one per cell."""

_Span = tuple[int, int, int, int]
_MOST = 250_000
"""Of larger gaps nobody compares every row with every other."""


def pair(old: Sequence[Prints], other: Sequence[Prints], *, moved: bool = False) -> dict[int, int]:
    """Return the place in `other` of every unit of `old` that is still there, in order.

    First those that are the same, then between them those that begin with the same cell, then those
    that have most cells in common, then what is left between those when it is as many on both sides
    and of the same shape. With `moved` also those that stand somewhere else now.
    """
    found: dict[int, int] = {}
    gaps: list[_Span] = [(0, len(old), 0, len(other))]
    for key in (_whole, _first):
        gaps = [gap for one in gaps for gap in _matched(old, other, one, key, found)]
    gaps = [gap for one in gaps for gap in _alike(old, other, one, found)]
    for a, b, c, d in gaps:
        shapes = [len(unit) for unit in old[a:b]], [len(unit) for unit in other[c:d]]
        if shapes[0] == shapes[1]:
            found.update(zip(range(a, b), range(c, d), strict=True))
    if moved:
        for key in (_whole, _first):
            _elsewhere(old, other, key, found)
    return found


def lost(
    old: Sequence[Prints],
    there: Mapping[int, int],
    today: Mapping[int, int],
    theirs: Sequence[Prints],
) -> list[int]:
    """Return the units that are nowhere any more though they would say something else today.

    Their words may stand in a unit that was paired with none: then nobody renewed them.
    """
    return [
        at
        for at, unit in enumerate(old)
        if at not in there and (at not in today or theirs[today[at]] != unit)
    ]


def _elsewhere(
    old: Sequence[Prints],
    other: Sequence[Prints],
    key: Callable[[Prints], object],
    found: dict[int, int],
) -> None:
    """Note down what was moved: what is left and is there once on either side."""
    taken = set(found.values())
    free = [at for at in range(len(other)) if at not in taken]
    left = [at for at in range(len(old)) if at not in found]
    once = Counter(key(old[at]) for at in left), Counter(key(other[at]) for at in free)
    places = {key(other[at]): at for at in free}
    for at in left:
        name = key(old[at])
        if once[0][name] == once[1][name] == 1:
            found[at] = places[name]


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


def _alike(
    old: Sequence[Prints], other: Sequence[Prints], span: _Span, found: dict[int, int]
) -> Iterator[_Span]:
    """Note down the pairs, in order, that together have most cells in common; yield the rest."""
    a, b, c, d = span
    if (b - a) * (d - c) > _MOST or b - a == d - c == 1:
        yield span
        return
    best = [[0] * (d - c + 1) for _ in range(b - a + 1)]
    for i in range(b - a - 1, -1, -1):
        for j in range(d - c - 1, -1, -1):
            together = _common(old[a + i], other[c + j])
            best[i][j] = max(
                best[i + 1][j],
                best[i][j + 1],
                best[i + 1][j + 1] + together if together else 0,
            )
    i = j = 0
    start = (a, c)
    while i < b - a and j < d - c:
        together = _common(old[a + i], other[c + j])
        if together and best[i][j] == best[i + 1][j + 1] + together:
            yield start[0], a + i, start[1], c + j
            found[a + i] = c + j
            i, j = i + 1, j + 1
            start = (a + i, c + j)
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    yield start[0], b, start[1], d


def _common(one: Prints, other: Prints) -> int:
    """Count the cells two rows have in common; a row and a paragraph have none."""
    if len(one) != len(other):
        return 0
    return sum(a == b for a, b in zip(one, other, strict=True))
