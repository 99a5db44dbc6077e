"""How answers of one version read under another: decided per item, applied per value. Pure.

Maps compose from version to version (1.0 → 1.1 → 2.0). Every value has a fate: it is carried over,
mapped, recoded with loss, or not comparable; none is dropped. Modelled on the crosswalk tables of
retroharmonize, with the decision and its author beside each line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from wbp_survey.model.change import Decision
from wbp_survey.model.instrument import Value
from wbp_survey.model.repeats import instance_id, split_instance

Provenance = Literal["given", "carried", "mapped", "recoded", "not_comparable"]
PROVENANCES: tuple[Provenance, ...] = ("given", "carried", "mapped", "recoded", "not_comparable")
"""Where a value comes from, from closest to furthest; composing takes the furthest."""

NOWHERE: Literal["not_comparable"] = "not_comparable"
"""What a code is mapped to when nothing in the later version says the same."""

OTHER = "_other"
"""What the id of the words for another option ends with."""
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class CrosswalkLine:
    """What was decided about one item.

    `item` is its id in the earlier version (empty: new), `into` in the later one (empty: retired).
    `codes` says where codes go; a code it does not name goes to the same code, if that is there.
    `changes` are the classes the decision was taken about and `seen` stands for the words: when
    either is another now, it is stale.
    """

    item: str
    into: str
    decision: Decision
    changes: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    by: str = ""
    seen: str = ""


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
    a value is called that comes through. `changed` are the codes that became another on the way: a
    code that is reversed twice ends where it began, but was not simply carried over.
    """

    item: str
    into: str
    provenance: Provenance
    codes: Mapping[str, str | None] | None = None
    changed: frozenset[str] = frozenset()

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


def slot_map(maps: Mapping[str, ItemMap], item_id: str) -> ItemMap | None:
    """Return the map of what answers are stored under; None for what no instrument lists.

    A time of a repeated section reads as its item does. The words for another option go with the
    item that asks for them, as long as its answers can be compared.
    """
    base, number = split_instance(item_id)
    known = maps.get(base)
    if known is None and base.endswith(OTHER):
        whole = maps.get(base.removesuffix(OTHER))
        into = f"{whole.into}{OTHER}" if whole and whole.into else ""
        known = None if whole is None else ItemMap(base, into, _as_it_is(whole))
    if known is None or not number:
        return known
    into = instance_id(known.into, number) if known.into else ""
    return replace(known, item=item_id, into=into)


def _as_it_is(whole: ItemMap) -> Provenance:
    """Return where words come from that no code stands for."""
    return "carried" if whole.provenance in ("mapped", "recoded") else whole.provenance


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
    codes = _composed(first.codes, second.codes)
    return ItemMap(first.item, into, provenance, codes, _changed(first, second))


def inverted(one: ItemMap) -> ItemMap:
    """Return the way back; ValueError when the map is lossy, since then there is none."""
    if one.lossy:
        raise ValueError(f"{one.item!r} cannot be read back: the map loses something")
    codes = None if one.codes is None else {goal: code for code, goal in one.codes.items() if goal}
    changed = frozenset(str((one.codes or {}).get(code, code)) for code in one.changed)
    return ItemMap(one.into, one.item, one.provenance, codes, changed)


def applied(one: ItemMap, value: Value) -> tuple[Value | None, Provenance]:
    """Read one value under the later version: the value there, or None, and where it comes from.

    Several codes are read one by one; when one of them says nothing there, the whole answer is not
    comparable, and two that become the same code become one. A value that a one-to-one map leaves
    as it was is carried over. A point of a scale stays a number when its code is one.
    """
    if not one.comparable:
        return None, NOWHERE
    if one.codes is None:
        return value, one.provenance
    given = [str(code) for code in (value if isinstance(value, list) else [value])]
    goals = [one.codes.get(code) for code in given]
    kept = [goal for goal in dict.fromkeys(goals) if goal is not None]
    if None in goals:
        return None, NOWHERE
    read = kept if isinstance(value, list) else _like(value, kept[0])
    unchanged = one.provenance == "mapped" and not one.changed.intersection(given)
    return read, "carried" if unchanged else one.provenance


def _like(value: Value, code: str) -> Value:
    """Write a code as the kind of value it replaces, where it can be one."""
    return int(code) if isinstance(value, int) and _WHOLE.fullmatch(code) else code


def _composed(
    first: Mapping[str, str | None] | None, second: Mapping[str, str | None] | None
) -> Mapping[str, str | None] | None:
    if first is None or second is None:
        return second if first is None else first
    return {code: second.get(goal) if goal else None for code, goal in first.items()}


def _changed(first: ItemMap, second: ItemMap) -> frozenset[str]:
    """Return the codes of the first that either of two maps makes another code."""
    if first.codes is None:
        return second.changed
    return first.changed | {code for code, goal in first.codes.items() if goal in second.changed}
