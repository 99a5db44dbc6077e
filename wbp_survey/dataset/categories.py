"""Columns of words without an order: categories, which have counts but neither ranks nor means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wbp_survey.dataset.coding import OF_WORDS, Reading, as_number
from wbp_survey.dataset.files import table_from_file
from wbp_survey.errors import DataError
from wbp_survey.model.missing import BY_ID
from wbp_survey.model.table import Column, Factor, Table, Variable

_TWO = 2


def table_with_categories(
    path: Path | str, by: Sequence[str], items: Sequence[str], reading: Reading
) -> Table:
    """Read a file as `table_from_file` does, but words without a stated order as categories.

    A word among numbers is a mistake, not a category. Raises DataError with all problems.
    """
    try:
        return table_from_file(path, by, items, reading)
    except DataError as error:
        words = [str(one.values["item"]) for one in error.problems if one.code in OF_WORDS]
        if len(words) < len(error.problems):
            raise
        rest = [name for name in items if name not in words]
        table = table_from_file(path, [*by, *words], rest, reading)
        mixed = [word for word in words if _mixed(table.factors[word])]
        if mixed:
            raise DataError(one for one in error.problems if one.values["item"] in mixed) from None
    columns = {one.variable.id: one for one in table.columns}
    columns |= {word: category_column(table.factors[word], reading) for word in words}
    kept = {name: one for name, one in table.factors.items() if name in by}
    asked = tuple(columns[name] for name in dict.fromkeys(items))
    return replace(table, columns=asked, factors=kept)


def _mixed(factor: Factor) -> bool:
    """Tell whether there are numbers among the words."""
    return any(as_number(level) is not None for level in factor.levels)


def category_column(factor: Factor, reading: Reading | None = None) -> Column:
    """Turn a grouping into answers without an order; who belongs to no level was not asked.

    Two categories are always in order: that in which they first occur, which a note says.
    """
    import numpy as np

    declared = reading.missing if reading is not None else {}
    reasons = [BY_ID[declared[one]].code if one in declared else 0 for one in factor.levels]
    codes = tuple(level for level, gone in zip(factor.levels, reasons, strict=True) if not gone)
    place = {code: number for number, code in enumerate(codes)}
    blank = BY_ID[declared.get("blank", "not_asked")].code
    index = np.array([*(place.get(level, -1) for level in factor.levels), -1], dtype=np.int32)
    reason = np.array([*reasons, blank], dtype=np.int8)
    notes = ["order_assumed:" + " < ".join(codes)] if len(codes) == _TWO else []
    if reading is not None and "blank" not in declared and (factor.index < 0).any():
        notes.append("blank_as_not_asked")
    variable = Variable(
        factor.id,
        codes,
        tuple(float(number + 1) for number in range(len(codes))),
        level="nominal",
        label={"nl": factor.id, "en": factor.id},
        declared=False,
        notes=tuple(notes),
    )
    return Column(variable, index[factor.index], reason[factor.index])
