"""Data files: what is one, which columns it has, and its cells as text.

Everything that can be refused from a file's name or first line is refused here.
"""

from __future__ import annotations

import csv
import difflib
import io
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
    pieces_of,
    portions_from,
    read_through,
    refuse_no_text,
    unreadable,
)
from wbp_survey.errors import DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

_HEAD = 1 << 24  # a header longer than this is no header
_STEP = 1 << 18
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z+]+:/")  # as a path writes the "//" of an address
_TALLEST = 200  # lines of a header of which names hold line ends
_DELIMITERS = ",;\t|"
_MOST_LISTED = 12
_LONGEST_NAME = 60
_LONGEST_LIST = 200
TEXT_KINDS = (".csv", ".tsv", ".txt")
_SUFFIXES = (*TEXT_KINDS, *READERS)


@dataclass(frozen=True, slots=True)
class Header:
    """What the first row of a text file tells: its columns, delimiter and encoding.

    The second row begins at byte `body`, on line `line`: a quoted name may hold line ends.
    """

    columns: tuple[str, ...]
    delimiter: str
    encoding: str
    body: int = 0
    line: int = 2


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
        portions = portions_from(path, layout, encoding, header.body, header.line)
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
    """Read the first row of a text file. Raises DataError when it cannot be a table."""
    lines = _first_lines(path)
    if not lines or not _decode(lines[0])[0].strip():
        raise DataError.one("DATA_FILE_NO_HEADER", str(path))
    delimiter, taken = _shape(lines)
    head = b"".join(lines[:taken])
    text, encoding = _decode(head)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        columns = tuple(name.strip() for name in next(rows))
    except csv.Error as error:  # a name of more than 100,000 letters
        raise DataError.one("DATA_FILE_NO_HEADER", str(path)) from error
    repeated = sorted({name for name in columns if name and columns.count(name) > 1})
    if repeated:
        raise DataError.one("DATA_COLUMN_TWICE", f"{path}:1", columns=", ".join(repeated))
    return Header(columns, delimiter, encoding, len(head), taken + 1)


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
    if _ADDRESS.match(path.as_posix()):  # it may hold a password
        raise DataError.one("DATA_ONLY_FILES")
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
    listed = ", ".join(map(visible, columns[:_MOST_LISTED]))
    listed += " …" if columns[_MOST_LISTED:] else ""
    if unknown:
        raise DataError(
            Problem(
                "DATA_UNKNOWN_COLUMN",
                place,
                {
                    "column": visible(name),
                    "columns": listed[:_LONGEST_LIST],
                    "nearest": visible(nearest(name, columns)) or "-",
                },
            )
            for name in unknown
        )


def visible(name: str) -> str:
    """Write what cannot be seen in a name, such as a line end, as its code: on one line."""
    shown = name if name.isprintable() else name.encode("unicode_escape").decode("ascii")
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[:_LONGEST_NAME]}…"


def _first_lines(path: Path) -> list[bytes]:
    """Read the lines that a header may take; none when the first has no end in sight."""
    head, lines = b"", [b""]
    for piece in pieces_of(path, 0, _STEP):
        refuse_no_text(path, piece, first=not head)
        head += piece
        lines = head.splitlines(keepends=True)[: _TALLEST + 1]
        if len(lines) > _TALLEST or (lines[2:] and lines[0].count(b'"') % 2 == 0):
            return lines
        if len(head) >= _HEAD:
            return lines if lines[1:] else []
    return lines


def _shape(lines: Sequence[bytes]) -> tuple[str, int]:
    """Return the delimiter of a file and the lines that its first row takes.

    It is the one that makes most columns, of those that make as many of the second row: a name may
    well hold commas.
    """
    texts = [line.decode("latin-1") for line in lines]  # marks are the same in every encoding
    found = {mark: _first_row(texts, mark) for mark in _DELIMITERS}

    def likely(mark: str) -> tuple[bool, int]:
        columns, taken = found[mark]
        again, _ = _first_row(texts[taken:], mark) if texts[taken:] else (columns, 1)
        return columns > 1 and again >= columns, columns

    delimiter = max(found, key=likely)
    return delimiter, found[delimiter][1]


def _first_row(texts: Sequence[str], delimiter: str) -> tuple[int, int]:
    """Return how many columns a row has and how many lines it takes.

    A quote that is never closed, or closes half a cell, opens nothing: then it takes one line.
    """
    rows = csv.reader(texts, delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        return len(next(rows)), rows.line_num
    except csv.Error:
        return 1 + sum(part.count(delimiter) for part in texts[0].split('"')[::2]), 1


def _decode(line: bytes) -> tuple[str, str]:
    try:
        return line.decode("utf-8-sig"), UTF8
    except UnicodeDecodeError:
        return line.decode(CP1252, errors="replace"), CP1252
