"""Items as the model: an item of its own, one from the bank, the rows of a matrix block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

from wbp_survey.errors import Problem
from wbp_survey.instrument.bank import Bank, option_of, rows
from wbp_survey.instrument.forms import (
    BankItemForm,
    ConstraintForm,
    ItemForm,
    MatrixForm,
    UseForm,
)
from wbp_survey.instrument.reading import Document, Route
from wbp_survey.instrument.schema import unknown, validate
from wbp_survey.model.instrument import Constraint, Item, Referent, ResponseScale

Placed = tuple[Item, Route]
"""An item and where in the file it stands."""

_OF_THE_BLOCK = tuple(one.name for one in fields(MatrixForm) if one.name != "items")


@dataclass(slots=True)
class Builder:
    """What building items needs, and what it finds: names, scales, problems."""

    document: Document
    bank: Bank
    referent: Referent
    problems: list[Problem]
    scales: dict[str, ResponseScale] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    names: set[str] = field(default_factory=set)

    def report(self, code: str, route: Route, /, **values: object) -> None:
        """Add a problem that points at `route`."""
        self.problems.append(self.document.problem(code, route, **values))

    def unknown(self, code: str, route: Route, word: str, known: set[str]) -> None:
        """Add a problem about a word nobody knows."""
        self.problems.append(unknown(self.document.place(route), code, word, known))


def build_items(builder: Builder, raw: Any, route: Route) -> Iterator[Placed]:
    """Build what one element of a section's `items` stands for: one item, or a block of them."""
    if isinstance(raw, dict) and "matrix" in raw and "items" in raw:
        yield from _matrix(builder, raw, route)
        return
    item = _use(builder, raw, route) if _is_use(raw) else _own(builder, raw, route)
    if item is not None:
        yield item, route


def _matrix(builder: Builder, raw: dict[str, Any], route: Route) -> Iterator[Placed]:
    """Give each row what the block says and the row does not say otherwise."""
    form = validate(MatrixForm, raw, builder.document, route, builder.problems)
    shared = {key: raw[key] for key in _OF_THE_BLOCK if key in raw} | {"type": "scale"}
    shared |= {"type": raw["type"]} if "type" in raw else {}
    if form is not None and _named_scale(builder, form.scale, (*route, "scale")) is None:
        del shared["scale"]  # told once, of the block
    for index, row in enumerate(rows(raw, "items")):
        here: Route = (*route, "items", index)
        if form is None:
            _name(builder, row)
            continue
        whole = shared | row if isinstance(row, dict) else row
        item = _use(builder, row, here) if _is_use(row) else _own(builder, whole, here)
        if item is not None:
            yield _in_block(builder, item, form, here), here


def _in_block(builder: Builder, item: Item, form: MatrixForm, route: Route) -> Item:
    """Put an item of the bank under the block's stem; it must have the block's scale already."""
    scale = builder.scales.get(form.scale)
    if scale is not None and item.scale is not None and item.scale != scale:
        builder.report(
            "INSTRUMENT_MATRIX_SCALE", route, id=item.id, matrix=form.matrix, scale=form.scale
        )
    stem = form.stem if form.stem is not None else item.stem
    relevant = item.relevant or form.relevant
    return replace(item, matrix=form.matrix, stem=stem, relevant=relevant)


def _name(builder: Builder, raw: Any) -> None:
    """Remember an id, so that what refers to an item with problems is no problem of its own."""
    if isinstance(raw, dict):
        builder.names.add(str(raw.get("id") or raw.get("use") or ""))


def _is_use(raw: Any) -> bool:
    return isinstance(raw, dict) and "use" in raw


def _own(builder: Builder, raw: Any, route: Route) -> Item | None:
    _name(builder, raw)
    form = validate(ItemForm, raw, builder.document, route, builder.problems)
    return None if form is None else _item(builder, form, route)


def _use(builder: Builder, raw: Any, route: Route) -> Item | None:
    form = validate(UseForm, raw, builder.document, route, builder.problems)
    if form is None:
        return None
    builder.names.add(form.use)
    banked = builder.bank.items.get(form.use)
    if banked is None:
        known = set(builder.bank.names)
        if form.use in known:
            builder.report("INSTRUMENT_BROKEN_BANK_ITEM", (*route, "use"), id=form.use)
        else:
            builder.unknown("INSTRUMENT_UNKNOWN_BANK_ITEM", (*route, "use"), form.use, known)
        return None
    return _item(builder, _varied(builder, banked, form, route), route)


def _varied(builder: Builder, banked: BankItemForm, form: UseForm, route: Route) -> ItemForm:
    """Give the bank's item the words for its referent."""
    referent = form.referent or builder.referent
    varied: ItemForm = banked
    variant = banked.variants.get(referent)
    if variant is not None:
        stem = variant.stem if variant.stem is not None else banked.stem
        varied = replace(banked, text=variant.text, stem=stem, referent=referent)
    elif form.referent is not None and form.referent != banked.referent:
        known = {str(one) for one in banked.variants}
        builder.unknown("INSTRUMENT_UNKNOWN_VARIANT", (*route, "referent"), form.referent, known)
    return varied if form.relevant is None else replace(varied, relevant=form.relevant)


def _item(builder: Builder, form: ItemForm, route: Route) -> Item:
    return Item(
        id=form.id,
        type=form.type,
        text=form.text,
        construct=form.construct,
        referent=form.referent or builder.referent,
        scale=_scale(builder, form, route),
        minimum=form.minimum,
        maximum=form.maximum,
        unit=form.unit,
        stem=form.stem,
        hint=form.hint,
        instruction=form.instruction,
        probes=form.probes,
        relevant=form.relevant,
        constraints=_constraints(builder, form, route),
        missing=form.missing,
        mode=form.mode,
        reverse=form.reverse,
        sensitive=form.sensitive,
        source=form.source,
        note=form.note,
        required=form.required,
        calculation=form.calculation,
        top=form.top,
        matrix=form.matrix,
        post_coding=_named_scale(builder, form.post_coding, (*route, "post_coding")),
    )


def _constraints(builder: Builder, form: ItemForm, route: Route) -> tuple[Constraint, ...]:
    """Read one check or a list of them, each judged on its own."""
    if form.constraint is None:
        return ()
    here: Route = (*route, "constraint")
    several = isinstance(form.constraint, list)
    given = form.constraint if several else [form.constraint]
    found: list[Constraint] = []
    for index, raw in enumerate(given):
        place = (*here, index) if several else here
        one = validate(ConstraintForm, raw, builder.document, place, builder.problems)
        if one is not None:
            found.append(Constraint(one.check, one.message, one.soft))
    return tuple(found)


def _scale(builder: Builder, form: ItemForm, route: Route) -> ResponseScale | None:
    if form.options:
        if form.scale:
            builder.report("INSTRUMENT_SCALE_AND_OPTIONS", route, id=form.id)
        if form.id in builder.scales:
            builder.report("INSTRUMENT_SCALE_TWICE", (*route, "id"), id=form.id)
        options = tuple(option_of(option) for option in form.options)
        return ResponseScale(form.id, form.level or "nominal", options)
    if form.level is not None:
        builder.report("INSTRUMENT_LEVEL_WITHOUT_OPTIONS", (*route, "level"), id=form.id)
    return _named_scale(builder, form.scale, (*route, "scale"))


def _named_scale(builder: Builder, name: str, route: Route) -> ResponseScale | None:
    if not name:
        return None
    found = builder.scales.get(name)
    if found is None and name in builder.broken:
        builder.report("INSTRUMENT_BROKEN_SCALE", route, id=name)
    elif found is None:
        builder.unknown("INSTRUMENT_UNKNOWN_SCALE", route, name, set(builder.scales))
    return found
