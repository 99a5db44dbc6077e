"""Columns of a file, or of a study, become the terms of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wbp_survey.analysis.models.design import Quantity, Simple
from wbp_survey.dataset.coding import Reading, as_number, shown
from wbp_survey.dataset.orders import order_for
from wbp_survey.errors import Problem
from wbp_survey.model.table import Column, Factor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MOST_NAMED = 5
_WITHOUT_FIRST = (("false", "true"), ("no", "yes"), ("nee", "ja"))
"""Pairs of which the first is what the other is compared with, whichever a file names first."""


def term_of_file(factor: Factor, reading: Reading) -> Simple | Problem:
    """Read a column as a term.

    Numbers enter as numbers, unless a stated order names them; words are a category, its levels in
    the order stated or assumed, no before yes, else as they first occur. Declared missing codes are
    no value.
    """
    levels = [level for level in factor.levels if not _is_missing(level, reading.missing)]
    order, assumed = order_for(levels, reading.orders) if levels else ((), False)
    numbers = _as_numbers(levels)
    odd = [level for level, number in zip(levels, numbers, strict=True) if number is None]
    if not odd and (assumed or not order):
        return Quantity(factor.id, _spread(factor, dict(zip(levels, numbers, strict=True))))
    if not order and len(odd) < len(levels):
        few = ", ".join(shown(one) for one in odd[:_MOST_NAMED])
        return Problem("DATA_MODEL_MIXED", values={"column": factor.id, "codes": few})
    return _ordered(factor, order or _no_first(levels))


def _no_first(levels: Sequence[str]) -> Sequence[str]:
    """Return no before yes; other levels as they are."""
    small = tuple(sorted(level.lower() for level in levels))
    if small not in {tuple(sorted(pair)) for pair in _WITHOUT_FIRST}:
        return levels
    return sorted(levels, key=lambda level: level.lower() in {pair[1] for pair in _WITHOUT_FIRST})


def term_of_study(column: Column) -> Simple:
    """Read an item as a term: a number when all its codes are numbers, else a category."""
    import numpy as np

    variable = column.variable
    if None in map(as_number, variable.codes):
        return Factor(variable.id, variable.codes, column.index.astype(np.int32))
    scores = np.array([*variable.scores, np.nan])  # the last place stands for -1
    return Quantity(variable.id, scores[column.index])


def _is_missing(level: str, missing: Mapping[str, str]) -> bool:
    """Tell whether a cell is a declared missing code, however it is written ("99", "99.0")."""
    number = as_number(level)
    declared = {as_number(code) for code in missing} - {None}
    return level in missing or number in declared


def _as_numbers(levels: Sequence[str]) -> list[float | None]:
    """Read all as numbers, with a decimal comma when that is what all of them take."""
    plain = [as_number(level) for level in levels]
    with_comma = [as_number(level, decimal_comma=True) for level in levels]
    return with_comma if None in plain and None not in with_comma else plain


def _spread(factor: Factor, numbers: Mapping[str, float | None]) -> Floats:
    """Return the number of each row; NaN where there is none."""
    import numpy as np

    known = [numbers.get(level) for level in factor.levels]
    values = [np.nan if number is None else number for number in known]
    return np.array([*values, np.nan])[factor.index]  # the last place stands for -1


def _ordered(factor: Factor, order: Sequence[str]) -> Factor:
    """Return the category with its levels in this order; a level that is not in it is no value."""
    import numpy as np

    place = {level: number for number, level in enumerate(order)}
    moved = [place.get(level, -1) for level in factor.levels]
    index = np.array([*moved, -1], np.int32)[factor.index]
    return Factor(factor.id, tuple(order), index)
