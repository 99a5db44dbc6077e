"""The one gate between results and readers: what rests on too few persons becomes `x`.

A draft says of every piece of text on whom it rests; the gate alone turns drafts into the released
forms that blocks accept. This is the threshold version (design.md, section 10): a group under the
threshold is suppressed, and when exactly one group of a base is, the smallest other group too,
because the printed total would give the first away. The full gate keeps these signatures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from wbp_survey.model.study import Profile

SUPPRESSED = "x"
THRESHOLDS: Mapping[Profile, int] = {"publiek": 10, "consortium": 5}

Align = Literal["left", "right"]
RowKind = Literal["body", "item", "total"]
Bases = Mapping[str, Mapping[str, int]]
"""Per base (one variable in one grouping) the distinct persons behind each group."""

_SEAL = object()


@dataclass(frozen=True, slots=True)
class Fact:
    """Text and on whom it rests.

    `groups` of `base` when given, else on everyone in `base`; without a base it rests on nobody
    (a label, a design fact) and always prints.
    """

    text: str
    base: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its width in millimetres (0: what is left) and its alignment."""

    header: str
    width: int = 0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One row of facts; an `item` row opens a run of rows about one item."""

    cells: tuple[Fact, ...]
    kind: RowKind = "body"


@dataclass(frozen=True, slots=True)
class DraftTable:
    """A table before the gate. A note prints those of its facts that may."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[DraftRow, ...]
    alt: str
    notes: tuple[tuple[Fact, ...], ...] = ()
    bases: Bases = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of printable text."""

    cells: tuple[str, ...]
    kind: RowKind = "body"


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """A table that may leave the study; only `release` makes one."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    alt: str
    notes: tuple[str, ...]
    suppressed: int
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a table that did not pass the gate."""
        _check(self.seal)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the item it is about, its group, its n and the share of each code."""

    item: str
    group: str
    label: str
    base: str
    n: int | None
    shares: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class DraftFigure:
    """A figure before the gate: bars over the same codes; `agree` indexes the agreeing ones."""

    title: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    bars: tuple[Bar, ...]
    agree: tuple[int, ...] = ()
    bases: Bases = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReleasedFigure:
    """A figure that may leave the study; a suppressed bar has neither n nor shares."""

    title: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    bars: tuple[Bar, ...]
    agree: tuple[int, ...]
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a figure that did not pass the gate."""
        _check(self.seal)


def release(draft: DraftTable, profile: Profile) -> ReleasedTable:
    """Let a table through, with `x` for what rests on too few persons."""
    hidden = hidden_groups(draft.bases, profile)
    rows = tuple(
        Row(
            tuple(_shown(fact, hidden) or SUPPRESSED if fact.text else "" for fact in row.cells),
            row.kind,
        )
        for row in draft.rows
    )
    notes = (_joined(note, hidden) for note in draft.notes)
    suppressed = sum(
        bool(fact.text) and not _shown(fact, hidden) for row in draft.rows for fact in row.cells
    )
    return ReleasedTable(
        draft.title,
        draft.columns,
        rows,
        draft.alt,
        tuple(note for note in notes if note),
        suppressed,
        _SEAL,
    )


def release_figure(draft: DraftFigure, profile: Profile) -> ReleasedFigure:
    """Let a figure through, its suppressed bars emptied."""
    hidden = hidden_groups(draft.bases, profile)
    bars = tuple(
        replace(bar, n=None, shares=None) if (bar.base, bar.group) in hidden else bar
        for bar in draft.bars
    )
    return ReleasedFigure(draft.title, draft.codes, draft.labels, bars, draft.agree, _SEAL)


def hidden_groups(bases: Bases, profile: Profile) -> frozenset[tuple[str, str]]:
    """Return the (base, group) pairs that may not print; group empty: the base as a whole."""
    threshold = THRESHOLDS[profile]
    return frozenset(
        (base, group) for base, persons in bases.items() for group in _hidden_in(persons, threshold)
    )


def _hidden_in(persons: Mapping[str, int], threshold: int) -> set[str]:
    small = {group for group, n in persons.items() if n < threshold}
    others = [group for group in persons if group not in small]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda group: (persons[group], group)))
    if sum(persons.values()) < threshold:
        small.add("")
    return small


def _shown(fact: Fact, hidden: frozenset[tuple[str, str]]) -> str:
    about: Iterable[str] = fact.groups or ("",)
    return "" if any((fact.base, group) in hidden for group in about) else fact.text


def _joined(note: tuple[Fact, ...], hidden: frozenset[tuple[str, str]]) -> str:
    """Join the printable facts of a note; a note whose every bound fact is hidden disappears."""
    bound = [fact for fact in note if fact.base]
    if bound and not any(_shown(fact, hidden) for fact in bound):
        return ""
    return "".join(_shown(fact, hidden) for fact in note)


def _check(seal: object) -> None:
    if seal is not _SEAL:
        raise TypeError
