"""Turn a file into the model: an instrument with everything it takes from the bank."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from wbp_survey.errors import Problem
from wbp_survey.instrument.bank import BANK, Bank, ids, read_bank, rows, scale_of
from wbp_survey.instrument.build import Builder, build_items
from wbp_survey.instrument.forms import (
    HeadForm,
    InstrumentForm,
    OutcomeForm,
    RepeatForm,
    RoundTableForm,
    ScaleForm,
    SectionForm,
)
from wbp_survey.instrument.reading import Document, Route
from wbp_survey.instrument.schema import validate
from wbp_survey.model.instrument import (
    Instrument,
    Item,
    OutcomeItems,
    Repeat,
    ResponseScale,
    RoundTableItems,
    Section,
)

__all__ = ["BANK", "DRAFT", "Bank", "Resolved", "read_bank", "resolve"]

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Resolved:
    """An instrument file as the model, as far as it could be read.

    `instrument` is None when its head cannot be read; `sections` is there all the same, without the
    items that are not valid. `routes` tells for each item, section by section, where in the file it
    stands; `names` holds every item id, also of items with problems; `outcome_routes` where the
    outcomes of `round_table` stand.
    """

    document: Document
    instrument: Instrument | None
    sections: tuple[Section, ...] = ()
    routes: tuple[tuple[Route, ...], ...] = ()
    names: frozenset[str] = frozenset()
    scales: tuple[tuple[ResponseScale, Route], ...] = ()
    problems: tuple[Problem, ...] = ()
    round_table: RoundTableItems | None = None
    outcome_routes: tuple[Route, ...] = ()


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
    builder = Builder(document, bank, head.referent if head else "case", problems)
    builder.broken = bank.scale_names | ids(whole, "response_scales")
    local = _local_scales(builder, whole)
    builder.scales.update(bank.scales)
    builder.scales.update((scale.id, scale) for scale, _ in local)
    built = [
        _section(builder, raw, ("sections", index))
        for index, raw in enumerate(rows(whole, "sections"))
    ]
    sections = tuple(section for section, _ in built)
    table, outcome_routes = _round_table(builder, whole)
    return Resolved(
        document,
        None if head is None else _instrument(head, sections, table),
        sections,
        tuple(routes for _, routes in built),
        frozenset(builder.names),
        tuple(local),
        tuple(problems),
        table,
        outcome_routes,
    )


def _local_scales(builder: Builder, whole: dict[str, Any]) -> list[tuple[ResponseScale, Route]]:
    """Read the instrument's own response scales; one that the bank has too is a problem."""
    found: list[tuple[ResponseScale, Route]] = []
    taken = set(builder.bank.scale_names)
    for index, raw in enumerate(rows(whole, "response_scales")):
        route: Route = ("response_scales", index)
        one = validate(ScaleForm, raw, builder.document, route, builder.problems)
        if one is None:
            continue
        if one.id in taken:
            builder.report("INSTRUMENT_SCALE_TWICE", (*route, "id"), id=one.id)
        taken.add(one.id)
        found.append((scale_of(one), route))
    return found


def _section(builder: Builder, raw: Any, route: Route) -> tuple[Section, tuple[Route, ...]]:
    """Build one section; one that is not valid itself keeps its items, for what follows."""
    form = validate(SectionForm, raw, builder.document, route, builder.problems)
    items: list[Item] = []
    routes: list[Route] = []
    for index, one in enumerate(rows(raw, "items")):
        for item, place in build_items(builder, one, (*route, "items", index)):
            items.append(item)
            routes.append(place)
    form = form or SectionForm(f"({route[-1]})", {}, ())
    section = Section(
        form.id,
        form.title,
        tuple(items),
        form.minutes,
        form.script,
        form.round,
        form.relevant,
        _repeat(form.repeat),
    )
    return section, tuple(routes)


def _repeat(form: RepeatForm | None) -> Repeat | None:
    return None if form is None else Repeat(form.count, form.label, form.minimum, form.maximum)


def _round_table(
    builder: Builder, whole: dict[str, Any]
) -> tuple[RoundTableItems | None, tuple[Route, ...]]:
    """Read which items play which part; a block that says nothing is no block."""
    if "round_table" not in whole:
        return None, ()
    here: Route = ("round_table",)
    raw = whole["round_table"]
    form = validate(RoundTableForm, raw, builder.document, here, builder.problems)
    outcomes: list[OutcomeItems] = []
    routes: list[Route] = []
    for index, row in enumerate(rows(raw, "outcomes")):
        route: Route = (*here, "outcomes", index)
        one = validate(OutcomeForm, row, builder.document, route, builder.problems)
        if one is not None:
            parts = {part.name: getattr(one, part.name) for part in fields(OutcomeItems)}
            outcomes.append(OutcomeItems(**parts))
            routes.append(route)
    form = form or RoundTableForm()
    table = RoundTableItems(tuple(outcomes), form.feedback, form.ideas, form.idea_kind, form.turns)
    return (table if table != RoundTableItems() else None), tuple(routes)


def _instrument(
    head: HeadForm, sections: tuple[Section, ...], table: RoundTableItems | None
) -> Instrument:
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
        source=head.source,
        round_table=table,
    )
