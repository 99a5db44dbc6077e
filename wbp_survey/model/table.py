"""Coded answers in columns: what the dataset hands to the analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from wbp_survey.model.instrument import Level, Texts


@dataclass(frozen=True, slots=True)
class Variable:
    """What an item (in one round) measures and the codes it can take, low to high.

    `scores` are the numbers behind the codes (1, 2, 3, …, or the values themselves); `agree` the
    codes that count as agreeing, empty when there is no such notion. `declared` tells whether the
    codes come from a response scale rather than from the answers seen. `notes` travel into every
    result row of the variable. `scale` marks a score over several items
    that are signs of one thing.
    """

    id: str
    codes: tuple[str, ...]
    scores: tuple[float, ...]
    construct: str = ""
    referent: str = ""
    level: Level = "ordinal"
    label: Texts = field(default_factory=dict)
    code_labels: Mapping[str, Texts] = field(default_factory=dict)
    agree: tuple[str, ...] = ()
    round: int | None = None
    declared: bool = True
    notes: tuple[str, ...] = ()
    scale: bool = False


@dataclass(frozen=True, slots=True)
class Factor:
    """A grouping: its levels in declared order and, per row, the index of its level (-1: none)."""

    id: str
    levels: tuple[str, ...]
    index: NDArray[np.int32]
    labels: Mapping[str, str] = field(default_factory=dict)


OUTSIDE = 1
"""Stands where a missing reason would: the person's instrument does not hold the item at all, so
that there is neither an answer nor a missing answer. Such rows count nowhere."""


@dataclass(frozen=True, slots=True)
class Column:
    """The answers to one variable.

    Per row the index of its code (-1: missing; int8 where that holds every code) and, beside it,
    the code of the missing reason (0: there is a value; -1…-12: why there is none; OUTSIDE: the
    item was not the person's) and where the value comes from, as a place in
    `model.crosswalk.PROVENANCES` (`origin`; None: all as given).
    """

    variable: Variable
    index: NDArray[np.signedinteger]
    reason: NDArray[np.int8]
    origin: NDArray[np.int8] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Coded answers: `n` rows (one per person), columns per variable, factors to group by.

    A row that could have been asked a variable but was not has reason not_asked (-7) or
    not_routed (-6) there; one whose instrument lacks it is OUTSIDE.
    """

    n: int
    columns: tuple[Column, ...]
    factors: Mapping[str, Factor]
    sha256: str = ""
    synthetic: bool = False
