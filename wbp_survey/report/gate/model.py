"""The gate for a model: no number that rests on few persons, or gives away what they answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from wbp_survey.model.profile import Profile
from wbp_survey.model.result import Result
from wbp_survey.report.gate.kinds import MODEL_COUNTS, MODEL_EFFECTS, MODEL_WHOLE
from wbp_survey.report.gate.notes import TELLING, emptied, kind_of, noted, unknown
from wbp_survey.report.gate.release import THRESHOLDS, hidden_groups

_CONSTANT = "(Intercept)"
_PERSONS = ("n_valid", "n_missing", "n_clusters")
_TWO = 2


@dataclass(frozen=True, slots=True)
class _Model:
    """What may leave of one model.

    `closed`: nothing but how many persons it rests on. `cleared` are the names of effects, and of
    what the constants of an ordered outcome lie between; `levels` the hidden (term, level) pairs.
    `rare`: some answer is hidden; `whole`: nothing is, so that sums over all persons may leave.
    """

    closed: bool
    cleared: frozenset[str]
    levels: frozenset[tuple[str, str]]
    rare: bool
    whole: bool


def release_model(rows: Sequence[Result], profile: Profile) -> Iterator[Result]:
    """Let through what a model says of enough persons.

    A level is hidden as a group in a table is, of few or of one answer; one that the others are
    compared with takes the model along. So does such a cell in a product of terms, and an outcome
    few persons had, of two, or everybody; of more answers those constants go that lie beside the
    rare one. A number leaves when enough persons have another value of it than most. With something
    hidden no likelihood or test of a whole term leaves: it is a sum over all persons, from which
    what is shown can be taken away.
    """
    for _, of_one in groupby(rows, key=lambda row: (row.variable, row.round)):
        yield from _released(list(of_one), profile)


def _released(rows: Sequence[Result], profile: Profile) -> Iterator[Result]:
    least = THRESHOLDS[profile]
    found = _model(rows, profile)
    nobody = any(row.stat == "n_valid" and not row.group and row.n < least for row in rows)
    for row in rows:
        kind = kind_of(row)
        if kind not in MODEL_COUNTS | MODEL_EFFECTS | MODEL_WHOLE:
            yield from unknown(row)
        elif kind == "count" and (nobody or found.rare):
            continue
        elif nobody or not _may(row, kind, found):
            yield emptied(row)
        else:
            yield noted(row, least)


def _may(row: Result, kind: str, found: _Model) -> bool:
    if row.group:
        return (row.by or "", row.group) not in found.levels
    if kind in _PERSONS or kind == "count":
        return True
    if kind == "n_cell_min":
        return not found.closed
    if kind == "n_varying" or kind in MODEL_EFFECTS:
        cuts = row.stat.partition("@")[2]
        clear = _effect(row) in found.cleared and (not cuts or cuts in found.cleared)
        return clear and not found.closed
    return not found.closed and found.whole


def _model(rows: Sequence[Result], profile: Profile) -> _Model:
    least = THRESHOLDS[profile]
    codes = {_name(row): int(row.value or 0) for row in rows if kind_of(row) == "count"}
    terms = _levels(rows)
    alike = {code: code for code, n in codes.items() if n == sum(codes.values())}
    rare = frozenset(code for _, code in hidden_groups({"": codes}, profile, alike) if code)
    hidden = frozenset(
        (term, level)
        for term, levels in terms.items()
        for _, level in hidden_groups({"": levels}, profile, _alike(rows, term))
        if level
    )
    against = {(term, next(iter(levels))) for term, levels in terms.items()}
    slopes = sum(kind_of(row) in {"log_odds", "coefficient"} for row in rows)
    free = next((row.n for row in rows if row.stat == "n_valid" and not row.group), 0) - slopes
    told = any(kind_of(row) == "log_odds" for row in rows) and not codes
    closed = bool(hidden & against or (rare and len(codes) <= _TWO)) or free < least or told
    closed = closed or any(
        kind_of(row) == "n_cell_min" and ((row.value or 0) < least or _tells(row)) for row in rows
    )
    cleared = _cleared(rows, least, terms, hidden, rare)
    effects = {_effect(row) for row in rows if kind_of(row) in MODEL_EFFECTS}
    return _Model(closed, cleared, hidden, bool(rare), not hidden and effects <= cleared)


def _cleared(
    rows: Sequence[Result],
    least: int,
    terms: Mapping[str, Mapping[str, int]],
    hidden: frozenset[tuple[str, str]],
    rare: frozenset[str],
) -> frozenset[str]:
    """Name what may leave: levels that are not hidden, numbers that vary, constants."""
    every = [(term, level) for term, levels in terms.items() for level in levels]
    names = {f"{term}{level}" for term, level in every if (term, level) not in hidden}
    names -= {f"{term}{level}" for term, level in hidden}
    names |= {
        _name(row)
        for row in rows
        if row.stat.startswith("n_varying:") and (row.value or 0) >= least and not _tells(row)
    }
    if not hidden and not rare:
        names.add(_CONSTANT)
    beside = {_name(row) for row in rows if kind_of(row) == "threshold"}
    return frozenset(names | {one for one in beside if not any(_lies_at(one, c) for c in rare)})


def _lies_at(threshold: str, code: str) -> bool:
    return threshold.startswith(f"{code}|") or threshold.endswith(f"|{code}")


def _levels(rows: Sequence[Result]) -> dict[str, dict[str, int]]:
    """Return per category how many persons each level has; the first is compared with."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.stat == "n_valid" and row.by and row.group:
            found.setdefault(row.by, {})[row.group] = round(row.value or 0)
    return found


def _alike(rows: Sequence[Result], term: str) -> dict[str, str]:
    """Return the levels of a category in which everybody gave one answer, and that answer."""
    return {
        row.group: note.rpartition(" = ")[2]
        for row in rows
        for note in row.note
        if row.by == term and row.group and note.startswith("level_alike:")
    }


def _tells(row: Result) -> bool:
    return any(note.partition(":")[0] in TELLING for note in row.note)


def _name(row: Result) -> str:
    return row.stat.partition(":")[2]


def _effect(row: Result) -> str:
    """Return which effect a row is about: its name without the threshold behind it."""
    return _name(row).partition("@")[0]
