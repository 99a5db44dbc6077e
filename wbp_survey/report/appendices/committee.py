"""Appendix J: who advised on the study or read the report, the chair first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wbp_survey.model.instrument import text_in
from wbp_survey.model.study import Member
from wbp_survey.report.blocks import Block, Heading, Passage, Table, line
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import EN_DASH
from wbp_survey.texts import say

_NAME_MM = 70


def committee(inputs: ReportInputs, _figures_dir: Path) -> Iterable[Block]:
    """List the members as the study names them; that nothing is on record if it names none."""
    language, found = inputs.language, inputs.study.report.committee
    yield Heading("j", say(f"committee.{found.kind}.title", language), number="J")
    if not found.members:
        yield Passage("commissie-leeg", (line(say(f"committee.{found.kind}.gap", language)),))
        return
    members = sorted(found.members, key=lambda one: not one.chair)
    drafted = DraftTable(
        title=say(f"committee.{found.kind}.table", language),
        columns=(
            Column(say("committee.name", language), _NAME_MM),
            Column(say("committee.function", language)),
        ),
        rows=tuple(DraftRow(_row(one, language)) for one in members),
        alt=say("committee.alt", language, n=len(members)),
    )
    yield Table("commissie", release(drafted, inputs.profile))


def _row(one: Member, language: str) -> tuple[Fact, Fact]:
    """Names and functions are published by who bears them: they rest on no respondent."""
    name = say("committee.chair", language, name=one.name) if one.chair else one.name
    return Fact(name), Fact(text_in(one.function, language).strip() or EN_DASH)
