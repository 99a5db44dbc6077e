"""Appendix H: each item of COREQ with what is on record; what is not is listed at the end.

The list is that of Tong, Sainsbury & Craig (2007); what its items are about is said in our words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.coreq_facts import FACTS
from wbp_survey.report.blocks import Block, Heading, Passage, Table, line
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import EN_DASH
from wbp_survey.texts import say

State = Literal["whole", "part", "gap"]


@dataclass(frozen=True, slots=True)
class CoreqItem:
    """One item: what the records may tell of it, whether that is all, and in which appendix."""

    number: str
    domain: str
    facts: tuple[str, ...] = ()
    whole: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """An item with what is on record of it."""

    item: CoreqItem
    text: str
    state: State


def coreq(inputs: ReportInputs, _figures_dir: Path) -> Iterable[Block]:
    """Write a table for each domain, then which items are not on record."""
    language = inputs.language
    answers = [_answered(inputs, item) for item in coreq_items()]
    domains = dict.fromkeys(one.item.domain for one in answers)
    yield Heading("h", say("coreq.title", language), number="H")
    yield Passage("coreq-inleiding", (line(say("coreq.intro", language)),))
    for domain in domains:
        here = [one for one in answers if one.item.domain == domain]
        yield Heading(f"coreq-{domain}-kop", say(f"coreq.domain.{domain}", language), 2)
        yield Table(f"coreq-{domain}", release(_table(here, domain, language), inputs.profile))
    yield Heading("coreq-leemten-kop", say("coreq.gaps.title", language), 2)
    states: tuple[State, ...] = ("gap", "part")
    said = [_listed(answers, state, language) for state in states]
    lines = tuple(line(words) for words in said if words)
    yield Passage("coreq-leemten", lines or (line(say("coreq.gaps.none", language)),))


@cache
def coreq_items() -> tuple[CoreqItem, ...]:
    """Return the items in their order."""
    file = resources.files(__package__) / "coreq.toml"
    return tuple(
        CoreqItem(
            number,
            domain,
            tuple(known.get("facts", ())),
            known.get("whole", False),
            known.get("where", ""),
        )
        for domain, items in tomllib.loads(file.read_text("utf-8")).items()
        for number, known in items.items()
    )


def _answered(inputs: ReportInputs, item: CoreqItem) -> Answered:
    """Say what a person answered, then what the records tell; that nothing is on record if so."""
    language = inputs.language
    own = text_in(inputs.study.report.coreq.get(item.number), language).strip()
    told = [FACTS[name](inputs, item.number) for name in item.facts]
    words = " ".join(filter(None, (own, *told)))
    if not words:
        return Answered(item, say("coreq.gap", language), "gap")
    return Answered(item, words, "whole" if own or item.whole else "part")


def _table(answers: Sequence[Answered], domain: str, language: str) -> DraftTable:
    names = (("number", 12), ("item", 46), ("answer", 0), ("where", 20))
    rows = tuple(
        DraftRow(
            (
                Fact(one.item.number),
                Fact(say(f"coreq.item.{one.item.number}", language)),
                Fact(one.text),
                Fact(one.item.where if one.item.where and one.state != "gap" else EN_DASH),
            )
        )
        for one in answers
    )
    return DraftTable(
        title=say(f"coreq.table.{domain}", language),
        columns=tuple(Column(say(f"coreq.column.{name}", language), mm) for name, mm in names),
        rows=rows,
        alt=say("coreq.alt", language, n=len(rows)),
        notes=((Fact(say("coreq.source", language)),),),
    )


def _listed(answers: Sequence[Answered], state: State, language: str) -> str:
    """Name the items in one state by their number and what they are about."""
    found = [one.item.number for one in answers if one.state == state]
    named = "; ".join(f"{number} {_subject(number, language)}" for number in found)
    return say(f"coreq.gaps.{state}", language, items=named) if found else ""


def _subject(number: str, language: str) -> str:
    """Return what an item is about as it stands within a sentence."""
    words = say(f"coreq.item.{number}", language)
    return f"({words[:1].lower()}{words[1:].removesuffix('?')})"
