"""The one gate between results and readers: what rests on too few persons becomes `x`.

A draft says of every piece of text on whom it rests; the gate alone turns drafts into the released
forms that blocks accept. This is the threshold version: a group under the threshold is suppressed,
and so are the next smallest groups, until what is hidden is more than one group and enough persons
together: the printed total minus what is shown gives that sum away. Words go through as whoever
said them agreed to. The full gate keeps these signatures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import InitVar, dataclass, field, replace
from typing import Literal

from wbp_survey.model.profile import Profile
from wbp_survey.model.quoting import Quoting
from wbp_survey.report.gate.masking import masked

SUPPRESSED = "x"
THRESHOLDS: Mapping[Profile, int] = {"publiek": 10, "consortium": 5}
COARSE_FROM = 5
"""From how many persons on a mere class of a group prints, whatever the profile."""
_PERSONS_IN_ROLE = 2

Align = Literal["left", "center", "right", "decimal"]
"""How cells stand; of `decimal` the decimals line up."""
RowKind = Literal["body", "item", "total"]
Bases = Mapping[str, Mapping[str, int]]
"""Per base (one variable in one grouping) the distinct persons behind each group."""

_SEAL = object()


@dataclass(frozen=True, slots=True)
class Fact:
    """Text and on whom it rests.

    `groups` of `base` when given, else on everyone in `base`; without a base it rests on nobody
    (a label, a design fact) and always prints. A `coarse` one says no more than in which of a few
    classes the group as a whole lies.
    """

    text: str
    base: str = ""
    groups: tuple[str, ...] = ()
    coarse: bool = False


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
    """One bar: the item it is about, its group, its n and the share of each code.

    `theme` is what the item is about, for a heading above the items that share it.
    """

    item: str
    group: str
    label: str
    base: str
    n: int | None
    shares: tuple[float, ...] | None
    theme: str = ""


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


@dataclass(frozen=True, slots=True)
class DraftDots:
    """A dot for every rating, before the gate: per item and round, per role how often each code.

    `panels` are keyed by item label and round, and by the base and group of their persons.
    """

    title: str
    codes: tuple[str, ...]
    roles: tuple[str, ...]
    panels: tuple[DotPanel, ...]
    bases: Bases


@dataclass(frozen=True, slots=True)
class DotPanel:
    """The ratings of one item in one round; without `counts` they may not be shown."""

    item: str
    round: int
    base: str
    group: str
    counts: Mapping[str, Mapping[str, int]] | None
    median: float | None = None


@dataclass(frozen=True, slots=True)
class ReleasedDots:
    """Dots that may be shown to whoever works on the study; only `release_dots` makes them."""

    title: str
    codes: tuple[str, ...]
    roles: tuple[str, ...]
    panels: tuple[DotPanel, ...]
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        """Refuse dots that did not pass the gate."""
        _check(seal)


@dataclass(frozen=True, slots=True)
class DraftQuote:
    """Words before the gate: how they may be printed, the role of who said them.

    `of_role` counts who at that table has the role; None: it is nobody's who took part.
    """

    text: str
    how: Quoting
    role: str = ""
    of_role: int | None = 0
    literal: bool = True


@dataclass(frozen=True, slots=True)
class ReleasedQuote:
    """Words that may be printed, with a role only where that is allowed and tells nobody apart."""

    text: str
    role: str
    literal: bool
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        """Refuse words that did not pass the gate."""
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
        bar if (bar.base, bar.group) in allowed.fine else replace(bar, n=None, shares=None)
        for bar in draft.bars
    )
    return ReleasedFigure(draft.title, draft.codes, draft.labels, bars, draft.agree, _SEAL)


def release_dots(draft: DraftDots, profile: Profile) -> ReleasedDots | None:
    """Let dots through to the researchers alone; None when there is nothing to be seen.

    They are the ratings of single persons: too much for a publication, however many there are.
    """
    if profile != "consortium":
        return None
    allowed = _allowed(draft.bases, profile)
    panels = tuple(
        one if (one.base, one.group) in allowed.fine else replace(one, counts=None, median=None)
        for one in draft.panels
    )
    if not any(one.counts for one in panels):
        return None
    return ReleasedDots(draft.title, draft.codes, draft.roles, panels, _SEAL)


def release_quotes(drafts: Iterable[DraftQuote], language: str) -> tuple[ReleasedQuote, ...]:
    """Let through the words that may be printed, in an order that says nothing of who sat where.

    A role that only one person at the table has would be a name; then the words stand without it.
    """
    released = []
    for one in drafts:
        text = release_words(one.text, language)
        if one.how == "no" or not text:
            continue
        several = one.of_role is None or one.of_role >= _PERSONS_IN_ROLE
        role = one.role if one.how != "anonymous" and several else ""
        released.append(ReleasedQuote(text, role, one.literal, _SEAL))
    return tuple(sorted(released, key=lambda one: (one.role, one.text.casefold())))


def release_words(text: str, language: str) -> str:
    """Return words of a group as a whole, without what leads to a person."""
    return masked(text, language)


def release_points(
    points: Iterable[tuple[str, bool]], profile: Profile, language: str
) -> tuple[tuple[str, bool], ...]:
    """Let points that were parked through to the researchers alone.

    Nobody knows who brought them up, so nobody can have agreed to their words.
    """
    if profile != "consortium":
        return ()
    released = ((release_words(text, language), done) for text, done in points)
    return tuple((text, done) for text, done in released if text)


def hidden_groups(
    bases: Bases, profile: Profile, alike: Mapping[str, str] | None = None
) -> frozenset[tuple[str, str]]:
    """Return the (base, group) pairs that may not print; group empty: the base as a whole.

    `alike` are groups that are hidden whatever their number, as everybody in them gave the same
    answer, and that answer.
    """
    threshold = THRESHOLDS[profile]
    return frozenset(
        (base, group)
        for base, persons in bases.items()
        for group in _hidden_in(persons, threshold, alike or {})
    )


def _hidden_in(persons: Mapping[str, int], threshold: int, alike: Mapping[str, str]) -> set[str]:
    """Hide the small, then the next smallest until the total gives none and not all of them away.

    What is hidden is together the total minus what is shown; it too must be enough persons.
    """
    hidden = {group for group, n in persons.items() if n < threshold or group in alike}
    others = sorted(persons.keys() - hidden, key=lambda group: (-persons[group], group))
    while hidden and others and _told(hidden, persons, threshold, alike):
        hidden.add(others.pop())
    return hidden | ({""} if sum(persons.values()) < threshold else set())


def _told(
    hidden: Collection[str], persons: Mapping[str, int], threshold: int, alike: Mapping[str, str]
) -> bool:
    """Tell whether those hidden are one group, too few persons, or all of one answer."""
    one_answer = len({alike.get(group, group) for group in hidden}) == 1
    return one_answer or sum(persons[group] for group in hidden) < threshold


@dataclass(frozen=True, slots=True)
class _Allowed:
    """The (base, group) pairs of which numbers may print, and those of which a class may."""

    fine: frozenset[tuple[str, str]]
    coarse: frozenset[tuple[str, str]]


def _allowed(bases: Bases, profile: Profile) -> _Allowed:
    """Return the (base, group) pairs that may print: what no base declares may not."""
    persons = {
        (base, group): n
        for base, groups in bases.items()
        for group, n in {"": sum(groups.values()), **groups}.items()
    }
    coarse = frozenset(pair for pair, n in persons.items() if n >= COARSE_FROM)
    return _Allowed(frozenset(persons) - hidden_groups(bases, profile), coarse)


def _shown(fact: Fact, allowed: _Allowed) -> bool:
    pairs = allowed.coarse if fact.coarse else allowed.fine
    return not fact.base or all((fact.base, group) in pairs for group in fact.groups or ("",))


def _cell(fact: Fact, allowed: _Allowed) -> str:
    return fact.text if not fact.text or _shown(fact, allowed) else SUPPRESSED


def _joined(note: tuple[Fact, ...], allowed: _Allowed) -> str:
    """Join the printable facts of a note; a note whose every bound fact is hidden disappears."""
    bound = [fact for fact in note if fact.base]
    if bound and not any(_shown(fact, allowed) for fact in bound):
        return ""
    return "".join(fact.text for fact in note if _shown(fact, allowed)).strip()


def _check(seal: object) -> None:
    if seal is not _SEAL:
        raise TypeError
