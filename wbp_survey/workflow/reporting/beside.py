"""Choose what of several groupings of the same persons goes into one report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from wbp_survey.model.profile import Profile
from wbp_survey.model.result import Comparison, Result
from wbp_survey.model.table import Column, Factor, Table
from wbp_survey.report.gate.beside import Atom, Shown, shown_beside
from wbp_survey.report.gate.kinds import BETWEEN, DESCRIBING, SPREAD
from wbp_survey.report.gate.notes import kind_of
from wbp_survey.report.gate.release import hidden_groups
from wbp_survey.workflow.compare import Recorded, compare_study
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.study import Place

_FACTORS = ("municipality", "case", "role")
_ALL_BUT_ROUNDING = 1 - 1e-9
_CASE = "case"


def by_case(place: Place, loaded: Recorded) -> Comparison:
    """Describe the answers per case: nothing is tested, a case is one unit."""
    return compare_study(place, Question(by=_CASE, resamples=1, refine=False), loaded)


def told_beside(
    comparisons: Sequence[Comparison], table: Table, profile: Profile
) -> tuple[Comparison, ...]:
    """Leave out the rows that, beside those of another grouping, would give few persons away.

    Of cases only those remain that may be shown, and what describes them.
    """
    same = _alike(row for one in comparisons for row in one.rows)
    shown = {
        column.variable.id: shown_beside(
            _persons(column, table), profile, same.get(column.variable.id, {})
        )
        for column in table.columns
        if not column.variable.round
    }
    return tuple(
        replace(one, rows=tuple(_kept(one.rows, shown, _withheld(one.rows, shown, profile, same))))
        for one in comparisons
    )


def _persons(column: Column, table: Table) -> Mapping[Atom, int]:
    """Count who answered per municipality, case and role."""
    import numpy as np

    towns, cases, roles = (table.factors[name] for name in _FACTORS)
    sizes = [len(one.levels) + 1 for one in (towns, cases, roles)]
    places = np.ravel_multi_index(
        [one.index.astype(np.int64) + 1 for one in (towns, cases, roles)], sizes
    )
    counts = np.bincount(places[column.index >= 0])
    found = {}
    for at in np.flatnonzero(counts):
        town, case, role = (int(one) - 1 for one in np.unravel_index(at, sizes))
        found[_name(towns, town), _name(cases, case), _name(roles, role)] = int(counts[at])
    return found


def _name(factor: Factor, at: int) -> str:
    return factor.levels[at] if at >= 0 else ""


def _alike(rows: Iterable[Result]) -> dict[str, dict[tuple[str, str], str]]:
    """Return per variable the groups of which all gave one answer, and which."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for row in rows:
        all_of_it = row.group and not row.group2 and (row.value or 0) > _ALL_BUT_ROUNDING
        if all_of_it and row.by and row.group and row.stat.startswith("share:"):
            found.setdefault(row.variable, {})[row.by, row.group] = row.stat
    return found


def _kept(
    rows: Sequence[Result], shown: Mapping[str, Shown], gone: Mapping[str, frozenset[str]]
) -> Iterator[Result]:
    for row in rows:
        known, away = shown.get(row.variable), gone.get(row.variable, frozenset())
        if row.by == _CASE:
            if known and _of_a_case(row, known):
                yield row
        elif known and row.by in _FACTORS and row.by not in known.whole:
            continue
        elif not away or not (_between(row) or away & {row.group, row.group2}):
            yield row


def _between(row: Result) -> bool:
    """Tell whether a row compares all groups."""
    return not row.group and kind_of(row) in BETWEEN | SPREAD


def _of_a_case(row: Result, known: Shown) -> bool:
    shown = row.group is not None and known.has(_CASE, row.group)
    return shown and not row.group2 and kind_of(row) in DESCRIBING


def _withheld(
    rows: Sequence[Result],
    shown: Mapping[str, Shown],
    profile: Profile,
    same: Mapping[str, Mapping[tuple[str, str], str]],
) -> dict[str, frozenset[str]]:
    """Return per variable the groups that by themselves may be shown, and beside others not.

    What a grouping hides by itself is left to the gate, which says so.
    """
    persons: dict[str, dict[str, int]] = {}
    by = next((row.by for row in rows if row.by), "")
    for row in rows:
        if row.stat == "n_valid" and row.group and not row.group2 and row.value:
            persons.setdefault(row.variable, {})[row.group] = int(row.value)
    found = {}
    for name, margin in persons.items():
        known = shown.get(name)
        if known and by:
            alike = {group: one for (of, group), one in same.get(name, {}).items() if of == by}
            hidden = {group for _, group in hidden_groups({"": margin}, profile, alike)}
            away = {group for group in margin.keys() - hidden if not known.has(by, group)}
            found[name] = frozenset(away)
    return found
