"""Columns of numbers that are no answers: weights, and sizes of a population."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.dataset.coding import as_number
from wbp_survey.dataset.reading import TEXT_KINDS, portions_in, read_header
from wbp_survey.dataset.sources import place_of
from wbp_survey.errors import Problem
from wbp_survey.model.table import Factor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MOST = 1_000_000_000
"""The largest weight; nobody stands for more people, and their sums stay exact."""
_MOST_LISTED = 8


def amounts(path: Path | str, factor: Factor) -> Floats:
    """Return the number in each row of a column, NaN where there is none.

    A decimal comma is read where answers have one: in a text file that separates by `;`.
    """
    import numpy as np

    comma = _separates_by_semicolon(path)
    numbers = [as_number(level, decimal_comma=comma) for level in factor.levels]
    known = [np.nan if number is None else number for number in (*numbers, None)]
    return np.asarray(known, dtype=np.float64)[factor.index]


def weights_of(path: Path | str, factor: Factor) -> Floats | Problem:
    """Return the weight of each row, or the problem with every line on which it will not do.

    When all are whole they may count people (`are_counts`), of which there can be 0; else they are
    weights of a sample, above 0. None is above `MOST`.
    """
    import numpy as np

    weights = amounts(path, factor)
    whole = are_counts(weights[np.isfinite(weights)])
    bad = ~(((weights >= 0) if whole else (weights > 0)) & (weights <= MOST))
    if not bad.any():
        return weights
    lines = row_lines(path, factor.id, len(weights))[bad].tolist()
    listed = ", ".join(map(str, lines[:_MOST_LISTED])) + (" …" if lines[_MOST_LISTED:] else "")
    values = {"column": factor.id, "lines": listed, "count": len(lines)}
    return Problem("DATA_WEIGHT", place_of(path), values)


def are_counts(weights: Floats) -> bool:
    """Tell whether weights are all whole numbers, so that they can be numbers of people."""
    import numpy as np

    return bool((weights == np.rint(weights)).all())


def row_lines(path: Path | str, column: str, rows: int) -> Ints:
    """Return the line of the file on which each row begins; without lines, which row it is."""
    import numpy as np

    if isinstance(path, Path):
        found = [one.lines for one in portions_in(path, [column]) if one.lines is not None]
        if found:
            return np.concatenate(found)
    return np.arange(1, rows + 1)


def _separates_by_semicolon(path: Path | str) -> bool:
    if not isinstance(path, Path) or path.suffix.lower() not in TEXT_KINDS:
        return False
    return read_header(path).delimiter == ";"
