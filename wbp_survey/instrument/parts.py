"""What must hold for the items that play a part at a round table, as `round_table:` names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from wbp_survey.errors import Problem
from wbp_survey.instrument.reading import Route
from wbp_survey.instrument.resolve import Resolved
from wbp_survey.instrument.rules import id_problems
from wbp_survey.instrument.schema import unknown
from wbp_survey.model.instrument import (
    DISSENT_QUOTE,
    OUTCOME_RULE,
    OUTCOME_STATUS,
    READ_BACK,
    VOTE,
    Item,
    OutcomeItems,
    RoundTableItems,
    Section,
)
from wbp_survey.texts import has, say

_EACH = ("individual", "individual_then_group", "individual_twice")


@dataclass(frozen=True, slots=True)
class _Part:
    """What an item must be to play a part; no `codes`: any will do."""

    types: tuple[str, ...]
    modes: tuple[str, ...]
    codes: tuple[str, ...] = ()


_PARTS: Mapping[str, _Part] = {
    "of": _Part(("scale",), _EACH),
    "talk": _Part(("note", "text", "long_text"), ("group",)),
    "text": _Part(("text", "long_text"), ("group",)),
    "value": _Part(("scale",), ("group", "individual_then_group")),
    "status": _Part(("select_one",), ("group",), OUTCOME_STATUS),
    "rule": _Part(("select_one",), ("group",), OUTCOME_RULE),
    "vote": _Part(("select_one",), ("individual",), VOTE),
    "dissent": _Part(("long_text",), ("individual",)),
    "quote": _Part(("select_one",), ("individual",), DISSENT_QUOTE),
    "readback": _Part(("select_one",), ("individual",), READ_BACK),
    "ideas": _Part(("text",), ("individual",)),
    "idea_kind": _Part(("select_one",), ("individual",)),
    "turns": _Part(("integer",), ("group",)),
}
_REPEATED = ("ideas", "idea_kind")
_NEEDS = (("quote", "dissent"),)


def told_parts(language: str) -> Iterator[tuple[str, ...]]:
    """Yield for readers each part, what it names, and the types, modes and codes it takes."""
    for name, part in _PARTS.items():
        area = "outcome" if has(f"schema.outcome.{name}") else "roundtable"
        words = say(f"schema.{area}.{name}", language).rstrip(".")
        takes = (
            ", ".join(f"`{one}`" for one in known) for known in (part.types, part.modes, part.codes)
        )
        yield (f"`{name}`", words[0].lower() + words[1:], *takes)


@dataclass(frozen=True, slots=True)
class _Named:
    """An item as the block names it: in which part, and where; `with_` may be the same item."""

    part: str
    id: str
    route: Route
    with_: tuple[str, ...] = ()


def part_problems(resolved: Resolved) -> Iterator[Problem]:
    """Hold what `round_table:` says against the items, sections and roles there are."""
    table = resolved.round_table
    if table is None:
        return
    if resolved.instrument is not None and resolved.instrument.kind != "round_table":
        yield resolved.document.problem("INSTRUMENT_PART_KIND", ("round_table",))
    placed = {item.id: (item, section) for section in resolved.sections for item in section.items}
    for one in _named(table, resolved.outcome_routes):
        yield from _item_problems(resolved, one, placed)
    for outcome, route in zip(table.outcomes, resolved.outcome_routes, strict=True):
        yield from _outcome_problems(resolved, outcome, route, placed)
    yield from _twice(resolved, table)
    yield from _table_problems(resolved, table, placed)


def _named(table: RoundTableItems, routes: Iterable[Route]) -> Iterator[_Named]:
    """Yield every item the block names."""
    for outcome, route in zip(table.outcomes, routes, strict=True):
        for place, rated in enumerate(outcome.of):
            yield _Named("of", rated, (*route, "of", place), (outcome.value,))
        for one in fields(outcome):
            if one.name not in ("id", "of") and getattr(outcome, one.name):
                with_ = outcome.of if one.name == "value" else ()
                yield _Named(one.name, getattr(outcome, one.name), (*route, one.name), with_)
    for part in _REPEATED:
        if getattr(table, part):
            yield _Named(part, getattr(table, part), ("round_table", part))
    for role, name in table.turns.items():
        yield _Named("turns", name, ("round_table", "turns", role))


_Placed = Mapping[str, tuple[Item, Section]]


def _item_problems(resolved: Resolved, one: _Named, placed: _Placed) -> Iterator[Problem]:
    """Hold one item against its part; one with problems of its own is left alone."""
    document = resolved.document
    if one.id not in placed:
        if one.id not in resolved.names:
            place = document.place(one.route)
            yield unknown(place, "INSTRUMENT_UNKNOWN_ITEM", one.id, resolved.names)
        return
    item, section = placed[one.id]
    part, values = _PARTS[one.part], {"id": one.id, "part": one.part}
    if item.type not in part.types:
        types = {"type": item.type, "types": _either(part.types)}
        yield document.problem("INSTRUMENT_PART_TYPE", one.route, **values, **types)
        return
    if item.mode not in part.modes:
        modes = {"mode": item.mode, "modes": _either(part.modes)}
        yield document.problem("INSTRUMENT_PART_MODE", one.route, **values, **modes)
    others = set(item.scale.codes if item.scale else ()) - set(part.codes)
    if part.codes and others:
        codes = {"codes": ", ".join(sorted(others)), "known": ", ".join(part.codes)}
        yield document.problem("INSTRUMENT_PART_CODES", one.route, **values, **codes)
    if (section.repeat is not None) != (one.part in _REPEATED):
        code = "INSTRUMENT_PART_ONCE" if section.repeat is None else "INSTRUMENT_PART_REPEATED"
        yield document.problem(code, one.route, **values)


def _outcome_problems(
    resolved: Resolved, outcome: OutcomeItems, route: Route, placed: _Placed
) -> Iterator[Problem]:
    """Hold one outcome against itself: it says something, on the scale of what it is about."""
    document = resolved.document
    yield from id_problems(outcome.id, document, (*route, "id"))
    if not (outcome.text or outcome.value):
        yield document.problem("INSTRUMENT_OUTCOME_EMPTY", route, id=outcome.id)
    for part, needed in _NEEDS:
        if getattr(outcome, part) and not getattr(outcome, needed):
            yield document.problem(
                "INSTRUMENT_PART_ALONE", (*route, part), part=part, needed=needed
            )
    if outcome.value not in placed:
        return
    value = placed[outcome.value][0].scale
    for rated in outcome.of:
        scale = placed[rated][0].scale if rated in placed else None
        if value is not None and scale is not None and scale.codes != value.codes:
            values = {"id": outcome.value, "other": rated}
            yield document.problem("INSTRUMENT_PART_ANSWERS", (*route, "value"), **values)


def _twice(resolved: Resolved, table: RoundTableItems) -> Iterator[Problem]:
    """Report an item in a second part, and an outcome with the id of another."""
    document = resolved.document
    names = [
        (outcome.id, (*route, "id"))
        for outcome, route in zip(table.outcomes, resolved.outcome_routes, strict=True)
    ]
    outcomes = [_Named("id", name, route) for name, route in names]
    for several in (outcomes, list(_named(table, resolved.outcome_routes))):
        first: dict[str, Route] = {}
        for one in several:
            if one.id in first and one.id not in one.with_:
                line = document.marks[first[one.id]][0]
                yield document.problem("INSTRUMENT_PART_TWICE", one.route, id=one.id, line=line)
            first.setdefault(one.id, one.route)


def _table_problems(
    resolved: Resolved, table: RoundTableItems, placed: _Placed
) -> Iterator[Problem]:
    """Hold what is said of the whole table: feedback, ideas and turns."""
    document = resolved.document
    place: Route = ("round_table", "feedback")
    names = [section.id for section in resolved.sections]
    if table.feedback and table.feedback not in names:
        yield unknown(document.place(place), "INSTRUMENT_UNKNOWN_SECTION", table.feedback, names)
    elif table.feedback:
        before = resolved.sections[: names.index(table.feedback)]
        if not any(section.round == 1 for section in before):
            yield document.problem("INSTRUMENT_PART_EARLY", place, id=table.feedback)
    place = ("round_table", "idea_kind")
    if table.idea_kind and not table.ideas:
        yield document.problem("INSTRUMENT_PART_ALONE", place, part="idea_kind", needed="ideas")
    found = [placed[one][1].id for one in (table.ideas, table.idea_kind) if one in placed]
    if len(set(found)) > 1:
        values = {"id": table.idea_kind, "other": table.ideas}
        yield document.problem("INSTRUMENT_PART_SECTION", place, **values)
    roles = resolved.instrument.roles if resolved.instrument else ()
    for role in table.turns:
        if roles and role not in roles:
            here = document.place(("round_table", "turns", role))
            yield unknown(here, "INSTRUMENT_PART_ROLE", role, roles)


def _either(words: Iterable[str]) -> str:
    return " / ".join(words)
