"""Data files become columns of text, with every problem of the file found first."""

from __future__ import annotations

import csv
import difflib
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.errors import DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

_HEAD = 1 << 16  # a header longer than this is no header
_DELIMITERS = ",;\t|"
_UTF8 = "utf-8-sig"
_MOST_LISTED = 12
TEXT_KINDS = (".csv", ".tsv", ".txt")
_READERS = {".parquet": "pyarrow", ".sav": "pyreadstat"}
_SUFFIXES = (*TEXT_KINDS, *_READERS)


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line of a text file tells: its columns, delimiter and encoding."""

    columns: tuple[str, ...]
    delimiter: str
    encoding: str


def read_columns(path: Path, wanted: Sequence[str]) -> pd.DataFrame:
    """Read the wanted columns of a CSV, Parquet or SAV file as stripped text; blanks are "".

    The index of the frame is the line of the file on which a row begins. The header is checked
    before the body is read, and the body line by line, so that a wrong file is refused at once,
    whatever its size. Raises DataError with all problems.
    """
    require_file(path)
    wanted = tuple(dict.fromkeys(wanted))
    if path.suffix.lower() not in TEXT_KINDS:
        return _read_binary(path, wanted)
    header = read_header(path)
    _require(path, header.columns, wanted)
    return _read_text(path, header, wanted)


def read_header(path: Path) -> Header:
    """Read the first line of a text file. Raises DataError when it cannot be a table."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise DataError.one("DATA_FILE_UNREADABLE", str(path), reason=error.strerror) from error
    if b"\0" in head:
        raise DataError.one("DATA_FILE_BINARY", str(path))
    first, *behind = re.split(rb"\r\n|\n|\r", head, maxsplit=1)
    if not first.strip() or (not behind and len(head) == _HEAD):
        raise DataError.one("DATA_FILE_NO_HEADER", str(path))
    line, encoding = _decode(first)
    delimiter = max(_DELIMITERS, key=lambda mark: _outside_quotes(line, mark))
    columns = _split(line, delimiter)
    repeated = sorted({name for name in columns if name and columns.count(name) > 1})
    if repeated:
        raise DataError.one("DATA_COLUMN_TWICE", f"{path}:1", columns=", ".join(repeated))
    return Header(columns, delimiter, encoding)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that looks most like `name`, or "" when none does."""
    matches = difflib.get_close_matches(name, list(known), n=1)
    return matches[0] if matches else ""


def require_file(path: Path) -> None:
    """Raise DataError unless this is a readable file of a kind we know."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            path.open("rb").close()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DataError.one("DATA_FILE_NOT_FOUND", str(path)) from error
    except OSError as error:
        raise DataError.one("DATA_FILE_UNREADABLE", str(path), reason=error.strerror) from error
    if path.suffix.lower() not in _SUFFIXES or not stat.S_ISREG(mode):
        raise DataError.one("DATA_FILE_KIND", str(path), kinds=", ".join(_SUFFIXES))


def _require(path: Path, columns: Sequence[str], wanted: Sequence[str]) -> None:
    unknown = [name for name in wanted if name not in columns]
    listed = ", ".join(columns[:_MOST_LISTED]) + (" …" if columns[_MOST_LISTED:] else "")
    if unknown:
        raise DataError(
            Problem(
                "DATA_UNKNOWN_COLUMN",
                f"{path}:1",
                {"column": name, "columns": listed[:200], "nearest": nearest(name, columns) or "-"},
            )
            for name in unknown
        )


def _decode(line: bytes) -> tuple[str, str]:
    try:
        return line.decode(_UTF8), _UTF8
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace"), "cp1252"


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _split(line: str, delimiter: str) -> tuple[str, ...]:
    rows = csv.reader([line], delimiter=delimiter, skipinitialspace=True)
    return tuple(name.strip() for name in next(rows))


def _read_text(path: Path, header: Header, wanted: Sequence[str]) -> pd.DataFrame:
    """Read as UTF-8; an old Windows export that only shows itself further down as cp1252."""
    import pandas as pd

    try:
        try:
            lines, cells = _collect(path, header, wanted)
        except UnicodeDecodeError:
            lines, cells = _collect(path, replace(header, encoding="cp1252"), wanted)
    except OSError as error:
        raise DataError.one("DATA_FILE_UNREADABLE", str(path), reason=error.strerror) from error
    if not lines:
        raise DataError.one("DATA_FILE_EMPTY", str(path))
    return pd.DataFrame(cells, index=lines, dtype="str")


def _collect(
    path: Path, header: Header, wanted: Sequence[str]
) -> tuple[list[int], dict[str, list[str]]]:
    """Return the line on which each row begins and the cells of the wanted columns.

    Equal cells share one string: a million answers hold few different ones.
    """
    cells: dict[str, list[str]] = {name: [] for name in wanted}
    kept = [(header.columns.index(name), cells[name]) for name in wanted]
    lines: list[int] = []
    seen: dict[str, str] = {}
    for line, row in _rows(path, header):
        lines.append(line)
        for place, column in kept:
            cell = row[place].strip()
            column.append(seen.setdefault(cell, cell))
    return lines, cells


def _rows(path: Path, header: Header) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins on; a row of another width is an error.

    A row that is one field short or long would shift answers to the wrong question, or be half a
    row of a file that was cut off.
    """
    width, line = len(header.columns), 1
    errors = "strict" if header.encoding == _UTF8 else "replace"
    with path.open(encoding=header.encoding, errors=errors, newline="") as file:
        rows = csv.reader(file, delimiter=header.delimiter, skipinitialspace=True, strict=True)
        try:
            for row in rows:
                if line > 1 and row:
                    if len(row) < width or any(row[width:]):
                        raise DataError.one("DATA_FILE_RAGGED", f"{path}:{line}", reason=line)
                    yield line, row
                line = rows.line_num + 1
        except csv.Error as error:
            raise DataError.one("DATA_FILE_RAGGED", f"{path}:{line}", reason=line) from error


def _read_binary(path: Path, wanted: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    kind = path.suffix.lower()
    try:
        frame = pd.read_parquet(path) if kind == ".parquet" else _read_spss(path)
    except ImportError as error:
        package = _READERS[kind]
        raise DataError.one("DATA_READER_MISSING", str(path), package=package) from error
    except Exception as error:  # the readers' own errors have no base in common
        raise DataError.one("DATA_FILE_DAMAGED", str(path)) from error
    _require(path, [str(name) for name in frame.columns], wanted)
    if frame.empty:
        raise DataError.one("DATA_FILE_EMPTY", str(path))
    cells = {name: [_as_text(cell) for cell in frame[name].astype(object)] for name in wanted}
    return pd.DataFrame(cells, index=range(2, len(frame) + 2), dtype="str")


def _read_spss(path: Path) -> pd.DataFrame:
    """Read codes, not their labels: labels have lost the order."""
    import pandas as pd

    return pd.read_spss(path, convert_categoricals=False)


def _as_text(cell: object) -> str:
    import pandas as pd

    if pd.isna(cell):  # type: ignore[call-overload]
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
