"""The gate for groups of persons: what is about too few, or gives them away, is emptied.

A group that may leave may be described, down to how many gave each answer, though not each value
that was measured. One in which everybody
gave the same answer is hidden like one of few: it tells of each of them what he or she said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from wbp_survey.model.profile import Profile
from wbp_survey.model.result import Result
from wbp_survey.report.gate.kinds import BETWEEN, DESCRIBING, PAIRED_GROUPS, SPREAD
from wbp_survey.report.gate.notes import emptied, kind_of, noted, unknown
from wbp_survey.report.gate.release import COARSE_FROM, THRESHOLDS, hidden_groups

Key = tuple[str | None, str, int | None]
"""The rows about the same persons: by what they are grouped, the variable, the round."""

_COUNT_PERSONS = ("n_valid", "n_pairs")
_OF_A_CLASS = ("indicative", "convergence")
_AS_OCCURS = ("count", "missing", "share")
"""Statistics per code or reason: of numbers and words the codes are what was answered."""
_EACH_VALUE = ("count", "share")
"""Of measurements, such as a year, a value is often one person's, the lowest and highest always."""
_EACH_RATING = (
    *("count", "share"),
    *("rwg", "rwg_p", "ad_mean", "ad_median", "awg", "agreement_a", "consensus"),
)
"""How often each rating was given, and what gives that away to whoever knows a few decimals."""
_KNOWN = DESCRIBING | SPREAD | BETWEEN | PAIRED_GROUPS
_FAMILY = "omnibus_p_adjusted"
_ALL_BUT_ROUNDING = 1 - 1e-9


@dataclass(slots=True)
class _Seen:
    """What the rows about the same persons say of the groups; the empty name is all together.

    `persons` per group; `named` are all groups, `declared` those of which somebody is counted,
    `none` those of which nobody is left to count; `alike` those who all gave one answer, and which;
    `measured` whether answers are measurements, so that each is somebody's own.
    """

    persons: dict[str, int] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=lambda: {""})
    none: set[str] = field(default_factory=set)
    alike: dict[str, str] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    measured: bool = False


@dataclass(frozen=True, slots=True)
class _Hidden:
    """Groups of which nothing leaves, and whether what compares all groups would give one away."""

    groups: frozenset[str]
    torn: bool
    measured: bool


def release_groups(rows: Sequence[Result], profile: Profile) -> Iterator[Result]:
    """Let rows about groups through, those of which the rest would give away too few left out.

    When some groups are hidden, nothing leaves that rests on all of them: with how all answered
    together, a statistic of ranks gives away what few persons said. Of very many that are hidden it
    gives none away. A p that was adjusted may be the p of what is hidden.
    """
    hidden = {key: _hidden(seen, profile) for key, seen in _seen(rows).items()}
    torn = {key[0] for key, one in hidden.items() if one.torn}
    for row in rows:
        kind, here = kind_of(row), hidden[_key(row)]
        if row.round and kind in _EACH_RATING and profile != "consortium":
            continue
        if here.measured and kind in _EACH_VALUE:
            continue
        if kind not in _KNOWN:
            yield from unknown(row)
        elif here.groups.intersection(about(row)):
            yield from _hidden_row(row)
        elif (here.torn and _compares(row, kind)) or (kind == _FAMILY and row.by in torn):
            yield emptied(row)
        else:
            yield _without_names(noted(row, THRESHOLDS[profile]), here.groups)


def about(row: Result) -> tuple[str, ...]:
    """Name the groups a row is about; the empty name is everyone together."""
    return tuple(group for group in (row.group, row.group2) if group) or ("",)


def _compares(row: Result, kind: str) -> bool:
    """Tell whether a row rests on groups beside those it names."""
    return kind.endswith("_adjusted") or (row.group is None and kind not in DESCRIBING)


def _seen(rows: Sequence[Result]) -> dict[Key, _Seen]:
    found: dict[Key, _Seen] = {}
    for row in rows:
        seen, group, kind = found.setdefault(_key(row), _Seen()), row.group or "", kind_of(row)
        seen.named.update(about(row))
        seen.measured = seen.measured or kind == "mean"
        if row.group2 is not None:
            continue
        if row.stat in _COUNT_PERSONS:
            seen.declared.add(group)
            if group and row.value:
                seen.persons[group] = int(row.value)
        if group and (row.stat, bool(row.value)) in {("n_missing", True), ("n_pairs", False)}:
            seen.none.add(group)
        if not row.round:
            _note_alike(seen, group, kind, row)
    return found


def _note_alike(seen: _Seen, group: str, kind: str, row: Result) -> None:
    """Note down when all of a group gave one answer, as far as a row tells."""
    if kind == "share":
        seen.shared.add(group)
        if (row.value or 0) > _ALL_BUT_ROUNDING:
            seen.alike[group] = row.stat
    elif kind == "sd" and row.value == 0:
        seen.alike.setdefault(group, kind)
    elif kind == "agree_share" and row.value in {0.0, 1.0} and group not in seen.shared:
        seen.alike.setdefault(group, f"{kind}:{row.value:.0f}")


def _hidden(seen: _Seen, profile: Profile) -> _Hidden:
    """Return what is to be hidden of the same persons.

    That is also a group nobody declared, and one of which nobody is left to count: who gave no
    answer at all, or rated only once, is as few as any.
    """
    alike = {group: answer for group, answer in seen.alike.items() if group}
    small = {group for _, group in hidden_groups({"": seen.persons}, profile, alike)}
    if "" in seen.alike:
        small.add("")
    others = (seen.none - seen.persons.keys()) | (seen.named - seen.declared)
    torn = 0 < len(small) < THRESHOLDS[profile]
    return _Hidden(frozenset(small | others), torn, seen.measured)


def _hidden_row(row: Result) -> Iterator[Result]:
    if row.stat == "class" and row.by == "session" and row.n >= COARSE_FROM:
        yield replace(row, n=0, note=tuple(one for one in row.note if one in _OF_A_CLASS))
    elif kind_of(row) not in _AS_OCCURS:
        yield emptied(row)


def _without_names(row: Result, hidden: Collection[str]) -> Result:
    """Leave out which groups of few nobody answered in."""
    empty = {f"group_empty:{group}" for group in hidden}
    if empty.isdisjoint(row.note):
        return row
    notes = tuple(note for note in row.note if note not in empty)
    return emptied(row) if row.value is None and not notes else replace(row, note=notes)


def _key(row: Result) -> Key:
    return row.by, row.variable, row.round
