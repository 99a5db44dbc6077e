"""Every table with the same margins, met half-way.

Columns are dealt out over the rows one after the other. What is still open in each row (its room)
decides all that can follow, so the first columns give partial tables per room, the last columns
give the ways to complete each room, and a whole table is one of either. It is the network of Mehta
and Patel (1983, JASA 78:427-434) walked from both ends: some hundred thousands of partial tables
stand for tens of millions of tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import comb, inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

PARTIAL_TABLES = 4_000_000
"""Partial tables gone through for an exact p: about a second."""

_CHUNK = 200_000
_GRID = 2.0**-30
"""Partial tables whose worths differ by less go on as one."""
_KEYS = 2**62
_COLUMNS = 250  # with more, to tell that it takes too long takes too long
_TWO = 2
_MOST = 10**18  # as good as endless
_MANY = 2000  # answers in a column, above which no more than an upper bound is worked out
_WORTHS = 500
"""How many worths a room is taken to have, when it comes to estimating."""

_HOPELESS = 200
"""A plan estimated at so many times what is allowed is not begun."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Fixed row and column sums, and what `x` answers in each cell are worth and how likely.

    `worth` and `chance` are rows x columns x (0 to x answers). A table's worth is the sum over its
    cells, its probability proportional to the product of their chances. `alike`: a cell's worth is
    the logarithm of its chance, up to a constant, and the same in every row, so that rows with
    equal room may change places; then `chance` is not looked at.
    """

    rows: Ints
    columns: Ints
    worth: Floats
    chance: Floats
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Partial:
    """Partial tables: per row the room left, from which room each began, its worth and chance."""

    room: Ints
    begin: Ints
    worth: Floats
    chance: Floats


@dataclass(frozen=True, slots=True)
class Meeting:
    """The ways to and from one room: worths from low to high, with their chances."""

    to: Floats
    to_chance: Floats
    on: Floats
    on_chance: Floats


@dataclass(frozen=True, slots=True)
class Spread:
    """What tables with the same margins are worth and how likely, per room half-way."""

    meetings: tuple[Meeting, ...]

    def ends(self) -> tuple[float, float]:
        """Return the lowest and the highest worth."""
        low = min(float(one.to[0] + one.on[0]) for one in self.meetings)
        return low, max(float(one.to[-1] + one.on[-1]) for one in self.meetings)

    def beyond(self, low: float, high: float) -> float:
        """Return the probability of a worth of at most `low` or at least `high`."""
        found = total = 0.0
        for one in self.meetings:
            found += _beyond(one, low, high)
            total += float(one.to_chance.sum() * one.on_chance.sum())
        return min(1.0, found / total)

    def every(self, most: int) -> tuple[Floats, Floats] | None:
        """Return each worth that occurs and its probability; None when there are over `most`."""
        import numpy as np

        if sum(len(one.to) * len(one.on) for one in self.meetings) > most:
            return None
        worth = np.concatenate([np.add.outer(one.to, one.on).ravel() for one in self.meetings])
        chance = np.concatenate(
            [np.outer(one.to_chance, one.on_chance).ravel() for one in self.meetings]
        )
        return gathered(worth, chance / chance.sum())


def gathered(worth: Floats, chance: Floats) -> tuple[Floats, Floats]:
    """Return the distinct worths from low to high, each with the sum of its chances."""
    import numpy as np

    _, first, place = np.unique(np.rint(worth / _GRID), return_index=True, return_inverse=True)
    return worth[first], summed(place.ravel(), chance)


def summed(place: NDArray[np.integer], values: Floats, size: int = 0) -> Floats:
    """Return the sum of the values at each place."""
    import numpy as np

    return np.asarray(np.bincount(place, values, size), dtype=np.float64)


def every_table(*ways: Margins, most: int = PARTIAL_TABLES) -> Spread | None:
    """Return what all tables with these margins are worth; None when it would take too long.

    The same margins may be given in several ways (rows for columns): the quickest is taken. At
    least two rows and two columns, none of them empty.
    """
    open_ways = [_in_order(one) for one in ways if not _too_wide(one)]
    plans = [
        (_cost(one, half), place, half)
        for place, one in enumerate(open_ways)
        for half in range(len(one.columns))
    ]
    cost, place, half = min(plans, default=(inf, 0, 0))
    if cost > most * _HOPELESS:
        return None
    margins = open_ways[place]
    first = _first_half(margins, half, most)
    return None if first is None else _meet(margins, half, first, most)


def _in_order(margins: Margins) -> Margins:
    """Put the smallest columns first: fewer rooms half-way, and the largest is never dealt out."""
    import numpy as np

    order = np.argsort(margins.columns, kind="stable")
    return replace(
        margins,
        columns=margins.columns[order],
        worth=margins.worth[:, order],
        chance=margins.chance[:, order],
    )


def _first_half(margins: Margins, half: int, most: int) -> Partial | None:
    """Deal the first columns out; None when that takes more than `most` partial tables in all."""
    import numpy as np

    nothing = np.zeros(1)
    found = Partial(
        margins.rows[None, :].astype(np.int32), np.zeros(1, dtype=np.int64), nothing, nothing + 1
    )
    for column in range(half):
        dealt = _dealt(margins, found, column, most)
        if dealt is None:
            return None
        most -= len(dealt.worth)
        found = _merged(dealt, alike=margins.alike)
    return found


def _meet(margins: Margins, half: int, first: Partial, most: int) -> Spread | None:
    """Complete every room half-way, so many rooms at a time that the memory stays small."""
    import numpy as np

    _, begin, place = np.unique(_codes(first.room), return_index=True, return_inverse=True)
    rooms = first.room[begin]
    order = np.lexsort((first.worth, place))
    starts = np.searchsorted(place[order], np.arange(len(rooms) + 1))
    meetings: list[Meeting] = []
    left = most
    for low, high in _spans(margins, half, len(rooms)):
        done = _completed(margins, half, rooms[low:high], left)
        if done is None:
            return None
        left -= len(done.worth)
        bounds = np.searchsorted(done.begin, np.arange(high - low + 1))
        for room in range(high - low):
            to = order[starts[low + room] : starts[low + room + 1]]
            on = slice(bounds[room], bounds[room + 1])
            up = np.argsort(done.worth[on])
            meetings.append(
                Meeting(first.worth[to], first.chance[to], done.worth[on][up], done.chance[on][up])
            )
    return Spread(_weighed(meetings) if margins.alike else tuple(meetings))


def _weighed(meetings: Sequence[Meeting]) -> tuple[Meeting, ...]:
    """Turn how many partial tables there are into chances, that of the likeliest table being 1."""
    import numpy as np

    top = max(float(one.to[-1] + one.on[-1]) for one in meetings)
    return tuple(
        replace(
            one,
            to_chance=one.to_chance * np.exp(one.to - one.to[-1]),
            on_chance=one.on_chance * np.exp(one.on + (one.to[-1] - top)),
        )
        for one in meetings
    )


def _completed(margins: Margins, half: int, rooms: Ints, most: int) -> Partial | None:
    """Deal the other columns out over every room; the last column takes what is left."""
    import numpy as np

    count = len(rooms)
    found = Partial(rooms, np.arange(count), np.zeros(count), np.ones(count))
    last = len(margins.columns) - 1
    for column in range(half, last):
        dealt = _dealt(margins, found, column, most)
        if dealt is None:
            return None
        most -= len(dealt.worth)
        found = _merged(dealt, alike=margins.alike) if column < last - 1 else dealt
    worth, chance = found.worth, found.chance
    for row in range(rooms.shape[1]):
        worth = worth + margins.worth[row, last, found.room[:, row]]
        chance = chance * margins.chance[row, last, found.room[:, row]]
    return replace(found, worth=worth, chance=chance)


def _dealt(margins: Margins, begun: Partial, column: int, most: int) -> Partial | None:
    """Deal the answers of one column out over the rows in every possible way."""
    import numpy as np

    room, worth, chance, begin = begun.room, begun.worth, begun.chance, begun.begin
    left = np.full(len(worth), margins.columns[column], dtype=np.int32)
    behind = room.sum(axis=1, dtype=np.int32)
    for row in range(room.shape[1] - 1):
        behind = behind - room[:, row]
        low = np.maximum(left - behind, 0)
        choices = np.minimum(left, room[:, row]) - low + 1
        ends = np.cumsum(choices, dtype=np.int64)
        if ends[-1] > most:
            return None
        origin = np.repeat(np.arange(len(left)), choices)
        here = (np.arange(len(origin)) - (ends - choices - low)[origin]).astype(np.int32)
        left, behind, room = left[origin] - here, behind[origin], room[origin]
        room[:, row] -= here
        worth = worth[origin] + margins.worth[row, column, here]
        chance = chance[origin] * margins.chance[row, column, here]
        begin = begin[origin]
    room[:, -1] -= left
    return Partial(
        room,
        begin,
        worth + margins.worth[-1, column, left],
        chance * margins.chance[-1, column, left],
    )


def _merged(found: Partial, *, alike: bool) -> Partial:
    """Put partial tables together that began alike, have equal room and are worth the same."""
    import numpy as np

    room = np.sort(found.room, axis=1) if alike else found.room
    _, place = np.unique(_codes(room), return_inverse=True)
    _, steps = np.unique(np.rint(found.worth / _GRID), return_inverse=True)
    key = (found.begin * (int(place.max()) + 1) + place) * (int(steps.max()) + 1) + steps
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return Partial(room[first], found.begin[first], found.worth[first], summed(place, found.chance))


def _codes(room: Ints) -> Ints:
    """Return one number per row of rooms; the last row follows from the others."""
    import numpy as np

    base = int(room.max()) + 1
    return np.asarray(room[:, :-1] @ base ** np.arange(room.shape[1] - 1, dtype=np.int64))


def _too_wide(margins: Margins) -> bool:
    if len(margins.columns) > _COLUMNS:
        return True
    width = int(margins.rows.max()) + 1
    return bool(width ** (len(margins.rows) - 1) >= _KEYS)


def _spans(margins: Margins, half: int, rooms: int) -> Iterator[tuple[int, int]]:
    """Divide the rooms half-way into lots that give about as many partial tables each."""
    each = max(1.0, _completions(margins, half))
    step = max(1, int(_CHUNK / each))
    for low in range(0, rooms, step):
        yield low, min(low + step, rooms)


def _cost(margins: Margins, half: int) -> float:
    """Estimate how many partial tables come up when columns up to `half` make the first half."""
    dealt, kept, cost, rooms = 0, 1.0, 0.0, 1.0
    for column in margins.columns[:half].tolist():
        dealt += column
        made = kept * _ways(margins.rows, column)
        rooms = min(made, _ways(margins.rows, dealt))
        kept = min(made, rooms * _WORTHS)
        cost += made
    return cost + rooms * _completions(margins, half)


def _completions(margins: Margins, half: int) -> float:
    """Estimate in how many ways a room half-way can be completed."""
    share = float(margins.columns[half:].sum() / margins.columns.sum())
    ways = 1.0
    for column in margins.columns[half:-1].tolist():
        ways *= _ways((margins.rows * share).round().astype(int), column)
        share -= column / float(margins.columns.sum())
    return ways


def _ways(room: Ints, number: int) -> float:
    """Count the ways to deal `number` answers out over rows with so much room."""
    import numpy as np

    if len(room) == _TWO:
        first, second = room.tolist()
        return float(max(1, min(first, number) - max(0, number - second) + 1))
    if number > _MANY:
        return min(float(_MOST), comb(number + len(room) - 1, len(room) - 1))
    ways = np.ones(1)
    for one in room.tolist():
        ways = np.convolve(ways, np.ones(min(one, number) + 1))[: number + 1]
    return float(ways[number]) if number < len(ways) else 1.0


def _beyond(one: Meeting, low: float, high: float) -> float:
    """Return the chance of a worth of at most `low` or at least `high` through one room."""
    import numpy as np

    up = np.concatenate(([0.0], np.cumsum(one.on_chance)))
    down = np.concatenate(([0.0], np.cumsum(one.on_chance[::-1])))
    below = np.searchsorted(one.on, low - one.to, "right")
    above = len(one.on) - np.searchsorted(one.on, high - one.to, "left")
    return float(one.to_chance @ (up[below] + down[above]))
