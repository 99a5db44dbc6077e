"""Large text files, read in blocks of whole rows, each on its own and on any machine.

pyarrow splits a block into cells; whatever it will not read as the csv module does goes to the
exact reader of `dataset.text`, so that both give the same cells and the same refusals.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from wbp_survey.dataset.cells import Cells, Portion, int_type, joined, tidied
from wbp_survey.dataset.text import CP1252, Layout, portions_of

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

BLOCK = 1 << 23
"""Bytes in a block. Dask warns of a task of 10 MB; smaller blocks cost more adding up."""

_LONGEST_ROWS = 16  # blocks; a quote that stays open longer was never closed
_SHORT = 2  # bytes
_MARK = b"\xef\xbb\xbf"  # pyarrow takes it for the beginning of a file


@dataclass(frozen=True, slots=True)
class Block:
    """Whole rows of a text file, as UTF-8; the first begins on line `line`."""

    data: bytes
    line: int
    layout: Layout


@dataclass(frozen=True, slots=True)
class Unclear:
    """Where quotes stop being plain: from byte `start`, line `line`, only an exact reader can say.

    `start` counts from the beginning of the first piece.
    """

    start: int
    line: int


def blocks_of(
    pieces: Iterable[bytes], layout: Layout, encoding: str, line: int
) -> Iterator[Block | Unclear]:
    """Cut pieces of a text into blocks of whole rows; an Unclear is the last there is."""
    rest, start = b"", 0
    for piece in chain(pieces, (b"",)):
        rest += piece
        end = _end_of_rows(rest) if piece else len(rest)
        data, rest = rest[:end], rest[end:]
        if not _plain(data, layout.delimiter) or len(rest) > _LONGEST_ROWS * BLOCK:
            yield Unclear(start, line)
            return
        if data:
            utf8 = data if encoding != CP1252 else data.decode(CP1252, "replace").encode()
            yield Block(utf8, line, layout)
        start, line = start + end, line + _lines(data)


def portion_of(block: Block, in_order: frozenset[str]) -> Portion:
    """Read the cells of a block; the labels of columns `in_order` stand in order of appearance.

    Raises RaggedError when a row is of another width.
    """
    try:
        table = _parsed(block)
    except (ImportError, ValueError):  # no pyarrow here; pyarrow's refusal is a ValueError
        return _exactly(block)
    if not table.num_rows or block.data.startswith(_MARK):
        return _exactly(block)
    columns = {
        name: _cells(table.column(name).chunk(0), ordered=name in in_order)
        for name in block.layout.wanted
    }
    return Portion(table.num_rows, columns)


def _parsed(block: Block) -> pa.Table:
    """Split a block into columns of text, at once and on one processor."""
    import pyarrow as pa
    from pyarrow import csv

    layout = block.layout
    names = [f"-{place}" for place in range(layout.width)]
    for name, place in zip(layout.wanted, layout.places, strict=True):
        names[place] = f"+{name}"
    quoted = b'"' in block.data
    table = csv.read_csv(
        pa.BufferReader(block.data),
        csv.ReadOptions(column_names=names, use_threads=False, block_size=len(block.data) + 1),
        csv.ParseOptions(
            delimiter=layout.delimiter,
            quote_char='"' if quoted else False,
            newlines_in_values=quoted,
        ),
        csv.ConvertOptions(
            include_columns=[f"+{name}" for name in layout.wanted],
            column_types={f"+{name}": pa.string() for name in layout.wanted},
            check_utf8=False,  # read_through did
        ),
    )
    return table.rename_columns(list(layout.wanted)).combine_chunks()


def _exactly(block: Block) -> Portion:
    """Read a block as the csv module does."""
    text = io.StringIO(block.data.decode("utf-8", "replace"), newline="")
    portions = list(portions_of(text, block.layout, block.line))
    columns = {
        name: joined([one.columns[name] for one in portions]) for name in block.layout.wanted
    }
    return Portion(sum(one.n for one in portions), columns)


def _cells(values: pa.Array, *, ordered: bool) -> Cells:
    key = None if ordered else _short_key(values)
    if key is not None:
        return _by_key(key)
    encoded = values.dictionary_encode()
    return tidied(encoded.dictionary.to_pylist(), encoded.indices.to_numpy())


def _short_key(values: pa.Array) -> NDArray[np.uint16] | None:
    """Read cells of at most two bytes as numbers, an absent byte as 0; None for longer cells.

    Codes of a response scale are this short; that spares looking each of them up by its text.
    """
    import numpy as np

    _, where, data = values.buffers()
    places = np.frombuffer(where, np.int32)[values.offset : values.offset + len(values) + 1]
    length = places[1:] - places[:-1]
    longest = int(length.max(initial=0))
    if longest > _SHORT:
        return None
    text = np.frombuffer(data or b"", np.uint8)
    padded = np.concatenate([text, np.zeros(_SHORT, np.uint8)])
    key = padded.take(places[:-1]).astype(np.uint16)
    key *= length > 0
    if longest == _SHORT:
        key += padded.take(places[:-1] + 1) * (length == _SHORT) * np.uint16(256)
    return key


def _by_key(key: NDArray[np.uint16]) -> Cells:
    import numpy as np

    found = np.flatnonzero(np.bincount(key))
    labels = [bytes(filter(None, divmod(one, 256)[::-1])).decode() for one in found.tolist()]
    place = np.zeros(int(found.max(initial=0)) + 1, int_type(len(found)))
    place[found] = np.arange(len(found))
    return tidied(labels, place.take(key))


def _plain(data: bytes, delimiter: str) -> bool:
    """Tell whether every quote opens or closes a whole cell, so that all readers agree on it.

    Quotes open and close in turns. One that opens stands at the beginning of a cell, one that
    closes at its end; or the two touch, which is how a cell writes a quote of its own.
    """
    import numpy as np

    if b'"' not in data:
        return True
    text = np.frombuffer(b"\n" + data + b"\n", np.uint8)
    quotes = np.flatnonzero(text == ord('"'))
    ends = np.frombuffer(f'{delimiter}\r\n"'.encode(), np.uint8)
    if len(quotes) % 2:
        return False
    opening, closing = text.take(quotes[::2] - 1), text.take(quotes[1::2] + 1)
    return bool(np.isin(opening, ends).all() and np.isin(closing, ends).all())


def _end_of_rows(data: bytes) -> int:
    """Return where the last whole row ends: behind a line end with no quote open; 0 for none."""
    mark = b"\n" if b"\n" in data else b"\r"
    end = data.rfind(mark, 0, len(data) - (mark == b"\r"))  # "\r" may be half of "\r\n"
    still_open = data.count(b'"', 0, max(end, 0)) % 2
    while end >= 0 and still_open:
        before = data.rfind(mark, 0, end)
        still_open = (still_open + data.count(b'"', max(before, 0), end)) % 2
        end = before
    return end + 1


def _lines(data: bytes) -> int:
    """Count line ends of all kinds."""
    if b"\r" not in data:
        return data.count(b"\n")
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
