"""What people of two roles say about the same case: pairs listed, never tested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.model.result import Result
from wbp_survey.model.spread import percentile
from wbp_survey.model.table import Column, Table, Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_MIDDLE = 50
_TWO = 2


@dataclass(frozen=True, slots=True)
class _Said:
    """What the people of one role said about one case: how many, the codes, the score.

    The score is None when nobody answered, and when they gave different codes without an order.
    """

    n: int
    codes: frozenset[int] = frozenset()
    score: float | None = None
    method: str = ""

    @property
    def divided(self) -> bool:
        """Tell whether there are answers but no score."""
        return self.n > 0 and self.score is None


def role_rows(table: Table, column: Column, roles: Sequence[str]) -> list[Result]:
    """Return, per case, the value of each role and their difference; over the cases, counts.

    Several people of a role in a case have their median; the note `given` says which codes they
    gave: in a note, because the gate takes notes away with the value. A difference is that of the
    first role less the second, in the order of `roles`. Cases about which no role answered have no
    rows.
    """
    cases, known = table.factors["case"], table.factors["role"]
    counts = _counts(table, column, [known.levels.index(role) for role in roles])
    answered = [place for place in range(len(cases.levels)) if counts[place].sum()]
    rows: list[Result] = []
    both: dict[tuple[int, int], list[tuple[_Said, _Said]]] = {}
    for place in answered:
        said = [_said(column.variable, counts[place, role]) for role in range(len(roles))]
        rows += _case_rows(column.variable, cases.levels[place], roles, said)
        for pair in combinations(range(len(roles)), 2):
            both.setdefault(pair, []).append((said[pair[0]], said[pair[1]]))
    for (one, other), pairs in both.items():
        rows += _total_rows(column.variable, (roles[one], roles[other]), pairs)
    return rows


def standing_beside(table: Table, column: Column) -> list[Result]:
    """Return what was said about groups in general, per role, apart from every case."""
    known = table.factors["role"]
    rows: list[Result] = []
    for place, role in enumerate(known.levels):
        given = column.index[(known.index == place) & (column.index >= 0)]
        if not len(given):
            continue
        rows += _general_rows(column.variable, role, given)
    return rows


def _counts(table: Table, column: Column, roles: Sequence[int]) -> Ints:
    """Count answers: cases x roles x codes."""
    import numpy as np

    cases, known = table.factors["case"], table.factors["role"]
    shape = (len(cases.levels), len(roles), len(column.variable.codes))
    counts = np.zeros(shape, dtype=np.int64)
    for number, role in enumerate(roles):
        here = (known.index == role) & (cases.index >= 0) & (column.index >= 0)
        np.add.at(counts, (cases.index[here], number, column.index[here]), 1)
    return counts


def _said(variable: Variable, counts: Ints) -> _Said:
    n = int(counts.sum())
    given = [place for place, times in enumerate(counts.tolist()) if times]
    codes = frozenset(given)
    method = "codes" if variable.level == "nominal" else "median"  # says nothing of who answered
    if not given:
        return _Said(0, method=method)
    if len(given) == 1:
        return _Said(n, codes, variable.scores[given[0]], method)
    if variable.level == "nominal":
        return _Said(n, codes, None, method)
    middle = percentile(variable.scores, counts.tolist(), _MIDDLE)
    return _Said(n, codes, float(middle), method)


def _case_rows(
    variable: Variable, case: str, roles: Sequence[str], said: Sequence[_Said]
) -> Iterator[Result]:
    subject = Subject(variable, "case", case)
    for role, one in zip(roles, said, strict=True):
        given = "|".join(variable.codes[place] for place in sorted(one.codes))
        facts = {"n": one.n, "silent": one.n == 0, "divided": one.divided, "given": given}
        yield from write_rows(subject, {f"value:{role}": Number(one.score, one.method)}, facts)
    for first, second in combinations(range(len(roles)), 2):
        names = f"{roles[first]}|{roles[second]}"
        stat = f"difference:{names}" if len(roles) > _TWO else "difference"
        pair = said[first], said[second]
        yield from write_rows(subject, {stat: Number(_apart(pair))}, _pair_facts(variable, pair))


def _apart(pair: tuple[_Said, _Said]) -> float | None:
    one, other = pair
    return None if one.score is None or other.score is None else one.score - other.score


def _pair_facts(variable: Variable, pair: tuple[_Said, _Said]) -> dict[str, Any]:
    return {
        "n": sum(one.n for one in pair),
        "silent": any(one.n == 0 for one in pair),
        "divided": any(one.divided for one in pair),
        "unordered": variable.level == "nominal",
    }


def _total_rows(
    variable: Variable, roles: tuple[str, str], pairs: Sequence[tuple[_Said, _Said]]
) -> list[Result]:
    """Count the cases about which both roles said something, and in how many these are near.

    Without an order two roles are equal when their people gave the same codes.
    """
    both = [pair for pair in pairs if pair[0].n and pair[1].n]
    unordered = variable.level == "nominal"
    apart = [_apart(pair) or 0.0 for pair in both]
    equal = [
        one.codes == other.codes if unordered else not distance
        for (one, other), distance in zip(both, apart, strict=True)
    ]
    numbers = {
        "n_pairs": Number(float(len(both))),
        "n_one_role": Number(float(len(pairs) - len(both))),
        "n_equal": Number(float(sum(equal))),
        "n_within_one": Number(float(sum(abs(one) <= 1 for one in apart))),
    }
    facts = {"n": len(both), "roles_listed": True, "unordered": unordered}
    return write_rows(Subject(variable, "role", *roles), numbers, facts)


def _general_rows(variable: Variable, role: str, given: Ints) -> list[Result]:
    import numpy as np

    counts = np.bincount(given, minlength=len(variable.codes)).tolist()
    n = sum(counts)
    middle = percentile(variable.scores, counts, _MIDDLE)
    facts = {
        "n": n,
        "level": variable.level,
        "codes": len(variable.codes),
        "part": True,
        "groups": (role,),
        "sizes": (n,),
    }
    numbers = {"n_valid": Number(float(n)), "median": Number(float(middle), "type_7")}
    return write_rows(Subject(variable, "role", role), numbers, facts)
