"""What must hold for response scales, sections and items, each rule on its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from wbp_survey.errors import Problem
from wbp_survey.instrument.reading import Document, Route
from wbp_survey.instrument.schema import unknown
from wbp_survey.model.instrument import (
    UNASKED,
    WITH_OPTIONS,
    Instrument,
    Item,
    Repeat,
    ResponseScale,
    Section,
)
from wbp_survey.model.missing import BY_ID, TYPED

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_WITH_LIMITS = frozenset({"integer", "decimal"})
_OPEN = frozenset({"text", "long_text"})
_MOST_TIMES = 99
"""A section asked more often than this is no longer an interview."""


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds an item: its file and place, what the study knows.

    `constructs` is empty when the study lists none.
    """

    document: Document
    route: Route
    kind: str = ""
    constructs: Mapping[str, object] = field(default_factory=dict)

    def problem(self, code: str, key: str, /, **values: object) -> Problem:
        """Report something about `key` of the item."""
        return self.document.problem(code, (*self.route, key), **values)

    def unknown(self, code: str, key: str, word: str, known: Iterable[str]) -> Problem:
        """Report a word in `key` that nobody knows."""
        return unknown(self.document.place((*self.route, key)), code, word, known)


def item_problems(item: Item, around: Around) -> Iterator[Problem]:
    """Hold one item against every rule."""
    yield from id_problems(item.id, around.document, (*around.route, "id"))
    if around.constructs and item.construct and item.construct not in around.constructs:
        known = around.constructs
        yield around.unknown("INSTRUMENT_UNKNOWN_CONSTRUCT", "construct", item.construct, known)
    for reason in item.missing:
        if reason not in BY_ID or not BY_ID[reason].typed:
            typed = [one.id for one in TYPED]
            yield around.unknown("INSTRUMENT_UNKNOWN_REASON", "missing", reason, typed)
    if item.mode != "individual" and around.kind not in ("", "round_table"):
        yield around.problem("INSTRUMENT_MODE", "mode", id=item.id)
    yield from _type_problems(item, around)
    yield from _extra_problems(item, around)


def id_problems(name: str, document: Document, route: Route) -> Iterator[Problem]:
    """Report a name that cannot be an id."""
    if not _ID.fullmatch(name):
        yield document.problem("INSTRUMENT_ID_FORM", route, id=name)


def scale_problems(scale: ResponseScale, document: Document, route: Route) -> Iterator[Problem]:
    """Hold one response scale against every rule."""
    seen: set[str] = set()
    for index, option in enumerate(scale.options):
        here = (*route, "options", index, "code")
        if option.code in seen:
            yield document.problem("INSTRUMENT_DUPLICATE_CODE", here, id=scale.id, code=option.code)
        if not option.code or option.code != "".join(option.code.split()):
            yield document.problem("INSTRUMENT_CODE_FORM", here, code=option.code)
        seen.add(option.code)
    yield from _points_problems(scale, document, route)
    for code in scale.agree:
        if code not in scale.codes:
            place = document.place((*route, "agree"))
            yield unknown(place, "INSTRUMENT_UNKNOWN_CODE", code, scale.codes)


def _points_problems(scale: ResponseScale, document: Document, route: Route) -> Iterator[Problem]:
    if (scale.minimum is None) != (scale.maximum is None):
        yield document.problem("INSTRUMENT_ONE_LIMIT", route, id=scale.id)
    elif scale.minimum is None or scale.maximum is None:
        if not scale.options:
            yield document.problem("INSTRUMENT_NO_OPTIONS", route, id=scale.id)
    elif scale.minimum >= scale.maximum:
        yield document.problem("INSTRUMENT_LIMITS", (*route, "minimum"), id=scale.id)
    else:
        for index, option in enumerate(scale.options):
            if option.code not in scale.codes:
                here = (*route, "options", index, "code")
                yield document.problem("INSTRUMENT_OUTSIDE_POINTS", here, code=option.code)


def _type_problems(item: Item, around: Around) -> Iterator[Problem]:
    if item.scale is None and item.type in WITH_OPTIONS and not _names_scale(around):
        yield around.problem("INSTRUMENT_NEEDS_SCALE", "type", id=item.id, type=item.type)
    if item.scale is not None and item.type not in WITH_OPTIONS:
        yield around.problem("INSTRUMENT_NO_SCALE", "scale", id=item.id, type=item.type)
    if item.scale is not None and item.type == "scale" and not _numeric(item.scale):
        yield around.problem("INSTRUMENT_SCALE_NOT_NUMERIC", "scale", id=item.id)
    if item.reverse and item.type != "scale":
        yield around.problem("INSTRUMENT_REVERSE", "reverse", id=item.id)
    limits = (item.minimum, item.maximum)
    if limits != (None, None) and item.type not in _WITH_LIMITS:
        yield around.problem("INSTRUMENT_LIMITS_WITHOUT_NUMBER", "minimum", id=item.id)
    elif item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        yield around.problem("INSTRUMENT_LIMITS", "minimum", id=item.id)


def _extra_problems(item: Item, around: Around) -> Iterator[Problem]:
    """Hold what only some types may have against the type of the item."""
    if item.type == "calculate" and not item.calculation.strip():
        yield around.problem("INSTRUMENT_NEEDS_CALCULATION", "type", id=item.id)
    if item.calculation and item.type != "calculate":
        yield around.problem("INSTRUMENT_NOT_CALCULATED", "calculation", id=item.id)
    if item.type in UNASKED and (item.required or item.constraints or item.missing):
        yield around.problem("INSTRUMENT_ASKS_NOTHING", "type", id=item.id, type=item.type)
    if item.top and item.type != "rank":
        yield around.problem("INSTRUMENT_TOP", "top", id=item.id)
    elif item.scale is not None and not 0 <= item.top <= len(item.scale.codes):
        most = len(item.scale.codes)
        yield around.problem("INSTRUMENT_TOP_RANGE", "top", id=item.id, most=most)
    if item.post_coding is not None and item.type not in _OPEN:
        yield around.problem("INSTRUMENT_POST_CODING", "post_coding", id=item.id)


def section_problems(section: Section, document: Document, route: Route) -> Iterator[Problem]:
    """Hold what a section says of itself against every rule; expressions are judged apart."""
    if section.round not in (None, 1, 2):
        yield document.problem("INSTRUMENT_ROUND", (*route, "round"), id=section.id)
    if section.repeat is not None:
        yield from _repeat_problems(section.repeat, section, document, (*route, "repeat"))


def _repeat_problems(
    repeat: Repeat, section: Section, document: Document, route: Route
) -> Iterator[Problem]:
    if not 0 <= repeat.minimum <= repeat.maximum or not 1 <= repeat.maximum <= _MOST_TIMES:
        yield document.problem(
            "INSTRUMENT_REPEAT_LIMITS", (*route, "maximum"), id=section.id, most=_MOST_TIMES
        )
    if section.round is not None:
        yield document.problem("INSTRUMENT_REPEAT_ROUND", route, id=section.id)
    if not repeat.count and repeat.label is None:
        yield document.problem("INSTRUMENT_REPEAT_LABEL", route, id=section.id)


def _names_scale(around: Around) -> bool:
    """Tell whether the file does name a scale, so that its being unknown was reported already."""
    marks = around.document.marks
    return bool({(*around.route, "scale"), (*around.route[:-2], "scale")} & marks.keys())


def _numeric(scale: ResponseScale) -> bool:
    return all(re.fullmatch(r"-?(0|[1-9]\d*)", code) for code in scale.codes)


def head_problems(instrument: Instrument, document: Document, folder: str) -> Iterator[Problem]:
    """Hold what stands under `instrument:` against its folder and file name."""
    if instrument.id != folder:
        route: Route = ("instrument", "id")
        yield document.problem("INSTRUMENT_FOLDER", route, id=instrument.id, folder=folder)
    file_version = document.name.rpartition("/")[2].removesuffix(".yaml")
    if instrument.version != file_version:
        route = ("instrument", "version")
        yield document.problem("INSTRUMENT_FILE_VERSION", route, version=file_version)
    if not instrument.items:
        yield document.problem("INSTRUMENT_NO_ITEMS", ("sections",), id=instrument.id)
