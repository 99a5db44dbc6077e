"""Appendix: who was spoken to, per role and case. These are facts of the design."""

from __future__ import annotations

from wbp_survey.model.instrument import text_in
from wbp_survey.report.blocks import Block, Heading, Line, Passage, Ref, Table, Text, line
from wbp_survey.report.inputs import ReportInputs, Respondents
from wbp_survey.report.numbers import whole
from wbp_survey.report.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.texts import say

_NUMBER_MM = 19


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
        Heading("b", say("report.people.title", language)),
        Passage("respondenten-inleiding", (intro,)),
        table,
    ]
    if any(case.invented for case in inputs.study.cases):
        blocks.append(Passage("verzonnen", (line(say("report.people.invented", language)),)))
    return blocks


def _by_case(inputs: ReportInputs) -> DraftTable:
    language, study = inputs.language, inputs.study
    roles = [role for role in study.roles if any(r.role == role.id for r in inputs.respondents)]
    columns = (
        Column(say("report.case", language)),
        *(Column(text_in(role.label, language), _NUMBER_MM, "right") for role in roles),
        Column(say("report.total", language), _NUMBER_MM, "right"),
    )
    places = [
        (case.id, f"{case.label}, {study.municipality(case.municipality).label}")
        for case in study.cases
    ]
    places.append(("", say("report.general", language)))
    role_ids = [role.id for role in roles]
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
        notes=((Fact(say("report.people.note", language)),),),
    )


def _counts(inputs: ReportInputs, case: str | None, roles: list[str]) -> list[Fact]:
    """Count the persons per role, and all of them, in one case or (None) everywhere."""
    here = [one for one in inputs.respondents if case is None or one.case == case]
    cells = [_persons(here, role) for role in roles]
    return [Fact(whole(n, inputs.language) if n else "–") for n in (*cells, sum(cells))]


def _persons(respondents: list[Respondents], role: str) -> int:
    return sum(one.persons for one in respondents if one.role == role)
