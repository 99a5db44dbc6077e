"""How a file of answers maps onto the study: which column is participant, place, role and item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wbp_survey.model.instrument import Texts


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact about a respondent comes from: a column, or one constant for the whole file.

    `values` translates what the column holds; what it does not list is taken as it is.
    """

    column: str = ""
    constant: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MappedItem:
    """One column with answers.

    `order` lists its codes low to high; `missing` maps a code that stands for a missing reason to
    that reason's id.
    """

    id: str
    column: str
    order: tuple[str, ...]
    label: Texts = field(default_factory=dict)
    construct: str = ""
    agree: tuple[str, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """A mapping file. `places_outside_study` admits municipalities study.yaml does not know."""

    id: str
    title: Texts
    source: str
    participant: Source
    municipality: Source
    role: Source
    items: tuple[MappedItem, ...]
    case: Source = field(default_factory=Source)
    places_outside_study: bool = False
