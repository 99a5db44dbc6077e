"""Scales: several items that together give each person one score, and how that score is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from wbp_survey.model.instrument import Texts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from wbp_survey.model.table import Column

ScoringRule = Literal["half", "complete", "share80"]
"""How many of the items a person must have answered: at least half, all, at least 80%."""

ScaleKind = Literal["reflective", "formative"]
"""Reflective items are signs of one thing and go together; formative ones make up a whole together
(kinds of undesired effects) and need not, so that internal consistency says nothing about them."""

_SHARES: Mapping[ScoringRule, tuple[int, int]] = {
    "half": (1, 2),
    "complete": (1, 1),
    "share80": (4, 5),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """Which items are scored together and how.

    `reverse` names the items that are turned before scoring; None leaves it to what the items say
    of themselves. `range` is what the ends of the response scale become; None keeps those.
    `declared` is False for items that nobody said are a scale.
    """

    id: str
    items: tuple[str, ...]
    reverse: tuple[str, ...] | None = None
    label: Texts = field(default_factory=dict)
    construct: str = ""
    rule: ScoringRule = "half"
    range: tuple[float, float] | None = None
    kind: ScaleKind = "reflective"
    declared: bool = True

    @property
    def needed(self) -> int:
        """How many items a person must have answered to be scored: half of 5 is 3."""
        part, whole = _SHARES[self.rule]
        return -(-len(self.items) * part // whole)


@dataclass(frozen=True, slots=True)
class ScaleAnswers:
    """The answers to the items of one scale, as numbers that all point the same way.

    `columns` are the items as answered, `values` persons x items with the items in `turned` turned
    (NaN: no answer); `ends` are the lowest and highest point of the response scale, None when
    nobody said what they are.
    """

    scale: Scale
    columns: tuple[Column, ...]
    values: NDArray[np.float64]
    turned: tuple[str, ...] = ()
    ends: tuple[float, float] | None = None
    round: int | None = None
    referent: str = ""
