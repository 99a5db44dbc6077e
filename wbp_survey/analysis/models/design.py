"""The terms of a model become columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice, product
from math import prod
from operator import mul
from typing import TYPE_CHECKING, TypeVar

from wbp_survey.model.table import Factor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

One = TypeVar("One")

_NEGLIGIBLE = 1e-9


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number per row that enters a model as it is; NaN where there is none."""

    id: str
    values: Floats


Simple = Quantity | Factor


@dataclass(frozen=True, slots=True)
class Crossed:
    """Terms multiplied: how much the difference one makes depends on the others."""

    id: str
    parts: tuple[Simple, ...]


Term = Simple | Crossed


@dataclass(frozen=True, slots=True)
class Effect:
    """One column to come: a number itself, a level against the first level, or a product."""

    name: str
    term: str
    level: int = -1


@dataclass(frozen=True, slots=True)
class Design:
    """The columns of a model, without a constant: rows used x effects."""

    matrix: Floats
    effects: tuple[Effect, ...]

    def without(self, term: str) -> Design:
        """Return the design without the columns of one term."""
        return self.only(place for place, one in enumerate(self.effects) if one.term != term)

    def only(self, places: Iterable[int]) -> Design:
        """Return the design with some of its columns."""
        kept = list(places)
        return Design(self.matrix[:, kept], tuple(self.effects[place] for place in kept))

    def columns_of(self, term: str) -> list[int]:
        """Return the places of the columns of one term."""
        return [place for place, one in enumerate(self.effects) if one.term == term]


def known(term: Term) -> Bools:
    """Tell per row whether the term has a value."""
    import numpy as np

    if isinstance(term, Crossed):
        return np.asarray(np.all([known(part) for part in term.parts], axis=0))
    if isinstance(term, Quantity):
        return np.isfinite(term.values)
    return np.asarray(term.index >= 0)


def rows_of(term: Term, keep: Bools) -> Term:
    """Return the term for some of the rows; a category without the levels that do not occur."""
    if isinstance(term, Crossed):
        return Crossed(term.id, tuple(_simple_rows(part, keep) for part in term.parts))
    return _simple_rows(term, keep)


def _simple_rows(term: Simple, keep: Bools) -> Simple:
    import numpy as np

    if isinstance(term, Quantity):
        return Quantity(term.id, term.values[keep])
    index = term.index[keep]
    counts = np.bincount(index[index >= 0], minlength=len(term.levels))
    here = np.flatnonzero(counts)
    moved = np.full(len(term.levels) + 1, -1, dtype=np.int32)  # the last place stands for -1
    moved[here] = np.arange(len(here), dtype=np.int32)
    return Factor(term.id, tuple(term.levels[place] for place in here), moved[index])


def varies(term: Term) -> bool:
    """Tell whether a term (of the rows used) has more than one value; of a product each part."""
    if isinstance(term, Crossed):
        return all(varies(part) for part in term.parts)
    if isinstance(term, Factor):
        return len(term.levels) > 1
    values = term.values
    return bool(len(values) and values.min() < values.max())


def effects_of(term: Term, most: int | None = None) -> list[Effect]:
    """Name the columns of a term as R does (the first `most`): the column, behind it the level.

    The first level is what the others are compared with. Products join the names of their parts
    with a colon; the levels of the first part turn fastest.
    """
    return list(islice(_effects(term), most))


def _effects(term: Term) -> Iterator[Effect]:
    if isinstance(term, Crossed):
        parts = [[one.name for one in effects_of(part)] for part in term.parts]
        for names in _turning(parts):
            yield Effect(":".join(names), term.id)
    elif isinstance(term, Quantity):
        yield Effect(term.id, term.id)
    else:
        for place, level in enumerate(term.levels[1:], start=1):
            yield Effect(f"{term.id}{level}", term.id, place)


def width_of(term: Term) -> int:
    """Return how many columns a term has."""
    if isinstance(term, Crossed):
        return prod(width_of(part) for part in term.parts)
    return 1 if isinstance(term, Quantity) else len(term.levels) - 1


def _turning(parts: Iterable[Sequence[One]]) -> Iterator[tuple[One, ...]]:
    """Return every choice of one of each part, the first part turning fastest."""
    return (one[::-1] for one in product(*list(parts)[::-1]))


def inside_others(terms: Sequence[Term]) -> frozenset[str]:
    """Return the terms that are part of a product among the terms."""
    parts = {
        term.id: {part.id for part in term.parts} if isinstance(term, Crossed) else {term.id}
        for term in terms
    }
    return frozenset(
        one for one, own in parts.items() if any(own < others for others in parts.values())
    )


def design_of(terms: Sequence[Term], rows: int) -> Design:
    """Write the terms out in columns; terms that do not vary have none."""
    import numpy as np

    used = [term for term in terms if varies(term)]
    columns = [column for term in used for column in columns_of(term)]
    effects = tuple(effect for term in used for effect in effects_of(term))
    matrix = np.column_stack(columns) if columns else np.empty((rows, 0))
    return Design(matrix.astype(np.float64), effects)


def columns_of(term: Term) -> Iterator[NDArray[np.float64]]:
    """Yield the columns of a term, in the order of its effects."""
    import numpy as np

    if isinstance(term, Crossed):
        for columns in _turning([list(columns_of(part)) for part in term.parts]):
            yield reduce(mul, columns)
        return
    if isinstance(term, Quantity):
        yield term.values
        return
    for place in range(1, len(term.levels)):
        yield np.asarray(term.index == place, dtype=np.float64)


def split_collinear(design: Design) -> tuple[Design, tuple[Effect, ...]]:
    """Set aside the effects that say nothing beside a constant and those before them.

    As R's `lm`: of columns that say the same the first stays. Found by Gram-Schmidt on columns of
    unit length; a column of which less than 1e-9 is left says nothing of its own.
    """
    import numpy as np

    rows = len(design.matrix)
    basis = [np.full(rows, 1 / np.sqrt(max(rows, 1)))]
    kept = []
    for place in range(len(design.effects)):
        column = design.matrix[:, place] - design.matrix[:, place].mean()
        length = np.linalg.norm(column)
        rest = column / length if length else column
        for _ in range(2):  # twice is enough (Parlett 1998, section 6-9)
            space = np.stack(basis)
            rest = rest - space.T @ (space @ rest)
        left = np.linalg.norm(rest)
        if left > _NEGLIGIBLE:
            basis.append(rest / left)
            kept.append(place)
    dropped = tuple(one for place, one in enumerate(design.effects) if place not in kept)
    return design.only(kept), dropped


@dataclass(frozen=True, slots=True)
class Scaling:
    """How columns are centred and scaled before fitting, so that large numbers lose no digits.

    A column of two values is divided by their distance, any other by two standard deviations,
    which makes them comparable (Gelman 2008, Statistics in Medicine 27:2865-2873).
    """

    centre: Floats
    width: Floats

    def apply(self, matrix: Floats) -> Floats:
        """Centre and scale."""
        return (matrix - self.centre) / self.width

    def back(self) -> Floats:
        """Return what leads from the coefficients of scaled columns to those of columns as given.

        The constant comes first.
        """
        import numpy as np

        jacobian = np.diag(np.concatenate([[1.0], 1 / self.width]))
        jacobian[0, 1:] = -self.centre / self.width
        return jacobian


def scaling_of(matrix: Floats, weights: Floats) -> Scaling:
    """Return the scaling of columns that vary; `weights` count the rows."""
    import numpy as np

    if not matrix.shape[1]:
        return Scaling(np.zeros(0), np.ones(0))
    centre = weights @ matrix / weights.sum()
    deviation = np.sqrt(weights @ (matrix - centre) ** 2 / weights.sum())
    low, high = matrix.min(axis=0), matrix.max(axis=0)
    two = ((matrix == low) | (matrix == high)).all(axis=0)
    width = np.where(two, high - low, 2 * deviation)
    return Scaling(centre, np.where(width > 0, width, 1.0))
