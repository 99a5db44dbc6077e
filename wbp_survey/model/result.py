"""Result rows: one statistic each, with what it is about, its n, its method and its notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """One statistic. `value` is None only with a note that says why.

    `note` holds codes of the registry in the catalogue (`notes.<code>`); a code may carry a detail
    after a colon (`group_empty:B`). `n` counts the answers the statistic rests on.
    """

    variable: str
    stat: str
    value: float | None
    n: int
    construct: str = ""
    by: str | None = None
    group: str | None = None
    group2: str | None = None
    round: int | None = None
    method: str = ""
    note: tuple[str, ...] = ()

    def as_row(self) -> dict[str, Any]:
        """Return the row as the contract spells it (design.md, section 9)."""
        return {
            "variable": self.variable,
            "construct": self.construct,
            "by": self.by,
            "group": self.group,
            "group2": self.group2,
            "round": self.round,
            "stat": self.stat,
            "value": self.value,
            "n": self.n,
            "method": self.method,
            "note": list(self.note),
        }


@dataclass(frozen=True, slots=True)
class Manifest:
    """Under what circumstances the rows were computed: enough to compute them again.

    `profile` says for whose eyes they are; `intern` for nobody's outside the study.
    """

    command: str
    created: str
    data_sha256: str
    n_rows: int
    seed: int
    resamples: int
    instruments: tuple[Mapping[str, str], ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    synthetic: bool = False
    profile: str = "intern"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one call of compare gives: the rows and the manifest."""

    manifest: Manifest
    rows: tuple[Result, ...]

    def as_json(self) -> dict[str, Any]:
        """Return `{"manifest": …, "rows": […]}`."""
        return {"manifest": asdict(self.manifest), "rows": [row.as_row() for row in self.rows]}
