"""How two versions of an instrument differ as a whole: head, sections, what is read aloud. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from wbp_survey.instrument.version.sides import (
    Judge,
    Renames,
    shown,
    texts_differ,
    values_differ,
)
from wbp_survey.model.change import Detail
from wbp_survey.model.instrument import Instrument, RoundTableItems, Section, text_in

_HEAD = (
    ("kind", "frame"),
    ("referent", "frame"),
    ("roles", "frame"),
    ("languages", "documentation"),
    ("minutes", "documentation"),
    ("source", "documentation"),
)


def frame_details(
    before: Instrument, after: Instrument, judge: Judge, renames: Renames
) -> Iterator[Detail]:
    """Yield what differs about no item in particular."""
    yield from values_differ(before, after, _HEAD)
    yield from texts_differ(before.intro, after.intro, "intro", "frame", judge)
    yield from texts_differ(before.title, after.title, "title", "documentation", judge)
    yield from texts_differ(before.closing, after.closing, "closing", "documentation", judge)
    yield from _section_details(before, after, judge)
    yield from _part_details(before.round_table, after.round_table, renames)


def _section_details(before: Instrument, after: Instrument, judge: Judge) -> Iterator[Detail]:
    earlier = {section.id: section for section in before.sections}
    later = {section.id: section for section in after.sections}
    order = [name for name in earlier if name in later]
    again = [name for name in later if name in earlier]
    if order != again:
        yield Detail("frame", "section.order", shown(order), shown(again))
    for name in dict.fromkeys([*earlier, *later]):
        one, other = earlier.get(name), later.get(name)
        scripts = (one.script if one else None), (other.script if other else None)
        yield from texts_differ(*scripts, f"section.{name}.script", "frame", judge)
        if one is None or other is None:
            titles = [text_in(side.title, "nl") if side else "" for side in (one, other)]
            yield Detail("documentation", f"section.{name}", *titles)
        else:
            yield from _one_section(one, other, judge)


def _one_section(one: Section, other: Section, judge: Judge) -> Iterator[Detail]:
    key = f"section.{one.id}."
    yield from texts_differ(one.title, other.title, f"{key}title", "documentation", judge)
    yield from values_differ(one, other, (("minutes", "documentation"), ("round", "frame")), key)
    if one.repeat and other.repeat:
        left, right = one.repeat.label, other.repeat.label
        yield from texts_differ(left, right, f"{key}repeat", "frame", judge)


def _part_details(
    before: RoundTableItems | None, after: RoundTableItems | None, renames: Renames
) -> Iterator[Detail]:
    """Yield which parts other items play. Only showing the first ratings changes the talk."""
    sides = (before, after)
    one, other = _parts(before, renames), _parts(after, {})
    for key in dict.fromkeys([*one, *other]):
        if one.get(key) != other.get(key):
            change = "frame" if key == "round_table.feedback" else "documentation"
            yield Detail(change, key, one.get(key, ""), other.get(key, ""))
    listed = [shown([outcome.id for outcome in side.outcomes]) if side else "" for side in sides]
    if all(listed) and listed[0] != listed[1]:
        yield Detail("documentation", "round_table.outcomes", *listed)


def _parts(table: RoundTableItems | None, renames: Renames) -> dict[str, str]:
    """Write every part under a key of its own, with the present ids of the items that play it."""
    if table is None:
        return {}
    played = {f"{role}.turns": (name,) for role, name in table.turns.items()}
    played |= {key: (getattr(table, key),) for key in ("ideas", "idea_kind")}
    for outcome in table.outcomes:
        for part in fields(outcome)[1:]:
            names = getattr(outcome, part.name)
            played[f"{outcome.id}.{part.name}"] = names if part.name == "of" else (names,)
    found = {key: shown([renames.get(one, one) for one in names]) for key, names in played.items()}
    return {f"round_table.{key}": words for key, words in found.items() if words} | (
        {"round_table.feedback": table.feedback} if table.feedback else {}
    )
