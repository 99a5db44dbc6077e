"""Appendix: who was spoken to, per role and case. These are facts of the design."""

from __future__ import annotations

from collections.abc import Iterator

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.talks import talk_table
from wbp_survey.report.blocks import Block, Heading, Line, Passage, Ref, Table, Text, line
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.inputs import ReportInputs, Respondents
from wbp_survey.report.numbers import EN_DASH, month_text, whole
from wbp_survey.report.table_record import TableRecord
from wbp_survey.texts import say

_MM_PER_LETTER, _MM_BESIDE, _NARROWEST = 1.65, 3.5, 14  # of a bold letter in a column header


def people(inputs: ReportInputs) -> list[Block]:
    """Write the respondents per case and role."""
    language = inputs.language
    persons = sum(one.persons for one in inputs.respondents)
    table = Table("respondenten", release(_by_case(inputs), inputs.profile))
    intro = Line(
        (
            Ref("respondenten"),
            Text(" " + say("report.people.intro", language, persons=whole(persons, language))),
        )
    )
    blocks: list[Block] = [
        Heading("b", say("report.people.title", language), number="B"),
        Passage("respondenten-inleiding", (intro,)),
        table,
    ]
    if inputs.talks:
        blocks.append(Table("gesprekken", release(talk_table(inputs), inputs.profile)))
    if inputs.tables:
        blocks.append(Table("rondetafels-lijst", release(_tables(inputs), inputs.profile)))
    invented = [case.label for case in inputs.study.cases if case.invented]
    if invented:
        words = say("report.people.invented", language, cases="; ".join(invented))
        blocks.append(Passage("verzonnen", (line(words),)))
    return blocks


def _tables(inputs: ReportInputs) -> DraftTable:
    """List the round tables: when, how many sat there, which roles may be named, how long."""
    language = inputs.language
    rows = tuple(DraftRow(tuple(_table(inputs, one))) for one in inputs.tables)
    names = (("table", 42), ("month", 26), ("persons", 22), ("roles", 0), ("minutes", 18))
    return DraftTable(
        title=say("justification.tables.title", language),
        columns=tuple(
            Column(
                say(f"justification.tables.{name}", language),
                width,
                "right" if name in {"persons", "minutes"} else "left",
            )
            for name, width in names
        ),
        rows=rows,
        alt=say("justification.tables.alt", language, n=len(rows)),
        notes=((Fact(say("justification.tables.note", language)),),),
    )


def _table(inputs: ReportInputs, one: TableRecord) -> Iterator[Fact]:
    language = inputs.language
    roles = [text_in(role.label, language) for role in inputs.study.roles if role.id in one.named]
    spent = [phase.spent for phase in one.phases if phase.spent is not None]
    yield Fact(one.label)
    yield Fact(month_text(one.held, language))
    yield Fact(whole(sum(one.persons.values()), language))
    yield Fact(", ".join(roles) or say("justification.untold", language))
    yield Fact(whole(max(1, round(sum(spent) / 5)) * 5, language) if spent else EN_DASH)


def _by_case(inputs: ReportInputs) -> DraftTable:
    """Count interviewees per role; at a round table roles go by the gate, so there just heads."""
    language, study = inputs.language, inputs.study
    roles = [role for role in study.roles if any(r.role == role.id for r in inputs.respondents)]
    sat = any(one.seated for one in inputs.respondents)
    headers = [text_in(role.label, language) for role in roles]
    headers += [say("report.people.tables", language)] * sat
    columns = (
        Column(say("report.case", language)),
        *(_column(header) for header in (*headers, say("report.total", language))),
    )
    places = [
        (case.id, f"{case.label}, {study.municipality(case.municipality).label}")
        for case in study.cases
    ]
    places.append(("", say("report.general", language)))
    role_ids = [role.id for role in roles]
    notes = ["note", *["tables_note"] * sat]
    rows = [
        DraftRow((Fact(label), *_counts(inputs, case, role_ids)))
        for case, label in places
        if any(one.case == case for one in inputs.respondents)
    ]
    rows.append(
        DraftRow((Fact(say("report.total", language)), *_counts(inputs, None, role_ids)), "total")
    )
    return DraftTable(
        title=say("report.people.table", language),
        columns=columns,
        rows=tuple(rows),
        alt=say("report.people.alt", language),
        notes=tuple((Fact(say(f"report.people.{note}", language)),) for note in notes),
    )


def _column(header: str) -> Column:
    """Give a column of numbers the width of the longest word above it."""
    longest = max(len(word) for word in header.split())
    return Column(header, max(_NARROWEST, round(_MM_PER_LETTER * longest + _MM_BESIDE)), "right")


def _counts(inputs: ReportInputs, case: str | None, roles: list[str]) -> list[Fact]:
    """Count the persons per role, and all of them, in one case or (None) everywhere."""
    here = [one for one in inputs.respondents if case is None or one.case == case]
    cells = [_persons(here, role) for role in roles]
    if any(one.seated for one in inputs.respondents):
        cells.append(sum(one.persons for one in here if one.seated))
    return [Fact(whole(n, inputs.language) if n else EN_DASH) for n in (*cells, sum(cells))]


def _persons(respondents: list[Respondents], role: str) -> int:
    return sum(one.persons for one in respondents if one.role == role)
