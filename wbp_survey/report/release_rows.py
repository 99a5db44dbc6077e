"""The gate for result rows: what they say of too few persons is emptied before they leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wbp_survey.model.crosswalk import PROVENANCES
from wbp_survey.model.result import Result
from wbp_survey.model.study import Profile
from wbp_survey.report.release import COARSE_FROM, SUPPRESSED, THRESHOLDS, hidden_groups

_Key = tuple[str | None, str, int | None]
"""The rows about the same persons: by what they are grouped, the variable, the round."""

_COUNT_PERSONS = ("n_valid", "n_pairs")


def release_rows(rows: Sequence[Result], profile: Profile) -> tuple[Result, ...]:
    """Empty every result row about too few persons; its n and its other notes go with it.

    In which class the ratings of one round table lie says so little that it stays, without its n.
    """
    persons: dict[_Key, dict[str, int]] = {}
    silent: dict[_Key, set[str]] = {}
    declared: dict[_Key, set[str]] = {}
    for row in rows:
        counts, without = persons.setdefault(_key(row), {}), silent.setdefault(_key(row), set())
        if row.stat in _COUNT_PERSONS:
            declared.setdefault(_key(row), {""}).add(row.group or "")
        if row.stat in _COUNT_PERSONS and row.group and row.value:
            counts[row.group] = int(row.value)
        if row.stat == "n_missing" and row.group and row.value:
            without.add(row.group)
    # Who gave no answer at all is as few a group as any.
    hidden = {
        key: _hidden(counts, profile) | (silent[key] - counts.keys())
        for key, counts in persons.items()
    }
    return tuple(
        _emptied(row)
        if hidden[_key(row)].intersection(_about(row))
        or not declared.get(_key(row), {""}).issuperset(_about(row))
        else replace(row, note=tuple(_masked(note, THRESHOLDS[profile]) for note in row.note))
        for row in rows
    )


def _key(row: Result) -> _Key:
    return row.by, row.variable, row.round


def _emptied(row: Result) -> Result:
    coarse = row.stat == "class" and row.by == "session" and row.n >= COARSE_FROM
    return replace(row, n=0) if coarse else replace(row, value=None, n=0, note=("suppressed",))


def _hidden(counts: dict[str, int], profile: Profile) -> set[str]:
    return {group for _, group in hidden_groups({"": counts}, profile)}


def _masked(note: str, threshold: int) -> str:
    """Take the count out of a note when it counts too few persons."""
    code, _, count = note.partition(":")
    small = code in PROVENANCES and count.isdigit() and int(count) < threshold
    return f"{code}:{SUPPRESSED}" if small else note


def _about(row: Result) -> tuple[str, ...]:
    """Name the groups a row is about; the empty name is everyone together."""
    return tuple(group for group in (row.group, row.group2) if group) or ("",)
