"""Every table with given margins, gone through one by one: slow, and right."""

from __future__ import annotations

from fractions import Fraction
from math import factorial, prod

import numpy as np
from hypothesis import strategies as st


def rows_of(total, room):
    """Yield every way to deal `total` over the columns, none beyond its room."""
    if len(room) == 1:
        if total <= room[0]:
            yield (total,)
        return
    for here in range(min(total, room[0]) + 1):
        for rest in rows_of(total - here, room[1:]):
            yield (here, *rest)


def every(table):
    """Yield every table with the margins of `table` and its exact probability."""
    table = np.asarray(table)
    sizes, totals = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
    ways = prod(map(factorial, sizes)) * prod(map(factorial, totals))
    n = factorial(sum(sizes))
    for found in _every(sizes, totals):
        below = n * prod(factorial(cell) for row in found for cell in row)
        yield np.array(found), Fraction(ways, below)


def _every(sizes, totals):
    if len(sizes) == 1:
        yield (tuple(totals),)
        return
    for row in rows_of(sizes[0], totals):
        left = [total - cell for total, cell in zip(totals, row, strict=True)]
        for rest in _every(sizes[1:], left):
            yield (row, *rest)


def fisher(table):
    """Return the exact p of Freeman and Halton and the smallest there is."""
    chances = [chance for _, chance in every(table)]
    observed = next(chance for found, chance in every(table) if (found == table).all())
    least = min(chances)
    return (
        float(sum(one for one in chances if one <= observed)),
        float(sum(one for one in chances if one == least)),
    )


def linear(table, rows, columns):
    """Return the exact two-sided p of the sum of score products, and the smallest there is."""
    table = np.asarray(table)
    n = int(table.sum())
    rows, columns = [[Fraction(one) for one in scores] for scores in (rows, columns)]
    middle = (
        sum(a * int(b) for a, b in zip(rows, table.sum(axis=1), strict=True))
        * sum(a * int(b) for a, b in zip(columns, table.sum(axis=0), strict=True))
        / n
    )
    found = [(abs(_sum(one, rows, columns) - middle), chance) for one, chance in every(table)]
    away, far = abs(_sum(table, rows, columns) - middle), max(one for one, _ in found)
    return (
        float(sum(chance for one, chance in found if one >= away)),
        float(sum(chance for one, chance in found if one >= far)),
    )


def _sum(table, rows, columns):
    return sum(a * b * int(table[i, j]) for i, a in enumerate(rows) for j, b in enumerate(columns))


@st.composite
def tables(draw, most=4, largest=5, answers=24):
    """Draw a table without empty rows or columns."""
    shape = draw(st.tuples(st.integers(2, most), st.integers(2, most)))
    cells = draw(
        st.lists(
            st.integers(0, largest), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
        )
    )
    table = np.array(cells).reshape(shape)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    usable = min(table.shape) > 1 and table.sum() <= answers
    return table if usable else np.array([[2, 1], [0, 3]])
