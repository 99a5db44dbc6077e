"""The one gate between results and readers: what rests on too few persons becomes `x`.

A draft says of every piece of text on whom it rests; the gate alone turns drafts into the released
forms that blocks accept. This is the threshold version: a group under the threshold is suppressed,
and so are the next smallest groups, until what is hidden is more than one group and enough persons
together: the printed total minus what is shown gives that sum away. The full gate keeps these
signatures.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from typing import Literal

from wbp_survey.model.crosswalk import PROVENANCES
from wbp_survey.model.result import Result
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
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        """Refuse a table that did not pass the gate."""
        _check(seal)


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
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        """Refuse a figure that did not pass the gate."""
        _check(seal)


def release(draft: DraftTable, profile: Profile) -> ReleasedTable:
    """Let a table through, with `x` for what rests on too few persons."""
    allowed = _allowed(draft.bases, profile)
    rows = (Row(tuple(_cell(fact, allowed) for fact in row.cells), row.kind) for row in draft.rows)
    notes = (_joined(note, allowed) for note in draft.notes)
    return ReleasedTable(
        draft.title,
        draft.columns,
        tuple(rows),
        draft.alt,
        tuple(note for note in notes if note),
        _SEAL,
    )


def release_figure(draft: DraftFigure, profile: Profile) -> ReleasedFigure:
    """Let a figure through, its suppressed bars emptied."""
    allowed = _allowed(draft.bases, profile)
    bars = tuple(
        bar if (bar.base, bar.group) in allowed else replace(bar, n=None, shares=None)
        for bar in draft.bars
    )
    return ReleasedFigure(draft.title, draft.codes, draft.labels, bars, draft.agree, _SEAL)


def release_rows(rows: Sequence[Result], profile: Profile) -> tuple[Result, ...]:
    """Empty every result row about too few persons; its n and its other notes go with it."""
    persons: dict[tuple[str, int | None], dict[str, int]] = {}
    silent: dict[tuple[str, int | None], set[str]] = {}
    for row in rows:
        key = (row.variable, row.round)
        counts, without = persons.setdefault(key, {}), silent.setdefault(key, set())
        if row.stat == "n_valid" and row.group and row.value:
            counts[row.group] = int(row.value)
        if row.stat == "n_missing" and row.group and row.value:
            without.add(row.group)
    threshold = THRESHOLDS[profile]
    # Who gave no answer at all is as few a group as any.
    hidden = {
        key: _hidden_in(counts, threshold) | (silent[key] - counts.keys())
        for key, counts in persons.items()
    }
    return tuple(
        replace(row, value=None, n=0, note=("suppressed",))
        if hidden[row.variable, row.round].intersection(_about(row))
        else replace(row, note=tuple(_masked(note, threshold) for note in row.note))
        for row in rows
    )


def _masked(note: str, threshold: int) -> str:
    """Take the count out of a note when it counts too few persons."""
    code, _, count = note.partition(":")
    small = code in PROVENANCES and count.isdigit() and int(count) < threshold
    return f"{code}:{SUPPRESSED}" if small else note


def _about(row: Result) -> tuple[str, ...]:
    """Name the groups a row is about; the empty name is everyone together."""
    return tuple(group for group in (row.group, row.group2) if group) or ("",)


def hidden_groups(bases: Bases, profile: Profile) -> frozenset[tuple[str, str]]:
    """Return the (base, group) pairs that may not print; group empty: the base as a whole."""
    threshold = THRESHOLDS[profile]
    return frozenset(
        (base, group) for base, persons in bases.items() for group in _hidden_in(persons, threshold)
    )


def _hidden_in(persons: Mapping[str, int], threshold: int) -> set[str]:
    """Hide the small, then the next smallest until the total gives none and not all of them away.

    What is hidden is together the total minus what is shown; it too must be enough persons.
    """
    hidden = {group for group, n in persons.items() if n < threshold}
    others = sorted(persons.keys() - hidden, key=lambda group: (-persons[group], group))
    while hidden and others and _told(hidden, persons, threshold):
        hidden.add(others.pop())
    return hidden | ({""} if sum(persons.values()) < threshold else set())


def _told(hidden: Collection[str], persons: Mapping[str, int], threshold: int) -> bool:
    return len(hidden) == 1 or sum(persons[group] for group in hidden) < threshold


def _allowed(bases: Bases, profile: Profile) -> frozenset[tuple[str, str]]:
    """Return the (base, group) pairs that may print: what no base declares may not."""
    declared = {(base, group) for base, persons in bases.items() for group in (*persons, "")}
    return frozenset(declared) - hidden_groups(bases, profile)


def _shown(fact: Fact, allowed: Collection[tuple[str, str]]) -> bool:
    return not fact.base or all((fact.base, group) in allowed for group in fact.groups or ("",))


def _cell(fact: Fact, allowed: Collection[tuple[str, str]]) -> str:
    return fact.text if not fact.text or _shown(fact, allowed) else SUPPRESSED


def _joined(note: tuple[Fact, ...], allowed: Collection[tuple[str, str]]) -> str:
    """Join the printable facts of a note; a note whose every bound fact is hidden disappears."""
    bound = [fact for fact in note if fact.base]
    if bound and not any(_shown(fact, allowed) for fact in bound):
        return ""
    return "".join(fact.text for fact in note if _shown(fact, allowed)).strip()


def _check(seal: object) -> None:
    if seal is not _SEAL:
        raise TypeError
