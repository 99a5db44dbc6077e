"""Fewer rows of a table, fewer levels of a grouping."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wbp_survey.model.table import Factor, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def keep_rows(table: Table, keep: NDArray[np.bool_]) -> Table:
    """Return the table with some of its rows; groupings keep their levels."""
    columns = tuple(
        replace(
            column,
            index=column.index[keep],
            reason=column.reason[keep],
            origin=None if column.origin is None else column.origin[keep],
        )
        for column in table.columns
    )
    factors = {
        name: replace(factor, index=factor.index[keep]) for name, factor in table.factors.items()
    }
    return replace(table, n=int(keep.sum()), columns=columns, factors=factors)


def occurring(factor: Factor) -> Factor:
    """Return the grouping without the levels that nobody belongs to."""
    import numpy as np

    here = [place for place in range(len(factor.levels)) if (factor.index == place).any()]
    moved = np.full(len(factor.levels) + 1, -1, dtype=np.int32)  # the last place stands for -1
    moved[here] = np.arange(len(here), dtype=np.int32)
    levels = tuple(factor.levels[place] for place in here)
    return replace(factor, levels=levels, index=moved[factor.index])
