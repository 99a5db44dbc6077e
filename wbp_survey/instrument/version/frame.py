"""How two versions of an instrument differ as a whole: head, sections, what is read aloud. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from wbp_survey.instrument.version.sides import Judge, shown, texts_differ, values_differ
from wbp_survey.model.change import Detail
from wbp_survey.model.instrument import Instrument, Section, text_in

_HEAD = (
    ("kind", "frame"),
    ("referent", "frame"),
    ("roles", "frame"),
    ("languages", "documentation"),
    ("minutes", "documentation"),
    ("source", "documentation"),
)


def frame_details(before: Instrument, after: Instrument, judge: Judge) -> Iterator[Detail]:
    """Yield what differs about no item in particular."""
    yield from values_differ(before, after, _HEAD)
    yield from texts_differ(before.intro, after.intro, "intro", "frame", judge)
    yield from texts_differ(before.title, after.title, "title", "documentation", judge)
    yield from texts_differ(before.closing, after.closing, "closing", "documentation", judge)
    yield from _section_details(before, after, judge)


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
