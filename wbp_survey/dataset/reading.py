"""Data files: what is one, which columns it has, and its cells as text.

Everything that can be refused from a file's name or first line is refused here.
"""

from __future__ import annotations

import csv
import difflib
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.dataset.binary import READERS, binary_columns, binary_portions
from wbp_survey.dataset.cells import Portion
from wbp_survey.dataset.text import (
    CP1252,
    UTF8,
    Layout,
    portions_from,
    read_through,
    unreadable,
)
from wbp_survey.errors import DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

_HEAD = 1 << 16  # a header longer than this is no header
_DELIMITERS = ",;\t|"
_MOST_LISTED = 12
TEXT_KINDS = (".csv", ".tsv", ".txt")
_SUFFIXES = (*TEXT_KINDS, *READERS)


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line of a text file tells: its columns, delimiter and encoding.

    The second line begins at byte `body`.
    """

    columns: tuple[str, ...]
    delimiter: str
    encoding: str
    body: int = 0


def read_columns(path: Path, wanted: Sequence[str]) -> pd.DataFrame:
    """Read the wanted columns of a CSV, Parquet or SAV file as stripped text; blanks are "".

    The index of the frame is the line of the file on which a row begins. The header is checked
    before the body is read, and the body line by line, so that a wrong file is refused soon,
    whatever its size. Raises DataError with all problems.
    """
    import numpy as np
    import pandas as pd

    wanted = tuple(dict.fromkeys(wanted))
    portions = list(portions_in(path, wanted))
    cells = {
        name: [text for one in portions for text in one.columns[name].texts()] for name in wanted
    }
    lines = np.concatenate([one.lines for one in portions])
    return pd.DataFrame(cells, index=lines, dtype="str")


def portions_in(path: Path, wanted: Sequence[str]) -> Iterator[Portion]:
    """Read the wanted columns of a file exactly, some rows at a time; there is at least one row.

    Raises DataError when the file is no table with these columns.
    """
    require_file(path)
    if path.suffix.lower() in TEXT_KINDS:
        header = read_header(path)
        layout = layout_of(path, header, wanted)
        encoding, _ = read_through(path, header.encoding)
        portions = portions_from(path, layout, encoding, header.body, 2)
    else:
        require_columns(f"{path}:1", binary_columns(path), wanted)
        portions = binary_portions(path, wanted)
    empty = True
    for portion in portions:
        empty = False
        yield portion
    if empty:
        raise DataError.one("DATA_FILE_EMPTY", str(path))


def read_header(path: Path) -> Header:
    """Read the first line of a text file. Raises DataError when it cannot be a table."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise unreadable(path, error) from error
    if b"\0" in head:
        raise DataError.one("DATA_FILE_BINARY", str(path))
    ending = re.search(rb"\r\n|\n|\r", head)
    first = head[: ending.start()] if ending else head
    if not first.strip() or (not ending and len(head) == _HEAD):
        raise DataError.one("DATA_FILE_NO_HEADER", str(path))
    line, encoding = _decode(first)
    delimiter = max(_DELIMITERS, key=lambda mark: _outside_quotes(line, mark))
    columns = _split(line, delimiter)
    repeated = sorted({name for name in columns if name and columns.count(name) > 1})
    if repeated:
        raise DataError.one("DATA_COLUMN_TWICE", f"{path}:1", columns=", ".join(repeated))
    return Header(columns, delimiter, encoding, ending.end() if ending else len(head))


def layout_of(path: Path, header: Header, wanted: Sequence[str]) -> Layout:
    """Find the wanted columns in a header. Raises DataError with every column it lacks."""
    require_columns(f"{path}:1", header.columns, wanted)
    places = tuple(header.columns.index(name) for name in wanted)
    return Layout(len(header.columns), header.delimiter, tuple(wanted), places)


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
        raise unreadable(path, error) from error
    if path.suffix.lower() not in _SUFFIXES or not stat.S_ISREG(mode):
        raise DataError.one("DATA_FILE_KIND", str(path), kinds=", ".join(_SUFFIXES))


def require_columns(place: str, columns: Sequence[str], wanted: Sequence[str]) -> None:
    """Raise DataError that names every wanted column that is not there, and the nearest one."""
    unknown = [name for name in wanted if name not in columns]
    listed = ", ".join(columns[:_MOST_LISTED]) + (" …" if columns[_MOST_LISTED:] else "")
    if unknown:
        raise DataError(
            Problem(
                "DATA_UNKNOWN_COLUMN",
                place,
                {"column": name, "columns": listed[:200], "nearest": nearest(name, columns) or "-"},
            )
            for name in unknown
        )


def _decode(line: bytes) -> tuple[str, str]:
    try:
        return line.decode("utf-8-sig"), UTF8
    except UnicodeDecodeError:
        return line.decode(CP1252, errors="replace"), CP1252


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _split(line: str, delimiter: str) -> tuple[str, ...]:
    rows = csv.reader([line], delimiter=delimiter, skipinitialspace=True)
    return tuple(name.strip() for name in next(rows))
