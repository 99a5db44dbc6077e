"""Number appendices, tables and figures before they are written, so that fields have results."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from wbp_survey.report.blocks import Block, Figure, Heading, Table
from wbp_survey.report.numbers import NBSP
from wbp_survey.texts import say


@dataclass(frozen=True, slots=True)
class Label:
    """What a numbered block is called: word and number (`Tabel`, `B.2`), bookmark, field names.

    `first` tells that the block opens the count of its kind within its appendix.
    """

    word: str
    letter: str
    number: int
    bookmark: str
    sequence: str = ""
    first: bool = False

    @property
    def text(self) -> str:
        """The label as it is read: `Bijlage B`, `Tabel B.2`."""
        tail = f"{self.letter}.{self.number}" if self.number else self.letter
        return f"{self.word}{NBSP}{tail}"


def label_blocks(blocks: Sequence[Block], language: str) -> dict[str, Label]:
    """Return the label of every appendix heading, table and figure by block id."""
    labels: dict[str, Label] = {}
    counts: Counter[str] = Counter()
    letter = ""
    for block in blocks:
        if isinstance(block, Heading):
            if block.level == 1 and block.numbered:
                letter = chr(ord("A") + counts["appendix"])
                counts = Counter(appendix=counts["appendix"] + 1)
                labels[block.id] = Label(
                    say("report.appendix", language), letter, 0, bookmark("_Toc", block.id)
                )
            continue
        if isinstance(block, Figure) or (isinstance(block, Table) and block.captioned):
            kind = "table" if isinstance(block, Table) else "figure"
            counts[kind] += 1
            labels[block.id] = Label(
                say(f"report.{kind}", language),
                letter,
                counts[kind],
                bookmark("_Ref", block.id),
                sequence(kind, language),
                first=counts[kind] == 1,
            )
    return labels


def sequence(kind: str, language: str) -> str:
    """Name the SEQ field of tables or figures in appendices (not that of the report's body)."""
    return say(f"report.{kind}", language) + say("report.appendix", language)


def bookmark(prefix: str, key: str) -> str:
    """Derive a bookmark name from a block id: the same in every run."""
    digest = hashlib.sha256(key.encode("utf-8")).digest()
    return f"{prefix}{int.from_bytes(digest[:8], 'big') % 10**9:09d}"
