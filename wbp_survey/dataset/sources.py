"""Where answers come from: a file of any kind and size, or a table of a database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wbp_survey.dataset.binary import binary_columns, binary_portions
from wbp_survey.dataset.blocks import BLOCK, Block, Unclear, blocks_of
from wbp_survey.dataset.cells import Portion
from wbp_survey.dataset.reading import (
    TEXT_KINDS,
    Header,
    layout_of,
    read_header,
    require_columns,
    require_file,
)
from wbp_survey.dataset.text import UTF8, Layout, pieces_of, portions_from, read_through
from wbp_survey.errors import DataError
from wbp_survey.store.wide import is_wide, wide_columns, wide_pieces, wide_table

LARGE = 1 << 22
"""Bytes from which on a text file is read in blocks; a smaller one is read by the time pyarrow
would be loaded."""

_CREDENTIALS = re.compile(r"//.*@")
_TABLE = re.compile(r"(?:^|&)(table=[^&]*)")


@dataclass(frozen=True, slots=True)
class Source:
    """Rows to read, in parts. `place` is safe to show; `sha256` is known once all is read.

    `ordered` tells whether the rows have an order of their own.
    """

    place: str
    parts: Iterator[Block | Portion]
    sha256: Callable[[], str]
    decimal_comma: bool | None = None
    ordered: bool = True


def source_of(place: Path | str, wanted: Sequence[str]) -> Source:
    """Open a file or a database table, of which the columns `wanted` will be read.

    Raises DataError for everything that its name and its columns tell, before a row is read.
    """
    if isinstance(place, str) and "://" in place:
        if not is_wide(place):
            raise DataError.one("DATA_TABLE_ADDRESS", place_of(place))
        return _database(place, wanted)
    path = Path(place)
    require_file(path)
    if path.suffix.lower() in TEXT_KINDS:
        return _text(path, wanted)
    require_columns(f"{path}:1", binary_columns(path), wanted)
    return Source(str(path), binary_portions(path, wanted), lambda: file_sha256(path))


def place_of(place: Path | str) -> str:
    """Return a file or address as a message may show it: without user, password and options."""
    if isinstance(place, Path):
        return str(place)
    address, _, query = place.partition("?")
    table = _TABLE.search(query)
    return _CREDENTIALS.sub("//", address) + (f"?{table[1]}" if table else "")


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file's bytes, read in pieces."""
    digest = hashlib.sha256()
    for piece in pieces_of(path, 0, BLOCK):
        digest.update(piece)
    return digest.hexdigest()


def _text(path: Path, wanted: Sequence[str]) -> Source:
    header = read_header(path)
    layout = layout_of(path, header, wanted)
    encoding, sha256 = read_through(path, header.encoding)
    parts: Iterator[Block | Portion] = (
        portions_from(path, layout, encoding, header.body, header.line)
        if path.stat().st_size < LARGE
        else _blocks(path, layout, encoding, header)
    )
    # A file that separates by ; writes its decimals with ,
    return Source(str(path), parts, lambda: sha256, decimal_comma=header.delimiter == ";")


def _blocks(path: Path, layout: Layout, encoding: str, header: Header) -> Iterator[Block | Portion]:
    """Read a large text file in blocks, as far as they are clear, and the rest exactly."""
    pieces = pieces_of(path, header.body, BLOCK)
    for one in blocks_of(pieces, layout, encoding, header.line):
        if isinstance(one, Unclear):
            yield from portions_from(path, layout, encoding, header.body + one.start, one.line)
        else:
            yield one


def _database(address: str, wanted: Sequence[str]) -> Source:
    table = wide_table(address)
    require_columns(table.place, wide_columns(table), wanted)
    layout = Layout(len(wanted), ",", tuple(wanted), tuple(range(len(wanted))))
    digest = hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        for piece in wide_pieces(table, wanted, BLOCK):
            digest.update(piece)
            yield piece

    parts = (one for one in blocks_of(pieces(), layout, UTF8, 1) if isinstance(one, Block))
    return Source(table.place, parts, digest.hexdigest, ordered=False)
