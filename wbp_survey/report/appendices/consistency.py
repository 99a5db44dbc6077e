"""Appendix: what was looked for in the answers and in published figures, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from wbp_survey.report.appendices.consistency_tables import (
    apart_table,
    check_table,
    found_table,
    published_table,
)
from wbp_survey.report.blocks import Block, Heading, Line, Passage, Ref, Table, Text, line
from wbp_survey.report.gate.release import release
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import whole
from wbp_survey.texts import say

_CHECKS, _FOUND = "controles", "bevindingen"
_APART, _PUBLISHED = "tegenspraak", "gepubliceerde-cijfers"


def consistency(inputs: ReportInputs, _figures_dir: Path) -> Iterable[Block]:
    """Write the checks of the answers, facts that are told differently, and published figures."""
    language, record = inputs.language, inputs.findings
    yield Heading("k", say("consistency.title", language), number="K")
    yield Passage("consistentie-inleiding", (line(say("consistency.intro", language)),))
    yield Heading("consistentie-antwoorden", say("consistency.checks.heading", language), 2)
    if record.checks:
        yield from _checks(inputs)
    else:
        none = line(say("consistency.checks.nothing", language))
        yield Passage("controles-geen", (none,))
    yield Heading("consistentie-feiten", say("consistency.apart.heading", language), 2)
    if record.apart:
        refer = _refer(_APART, "apart.intro", language)
        yield Passage("tegenspraak-inleiding", (refer,))
        yield Table(_APART, release(apart_table(inputs), inputs.profile))
    else:
        none = line(say("consistency.apart.nothing", language))
        yield Passage("tegenspraak-geen", (none,))
    yield Heading("consistentie-cijfers", say("consistency.published.heading", language), 2)
    yield from _published(inputs)


def _refer(target: str, key: str, language: str) -> Line:
    return Line((Ref(target), Text(" " + say(f"consistency.{key}", language))))


def _checks(inputs: ReportInputs) -> Iterator[Block]:
    """Write what was checked; to the researchers also which sessions it is about, under a code."""
    language, record = inputs.language, inputs.findings
    values = {"sessions": whole(record.sessions, language)}
    lines = [
        _refer(_CHECKS, "checks.intro", language),
        line(say("consistency.checks.looked", language, **values)),
    ]
    lines += map(line, _unchecked(inputs))
    yield Passage("controles-inleiding", tuple(lines))
    yield Table(_CHECKS, release(check_table(inputs), inputs.profile))
    if record.found and inputs.profile == "consortium":
        yield Passage("bevindingen-inleiding", (_refer(_FOUND, "found.intro", language),))
        yield Table(_FOUND, release(found_table(inputs), inputs.profile))


def _unchecked(inputs: ReportInputs) -> Iterator[str]:
    """Say of which sessions times tell nothing, and that second entries are left out."""
    language, record = inputs.language, inputs.findings
    untimed = sum(record.untimed.values())
    if untimed:
        count = "all" if untimed >= record.sessions else "some"
        yield say(f"consistency.checks.untimed.{count}", language, n=whole(untimed, language))
    if record.again:
        yield say("consistency.checks.again", language, n=whole(record.again, language))


def _published(inputs: ReportInputs) -> Iterator[Block]:
    language, record = inputs.language, inputs.findings
    if not record.published:
        none = line(say("consistency.published.nothing", language))
        yield Passage("cijfers-geen", (none,))
        return
    failed = sum(not one.holds for _, checked in record.published for one in checked)
    count = "none" if not failed else "one" if failed == 1 else "more"
    told = say(f"consistency.published.failed.{count}", language, n=whole(failed, language))
    refer = _refer(_PUBLISHED, "published.intro", language)
    yield Passage("cijfers-inleiding", (refer, line(told)))
    yield Table(_PUBLISHED, release(published_table(inputs), inputs.profile))
