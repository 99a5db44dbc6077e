"""Parquet and SPSS files become columns of cells, some rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wbp_survey.dataset.cells import Cells, Portion, cells_of, tidied
from wbp_survey.errors import DataError

if TYPE_CHECKING:
    import pyarrow as pa

READERS = {".parquet": "pyarrow", ".sav": "pyreadstat", ".zsav": "pyreadstat"}
"""Which package reads which kind of file."""

_ROWS = 1 << 16
_FIRST_LINE = 2  # as if the names stood on line 1


def binary_columns(path: Path) -> tuple[str, ...]:
    """Return the columns of a Parquet or SPSS file. Raises DataError when it is none."""
    with _refused(path):
        if path.suffix.lower() == ".parquet":
            from pyarrow.parquet import read_schema

            names = [str(name) for name in read_schema(path).names]
        else:
            from pyreadstat import read_sav

            names = read_sav(path, metadataonly=True, output_format="dict")[1].column_names
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise DataError.one("DATA_COLUMN_TWICE", f"{path}:1", columns=", ".join(repeated))
    return tuple(names)


def binary_portions(path: Path, wanted: Sequence[str]) -> Iterator[Portion]:
    """Read the wanted columns of a Parquet or SPSS file, some rows at a time.

    Codes are read, not their labels: labels have lost the order. An absent value is an empty cell.
    """
    import numpy as np

    parquet = path.suffix.lower() == ".parquet"
    with _refused(path):
        line = _FIRST_LINE
        for n, columns in (_parquet if parquet else _spss)(path, wanted):
            yield Portion(n, columns, np.arange(line, line + n))
            line += n


def _parquet(path: Path, wanted: Sequence[str]) -> Iterator[tuple[int, Mapping[str, Cells]]]:
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path) as file:
        for group in range(file.num_row_groups):  # read at once, pyarrow keeps them all
            for batch in file.iter_batches(_ROWS, row_groups=[group], columns=list(wanted)):
                yield batch.num_rows, {name: arrow_cells(batch.column(name)) for name in wanted}


def _spss(path: Path, wanted: Sequence[str]) -> Iterator[tuple[int, Mapping[str, Cells]]]:
    from pyreadstat import read_sav

    start = 0
    while True:
        columns, _ = read_sav(
            path,
            usecols=list(wanted),
            output_format="dict",
            row_offset=start,
            row_limit=_ROWS,
        )
        n = len(columns[wanted[0]])
        if n:
            yield n, {name: cells_of(map(_as_text, columns[name])) for name in wanted}
        if n < _ROWS:
            return
        start += n


def arrow_cells(values: pa.Array) -> Cells:
    """Turn a column of Arrow values into cells."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_nested(values.type):
        return cells_of(map(_as_text, values.to_pylist()))
    if pa.types.is_dictionary(values.type):  # its own order need not be that of appearance
        values = values.dictionary_decode()
    values = values.dictionary_encode()
    labels = [_as_text(value) for value in _different(values.dictionary)]
    index = values.indices
    if index.null_count:
        index = index.fill_null(len(labels))
        labels.append("")
    return tidied(labels, np.asarray(index))


def _different(values: pa.Array) -> list[Any]:
    """Return values of Arrow as Python has them, and numbers in the fewest digits they need."""
    import pyarrow as pa

    if pa.types.is_float16(values.type) or pa.types.is_float32(values.type):
        return [float(str(value)) for value in values.to_numpy()]
    if pa.types.is_decimal(values.type):
        return [f"{value.normalize():f}" for value in values.to_pylist()]
    found: list[Any] = values.to_pylist()
    return found


def _as_text(value: Any) -> str:
    """Write a value as a CSV file would hold it: a whole number without decimals."""
    if value is None or value != value:  # noqa: PLR0124 - only what is no number is not itself
        return ""
    if isinstance(value, bytes):  # older writers leave out that it is text
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    """Turn every failure of a reader into one clear sentence."""
    try:
        yield
    except ImportError as error:
        package = READERS[path.suffix.lower()]
        raise DataError.one("DATA_READER_MISSING", str(path), package=package) from error
    except DataError:
        raise
    except Exception as error:  # the readers' own errors have no base in common
        raise DataError.one("DATA_FILE_DAMAGED", str(path)) from error
