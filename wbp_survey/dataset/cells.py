"""Cells of a column, each different text once: the form in which every kind of file is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Cells:
    """A column of text: its different cells, stripped, and per row which of them it holds.

    Every label occurs. Unless a reader says otherwise they stand in order of first appearance.
    """

    labels: tuple[str, ...]
    index: NDArray[np.integer]

    def texts(self) -> list[str]:
        """Return the cell of every row."""
        return [self.labels[place] for place in self.index.tolist()]


@dataclass(frozen=True, slots=True)
class Portion:
    """Some rows of a file: the cells of the wanted columns, and the line each row begins on.

    `lines` is None where the file has none, or where nobody will ask.
    """

    n: int
    columns: Mapping[str, Cells]
    lines: NDArray[np.int64] | None = None


def cells_of(texts: Iterable[str]) -> Cells:
    """Keep each different text once, in order of first appearance."""
    import numpy as np

    stripped = [text.strip() for text in texts]
    place = {label: number for number, label in enumerate(dict.fromkeys(stripped))}
    index = np.fromiter(map(place.__getitem__, stripped), int_type(len(place)), len(stripped))
    return Cells(tuple(place), index)


def tidied(labels: Sequence[str], index: NDArray[np.integer]) -> Cells:
    """Strip labels as another reader found them, and join those that become the same."""
    import numpy as np

    stripped = [label.strip() for label in labels]
    place = {label: number for number, label in enumerate(dict.fromkeys(stripped))}
    if len(place) == len(stripped):
        return Cells(tuple(stripped), index.astype(int_type(len(place)), copy=False))
    moved = np.array([place[label] for label in stripped], int_type(len(place)))
    return Cells(tuple(place), moved.take(index))


def joined(parts: Sequence[Cells]) -> Cells:
    """Put the rows of several portions behind each other."""
    import numpy as np

    place: dict[str, int] = {}
    moves = [[place.setdefault(label, len(place)) for label in part.labels] for part in parts]
    kind = int_type(len(place))
    pieces = [
        np.array(move, kind).take(part.index) for move, part in zip(moves, parts, strict=True)
    ]
    return Cells(tuple(place), np.concatenate(pieces) if pieces else np.zeros(0, kind))


def int_type(labels: int) -> type[np.integer]:
    """Return the smallest type that can number so many labels: a million rows are read at once."""
    import numpy as np

    for kind in (np.uint8, np.uint16):
        if labels <= np.iinfo(kind).max:
            return kind
    return np.int32
