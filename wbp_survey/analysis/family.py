"""Families of tests: what one hypothesis after another is adjusted for, declared beforehand.

Construct scores are the confirmatory family, adjusted by Holm; the items of one construct are an
exploratory family each, adjusted by Benjamini-Hochberg (docs/statistics.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wbp_survey.analysis.facts import Facts
from wbp_survey.analysis.ranks import adjust_p
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable

CONFIRMATORY, EXPLORATORY = "confirmatory", "exploratory"
_TWO = 2
_METHOD = {CONFIRMATORY: "holm", EXPLORATORY: "bh"}


@dataclass(frozen=True, slots=True)
class Member:
    """A test in its family: its p adjusted over the `size` tests of the family that have one."""

    kind: str
    method: str
    size: int
    p: float | None


def families(variables: Sequence[Variable], values: Sequence[float | None]) -> list[Member]:
    """Return for every variable its test in its family; `values` are the p, None where refused.

    A refused test is no member (R's p.adjust does the same with NA).
    """
    together: dict[tuple[str, str, int | None], list[int]] = {}
    for place, variable in enumerate(variables):
        kind = CONFIRMATORY if variable.scale else EXPLORATORY
        construct = "" if variable.scale else variable.construct
        together.setdefault((kind, construct, variable.round), []).append(place)
    found: dict[int, Member] = {}
    for (kind, _, _), places in together.items():
        known = {place: p for place in places if (p := values[place]) is not None}
        adjusted = adjust_p(list(known.values()), _METHOD[kind])
        by_place = dict(zip(known, adjusted, strict=True))
        for place in places:
            found[place] = Member(kind, _METHOD[kind], len(known), by_place.get(place))
    return [found[place] for place in range(len(variables))]


def family_rows(subject: Subject, member: Member, facts: Facts) -> list[Result]:
    """Return the p adjusted over its family; nothing where the family has one test."""
    if member.size < _TWO:
        return []
    numbers = {
        "omnibus_p_adjusted": Number(member.p, member.method),
        "family_size": Number(float(member.size), member.method),
    }
    return write_rows(subject, numbers, {**facts, "family": member.kind, "no_p": member.p is None})
