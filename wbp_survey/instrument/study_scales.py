"""The scales of study.yaml: read, held against the study and against the items they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from wbp_survey.errors import Problem
from wbp_survey.instrument.reading import Document, Route, read_yaml
from wbp_survey.instrument.schema import by_place, unknown
from wbp_survey.instrument.study_forms import StudyScaleForm
from wbp_survey.model.instrument import Item
from wbp_survey.model.scale import Scale

STUDY_FILE = "study.yaml"
_FEWEST = 2
_RATED = ("scale", "select_one", "integer", "decimal")

_UNKNOWN = "STUDY_SCALE_ITEM"


def scales_of(forms: Mapping[str, StudyScaleForm]) -> tuple[Scale, ...]:
    """Return the scales, in the order in which they are written."""
    return tuple(
        Scale(
            name,
            form.items,
            form.reverse,
            label=form.label,
            construct=form.construct,
            rule=form.rule,
            range=(form.range[0], form.range[1]) if form.range else None,
            kind=form.kind,
        )
        for name, form in forms.items()
    )


def scale_form_problems(document: Document) -> Iterator[Problem]:
    """Judge the scales by what study.yaml itself says, from the bare data."""
    data = document.data if isinstance(document.data, dict) else {}
    constructs = data.get("constructs")
    scales = data.get("scales")
    for name, raw in scales.items() if isinstance(scales, dict) else ():
        if isinstance(raw, dict):
            route: Route = ("scales", str(name))
            yield from _construct(document, route, raw, constructs)
            yield from _items(document, route, raw)
            yield from _range(document, route, raw)


def _construct(
    document: Document, route: Route, raw: Mapping[str, Any], constructs: object
) -> Iterator[Problem]:
    known = constructs if isinstance(constructs, dict) else {}
    construct = raw.get("construct")
    if isinstance(construct, str) and construct not in known:
        place = document.place((*route, "construct"))
        yield unknown(place, "STUDY_SCALE_CONSTRUCT", construct, known)


def _items(document: Document, route: Route, raw: Mapping[str, Any]) -> Iterator[Problem]:
    items, reverse = _texts(raw, "items"), _texts(raw, "reverse")
    if "items" in raw and len(set(items)) < _FEWEST:
        yield document.problem("STUDY_SCALE_FEW", (*route, "items"), scale=route[-1])
    for key, names in (("items", items), ("reverse", reverse)):
        for place, name in enumerate(names):
            if name in names[:place]:
                here = (*route, key, place)
                yield document.problem("STUDY_REPEATED", here, key="item", value=name)
    for place, name in enumerate(reverse):
        if name not in items:
            where = document.place((*route, "reverse", place))
            yield unknown(where, "STUDY_SCALE_REVERSE", name, items)


def _range(document: Document, route: Route, raw: Mapping[str, Any]) -> Iterator[Problem]:
    ends = raw.get("range")
    if isinstance(ends, list) and all(isinstance(end, int | float) for end in ends):
        low_to_high = len(ends) == _FEWEST and ends[0] < ends[1]
        if not low_to_high:
            yield document.problem("STUDY_SCALE_RANGE", (*route, "range"))


def _texts(raw: Mapping[str, Any], key: str) -> list[str]:
    found = raw.get(key)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def scale_item_problems(
    root: Path, scales: Iterable[Scale], items: Iterable[Item]
) -> list[Problem]:
    """Hold the scales of the study in folder `root` against the items of its instruments.

    An item that several instruments ask is the first one given. The places are those in study.yaml,
    which is read again only when something is wrong.
    """
    known: dict[str, list[Item]] = {}
    for item in items:
        known.setdefault(item.id, []).append(item)
    found = [
        (route, code, values)
        for scale in scales
        for route, code, values in (*_named(scale, known), *_alike(scale, known))
    ]
    if not found:
        return []
    document = read_yaml(root / STUDY_FILE)
    return by_place(_problem(document, known, one) for one in found)


_Found = tuple[Route, str, dict[str, object]]


def _problem(document: Document, known: Iterable[str], found: _Found) -> Problem:
    route, code, values = found
    if code == _UNKNOWN:
        return unknown(document.place(route), "STUDY_SCALE_ITEM", str(values["word"]), known)
    return document.problem(code, route, **values)


def _named(scale: Scale, known: Mapping[str, list[Item]]) -> Iterator[_Found]:
    """Report a scale that is called as an item is, and items nobody is asked or nobody can rate."""
    if scale.id in known:
        yield ("scales", scale.id), "STUDY_SCALE_NAME", {"scale": scale.id}
    for place, name in enumerate(scale.items):
        route: Route = ("scales", scale.id, "items", place)
        if name not in known:
            yield route, _UNKNOWN, {"word": name}
        elif not _rated(known[name][0]):
            yield route, "STUDY_SCALE_UNORDERED", {"item": name}


def _rated(item: Item) -> bool:
    ordered = item.scale is None or item.scale.level != "nominal"
    return item.type in _RATED and ordered and item.mode != "group"


def _alike(scale: Scale, known: Mapping[str, list[Item]]) -> Iterator[_Found]:
    """Report items that cannot be added up: other codes, about something else, turned unsaid."""
    items = [known[name][0] for name in scale.items if name in known and _rated(known[name][0])]
    route: Route = ("scales", scale.id, "items")
    codes = {item.id: item.scale.codes if item.scale else () for item in items}
    if len(set(codes.values())) > 1:
        lengths = ", ".join(f"{name}: {_span(points)}" for name, points in codes.items())
        yield route, "STUDY_SCALE_LENGTHS", {"scale": scale.id, "items": lengths}
    about = [{one.referent for one in known[item.id]} for item in items]
    if about and not set.intersection(*map(set, about)):
        listed = ", ".join(f"{item.id}: {item.referent}" for item in items)
        yield route, "STUDY_SCALE_REFERENTS", {"scale": scale.id, "items": listed}
    yield from _turned(scale, items)


def _span(codes: tuple[str, ...]) -> str:
    return f"{codes[0]}–{codes[-1]}" if codes else "–"


def _turned(scale: Scale, items: list[Item]) -> Iterator[_Found]:
    if scale.reverse is None:
        return
    said = {item.id for item in items if item.reverse}
    differ = [item.id for item in items if (item.id in said) != (item.id in scale.reverse)]
    if differ:
        values: dict[str, object] = {"scale": scale.id, "items": ", ".join(differ)}
        yield ("scales", scale.id, "reverse"), "STUDY_SCALE_TURNED", values
