"""A scale as the report tells of it: its items, how it is scored, its result rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wbp_survey.model.instrument import Referent, Texts
from wbp_survey.model.result import Result
from wbp_survey.model.scale import Scale


@dataclass(frozen=True, slots=True)
class ScaleItem:
    """One item of a scale: its wording, where that comes from, whether it is turned."""

    id: str
    text: Texts
    source: str = ""
    turned: bool = False


@dataclass(frozen=True, slots=True)
class ScaleRecord:
    """One scale, or items of one construct that nobody declared to be one.

    `ends` are those of the response scale. `rows` are all that was computed, as computed: the gate
    is still to come. `classes` hold the scores counted in ever fewer classes of equal width, the
    finest first, each by its two ends.
    """

    scale: Scale
    items: tuple[ScaleItem, ...]
    rows: tuple[Result, ...]
    about: Referent = "case"
    round: int | None = None
    ends: tuple[float, float] | None = None
    classes: tuple[Mapping[tuple[float, float], int], ...] = field(default_factory=tuple)

    @property
    def id(self) -> str:
        """Name the scale: by itself, by what it is about when that is not the case, by round."""
        about = "" if self.about == "case" else f"-{self.about}"
        return f"{self.scale.id}{about}{f'-{self.round}' if self.round else ''}"

    @property
    def variable(self) -> str:
        """Return what its scores are called in the result rows."""
        return self.rows[0].variable if self.rows else self.scale.id
