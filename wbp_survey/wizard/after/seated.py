"""Who was at the table of a session, phase by phase, for whoever enters it a second time. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from wbp_survey.model.gathering import SEATED_LATE, round_table_facts
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.moves import Fact
from wbp_survey.model.presence import is_in, was_in_phase
from wbp_survey.model.repeats import base_id
from wbp_survey.model.round_table import Moment, RoundTable, Stay
from wbp_survey.model.session import SessionState
from wbp_survey.wizard.derived import ABSENT, derived_missing
from wbp_survey.wizard.flow import route


def taken_over(instrument: Instrument, first: SessionState) -> RoundTable:
    """Return the table as it was before a second entry of it was begun.

    A seat was taken in the phases in which it was asked anything: when a form is typed in says
    nothing about when it was filled in. Every moment lies before those of the entry itself.
    """
    table = first.round_table
    if instrument.kind != "round_table":
        return RoundTable()
    begun = sorted(table.phases, key=lambda section: table.phases[section].order)
    phases = {
        section: Moment(float(at - len(begun)), table.phases[section].at)
        for at, section in enumerate(begun)
    }
    asked = _asked(instrument, first, begun)
    stays = {
        one.id: _stays(first, one.id, list(phases.values()), asked[one.id])
        for one in first.participants
    }
    return RoundTable(
        stays={seat: found for seat, found in stays.items() if found},
        # Of a seat without a stay, and not empty, nothing would be known: it counts as taken.
        away={seat: SEATED_LATE for seat, found in stays.items() if not found} | dict(table.away),
        removed=table.removed,
        phases=phases,
        skipped=table.skipped,
    )


def facts_of(table: RoundTable) -> Iterator[Fact]:
    """Yield what is recorded to have a second entry begin with this table."""
    for section, began in table.phases.items():
        yield "phase_started", {"section": section, "when": began.at, "order": began.order}
    yield from round_table_facts(RoundTable(phases=table.phases), table)


def _asked(
    instrument: Instrument, first: SessionState, begun: Sequence[str]
) -> Mapping[str, Sequence[bool]]:
    """Tell per seat of each phase whether it was asked anything, or would have been."""
    here = {(step.section.id, step.slot.participant) for step in route(instrument, first)}
    places = {
        (item.id, one.round or 1 if item.mode == "individual_twice" else 0): one.id
        for one in instrument.sections
        for item in one.items
    }
    gone = {
        (places.get((base_id(slot.item), slot.round), ""), slot.participant)
        for slot, why in derived_missing(instrument, first).items()
        if why == ABSENT
    }
    return {
        one.id: [
            (section, one.id) in here
            or ((section, one.id) not in gone and was_in_phase(first.round_table, one.id, section))
            for section in begun
        ]
        for one in first.participants
    }


def _stays(
    first: SessionState, seat: str, phases: Sequence[Moment], asked: Sequence[bool]
) -> tuple[Stay, ...]:
    """Return one stay for each run of phases in which a seat was taken."""
    still = is_in(first.round_table, seat)
    if not phases:
        return (Stay(Moment(-1.0, first.opened_at)),) if still else ()
    ends = [*phases[1:], Moment(0.0, first.last_at)]
    found = []
    for there, run in groupby(zip(phases, ends, asked, strict=True), lambda one: one[2]):
        stretch = list(run)
        if there:
            found.append(Stay(stretch[0][0], stretch[-1][1]))
    if still and asked[-1]:
        found[-1] = Stay(found[-1].since)
    return tuple(found)
