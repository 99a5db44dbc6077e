"""The conversations one by one: with whom, about where, when, how long; nobody told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from statistics import median

from wbp_survey.model.instrument import text_in
from wbp_survey.report.gate.release import Align, Column, DraftRow, DraftTable, Fact
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import EN_DASH, month_text, whole
from wbp_survey.report.talk_record import TalkRecord
from wbp_survey.texts import say

ALIKE: Mapping[str, int] = {"publiek": 5, "consortium": 3}
"""How many in the list must have the same role and municipality before that prints: whoever knows
the place knows its community police officer."""

_ROUNDED = 5  # minutes


def held_talks(inputs: ReportInputs) -> tuple[TalkRecord, ...]:
    """Return the conversations that came about."""
    return tuple(one for one in inputs.talks if not one.refused)


def talk_table(inputs: ReportInputs) -> DraftTable:
    """List the conversations, by role as far as that may be said."""
    language = inputs.language
    shown = _places(inputs)
    rows = sorted(
        (_role(inputs, one), one.code, _row(inputs, one, shown)) for one in held_talks(inputs)
    )
    names = ("code", "role", "place", "month", "mode", "minutes")
    widths = (14, 0, 28, 28, 22, 18)
    return DraftTable(
        title=say("justification.talks.title", language),
        columns=tuple(
            Column(say(f"justification.talks.{name}", language), width, _align(name))
            for name, width in zip(names, widths, strict=True)
        ),
        rows=tuple(DraftRow(row) for _, _, row in rows),
        alt=say("justification.talks.alt", language, n=len(rows)),
        notes=tuple(
            (Fact(say(f"justification.talks.{note}", language, k=ALIKE[inputs.profile])),)
            for note in ("note_code", "note_place", "note_minutes")
        ),
    )  # fmt: skip


def instrument_table(inputs: ReportInputs) -> DraftTable:
    """Count conversations per instrument version, with how long they took."""
    language = inputs.language
    held = held_talks(inputs)
    counts = Counter((one.instrument, one.version) for one in held)
    titles = {one.id: text_in(one.title, language) for one in inputs.instruments}
    rows = []
    for (instrument, version), n in sorted(counts.items()):
        took = [
            one.minutes
            for one in held
            if (one.instrument, one.version) == (instrument, version) and one.minutes is not None
        ]
        typical = whole(median(took), language) if took else EN_DASH
        cells = (titles.get(instrument, instrument), version, whole(n, language), typical)
        rows.append(DraftRow(tuple(map(Fact, cells))))
    names = ("instrument", "version", "talks", "minutes")
    return DraftTable(
        title=say("justification.instruments.title", language),
        columns=tuple(
            Column(say(f"justification.instruments.{name}", language), width, _align(name))
            for name, width in zip(names, (0, 20, 28, 34), strict=True)
        ),
        rows=tuple(rows),
        alt=say("justification.instruments.alt", language, n=len(rows)),
        notes=((Fact(say("justification.instruments.note", language)),),),
    )


def _align(name: str) -> Align:
    return "right" if name in {"talks", "minutes"} else "left"


def _row(inputs: ReportInputs, one: TalkRecord, shown: Mapping[str, str]) -> tuple[Fact, ...]:
    language = inputs.language
    mode = "paper" if one.paper else "apart"
    minutes = EN_DASH
    if one.minutes is not None:
        minutes = whole(max(1, round(one.minutes / _ROUNDED)) * _ROUNDED, language)
    return (
        Fact(one.code),
        Fact(_role(inputs, one)),
        Fact(shown[one.code]),
        Fact(month_text(one.held, language)),
        Fact(say(f"justification.mode.{mode}", language)),
        Fact(minutes),
    )


def _role(inputs: ReportInputs, one: TalkRecord) -> str:
    """Name a role where whoever has it agreed to that."""
    if not one.named:
        return say("justification.untold", inputs.language)
    return text_in(inputs.study.role(one.role).label, inputs.language)


def _places(inputs: ReportInputs) -> dict[str, str]:
    """Return what prints as the place of each conversation.

    A municipality prints where enough in the list have it and the role together. Where a few of a
    role would be left without, all of the role are.
    """
    language, least = inputs.language, ALIKE[inputs.profile]
    held = held_talks(inputs)
    towns = {one.code: _town(inputs, one) for one in held}
    alike = Counter((one.role, towns[one.code]) for one in held if one.named and towns[one.code])
    shown = {pair for pair, n in alike.items() if n >= least}
    roles = {one.role for one in held}
    for role in roles:
        left = sum(
            one.role == role and bool(one.case) and not _is_shown(one, towns[one.code], shown)
            for one in held
        )
        if 0 < left < least:
            shown = {pair for pair in shown if pair[0] != role}
    return {one.code: _place(inputs, one, towns[one.code], shown, language) for one in held}


def _place(
    inputs: ReportInputs,
    one: TalkRecord,
    town: str,
    shown: Collection[tuple[str, str]],
    language: str,
) -> str:
    if not one.case:
        return say("justification.anywhere", language)
    if _is_shown(one, town, shown):
        return inputs.study.municipality(town).label
    return say("justification.untold", language)


def _is_shown(one: TalkRecord, town: str, shown: Collection[tuple[str, str]]) -> bool:
    return one.named and (one.role, town) in shown


def _town(inputs: ReportInputs, one: TalkRecord) -> str:
    return inputs.study.case(one.case).municipality if one.case else ""
