"""Where values come from: counted per variable, and said in a note of every row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wbp_survey.model.crosswalk import PROVENANCES
from wbp_survey.model.table import Column, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def with_origins(table: Table, by: str) -> Table:
    """Return the table with, in the notes of each variable, how many answers came from where.

    Counted are the answers that are compared: those of people who belong to a group of `by`. What
    was given under the version it is read under needs no note.
    """
    belongs = table.factors[by].index >= 0
    columns = tuple(
        replace(column, variable=replace(column.variable, notes=_notes(column, belongs)))
        for column in table.columns
    )
    return replace(table, columns=columns)


def _notes(column: Column, belongs: NDArray[np.bool_]) -> tuple[str, ...]:
    if column.origin is None:
        return column.variable.notes
    counted = column.origin[belongs]
    counts = {name: int((counted == place).sum()) for place, name in enumerate(PROVENANCES)}
    found = [f"{name}:{count}" for name, count in counts.items() if count and name != "given"]
    return (*column.variable.notes, *found)
