"""An instrument as the codebook of a report tells of it, and how well its answers were entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wbp_survey.model.instrument import Instrument, Item, Section
from wbp_survey.report.codebook.tally import Panel


@dataclass(frozen=True, slots=True)
class CodedItem:
    """An item of the newest version that holds it, with the section it is asked in."""

    item: Item
    section: Section
    instrument: Instrument


@dataclass(frozen=True, slots=True)
class ItemCount:
    """How many persons answered, and how many were asked and gave a reason instead."""

    valid: int = 0
    missing: int = 0

    @property
    def asked(self) -> int:
        """Return how many were asked."""
        return self.valid + self.missing


@dataclass(frozen=True, slots=True)
class BookRecord:
    """One instrument with all its versions in use, the newest first.

    `items` are those of the newest version and then those only an earlier one holds. `counts` are
    over all versions; `persons` is how many took part.
    """

    instrument: Instrument
    versions: tuple[str, ...]
    items: tuple[CodedItem, ...]
    counts: Mapping[tuple[str, Panel], ItemCount] = field(default_factory=dict)
    persons: int = 0


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """How the two entries of sessions that were entered twice compare, for one instrument.

    `answers` counts questions that were entered twice, `equal` those entered alike; `settled` says
    what became of the others: first, second, other, open, off_route.
    """

    instrument: str
    sessions: int
    answers: int
    equal: int
    settled: Mapping[str, int] = field(default_factory=dict)
