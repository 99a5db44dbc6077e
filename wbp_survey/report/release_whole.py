"""The gate for rows that are not about groups of persons: about everyone, pairs, or a plan.

Statistics about everyone (a model, a scale) rest on their n. The same people twice are everyone
twice: their moves are counts of persons, of which the small ones would tell on somebody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from wbp_survey.model.result import Result

DESIGN, SCALE, SUBJECTS = "design", "scale", "n_subjects"
_COUNTS = ("missing", "count")
"""Statistics whose value counts persons who gave one answer or reason."""
_MOVES = ("n_up", "n_equal", "n_down", "n_unpaired", "n_neither")
_PER_CODE = ("movement", "count", "share", "missing")
"""Rows of single answers; of the same people twice two tables give away who changed."""
_COUNTING = (
    *("unpaired", "not_throughout", "without_condition", "without_person"),
    *("cluster_torn", "cluster_missing"),
)

_Pair = tuple[str, str | None, str | None]


def is_whole(rows: Sequence[Result]) -> bool:
    """Tell whether these rows are about everyone: no groups of persons, or a design."""
    return all(row.group is None or row.by in {SCALE, DESIGN} for row in rows)


def is_paired(rows: Sequence[Result]) -> bool:
    """Tell whether these rows are about the same people under several conditions."""
    return any(row.stat == SUBJECTS for row in rows)


def release_whole(rows: Sequence[Result], threshold: int) -> Iterator[Result]:
    """Empty what rests on too few persons; a design is about nobody yet and stays whole."""
    for row in rows:
        few = row.n < threshold or _counts_few(row, _COUNTS, threshold)
        yield row if row.by == DESIGN or not few else emptied(row)


def release_paired(rows: Sequence[Result], threshold: int) -> Iterator[Result]:
    """Empty what is about too few persons, or would tell of a few which way they went.

    How often each answer was given, and by whom it was changed into which, does not leave: with
    what the same people answered the other time it tells on single persons.
    """
    few = {
        _pair(row)
        for row in rows
        if _counts_few(row, (SUBJECTS, "n_pairs", "n_valid"), threshold, none_too=True)
    }
    told = {_pair(row) for row in rows if _counts_few(row, _MOVES, threshold)}
    everyone = any(row.stat == SUBJECTS and (row.value or 0) < threshold for row in rows)
    for row in rows:
        if row.stat.partition(":")[0] in _PER_CODE:
            continue
        hidden = everyone or _pair(row) in few or row.n < threshold
        if hidden or (_pair(row) in told and row.stat in (*_MOVES, SUBJECTS, "n_pairs")):
            yield emptied(row)
        else:
            yield replace(row, note=tuple(_masked(row.note, threshold)))


def emptied(row: Result) -> Result:
    """Return the row without its value, its n and its other notes."""
    return replace(row, value=None, n=0, note=("suppressed",))


def _counts_few(
    row: Result, kinds: Collection[str], threshold: int, *, none_too: bool = False
) -> bool:
    if row.stat.partition(":")[0] not in kinds or row.value is None:
        return False
    return (0 if none_too else 1) <= row.value < threshold


def _pair(row: Result) -> _Pair:
    return row.variable, row.group, row.group2


def _masked(notes: Sequence[str], threshold: int) -> Iterator[str]:
    for note in notes:
        code, _, detail = note.partition(":")
        few = code in _COUNTING and detail.isdigit() and int(detail) < threshold
        yield f"{code}:x" if few else note
