"""The gate for the same people under several conditions: nobody's change is told.

The persons are those who answered at all, not the sum over the conditions. How many answered once,
twice or never is no answer: a count of few is left out, but may follow from the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wbp_survey.model.profile import Profile
from wbp_survey.model.result import Result
from wbp_survey.report.gate.kinds import ALL_CONDITIONS, CONDITION, TWO_CONDITIONS
from wbp_survey.report.gate.notes import emptied, kind_of, noted, unknown
from wbp_survey.report.gate.release import THRESHOLDS

SUBJECTS = "n_subjects"
_PAIRS = "n_pairs"
_WAYS = ("n_up", "n_equal", "n_down")
_ONCE = ("n_unpaired", "n_neither")
_NEVER = ("sd", "mean_ci_low", "mean_ci_high")
"""With the mean they give away how often each answer was given."""
_PER_CODE = ("movement", "share", "missing")
"""Rows of single answers; of the same people twice two tables give away who changed."""
_FAMILY = "omnibus_p_adjusted"
_ALL_BUT_ROUNDING = 1 - 1e-9
_KNOWN = CONDITION | TWO_CONDITIONS | ALL_CONDITIONS

_Place = tuple[str, int | None, str | None, str | None]
"""A variable and round, and the condition or pair of conditions; neither: all of them."""


@dataclass(frozen=True, slots=True)
class _Hidden:
    """Places of which nothing leaves, and pairs of which no more does than how many they are."""

    few: frozenset[_Place]
    told: frozenset[_Place]


def release_paired(rows: Sequence[Result], profile: Profile) -> Iterator[Result]:
    """Let through what is about enough persons and does not tell of a few which way they went.

    Nothing leaves of a condition under which everybody gave the same answer. Of two conditions only
    the number of pairs leaves when few went one way, or all: any test of theirs gives that away.
    What is about all conditions rests on every pair. A p adjusted over a family may be that of
    another variable, so that it leaves only where nothing is hidden.
    """
    least = THRESHOLDS[profile]
    hidden = _hidden(rows, least)
    for row in rows:
        kind = kind_of(row)
        if kind in _PER_CODE:
            continue
        if kind in _NEVER or (kind == _FAMILY and (hidden.few or hidden.told)):
            yield emptied(row)
        elif kind not in _KNOWN:
            yield from unknown(row)
        else:
            yield noted(row, least) if _may(row, hidden, least) else emptied(row)


def _may(row: Result, hidden: _Hidden, least: int) -> bool:
    place = _place(row)
    if row.n < least or place in hidden.few or (*place[:2], None, None) in hidden.few:
        return False
    if row.stat in (_PAIRS, SUBJECTS):
        return True
    if row.stat in _ONCE and 0 < (row.value or 0) < least:
        return False
    torn = {one[:2] for one in hidden.told}
    return place not in hidden.told and not (place[:2] in torn and _rests_on_all(row))


def _hidden(rows: Sequence[Result], least: int) -> _Hidden:
    alike = {_place(row) for row in rows if kind_of(row) == "share" and _is_whole(row)}
    few = {
        _place(row)
        for row in rows
        if row.stat in (SUBJECTS, _PAIRS, "n_valid") and (row.value or 0) < least
    }
    told = {_place(row) for row in rows if row.stat in _WAYS and _tells(row, least)}
    pairs = [_place(row) for row in rows if row.stat == _PAIRS]
    told.update(pair for pair in pairs if pair in few or not alike.isdisjoint(_ends(pair)))
    return _Hidden(frozenset(few | alike), frozenset(told))


def _is_whole(row: Result) -> bool:
    return (row.value or 0) > _ALL_BUT_ROUNDING


def _tells(row: Result, least: int) -> bool:
    """Tell whether few went this way, or everybody."""
    return 0 < (row.value or 0) < least or row.value == row.n


def _rests_on_all(row: Result) -> bool:
    """Tell whether a row rests on other pairs too: an adjusted p may be that of another one."""
    return row.group is None or row.stat.endswith("_adjusted")


def _ends(pair: _Place) -> tuple[_Place, _Place]:
    """Return the two conditions of a pair."""
    variable, number, one, other = pair
    return (variable, number, one, None), (variable, number, other, None)


def _place(row: Result) -> _Place:
    return row.variable, row.round, row.group, row.group2
