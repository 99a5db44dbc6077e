"""Appendix: the round tables. Per table who sat there, what they rated and what they came to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.picture_slopes import slopes
from wbp_survey.report.appendices.round_outcomes import themes
from wbp_survey.report.appendices.round_statements import Rated, rated, statement_table
from wbp_survey.report.blocks import Block, Figure, Heading, Passage, Table, line
from wbp_survey.report.figures.dots import dots_alt, dots_stem, drafted_dots, draw_dots, forget_dots
from wbp_survey.report.gate.release import (
    Column,
    DraftRow,
    DraftTable,
    Fact,
    hidden_groups,
    release,
    release_dots,
    release_points,
)
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import EN_DASH, date_text, whole
from wbp_survey.report.table_record import TableRecord
from wbp_survey.texts import say

_DOTS = "-stippen"


def round_tables(inputs: ReportInputs, figures_dir: Path) -> list[Block]:
    """Write the appendix; that there was none when no round table was held. Dots are drawn."""
    language = inputs.language
    heading = Heading("d", say("round_tables.title", language), number="D")
    if not inputs.tables:
        forget_dots(figures_dir)
        slopes(inputs, figures_dir)
        none = line(say("round_tables.none", language))
        return [heading, Passage("rondetafels-inleiding", (none,))]
    statements = rated(inputs)
    blocks: list[Block] = [
        heading,
        Passage("rondetafels-inleiding", tuple(line(one) for one in _intro(inputs))),
        Heading("rondetafels-methode-kop", say("round_tables.method.title", language), 2),
        Passage("rondetafels-methode", tuple(line(one) for one in _method(inputs))),
    ]
    if inputs.tables[1:] and statements:
        blocks += [
            Heading("rondetafels-samen-kop", say("round_tables.together", language), 2),
            Table(
                "rondetafels-samen",
                release(statement_table(inputs, statements), inputs.profile),
            ),
        ]
    if inputs.tables[1:]:
        blocks += slopes(inputs, figures_dir)
    for record in inputs.tables:
        blocks += _one(inputs, record, statements, figures_dir)
    drawn = {block.id.removesuffix(_DOTS) for block in blocks if isinstance(block, Figure)}
    forget_dots(figures_dir, drawn)
    return blocks


def _intro(inputs: ReportInputs) -> Iterator[str]:
    language = inputs.language
    persons = sum(sum(one.persons.values()) for one in inputs.tables)
    count = "one" if len(inputs.tables) == 1 else "more"
    values = {"tables": whole(len(inputs.tables), language), "persons": whole(persons, language)}
    yield say(f"round_tables.intro.{count}", language, **values)
    yield say("round_tables.intro.words", language)


def _method(inputs: ReportInputs) -> Iterator[str]:
    language, policy = inputs.language, inputs.study.round_tables
    for name in ("rounds", "index"):
        yield say(f"round_tables.method.{name}", language)
    yield say(f"round_tables.method.{policy.median_between}", language)
    yield say("round_tables.method.indicative", language, below=policy.indicative_below)
    for name in ("moves", "unit"):
        yield say(f"round_tables.method.{name}", language)


def _one(
    inputs: ReportInputs, record: TableRecord, statements: Sequence[Rated], figures_dir: Path
) -> Iterator[Block]:
    language, profile = inputs.language, inputs.profile
    name = record.id
    yield Heading(name, say("round_tables.one", language, place=record.label), 2)
    yield Table(f"{name}-gesprek", release(_talk(inputs, record), profile), captioned=False)
    if record.phases:
        yield Table(f"{name}-fasen", release(_phases(inputs, record), profile))
    here = [one for one in statements if one.asked_at(record.group)]
    if here:
        draft = statement_table(inputs, statements, record.group, record.label)
        yield Table(f"{name}-stellingen", release(draft, profile))
        yield from _dots(inputs, record, statements, figures_dir)
    if len(inputs.tables) == 1:
        yield from slopes(inputs, figures_dir)
    yield from themes(inputs, record, statements)
    yield from _points(inputs, record)
    yield from _observed(inputs, record)


def _talk(inputs: ReportInputs, record: TableRecord) -> DraftTable:
    """Say when it was and who sat there: facts of the design, but for how many of each role."""
    language = inputs.language
    facts = [
        ("held", Fact(date_text(record.held, language))),
        ("persons", Fact(whole(sum(record.persons.values()), language))),
        ("roles", _roles(inputs, record)),
        ("late", Fact(whole(record.late, language) if record.late else "")),
        ("left", Fact(whole(record.left, language) if record.left else "")),
    ]
    return DraftTable(
        title=say("round_tables.talk.title", language, place=record.label),
        columns=(
            Column(say("round_tables.column.part", language), 62),
            Column(say("round_tables.column.recorded", language)),
        ),
        rows=tuple(
            DraftRow((Fact(say(f"round_tables.talk.{part}", language)), fact))
            for part, fact in facts
            if fact.text
        ),
        alt=say("round_tables.talk.alt", language),
    )


def _roles(inputs: ReportInputs, record: TableRecord) -> Fact:
    """Name the roles that may be named; how many of each only when no number gives anyone away."""
    language = inputs.language
    labels = _labels(inputs)
    hidden = hidden_groups({"roles": record.persons}, inputs.profile)
    if hidden or record.unnamed:
        names = [labels.get(role, role) for role in record.persons if role in record.named]
        names += [say("round_tables.talk.others", language)] if record.unnamed else []
        return Fact(say("round_tables.talk.uncounted", language, roles=", ".join(names)))
    counted = (
        f"{whole(n, language)} {labels.get(role, role)}" for role, n in record.persons.items()
    )
    return Fact(", ".join(counted))


def _labels(inputs: ReportInputs) -> dict[str, str]:
    return {role.id: text_in(role.label, inputs.language) for role in inputs.study.roles}


def _phases(inputs: ReportInputs, record: TableRecord) -> DraftTable:
    language = inputs.language
    rows = [
        DraftRow(
            (
                Fact(text_in(one.title, language)),
                Fact(whole(one.planned, language)),
                Fact(_spent(one.spent, language, skipped=one.skipped)),
            )
        )
        for one in record.phases
    ]
    known = [one.spent for one in record.phases if one.spent is not None and not one.skipped]
    planned = whole(sum(one.planned for one in record.phases), language)
    spent = whole(sum(known), language) if known else EN_DASH
    total = (say("report.total", language), planned, spent)
    rows.append(DraftRow(tuple(map(Fact, total)), "total"))
    return DraftTable(
        title=say("round_tables.phases.title", language, place=record.label),
        columns=(
            Column(say("round_tables.column.phase", language)),
            Column(say("round_tables.column.planned", language), 30, "right"),
            Column(say("round_tables.column.spent", language), 42, "right"),
        ),
        rows=tuple(rows),
        alt=say("round_tables.phases.alt", language, phases=len(record.phases)),
    )


def _spent(minutes: float | None, language: str, *, skipped: bool) -> str:
    if skipped:
        return say("round_tables.phases.skipped", language)
    return EN_DASH if minutes is None else whole(minutes, language)


def _dots(
    inputs: ReportInputs, record: TableRecord, statements: Sequence[Rated], figures_dir: Path
) -> Iterator[Block]:
    released = release_dots(drafted_dots(inputs, record, statements), inputs.profile)
    if released is None:
        return
    language = inputs.language
    path = draw_dots(released, dots_stem(figures_dir, record.id), language)
    notes = tuple(say(f"round_tables.dots.{name}", language) for name in ("note", "source"))
    alt = dots_alt(released, language)
    vector = path.with_suffix(".svg")
    yield Figure(f"{record.id}{_DOTS}", released, path, alt, notes, vector)


def _points(inputs: ReportInputs, record: TableRecord) -> Iterator[Block]:
    language = inputs.language
    if not record.points:
        return
    released = release_points(record.points, inputs.profile, language)
    lines = [
        line(say(f"round_tables.points.{_settled(done)}", language, text=text), "point")
        for text, done in released
    ]
    if not released:
        lines = [line(_how_many(record.points, language), "point")]
    yield Heading(f"{record.id}-punten-kop", say("round_tables.points.title", language), 3)
    yield Passage(f"{record.id}-punten", tuple(lines))


def _how_many(points: Sequence[tuple[str, bool]], language: str) -> str:
    """Say how many points there were, and how many of them the table came back to."""
    done = whole(sum(settled for _, settled in points), language)
    count = "one" if len(points) == 1 else "more"
    values = {"n": whole(len(points), language), "done": done}
    return say(f"round_tables.points.count.{count}", language, **values)


def _settled(done: object) -> str:
    return "settled" if done else "open"


def _observed(inputs: ReportInputs, record: TableRecord) -> Iterator[Block]:
    """Write what the researchers noted about the talk, and how often each role had the floor."""
    language = inputs.language
    if not record.observed and not record.turns:
        return
    yield Heading(f"{record.id}-waarneming-kop", say("round_tables.observed.title", language), 3)
    table = release(_observations(inputs, record), inputs.profile)
    yield Table(f"{record.id}-waarneming", table, captioned=False)


def _observations(inputs: ReportInputs, record: TableRecord) -> DraftTable:
    language = inputs.language
    labels = _labels(inputs)
    bases = {"turns": {role: n for role, n in record.persons.items() if n}}
    hidden = hidden_groups(bases, inputs.profile) if record.turns else frozenset()
    rows = [
        DraftRow((Fact(text_in(asked, language)), Fact(text_in(said, language))))
        for asked, said in record.observed
    ]
    shown = [role for role in record.turns if role in record.named or ("turns", role) not in hidden]
    rows += [
        DraftRow(
            (
                Fact(say("round_tables.observed.turns", language, role=labels.get(role, role))),
                Fact(whole(record.turns[role], language), "turns", (role,)),
            )
        )
        for role in shown
    ]
    few = any(("turns", role) in hidden for role in shown)
    return DraftTable(
        title=say("round_tables.observed.title", language),
        columns=(
            Column(say("round_tables.column.observation", language)),
            Column(say("round_tables.column.answer", language), 62),
        ),
        rows=tuple(rows),
        alt=say("round_tables.observed.alt", language),
        notes=((Fact(say("report.note.suppressed", language)),),) if few else (),
        bases=bases,
    )
