"""Number appendices, tables and figures before they are written, so that fields have results."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from wbp_survey.report.blocks import Block, Figure, Heading, Table
from wbp_survey.report.numbers import NBSP
from wbp_survey.texts import say

Lettering = Literal["letters", "numbers"]
"""How appendices are named: `Bijlage A` with `Tabel A.1`, or `Bijlage 1` with `Tabel B1.1`."""


@dataclass(frozen=True, slots=True)
class Part:
    """The appendix or chapter that something stands in.

    `text` is its letter or number, `prefix` what stands before that in a caption. `format` is how
    a field counts appendices, empty for a chapter: that number is plain text. `at` counts from 1.
    """

    text: str = ""
    prefix: str = ""
    format: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """What a numbered block is called (`Tabel` 2 of part `B`), its bookmark and its field.

    `number` is 0 for the appendix itself. `first` tells that the block opens the count of its kind
    within its part.
    """

    word: str
    part: Part
    number: int
    bookmark: str
    sequence: str = ""
    first: bool = False

    @property
    def text(self) -> str:
        """The label as it is read: `Bijlage B`, `Tabel B.2`, `Tabel 4.2`."""
        if not self.number:
            return f"{self.word}{NBSP}{self.part.text}"
        dot = "." if self.part.text else ""
        return f"{self.word}{NBSP}{self.part.prefix}{self.part.text}{dot}{self.number}"


def label_blocks(
    blocks: Sequence[Block], language: str, lettering: Lettering = "letters"
) -> dict[str, Label]:
    """Return the label of every appendix heading, table and figure by block id."""
    labels: dict[str, Label] = {}
    counts: Counter[str] = Counter()
    part = Part()
    word = say("report.appendix", language)
    for block in blocks:
        if isinstance(block, Heading):
            if block.number:
                part, counts = _part(block.number, word, lettering), Counter()
            if block.number and part.format:
                labels[block.id] = Label(word, part, 0, bookmark("_Toc", block.id))
        elif isinstance(block, Figure) or (isinstance(block, Table) and block.captioned):
            kind = "table" if isinstance(block, Table) else "figure"
            counts[kind] += 1
            labels[block.id] = Label(
                say(f"report.{kind}", language),
                part,
                counts[kind],
                bookmark("_Ref", block.id),
                sequence(kind, language),
                first=counts[kind] == 1,
            )
    return labels


def _part(number: str, word: str, lettering: Lettering) -> Part:
    """Return the part a heading opens: an appendix by its letter, a chapter by its number."""
    if number.isdigit():
        return Part(number)
    at = ord(number) - ord("A") + 1
    if lettering == "numbers":
        return Part(str(at), word[:1], "ARABIC", at)
    return Part(number, "", "ALPHABETIC", at)


def sequence(kind: str, language: str) -> str:
    """Name the SEQ field of tables or figures of ours (not that of the report's body)."""
    return say(f"report.{kind}", language) + say("report.appendix", language)


def bookmark(prefix: str, key: str) -> str:
    """Derive a bookmark name from a block id: the same in every run."""
    digest = hashlib.sha256(key.encode("utf-8")).digest()
    return f"{prefix}{int.from_bytes(digest[:8], 'big') % 10**9:09d}"
