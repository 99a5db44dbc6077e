"""How many persons an effect of categories rests on: its smallest cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from wbp_survey.analysis.models.design import (
    Crossed,
    Effect,
    Term,
    effects_of,
    inside_others,
    known,
)
from wbp_survey.model.table import Factor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

Least = tuple[str, float]
"""The names of the levels of a cell, joined by colons, and how many persons are in it."""


def least_of(terms: Sequence[Term], weights: Floats | None) -> Mapping[str, Least]:
    """Return per effect of categories the smallest of the cells that it compares.

    Of a level: that level and the first. Of a product: all cells of those levels and the first
    ones; and a level whose term is part of a product is compared where the others are at theirs.
    Numbers have no cells.
    """
    inside = inside_others(terms)
    found: dict[str, Least] = {}
    for term in terms:
        if term.id in inside:
            continue
        categories = _categories(term)
        if not categories:
            continue
        counts = _counts(categories, weights)
        for part in terms:
            own = {one.id for one in _categories(part)}
            if own and own <= {one.id for one in categories}:
                for effect, levels in _choices(part):
                    least = _smallest(counts, categories, levels)
                    name = effect.name
                    found[name] = min(found.get(name, least), least, key=lambda one: one[1])
    return found


def _categories(term: Term) -> tuple[Factor, ...]:
    parts = term.parts if isinstance(term, Crossed) else (term,)
    return tuple(part for part in parts if isinstance(part, Factor))


def _choices(term: Term) -> Iterator[tuple[Effect, Mapping[str, int]]]:
    """Return each effect with the level it has of each category."""
    parts = term.parts if isinstance(term, Crossed) else (term,)
    levels = [[(part.id, one.level) for one in effects_of(part)] for part in parts[::-1]]
    names = {part.id for part in parts if isinstance(part, Factor)}
    for effect, chosen in zip(effects_of(term), product(*levels), strict=True):
        yield effect, {name: level for name, level in chosen if name in names}


def _counts(categories: Sequence[Factor], weights: Floats | None) -> Floats:
    """Count persons per cell of the categories."""
    import numpy as np

    shape = tuple(len(one.levels) for one in categories)
    cell = np.ravel_multi_index([one.index for one in categories], shape)
    return np.bincount(cell, weights, int(np.prod(shape))).astype(np.float64).reshape(shape)


def _smallest(counts: Floats, categories: Sequence[Factor], levels: Mapping[str, int]) -> Least:
    corners = product(*[sorted({0, levels.get(one.id, 0)}) for one in categories])
    count, corner = min((float(counts[at]), at) for at in corners)
    names = (one.levels[at] for one, at in zip(categories, corner, strict=True))
    return ":".join(names), count


def smallest_cell(term: Crossed, weights: Floats | None) -> float:
    """Return on how few persons a cell of a product rests.

    Those in the cell, or of its numbers those in it with another value than most; cells without
    persons do not count. A product of numbers is one cell.
    """
    import numpy as np

    numbers = [part.values for part in term.parts if not isinstance(part, Factor)]
    rows = len(known(term))
    cell = np.zeros(rows, np.int64)
    for one in _categories(term):
        cell = np.unique(cell * len(one.levels) + one.index, return_inverse=True)[1]
    found = [_persons(cell, weights)]
    for values in numbers:
        place = np.unique(values, return_inverse=True)[1]
        pairs, both = np.unique(cell * (place.max(initial=0) + 1) + place, return_inverse=True)
        most = np.zeros(int(cell.max(initial=0)) + 1)
        np.maximum.at(most, pairs // (place.max(initial=0) + 1), _persons(both, weights))
        found.append(found[0] - most)
    return float(min(one.min(initial=np.inf) for one in found)) if rows else 0.0


def varying_in(column: Floats, weights: Floats | None) -> float:
    """Return how many persons have another value than most."""
    import numpy as np

    same = _persons(np.unique(column, return_inverse=True)[1], weights)
    return float(same.sum() - same.max(initial=0))


def only_answers(cell: Ints, place: Ints) -> Ints:
    """Return per cell the one answer that all in it gave; -1 where there are several, or nobody."""
    import numpy as np

    low = np.full(int(cell.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    high = np.full(len(low), -1)
    np.minimum.at(low, cell, place)
    np.maximum.at(high, cell, place)
    return np.where(low == high, low, -1)


def some_alike(term: Term, place: Ints) -> bool:
    """Tell whether all in some cell of a term gave one answer, where the others gave more.

    A number makes cells when it has two values.
    """
    import numpy as np

    if not len(place) or place.min() == place.max():
        return False
    cell = np.zeros(len(place), np.int64)
    for part in term.parts if isinstance(term, Crossed) else (term,):
        own = part.index if isinstance(part, Factor) else _of_two(part.values)
        cell = np.unique(cell * (int(own.max()) + 1) + own, return_inverse=True)[1]
    return bool((only_answers(cell, place) >= 0).any())


def _of_two(values: Floats) -> Ints:
    """Return which of its two values a number has per row; of a number with more, 0."""
    import numpy as np

    low, high = values.min(), values.max()
    two = bool(((values == low) | (values == high)).all())
    return np.asarray(values == high, np.int64) * two


def _persons(place: Ints, weights: Floats | None) -> Floats:
    import numpy as np

    return np.bincount(place, weights).astype(np.float64)
