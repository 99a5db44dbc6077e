"""How answers of one version read under another: decided per item, applied per value. Pure.

Maps compose from version to version (1.0 → 1.1 → 2.0). Every value has a fate: it is carried over,
mapped, recoded with loss, or not comparable; none is dropped. Modelled on the crosswalk tables of
retroharmonize, with the decision and its author beside each line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wbp_survey.model.change import Decision
from wbp_survey.model.instrument import Value

Provenance = Literal["given", "carried", "mapped", "recoded", "not_comparable"]
PROVENANCES: tuple[Provenance, ...] = ("given", "carried", "mapped", "recoded", "not_comparable")
"""Where a value comes from, from closest to furthest; composing takes the furthest."""

NOWHERE: Literal["not_comparable"] = "not_comparable"
"""What a code is mapped to when nothing in the later version says the same."""


@dataclass(frozen=True, slots=True)
class CrosswalkLine:
    """What was decided about one item.

    `item` is its id in the earlier version (empty: new), `into` in the later one (empty: retired).
    `codes` says where codes go; a code it does not name goes to the same code, if that is there.
    `changes` are the classes the decision was taken about: when they are others now, it is stale.
    """

    item: str
    into: str
    decision: Decision
    changes: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The lines between two versions of one instrument; items without a line did not change."""

    instrument: str
    before: str
    after: str
    lines: tuple[CrosswalkLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemMap:
    """How answers to one item read under a later version.

    `into` is the item there, empty when there is none. `codes` holds every code of the earlier
    version with the code it becomes, None when it becomes nothing; it is None for items without
    codes, whose values are taken as they are, and when nothing is comparable. `provenance` is what
    a value is called that comes through.
    """

    item: str
    into: str
    provenance: Provenance
    codes: Mapping[str, str | None] | None = None

    @property
    def comparable(self) -> bool:
        """Tell whether any value can be carried over at all."""
        return bool(self.into) and self.provenance != NOWHERE

    @property
    def lossy(self) -> bool:
        """Tell whether two values become one, or one becomes nothing: then there is no way back."""
        if not self.comparable:
            return True
        goals = list((self.codes or {}).values())
        return None in goals or len(set(goals)) < len(goals)


def identity(item: str, codes: tuple[str, ...] | None = None) -> ItemMap:
    """Return the map that changes nothing."""
    return ItemMap(item, item, "given", None if codes is None else {code: code for code in codes})


def nothing(item: str, into: str = "") -> ItemMap:
    """Return the map under which no value can be compared."""
    return ItemMap(item, into, NOWHERE)


def compose(first: ItemMap, second: ItemMap) -> ItemMap:
    """Return what comes of reading under one version and then under the next.

    ValueError when the second does not begin where the first ends.
    """
    if first.into and second.item != first.into:
        raise ValueError(f"{second.item!r} does not follow {first.into!r}")
    into = second.into if first.into else ""
    if not (first.comparable and second.comparable):
        return nothing(first.item, into)
    provenance = max(first.provenance, second.provenance, key=PROVENANCES.index)
    return ItemMap(first.item, into, provenance, _composed(first.codes, second.codes))


def inverted(one: ItemMap) -> ItemMap:
    """Return the way back; ValueError when the map is lossy, since then there is none."""
    if one.lossy:
        raise ValueError(f"{one.item!r} cannot be read back: the map loses something")
    codes = None if one.codes is None else {goal: code for code, goal in one.codes.items() if goal}
    return ItemMap(one.into, one.item, one.provenance, codes)


def applied(one: ItemMap, value: Value) -> tuple[Value | None, Provenance]:
    """Read one value under the later version: the value there, or None, and where it comes from.

    Several codes are read one by one; when one of them says nothing there, the whole answer is not
    comparable, and two that become the same code become one. A value that a one-to-one map leaves
    as it was is carried over.
    """
    if not one.comparable:
        return None, NOWHERE
    if one.codes is None:
        return value, one.provenance
    goals = [one.codes.get(str(code)) for code in (value if isinstance(value, list) else [value])]
    kept = [goal for goal in dict.fromkeys(goals) if goal is not None]
    if None in goals:
        return None, NOWHERE
    read = kept if isinstance(value, list) else _like(value, kept[0])
    unchanged = one.provenance == "mapped" and read == value
    return read, "carried" if unchanged else one.provenance


def _like(value: Value, code: str) -> Value:
    """Write a code as the kind of value it replaces."""
    return int(code) if isinstance(value, int) else code


def _composed(
    first: Mapping[str, str | None] | None, second: Mapping[str, str | None] | None
) -> Mapping[str, str | None] | None:
    if first is None or second is None:
        return second if first is None else first
    return {code: second.get(goal) if goal else None for code, goal in first.items()}
