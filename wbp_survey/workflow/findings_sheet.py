"""A data file as the checks see it: cells per column, what each is, the line of each row."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.analysis.findings.columns import is_numeric
from wbp_survey.dataset.binary import binary_columns
from wbp_survey.dataset.blocks import Block as Rows
from wbp_survey.dataset.blocks import portion_of
from wbp_survey.dataset.cells import Cells, Portion, joined
from wbp_survey.dataset.coding import BLANK, Reading, as_number
from wbp_survey.dataset.reading import TEXT_KINDS, read_header
from wbp_survey.dataset.sources import source_of
from wbp_survey.dataset.text import RaggedError, portions_of, ragged
from wbp_survey.errors import DataError, Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was read: the cells of each column and the line of each row."""

    name: str
    cells: Mapping[str, Cells]
    lines: NDArray[np.int64]
    reading: Reading

    def place(self, row: int) -> str:
        """Name a row by its line."""
        return f"{self.name}:{self.lines[row]}"


@dataclass(frozen=True)
class SheetColumn:
    """A column of answers: per different cell how often it occurs and what it is.

    `numbers` holds the number a cell is (None: it is text), `missing` tells which are no answer.
    """

    name: str
    cells: Cells
    reading: Reading
    counts: tuple[int, ...]
    numbers: tuple[float | None, ...]
    missing: tuple[bool, ...]

    @cached_property
    def given(self) -> dict[str, int]:
        """How often each answer occurs."""
        cells = zip(self.cells.labels, self.counts, self.missing, strict=True)
        return {label: count for label, count, missing in cells if not missing}

    @cached_property
    def valid(self) -> int:
        """How many rows have an answer."""
        return sum(self.given.values())

    @cached_property
    def numeric(self) -> bool:
        """Tell whether the column is meant to hold numbers."""
        cells = zip(self.counts, self.numbers, self.missing, strict=True)
        known = sum(count for count, number, gone in cells if number is not None and not gone)
        return is_numeric(known, self.valid)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The stated order that most answers are in; empty when there is none."""
        for order in self.reading.orders:
            known = sum(self.given.get(label, 0) for label in order)
            if 2 * known > self.valid:
                return order
        return ()

    @cached_property
    def outside(self) -> tuple[bool, ...]:
        """Tell per cell whether it lies off the scale: beside `--min`, `--max` or an `--order`."""
        cells = zip(self.cells.labels, self.numbers, self.missing, strict=True)
        return tuple(not missing and self._off(label, one) for label, one, missing in cells)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The answers that lie on the scale, each written in one way."""
        return tuple(dict.fromkeys(code for code in self.written if code))

    @cached_property
    def written(self) -> tuple[str, ...]:
        """Per cell the code it is, each written in one way; empty for what is none."""
        cells = zip(self.cells.labels, self.numbers, self.missing, self.outside, strict=True)
        return tuple(
            "" if missing or outside else written(label, number)
            for label, number, missing, outside in cells
        )

    def first_row(self, labels: Sequence[int]) -> int:
        """Return the first row that holds one of these cells."""
        import numpy as np

        return int(np.isin(self.cells.index, labels).argmax())

    def _off(self, label: str, number: float | None) -> bool:
        if self.order:
            return label not in self.order
        if number is None or not self.numeric:
            return False
        low, high = self.reading.minimum, self.reading.maximum
        return (low is not None and number < low) or (high is not None and number > high)


def written(label: str, number: float | None) -> str:
    """Write a number in one way, whether it stands as 4, 4.0 or 4,0; leave a text alone."""
    return label if number is None else f"{number:g}"


def column_names(path: Path) -> tuple[str, ...]:
    """Return the columns of a file."""
    text = path.suffix.lower() in TEXT_KINDS
    return read_header(path).columns if text else binary_columns(path)


def read_sheet(path: Path, wanted: Sequence[str], reading: Reading) -> Sheet:
    """Read the wanted columns of a file; in memory a small number per cell.

    Raises DataError when it is no table with these columns, or has no rows.
    """
    import numpy as np

    source = source_of(path, wanted)
    try:
        portions = [_portion(part) for part in source.parts]
    except RaggedError as error:
        raise ragged(source.place, error.line) from error
    except DataError as error:
        raise DataError(
            one if one.place else Problem(one.code, source.place, one.values)
            for one in error.problems
        ) from error
    lines = [_lines(one) for one in portions]
    if not sum(map(len, lines)):
        raise DataError.one("DATA_FILE_EMPTY", source.place)
    cells = {name: joined([one.columns[name] for one in portions]) for name in wanted}
    if source.decimal_comma is not None:
        reading = replace(reading, decimal_comma=source.decimal_comma)
    return Sheet(str(path), cells, np.concatenate(lines), reading)


def sheet_column(name: str, sheet: Sheet) -> SheetColumn:
    """Say of each different cell of a column whether it is a number, and whether an answer."""
    import numpy as np

    cells, reading = sheet.cells[name], sheet.reading
    counts = np.bincount(cells.index, minlength=len(cells.labels)).tolist()
    comma = reading.decimal_comma
    numbers = tuple(as_number(label, decimal_comma=comma) for label in cells.labels)
    declared = {as_number(code) for code in reading.missing} - {None}
    missing = tuple(
        label in BLANK or label in reading.missing or number in declared
        for label, number in zip(cells.labels, numbers, strict=True)
    )
    return SheetColumn(name, cells, reading, tuple(counts), numbers, missing)


def _portion(part: Rows | Portion) -> Portion:
    """Read some rows, with the line each begins on."""
    import numpy as np

    if not isinstance(part, Rows):
        return part
    quick = portion_of(part, frozenset(part.layout.wanted))
    if quick.n == part.data.count(b"\n") + (not part.data.endswith(b"\n")):
        return replace(quick, lines=np.arange(part.line, part.line + quick.n))
    # Somewhere a line is empty or a cell goes on over two: only reading line by line tells where.
    text = io.StringIO(part.data.decode("utf-8", "replace"), newline="")
    exact = list(portions_of(text, part.layout, part.line))
    return replace(quick, lines=np.concatenate([_lines(one) for one in exact]))


def _lines(portion: Portion) -> NDArray[np.int64]:
    import numpy as np

    return np.zeros(0, np.int64) if portion.lines is None else portion.lines
