"""The gate for result rows: what they say of too few persons is emptied before they leave."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from wbp_survey.model.crosswalk import PROVENANCES
from wbp_survey.model.result import Result
from wbp_survey.model.study import Profile
from wbp_survey.report.release import COARSE_FROM, SUPPRESSED, THRESHOLDS, hidden_groups
from wbp_survey.report.release_cells import is_crossed, release_crossed
from wbp_survey.report.release_whole import is_paired, is_whole, release_paired, release_whole

_Key = tuple[str | None, str, int | None]
"""The rows about the same persons: by what they are grouped, the variable, the round."""

_COUNT_PERSONS = ("n_valid", "n_pairs")
_COUNTING = (*PROVENANCES, "unpaired", "without_group")
"""Notes whose detail counts persons."""
_NAMING = ("group_empty", "group_of_one", "n_below_3")
"""Notes whose detail is a group, and that tell how few it is."""
_CODERS = "coder"
"""Rows about coders of the study: their units count, not they themselves."""
_WITHOUT_ONE = "_without_one_"
"""What is left without one case: held against the whole, it is what that case said."""
_OF_A_CLASS = ("indicative", "convergence")
_AS_OCCURS = ("count", "missing")
"""Statistics per code or reason that have a row only where it occurs."""
_EACH_RATING = (
    *("count", "share"),
    *("rwg", "rwg_p", "ad_mean", "ad_median", "awg", "agreement_a", "consensus"),
)
"""How often each rating was given, and what gives that away to whoever knows a few decimals."""


def release_rows(rows: Sequence[Result], profile: Profile) -> tuple[Result, ...]:
    """Empty every result row about too few persons; its n and its other notes go with it.

    In which class the ratings of one round table lie says so little that it stays, without its n. A
    row that would tell by being there what somebody answered is left out, not emptied. How often
    each rating was given in a round is for the researchers alone: of two publications, before and
    after somebody withdrew, it gives away what that person gave.
    """
    if is_crossed(rows):
        return tuple(release_crossed(rows, profile))
    if is_paired(rows):
        return tuple(release_paired(rows, THRESHOLDS[profile]))
    if is_whole(rows):
        return tuple(release_whole(rows, THRESHOLDS[profile]))
    hidden = _hidden_groups(rows, profile)
    return tuple(_released(rows, hidden, profile))


def _released(
    rows: Sequence[Result], hidden: dict[_Key, set[str]], profile: Profile
) -> Iterator[Result]:
    for row in rows:
        kind, few = row.stat.partition(":")[0], hidden[_key(row)]
        if row.by == _CODERS:
            yield row if row.n >= THRESHOLDS[profile] else _emptied(row)
            continue
        if row.round and kind in _EACH_RATING and profile != "consortium":
            continue
        if _WITHOUT_ONE in kind:
            yield _emptied(row)
        elif few.intersection(_about(row)):
            if kind not in _AS_OCCURS:
                yield _emptied(row)
        else:
            yield replace(row, note=tuple(_masked(row.note, few, THRESHOLDS[profile])))


def _hidden_groups(rows: Sequence[Result], profile: Profile) -> dict[_Key, set[str]]:
    """Return per key the groups of which nothing may leave; the empty name is all together.

    That is also a group nobody declared, and one of which nobody is left to count: who gave no
    answer at all, or rated only once, is as few as any.
    """
    persons: dict[_Key, dict[str, int]] = {}
    few: dict[_Key, set[str]] = {}
    declared: dict[_Key, set[str]] = {}
    named: dict[_Key, set[str]] = {}
    for row in rows:
        key, group = _key(row), row.group or ""
        counts, none = persons.setdefault(key, {}), few.setdefault(key, set())
        named.setdefault(key, set()).update(_about(row))
        if row.stat in _COUNT_PERSONS:
            declared.setdefault(key, {""}).add(group)
        if row.stat in _COUNT_PERSONS and group and row.value:
            counts[group] = int(row.value)
        if group and (row.stat, bool(row.value)) in {("n_missing", True), ("n_pairs", False)}:
            none.add(group)
    return {
        key: {group for _, group in hidden_groups({"": counts}, profile)}
        | (few[key] - counts.keys())
        | (named[key] - declared.get(key, {""}))
        for key, counts in persons.items()
    }


def _key(row: Result) -> _Key:
    return row.by, row.variable, row.round


def _emptied(row: Result) -> Result:
    if row.stat == "class" and row.by == "session" and row.n >= COARSE_FROM:
        return replace(row, n=0, note=tuple(one for one in row.note if one in _OF_A_CLASS))
    return replace(row, value=None, n=0, note=("suppressed",))


def _masked(notes: Sequence[str], few: Collection[str], threshold: int) -> Iterator[str]:
    """Take out of notes the count of too few persons, and which group is one of few."""
    for note in notes:
        code, _, detail = note.partition(":")
        if code in _COUNTING and detail.isdigit() and int(detail) < threshold:
            yield f"{code}:{SUPPRESSED}"
        elif code not in _NAMING or detail not in few:
            yield note


def _about(row: Result) -> tuple[str, ...]:
    """Name the groups a row is about; the empty name is everyone together."""
    return tuple(group for group in (row.group, row.group2) if group) or ("",)
