"""Appendix: the codebook of what was asked, the missing reasons, how well answers were entered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.code_tables import (
    Coding,
    coding,
    entry_table,
    item_table,
    reason_table,
    scale_table,
)
from wbp_survey.report.blocks import Block, Heading, Line, Passage, Ref, Table, Text, line
from wbp_survey.report.code_record import BookRecord
from wbp_survey.report.gate.release import release
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import NBSP, decimal_text, whole
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

_RELIABLE, _TENTATIVE = 0.80, 0.667
"""Krippendorff (2004), Content Analysis, 2nd ed., p. 241."""
_FINGERPRINT = 12
_SCALES, _REASONS, _ENTRIES = "antwoordschalen", "redenen-geen-antwoord", "dubbele-invoer"


def codes(inputs: ReportInputs, _figures_dir: Path) -> Iterable[Block]:
    """Write the codebook per instrument, the reasons for no answer, and double entry."""
    language = inputs.language
    yield Heading("e", say("codes_appendix.title", language), number="E")
    if not inputs.books:
        yield Passage("codeboek-leeg", (line(say("codes_appendix.nothing", language)),))
    else:
        yield from _books(coding(inputs))
    yield Heading("e-redenen", say("codes_appendix.reasons.heading", language), 2)
    yield Passage("e-redenen-inleiding", (_refer(_REASONS, "reasons.intro", language),))
    yield Table(_REASONS, release(reason_table(inputs), inputs.profile))
    yield Heading("e-invoer", say("codes_appendix.entries.heading", language), 2)
    yield from _entered(inputs)
    yield Heading("e-codeurs", say("codes_appendix.coders.heading", language), 2)
    yield Passage("e-codeurs-tekst", tuple(_coders(language)))


def _refer(target: str, key: str, language: str) -> Line:
    return Line((Ref(target), Text(" " + say(f"codes_appendix.{key}", language))))


def _books(known: Coding) -> Iterator[Block]:
    """Write the scales that items share, and then the items of every instrument."""
    inputs = known.inputs
    lines = [line(say("codes_appendix.intro", inputs.language))]
    if known.shared:
        lines.append(_refer(_SCALES, "scales.intro", inputs.language))
    yield Passage("codeboek-inleiding", tuple(lines))
    if known.shared:
        yield Table(_SCALES, release(scale_table(known), inputs.profile))
    for book in inputs.books:
        title = clean(text_in(book.instrument.title, inputs.language))
        yield Heading(f"codeboek-{book.instrument.id}-kop", title, 2)
        yield Passage(f"codeboek-{book.instrument.id}-over", (line(_about(inputs, book)),))
        yield Table(
            f"codeboek-{book.instrument.id}", release(item_table(known, book), inputs.profile)
        )


def _about(inputs: ReportInputs, book: BookRecord) -> str:
    """Say of whom an instrument is asked, in which versions, and by what the newest is known."""
    language, form = inputs.language, book.instrument
    known = {role.id: text_in(role.label, language) for role in inputs.study.roles}
    roles = ", ".join(known.get(role, role) for role in form.roles)
    asked = say("codes_appendix.about.roles", language, roles=roles) if roles else ""
    values = {
        "id": form.id,
        "versions": ", ".join(book.versions),
        "sha256": form.sha256[:_FINGERPRINT],
        "kind": say(f"codebook.kind.{form.kind}", language),
    }
    return f"{say('codes_appendix.about.form', language, **values)} {asked}".strip()


def _entered(inputs: ReportInputs) -> Iterator[Block]:
    language = inputs.language
    if not inputs.entries:
        yield Passage("e-invoer-geen", (line(say("codes_appendix.entries.none", language)),))
        return
    sessions = sum(one.sessions for one in inputs.entries)
    words = say("codes_appendix.entries.intro", language, sessions=whole(sessions, language))
    yield Passage("e-invoer-inleiding", (Line((Ref(_ENTRIES), Text(f" {words}"))),))
    yield Table(_ENTRIES, release(entry_table(inputs), inputs.profile))


def _coders(language: str) -> Iterator[Line]:
    values = {
        "reliable": decimal_text(_RELIABLE, 2, language),
        "tentative": decimal_text(_TENTATIVE, 3, language),
    }
    yield line(say("codes_appendix.coders.none", language))
    yield line(
        say("codes_appendix.coders.how", language, **values).replace("α = ", f"α{NBSP}={NBSP}")
    )
