"""A table becomes matched answers: its columns are the conditions, or its rows name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from wbp_survey.analysis.paired.matched import TORN, Matched
from wbp_survey.dataset.coding import as_number
from wbp_survey.dataset.orders import order_for
from wbp_survey.errors import DataError
from wbp_survey.model.table import OUTSIDE, Column, Factor, Table, Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.int32]

_ORDINAL_CODES = 11
_MOST_CELLS = 50_000_000
_MOST_LISTED = 5
_HEADER = 2  # the first row of data is row 2 of the sheet
_ASSUMED = "order_assumed:"


def from_columns(columns: Sequence[Column], by: str, cluster: Factor | None) -> Matched:
    """Match columns row by row: each row is a person, each column a condition.

    The columns must share a scale: numbers, or texts in one order. Raises DataError when not.
    """
    import numpy as np

    variable = one_scale([column.variable for column in columns if (column.index >= 0).any()])
    names = tuple(column.variable.id for column in columns)
    name = ",".join(names)
    notes = dict.fromkeys(note for column in columns for note in column.variable.notes)
    return Matched(
        replace(
            variable,
            id=name,
            label={"nl": name, "en": name},
            notes=_notes(tuple(notes), variable),
        ),
        by,
        names,
        np.stack([_recoded(column, variable) for column in columns], axis=1),
        np.stack([column.reason for column in columns], axis=1),
        cluster,
    )


def from_rows(table: Table, column: Column, by: str, pair: str, cluster: str) -> Matched:
    """Match the rows of a long table: a row is one person (`pair`) under one condition (`by`).

    Raises DataError when a person occurs twice under a condition: nothing is averaged.
    """
    import numpy as np

    person, condition = table.factors[pair], table.factors[by]
    people, conditions = len(person.levels), len(condition.levels)
    if conditions > _ORDINAL_CODES and people * conditions > _MOST_CELLS:
        raise DataError.one("DATA_PAIR_CONDITIONS", by=by, count=conditions)
    placed = (person.index >= 0) & (condition.index >= 0)
    cell = person.index[placed].astype(np.int64) * conditions + condition.index[placed]
    _refuse_twice(cell, np.flatnonzero(placed), by, pair)
    index = np.full(people * conditions, -1, dtype=np.int32)
    reason = np.full(people * conditions, OUTSIDE, dtype=np.int8)
    index[cell], reason[cell] = column.index[placed], column.reason[placed]
    shared = table.factors[cluster] if cluster else None
    return Matched(
        replace(column.variable, notes=_notes(column.variable.notes, column.variable)),
        by,
        condition.levels,
        index.reshape(people, conditions),
        reason.reshape(people, conditions),
        _per_person(shared, person) if shared else None,
        int((condition.index < 0).sum()),
        int((person.index < 0).sum()),
    )


def one_scale(variables: Sequence[Variable]) -> Variable:
    """Return one variable with the codes of all of them; DataError when they do not go together."""
    if not variables:
        return Variable("", (), ())
    first = variables[0]
    if all(one.codes == first.codes for one in variables):
        return first
    codes = dict.fromkeys(code for one in variables for code in one.codes)
    levels = {one.level for one in variables}
    if "nominal" in levels and not any(_numeric(one) for one in variables):
        scores = tuple(float(place + 1) for place in range(len(codes)))
        return replace(first, codes=tuple(codes), scores=scores, level="nominal")
    if all(_numeric(one) for one in variables):
        numbers = {score: code for one in variables for score, code in _scored(one)}
        order = sorted(numbers)
        ordinal = levels == {"ordinal"} and len(order) <= _ORDINAL_CODES
        return replace(
            first,
            codes=tuple(numbers[score] for score in order),
            scores=tuple(order),
            level="ordinal" if ordinal else "interval",
        )
    texts, _ = order_for(tuple(codes), [one.codes for one in variables])
    if not texts or "nominal" in levels:
        raise DataError.one("DATA_PAIR_SCALES", columns=", ".join(one.id for one in variables))
    scores = tuple(float(place + 1) for place in range(len(texts)))
    return replace(first, codes=texts, scores=scores)


def _numeric(variable: Variable) -> bool:
    return all(as_number(code) == score for score, code in _scored(variable))


def _scored(variable: Variable) -> zip[tuple[float, str]]:
    return zip(variable.scores, variable.codes, strict=True)


def _notes(notes: tuple[str, ...], variable: Variable) -> tuple[str, ...]:
    """Say an assumed order once, in full; categories have none."""
    others = tuple(note for note in notes if not note.startswith(_ASSUMED))
    if variable.level == "nominal":
        return ("no_order", *others)
    if others == notes:
        return notes
    return (*others, _ASSUMED + " < ".join(variable.codes))


def _recoded(column: Column, variable: Variable) -> Codes:
    """Return the answers of a column as places among the codes of the shared scale."""
    import numpy as np

    place = {code: number for number, code in enumerate(variable.codes)}
    moved = [place.get(code, -1) for code in column.variable.codes]
    return np.asarray(np.array([*moved, -1], dtype=np.int32)[column.index])


def _refuse_twice(cell: NDArray[np.int64], rows: NDArray[np.int64], by: str, pair: str) -> None:
    import numpy as np

    order = np.argsort(cell, kind="stable")
    again = order[1:][cell[order][1:] == cell[order][:-1]]
    if len(again):
        listed = [str(row + _HEADER) for row in np.sort(rows[again])[:_MOST_LISTED].tolist()]
        more = " …" if len(again) > _MOST_LISTED else ""
        raise DataError.one(
            "DATA_PAIR_TWICE", by=by, pair=pair, count=len(again), rows=", ".join(listed) + more
        )


def _per_person(shared: Factor, person: Factor) -> Factor:
    """Return the cluster of each person: -1 when none of their rows has one, TORN when two do."""
    import numpy as np

    known = (shared.index >= 0) & (person.index >= 0)
    lowest = np.full(len(person.levels), len(shared.levels), dtype=np.int32)
    highest = np.full(len(person.levels), -1, dtype=np.int32)
    np.minimum.at(lowest, person.index[known], shared.index[known])
    np.maximum.at(highest, person.index[known], shared.index[known])
    index = np.where(highest < 0, -1, np.where(lowest == highest, highest, TORN))
    return replace(shared, index=index.astype(np.int32))
