"""The gate for what is not about groups of persons: scales, coders, roles on one case, a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wbp_survey.model.profile import Profile
from wbp_survey.model.result import Result
from wbp_survey.report.gate.kinds import CODERS, DESIGN, SCALES
from wbp_survey.report.gate.notes import emptied, kind_of, noted, unknown
from wbp_survey.report.gate.release import THRESHOLDS

_BY_NUMBER = ("count", "answered")
"""Statistics that count persons by what they scored, or by how many items they answered."""
_REASON = "missing"
_ENDS = ("floor_share", "ceiling_share")

_Place = tuple[str, int | None, str | None]
"""A scale or an item, the round, and the scale it stands in."""


def release_scales(rows: Sequence[Result], profile: Profile) -> Iterator[Result]:
    """Let through what rests on enough persons; a number of few takes those beside it along.

    The counts of one distribution add up, so that one that is hidden hides all; so do the two ends.
    The reasons why an item was not answered are left out: a row would tell that somebody gave that
    one. Nothing leaves of a scale on which everybody has the same score.
    """
    least = THRESHOLDS[profile]
    few, alike = _few(rows, least), {_place(row) for row in rows if _tells_all(row)}
    for row in rows:
        kind, place = kind_of(row), _place(row)
        if kind not in SCALES:
            yield from unknown(row)
        elif kind == _REASON and (place, kind) in few:
            continue
        elif row.n < least or place in alike or (place, kind) in few:
            yield emptied(row)
        else:
            yield noted(row, least)


def _few(rows: Sequence[Result], least: int) -> set[tuple[_Place, str]]:
    """Return the distributions that hold a number of few persons."""
    found: set[tuple[_Place, str]] = set()
    for row in rows:
        kind, place = kind_of(row), _place(row)
        persons = (row.value or 0) * (row.n if kind in _ENDS else 1)
        if not 0 < round(persons) < least:
            continue
        if kind in _ENDS:
            found.update((place, end) for end in _ENDS)
        elif kind in (*_BY_NUMBER, _REASON, "n_complete"):
            found.add((place, kind))
    return found


def _tells_all(row: Result) -> bool:
    return (row.stat == "sd" and row.value == 0) or (row.stat in _ENDS and row.value == 1)


def _place(row: Result) -> _Place:
    return row.variable, row.round, row.group


def release_coders(rows: Sequence[Result], profile: Profile) -> Iterator[Result]:
    """Let through how well coders agree on enough units.

    They are people of the study, told apart by the names they have in the file; what counts is what
    they coded. Which unit they differ on is in no row.
    """
    least = THRESHOLDS[profile]
    for row in rows:
        if kind_of(row) not in CODERS:
            yield from unknown(row)
        else:
            yield noted(row, least) if row.n >= least else emptied(row)


def release_roles(rows: Sequence[Result], _profile: Profile) -> Iterator[Result]:
    """Empty everything: what a role says about a case was said by one person, or two."""
    return map(emptied, rows)


def release_design(rows: Sequence[Result], _profile: Profile) -> Iterator[Result]:
    """Let a plan through: it is about nobody yet."""
    for row in rows:
        yield from [row] if kind_of(row) in DESIGN else unknown(row)
