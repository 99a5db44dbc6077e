"""Contradicting facts: the same fact about the same case, told differently by several people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from wbp_survey.analysis.rules import threshold
from wbp_survey.model.finding import Finding

FACTS = "fact."
"""How the constructs begin that are facts: who is asked should make no difference."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one person said about a fact: a code of `codes`, a number, or an ISO date.

    `level` is that of the codes; "number" and "date" have none.
    """

    construct: str
    case: str
    item: str
    role: str
    place: str
    value: str | float  # as it was answered
    level: Literal["ordinal", "nominal", "number", "date"]
    codes: tuple[str, ...] = ()


def contradictions(told: Iterable[Told]) -> list[Finding]:
    """Return the facts on which people differ, per case, with what each role says.

    What was asked on another scale is another fact: `yes` and `reads along` cannot be held against
    each other by a machine. One person alone contradicts nobody.
    """
    facts: dict[tuple[str, str, str, tuple[str, ...]], list[Told]] = {}
    for one in told:
        facts.setdefault((one.case, one.construct, one.level, one.codes), []).append(one)
    found = []
    for said in facts.values():
        apart = _apart(said)
        if len({one.place for one in said}) > 1 and _differs(said, apart):
            found.append(_finding(said, apart))
    return found


def _apart(said: Sequence[Told]) -> float:
    """Return how far the answers lie apart: steps, days, a share of the larger, or 1."""
    level, values = said[0].level, [one.value for one in said]
    if level == "ordinal":
        places = [one.codes.index(str(one.value)) for one in said]
        return max(places) - min(places)
    if level == "date":
        days = [date.fromisoformat(str(value)).toordinal() for value in values]
        return max(days) - min(days)
    if level == "number":
        numbers = [float(value) for value in values]
        largest = max(map(abs, numbers))
        return (max(numbers) - min(numbers)) / largest if largest else 0.0
    return float(len(set(values)) > 1)


def _differs(said: Sequence[Told], apart: float) -> bool:
    if said[0].level == "date":
        return apart > threshold("fact_days")
    if said[0].level == "number":
        return apart > threshold("fact_number_share")
    return apart >= threshold("fact_steps")


def _finding(said: Sequence[Told], apart: float) -> Finding:
    answers = [{"role": one.role, "place": one.place, "answer": one.value} for one in said]
    values: dict[str, Any] = {
        "case": said[0].case,
        "construct": said[0].construct,
        "level": said[0].level,
        "apart": apart,
        "people": len(said),
        "told": _per_role(said),
        "answers": answers,
    }
    items = tuple(dict.fromkeys(one.item for one in said))
    places = tuple(dict.fromkeys(one.place for one in said))
    kind = "apart_days" if said[0].level == "date" else "apart_steps"
    told = ("what", kind) if said[0].level in ("date", "ordinal") else ("what",)
    return Finding("contradicting_fact", places, items, values, told)


def _per_role(said: Sequence[Told]) -> str:
    """Write what each role says: `beheerder 3, 4; wijkagent 5`."""
    roles: dict[str, list[str]] = {}
    for one in said:
        roles.setdefault(one.role, []).append(str(one.value))
    return "; ".join(f"{role} {', '.join(values)}" for role, values in _sorted(roles).items())


def _sorted(roles: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {role: sorted(roles[role]) for role in sorted(roles)}
