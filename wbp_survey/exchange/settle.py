"""Hold an imported instrument against the rules; an expression they refuse is given up and told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from wbp_survey.errors import InstrumentError, Problem
from wbp_survey.exchange.assemble import shown, with_something
from wbp_survey.exchange.ledger import Ledger
from wbp_survey.instrument.reading import Route, dump_yaml, parse_yaml
from wbp_survey.instrument.version.publish import instrument_yaml
from wbp_survey.model.instrument import Instrument, Item, ResponseScale, Section

MAX_ROUNDS = 50
# What a study may not know, or an item may not have: given up before the item is.
_USUAL: Mapping[str, Any] = {
    one.name: one.default
    for one in fields(Item)
    if one.name
    in {
        "construct", "matrix", "maximum", "minimum", "missing", "mode", "post_coding", "referent",
        "required", "reverse", "stem", "top", "unit",
    }
}  # fmt: skip
_NEVER, _DEAD = "INSTRUMENT_UNREACHABLE", "INSTRUMENT_DEAD_OPTION"
_ABOUT_OPTIONS = frozenset(
    {
        _DEAD, "INSTRUMENT_ABOUT_ITSELF", "INSTRUMENT_FORWARD",
        "INSTRUMENT_UNKNOWN_CODE", "INSTRUMENT_UNKNOWN_CODE_NEAR", "INSTRUMENT_UNKNOWN_ITEM",
        "INSTRUMENT_UNKNOWN_ITEM_NEAR",
    }
)  # fmt: skip
Judge = Callable[[Instrument], tuple[str, list[Problem]]]
"""Return the instrument as a file and the problems of that file."""


def draft_yaml(instrument: Instrument, shared: Collection[str]) -> str:
    """Write a draft; the scales in `shared` are the bank's and stay there."""
    text = instrument_yaml(instrument)
    whole = parse_yaml(text, "draft.yaml").data
    own = [one for one in whole.get("response_scales", []) if one["id"] not in shared]
    if len(own) == len(whole.get("response_scales", [])):
        return text
    rest = {key: value for key, value in whole.items() if key != "response_scales"}
    scales = {"response_scales": own} if own else {}
    return dump_yaml({"instrument": rest.pop("instrument"), **scales, **rest})


def settle(
    instrument: Instrument, places: Mapping[str, str], judge: Judge, ledger: Ledger
) -> Instrument:
    """Return the instrument without what the rules refuse, every loss in the ledger.

    Raise InstrumentError with the problems that no loss would mend.
    """
    for _ in range(MAX_ROUNDS):
        text, problems = judge(instrument)
        if not problems:
            return instrument
        document = parse_yaml(text, "draft.yaml")
        # What stands at each position of the file: the innermost where several begin.
        routes = {mark: route for route, mark in document.marks.items()}
        found = [(problem, routes.get(_position(problem), ())) for problem in problems]
        if any(route[:1] == ("round_table",) for _, route in found):
            ledger.drop("round_table", "parts_gone", instrument.id)
            instrument = replace(instrument, round_table=None)
            continue
        listed = tuple(one["id"] for one in document.data.get("response_scales", ()))
        work = _Settling(instrument, places, ledger, listed)
        work.give_up(found)
        if work.instrument == instrument:
            raise InstrumentError(problems)
        instrument = with_something(work.instrument, ledger)
    raise InstrumentError(problems)


def _about_options(code: str) -> bool:
    return code in _ABOUT_OPTIONS or code.startswith("INSTRUMENT_EXPRESSION")


def _position(problem: Problem) -> tuple[int, int]:
    _, line, column = (*problem.place.rsplit(":", 2), "0", "0")[:3]
    return (int(line), int(column)) if line.isdecimal() and column.isdecimal() else (0, 0)


@dataclass(slots=True)
class _Settling:
    instrument: Instrument
    places: Mapping[str, str]
    ledger: Ledger
    scales: tuple[str, ...]
    done: set[Route] = field(default_factory=set)

    def give_up(self, found: Iterable[tuple[Problem, Route]]) -> None:
        """Take out, back to front, the least that each problem is about."""
        rows = sorted(found, key=lambda row: [str(part).zfill(9) for part in row[1]], reverse=True)
        for problem, route in rows:
            match route:
                case ("sections", int(section), "items", int(item), *rest):
                    self.in_item(problem, section, item, rest)
                case ("response_scales", int(scale), *_):
                    self.in_scale(problem, self.scales[scale])
                case ("sections", int(section), *rest):
                    self.in_section(section, [str(part) for part in rest])

    def in_item(self, problem: Problem, section: int, at: int, rest: list[str | int]) -> None:
        """Give up the expression a problem stands at; the whole item when it is about the item."""
        route: Route = ("sections", section, "items", at, *rest[:1])
        if route in self.done or ("sections", section, "items", at) in self.done:
            return
        self.done.add(route)
        item = self.instrument.sections[section].items[at]
        place = self.places.get(item.id, item.id)
        if problem.code == _NEVER:
            self.remove(section, at, "never_asked", f"{place} {shown(item.relevant)}".strip())
            return
        # An item begins where its id stands; its options are listed elsewhere in the file.
        match rest:
            case [] | ["id"] if _conditions(item) and _about_options(problem.code):
                self.always(item, place)
            case ["relevant", *_] | [] | ["id"] if item.relevant and problem.code != _DEAD:
                self.put(section, at, self.without(item, "relevant", item.relevant, place))
            case ["constraint", *_] | [] | ["id"] if item.constraints:
                checks = "; ".join(one.check for one in item.constraints)
                changed = self.without(item, "constraint", checks, place)
                self.put(section, at, replace(changed, constraints=()))
            case [str(key), *_] if key in _USUAL and getattr(item, key) != _USUAL[key]:
                self.ledger.drop(key, "rules", f"{place} {shown(str(getattr(item, key)))}")
                self.put(section, at, replace(item, **{key: _USUAL[key]}))
            case _:
                self.remove(section, at, "rules", f"{place} {problem.code}")

    def remove(self, section: int, at: int, why: str, place: str) -> None:
        """Leave an item out."""
        self.done.add(("sections", section, "items", at))
        item = self.instrument.sections[section].items[at]
        self.ledger.give_up(item.id, item.type, why, place)
        self.put(section, at, None)

    def in_scale(self, problem: Problem, scale: str) -> None:
        """Leave out every item with a list of options that is not valid."""
        for section, one in enumerate(self.instrument.sections):
            for at, item in reversed(list(enumerate(one.items))):
                place = f"{self.places.get(item.id, item.id)} {problem.code}"
                if item.scale is not None and item.scale.id == scale:
                    self.remove(section, at, "rules", place)
                elif item.post_coding is not None and item.post_coding.id == scale:
                    self.ledger.drop("post_coding", "rules", place)
                    self.put(section, at, replace(item, post_coding=None))

    def always(self, item: Item, place: str) -> None:
        """Offer every option of an item always."""
        if item.scale is None:
            return
        for condition in _conditions(item):
            self.lose("choice_filter", condition, place)
        options = tuple(replace(option, relevant="") for option in item.scale.options)
        self.put_scale(replace(item.scale, options=options))

    def without(self, item: Item, construct: str, expression: str, place: str) -> Item:
        self.ledger.unkeep(construct)
        self.ledger.drop(construct, "rules", f"{place} {shown(expression)}")
        note = f"{item.note}\n{construct}: {expression}".strip()
        changed = replace(item, note=note)
        return replace(changed, relevant="") if construct == "relevant" else changed

    def put(self, section: int, at: int, item: Item | None) -> None:
        sections = list(self.instrument.sections)
        items = list(sections[section].items)
        items[at : at + 1] = [] if item is None else [item]
        self.put_section(section, replace(sections[section], items=tuple(items)))

    def in_section(self, at: int, rest: list[str]) -> None:
        section = self.instrument.sections[at]
        place = self.places.get(section.id, section.id)
        changed = section
        if rest[:1] == ["repeat"] and section.repeat and section.repeat.count:
            self.lose("repeat_count", section.repeat.count, place)
            changed = replace(section, repeat=replace(section.repeat, count=""))
        elif section.relevant:
            self.lose("relevant", section.relevant, place)
            changed = replace(section, relevant="")
        self.put_section(at, changed)

    def lose(self, construct: str, expression: str, place: str) -> None:
        self.ledger.unkeep(construct)
        self.ledger.drop(construct, "rules", f"{place} {shown(expression)}")

    def put_section(self, at: int, section: Section) -> None:
        sections = list(self.instrument.sections)
        sections[at] = section
        self.instrument = replace(self.instrument, sections=tuple(sections))

    def put_scale(self, scale: ResponseScale) -> None:
        sections = tuple(
            replace(section, items=tuple(_with_scale(item, scale) for item in section.items))
            for section in self.instrument.sections
        )
        self.instrument = replace(self.instrument, sections=sections)


def _conditions(item: Item) -> list[str]:
    options = item.scale.options if item.scale else ()
    return [option.relevant for option in options if option.relevant]


def _with_scale(item: Item, scale: ResponseScale) -> Item:
    same = item.scale is not None and item.scale.id == scale.id
    return replace(item, scale=scale) if same else item
