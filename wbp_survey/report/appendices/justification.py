"""Appendix A: how the study was done, from the records; what is not on record is said to be so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from wbp_survey.model.instrument import Texts, text_in
from wbp_survey.report.appendices.method import method
from wbp_survey.report.appendices.talks import held_talks, instrument_table
from wbp_survey.report.appendices.unanswered import unanswered
from wbp_survey.report.blocks import Block, Heading, Line, Passage, Ref, Table, Text, line
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import date_text, whole
from wbp_survey.texts import say

_SIGNS = ("none", "hidden", "unknown", "half", "blank", "n", "interval", "p")
_REFUSED = "refused"


def justification(inputs: ReportInputs, _figures_dir: Path) -> Iterable[Block]:
    """Write selection, approach, period, course, limits; then how it was computed; then signs."""
    language = inputs.language
    yield Heading("a", say("justification.title", language), number="A")
    for name in ("selection", "approach", "course", "deviations", "limits"):
        yield Heading(f"a-{name}", say(f"justification.{name}.title", language), 2)
        yield from _PARTS[name](inputs)
    yield from method(inputs)
    yield Heading("a-tekens", say("justification.signs.title", language), 2)
    yield Table("tekens", release(_signs(inputs), inputs.profile))


def _selection(inputs: ReportInputs) -> Iterator[Block]:
    language, study = inputs.language, inputs.study
    values = {"cases": len(study.cases), "towns": len(study.municipalities)}
    lines = [
        *_told(study.report.selection, "selection", language),
        line(say("justification.selection.cases", language, **values)),
    ]
    if not text_in(study.report.selection, language).strip():
        lines.append(line(say("report.method.selection", language)))
    yield Passage("a-selectie", tuple(lines))


def _approach(inputs: ReportInputs) -> Iterator[Block]:
    """Say who was approached and who refused: as the study says, and as the sessions know."""
    language = inputs.language
    refused = sum(one.refused for one in inputs.talks)
    count = "none" if not refused else "one" if refused == 1 else "more"
    consent = line(say(f"justification.approach.refused.{count}", language, n=refused))
    if not inputs.study.report.approached:
        gap = line(say("justification.approach.gap", language))
        yield Passage("a-benadering", (gap, consent))
        return
    yield Passage(
        "a-benadering",
        (
            Line((Ref("benaderd"), Text(" " + say("justification.approach.refer", language)))),
            consent,
        ),
    )
    yield Table("benaderd", release(_approached(inputs), inputs.profile))


def _approached(inputs: ReportInputs) -> DraftTable:
    """Count who was approached and who refused, per role: of one role in one case it may be one.

    The number of a role goes by how many of it refused: who took part is counted elsewhere.
    """
    language, study = inputs.language, inputs.study
    counts: dict[str, tuple[int, int]] = {}
    for one in study.report.approached:
        asked, refused = counts.get(one.role, (0, 0))
        counts[one.role] = (asked + one.approached, refused + one.refused)
    rows = [
        DraftRow(
            (
                Fact(text_in(study.role(role).label, language)),
                *(Fact(whole(n, language), _REFUSED, (role,)) if no else Fact(whole(n, language))
                  for n in (asked, no)),
            )
        )
        for role, (asked, no) in counts.items()
    ]  # fmt: skip
    both = (sum(asked for asked, _ in counts.values()), sum(no for _, no in counts.values()))
    base = _REFUSED if both[1] else ""
    total = (Fact(whole(n, language), base) for n in both)
    rows.append(DraftRow((Fact(say("report.total", language)), *total), "total"))
    names = (("role", 0), ("asked", 28), ("asked_no", 28))
    return DraftTable(
        title=say("justification.approach.table", language),
        columns=tuple(
            Column(
                say(f"justification.approach.{name}", language),
                width,
                "right" if width else "left",
            )
            for name, width in names
        ),
        rows=tuple(rows),
        alt=say("justification.approach.alt", language, n=len(counts)),
        notes=((Fact(say("justification.approach.note", language)),), _reasons(inputs)),
        bases={_REFUSED: {role: no for role, (_, no) in counts.items() if no}},
    )


def _reasons(inputs: ReportInputs) -> tuple[Fact, ...]:
    """Give the reasons of all roles together, in no order that tells whose they are."""
    language = inputs.language
    told = [text_in(one.why, language).strip() for one in inputs.study.report.approached]
    reasons = "; ".join(sorted(set(filter(None, told)), key=str.casefold))
    if not reasons:
        return (Fact(""),)
    return (Fact(say("justification.approach.why", language, reasons=reasons), _REFUSED),)


def _course(inputs: ReportInputs) -> Iterator[Block]:
    """Say when the fieldwork was and what it consisted of."""
    language = inputs.language
    days = [one.held for one in held_talks(inputs)] + [one.held for one in inputs.tables]
    if not days:
        yield Passage("a-verloop", (line(say("justification.course.gap", language)),))
        return
    first, last = (date_text(day, language) for day in (min(days), max(days)))
    values = {
        "first": first,
        "last": last,
        "talks": whole(len(held_talks(inputs)), language),
        "tables": whole(len(inputs.tables), language),
    }
    lines = [line(say("justification.course.period", language, **values))]
    if held_talks(inputs):
        refer = say("justification.course.refer", language)
        lines.append(Line((Ref("gesprekken-per-instrument"), Text(" " + refer))))
    yield Passage("a-verloop", tuple(lines))
    if held_talks(inputs):
        drafted = instrument_table(inputs)
        yield Table("gesprekken-per-instrument", release(drafted, inputs.profile))


def _deviations(inputs: ReportInputs) -> Iterator[Block]:
    """Say where it went otherwise than planned, as far as the records know."""
    language = inputs.language
    counted = {
        "earlier": _earlier(inputs),
        "open": sum(one.open for one in held_talks(inputs)),
        "paper": sum(one.paper for one in inputs.talks),
        "corrected": sum(one.corrected for one in inputs.talks),
        "skipped": sum(phase.skipped for one in inputs.tables for phase in one.phases),
    }
    lines = [*_told(inputs.study.report.deviations, "deviations", language)]
    for name, n in counted.items():
        if n:
            count = "one" if n == 1 else "more"
            said = say(f"justification.deviations.{name}.{count}", language, n=whole(n, language))
            lines.append(line(said))
    if not any(counted.values()):
        lines.append(line(say("justification.deviations.none", language)))
    yield Passage("a-afwijkingen", tuple(lines))
    yield from unanswered(inputs)


def _earlier(inputs: ReportInputs) -> int:
    """Count the conversations that were held with a version before the latest one that was used."""
    latest: dict[str, tuple[int, ...]] = {}
    for one in inputs.talks:
        latest[one.instrument] = max(latest.get(one.instrument, (0,)), _version(one.version))
    return sum(_version(one.version) < latest[one.instrument] for one in held_talks(inputs))


def _version(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _limits(inputs: ReportInputs) -> Iterator[Block]:
    language = inputs.language
    always = (line(say(f"justification.limits.{name}", language)) for name in ("few", "told"))
    yield Passage(
        "a-beperkingen", (*_told(inputs.study.report.limits, "limits", language), *always)
    )


def _told(texts: Texts, name: str, language: str) -> Iterator[Line]:
    """Print what study.yaml says, a paragraph a line; that nothing is on record otherwise."""
    words = text_in(texts, language)
    if not words.strip():
        yield line(say(f"justification.{name}.gap", language))
    for paragraph in words.split("\n"):
        if paragraph.strip():
            yield line(paragraph.strip())


def _signs(inputs: ReportInputs) -> DraftTable:
    language = inputs.language
    rows = tuple(
        DraftRow(
            (
                Fact(say(f"justification.signs.{name}.sign", language)),
                Fact(say(f"justification.signs.{name}.means", language)),
            )
        )
        for name in _SIGNS
    )
    return DraftTable(
        title=say("justification.signs.table", language),
        columns=(
            Column(say("justification.signs.sign", language), 34),
            Column(say("justification.signs.means", language)),
        ),
        rows=rows,
        alt=say("justification.signs.alt", language, n=len(rows)),
        notes=((Fact(say("justification.signs.rounding", language)),),),
    )


_PARTS = {
    "selection": _selection,
    "approach": _approach,
    "course": _course,
    "deviations": _deviations,
    "limits": _limits,
}
