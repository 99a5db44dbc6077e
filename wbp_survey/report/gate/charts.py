"""The gate for charts: shares, shifts and medians per group, with `x` for what is about too few.

What a table hides a chart hides too, and besides a group in which everybody gave one answer, and a
case that the number of its municipality would give away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace

from wbp_survey.model.profile import Profile
from wbp_survey.report.gate.release import (
    COARSE_FROM,
    THRESHOLDS,
    Bases,
    DraftFigure,
    ReleasedFigure,
    hidden_groups,
    release_figure,
)
from wbp_survey.report.numbers import PERCENT_FROM

Place = tuple[str, str]
"""A base and a group of it; the group is empty for everyone together."""
Alike = Mapping[Place, str]
"""The groups in which everybody gave the same answer, and which."""
_ALL_BUT_ROUNDING = 1 - 1e-9

_SEAL = object()


@dataclass(frozen=True, slots=True)
class Within:
    """Groups that lie in groups of another base: cases in municipalities. `parents` says where."""

    inner: str
    outer: str
    parents: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group agree with a statement.

    `low` and `high` are the ends of the interval around the share; a group of less than twenty has
    none. Without `n` it may not be shown. `inside` marks a part of the group above it.
    """

    item: str
    label: str
    base: str
    group: str
    n: int | None
    agree: int | None
    low: float | None = None
    high: float | None = None
    inside: bool = False


@dataclass(frozen=True, slots=True)
class DraftShares:
    """Shares per statement and group before the gate."""

    title: str
    shares: tuple[Share, ...]
    bases: Bases
    alike: Alike = field(default_factory=dict)
    within: tuple[Within, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleasedShares:
    """Shares that may leave the study; only `release_shares` makes them."""

    title: str
    shares: tuple[Share, ...]
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        """Refuse shares that did not pass the gate."""
        _check(seal)


@dataclass(frozen=True, slots=True)
class Shift:
    """The medians of one table, or of all together, before and after; None: not to be shown.

    It rests on three bases: who rated before, who rated after, and who did both.
    """

    item: str
    label: str
    bases: tuple[str, str, str]
    group: str
    medians: tuple[float, float] | None
    persons: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class DraftShifts:
    """Shifts per statement before the gate. `classes` are the scores at which a class begins."""

    title: str
    ends: tuple[float, float]
    classes: tuple[float, ...]
    lines: tuple[Shift, ...]
    bases: Bases


@dataclass(frozen=True, slots=True)
class ReleasedShifts:
    """Shifts that may leave the study; only `release_shifts` makes them."""

    title: str
    ends: tuple[float, float]
    classes: tuple[float, ...]
    lines: tuple[Shift, ...]
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        """Refuse shifts that did not pass the gate."""
        _check(seal)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one case says on one row: a median, or no more than the class it lies in.

    `part` is where on its scale it lies, 0 to 1, None where there is nothing to lie anywhere;
    `text` None: it may not be shown.
    """

    row: str
    column: str
    base: str
    group: str
    text: str | None
    part: float | None = None
    coarse: bool = False


@dataclass(frozen=True, slots=True)
class DraftMatrix:
    """Rows by cases before the gate. `heads` names the theme that a row opens, if it opens one.

    `shades` says in words what is lowest, in the middle and highest.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    heads: Mapping[str, str]
    shades: tuple[str, str, str]
    cells: tuple[Cell, ...]
    bases: Bases
    alike: Alike = field(default_factory=dict)
    within: tuple[Within, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleasedMatrix:
    """A matrix that may leave the study; only `release_matrix` makes one."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    heads: Mapping[str, str]
    shades: tuple[str, str, str]
    cells: tuple[Cell, ...]
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        """Refuse a matrix that did not pass the gate."""
        _check(seal)


def release_bars(draft: DraftFigure, profile: Profile) -> ReleasedFigure | None:
    """Let bars through, emptied where few answered or all alike; None when nothing is left."""
    alike = {
        (bar.base, bar.group): draft.codes[at]
        for bar in draft.bars
        for at, share in enumerate(bar.shares or ())
        if share > _ALL_BUT_ROUNDING
    }
    hidden = hidden_places(draft.bases, profile, alike)
    bars = tuple(
        replace(bar, n=None, shares=None) if (bar.base, bar.group) in hidden else bar
        for bar in draft.bars
    )
    released = release_figure(replace(draft, bars=bars), profile)
    return released if any(bar.shares for bar in released.bars) else None


def release_shares(draft: DraftShares, profile: Profile) -> ReleasedShares | None:
    """Let shares through; None when nothing is left. Under twenty there is no interval either."""
    hidden = hidden_places(draft.bases, profile, draft.alike, draft.within)
    shares = tuple(_share(one, draft.bases, hidden) for one in draft.shares)
    if not any(one.n for one in shares):
        return None
    return ReleasedShares(draft.title, shares, _SEAL)


def release_shifts(draft: DraftShifts, profile: Profile) -> ReleasedShifts | None:
    """Let shifts through that rest on enough persons before, after and both; else None."""
    hidden = hidden_places(draft.bases, profile)
    lines = tuple(
        one
        if all(_open((base, one.group), draft.bases, hidden) for base in one.bases)
        else replace(one, medians=None, persons=None)
        for one in draft.lines
    )
    if not any(one.medians for one in lines):
        return None
    return ReleasedShifts(draft.title, draft.ends, draft.classes, lines, _SEAL)


def release_matrix(draft: DraftMatrix, profile: Profile) -> ReleasedMatrix | None:
    """Let a matrix through; None when not one cell of it may be shown."""
    hidden = hidden_places(draft.bases, profile, draft.alike, draft.within)
    cells = tuple(
        one if _may(one, draft.bases, hidden) else replace(one, text=None, part=None)
        for one in draft.cells
    )
    if not any(one.text for one in cells):
        return None
    rows, heads, shades = draft.rows, draft.heads, draft.shades
    return ReleasedMatrix(draft.title, draft.columns, rows, heads, shades, cells, _SEAL)


def hidden_places(
    bases: Bases, profile: Profile, alike: Alike | None = None, within: Sequence[Within] = ()
) -> frozenset[Place]:
    """Return the places that may not be shown: those of a table, and those of one answer.

    Both with what else would give them away; a chart stands beside a table of the same persons.
    """
    found = set(hidden_groups(bases, profile))
    for base, persons in bases.items():
        same = {group: code for (at, group), code in (alike or {}).items() if at == base}
        found |= hidden_groups({base: persons}, profile, same)
        found |= {(base, "")} if "" in same else set()
    for one in within:
        found |= _hidden_within(one, bases, profile, frozenset(found))
    return frozenset(found)


def _hidden_within(
    within: Within, bases: Bases, profile: Profile, hidden: frozenset[Place]
) -> set[Place]:
    """Hide the cases of a hidden municipality, and so many of another that none is worked out.

    A municipality minus its cases that show is what its hidden cases are together, those counted
    who lie in it and in no case.
    """
    inner, outer = bases.get(within.inner, {}), bases.get(within.outer, {})
    found: set[Place] = set()
    for parent in dict.fromkeys(within.parents.get(group, "") for group in inner):
        cases = [group for group in inner if within.parents.get(group, "") == parent]
        if (within.outer, parent) in hidden or parent not in outer:
            found |= {(within.inner, group) for group in cases}
            continue
        closed = {group for group in cases if (within.inner, group) in hidden}
        rest = outer[parent] - sum(inner[group] for group in cases)
        still = sorted(set(cases) - closed, key=lambda group: (-inner[group], group))
        while still and _told([inner[group] for group in closed], rest, THRESHOLDS[profile]):
            closed.add(still.pop())
        found |= {(within.inner, group) for group in closed}
    return found


def _told(closed: Sequence[int], rest: int, threshold: int) -> bool:
    """Tell whether what is closed is known after all: too few persons together, or one case."""
    alone = len(closed) == 1 and rest <= 0
    return alone or 0 < sum(closed) + rest < threshold


def _open(place: Place, bases: Bases, hidden: frozenset[Place]) -> bool:
    """Tell whether a place may be shown: what no base declares may not."""
    base, group = place
    return base in bases and (not group or group in bases[base]) and place not in hidden


def _share(one: Share, bases: Bases, hidden: frozenset[Place]) -> Share:
    if not _open((one.base, one.group), bases, hidden):
        return replace(one, n=None, agree=None, low=None, high=None)
    return one if (one.n or 0) >= PERCENT_FROM else replace(one, low=None, high=None)


def _may(cell: Cell, bases: Bases, hidden: frozenset[Place]) -> bool:
    if cell.coarse:
        return bases.get(cell.base, {}).get(cell.group, 0) >= COARSE_FROM
    return _open((cell.base, cell.group), bases, hidden)


def _check(seal: object) -> None:
    if seal is not _SEAL:
        raise TypeError
