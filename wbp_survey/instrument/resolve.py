"""Turn files into the model: the bank, an instrument with everything it takes from the bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from wbp_survey.errors import Problem
from wbp_survey.instrument.forms import (
    BankItemForm,
    ConstraintForm,
    HeadForm,
    InstrumentForm,
    ItemForm,
    ItemsForm,
    OptionForm,
    ScaleForm,
    ScalesForm,
    SectionForm,
    UseForm,
)
from wbp_survey.instrument.reading import Document, Route, read_yaml
from wbp_survey.instrument.schema import unknown, validate
from wbp_survey.model.instrument import (
    Constraint,
    Instrument,
    Item,
    Option,
    Referent,
    ResponseScale,
    Section,
)

Form = TypeVar("Form")

DRAFT = "draft"
BANK = Path("instruments", "bank")


@dataclass(frozen=True, slots=True)
class Bank:
    """The shared response scales and items; names also hold those that are not valid."""

    scales: Mapping[str, ResponseScale] = field(default_factory=dict)
    items: Mapping[str, BankItemForm] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    scale_names: frozenset[str] = frozenset()
    documents: tuple[Document, ...] = ()
    routes: Mapping[str, Route] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """An instrument file as the model, as far as it could be read.

    `instrument` is None when its head cannot be read; `sections` is there all the same, without the
    items that are not valid. `routes` tells for each item, section by section, where in the file it
    stands; `names` holds every item id, also of items with problems.
    """

    document: Document
    instrument: Instrument | None
    sections: tuple[Section, ...] = ()
    routes: tuple[tuple[Route, ...], ...] = ()
    names: frozenset[str] = frozenset()
    scales: tuple[tuple[ResponseScale, Route], ...] = ()
    problems: tuple[Problem, ...] = ()


def read_bank(root: Path) -> Bank:
    """Read the bank; an absent file is an empty one."""
    problems: list[Problem] = []
    scales = _bank_file(root, "response_scales.yaml")
    items = _bank_file(root, "items.yaml")
    scale_forms = _listed(scales, ScalesForm, "response_scales", ScaleForm, problems)
    item_forms = _listed(items, ItemsForm, "items", BankItemForm, problems)
    return Bank(
        {form.id: scale_of(form) for form, _ in reversed(scale_forms)},
        {form.id: form for form, _ in reversed(item_forms)},
        _ids(items.data, "items"),
        _ids(scales.data, "response_scales"),
        (scales, items),
        {form.id: route for form, route in scale_forms + item_forms},
        tuple(problems),
    )


def resolve(document: Document, bank: Bank) -> Resolved:
    """Build the instrument in `document`, collecting every problem of its form."""
    problems = list(document.problems)
    if document.data is None and problems:
        return Resolved(document, None, problems=tuple(problems))
    # The whole is judged first, then each part on its own, so that no part hides another.
    validate(InstrumentForm, document.data, document, (), problems)
    whole = document.data if isinstance(document.data, dict) else {}
    head = None
    if "instrument" in whole:
        head = validate(HeadForm, whole["instrument"], document, ("instrument",), problems)
    builder = _Builder(document, bank, head.referent if head else "case", problems)
    builder.broken = bank.scale_names | _ids(whole, "response_scales")
    local = _local_scales(builder, whole)
    builder.scales.update(bank.scales)
    builder.scales.update((scale.id, scale) for scale, _ in local)
    built = [
        _section(builder, raw, ("sections", index))
        for index, raw in enumerate(_rows(whole, "sections"))
    ]
    sections = tuple(section for section, _ in built)
    return Resolved(
        document,
        None if head is None else _instrument(head, sections),
        sections,
        tuple(routes for _, routes in built),
        frozenset(builder.names),
        tuple(local),
        tuple(problems),
    )


def scale_of(form: ScaleForm) -> ResponseScale:
    """Turn the form of a response scale into the model."""
    options = tuple(_option(option) for option in form.options)
    return ResponseScale(
        form.id, form.level, options, form.minimum, form.maximum, form.agree, form.source
    )


@dataclass(slots=True)
class _Builder:
    document: Document
    bank: Bank
    referent: Referent
    problems: list[Problem]
    scales: dict[str, ResponseScale] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    names: set[str] = field(default_factory=set)

    def report(self, code: str, route: Route, /, **values: object) -> None:
        self.problems.append(self.document.problem(code, route, **values))

    def unknown(self, code: str, route: Route, word: str, known: set[str]) -> None:
        self.problems.append(unknown(self.document.place(route), code, word, known))


def _bank_file(root: Path, name: str) -> Document:
    path = root / BANK / name
    shown = (BANK / name).as_posix()
    return read_yaml(path, shown) if path.exists() else Document(shown)


def _listed(
    document: Document,
    outer: type[Any],
    key: str,
    inner: type[Form],
    problems: list[Problem],
) -> list[tuple[Form, Route]]:
    """Validate the list under `key`, element by element; a repeated id is a problem."""
    problems += document.problems
    if document.data is None:
        return []
    whole = validate(outer, document.data, document, (), problems)
    found: list[tuple[Form, Route]] = []
    seen: dict[str, int] = {}
    for index, raw in enumerate(getattr(whole, key, ())):
        one = validate(inner, raw, document, (key, index), problems)
        name = str(raw.get("id")) if isinstance(raw, dict) else ""
        if name and name in seen:
            line = document.marks[key, seen[name]][0]
            problems.append(
                document.problem("INSTRUMENT_DUPLICATE_ID", (key, index, "id"), id=name, line=line)
            )
        seen.setdefault(name, index)
        if one is not None:
            found.append((one, (key, index)))
    return found


def _rows(data: Any, key: str) -> list[Any]:
    rows = data.get(key) if isinstance(data, dict) else None
    return rows if isinstance(rows, list) else []


def _ids(data: Any, key: str) -> frozenset[str]:
    return frozenset(
        str(row["id"]) for row in _rows(data, key) if isinstance(row, dict) and "id" in row
    )


def _local_scales(builder: _Builder, whole: dict[str, Any]) -> list[tuple[ResponseScale, Route]]:
    """Read the instrument's own response scales; one that the bank has too is a problem."""
    found: list[tuple[ResponseScale, Route]] = []
    taken = set(builder.bank.scale_names)
    for index, raw in enumerate(_rows(whole, "response_scales")):
        route: Route = ("response_scales", index)
        one = validate(ScaleForm, raw, builder.document, route, builder.problems)
        if one is None:
            continue
        if one.id in taken:
            builder.report("INSTRUMENT_SCALE_TWICE", (*route, "id"), id=one.id)
        taken.add(one.id)
        found.append((scale_of(one), route))
    return found


def _section(builder: _Builder, raw: Any, route: Route) -> tuple[Section, tuple[Route, ...]]:
    """Build one section; one that is not valid itself keeps its items, for what follows."""
    form = validate(SectionForm, raw, builder.document, route, builder.problems)
    items: list[Item] = []
    routes: list[Route] = []
    for index, one in enumerate(_rows(raw, "items")):
        here: Route = (*route, "items", index)
        item = _use(builder, one, here) if _is_use(one) else _own(builder, one, here)
        if item is not None:
            items.append(item)
            routes.append(here)
    form = form or SectionForm(f"({route[-1]})", {}, ())
    section = Section(form.id, form.title, tuple(items), form.minutes, form.script, form.round)
    return section, tuple(routes)


def _is_use(raw: Any) -> bool:
    return isinstance(raw, dict) and "use" in raw


def _own(builder: _Builder, raw: Any, route: Route) -> Item | None:
    if isinstance(raw, dict):
        builder.names.add(str(raw.get("id", "")))
    form = validate(ItemForm, raw, builder.document, route, builder.problems)
    return None if form is None else _item(builder, form, route)


def _use(builder: _Builder, raw: Any, route: Route) -> Item | None:
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


def _varied(builder: _Builder, banked: BankItemForm, form: UseForm, route: Route) -> ItemForm:
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


def _item(builder: _Builder, form: ItemForm, route: Route) -> Item:
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
        constraint=_constraint(form.constraint),
        missing=form.missing,
        mode=form.mode,
        reverse=form.reverse,
        sensitive=form.sensitive,
        source=form.source,
        note=form.note,
    )


def _constraint(form: ConstraintForm | None) -> Constraint | None:
    return None if form is None else Constraint(form.check, form.message)


def _scale(builder: _Builder, form: ItemForm, route: Route) -> ResponseScale | None:
    if form.options:
        if form.scale:
            builder.report("INSTRUMENT_SCALE_AND_OPTIONS", route, id=form.id)
        if form.id in builder.scales:
            builder.report("INSTRUMENT_SCALE_TWICE", (*route, "id"), id=form.id)
        options = tuple(_option(option) for option in form.options)
        return ResponseScale(form.id, form.level or "nominal", options)
    if form.level is not None:
        builder.report("INSTRUMENT_LEVEL_WITHOUT_OPTIONS", (*route, "level"), id=form.id)
    if not form.scale:
        return None
    found = builder.scales.get(form.scale)
    here = (*route, "scale")
    if found is None and form.scale in builder.broken:
        builder.report("INSTRUMENT_BROKEN_SCALE", here, id=form.scale)
    elif found is None:
        builder.unknown("INSTRUMENT_UNKNOWN_SCALE", here, form.scale, set(builder.scales))
    return found


def _option(form: OptionForm) -> Option:
    return Option(form.code, form.label, form.exclusive, form.other)


def _instrument(head: HeadForm, sections: tuple[Section, ...]) -> Instrument:
    return Instrument(
        id=head.id,
        version=head.version or DRAFT,
        kind=head.kind,
        title=head.title,
        sections=sections,
        roles=head.roles,
        referent=head.referent,
        languages=head.languages,
        minutes=head.minutes,
        intro=head.intro,
        closing=head.closing,
        status="published" if head.version else "draft",
    )
