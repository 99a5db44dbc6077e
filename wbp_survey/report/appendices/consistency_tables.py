"""The tables of checks: how much each found, facts told differently, published figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from wbp_survey.model.instrument import text_in
from wbp_survey.model.published import Checked, PublishedFigure
from wbp_survey.report.finding_record import ToldApart
from wbp_survey.report.gate.release import (
    COARSE_FROM,
    Column,
    DraftRow,
    DraftTable,
    Fact,
    release_words,
)
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import (
    EN_DASH,
    NBSP,
    PERCENT_FROM,
    count_of,
    decimal_text,
    percent,
    whole,
)
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

_EVERYONE = "checked"
_MM_CASE, _MM_COUNT = 24, 30


def check_table(inputs: ReportInputs) -> DraftTable:
    """Say of every check what it looks for, how much it found, and how much of that is settled.

    Nothing leads to a person: the numbers are about everybody who was spoken to.
    """
    language, record = inputs.language, inputs.findings
    rows = []
    for one in record.checks:
        counts = (one.found, one.resolved, one.found - one.resolved)
        cells = (
            Fact(say(f"findings.{one.kind}.title", language)),
            Fact(say(f"consistency.looks.{one.kind}", language)),
            *(Fact(whole(n, language) if n else EN_DASH, _EVERYONE) for n in counts),
        )
        rows.append(DraftRow(cells))
    widths = {"check": 36, "looks": 0, "found": 21, "resolved": 24, "open": 14}
    return DraftTable(
        title=say("consistency.checks.title", language),
        columns=_columns("checks", widths, language, right=("found", "resolved", "open")),
        rows=tuple(rows),
        alt=say("consistency.checks.alt", language, n=len(rows)),
        notes=((Fact(say("consistency.checks.note", language)),), _source(inputs)),
        bases={_EVERYONE: {"": record.persons}},
    )


def found_table(inputs: ReportInputs) -> DraftTable:
    """List what was found of single sessions, under a code that leads to no other list."""
    language = inputs.language
    rows = []
    for one in inputs.findings.found:
        status = say(f"consistency.status.{'resolved' if one.resolved else 'open'}", language)
        why = clean(release_words(one.why, language))
        cells = (one.code, say(f"findings.{one.kind}.title", language), status, why or EN_DASH)
        rows.append(DraftRow(tuple(Fact(cell, _EVERYONE) for cell in cells)))
    widths = {"code": 18, "check": 50, "status": 26, "why": 0}
    return DraftTable(
        title=say("consistency.found.title", language),
        columns=_columns("found", widths, language),
        rows=tuple(rows),
        alt=say("consistency.found.alt", language, n=len(rows)),
        notes=((Fact(say("consistency.found.note", language)),),),
        bases={_EVERYONE: {"": inputs.findings.persons}},
    )


def apart_table(inputs: ReportInputs) -> DraftTable:
    """Say of every fact in how many cases it is told differently, and where enough told it, which.

    Who said what stands nowhere; a difference is listed, not resolved.
    """
    language = inputs.language
    shown = {one.construct: _shown(one) for one in inputs.findings.apart}
    known = set().union(*shown.values())
    cases = [case for case in inputs.study.cases if case.id in known]
    rows = []
    for one in inputs.findings.apart:
        words = clean(text_in(one.name, language))
        count = count_of(len(one.differ), len(one.persons), language)
        cells = (
            Fact(f"{words[:1].upper()}{words[1:]}"),
            Fact(count, _base(one) if _countable(one, shown[one.construct]) else "?"),
            *(_of_case(one, case.id, shown[one.construct], language) for case in cases),
        )
        rows.append(DraftRow(cells))
    columns = [
        Column(say("consistency.apart.column.fact", language)),
        Column(say("consistency.apart.column.differ", language), _MM_COUNT, "right"),
        *(Column(clean(case.label), _MM_CASE) for case in cases),
    ]
    return DraftTable(
        title=say("consistency.apart.title", language),
        columns=tuple(columns),
        rows=tuple(rows),
        alt=say("consistency.apart.alt", language, n=len(rows)),
        notes=tuple((Fact(note),) for note in _apart_notes(inputs, cases=bool(cases))),
        bases={_base(one): dict(one.persons) for one in inputs.findings.apart},
    )


def _base(one: ToldApart) -> str:
    return f"told:{one.construct}"


def _shown(one: ToldApart) -> frozenset[str]:
    """Return the cases of which it may be said whether the fact is told differently there.

    Enough persons must have told it there; and those that are hidden may not all be the same, for
    the number of cases would then tell of each of them.
    """
    shown = {case for case, n in one.persons.items() if n >= COARSE_FROM}
    while shown and _alike(one, one.persons.keys() - shown):
        shown.remove(min(shown, key=lambda case: (one.persons[case], case)))
    return frozenset(shown)


def _alike(one: ToldApart, hidden: Collection[str]) -> bool:
    return bool(hidden) and len({case in one.differ for case in hidden}) == 1


def _countable(one: ToldApart, shown: Collection[str]) -> bool:
    """Tell whether the number of cases may be told beside those that are shown."""
    return not shown or not _alike(one, one.persons.keys() - shown)


def _of_case(one: ToldApart, case: str, shown: Collection[str], language: str) -> Fact:
    if case not in one.persons:
        return Fact(".")
    says = say(f"consistency.apart.{'differs' if case in one.differ else 'same'}", language)
    return Fact(says, _base(one) if case in shown else "?", (case,), coarse=True)


def _apart_notes(inputs: ReportInputs, *, cases: bool) -> Iterator[str]:
    language = inputs.language
    yield say("consistency.apart.note", language)
    hidden = "signs" if cases else "no_cases"
    yield say(f"consistency.apart.{hidden}", language, least=COARSE_FROM)
    yield _source(inputs)[0].text


def published_table(inputs: ReportInputs) -> DraftTable:
    """Give every published figure with what it was held against. It rests on nobody we asked."""
    language = inputs.language
    rows: list[DraftRow] = []
    for figure, checked in inputs.findings.published:
        label = clean(text_in(figure.label, language))
        source = clean(figure.source) or say("consistency.published.no_source", language)
        rows.append(DraftRow((Fact(f"{label} ({source})"), Fact(""), Fact("")), "item"))
        if not checked:
            unchecked = say("consistency.published.unchecked", language)
            rows.append(DraftRow((Fact(_figure(figure, language)), Fact(unchecked), Fact(EN_DASH))))
        for one in checked:
            what = say(f"consistency.check.{one.check}", language)
            holds = say(f"consistency.holds.{'yes' if one.holds else 'no'}", language)
            rows.append(DraftRow((Fact(what), Fact(_outcome(figure, one, language)), Fact(holds))))
    widths = {"check": 52, "outcome": 0, "holds": 22}
    return DraftTable(
        title=say("consistency.published.title", language),
        columns=_columns("published", widths, language),
        rows=tuple(rows),
        alt=say("consistency.published.alt", language, n=len(inputs.findings.published)),
        notes=((Fact(say("consistency.published.note", language)),),),
    )


def _outcome(figure: PublishedFigure, one: Checked, language: str) -> str:
    """Write a check out in figures."""
    key = f"consistency.outcome.{one.check}.{'yes' if one.holds else 'no'}"
    told = say(key, language, **_values(figure, one, language))
    if one.likely:
        told = f"{told} {say(f'consistency.likely.{one.likely}', language)}"
    return told


def _values(figure: PublishedFigure, one: Checked, language: str) -> Mapping[str, object]:
    sum_of = f"{NBSP}+ ".join(_number(part.value, language) for part in figure.parts)
    unit = figure.unit or "case"
    return {
        "value": _number(figure.value, language),
        "most": _number(figure.of or figure.value, language),
        "figure": _figure(figure, language),
        "against": _number(one.against, language) if one.check != "claim" else "",
        "sum": sum_of,
        "unit": say(f"consistency.unit.{unit}", language),
        "claim": say(f"consistency.claim.{figure.claim}", language) if figure.claim else "",
        "share": _share(figure, language),
    }


def _figure(figure: PublishedFigure, language: str) -> str:
    if not figure.of:
        return _number(figure.value, language)
    if figure.value == round(figure.value) and figure.of == round(figure.of):
        return count_of(round(figure.value), round(figure.of), language)
    return f"{_number(figure.value, language)} / {_number(figure.of, language)}"


def _share(figure: PublishedFigure, language: str) -> str:
    """Write a share between brackets; below twenty there is none."""
    if figure.of < PERCENT_FROM:
        return ""
    n = max(round(figure.of), 100)  # with a decimal, as it is held against words
    return f" ({percent(figure.value / figure.of, n, language)})"


def _number(value: float, language: str) -> str:
    places = 0 if value == round(value) else len(repr(float(value)).partition(".")[2])
    return decimal_text(value, places, language)


def _columns(
    table: str, widths: Mapping[str, int], language: str, right: Collection[str] = ()
) -> tuple[Column, ...]:
    return tuple(
        Column(
            say(f"consistency.{table}.column.{name}", language),
            width,
            "right" if name in right else "left",
        )
        for name, width in widths.items()
    )


def _source(inputs: ReportInputs) -> tuple[Fact, ...]:
    language = inputs.language
    text = say("consistency.source", language, n=whole(inputs.findings.sessions, language))
    return (Fact(say("report.source_line", language, text=text)),)
