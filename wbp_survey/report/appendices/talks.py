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
    told = _told(inputs)
    roles = {one.code: _role(inputs, one, told) for one in held_talks(inputs)}
    places = _places(inputs, told)
    rows = sorted(
        (roles[one.code], one.code, _row(inputs, one, roles[one.code], places[one.code]))
        for one in held_talks(inputs)
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
            for note in ("note_code", "note_role", "note_place", "note_minutes")
        ),
    )  # fmt: skip


def instrument_table(inputs: ReportInputs) -> DraftTable:
    """Count conversations per instrument version, with how long they took."""
    language = inputs.language
    held = held_talks(inputs)
    counts = Counter((one.instrument, one.version) for one in held)
    titles = {one.id: text_in(one.title, language) for one in inputs.instruments}
    rows, bases = [], {}
    for (instrument, version), n in sorted(counts.items()):
        took = [
            one.minutes
            for one in held
            if (one.instrument, one.version) == (instrument, version) and one.minutes is not None
        ]
        base = f"minutes:{instrument}:{version}"
        bases[base] = {"": len(took)}
        typical = Fact(whole(median(took), language), base) if took else Fact(EN_DASH)
        cells = (titles.get(instrument, instrument), version, whole(n, language))
        rows.append(DraftRow((*map(Fact, cells), typical)))
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
        bases=bases,
    )


def _align(name: str) -> Align:
    return "right" if name in {"talks", "minutes"} else "left"


def _row(inputs: ReportInputs, one: TalkRecord, role: str, place: str) -> tuple[Fact, ...]:
    language = inputs.language
    mode = "paper" if one.paper else "apart"
    minutes = EN_DASH
    if one.minutes is not None:
        minutes = whole(max(1, round(one.minutes / _ROUNDED)) * _ROUNDED, language)
    month = month_text(one.held, language)
    if role == say("justification.untold", language):  # when and how long would tell which role
        month, minutes = role, EN_DASH
    manner = say(f"justification.mode.{mode}", language)
    return tuple(map(Fact, (one.code, role, place, month, manner, minutes)))


def _role(inputs: ReportInputs, one: TalkRecord, told: Collection[str]) -> str:
    if one.code not in told:
        return say("justification.untold", inputs.language)
    return text_in(inputs.study.role(one.role).label, inputs.language)


def _told(inputs: ReportInputs) -> frozenset[str]:
    """Return the codes of which the role prints: whoever has it agreed.

    Another table counts the roles of all. So where few would be left without a role, or only those
    of one role, the smallest role that prints stays away too, whole, until that is no longer so.
    """
    least, held = ALIKE[inputs.profile], held_talks(inputs)
    told = {one.code for one in held if one.named}
    while told:
        left = [one.role for one in held if one.code not in told]
        if not left or (len(left) >= least and len(set(left)) > 1):
            break
        counts = Counter(one.role for one in held if one.code in told)
        smallest = min(counts, key=lambda role: (counts[role], role))
        told -= {one.code for one in held if one.role == smallest}
    return frozenset(told)


def _places(inputs: ReportInputs, told: Collection[str]) -> dict[str, str]:
    """Return what prints as the place of each conversation.

    A municipality prints where enough in the list have it and the role together. Where a few of a
    role would be left without, all of the role are. Without its role none has a place: that
    somebody spoke in general tells an expert.
    """
    language, least = inputs.language, ALIKE[inputs.profile]
    held = held_talks(inputs)
    towns = {one.code: _town(inputs, one) for one in held}
    alike = Counter((one.role, towns[one.code]) for one in held if one.code in told and one.case)
    shown = {pair for pair, n in alike.items() if n >= least}
    for role in {one.role for one in held}:
        here = [one for one in held if one.role == role and one.case]
        left = sum(one.code not in told or (role, towns[one.code]) not in shown for one in here)
        if 0 < left < least:
            shown = {pair for pair in shown if pair[0] != role}
    places = {}
    for one in held:
        place = say("justification.untold", language)
        if one.code in told and not one.case:
            place = say("justification.anywhere", language)
        elif one.code in told and (one.role, towns[one.code]) in shown:
            place = inputs.study.municipality(towns[one.code]).label
        places[one.code] = place
    return places


def _town(inputs: ReportInputs, one: TalkRecord) -> str:
    return inputs.study.case(one.case).municipality if one.case else ""
