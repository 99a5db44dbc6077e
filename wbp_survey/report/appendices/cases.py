"""Appendix: the cases, from documents and figures; and where sources say the same of a fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from wbp_survey.report.appendices.fact_cells import label_of, source_text, worded
from wbp_survey.report.appendices.fact_tables import LONG, fact_matrix, series_table
from wbp_survey.report.appendices.told import told_blocks
from wbp_survey.report.blocks import Block, Heading, Line, Passage, Ref, Table, Text, line
from wbp_survey.report.fact_record import CaseRecord
from wbp_survey.report.gate.release import release
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import has, say

_MATRIX = "feitenmatrix"
_SENTENCES = {
    "place": ("municipality", "dr_inhabitants", "dr_households", "dr_urbanity"),
    "size": ("dr_vm_safety", "dr_vm_cohesion"),
    "start": ("dr_start_date", "dr_initiator"),
    "admins": ("dr_admins",),
    "member": ("dr_officer_member",),
    "rules": ("dr_rules",),
}
"""Which facts of the desk-research form a sentence needs; without all of them it is left out."""


def cases(inputs: ReportInputs, _figures_dir: Path) -> Iterable[Block]:
    """Write what is on record of every case, the facts of all beside each other, and by whom."""
    language = inputs.language
    yield Heading("f", say("cases.title", language), number="F")
    if not inputs.desks and not inputs.facts:
        yield Passage("casussen-leeg", (line(say("cases.nothing", language)),))
        return
    yield Passage("casussen-inleiding", tuple(_intro(inputs)))
    for desk in inputs.desks:
        yield from _case(inputs, desk)
    if inputs.desks:
        yield Heading("casussen-feiten", say("cases.facts", language), 2)
        yield from _series(inputs)
        yield Table(_MATRIX, release(fact_matrix(inputs), inputs.profile))
    yield from told_blocks(inputs)


def _series(inputs: ReportInputs) -> Iterator[Block]:
    """Write what was noted several times, a table a section, all cases together."""
    language = inputs.language
    every = [one for desk in inputs.desks for one in desk.series]
    told = Text(" " + say("cases.intro.facts", language))
    yield Passage("casussen-feiten-inleiding", (Line((Ref(_MATRIX), told)),))
    if not every:
        yield Passage("casussen-reeksen", (line(say("cases.no_series", language)),))
    for name in dict.fromkeys(one.id for one in every):
        yield Table(f"reeks-{name}", release(series_table(inputs, name), inputs.profile))


def _intro(inputs: ReportInputs) -> Iterator[Line]:
    language = inputs.language
    if inputs.desks:
        yield line(say("cases.intro.documents", language))
    else:
        yield line(say("cases.intro.no_documents", language))
    silent = [case for case in inputs.study.cases if not _desk(inputs, case.id)]
    if silent and inputs.desks:
        named = "; ".join(clean(case.label) for case in silent)
        yield line(say("cases.intro.silent", language, cases=named))
    yield line(say("cases.intro.told", language))


def _desk(inputs: ReportInputs, case: str) -> CaseRecord | None:
    return next((one for one in inputs.desks if one.case == case), None)


def _case(inputs: ReportInputs, desk: CaseRecord) -> Iterator[Block]:
    """Describe one case: what it is in sentences, what was found in words, and what over time."""
    case = inputs.study.case(desk.case)
    yield Heading(f"casus-{desk.case}", clean(case.label), 2)
    lines = [line(text) for text in (_described(inputs, desk), *_gaps(inputs, desk)) if text]
    yield Passage(f"casus-{desk.case}-beschrijving", (*lines, *_long(inputs, desk)))


def _described(inputs: ReportInputs, desk: CaseRecord) -> str:
    """Write the sentences of which every fact is on record, from documents.

    Some have other words for each answer to the fact they are about.
    """
    language, case = inputs.language, inputs.study.case(desk.case)
    facts = {
        one.item.id: one for one in desk.facts if one.value not in (None, "other") and not one.told
    }
    known = {name: worded(one.item, one.value, language) for name, one in facts.items()}
    known["municipality"] = clean(inputs.study.municipality(case.municipality).label)
    said = []
    for name, needed in _SENTENCES.items():
        if set(needed) <= known.keys():
            last = facts.get(needed[-1])
            by_answer = f"cases.sentence.{name}.{last.value if last else ''}"
            key = by_answer if has(by_answer) else f"cases.sentence.{name}"
            if has(key):
                said.append(say(key, language, **known))
    return " ".join(said)


def _gaps(inputs: ReportInputs, desk: CaseRecord) -> Iterator[str]:
    """Name the facts that no source tells."""
    language = inputs.language
    missing = [label_of(one, language) for one in desk.facts if one.value is None]
    if missing:
        yield say("cases.not_found", language, facts="; ".join(_lower(one) for one in missing))


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _long(inputs: ReportInputs, desk: CaseRecord) -> Iterator[Line]:
    """Give what was found in words, each under its name and with its source."""
    language = inputs.language
    for fact in desk.facts:
        if fact.item.type == LONG and fact.value is not None and not fact.told:
            name = Text(f"{label_of(fact, language)}. ", bold=True)
            source = Text(
                f" ({source_text(fact.source, language)})" if fact.source else "", size="small"
            )
            yield Line((name, Text(worded(fact.item, fact.value, language)), source))
