"""A report is a list of plain blocks; each has an id that is stable between runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wbp_survey.report.gate.charts import ReleasedMatrix, ReleasedShares, ReleasedShifts
from wbp_survey.report.gate.release import (
    ReleasedDots,
    ReleasedFigure,
    ReleasedQuote,
    ReleasedTable,
)

Role = Literal[
    "title",
    "subtitle",
    "meta",
    "banner",
    "body",
    "stem",
    "question",
    "answer",
    "instruction",
    "probe",
    "script",
    "source",
    "quote",
    "quote_source",
    "point",
    "field",
    "condition",
    "choice",
    "boxes",
    "write",
    "write_short",
    "reasons",
]
"""What a paragraph is; style.py says how that looks."""


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text; large are boxes for a digit each."""

    text: str
    bold: bool = False
    italic: bool = False
    size: Literal["", "small", "large"] = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """A cross-reference to the table or figure with this block id."""

    target: str


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph; `keep` holds it on the page of the next."""

    runs: tuple[Text | Ref, ...]
    role: Role = "body"
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """What stands at the head and foot of every page; `banner` warns of synthetic data.

    `pages` says which page it is, as `page {page} of {pages}`; without it there is just a number.
    With `lying` every page lies on its side.
    """

    header: str
    footer: str
    banner: str = ""
    pages: str = ""
    lying: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `number` is the letter of the appendix or the chapter that it opens.

    A letter prints before the text (`Bijlage B`) and in captions (`Tabel B.1`); digits stand for a
    chapter of the report that tables are made for, and print in captions alone (`Tabel 4.1`).
    """

    id: str
    text: str
    level: Literal[1, 2, 3] = 1
    number: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs that belong together."""

    id: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of contents or a list of tables or figures."""

    id: str
    of: Literal["headings", "table", "figure"]
    title: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table that passed the gate.

    One that is not `captioned` has no number: the heading above it says what it is. A `large` one
    is to be read from across a room.
    """

    id: str
    table: ReleasedTable
    captioned: bool = True
    large: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that passed the gate, drawn at `path` (PNG) and, where it can be, `vector` (SVG)."""

    id: str
    figure: ReleasedFigure | ReleasedDots | ReleasedShares | ReleasedShifts | ReleasedMatrix
    path: Path
    alt: str
    notes: tuple[str, ...] = ()
    vector: Path | None = None


@dataclass(frozen=True, slots=True)
class Quotes:
    """Words that passed the gate, under what they are; `note` tells of words that did not."""

    id: str
    title: str
    quotes: tuple[ReleasedQuote, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """Something said of an item, under its name; `strong` for its wording."""

    name: str
    lines: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One thing on one page: what it is, what is said of it, and a table with its codes.

    `title` and `aside` stand above it as a heading, when there is a title; `head` is repeated where
    a card is longer than a page. The codes follow the strong facts.
    """

    id: str
    head: str
    facts: tuple[Stated, ...]
    codes: ReleasedTable | None = None
    title: str = ""
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A column to write in: its header and its width in millimetres (0: what is left)."""

    header: str
    width: int = 0
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to be filled in by hand: nothing in it comes from anybody.

    `title` says what it is to who cannot see it; a row is at least `height` millimetres high and
    stands on one page; with `keep` all of them do.
    """

    id: str
    title: str
    lanes: tuple[Lane, ...]
    rows: tuple[tuple[tuple[Text, ...], ...], ...]
    height: int = 7
    keep: bool = False


Written = Heading | Passage | Contents | Table | Figure | Quotes | Card | Grid
Block = Running | Written


def line(text: str, role: Role = "body", *, keep: bool = False) -> Line:
    """Make a paragraph of plain text."""
    return Line((Text(text),), role, keep)
