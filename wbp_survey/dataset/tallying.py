"""Answers counted portion by portion, so that a file of any length takes little memory.

What is counted is the different cells as they stand in the file; what they mean is said once, at
the end, of the different cells only. Counts are whole numbers: their sum is the same whatever the
size of the portions and whoever counted them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.dataset.cells import Cells, Portion
from wbp_survey.dataset.coding import Coding, Reading, coded, hopeless, levels_of, unused_orders
from wbp_survey.errors import DataError, Problem
from wbp_survey.model.tally import REASON_COLUMNS, Answers, Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

MOST_COUNTS = 1 << 27
"""Numbers in all count tables together (1 GB); what needs more is refused."""

MOST_ESTIMATES = 100_000
"""Groups times items: each is some thirty numbers. 342 municipalities with 50 items are 17,100."""

_SPARSE = 1 << 20  # a larger count table of one portion is made by sorting


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to count: the answers to `items` per combination of `by`, `cluster` and `block`.

    A factor that is "" is not asked for.
    """

    by: str
    cluster: str
    block: str
    items: tuple[str, ...]

    @property
    def factors(self) -> tuple[str, str, str]:
        """The three groupings."""
        return (self.by, self.cluster, self.block)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column, each once."""
        return tuple(dict.fromkeys((*filter(None, self.factors), *self.items)))


@dataclass(frozen=True, slots=True)
class CellCounts:
    """How often each cell of a column occurs per unit.

    `times` is units x labels, or, when few of its places are taken, those at `places` of the table
    laid out in one row.
    """

    labels: tuple[str, ...]
    times: Ints
    places: Ints | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A portion counted. `units` is units x 3: the places of their labels in `labels`."""

    n: int
    labels: tuple[tuple[str, ...], ...]
    units: Ints
    items: tuple[CellCounts, ...]


def count_portion(portion: Portion, wanted: Wanted) -> Counted:
    """Count the cells of every item per combination of levels."""
    import numpy as np

    nothing = Cells(("",), np.zeros(portion.n, np.uint8))
    factors = [portion.columns[name] if name else nothing for name in wanted.factors]
    key = np.zeros(portion.n, np.int64)
    for cells in factors:
        key = key * len(cells.labels) + cells.index
    found, unit = np.unique(key, return_inverse=True)
    units = np.stack(np.unravel_index(found, [len(cells.labels) for cells in factors]), axis=1)
    rows: dict[int, Ints] = {}
    items = tuple(_times(portion.columns[name], unit, len(found), rows) for name in wanted.items)
    return Counted(portion.n, tuple(cells.labels for cells in factors), units, items)


def _times(cells: Cells, unit: Ints, units: int, rows: dict[int, Ints]) -> CellCounts:
    """Count a column; `rows` keeps, per number of labels, where the row of each unit begins."""
    import numpy as np

    width = len(cells.labels)
    if width not in rows:
        rows[width] = unit * width
    place = rows[width] + cells.index
    if units * width > _SPARSE:
        places, times = np.unique(place, return_counts=True)
        return CellCounts(cells.labels, times, places)
    times = np.bincount(place, minlength=units * width)
    return CellCounts(cells.labels, times.reshape(units, width))


class Sums:
    """The counts of all portions so far, added up."""

    def __init__(self, wanted: Wanted, reading: Reading) -> None:
        """Start with nothing counted."""
        import numpy as np

        self.wanted, self.reading, self.n = wanted, reading, 0
        self.units = np.zeros((0, 3), np.int64)
        self.tables = [np.zeros((0, 0), np.int64) for _ in wanted.items]
        self._factors: list[dict[str, int]] = [{}, {}, {}]
        self._items: list[dict[str, int]] = [{} for _ in wanted.items]

    def add(self, counted: Counted) -> None:
        """Add a portion. Raises DataError when the tables become too large to keep."""
        self.n += counted.n
        unit = self._placed(counted)
        refuse_many_groups(self.wanted.by, len(self._factors[0]), len(self.wanted.items))
        for number, item in enumerate(counted.items):
            label = _numbered(self._items[number], item.labels)
            self._grow(number)
            if item.places is None:
                self.tables[number][unit[:, None], label] += item.times
            else:
                row, column = divmod(item.places, len(item.labels))
                self.tables[number][unit[row], label[column]] += item.times

    def levels(self, number: int) -> tuple[str, ...]:
        """Return the cells of factor `number`, in order of appearance."""
        return tuple(self._factors[number])

    def labels(self, number: int) -> tuple[str, ...]:
        """Return the different cells of item `number`."""
        return tuple(self._items[number])

    def _placed(self, counted: Counted) -> Ints:
        """Return per unit of a portion its place among all units."""
        import numpy as np

        moved = [
            _numbered(known, labels)[column]
            for known, labels, column in zip(
                self._factors, counted.labels, counted.units.T, strict=True
            )
        ]
        both = np.concatenate([self.units, np.stack(moved, axis=1)])
        _, first, back = np.unique(both, axis=0, return_index=True, return_inverse=True)
        order = np.argsort(first, kind="stable")  # units keep their places; new ones follow
        place = np.empty(len(first), np.int64)
        place[order] = np.arange(len(first))
        self.units = both[first[order]]
        return place[back.reshape(-1)[len(both) - len(counted.units) :]]

    def _grow(self, number: int) -> None:
        """Make room in a table for units and labels that are new."""
        import numpy as np

        table, shape = self.tables[number], (len(self.units), len(self._items[number]))
        if shape[0] <= table.shape[0] and shape[1] <= table.shape[1]:
            return
        wide = sum(len(labels) + REASON_COLUMNS for labels in self._items)
        if shape[0] * wide > MOST_COUNTS or hopeless(self.labels(number), self.reading):
            raise self._too_large(number)
        grown = np.zeros(shape, np.int64)
        grown[: table.shape[0], : table.shape[1]] = table
        self.tables[number] = grown

    def _too_large(self, number: int) -> DataError:
        """Say of every item what is wrong with it; of the first, if nothing is, its size."""
        codings = codings_of(self)
        problems = [one for one in codings if isinstance(one, Problem)]
        if not problems:
            problems = [
                Problem(
                    "DATA_TOO_MANY_COUNTS",
                    values={
                        "item": self.wanted.items[number],
                        "count": len(self._items[number]),
                        "groups": len(self.units),
                    },
                )
            ]
        return DataError(problems)


def refuse_many_groups(by: str, groups: int, items: int, place: str = "") -> None:
    """Raise DataError when so many groups are to be described that nobody could read it."""
    if groups * items > MOST_ESTIMATES:
        most = MOST_ESTIMATES // items
        raise DataError.one("DATA_TOO_MANY_GROUPS", place, by=by, items=items, most=most)


def codings_of(sums: Sums) -> list[Coding | Problem]:
    """Say per item what its different cells mean, or why that cannot be said."""
    return [
        coded(name, sums.labels(number), sums.reading)
        for number, name in enumerate(sums.wanted.items)
    ]


def tally_of(sums: Sums, *, ordered: bool = True) -> Tally:
    """Turn the counts of cells into counts of codes and missing reasons per unit.

    Where rows have no order (`ordered` is false: a database), nor has their appearance, and levels
    stand in order of the alphabet. Raises DataError with the problems of all items.
    """
    import numpy as np

    codings = codings_of(sums)
    problems = [one for one in codings if isinstance(one, Problem)] or _unused(sums)
    if problems:
        raise DataError(problems)
    orders = sums.reading.orders
    found = [levels_of(sums.levels(number), ordered=ordered, orders=orders) for number in range(3)]
    levels = np.stack(
        [place[column] for (_, place), column in zip(found, sums.units.T, strict=True)], axis=1
    )
    units, unit = np.unique(levels.astype(np.int64), axis=0, return_inverse=True)
    answers = tuple(
        _answers(one, table, unit.reshape(-1), len(units))
        for one, table in zip(codings, sums.tables, strict=True)
        if isinstance(one, Coding)
    )
    return Tally(
        by=sums.wanted.by,
        levels=found[0][0],
        group=units[:, 0],
        cluster=units[:, 1],
        block=units[:, 2],
        answers=answers,
        n=sums.n,
        cluster_levels=found[1][0],
        block_levels=found[2][0],
        names=(sums.wanted.cluster, sums.wanted.block),
    )


def _unused(sums: Sums) -> list[Problem]:
    items = [sums.labels(number) for number in range(len(sums.wanted.items))]
    factors = [sums.levels(number) for number, name in enumerate(sums.wanted.factors) if name]
    return unused_orders([*items, *factors], sums.reading)


def _answers(coding: Coding, table: Ints, unit: Ints, units: int) -> Answers:
    """Add up the labels that mean the same, and the units that have the same levels."""
    import numpy as np

    valid = np.zeros((units, len(coding.variable.codes)), np.int64)
    missing = np.zeros((units, REASON_COLUMNS), np.int64)
    row, label = np.nonzero(table)
    code, reason = coding.place[label], coding.reason[label]
    answer = code >= 0
    np.add.at(valid, (unit[row[answer]], code[answer]), table[row[answer], label[answer]])
    gone = ~answer
    np.add.at(missing, (unit[row[gone]], -reason[gone]), table[row[gone], label[gone]])
    return Answers(coding.variable, valid, missing)


def _numbered(known: dict[str, int], labels: Sequence[str]) -> Ints:
    """Return the number of each label, giving the new ones the next numbers."""
    import numpy as np

    return np.array([known.setdefault(label, len(known)) for label in labels], np.int64)
