"""What checks of the data and of published figures came to, as the report tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wbp_survey.model.instrument import Texts
from wbp_survey.model.published import Checked, PublishedFigure


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """One kind of check of the answers: how much it found and how much of that is settled."""

    kind: str
    found: int = 0
    resolved: int = 0


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """One finding about one session, under a code that is used for nothing else.

    `why` is what the researchers wrote when they settled it; empty while it is open, or unsaid.
    """

    code: str
    kind: str
    resolved: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class ToldApart:
    """One fact that several respondents told of a case: where they contradict each other.

    `persons` counts per case who told it, of the cases in which more than one did; `differ` are
    those in which they do not say the same.
    """

    construct: str
    name: Texts
    persons: Mapping[str, int]
    differ: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FindingsRecord:
    """Everything that was looked for: in how many sessions, of how many persons, with what result.

    `untimed` counts per reason the sessions of which the times tell nothing, `again` second
    entries, which are left out.
    """

    sessions: int = 0
    persons: int = 0
    again: int = 0
    untimed: Mapping[str, int] = field(default_factory=dict)
    checks: tuple[CheckRecord, ...] = ()
    found: tuple[FindingRecord, ...] = ()
    apart: tuple[ToldApart, ...] = ()
    published: tuple[tuple[PublishedFigure, tuple[Checked, ...]], ...] = ()
