"""Instruments made for the tests, to be changed one key at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any

from wbp_survey.model.instrument import (
    Constraint,
    Instrument,
    Item,
    Option,
    OutcomeItems,
    Repeat,
    ResponseScale,
    RoundTableItems,
    Section,
)

AGREE = ResponseScale(
    "agree",
    "ordinal",
    (
        Option("1", {"nl": "oneens", "en": "disagree"}),
        Option("2", {"nl": "neutraal", "en": "neutral"}),
        Option("3", {"nl": "eens", "en": "agree"}),
    ),
    agree=("3",),
    source="eigen schaal",
)
GRADE = ResponseScale(
    "grade",
    "interval",
    (Option("1", {"nl": "heel slecht"}), Option("5", {"nl": "heel goed"})),
    minimum=1,
    maximum=5,
)
CHANNELS = ResponseScale(
    "channels",
    "nominal",
    (
        Option("app", {"nl": "app", "en": "app"}),
        Option("tel", {"nl": "telefoon", "en": "phone"}, relevant="${size} > 3"),
        Option("rest", {"nl": "anders", "en": "other"}, other=True),
        Option("none", {"nl": "geen", "en": "none"}, exclusive=True),
    ),
)


def both(nl: str, en: str = "") -> dict[str, str]:
    return {"nl": nl, "en": en or f"{nl} in English"}


SIZE = Item(
    "size",
    "integer",
    both("Hoeveel leden heeft de groep?", "How many members?"),
    referent="municipality",
    minimum=0,
    maximum=999,
    unit="leden",
    constraints=(Constraint(". < 900", both("Zoveel?"), soft=True),),
    missing=("dont_know",),
    required=True,
    source="vragenlijst 2019",
    note="navragen",
)
KNOW = Item(
    "know",
    "scale",
    both("Deelnemers kennen elkaar.", "Members know one another."),
    scale=AGREE,
    stem=both("In deze groep:"),
    relevant="${size} > 1",
    construct="cohesion",
    reverse=True,
    sensitive=True,
    matrix="block",
)
HOW = Item(
    "how",
    "select_multiple",
    both("Hoe houdt u contact?", "How do you keep in touch?"),
    scale=CHANNELS,
    hint=both("Meer dan een mag."),
)
WHY = Item(
    "why",
    "long_text",
    both("Waarom doet u mee?", "Why do you take part?"),
    probes=(both("Kunt u een voorbeeld geven?"),),
    instruction=both("Rustig voorlezen."),
    post_coding=ResponseScale("themes", "nominal", (Option("a", both("veiligheid")),)),
)
SAFE = Item("safe", "scale", both("Hoe veilig is het?"), scale=GRADE, mode="individual_twice")
TOTAL = Item("total", "calculate", both("samen"), calculation="${size} + 1")
PLACES = Item("places", "rank", both("Wat is het belangrijkst?"), scale=CHANNELS, top=2)

FORM = Instrument(
    "talk",
    "1.0.0",
    "interview",
    both("Gesprek"),
    (
        Section("start", both("Begin"), (SIZE, KNOW, HOW, TOTAL), minutes=5, relevant="1 = 1"),
        Section("before", both("Vooraf"), (SAFE, PLACES), script=both("Wij beginnen."), round=1),
        Section(
            "ideas",
            both("Plannen"),
            (WHY,),
            repeat=Repeat("${size}", both("plan"), minimum=1, maximum=9),
        ),
        Section("after", both("Achteraf"), (SAFE,), round=2),
    ),
    ("bewoner", "wijkagent"),
    referent="general",
    languages=("nl",),
    minutes=30,
    intro=both("Welkom bij dit gesprek."),
    closing=both("Dank u wel."),
    source="eigen werk",
    round_table=RoundTableItems(
        (
            OutcomeItems(
                "first",
                ("safe", "know"),
                talk="why",
                text="why",
                value="safe",
                status="how",
                rule="how",
                vote="how",
                dissent="why",
                quote="how",
                readback="how",
            ),
            OutcomeItems("second", text="why"),
        ),
        feedback="after",
        ideas="why",
        idea_kind="how",
        turns={"bewoner": "size", "wijkagent": "size"},
    ),
)
"""Uses every key; which items play which part is no matter to what these tests are about."""


def with_item(item: Item, into: Instrument = FORM) -> Instrument:
    """Put another version of an item in the place of the one with its id, wherever it stands."""
    return renamed_item(item.id, item, into)


def renamed_item(name: str, item: Item, into: Instrument = FORM) -> Instrument:
    """Put an item in the place of the one called `name`."""
    sections = tuple(
        replace(one, items=tuple(item if old.id == name else old for old in one.items))
        for one in into.sections
    )
    return replace(into, sections=sections)


def only(*items: Item, **more: Any) -> Instrument:
    """An instrument of one section with these items."""
    sections = (Section("one", both("Blok"), items),)
    return replace(FORM, sections=sections, round_table=None, **more)


def mutants(thing: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield copies of a model object in which one field, at any depth, is another value."""
    for one in fields(thing):
        value = getattr(thing, one.name)
        if one.default is not MISSING and one.default != value:
            yield (
                f"{path}.{one.name} left out".lstrip("."),
                replace(thing, **{one.name: one.default}),
            )
        for where, other in _others(value, f"{path}.{one.name}".lstrip(".")):
            yield where, replace(thing, **{one.name: other})


def _others(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if is_dataclass(value):
        yield from mutants(value, path)
    elif isinstance(value, dict):
        for key in value:
            yield f"{path}.{key}", value | {key: f"{value[key]} anders"}
            yield f"{path}-{key}", {name: text for name, text in value.items() if name != key}
    elif isinstance(value, tuple):
        yield from _other_tuples(value, path)
    else:
        yield from ((path, other) for other in _other_values(value))


def _other_tuples(value: tuple[Any, ...], path: str) -> Iterator[tuple[str, Any]]:
    for at, one in enumerate(value):
        for where, other in _others(one, f"{path}[{at}]"):
            yield where, (*value[:at], other, *value[at + 1 :])
        yield f"{path} without {at}", (*value[:at], *value[at + 1 :])
    if len(value) > 1:
        yield f"{path} turned", value[::-1]


def _other_values(value: Any) -> tuple[Any, ...]:
    """Return other values of the same kind; what is empty gets something."""
    if value is None:
        return ()
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, (int, float)):
        return (value + 1,)
    return (f"{value}x", f"{value} ") if value else ("1 = 2",)
