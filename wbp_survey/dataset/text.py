"""Text files, read exactly: line by line, through the csv module.

`dataset.blocks` reads large files faster and turns to this for whatever it cannot read itself.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from wbp_survey.dataset.cells import Portion, cells_of
from wbp_survey.errors import DataError

UTF8 = "utf-8"
CP1252 = "cp1252"
_PIECE = 1 << 20
# Letters with accents and curly quotes in UTF-8, or a byte without a letter. In cp1252 the first
# would be a capital A with a tilde before a sign, which nobody writes.
_NOT_CP1252 = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xa6]|[\x81\x8d\x8f\x90\x9d]")
_ROWS = 1 << 12  # read at once: a wide file still fits


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the wanted columns stand in a row of a text file."""

    width: int
    delimiter: str
    wanted: tuple[str, ...]
    places: tuple[int, ...]


class RaggedError(Exception):
    """A row of another width than the header; `line` is where it begins."""

    def __init__(self, line: int) -> None:
        """Keep the line."""
        super().__init__(line)
        self.line = line


def read_through(path: Path, encoding: str) -> tuple[str, str]:
    """Read a text file once, in pieces; return its encoding and the sha256 of its bytes.

    It is UTF-8 when all of it is; an old Windows export that only shows itself further down is
    cp1252 from its first line on. Raises DataError when it holds a byte 0: then it is no text; and
    when it is partly UTF-8, or holds letters that cp1252 does not have.
    """
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    waiting = False
    for piece in pieces_of(path, 0, _PIECE):
        digest.update(piece)
        refuse_no_text(path, piece)
        if encoding == UTF8 and (waiting or not piece.isascii()):
            encoding = UTF8 if _goes_on(decoder, piece) else CP1252
            waiting = bool(decoder.getstate()[0])
    if encoding == CP1252 or waiting:
        encoding = CP1252
        _refuse_mixed(path)
    return encoding, digest.hexdigest()


def refuse_no_text(path: Path, piece: bytes, *, first: bool = False) -> None:
    """Raise DataError when a piece of a file, the first or another, holds what no text holds."""
    if first and piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise DataError.one("DATA_FILE_UTF16", str(path))
    if b"\0" in piece:
        raise DataError.one("DATA_FILE_BINARY", str(path))


def _refuse_mixed(path: Path) -> None:
    """Refuse a file that is not UTF-8 where a letter shows that it is not cp1252 either.

    Read as cp1252 its groups would be split in two, or two of them be taken for one.
    """
    line, tail, end = 1, b"", b""
    for piece in pieces_of(path, 0, _PIECE):
        end = end or (b"\n" if b"\n" in piece else b"\r")
        data = tail + piece
        found = _NOT_CP1252.search(data)
        if found:
            line += data.count(end, 0, found.start())
            raise DataError.one("DATA_FILE_ENCODINGS", f"{path}:{line}")
        cut = max(len(data) - 2, 0)  # a letter may be cut in two
        line, tail = line + data.count(end, 0, cut), data[cut:]


def pieces_of(path: Path, start: int, size: int) -> Iterator[bytes]:
    """Read a file from byte `start` on, in pieces of `size` bytes."""
    try:
        with path.open("rb") as file:
            file.seek(start)
            while piece := file.read(size):
                yield piece
    except OSError as error:
        raise unreadable(path, error) from error


def portions_from(
    path: Path, layout: Layout, encoding: str, start: int, line: int
) -> Iterator[Portion]:
    """Read the rows of a text file from byte `start` on, which is the beginning of line `line`."""
    try:  # what is no text in this encoding was found by reading through
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            file.seek(start)
            yield from portions_of(file, layout, line)
    except RaggedError as error:
        raise ragged(path, error.line) from error
    except OSError as error:
        raise unreadable(path, error) from error


def portions_of(text: Iterable[str], layout: Layout, line: int) -> Iterator[Portion]:
    """Read rows from lines of text, of which the first is line `line`. Raises RaggedError."""
    import numpy as np

    rows = rows_of(text, layout, line)
    while some := list(islice(rows, _ROWS)):
        columns = {
            name: cells_of(row[place] for _, row in some)
            for name, place in zip(layout.wanted, layout.places, strict=True)
        }
        lines = np.fromiter((begin for begin, _ in some), np.int64, len(some))
        yield Portion(len(some), columns, lines)


def rows_of(text: Iterable[str], layout: Layout, line: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins on. Raises RaggedError at a row of another width.

    A row that is one field short or long would shift answers to the wrong question, or be half a
    row of a file that was cut off. Empty cells after the last column do no harm.
    """
    width, first = layout.width, line
    rows = csv.reader(text, delimiter=layout.delimiter, skipinitialspace=True, strict=True)
    try:
        for row in rows:
            if row:
                if len(row) < width or any(row[width:]):
                    raise RaggedError(line)
                yield line, row
            line = first + rows.line_num
    except csv.Error as error:
        raise RaggedError(line) from error


def ragged(path: Path | str, line: int) -> DataError:
    """Return the refusal of a file with a row of another width."""
    return DataError.one("DATA_FILE_RAGGED", f"{path}:{line}", reason=line)


def unreadable(path: Path, error: OSError) -> DataError:
    """Return the refusal of a file that the system will not let us read."""
    return DataError.one("DATA_FILE_UNREADABLE", str(path), reason=error.strerror)


def _goes_on(decoder: codecs.IncrementalDecoder, piece: bytes) -> bool:
    try:
        decoder.decode(piece)
    except UnicodeDecodeError:
        return False
    return True
