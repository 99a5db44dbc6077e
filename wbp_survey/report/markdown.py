"""Write blocks as Markdown that reads well as it stands and when it is rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from wbp_survey.report.blocks import Block, Card, Contents, Heading, Line, Passage, Running, Text
from wbp_survey.report.gate.release import ReleasedTable

# What Markdown would take for markup. An underscore inside a word, as ids have, is none.
_MARKUP = re.compile(r"[\\`*\[~]|<(?=[A-Za-z/!?])|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_MARKS: Mapping[str, str] = {
    "title": "# {}",
    "subtitle": "**{}**",
    "script": "> {}",
    "banner": "> **{}**",
}


def markdown(blocks: Sequence[Block]) -> str:
    """Write the blocks; contents are left to whoever renders them."""
    parts = (part for block in blocks for part in _WRITERS[type(block)](block))
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Keep what people wrote from being read as Markdown; where lines end is up to the caller."""
    return _MARKUP.sub(r"\\\g<0>", text)


def _running(block: Running) -> Iterator[str]:
    """Warn once, at the top: there are no pages."""
    if block.banner:
        yield f"> **{_plain(block.banner)}**"


def _heading(block: Heading) -> Iterator[str]:
    yield f"{'#' * (block.level + 1)} {_plain(block.text)}"


def _passage(block: Passage) -> Iterator[str]:
    for line in block.lines:
        yield _line(line)


def _line(line: Line) -> str:
    text = "".join(_plain(run.text) for run in line.runs if isinstance(run, Text))
    return _MARKS.get(line.role, "{}").format(text)


def _card(block: Card) -> Iterator[str]:
    if block.title:
        yield f"#### `{block.title}`"
        yield " · ".join(_plain(part) for part in (block.aside, block.head) if part)
    yield "\n".join(_fact(one.name, one.lines) for one in block.facts if one.strong)
    yield _table(block.codes) if block.codes else ""
    yield "\n".join(_fact(one.name, one.lines) for one in block.facts if not one.strong)


def _fact(name: str, lines: Sequence[str]) -> str:
    said = [_plain(line) for line in lines]
    if not said[1:]:
        return f"- **{_plain(name)}**: {said[0]}"
    return "\n".join([f"- **{_plain(name)}**:", *(f"  - {line}" for line in said)])


def _table(table: ReleasedTable) -> str:
    """Write a table with its columns lined up, so that it can be read as it stands."""
    head = tuple(column.header for column in table.columns)
    rows = [
        [_plain(cell).replace("|", r"\|") for cell in cells]
        for cells in (head, *(row.cells for row in table.rows))
    ]
    widths = [max(3, *(len(row[at]) for row in rows)) for at in range(len(head))]
    right = [column.align == "right" for column in table.columns]
    rule = [
        "-" * (width - 1) + ":" if last else "-" * width
        for width, last in zip(widths, right, strict=True)
    ]
    return "\n".join(_row(row, widths, right) for row in (rows[0], rule, *rows[1:]))


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        cell.rjust(width) if at_right else cell.ljust(width)
        for cell, width, at_right in zip(cells, widths, right, strict=True)
    )
    return f"| {' | '.join(padded)} |"


def _plain(text: str) -> str:
    return escaped(" ".join(text.split()))


def _nothing(_block: Contents) -> Iterator[str]:
    return iter(())


_WRITERS: Mapping[type, Callable[[Any], Iterator[str]]] = {
    Running: _running,
    Heading: _heading,
    Passage: _passage,
    Card: _card,
    Contents: _nothing,
}
