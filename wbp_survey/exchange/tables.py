"""Text files with one question per line: read with care for encoding, separator and size."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from wbp_survey.errors import InstrumentError
from wbp_survey.exchange.ledger import Ledger
from wbp_survey.exchange.workbook import MAX_CELLS, size_within

_SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Table:
    """A file with a head and rows; `lines` tells on which line of the file each row begins."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[int, ...] = ()

    def place(self, row: int) -> str:
        """Say where a row stands."""
        return f"{self.name}:{self.lines[row]}"


def read_table(path: Path, ledger: Ledger) -> Table:
    """Read a file of separated values, its rows cut or filled to the length of its head."""
    size_within(path)
    words = _decoded(path, ledger)
    separator = max(_SEPARATORS, key=words.partition("\n")[0].count)
    try:
        read = list(_numbered(words, separator))
    except csv.Error as error:
        raise InstrumentError.one(
            "INSTRUMENT_FOREIGN_BROKEN", path.name, detail=str(error)
        ) from error
    if sum(len(cells) for _, cells in read) > MAX_CELLS * 5:
        raise InstrumentError.one("INSTRUMENT_FOREIGN_LARGE", path.name, limit=MAX_CELLS * 5)
    filled = [(line, cells) for line, cells in read if any(cell.strip() for cell in cells)]
    head = tuple(cell.strip() for cell in filled[0][1]) if filled else ()
    width = len(head)
    for line, cells in filled[1:]:
        if any(cell.strip() for cell in cells[width:]):
            ledger.drop("cell", "beyond_columns", f"{path.name}:{line}")
    rows = tuple(tuple((cells + [""] * width)[:width]) for _, cells in filled[1:])
    return Table(path.name, head, rows, tuple(line for line, _ in filled[1:]))


def _numbered(words: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with the line on which each begins."""
    reader = csv.reader(StringIO(words, newline=""), delimiter=separator)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _decoded(path: Path, ledger: Ledger) -> str:
    """Decode as UTF-8, or as older Windows programs write; that is told, for it is a guess."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        ledger.approximate("encoding", "encoding", path.name)
        return raw.decode("cp1252", errors="replace")
