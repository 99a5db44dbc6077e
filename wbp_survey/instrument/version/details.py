"""What differs about one item between two versions, key by key. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wbp_survey.instrument.version.scales import coding_details, scale_details
from wbp_survey.instrument.version.sides import (
    Judge,
    Renames,
    expressions_differ,
    renamed,
    texts_differ,
    values_differ,
)
from wbp_survey.model.change import Detail
from wbp_survey.model.instrument import Constraint, Item, Repeat, Section, text_in

_KINDS = (
    ("type", "type_changed"),
    ("unit", "type_changed"),
    ("top", "type_changed"),
    ("reverse", "direction_reversed"),
    ("mode", "mode_changed"),
    ("referent", "referent_changed"),
    ("minimum", "check_changed"),
    ("maximum", "check_changed"),
    ("required", "check_changed"),
    ("missing", "missing_changed"),
    ("construct", "documentation"),
    ("source", "documentation"),
    ("note", "documentation"),
    ("sensitive", "documentation"),
    ("matrix", "documentation"),
)
"""Keys that are held against each other as they stand, with the class a difference has."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An item as it stands in a section; at a round table it may stand in several."""

    item: Item
    section: Section


@dataclass(frozen=True, slots=True)
class Sides:
    """What it takes to hold items against each other.

    `sections` are the ids both versions have: an item that went from one to another of these is
    elsewhere; one whose section got another id is not.
    """

    renames: Renames
    judge: Judge
    moved: frozenset[str]
    sections: frozenset[str]


def item_details(
    before: tuple[Placed, ...], after: tuple[Placed, ...], sides: Sides
) -> Iterator[Detail]:
    """Yield each thing that differs, once, however often the item is asked."""
    first, now = before[0], after[0]
    if first.item.id != now.item.id:
        yield Detail("renamed", "id", first.item.id, now.item.id)
    seen: dict[Detail, None] = {}
    for one, other in zip(before, after, strict=False):
        seen |= dict.fromkeys(_pair_details(one, other, sides))
    yield from seen
    if now.item.id in sides.moved:
        titles = (text_in(placed.section.title, "nl") for placed in (first, now))
        yield Detail("moved", "order", *titles)
    if len(before) != len(after):
        places = (", ".join(one.section.id for one in placed) for placed in (before, after))
        yield Detail("route_changed", "section", *places)


def _pair_details(before: Placed, after: Placed, sides: Sides) -> Iterator[Detail]:
    one, other = before.item, after.item
    yield from _text_details(one, other, sides.judge)
    yield from values_differ(one, other, _KINDS)
    yield from scale_details(one, other, sides)
    yield from coding_details(one.post_coding, other.post_coding)
    yield from _check_details(one, other, sides)
    yield from _route_details(before, after, sides)
    yield from _place_details(before, after, sides)


def _text_details(one: Item, other: Item, judge: Judge) -> Iterator[Detail]:
    for key in ("text", "stem", "hint"):
        yield from texts_differ(getattr(one, key), getattr(other, key), key, "wording", judge)
    yield from texts_differ(one.instruction, other.instruction, "instruction", "guidance", judge)
    if len(one.probes) != len(other.probes):
        sides = (" / ".join(text_in(probe, "nl") for probe in side.probes) for side in (one, other))
        yield Detail("guidance", "probes", *sides)
        return
    for number, (left, right) in enumerate(zip(one.probes, other.probes, strict=True), start=1):
        yield from texts_differ(left, right, f"probes.{number}", "guidance", judge)


def _check_details(one: Item, other: Item, sides: Sides) -> Iterator[Detail]:
    if [check.soft for check in one.constraints] != [check.soft for check in other.constraints]:
        shown = ["; ".join(map(_check, side.constraints)) for side in (one, other)]
        yield Detail("check_changed", "constraint", *shown)
    else:
        for number, pair in enumerate(zip(one.constraints, other.constraints, strict=True), 1):
            key = f"constraint.{number}"
            left, right = pair
            yield from expressions_differ(
                left.check, right.check, key, "check_changed", sides.renames
            )
            yield from texts_differ(
                left.message, right.message, f"{key}.message", "guidance", sides.judge
            )
    yield from expressions_differ(
        one.calculation, other.calculation, "calculation", "calculation_changed", sides.renames
    )


def _check(check: Constraint) -> str:
    return check.check + (" (soft)" if check.soft else "")


def _route_details(before: Placed, after: Placed, sides: Sides) -> Iterator[Detail]:
    pairs = (
        (before.item, after.item, "relevant"),
        (before.section, after.section, "section.relevant"),
    )
    for one, other, key in pairs:
        yield from expressions_differ(
            one.relevant, other.relevant, key, "route_changed", sides.renames
        )
    times = _times(before.section.repeat, sides.renames), _times(after.section.repeat, {})
    if times[0] != times[1]:
        yield Detail("route_changed", "section.repeat", *times)


def _times(repeat: Repeat | None, renames: Renames) -> str:
    """Say how often a section is asked: what is counted, and from how few to how many times."""
    if repeat is None:
        return ""
    bounds = f"{repeat.minimum}-{repeat.maximum}"
    return f"{renamed(repeat.count, renames)} ({bounds})" if repeat.count else bounds


def _place_details(before: Placed, after: Placed, sides: Sides) -> Iterator[Detail]:
    """Yield that an item stands in another section although nothing overtook it."""
    one, other = before.section, after.section
    if one.id == other.id or not {one.id, other.id} <= sides.sections:
        return
    same = (one.script, one.round) == (other.script, other.round)
    titles = text_in(one.title, "nl"), text_in(other.title, "nl")
    yield Detail("documentation" if same else "frame", "section", *titles)
