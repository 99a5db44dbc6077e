"""Facts about the cases as the report tells of them: from documents, and told by respondents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wbp_survey.model.instrument import Item, Texts, Value

DOCUMENTS = "documents"
"""Stands where a source is no role of respondents but the documents and figures of a case."""


@dataclass(frozen=True, slots=True)
class DeskFact:
    """What desk research found of one item, or why nothing (`missing`), and where it stands.

    `source` is as written down, `sure` the code of how certain it is on `sure_of` (an item of three
    points). A fact that was `told` by somebody rests on that person, whatever form it stands in.
    """

    item: Item
    name: Texts
    value: Value | None = None
    missing: str = ""
    source: str = ""
    sure: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class DeskRow:
    """What was noted one time: a value per item of its series, and the source of them all."""

    values: tuple[DeskFact, ...]
    source: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class DeskSeries:
    """What was noted several times: figures per year, counts of members, events."""

    id: str
    title: Texts
    items: tuple[Item, ...]
    rows: tuple[DeskRow, ...]


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """The desk research on one case: its facts and series, with the version of the form."""

    case: str
    form: Texts
    version: str
    facts: tuple[DeskFact, ...] = ()
    series: tuple[DeskSeries, ...] = ()

    def fact(self, item: str) -> DeskFact | None:
        """Return what was found of an item, None when the form does not hold it."""
        return next((one for one in self.facts if one.item.id == item), None)


@dataclass(frozen=True, slots=True)
class ToldBy:
    """What one kind of source says of a fact, counted over cases.

    `cases` counts those it says anything about, `answers` those per answer, `mixed` those in which
    persons of the kind contradict each other. `persons` counts who said it (documents: nobody).
    """

    source: str
    cases: int
    answers: Mapping[str, int] = field(default_factory=dict)
    mixed: int = 0
    persons: int = 0


@dataclass(frozen=True, slots=True)
class ToldFact:
    """One fact that several kinds of source were asked for, its sources side by side.

    `labels` words the answers that are counted (empty: numbers and dates are only set beside each
    other). `documents` is what they say per case. Of the cases of which more than one source says
    anything, `same` counts those in which they agree and `differ` those in which they do not;
    `alone` are the others. `tolerance` is how far numbers (as a share) or dates (in days) may lie
    apart and still agree.
    """

    id: str
    name: Texts
    labels: Mapping[str, Texts]
    sources: tuple[ToldBy, ...]
    documents: Mapping[str, str] = field(default_factory=dict)
    same: int = 0
    differ: int = 0
    alone: int = 0
    tolerance: float = 0.0
    kind: str = ""

    @property
    def persons(self) -> Mapping[str, int]:
        """Return how many persons of each role said anything."""
        return {one.source: one.persons for one in self.sources if one.persons}

    @property
    def cases(self) -> int:
        """Return of how many cases any source says anything."""
        return self.same + self.differ + self.alone
