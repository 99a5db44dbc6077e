"""Why an answer of somebody at a round table is missing, where nobody had to say so. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wbp_survey.model.instrument import Instrument
from wbp_survey.model.round_table import RoundTable
from wbp_survey.model.session import GROUP, SessionState, Slot
from wbp_survey.wizard.walk import Step, walk

ABSENT, WITHDRAWN, NOT_ASKED = "absent", "withdrawn", "not_asked"


def derived_missing(
    instrument: Instrument, state: SessionState, steps: Iterable[Step] | None = None
) -> Mapping[Slot, str]:
    """Return the missing reason of every place that would have been asked, had nothing got between.

    An empty seat is `absent`, who withdrew altogether `withdrawn`, a phase that was passed over for
    lack of time `not_asked`. What a route leaves out anyhow is not among them; where a route hangs
    on an answer that is missing itself, nobody knows where it would have led. `steps` are those of
    the walk, where somebody went along it already.
    """
    if not state.participants:
        return {}
    table = state.round_table
    there = RoundTable(removed=table.removed)
    # Consent to nothing is no consent recorded: the walk asks whoever did not say no.
    consent = {seat: said for seat, said in state.consent.items() if seat not in state.withdrawn}
    whole = replace(state, round_table=there, consent=consent, withdrawn={})
    asked = {step.slot for step in (walk(instrument, state) if steps is None else steps)}
    missing = {}
    for step in walk(instrument, whole):
        slot = step.slot
        if slot in asked or not step.asks:
            continue
        if slot.participant != GROUP and slot.participant in state.withdrawn:
            missing[slot] = WITHDRAWN
        elif step.section.id in table.skipped:
            missing[slot] = NOT_ASKED
        elif slot.participant != GROUP:
            missing[slot] = ABSENT
    return missing
